"""What earlier runs stored of the addresses of a source, as one run asks for it: many at once, in one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawler.incremental import Validators
from crawler.pipelines import body_key
from models.crypto import vault
from models.queries import fetches
from models.queries.fetches import FetchState
from models.session import transaction


class Memory:
    """The fetches of one source. What was recalled is kept until the bytes of its page are compared, once."""

    def __init__(self, source_id: int) -> None:
        self._source_id = source_id
        self._keys = vault()
        self._recalled: dict[str, FetchState | None] = {}

    def recall(self, urls: Sequence[str]) -> Mapping[str, FetchState]:
        """What is stored of these addresses, of those that are known."""
        if not urls:
            return {}
        with transaction() as session:
            known = fetches.fetch_states(session, self._keys, self._source_id, urls)
        self._recalled.update({url: known.get(url) for url in urls})
        return known

    def unchanged(self, url: str, body_hash: bytes) -> bool:
        """Whether these are the bytes that were stored of an address."""
        if url not in self._recalled:
            self.recall([url])
        known = self._recalled.pop(url)
        return known is not None and known.body_key == body_key(self._keys, Validators(None, None, body_hash))

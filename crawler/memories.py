"""What is stored of the addresses of a source: written with a page, and asked for by the next run, many at once in one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crawler.incremental import Validators
from crawler.plan import Page
from models.crypto import Purpose, Vault, vault
from models.queries import fetches
from models.queries.fetches import FetchState
from models.session import Session, transaction


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


def remember(session: Session, keys: Vault, source_id: int, pages: Iterable[Page]) -> None:
    """Keep the validators of pages that have any for the next conditional requests."""
    fetches.save_fetches(
        session,
        keys,
        source_id,
        (
            (page.url, _state(keys, page.validators), page.status)
            for page in pages
            if page.validators is not None
        ),
    )


def _state(keys: Vault, given: Validators) -> FetchState:
    return FetchState(given.etag, given.last_modified, body_key(keys, given))


def body_key(keys: Vault, given: Validators) -> bytes | None:
    """The fingerprint of a page's bytes as it is stored: keyed, so that it proves nothing to a reader."""
    return None if given.body_hash is None else keys.fingerprint(given.body_hash.hex(), Purpose.CONTENT)

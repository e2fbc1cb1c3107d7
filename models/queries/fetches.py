"""What is known of an address of a source: validators for the next conditional request."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from models.crypto import Purpose, Vault
from models.tables.source import Fetch


@dataclass(frozen=True, slots=True)
class FetchState:
    """Validators of the last answer and the fingerprint of its body; ``fetched_at`` is when it was last asked for."""

    etag: str | None
    last_modified: str | None
    body_key: bytes | None
    fetched_at: datetime | None = field(default=None, compare=False)

    @property
    def refused(self) -> bool:
        """Whether the page was refused for good: it is known to have been asked for, and nothing of it is kept."""
        return self.etag is None and self.last_modified is None and self.body_key is None


def fetch_states(
    session: Session, vault: Vault, source_id: int, urls: Collection[str]
) -> dict[str, FetchState]:
    """What the source's server said of each of ``urls`` last time, of those that are known. One query."""
    keys = {vault.fingerprint(url, Purpose.ADDRESS): url for url in urls}
    if not keys:
        return {}
    rows = session.scalars(select(Fetch).where(Fetch.source_id == source_id, Fetch.url_key.in_(list(keys))))
    return {
        keys[row.url_key]: FetchState(row.etag, row.last_modified, row.body_key, row.fetched_at)
        for row in rows
    }


def fetch_state(session: Session, vault: Vault, source_id: int, url: str) -> FetchState | None:
    """What the source's server said of ``url`` last time, or None."""
    return fetch_states(session, vault, source_id, [url]).get(url)


_SAVE = text(
    'INSERT INTO "fetch" (source_id, url_key, etag, last_modified, body_key, status) SELECT :source, one.* FROM unnest('
    "CAST(:keys AS bytea[]), CAST(:etags AS text[]), CAST(:times AS text[]), CAST(:bodies AS bytea[]),"
    " CAST(:statuses AS integer[])) AS one ON CONFLICT (source_id, url_key) DO UPDATE SET etag = excluded.etag,"
    " last_modified = excluded.last_modified, body_key = excluded.body_key, status = excluded.status, fetched_at = now()"
)
"""All that is to be remembered of a page and of what its listing said of it, in one statement."""


def save_fetch(
    session: Session, vault: Vault, source_id: int, url: str, state: FetchState, status: int
) -> None:
    """Remember the validators of ``url``; a later answer replaces an earlier one."""
    save_fetches(session, vault, source_id, [(url, state, status)])


def save_fetches(
    session: Session, vault: Vault, source_id: int, answers: Iterable[tuple[str, FetchState, int]]
) -> None:
    """Remember the validators of addresses, each with the status of its answer; of two answers of one address the later counts."""
    last = {url: (state, status) for url, state, status in answers}
    if not last:
        return
    states = [state for state, _ in last.values()]
    session.execute(
        _SAVE,
        {
            "source": source_id,
            "keys": [vault.fingerprint(url, Purpose.ADDRESS) for url in last],
            "etags": [state.etag for state in states],
            "times": [state.last_modified for state in states],
            "bodies": [state.body_key for state in states],
            "statuses": [status for _, status in last.values()],
        },
    )


def seen_again(session: Session, vault: Vault, source_id: int, url: str) -> None:
    """Note that ``url`` was asked for again and had not changed."""
    session.execute(
        update(Fetch)
        .where(Fetch.source_id == source_id, Fetch.url_key == vault.fingerprint(url, Purpose.ADDRESS))
        .values(fetched_at=func.now())
    )

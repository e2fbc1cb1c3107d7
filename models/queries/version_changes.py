"""What became of each passage from one version of a document to another."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.official import DocumentPassage


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage that is not the same in both: ``before`` is None where it is new, ``after`` where it is gone.

    ``passage_id``: of the newer version, of the older one where it is gone.
    """

    path: str
    passage_id: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """``same``: how many passages are word for word the same; the others in the order they are read."""

    same: int
    changed: tuple[PassageChange, ...]
    new: tuple[PassageChange, ...]
    gone: tuple[PassageChange, ...]


def version_changes(session: Session, older_id: int, newer_id: int) -> VersionChanges:
    """Passages of two versions compared by path and hash."""
    older, newer = _passages(session, older_id), _passages(session, newer_id)
    same = sum(path in older and older[path].sha256 == row.sha256 for path, row in newer.items())
    return VersionChanges(
        same=same,
        changed=tuple(
            PassageChange(path, row.id, older[path].text, row.text)
            for path, row in newer.items()
            if path in older and older[path].sha256 != row.sha256
        ),
        new=tuple(
            PassageChange(path, row.id, None, row.text) for path, row in newer.items() if path not in older
        ),
        gone=tuple(
            PassageChange(path, row.id, row.text, None) for path, row in older.items() if path not in newer
        ),
    )


def _passages(session: Session, document_id: int) -> dict[str, DocumentPassage]:
    rows = session.scalars(
        select(DocumentPassage)
        .where(DocumentPassage.document_id == document_id)
        .order_by(DocumentPassage.position)
    )
    return {row.path: row for row in rows}

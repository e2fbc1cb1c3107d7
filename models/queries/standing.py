"""Which version of a document is the one that counts, and whether a passage still stands: each said once, here.

A version is superseded by a later one of the same key (number, date, issuer); a draft supersedes drafts only.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, DateTime, and_, bindparam, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from models.tables.official import Document, DocumentPassage

_LOCK = func.hashtext("official")
_HOLD = select(func.pg_advisory_xact_lock_shared(_LOCK))


def hold_base(session: Session) -> None:
    """Keep the base as it is until this transaction ends: who concludes from it takes it so."""
    session.execute(_HOLD)


def change_base(session: Session) -> None:
    """Wait for those who conclude from the base, and be the only one that changes it until this transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def same_key(one: type[Document], other: type[Document]) -> ColumnElement[bool]:
    """Whether two rows are versions of one document."""
    return and_(one.number == other.number, one.issued == other.issued, one.issuer == other.issuer)


def is_newest(
    document: type[Document] = Document, known: ColumnElement[datetime] | None = None
) -> ColumnElement[bool]:
    """Whether no later version supersedes this one; ``known``: of those the base had at that moment."""
    later = aliased(Document)
    return ~exists().where(
        same_key(later, document),
        later.version > document.version,
        or_(~later.draft, document.draft),
        true() if known is None else later.obtained_at <= known,
    )


def stands(
    on: date | ColumnElement[date], known: ColumnElement[datetime] | None = None
) -> ColumnElement[bool]:
    """Whether a ``DocumentPassage`` (joined with its ``Document``) holds on a day: the same words at the same path
    of the newest version, and neither of them ended. ``known`` leaves out versions that came to the base later: what
    people then could not have read.
    """
    newest, passage = aliased(Document), aliased(DocumentPassage)
    return exists().where(
        same_key(newest, Document),
        newest.version >= Document.version,
        or_(~newest.draft, Document.draft),
        is_newest(newest, known),
        true() if known is None else newest.obtained_at <= known,
        or_(newest.effective_until.is_(None), newest.effective_until >= on),
        passage.document_id == newest.id,
        passage.path == DocumentPassage.path,
        passage.sha256 == DocumentPassage.sha256,
        or_(passage.effective_until.is_(None), passage.effective_until >= on),
    )


def standing_among(session: Session, passage_ids: Collection[int], on: date) -> frozenset[int]:
    """Those of these passages that stand on a day."""
    return frozenset(session.scalars(_STANDING, {"passages": list(passage_ids), "day": on}))


def stood_among(session: Session, passage_ids: Collection[int], on: date, known: datetime) -> frozenset[int]:
    """Those of these passages that stood on a day, as the base was at the moment ``known``. When a passage ends is taken as it is
    known today: a date that was put right counts for the past as well.
    """
    given = {"passages": list(passage_ids), "day": on, "known": known}
    return frozenset(session.scalars(_STOOD, given))


_STANDING = (
    select(DocumentPassage.id)
    .join(Document, Document.id == DocumentPassage.document_id)
    .where(
        DocumentPassage.id.in_(bindparam("passages", expanding=True)), stands(bindparam("day", type_=Date))
    )
)
_STOOD = (
    select(DocumentPassage.id)
    .join(Document, Document.id == DocumentPassage.document_id)
    .where(
        DocumentPassage.id.in_(bindparam("passages", expanding=True)),
        stands(bindparam("day", type_=Date), bindparam("known", type_=DateTime(timezone=True))),
    )
)


def newest_of(session: Session, document: Document) -> Document:
    """The newest version of a document's key; for a draft the final one, once there is one."""
    found = session.scalars(
        select(Document)
        .where(
            Document.number == document.number,
            Document.issued == document.issued,
            Document.issuer == document.issuer,
            is_newest(),
        )
        .order_by(Document.draft, Document.version.desc())
    ).first()
    return found or document


def versions_of(session: Session, document: Document) -> tuple[Document, ...]:
    """Every version of a document's key, the newest first."""
    return tuple(
        session.scalars(
            select(Document)
            .where(
                Document.number == document.number,
                Document.issued == document.issued,
                Document.issuer == document.issuer,
            )
            .order_by(Document.version.desc())
        )
    )

"""What stands around a passage: the headings above it, what lies in it, its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import literal, or_, select
from sqlalchemy.orm import Session

from models.queries.endings import covers
from models.tables.official import DocumentPassage

_ALONE = ("mở đầu", "kết")


@dataclass(frozen=True, slots=True)
class PassageContext:
    """``above``: the passages this one lies in, outermost first; ``inside``: those that lie in it, in order.

    ``before`` and ``after``: its neighbours in the text, None at either end.
    """

    above: tuple[DocumentPassage, ...]
    inside: tuple[DocumentPassage, ...]
    before: DocumentPassage | None
    after: DocumentPassage | None


def passage_context(session: Session, passage: DocumentPassage) -> PassageContext:
    """The surroundings of a passage in its own version of the document."""
    rows = session.scalars(
        select(DocumentPassage)
        .where(
            DocumentPassage.document_id == passage.document_id,
            DocumentPassage.id != passage.id,
            or_(
                literal(passage.path).startswith(DocumentPassage.path),
                DocumentPassage.path.startswith(passage.path, autoescape=True),
                DocumentPassage.position.in_([passage.position - 1, passage.position + 1]),
            ),
        )
        .order_by(DocumentPassage.position)
    ).all()
    at = {row.position: row for row in rows}
    return PassageContext(
        above=tuple(row for row in rows if lies_in(passage.path, row.path)),
        inside=tuple(row for row in rows if lies_in(row.path, passage.path)),
        before=at.get(passage.position - 1),
        after=at.get(passage.position + 1),
    )


def lies_in(path: str, other: str) -> bool:
    """Whether the passage at ``path`` lies in the one at ``other``. Lines before and after the text stand alone.

    >>> lies_in("Điều 1 khoản 2", "Điều 1"), lies_in("mở đầu 2", "mở đầu")
    (True, False)
    """
    return path != other and covers(other, path) and not other.startswith(_ALONE)

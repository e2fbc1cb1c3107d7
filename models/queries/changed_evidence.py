"""Which verdicts and approved replies rest on a passage that stood when it was cited and does not any more.

Asked of the rows as they are, not of what happened: nothing is missed by a job that was killed or came late, and
what was undone is not found again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, select, union
from sqlalchemy.orm import Session, joinedload

from models.queries.replies import STANDING_STATES
from models.queries.standing import newest_of, stands
from models.tables.decision import DecisionPassage, StandingVerdict
from models.tables.item import Item
from models.tables.official import Document, DocumentPassage
from models.tables.reply import Reply, ReplySentence


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a cited passage: it ended after ``ended_on``, or version ``version`` says something else there
    (``reworded``) or nothing at all.
    """

    passage: DocumentPassage
    ended_on: date | None
    version: int | None
    reworded: bool


def changed_items(session: Session, on: date, after: int = 0, limit: int = 100) -> list[int]:
    """Items with a standing verdict or an approved reply that rests on what does not stand on a day, by number."""
    verdicts, replies = _of_verdicts(on), _of_replies(on)
    found = union(
        verdicts.with_only_columns(StandingVerdict.item_id.label("item_id")),
        replies.with_only_columns(Reply.item_id.label("item_id")),
    ).subquery()
    return list(
        session.scalars(
            select(found.c.item_id).where(found.c.item_id > after).order_by(found.c.item_id).limit(limit)
        )
    )


def lock_if_free(session: Session, item_id: int) -> Item | None:
    """The item, locked; None while somebody else moves it."""
    return session.scalar(
        select(Item)
        .where(Item.id == item_id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def changes_of(session: Session, item_id: int, on: date) -> list[Change]:
    """What of an item's basis does not stand on a day, in order of the passages."""
    ids = union(
        _of_verdicts(on).where(StandingVerdict.item_id == item_id).with_only_columns(DocumentPassage.id),
        _of_replies(on).where(Reply.item_id == item_id).with_only_columns(DocumentPassage.id),
    )
    passages: Sequence[DocumentPassage] = session.scalars(
        select(DocumentPassage)
        .where(DocumentPassage.id.in_(ids))
        .options(joinedload(DocumentPassage.document))
        .order_by(DocumentPassage.document_id, DocumentPassage.position)
    ).all()
    return [_change(session, passage, on) for passage in passages]


def _of_verdicts(on: date) -> Select[int]:
    return (
        select(StandingVerdict.item_id)
        .join(DecisionPassage, DecisionPassage.decision_id == StandingVerdict.decision_id)
        .join(DocumentPassage, DocumentPassage.id == DecisionPassage.passage_id)
        .join(Document, Document.id == DocumentPassage.document_id)
        .where(StandingVerdict.withdrawn_at.is_(None), DecisionPassage.stood, ~stands(on))
    )


def _of_replies(on: date) -> Select[int]:
    return (
        select(Reply.item_id)
        .join(ReplySentence, ReplySentence.reply_id == Reply.id)
        .join(DocumentPassage, DocumentPassage.id == ReplySentence.passage_id)
        .join(Document, Document.id == DocumentPassage.document_id)
        .where(Reply.state.in_(STANDING_STATES), ~stands(on))
    )


def _change(session: Session, passage: DocumentPassage, on: date) -> Change:
    newest = newest_of(session, passage.document)
    there = session.scalar(
        select(DocumentPassage)
        .where(and_(DocumentPassage.document_id == newest.id, DocumentPassage.path == passage.path))
        .options(joinedload(DocumentPassage.document))
    )
    if there is None or there.sha256 != passage.sha256:
        return Change(passage, None, newest.version, reworded=there is not None)
    ended = there.holds_until
    return Change(passage, ended if ended is not None and ended < on else None, None, reworded=False)

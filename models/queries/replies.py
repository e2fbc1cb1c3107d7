"""Replies: drafts with cited sentences, approval, and where they were posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload, selectinload

from models.crypto import Purpose, Vault
from models.tables.decision import StandingVerdict
from models.tables.item import Item, ItemEvent
from models.tables.official import DocumentPassage
from models.tables.reply import Channel, Reply, ReplyPosting, ReplySentence
from models.vocabulary import EventKind, ReplyState

LIVE_STATES = (
    ReplyState.DRAFT,
    ReplyState.SUBMITTED,
    ReplyState.RETURNED,
    ReplyState.APPROVED,
    ReplyState.POSTED,
)
STANDING_STATES = (ReplyState.APPROVED, ReplyState.POSTED)
"""States of an answer that was approved and not taken back."""
WITH_PASSAGES = (
    selectinload(Reply.sentences).joinedload(ReplySentence.passage).joinedload(DocumentPassage.document)
)
"""Load the sentences of replies with what they cite."""


@dataclass(frozen=True, slots=True)
class NewSentence:
    """One sentence of a reply: on a passage, marked as the office's own words, or neither where it states no fact."""

    text: str
    passage_id: int | None
    own_words: bool = False


def live_reply(session: Session, item_id: int) -> Reply | None:
    """The item's reply that is being written, waits, or stands, with sentences, passages and postings."""
    return session.scalar(
        select(Reply)
        .where(Reply.item_id == item_id, Reply.state.in_(LIVE_STATES))
        .options(
            WITH_PASSAGES,
            selectinload(Reply.postings).joinedload(ReplyPosting.channel),
            joinedload(Reply.drafter),
            joinedload(Reply.approver),
        )
        .execution_options(populate_existing=True)
    )


def approved_replies(session: Session, item_id: int) -> Sequence[Reply]:
    """Every answer that was ever approved for an item, the newest first, with sentences, passages and postings."""
    return session.scalars(
        select(Reply)
        .where(Reply.item_id == item_id, Reply.approved_at.is_not(None))
        .options(
            WITH_PASSAGES,
            selectinload(Reply.postings).joinedload(ReplyPosting.channel),
        )
        .order_by(Reply.approved_at.desc(), Reply.id.desc())
        .execution_options(populate_existing=True)
    ).all()


def item_of_reply(session: Session, reply_id: int, office_ids: Sequence[int]) -> int | None:
    """The item a reply belongs to. Moves lock the item, never the reply first."""
    return session.scalar(select(Reply.item_id).where(Reply.id == reply_id, Reply.office_id.in_(office_ids)))


def writers_of(session: Session, item_id: int) -> frozenset[int]:
    """Everybody who wrote or sent the item's present reply: since it was last reopened."""
    reopened = (
        select(func.coalesce(func.max(ItemEvent.sequence), 0))
        .where(ItemEvent.item_id == item_id, ItemEvent.kind == EventKind.REOPENED)
        .scalar_subquery()
    )
    rows = session.scalars(
        select(ItemEvent.actor_id).where(
            ItemEvent.item_id == item_id,
            ItemEvent.kind.in_((EventKind.REPLY_DRAFTED, EventKind.REPLY_SUBMITTED)),
            ItemEvent.sequence > reopened,
        )
    )
    return frozenset(actor for actor in rows if actor is not None)


def new_reply(session: Session, item: Item, person_id: int) -> Reply:
    """An empty draft for an item."""
    reply = Reply(office_id=item.office_id, item_id=item.id, drafted_by=person_id)
    session.add(reply)
    session.flush()
    return reply


def retire_reply(session: Session, item_id: int) -> None:
    """The item is reopened: what was drafted or posted for it is history, and the next reply is a new one."""
    session.execute(
        update(Reply)
        .where(Reply.item_id == item_id, Reply.state.in_(LIVE_STATES))
        .values(state=ReplyState.SUPERSEDED)
    )


def write_sentences(session: Session, reply: Reply, sentences: Sequence[NewSentence]) -> None:
    """Replace the sentences of a reply that is not approved yet (the database refuses otherwise)."""
    reply.sentences.clear()
    session.flush()
    reply.sentences.extend(
        ReplySentence(
            position=position,
            text=sentence.text,
            passage_id=sentence.passage_id,
            own_words=sentence.own_words and sentence.passage_id is None,
        )
        for position, sentence in enumerate(sentences)
    )
    session.flush()


def add_posting(
    session: Session,
    vault: Vault,
    reply: Reply,
    channel: Channel,
    url: str,
    thread: str,
    person_id: int,
    posted_at: datetime,
) -> bool:
    """Record where and when a reply was posted; False when this answer, or one that reuses it, already went to that ``thread``."""
    return (
        session.scalar(
            insert(ReplyPosting)
            .values(
                reply_id=reply.id,
                answer_id=reply.reused_from or reply.id,
                item_id=reply.item_id,
                channel_id=channel.id,
                url=url,
                thread_key=vault.fingerprint(thread, Purpose.THREAD),
                posted_by=person_id,
                posted_at=posted_at,
            )
            .on_conflict_do_nothing(index_elements=["answer_id", "thread_key"])
            .returning(ReplyPosting.id)
        )
        is not None
    )


def waiting_replies(
    session: Session, office_ids: Sequence[int], states: Sequence[ReplyState]
) -> Sequence[Reply]:
    """Replies in these states, the oldest first, with their sentences."""
    return session.scalars(
        select(Reply)
        .where(Reply.office_id.in_(office_ids), Reply.state.in_(states))
        .options(selectinload(Reply.sentences), joinedload(Reply.drafter))
        .order_by(Reply.drafted_at)
    ).all()


def answer_to_reuse(session: Session, item_id: int, office_id: int, on: date) -> Reply | None:
    """The approved answer of an item whose verdict stands on this day, of the same office; None when there is none."""
    return session.scalar(
        select(Reply)
        .join(StandingVerdict, StandingVerdict.item_id == Reply.item_id)
        .where(
            Reply.item_id == item_id,
            Reply.office_id == office_id,
            Reply.state.in_(STANDING_STATES),
            StandingVerdict.withdrawn_at.is_(None),
            StandingVerdict.valid_from <= on,
            StandingVerdict.valid_until >= on,
        )
        .options(WITH_PASSAGES)
    )


def replaced_reply(session: Session, item_id: int) -> Reply | None:
    """The newest reply of the item that was posted and is superseded, with where it stands."""
    return session.scalar(
        select(Reply)
        .where(
            Reply.item_id == item_id,
            Reply.state == ReplyState.SUPERSEDED,
            exists().where(ReplyPosting.reply_id == Reply.id),
        )
        .options(selectinload(Reply.postings).joinedload(ReplyPosting.channel))
        .order_by(Reply.id.desc())
        .limit(1)
    )

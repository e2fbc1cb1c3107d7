"""Replies: drafts with cited sentences, approval, and where they were posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload, selectinload

from models.crypto import Purpose, Vault
from models.tables.item import Item
from models.tables.official import DocumentPassage
from models.tables.reply import Channel, Reply, ReplyPosting, ReplySentence
from models.vocabulary import ReplyState

LIVE_STATES = (
    ReplyState.DRAFT,
    ReplyState.SUBMITTED,
    ReplyState.RETURNED,
    ReplyState.APPROVED,
    ReplyState.POSTED,
)


@dataclass(frozen=True, slots=True)
class NewSentence:
    """One sentence of a reply; without a passage it is the office's own words."""

    text: str
    passage_id: int | None


def live_reply(session: Session, item_id: int) -> Reply | None:
    """The item's reply that is being written, waits, or stands, with sentences, passages and postings."""
    return session.scalar(
        select(Reply)
        .where(Reply.item_id == item_id, Reply.state.in_(LIVE_STATES))
        .options(
            selectinload(Reply.sentences)
            .joinedload(ReplySentence.passage)
            .joinedload(DocumentPassage.document),
            selectinload(Reply.postings).joinedload(ReplyPosting.channel),
            joinedload(Reply.drafter),
            joinedload(Reply.approver),
        )
    )


def lock_reply(session: Session, reply_id: int, office_ids: Sequence[int]) -> Reply | None:
    """A reply with its row locked until the transaction ends."""
    return session.scalar(
        select(Reply)
        .where(Reply.id == reply_id, Reply.office_id.in_(office_ids))
        .with_for_update(of=Reply)
        .execution_options(populate_existing=True)
    )


def new_reply(session: Session, item: Item, person_id: int) -> Reply:
    """An empty draft for an item."""
    reply = Reply(office_id=item.office_id, item_id=item.id, drafted_by=person_id)
    session.add(reply)
    session.flush()
    return reply


def write_sentences(session: Session, reply: Reply, sentences: Sequence[NewSentence]) -> None:
    """Replace the sentences of a reply that is not approved yet (the database refuses otherwise)."""
    reply.sentences.clear()
    session.flush()
    reply.sentences.extend(
        ReplySentence(position=position, text=sentence.text, passage_id=sentence.passage_id)
        for position, sentence in enumerate(sentences)
    )
    session.flush()


def add_posting(
    session: Session, vault: Vault, reply: Reply, channel: Channel, url: str, person_id: int
) -> bool:
    """Record where a reply was posted; False when it already went to that thread."""
    return (
        session.scalar(
            insert(ReplyPosting)
            .values(
                reply_id=reply.id,
                item_id=reply.item_id,
                channel_id=channel.id,
                url=url,
                thread_key=vault.fingerprint(url.split("#")[0], Purpose.THREAD),
                posted_by=person_id,
            )
            .on_conflict_do_nothing(index_elements=["item_id", "thread_key"])
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

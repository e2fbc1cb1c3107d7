"""One item as a quick report tells it: a scam or a claim, how far it went, what stands, where it was answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from models.queries.weekly_lists import GONE, BasisRow, LureRow, PostingRow, basis_of, lures_of, postings_of
from models.tables.decision import Decision, StandingVerdict
from models.tables.item import Item
from models.tables.narrative import Narrative
from models.tables.official import DocumentPassage
from models.vocabulary import Queue, Topic, Verdict

QUEUES = (Queue.SCAM, Queue.CLAIMS)
"""What a quick report may be about: never a question, a petition or an opinion."""


@dataclass(frozen=True, slots=True)
class QuickRow:
    """What there is to tell before ``end``. ``verdict`` None: nobody has decided yet. ``looked_up_at``: when a person concluded so
    from the passages of ``basis``.
    """

    item_id: int
    queue: Queue
    topic: Topic
    sentence: str = field(repr=False)
    verdict: Verdict | None
    first_seen: datetime
    posts: int
    lures: tuple[LureRow, ...]
    basis: tuple[BasisRow, ...]
    postings: tuple[PostingRow, ...]
    looked_up_at: datetime | None = None


def find(session: Session, office_id: int, item_id: int, end: datetime) -> QuickRow | None:
    """The item of an office; None when there is none, it was taken out, or it is of another kind."""
    row = session.execute(
        select(Item, Narrative, StandingVerdict)
        .join(Narrative, Narrative.id == Item.narrative_id)
        .outerjoin(
            StandingVerdict,
            and_(StandingVerdict.item_id == Item.id, StandingVerdict.withdrawn_at.is_(None)),
        )
        .where(
            Item.id == item_id,
            Item.office_id == office_id,
            Item.queue.in_(QUEUES),
            Item.state.not_in(GONE),
        )
        .options(
            joinedload(StandingVerdict.decision)
            .selectinload(Decision.passages)
            .joinedload(DocumentPassage.document)
        )
    ).one_or_none()
    if row is None:
        return None
    item, narrative, standing = row
    return QuickRow(
        item_id=item.id,
        queue=item.queue,
        topic=item.topic,
        sentence=standing.decision.sentence if standing is not None else item.headline,
        verdict=standing.verdict if standing is not None else None,
        first_seen=narrative.first_seen_at,
        posts=narrative.post_count,
        lures=tuple(lures_of(session, [item.id])[item.id]),
        basis=tuple(basis_of(standing.decision.passages)) if standing is not None else (),
        postings=tuple(postings_of(session, [item.id], end)[item.id]),
        looked_up_at=standing.decision.decided_at if standing is not None else None,
    )

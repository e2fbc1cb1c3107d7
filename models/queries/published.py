"""What an office has published: each claim and each confirmed scam, with every version of its verdict that an approver let out.

A claim is known by its item's number for good. A version is an approved reply with the verdict that stood when it
was approved; neither is ever changed, so what was public once can be read again word for word.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, func, literal, or_, select, tuple_
from sqlalchemy import true as sql_true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased, selectinload

from models.queries.replies import STANDING_STATES, WITH_PASSAGES
from models.tables.assessment import AssessmentEvidence, AssessmentSlot
from models.tables.decision import Decision, StandingVerdict
from models.tables.item import Item, ItemEvent
from models.tables.office import Office
from models.tables.official import DocumentPassage
from models.tables.public import ReviewRequest
from models.tables.reply import Reply, ReplySentence
from models.vocabulary import ActorKind, ItemState, Queue, Topic, Verdict

MOST_SEARCHED = 5000
"""Claims looked through for words, the newest first; an office publishes a few hundred in a year."""


@dataclass(frozen=True, slots=True)
class Published:
    """A claim in its newest version. ``id`` is the item's and never changes, ``reply_id`` grows with every version."""

    id: int
    reply_id: int
    queue: Queue
    topic: Topic
    office_name: str
    sentence: str
    verdict: Verdict
    valid_from: date
    valid_until: date
    published_at: datetime
    withdrawn_at: datetime | None
    changed_at: datetime
    retired: bool

    @property
    def under_review(self) -> bool:
        """Whether the verdict or its answer was taken back and no newer one is out."""
        return self.withdrawn_at is not None or self.retired

    def expired(self, today: date) -> bool:
        """Whether its time is over on a day."""
        return self.valid_until < today


@dataclass(frozen=True, slots=True)
class Version:
    """One approved version, oldest is 1. ``withdrawn_because`` only where the machine wrote the reason."""

    number: int
    reply: Reply
    standing: StandingVerdict
    decision: Decision
    withdrawn_because: str | None


_LATER = aliased(Reply)
LATEST = (
    select(Reply.item_id, Reply.id, Reply.approved_at, Reply.state)
    .where(
        Reply.approved_at.is_not(None),
        ~exists().where(
            _LATER.item_id == Reply.item_id,
            tuple_(_LATER.approved_at, _LATER.id) > tuple_(Reply.approved_at, Reply.id),
        ),
    )
    .subquery("latest")
)
"""The newest approved answer of each item. Asked for so that a list of the newest is read from the end and stops where it is full."""
STOOD = (
    select(StandingVerdict)
    .join(Decision, Decision.id == StandingVerdict.decision_id)
    .where(Decision.item_id == LATEST.c.item_id, StandingVerdict.stands_since <= LATEST.c.approved_at)
    .order_by(StandingVerdict.id.desc())
    .limit(1)
    .lateral("stood")
)
"""The verdict that stood when it was approved, found by the decisions of the item: only the verdict that stands now has an index by item."""
ANSWERED_AT = (
    select(func.max(ReviewRequest.answered_at)).where(ReviewRequest.item_id == Item.id).scalar_subquery()
)
CHANGED_AT = func.greatest(LATEST.c.approved_at, STOOD.c.withdrawn_at, ANSWERED_AT)
PUBLISHED = (
    select(
        Item.id,
        LATEST.c.id,
        Item.queue,
        Item.topic,
        Office.name,
        Decision.sentence,
        STOOD.c.verdict,
        STOOD.c.valid_from,
        STOOD.c.valid_until,
        LATEST.c.approved_at,
        STOOD.c.withdrawn_at,
        CHANGED_AT,
        LATEST.c.state.not_in(STANDING_STATES),
    )
    .select_from(LATEST)
    .join(Item, Item.id == LATEST.c.item_id)
    .join(STOOD, sql_true())
    .join(Decision, Decision.id == STOOD.c.decision_id)
    .join(Office, Office.id == STOOD.c.office_id)
    .where(
        or_(Item.queue == Queue.CLAIMS, and_(Item.queue == Queue.SCAM, STOOD.c.verdict == Verdict.SCAM)),
        Item.state != ItemState.DISMISSED,
    )
)
"""What was dismissed after all (an opinion, mostly) is not shown any more: it should never have been up for an answer. Of scams only
what two people called one, never a suspicion. A question is somebody's own words: of it only the office's
answer is shown, by ``models.queries.public_answers``."""


def newest(
    session: Session,
    limit: int,
    before: int | None = None,
    topic: Topic | None = None,
    queue: Queue | None = None,
    *,
    standing_on: date | None = None,
) -> list[Published]:
    """Published claims, the newest version first; ``before`` is the ``reply_id`` the last page ended with."""
    statement = PUBLISHED.order_by(LATEST.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(LATEST.c.id < before)
    if topic is not None:
        statement = statement.where(Item.topic == topic)
    if queue is not None:
        statement = statement.where(Item.queue == queue)
    if standing_on is not None:
        statement = statement.where(
            STOOD.c.withdrawn_at.is_(None),
            LATEST.c.state.in_(STANDING_STATES),
            STOOD.c.valid_until >= standing_on,
        )
    return [Published(*row) for row in session.execute(statement)]


def among(session: Session, item_ids: Collection[int]) -> set[int]:
    """Which of these items are published."""
    if not item_ids:
        return set()
    return set(session.scalars(PUBLISHED.with_only_columns(Item.id).where(Item.id.in_(item_ids))))


def last_changed(session: Session, limit: int) -> list[Published]:
    """Published claims, what was published, taken back or answered last first."""
    statement = PUBLISHED.order_by(CHANGED_AT.desc(), Item.id.desc()).limit(limit)
    return [Published(*row) for row in session.execute(statement)]


def find(session: Session, claim_id: int) -> Published | None:
    """The claim of a number, whatever became of its verdict; None when nothing of it was ever published."""
    row = session.execute(PUBLISHED.where(Item.id == claim_id)).one_or_none()
    return None if row is None else Published(*row)


def versions(session: Session, claim_id: int, *, postings: bool = False) -> list[Version]:
    """Every approved version of a claim with its sentences and passages, oldest first; with where it was posted only if asked for."""
    replies = session.scalars(
        select(Reply)
        .where(Reply.item_id == claim_id, Reply.approved_at.is_not(None))
        .options(WITH_PASSAGES, *([selectinload(Reply.postings)] if postings else []))
        .order_by(Reply.approved_at, Reply.id)
    ).all()
    by_clock = exists().where(
        ItemEvent.item_id == StandingVerdict.item_id,
        ItemEvent.actor_kind == ActorKind.CLOCK,
        ItemEvent.note == StandingVerdict.withdrawn_reason,
    )
    stood = session.execute(
        select(StandingVerdict, by_clock)
        .where(StandingVerdict.item_id == claim_id)
        .options(
            selectinload(StandingVerdict.decision)
            .selectinload(Decision.passages)
            .joinedload(DocumentPassage.document)
        )
        .order_by(StandingVerdict.id)
    ).all()
    found = []
    for number, reply in enumerate(replies, start=1):
        assert reply.approved_at is not None  # noqa: S101  (asked for above)
        fitting = [row for row in stood if row[0].stands_since <= reply.approved_at]
        if fitting:
            standing, machine = fitting[-1]
            because = standing.withdrawn_reason if machine else None
            found.append(Version(number, reply, standing, standing.decision, because))
    return found


def answers(session: Session, reply_ids: Sequence[int]) -> dict[int, str]:
    """The plain answers of approved replies, by the reply."""
    rows = session.execute(
        select(
            ReplySentence.reply_id,
            func.string_agg(ReplySentence.text, aggregate_order_by(literal(" "), ReplySentence.position)),
        )
        .where(ReplySentence.reply_id.in_(reply_ids))
        .group_by(ReplySentence.reply_id)
    )
    return {reply_id: str(text) for reply_id, text in rows}


def differences(session: Session, version: Version) -> list[tuple[AssessmentSlot, AssessmentEvidence]]:
    """What the told sentence says otherwise than, or like, the cited passages: slot by slot.

    Only what a person vouched for: a slot whose words stand in the sentence they picked, against a passage they cited.
    """
    cited = [passage.id for passage in version.decision.passages]
    rows = session.execute(
        select(AssessmentSlot, AssessmentEvidence)
        .join(AssessmentEvidence, AssessmentEvidence.slot_id == AssessmentSlot.id)
        .join(Item, Item.assessment_id == AssessmentSlot.assessment_id)
        .where(Item.id == version.standing.item_id, AssessmentEvidence.passage_id.in_(cited))
        .order_by(AssessmentSlot.position, AssessmentEvidence.score.desc())
    )
    kept: dict[int, tuple[AssessmentSlot, AssessmentEvidence]] = {}
    for slot, evidence in rows:
        if slot.text in version.decision.sentence:
            kept.setdefault(slot.id, (slot, evidence))
    return list(kept.values())


def answered_requests(session: Session, claim_id: int) -> Sequence[ReviewRequest]:
    """Requests about a claim that were answered, the newest first."""
    return session.scalars(
        select(ReviewRequest)
        .where(ReviewRequest.item_id == claim_id, ReviewRequest.outcome.is_not(None))
        .order_by(ReviewRequest.answered_at.desc())
    ).all()

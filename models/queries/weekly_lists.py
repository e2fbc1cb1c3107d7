"""What there was: the gaps, scams and settled claims a weekly report lists, one row each.

Texts are masked sentences of posts or words of the office's staff; addresses in them are not yet made
harmless (``reports.wording`` does). Nothing here says who wrote, decided or asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from models.queries.weekly_spans import assessed_now, received
from models.tables.assessment import PostAssessment
from models.tables.decision import Decision, StandingVerdict
from models.tables.gap import InformationGap
from models.tables.indicator import ItemIndicator, ScamIndicator
from models.tables.item import Item
from models.tables.narrative import NarrativePost
from models.tables.office import Office
from models.tables.official import DocumentPassage
from models.tables.post import Post
from models.tables.reply import Channel, Reply, ReplyPosting
from models.vocabulary import IndicatorKind, ItemState, Label, Queue, Topic, Verdict

SETTLED = (Verdict.FALSE, Verdict.OUTDATED, Verdict.MISSING_CONTEXT)
"""Verdicts on claims that the report lists with their basis (SPEC §7, section 4)."""
GONE = (ItemState.DISMISSED, ItemState.MERGED)
"""Items a person took out: the report does not speak of them, even when it is made again."""


@dataclass(frozen=True, slots=True)
class GapRow:
    """What official text does not settle, and by when the office in charge is asked to."""

    office: str
    topic: Topic
    asked: str = field(repr=False)
    missing: str = field(repr=False)
    due_at: datetime
    answered_at: datetime | None
    posts: int
    gap_id: int | None = None


@dataclass(frozen=True, slots=True)
class LureRow:
    """One indicator of a scam in its harmless form."""

    kind: IndicatorKind
    defanged: str = field(repr=False)
    lookalike_of: str | None


@dataclass(frozen=True, slots=True)
class ScamRow:
    """A scam narrative with an item. ``verdict`` is None while no person has decided."""

    item_id: int
    narrative_id: int
    topic: Topic
    sentence: str = field(repr=False)
    opened_at: datetime
    verdict: Verdict | None
    lures: tuple[LureRow, ...]


@dataclass(frozen=True, slots=True)
class BasisRow:
    """A passage a verdict rests on."""

    kind: str
    number: str
    issued: date
    issuer: str
    path: str


@dataclass(frozen=True, slots=True)
class PostingRow:
    """Where the office answered: a channel of its own, and when."""

    channel: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim found false, outdated or short of its context."""

    sentence: str = field(repr=False)
    verdict: Verdict
    valid_until: date
    basis: tuple[BasisRow, ...]
    postings: tuple[PostingRow, ...]
    item_id: int | None = None


def gaps(session: Session, office_ids: Sequence[int], start: datetime, end: datetime) -> list[GapRow]:
    """Gaps that were open at some time of the span, by office in charge, the nearest due first."""
    asked = (
        select(func.count())
        .select_from(NarrativePost)
        .where(NarrativePost.narrative_id == Item.narrative_id, NarrativePost.joined_at < end)
        .scalar_subquery()
    )
    rows = session.execute(
        select(InformationGap, Office.name, Item.headline, asked)
        .join(Office, Office.id == InformationGap.in_charge_id)
        .join(Item, Item.id == InformationGap.item_id)
        .where(
            InformationGap.office_id.in_(office_ids),
            InformationGap.opened_at < end,
            or_(InformationGap.answered_at.is_(None), InformationGap.answered_at >= start),
            Item.state.not_in(GONE),
        )
        .order_by(Office.name, InformationGap.due_at, InformationGap.id)
    )
    return [
        GapRow(
            office=office,
            topic=gap.topic,
            asked=headline,
            missing=gap.missing,
            due_at=gap.due_at,
            answered_at=gap.answered_at if gap.answered_at is not None and gap.answered_at < end else None,
            posts=posts,
            gap_id=gap.id,
        )
        for gap, office, headline, posts in rows
    ]


def scams(session: Session, office_ids: Sequence[int], start: datetime, end: datetime) -> list[ScamRow]:
    """Scam items opened in the span or with new posts in it, the latest first.

    Those found not to be scams are left out. The sentence is the one a person picked, else the headline.
    """
    spreading = (
        exists()
        .where(
            NarrativePost.narrative_id == Item.narrative_id,
            Post.month == NarrativePost.month,
            Post.id == NarrativePost.post_id,
            assessed_now(start, end),
            PostAssessment.label == Label.SCAM,
            received(office_ids, start, end),
        )
        .correlate(Item)
    )
    rows = session.execute(
        select(Item, StandingVerdict)
        .outerjoin(
            StandingVerdict,
            and_(
                StandingVerdict.item_id == Item.id,
                StandingVerdict.withdrawn_at.is_(None),
                StandingVerdict.stands_since < end,
            ),
        )
        .where(
            Item.office_id.in_(office_ids),
            Item.queue == Queue.SCAM,
            Item.state.not_in(GONE),
            Item.opened_at < end,
            or_(Item.opened_at >= start, spreading),
            ~exists()
            .where(
                StandingVerdict.item_id == Item.id,
                StandingVerdict.withdrawn_at.is_(None),
                StandingVerdict.verdict == Verdict.NOT_SCAM,
            )
            .correlate(Item),
        )
        .options(joinedload(StandingVerdict.decision))
        .order_by(Item.opened_at.desc(), Item.id.desc())
    ).all()
    lures = lures_of(session, [item.id for item, _ in rows])
    return [
        ScamRow(
            item_id=item.id,
            narrative_id=item.narrative_id,
            topic=item.topic,
            sentence=standing.decision.sentence if standing is not None else item.headline,
            opened_at=item.opened_at,
            verdict=standing.verdict if standing is not None else None,
            lures=tuple(lures[item.id]),
        )
        for item, standing in rows
    ]


def settled_claims(
    session: Session, office_ids: Sequence[int], start: datetime, end: datetime
) -> list[ClaimRow]:
    """Claims whose standing verdict of the span is one of ``SETTLED``, in its order, the latest first."""
    standing = session.scalars(
        select(StandingVerdict)
        .where(
            StandingVerdict.office_id.in_(office_ids),
            StandingVerdict.verdict.in_(SETTLED),
            StandingVerdict.stands_since >= start,
            StandingVerdict.stands_since < end,
            StandingVerdict.withdrawn_at.is_(None),
        )
        .options(
            joinedload(StandingVerdict.decision)
            .selectinload(Decision.passages)
            .joinedload(DocumentPassage.document)
        )
        .order_by(
            case({verdict: place for place, verdict in enumerate(SETTLED)}, value=StandingVerdict.verdict),
            StandingVerdict.stands_since.desc(),
            StandingVerdict.id.desc(),
        )
    ).all()
    postings = postings_of(session, [verdict.item_id for verdict in standing], end)
    return [
        ClaimRow(
            sentence=verdict.decision.sentence,
            verdict=verdict.verdict,
            valid_until=verdict.valid_until,
            basis=tuple(basis_of(verdict.decision.passages)),
            postings=tuple(postings[verdict.item_id]),
            item_id=verdict.item_id,
        )
        for verdict in standing
    ]


def basis_of(passages: Iterable[DocumentPassage]) -> Iterable[BasisRow]:
    """Passages as a report cites them, by document."""
    for passage in sorted(passages, key=lambda one: (one.document.issued, one.document_id, one.position)):
        document = passage.document
        yield BasisRow(document.kind, document.number, document.issued, document.issuer, passage.path)


def lures_of(session: Session, item_ids: Sequence[int]) -> dict[int, list[LureRow]]:
    """The indicators of items, harmless; an item without any has an empty list."""
    rows = session.execute(
        select(ItemIndicator.item_id, ScamIndicator.kind, ScamIndicator.defanged, ScamIndicator.lookalike_of)
        .join(ScamIndicator, ScamIndicator.id == ItemIndicator.indicator_id)
        .where(ItemIndicator.item_id.in_(item_ids))
        .order_by(ItemIndicator.item_id, ScamIndicator.kind, ScamIndicator.id)
    )
    found: dict[int, list[LureRow]] = defaultdict(list)
    for item_id, kind, defanged, lookalike_of in rows:
        found[item_id].append(LureRow(kind, defanged, lookalike_of))
    return found


def postings_of(session: Session, item_ids: Sequence[int], end: datetime) -> dict[int, list[PostingRow]]:
    """Where items were answered before ``end``; an item without any has an empty list."""
    rows = session.execute(
        select(ReplyPosting.item_id, Channel.name, ReplyPosting.posted_at)
        .join(Channel, Channel.id == ReplyPosting.channel_id)
        .join(Reply, Reply.id == ReplyPosting.reply_id)
        .where(ReplyPosting.item_id.in_(item_ids), ReplyPosting.posted_at < end)
        .order_by(ReplyPosting.posted_at, ReplyPosting.id)
    )
    found: dict[int, list[PostingRow]] = defaultdict(list)
    for item_id, channel, posted_at in rows:
        found[item_id].append(PostingRow(channel, posted_at))
    return found

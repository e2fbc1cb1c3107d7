"""What there was: the gaps, scams and settled claims a weekly report lists, one row each.

Texts are masked sentences of posts or words of the office's staff; addresses in them are not yet made
harmless (``reports.wording`` does). Nothing here says who wrote, decided or asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import BigInteger, ColumnElement, and_, any_, case, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from models.tables.decision import Decision, StandingVerdict
from models.tables.gap import InformationGap
from models.tables.indicator import ItemIndicator, ScamIndicator
from models.tables.item import Item
from models.tables.narrative import NarrativePost
from models.tables.office import Office
from models.tables.official import DocumentPassage
from models.tables.reply import Channel, Reply, ReplyPosting
from models.vocabulary import IndicatorKind, ItemState, Queue, Topic, Verdict

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
    document_id: int | None = None
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class PostingRow:
    """Where the office answered: a channel of its own, and when."""

    channel: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim found false, outdated or short of its context. ``looked_up_at``: when a person concluded so from the passages of ``basis``."""

    sentence: str = field(repr=False)
    verdict: Verdict
    valid_until: date
    basis: tuple[BasisRow, ...]
    postings: tuple[PostingRow, ...]
    item_id: int | None = None
    looked_up_at: datetime | None = None


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


def scams(
    session: Session, office_ids: Sequence[int], start: datetime, end: datetime, told: Iterable[int | None]
) -> list[ScamRow]:
    """Scam items opened in the span or with new posts in it, the latest first.

    ``told``: the narratives that had posts labelled scam in the span (``weekly_counts.scam_posts_of``), which are not looked for a
    second time among all posts. Those found not to be scams are left out. The sentence is the one a person picked, else the headline.
    """
    spreading = [narrative for narrative in told if narrative is not None]
    rows = session.execute(
        select(
            Item.id,
            Item.narrative_id,
            Item.topic,
            func.coalesce(Decision.sentence, Item.headline),
            Item.opened_at,
            StandingVerdict.verdict,
        )
        .outerjoin(
            StandingVerdict,
            and_(
                StandingVerdict.item_id == Item.id,
                StandingVerdict.withdrawn_at.is_(None),
                StandingVerdict.stands_since < end,
            ),
        )
        .outerjoin(Decision, Decision.id == StandingVerdict.decision_id)
        .where(
            Item.office_id.in_(office_ids),
            Item.queue == Queue.SCAM,
            Item.state.not_in(GONE),
            Item.opened_at < end,
            or_(Item.opened_at >= start, _among(Item.narrative_id, spreading)),
            ~exists()
            .where(
                StandingVerdict.item_id == Item.id,
                StandingVerdict.withdrawn_at.is_(None),
                StandingVerdict.verdict == Verdict.NOT_SCAM,
            )
            .correlate(Item),
        )
        .order_by(Item.opened_at.desc(), Item.id.desc())
    ).all()
    lures = lures_of(session, [item_id for item_id, *_ in rows])
    return [
        ScamRow(item_id, narrative_id, topic, sentence, opened_at, verdict, tuple(lures[item_id]))
        for item_id, narrative_id, topic, sentence, opened_at, verdict in rows
    ]


def settled_claims(
    session: Session, office_ids: Sequence[int], start: datetime, end: datetime, most: int | None = None
) -> list[ClaimRow]:
    """Claims whose standing verdict of the span is one of ``SETTLED``, in its order, the latest first; at ``most`` so many."""
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
        .limit(most)
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
            looked_up_at=verdict.decision.decided_at,
        )
        for verdict in standing
    ]


def basis_of(passages: Iterable[DocumentPassage]) -> Iterable[BasisRow]:
    """Passages as a report cites them, by document."""
    for passage in sorted(passages, key=lambda one: (one.document.issued, one.document_id, one.position)):
        document = passage.document
        yield BasisRow(
            document.kind,
            document.number,
            document.issued,
            document.issuer,
            passage.path,
            document.id,
            document.source_url,
        )


def lures_of(session: Session, item_ids: Sequence[int]) -> dict[int, list[LureRow]]:
    """The indicators of items, harmless; an item without any has an empty list."""
    rows = session.execute(
        select(ItemIndicator.item_id, ScamIndicator.kind, ScamIndicator.defanged, ScamIndicator.lookalike_of)
        .join(ScamIndicator, ScamIndicator.id == ItemIndicator.indicator_id)
        .where(_among(ItemIndicator.item_id, item_ids))
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
        .where(_among(ReplyPosting.item_id, item_ids), ReplyPosting.posted_at < end)
        .order_by(ReplyPosting.posted_at, ReplyPosting.id)
    )
    found: dict[int, list[PostingRow]] = defaultdict(list)
    for item_id, channel, posted_at in rows:
        found[item_id].append(PostingRow(channel, posted_at))
    return found


def _among(column: InstrumentedAttribute[int], numbers: Sequence[int]) -> ColumnElement[bool]:
    """One of many numbers, handed over as one value: thousands of them by themselves take longer to write down than to look up."""
    return column == any_(literal(list(numbers), ARRAY(BigInteger)))

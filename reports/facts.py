"""What the report of one week may know: counts with the small ones already hidden, texts already safe.

The only place where true counts and raw rows are seen. Sections get ``Facts`` and so cannot print more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from models.queries import weekly_counts, weekly_lists
from models.queries.offices import offices_below
from models.queries.weekly_counts import Waiting
from models.session import Session
from models.tables.office import Office
from models.vocabulary import Label, Queue, Topic, Verdict
from reports.disclosure import Count, Spread, Tally, leaf, spread, total
from reports.period import ZONE, Week
from reports.wording import quoted

BY_TOPIC = (Queue.QUESTIONS, Queue.GRIEVANCES)
"""Queues of which section 5 speaks topic by topic, so that their sums are made from topics (rule 4)."""
MAX_ROWS = 12
"""Rows of a list. A leader reads one page; the rest stands on the desk."""

LineT = TypeVar("LineT")


@dataclass(frozen=True, slots=True)
class Received:
    """Posts of one week as its report shows them."""

    all: Count
    labels: Mapping[Label, Count]
    unassessed: Count
    questions: Mapping[Topic, Count]
    grievances: Mapping[Topic, Count]


@dataclass(frozen=True, slots=True)
class Work:
    """Items of one queue, or of all."""

    opened: Count
    closed: Count
    overdue: Count


@dataclass(frozen=True, slots=True)
class TopicWork:
    """How the questions and petitions of a topic stand at the end of the week."""

    next_due: date | None
    overdue: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class GapLine:
    """A missing piece of official information."""

    office: str
    topic: Topic
    asked: str
    missing: str
    asked_by: Spread
    due: date
    overdue: bool
    answered: date | None


@dataclass(frozen=True, slots=True)
class ScamLine:
    """A scam narrative. ``verdict`` None: nobody has looked yet, the machine suggests it."""

    sentence: str
    topic: Topic
    verdict: Verdict | None
    lures: tuple[str, ...]
    imitates: tuple[str, ...]
    posts: Count
    since: date


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim settled by a person."""

    sentence: str
    verdict: Verdict
    basis: tuple[str, ...]
    answered: tuple[tuple[str, date], ...]
    valid_until: date


@dataclass(frozen=True, slots=True)
class Lines(Generic[LineT]):
    """The first lines of a list, and whether there are more."""

    shown: Sequence[LineT]
    more: bool = False

    @classmethod
    def first(cls, lines: Sequence[LineT]) -> Lines[LineT]:
        """As many as a list holds."""
        return cls(lines[:MAX_ROWS], len(lines) > MAX_ROWS)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a section may use."""

    week: Week
    now: Received
    before: Received
    work: Mapping[Queue, Work]
    work_all: Work
    work_before: Work
    topics: Mapping[Topic, TopicWork]
    verdicts: Mapping[Verdict, Count]
    gaps: Lines[GapLine]
    scams: Lines[ScamLine]
    other_scam_posts: Count
    claims: Lines[ClaimLine]
    sources: Count
    failed_sources: Count
    models: tuple[str, ...]
    official_base: str


def gather(session: Session, office: Office, week: Week, until: datetime) -> Facts:
    """Ask everything about an office and those below it, from the start of the week to ``until``."""
    offices = list(offices_below(session, office.id))
    span = (offices, week.start, until)
    earlier = (offices, week.previous().start, week.start)
    now, scams, other = _received_with_scams(session, *span)
    before, _, _ = _received_with_scams(session, *earlier)
    work, work_all, topics = _work(session, *span)
    sources = weekly_counts.sources_read(session, *span)
    return Facts(
        week=week,
        now=now,
        before=before,
        work=work,
        work_all=work_all,
        work_before=_work(session, *earlier)[1],
        topics=topics,
        verdicts={code: leaf(count).shown for code, count in weekly_counts.verdicts(session, *span).items()},
        gaps=_gaps(weekly_lists.gaps(session, *span), until),
        scams=scams,
        other_scam_posts=other,
        claims=Lines.first([_claim(row) for row in weekly_lists.settled_claims(session, *span)]),
        sources=leaf(sources.read).shown,
        failed_sources=leaf(sources.failed).shown,
        models=tuple(weekly_counts.models_used(session, *span)),
        official_base=weekly_counts.official_base(session, until),
    )


def _received_with_scams(
    session: Session, offices: Sequence[int], start: datetime, end: datetime
) -> tuple[Received, Lines[ScamLine], Count]:
    """Posts by label, where scams are counted by listed narrative and questions by topic (rule 4)."""
    counted = weekly_counts.posts_by_label(session, offices, start, end)
    by_narrative = weekly_counts.scam_posts_by_narrative(session, offices, start, end)
    rows = weekly_lists.scams(session, offices, start, end)
    rows.sort(key=lambda row: -(leaf(by_narrative.get(row.narrative_id, 0)).shown.exact or 0))
    lines = Lines.first(rows)
    listed = {row.narrative_id: leaf(by_narrative.get(row.narrative_id, 0)) for row in lines.shown}
    others = leaf(sum(by_narrative.values()) - sum(by_narrative.get(known, 0) for known in listed))
    topics = {label: _by_topic(counted, label) for label in (Label.QUESTION, Label.GRIEVANCE)}
    unassessed = leaf(sum(count for (label, _), count in counted.items() if label is None))
    labels = {
        label: leaf(sum(count for (one, _), count in counted.items() if one is label)) for label in Label
    }
    labels[Label.SCAM] = total([*listed.values(), others])
    for label, parts in topics.items():
        labels[label] = total(parts.values())
    received = Received(
        all=total([*labels.values(), unassessed]).shown,
        labels={label: tally.shown for label, tally in labels.items()},
        unassessed=unassessed.shown,
        questions={topic: tally.shown for topic, tally in topics[Label.QUESTION].items()},
        grievances={topic: tally.shown for topic, tally in topics[Label.GRIEVANCE].items()},
    )
    shown = [_scam(row, listed[row.narrative_id].shown) for row in lines.shown]
    return received, Lines(shown, lines.more), others.shown


def _by_topic(counted: Mapping[tuple[Label | None, Topic | None], int], label: Label) -> dict[Topic, Tally]:
    return {topic: leaf(counted[label, topic]) for topic in Topic if counted.get((label, topic))}


def _work(
    session: Session, offices: Sequence[int], start: datetime, end: datetime
) -> tuple[dict[Queue, Work], Work, dict[Topic, TopicWork]]:
    opened = weekly_counts.items_opened(session, offices, start, end)
    closed = weekly_counts.items_closed(session, offices, start, end)
    waiting = weekly_counts.items_waiting(session, offices, end)
    overdue = Counter({key: row.overdue for key, row in waiting.items()})
    tallies = {queue: [_of_queue(counts, queue) for counts in (opened, closed, overdue)] for queue in Queue}
    work = {queue: Work(*(tally.shown for tally in parts)) for queue, parts in tallies.items()}
    work_all = Work(*(total(column).shown for column in zip(*tallies.values(), strict=True)))
    topics = {topic: found for topic in Topic if (found := _topic_work(topic, closed, waiting)) is not None}
    return work, work_all, topics


def _of_queue(counts: Counter[tuple[Queue, Topic]], queue: Queue) -> Tally:
    parts = [count for (one, _), count in counts.items() if one is queue]
    return total(leaf(count) for count in parts) if queue in BY_TOPIC else leaf(sum(parts))


def _topic_work(
    topic: Topic, closed: Counter[tuple[Queue, Topic]], waiting: Mapping[tuple[Queue, Topic], Waiting]
) -> TopicWork | None:
    rows = [waiting[queue, topic] for queue in BY_TOPIC if (queue, topic) in waiting]
    done = any(closed[queue, topic] for queue in BY_TOPIC)
    if not rows and not done:
        return None
    return TopicWork(
        next_due=min((_day(row.next_due) for row in rows), default=None),
        overdue=any(row.overdue for row in rows),
        closed=done,
    )


def _gaps(rows: Sequence[weekly_lists.GapRow], until: datetime) -> Lines[GapLine]:
    """The gaps due first, by office."""
    soonest = Lines.first(sorted(rows, key=lambda row: (row.answered_at is not None, row.due_at)))
    by_office = sorted(soonest.shown, key=lambda row: row.office)
    return Lines([_gap(row, until) for row in by_office], soonest.more)


def _gap(row: weekly_lists.GapRow, until: datetime) -> GapLine:
    return GapLine(
        office=row.office,
        topic=row.topic,
        asked=quoted(row.asked),
        missing=quoted(row.missing),
        asked_by=spread(row.posts),
        due=_day(row.due_at),
        overdue=row.answered_at is None and row.due_at < until,
        answered=None if row.answered_at is None else _day(row.answered_at),
    )


def _scam(row: weekly_lists.ScamRow, posts: Count) -> ScamLine:
    return ScamLine(
        sentence=quoted(row.sentence),
        topic=row.topic,
        verdict=row.verdict,
        lures=tuple(dict.fromkeys(lure.defanged for lure in row.lures)),
        imitates=tuple(dict.fromkeys(lure.lookalike_of for lure in row.lures if lure.lookalike_of)),
        posts=posts,
        since=_day(row.opened_at),
    )


def _claim(row: weekly_lists.ClaimRow) -> ClaimLine:
    return ClaimLine(
        sentence=quoted(row.sentence),
        verdict=row.verdict,
        basis=tuple(
            f"{one.kind} số {one.number}, ngày {one.issued:%d/%m/%Y}, {one.path}" for one in row.basis
        ),
        answered=tuple((posting.channel, _day(posting.posted_at)) for posting in row.postings),
        valid_until=row.valid_until,
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()

"""From rows to facts: the only place of the report where true counts and raw sentences are seen.

``fetch`` asks the database, ``protect`` hides (``reports.disclosure``) and makes texts safe
(``reports.wording``); the second is pure, so that it can be attacked with any week one can think of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from models.queries.offices import offices_below
from models.queries.source_health import sources_health
from models.queries.weekly_lists import ClaimRow, GapRow, ScamRow
from models.queries.weekly_spans import ASKED
from models.session import Session
from models.tables.office import Office
from models.vocabulary import Label, Queue, Topic
from reports.asking import attempt
from reports.disclosure import Count, Tally, leaf, spread, total
from reports.facts import ClaimLine, Facts, GapLine, Received, ScamLine, TopicWork, Used, Work
from reports.lines import Lines
from reports.parts import Parts, gather_corrections, gather_parts
from reports.period import Month, Period, local_day
from reports.raw import ItemCounts, Raw, RawSpan, Together, fetch, fetch_counts
from reports.wording import named, quoted, web_address

BY_TOPIC = ASKED
"""Queues of which section 5 speaks topic by topic, so that their sums are made from topics (rule 4)."""
WITH_TOPICS = (Label.QUESTION, Label.GRIEVANCE)
"""Labels counted topic by topic in section 5, for the same reason."""


def gather(
    session: Session,
    office: Office,
    week: Period,
    until: datetime,
    *,
    alone: bool = False,
    together: Together | None = None,
) -> Facts:
    """What may be said of an office and those below it (``alone``: without them), from the start of the week to ``until``.

    A month comes without what it adds up from its weeks, and one of these, counted ``together`` with the others, with nothing else:
    ``reports.monthly`` puts the two halves together.
    """
    offices = [office.id] if alone else list(offices_below(session, office.id))
    if together is not None and not isinstance(week, Month):
        raw = fetch_counts(session, offices, week, until, together)
        corrections = gather_corrections(session, offices, week, until)
        return protect(raw, week, until, Parts(corrections=corrections))
    health = attempt(session, "health", lambda: sources_health(session, offices, now=until))
    raw = fetch(session, offices, week, until, health, together)
    return protect(raw, week, until, gather_parts(session, offices, week, until, health))


def protect(raw: Raw, week: Period, until: datetime, parts: Parts) -> Facts:
    """Hide what must not be printed. ``parts`` have been through that already."""
    now, scams, other = _received(raw.now)
    work, work_all = _work(raw.now)
    return Facts(
        week=week,
        now=now,
        before=_received(raw.before)[0],
        work=work,
        work_all=work_all,
        topics=_topics(raw.now),
        verdicts={code: leaf(count).shown for code, count in raw.verdicts.items()},
        gaps=_gaps(raw.gaps, until),
        scams=scams,
        other_scam_posts=other,
        claims=Lines.first([_claim(row) for row in raw.claims]),
        sources=leaf(raw.sources.read).shown,
        failed_sources=leaf(raw.sources.failed).shown,
        models=tuple(raw.models),
        official_base=raw.official_base,
        parts=parts,
        missing=raw.missing,
    )


def _received(raw: RawSpan) -> tuple[Received, Lines[ScamLine], Count]:
    """Posts by label, where scams are counted by listed narrative and questions by topic (rule 4).

    The list is ordered by what is shown: the order of hidden counts would tell of them.
    """
    lines = Lines.first(
        sorted(raw.scams, key=lambda row: -(leaf(raw.scam_posts.get(row.narrative_id, 0)).shown.exact or 0))
    )
    listed = {row.narrative_id: raw.scam_posts.get(row.narrative_id, 0) for row in lines.shown}
    others = leaf(sum(raw.scam_posts.values()) - sum(listed.values()))
    unassessed = leaf(sum(count for (label, _), count in raw.posts.items() if label is None))
    labels = {
        label: leaf(sum(count for (one, _), count in raw.posts.items() if one is label)) for label in Label
    }
    topics = {label: _by_topic(raw, label) for label in WITH_TOPICS}
    labels[Label.SCAM] = total([*(leaf(count) for count in listed.values()), others])
    for label, parts in topics.items():
        labels[label] = total(parts.values())
    received = Received(
        all=total([*labels.values(), unassessed]).shown,
        labels={label: tally.shown for label, tally in labels.items()},
        unassessed=unassessed.shown,
        questions={topic: tally.shown for topic, tally in topics[Label.QUESTION].items()},
        grievances={topic: tally.shown for topic, tally in topics[Label.GRIEVANCE].items()},
    )
    shown = [_scam(row, leaf(listed[row.narrative_id]).shown) for row in lines.shown]
    return received, Lines(shown, lines.more), others.shown


def _by_topic(raw: RawSpan, label: Label) -> dict[Topic, Tally]:
    return {topic: leaf(raw.posts[label, topic]) for topic in Topic if raw.posts.get((label, topic))}


def _work(raw: RawSpan) -> tuple[dict[Queue, Work], Work]:
    overdue: ItemCounts = Counter({key: row.overdue for key, row in raw.waiting.items()})
    tallies = {
        queue: [_of_queue(counts, queue) for counts in (raw.opened, raw.closed, overdue)] for queue in Queue
    }
    work = {queue: Work(*(tally.shown for tally in parts)) for queue, parts in tallies.items()}
    return work, Work(*(total(column).shown for column in zip(*tallies.values(), strict=True)))


def _of_queue(counts: ItemCounts, queue: Queue) -> Tally:
    parts = [count for (one, _), count in counts.items() if one is queue]
    return total(leaf(count) for count in parts) if queue in BY_TOPIC else leaf(sum(parts))


def _topics(raw: RawSpan) -> dict[Topic, TopicWork]:
    found = {}
    for topic in Topic:
        waiting = [raw.waiting[queue, topic] for queue in BY_TOPIC if (queue, topic) in raw.waiting]
        closed = any(raw.closed[queue, topic] for queue in BY_TOPIC)
        if waiting or closed:
            found[topic] = TopicWork(
                next_due=min((local_day(row.next_due) for row in waiting), default=None),
                overdue=any(row.overdue for row in waiting),
                closed=closed,
            )
    return found


def _gaps(rows: Sequence[GapRow], until: datetime) -> Lines[GapLine]:
    """The gaps due first, by office."""
    soonest = Lines.first(sorted(rows, key=lambda row: (row.answered_at is not None, row.due_at)))
    by_office = sorted(soonest.shown, key=lambda row: row.office)
    return Lines([_gap(row, until) for row in by_office], soonest.more)


def _gap(row: GapRow, until: datetime) -> GapLine:
    return GapLine(
        office=row.office,
        topic=row.topic,
        asked=quoted(row.asked),
        missing=quoted(row.missing),
        asked_by=spread(row.posts),
        due=local_day(row.due_at),
        overdue=row.answered_at is None and row.due_at < until,
        answered=None if row.answered_at is None else local_day(row.answered_at),
        gap_id=row.gap_id,
    )


def _scam(row: ScamRow, posts: Count) -> ScamLine:
    return ScamLine(
        sentence=quoted(row.sentence),
        topic=row.topic,
        verdict=row.verdict,
        lures=tuple(dict.fromkeys(lure.defanged for lure in row.lures)),
        imitates=tuple(dict.fromkeys(lure.lookalike_of for lure in row.lures if lure.lookalike_of)),
        posts=posts,
        item_id=row.item_id,
    )


def _claim(row: ClaimRow) -> ClaimLine:
    return ClaimLine(
        sentence=quoted(row.sentence),
        verdict=row.verdict,
        basis=tuple(f"{named(one)}, {one.path}" for one in row.basis),
        answered=tuple((posting.channel, local_day(posting.posted_at)) for posting in row.postings),
        valid_until=row.valid_until,
        item_id=row.item_id,
        used=_used(row),
    )


def _used(row: ClaimRow) -> tuple[Used, ...]:
    if row.looked_up_at is None:
        return ()
    on = local_day(row.looked_up_at)
    return tuple(
        Used(named(one), one.issuer, one.path, on, one.document_id, web_address(one.source_url))
        for one in row.basis
    )

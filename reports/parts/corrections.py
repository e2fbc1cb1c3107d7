"""What the office took back or was asked to look at again, of what it had published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from models.queries import weekly_corrections
from models.queries.weekly_corrections import Answered, Requests, Withdrawn
from models.session import Session
from models.vocabulary import TOPIC_NAMES, ReviewOutcome, Verdict
from reports.disclosure import ZERO, Count, leaf
from reports.lines import Lines
from reports.period import local_day
from reports.wording import inside, quoted


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One thing published that was taken back (``outcome`` None) or asked about. ``now``: the verdict that replaced it."""

    day: date
    sentence: str
    verdict: Verdict
    outcome: ReviewOutcome | None
    now: Verdict | None
    why: str | None
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Corrections:
    """Everything section 9 may use. How many requests wait is not among it: with what came and what was answered in other weeks, counts
    that are not printed could be worked out from it.
    """

    lines: Lines[CorrectionLine] = field(default_factory=lambda: Lines(()))
    received: Count = ZERO
    next_due: date | None = None
    overdue: bool = False
    opinions: Count = ZERO


def gather(session: Session, offices: Sequence[int], start: datetime, until: datetime) -> Corrections:
    """From rows to what may be printed; four questions."""
    span = (session, offices, start, until)
    return protect(
        weekly_corrections.withdrawn(*span),
        weekly_corrections.answered(*span),
        weekly_corrections.requests(*span),
        weekly_corrections.published_opinions(*span),
        until,
    )


def protect(
    withdrawn: Sequence[Withdrawn],
    answered: Sequence[Answered],
    requests: Requests,
    opinions: int,
    until: datetime,
) -> Corrections:
    """The latest first. A verdict taken back because somebody asked is one line, with the answer."""
    changed = {one.item_id for one in answered if one.outcome is ReviewOutcome.CHANGED}
    newer = {one.item_id: one.now for one in withdrawn}
    found = [
        (
            one.at,
            CorrectionLine(
                local_day(one.at),
                quoted(one.sentence) or f"Câu trả lời về {inside(TOPIC_NAMES[one.topic])}",
                one.verdict,
                one.outcome,
                newer.get(one.item_id) if one.outcome is ReviewOutcome.CHANGED else None,
                quoted(one.words) or None,
                one.item_id,
            ),
        )
        for one in answered
    ]
    found += [
        (
            one.at,
            CorrectionLine(
                local_day(one.at),
                quoted(one.sentence),
                one.verdict,
                None,
                one.now,
                quoted(one.why) if one.why else None,
                one.item_id,
            ),
        )
        for one in withdrawn
        if one.item_id not in changed
    ]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return Corrections(
        lines=Lines.first([line for _, line in found]),
        received=leaf(requests.received).shown,
        next_due=None if requests.next_due is None else local_day(requests.next_due),
        overdue=requests.next_due is not None and requests.next_due < until,
        opinions=leaf(opinions).shown,
    )

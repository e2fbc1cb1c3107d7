"""Settings of one desk: what an administrator may change, between which bounds, and what holds until they do (SPEC §4, §5).

Pure: read by ``models.queries.desk_settings``, changed by ``triage_api.services.desk``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from models.settings import Settings
from models.vocabulary import Severity

FACTORS = ("harm", "reach", "novelty", "time_to_due", "doubt")
"""The five factors of priority, in the order of SPEC §4."""
WHOLE = 100
"""Weights are whole percent and sum to this."""
SPEC_WEIGHTS = (40, 25, 15, 10, 10)
ESCALATION = {Severity.HIGH: 8 / 4, Severity.MEDIUM: 48 / 24, Severity.LOW: 120 / 72}
"""Escalation time as a multiple of the due time (SPEC §4: 4/8 h, 24/48 h, 72/120 h), until somebody says otherwise."""
OPENS, CLOSES = time(7, 30), time(17, 0)
WORKDAYS = (0, 1, 2, 3, 4)
"""Monday is 0."""
LEASE_MINUTES = (5, 240)
HOURS = (1, 720)
UNDO_MINUTES = (0, 120)
FIRST_MINUTES = (5, 480)
MOST_DAYS_OFF = 60


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the five factors of priority; they sum to one (SPEC §4)."""

    harm: float = 0.40
    reach: float = 0.25
    novelty: float = 0.15
    time_to_due: float = 0.10
    doubt: float = 0.10


@dataclass(frozen=True, slots=True)
class Hours:
    """How long an item of one severity may wait: hours until it is due, and until it is escalated (later)."""

    due: int
    escalate: int


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When people are at work: opening and closing on working days (Monday is 0), and days off such as Tết."""

    opens: time = OPENS
    closes: time = CLOSES
    workdays: frozenset[int] = frozenset(WORKDAYS)
    days_off: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        """Whether people work on this day."""
        return day.weekday() in self.workdays and day not in self.days_off


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """What holds at one office's desk.

    ``weights`` are whole percent in the order of ``FACTORS``. ``second_review_share`` is 0..1. An item given to a person is
    offered to nobody else for ``given_minutes``; one of a topic that somebody has, to nobody else for ``topic_minutes``.
    """

    weights: tuple[int, int, int, int, int]
    lease_minutes: int
    undo_minutes: int
    second_review_share: float
    given_minutes: int
    topic_minutes: int
    high: Hours
    medium: Hours
    low: Hours
    office_hours: OfficeHours

    def hours(self, severity: Severity) -> Hours:
        """Due and escalation times of a severity."""
        return {Severity.HIGH: self.high, Severity.MEDIUM: self.medium, Severity.LOW: self.low}[severity]


def defaults(settings: Settings) -> DeskSettings:
    """What holds at a desk nobody changed: the installation's settings, SPEC §4 and office hours of state bodies."""
    due = (settings.due_hours_high, settings.due_hours_medium, settings.due_hours_low)
    high, medium, low = (
        Hours(hours, round(hours * ESCALATION[severity]))
        for hours, severity in zip(due, Severity, strict=True)
    )
    return DeskSettings(
        weights=SPEC_WEIGHTS,
        lease_minutes=settings.lease_minutes,
        undo_minutes=settings.undo_minutes,
        second_review_share=settings.second_review_share,
        given_minutes=settings.given_first_minutes,
        topic_minutes=settings.topic_first_minutes,
        high=high,
        medium=medium,
        low=low,
        office_hours=OfficeHours(),
    )

"""What the report of one week may know: counts with the small ones already hidden, texts already safe.

Sections get ``Facts`` and nothing else, so they cannot print more. ``reports.gathering`` makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models.vocabulary import Label, Queue, Topic, Verdict
from reports.asking import Asked, NotGathered
from reports.disclosure import Count, Spread
from reports.lines import Lines
from reports.parts import Parts
from reports.period import Period


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
    gap_id: int | None = None


@dataclass(frozen=True, slots=True)
class ScamLine:
    """A scam narrative. ``verdict`` None: nobody has looked yet, the machine suggests it."""

    sentence: str
    topic: Topic
    verdict: Verdict | None
    lures: tuple[str, ...]
    imitates: tuple[str, ...]
    posts: Count
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """A passage the report rests on, or a whole document (``path`` empty), and the day it was looked up. ``address``: where it was published."""

    document: str
    issuer: str
    path: str
    looked_up: date
    document_id: int | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim settled by a person."""

    sentence: str
    verdict: Verdict
    basis: tuple[str, ...]
    answered: tuple[tuple[str, date], ...]
    valid_until: date
    item_id: int | None = None
    used: tuple[Used, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a section may use."""

    week: Period
    now: Received
    before: Received
    work: Mapping[Queue, Work]
    work_all: Work
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
    parts: Parts = field(default_factory=Parts)
    missing: tuple[Asked, ...] = ()

    def need(self, *names: Asked) -> None:
        """What a section is made of.

        Raises:
            NotGathered: some of it could not be asked for; what stands in its place here is empty, not a fact.
        """
        if not self.has(*names):
            raise NotGathered

    def has(self, *names: Asked) -> bool:
        """Whether all of these were asked for."""
        return not set(names) & set(self.missing)

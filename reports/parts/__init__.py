"""What sections 6 to 10 and two charts of section 1 are made of. Each part is asked for and hidden by itself, and may be missing without harm to the others.

A part is a module with its frozen facts and ``gather``: rows in, what may be printed out. Its queries run behind a savepoint, so
that one that fails leaves the transaction whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from models.queries.source_health import Health
from models.session import Session
from reports.asking import NotGathered, attempt
from reports.parts import coming, corrections, helped, machine, outages, times
from reports.parts.coming import Coming
from reports.parts.corrections import Corrections
from reports.parts.helped import Helped
from reports.parts.machine import Machine
from reports.parts.outages import Outages
from reports.parts.times import Times
from reports.parts.trend import Trend
from reports.period import Period

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """Facts of one section; ``known`` is None when they could not be gathered."""

    known: T | None

    def get(self) -> T:
        """The facts.

        Raises:
            NotGathered: there are none.
        """
        if self.known is None:
            raise NotGathered
        return self.known


@dataclass(frozen=True, slots=True)
class Parts:
    """The facts of sections 6 to 10 and of charts; of an empty week unless given. ``trend`` is set where earlier reports are known
    (``reports.making``).
    """

    helped: Part[Helped] = field(default_factory=lambda: Part(Helped()))
    machine: Part[Machine] = field(default_factory=lambda: Part(Machine()))
    outages: Part[Outages] = field(default_factory=lambda: Part(Outages()))
    corrections: Part[Corrections] = field(default_factory=lambda: Part(Corrections()))
    coming: Part[Coming] = field(default_factory=lambda: Part(Coming()))
    times: Part[Times] = field(default_factory=lambda: Part(Times()))
    trend: Part[Trend] = field(default_factory=lambda: Part(Trend()))


def gather_parts(
    session: Session, offices: Sequence[int], week: Period, until: datetime, health: Sequence[Health] | None
) -> Parts:
    """Everything there is to know from the start of the week to ``until``. ``health``: of the sources, at ``until``; None: not known."""
    return Parts(
        helped=_part(session, "helped", lambda: helped.gather(session, offices, week.start, until)),
        machine=_part(session, "machine", lambda: machine.gather(session, offices, until)),
        outages=_part(session, "outages", lambda: _outages(session, offices, week.start, until, health)),
        corrections=gather_corrections(session, offices, week, until),
        coming=_part(session, "coming", lambda: coming.gather(session, week.start, until)),
        times=_part(
            session,
            "times",
            lambda: times.gather(session, offices, week.previous().start, week.start, until),
        ),
    )


def gather_corrections(
    session: Session, offices: Sequence[int], week: Period, until: datetime
) -> Part[Corrections]:
    """Those alone, which a month adds up from its weeks."""
    return _part(session, "corrections", lambda: corrections.gather(session, offices, week.start, until))


def _part(session: Session, name: str, gather: Callable[[], T]) -> Part[T]:
    """The part, or that it is missing. Whatever breaks in one, the reader is owed the others."""
    return Part(attempt(session, name, gather))


def _outages(
    session: Session,
    offices: Sequence[int],
    start: datetime,
    until: datetime,
    health: Sequence[Health] | None,
) -> Outages:
    if health is None:
        raise NotGathered
    return outages.gather(session, offices, start, until, health)

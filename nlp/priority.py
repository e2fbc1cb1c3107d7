"""The factors of an item's priority that are known when it opens (SPEC §4). Each is in 0..1.

Priority = 0.40 harm + 0.25 reach + 0.15 novelty + 0.10 time to due + 0.10 model doubt; the time to due
changes by the minute and is added where items are listed. Every factor is shown to the reviewer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import log2

from models.vocabulary import Queue, Severity
from nlp.contracts import Assessment, Route

HARM: dict[tuple[Queue, Severity], float] = {
    (Queue.SCAM, Severity.HIGH): 1.0,
    (Queue.SCAM, Severity.MEDIUM): 0.8,
    (Queue.SCAM, Severity.LOW): 0.5,
    (Queue.CLAIMS, Severity.HIGH): 0.7,
    (Queue.CLAIMS, Severity.MEDIUM): 0.5,
    (Queue.CLAIMS, Severity.LOW): 0.35,
    (Queue.GRIEVANCES, Severity.HIGH): 0.3,
    (Queue.GRIEVANCES, Severity.MEDIUM): 0.3,
    (Queue.GRIEVANCES, Severity.LOW): 0.3,
    (Queue.QUESTIONS, Severity.HIGH): 0.2,
    (Queue.QUESTIONS, Severity.MEDIUM): 0.2,
    (Queue.QUESTIONS, Severity.LOW): 0.2,
}
"""Ends of the scale are SPEC §4's (live lure 1.0, question 0.2); the steps between are ours."""

FULL_REACH = 32
"""Distinct threads from which reach counts as full."""
OLD_AFTER = timedelta(days=14)
"""Age of a narrative from which nothing about it is new."""


def harm(route: Route) -> float:
    """How much the item may hurt; 0 for what has no queue."""
    if route.queue is None or route.severity is None:
        return 0.0
    return HARM[route.queue, route.severity]


def reach(threads: int) -> float:
    """Log of the distinct sources or threads: 0 for one, 1 from ``FULL_REACH`` on.

    >>> reach(1), reach(32)
    (0.0, 1.0)
    """
    return min(1.0, log2(max(1, threads)) / log2(FULL_REACH))


def novelty(first_seen: datetime, now: datetime) -> float:
    """1 for a narrative first seen now, 0 from two weeks on."""
    return min(1.0, max(0.0, 1.0 - (now - first_seen) / OLD_AFTER))


def doubt(assessment: Assessment) -> float:
    """1 when the model abstained, else how close the runner-up came."""
    if assessment.abstained:
        return 1.0
    best, second = sorted(assessment.scores.values(), reverse=True)[:2]
    return min(1.0, max(0.0, second / best)) if best > 0 else 1.0

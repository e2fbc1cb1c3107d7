"""What the demonstration promises before anybody collects it; the rest is in ``tests/browser/test_days.py``."""

from __future__ import annotations

from models.vocabulary import Label, Queue
from pipeline.demo.expectations import Expectation, load_expectations


def test_no_opinion_or_allegation_is_queued() -> None:
    protected = [one for one in load_expectations() if one.label in (Label.OPINION, Label.GRIEVANCE)]
    assert len(protected) >= 5
    assert all(_never(one) for one in protected)


def _never(expected: Expectation) -> bool:
    return expected.queue is None or (expected.queue is Queue.GRIEVANCES and expected.own_channel)

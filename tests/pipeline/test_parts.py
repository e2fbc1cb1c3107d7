"""Parts are started again when they die, with growing pauses, and given up when they cannot live."""

from __future__ import annotations

import os
import sys

import pytest

from pipeline.parts import RESTARTS, Part, Stop, supervise


def test_a_part_that_cannot_live_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.parts.time.sleep", lambda _: None)
    clock = iter(range(10_000))
    monkeypatch.setattr("pipeline.parts.time.monotonic", lambda: next(clock) / 10)
    part = Part("serve", [sys.executable, "-c", "raise SystemExit(3)"])
    part.start(dict(os.environ))
    assert part.process is not None
    monkeypatch.setattr("pipeline.parts.HEALTHY_SECONDS", 1e9)
    assert supervise([part], dict(os.environ), Stop()) is part
    assert part.deaths == RESTARTS + 1


def test_a_part_that_was_well_is_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    part = Part("worker", [])
    now = [0.0]
    monkeypatch.setattr("pipeline.parts.time.monotonic", lambda: now[0])
    pauses = []
    for lived in (1, 1, 1, 100, 1):
        part.started_at = now[0]
        now[0] += lived
        part.note_death()
        pauses.append((part.deaths, part.start_at - now[0]))
    assert pauses == [(1, 1.0), (2, 2.0), (3, 4.0), (1, 1.0), (2, 2.0)]

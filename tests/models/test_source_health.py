"""States of sources: what never happens whatever the history, and what each alarm is for."""

from __future__ import annotations

import doctest
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import source_health
from models.source_health import (
    LONG_SILENCE,
    Cause,
    Signs,
    SourceState,
    has_dropped,
    is_silent,
    standing,
    usual,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFICE = (9, 7, 8, 11, 6, 0, 0)
"""Posts a day of an office: none at weekends."""

spans = st.timedeltas(timedelta(0), timedelta(days=80))
moments = st.none() | spans.map(lambda back: NOW - back)
signs = st.builds(
    Signs,
    now=st.just(NOW),
    enabled=st.booleans(),
    host_stopped=st.booleans(),
    crawled=st.booleans(),
    running=st.booleans(),
    due_at=st.none() | st.timedeltas(-DAY, DAY).map(lambda ahead: NOW + ahead),
    pace=st.timedeltas(timedelta(minutes=1), DAY),
    last_look=moments,
    last_post=moments,
    longest_gap=st.none() | spans,
    days=st.lists(st.none() | st.integers(0, 200), max_size=56).map(tuple),
    failures=st.integers(0, 50),
    passing=st.booleans(),
    unread=st.integers(0, 500),
    read=st.integers(0, 500),
)


def healthy(**more: object) -> Signs:
    """A forum of sixteen posts a day, looked at twenty minutes ago."""
    given = Signs(
        NOW,
        due_at=NOW + HOUR,
        last_look=NOW - timedelta(minutes=20),
        last_post=NOW - HOUR,
        longest_gap=timedelta(hours=9),
        days=(90, *(16, 14, 18) * 9),
    )
    return replace(given, **more)  # type: ignore[arg-type]


def test_examples_hold() -> None:
    assert doctest.testmod(source_health).failed == 0


@given(signs)
def test_there_is_always_one_state_and_an_alarm_has_a_cause(one: Signs) -> None:
    found = standing(one)
    assert (found.cause is not None) == (found.state in (SourceState.STOPPED, SourceState.LOOK))
    assert found.blind_since is None or found.cause is not None
    if not one.enabled or one.host_stopped:
        assert found.state is SourceState.STOPPED
    elif not one.crawled:
        assert found.state in (SourceState.GOOD, SourceState.NEW)


@given(signs, st.tuples(spans, spans, spans).map(sorted))
def test_a_longer_silence_is_never_better(one: Signs, ago: list[timedelta]) -> None:
    later, look, post = (NOW - back for back in ago)
    before = replace(one, last_post=post, last_look=look)
    assert is_silent(replace(before, last_look=later)) or not is_silent(before)


@given(signs, st.tuples(spans, spans).map(sorted))
def test_no_silence_within_a_gap_the_source_had_itself(one: Signs, ago: list[timedelta]) -> None:
    look, post = (NOW - back for back in ago)
    within = replace(one, last_post=post, last_look=look, longest_gap=look - post)
    assert is_silent(within) == (look - post >= LONG_SILENCE)


@given(st.lists(st.none() | st.just(0), max_size=56), moments, moments)
def test_nothing_is_missed_where_nothing_ever_came(
    days: list[int | None], look: datetime | None, due: datetime | None
) -> None:
    one = Signs(NOW, last_look=look, due_at=None, days=days)
    assert standing(one).state in (SourceState.GOOD, SourceState.NEW)
    assert not has_dropped(days)


@given(st.lists(st.integers(1, 300), min_size=29, max_size=56))
def test_a_source_that_brings_at_least_as_much_has_not_dropped(days: list[int]) -> None:
    most = [max(days)] * 7
    assert not has_dropped([*days, *most])


@given(st.lists(st.none() | st.integers(0, 300), max_size=60))
def test_what_is_usual_lies_between_the_days(days: list[int | None]) -> None:
    known = [count for count in days if count is not None]
    found = usual(days)
    assert found is None or min(known) <= found <= max(known)


def test_a_healthy_source_is_good_and_nights_and_weekends_are_no_silence() -> None:
    assert standing(healthy()).state is SourceState.GOOD
    assert standing(healthy(last_post=NOW - timedelta(hours=9))).state is SourceState.GOOD
    monday = datetime(2026, 11, 23, 1, tzinfo=UTC)
    office = Signs(
        monday,
        due_at=monday + HOUR,
        last_look=monday - timedelta(minutes=10),
        last_post=datetime(2026, 11, 20, 10, tzinfo=UTC),
        longest_gap=timedelta(hours=63),
        days=(40, *OFFICE * 8),
    )
    assert standing(office).state is SourceState.GOOD
    wednesday = replace(office, now=monday + 2 * DAY, last_look=monday + 2 * DAY, due_at=monday + 3 * DAY)
    assert standing(wednesday).cause is Cause.SILENT


@pytest.mark.parametrize(
    ("more", "cause"),
    [
        ({"enabled": False}, Cause.DISABLED),
        ({"host_stopped": True}, Cause.HOST_STOPPED),
        ({"failures": 3}, Cause.FAILING),
        ({"failures": 1, "passing": False}, Cause.FAILING),
        ({"last_post": NOW - timedelta(hours=30)}, Cause.SILENT),
        ({"last_post": NOW - 40 * DAY, "days": (0,) * 56}, Cause.SILENT),
        ({"days": (90, *(16,) * 40, *(0, 1, 0, 2, 0, 0, 1))}, Cause.DROPPED),
        ({"unread": 6, "read": 11}, Cause.UNREAD),
        ({"due_at": NOW - 2 * HOUR}, Cause.LATE),
    ],
)
def test_each_alarm_has_its_cause(more: dict[str, object], cause: Cause) -> None:
    assert standing(healthy(**more)).cause is cause


@pytest.mark.parametrize(
    "more",
    [
        {"failures": 2},
        {"days": (5, 4, 3), "last_post": NOW - 5 * DAY, "longest_gap": HOUR},
        {"unread": 4, "read": 0},
        {"unread": 6, "read": 13},
        {"due_at": NOW - 2 * HOUR, "pace": DAY},
        {"due_at": NOW - 2 * HOUR, "running": True},
        {"days": (90, *(1, 1, 1, 1, 1, 1, 0) * 3, *(0,) * 7)},
    ],
)
def test_what_may_pass_is_no_alarm(more: dict[str, object]) -> None:
    assert standing(healthy(**more)).cause is None


def test_only_what_is_not_seen_is_blind() -> None:
    silent = healthy(last_post=NOW - timedelta(hours=30))
    assert standing(silent).blind_since == silent.last_post
    assert standing(healthy(unread=6, read=1)).blind_since is None
    assert standing(healthy(failures=4)).blind_since == healthy().last_look

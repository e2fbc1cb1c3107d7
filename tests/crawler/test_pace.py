"""The pace of a source: faster with news, slower without, never under the floor nor over the ceiling; back-off; switching off."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crawler.errors
from crawler.consequences import SETTLED
from crawler.health import Counts
from crawler.pace import (
    ALARMS,
    AT_ONCE,
    DAY,
    HARD,
    HARD_LIMIT,
    JITTER,
    NOBODYS,
    Before,
    bounds,
    follow,
    share_of_news,
)
from models.errors import SourceError

FLOOR = 300.0
KNOWN = Before(every=1800, pace=1800)
SECONDS = st.floats(60, 30 * DAY)
DRAWS = st.floats(0, 1)
CODES = sorted(
    kind.code
    for kind in vars(crawler.errors).values()
    if isinstance(kind, type) and issubclass(kind, SourceError) and kind is not SourceError
)
COUNTS = st.builds(
    Counts,
    pages=st.just(1),
    new=st.integers(0, 500),
    changed=st.integers(0, 50),
    same=st.integers(0, 500),
    unchanged=st.integers(0, 50),
)


def after(counts: Counts, known: Before = KNOWN, unread: int = 0, draw: float = 0.0) -> int:
    """The pace after a run that could read the source."""
    return follow(known, counts, None, FLOOR, draw, unread).pace


def test_nothing_new_is_slower_all_new_twice_as_fast_and_a_little_new_as_it_was() -> None:
    assert after(Counts(same=20)) == 2700
    assert after(Counts(unchanged=1)) == 2700
    assert after(Counts(new=10, same=10)) == after(Counts(new=20)) == 900
    assert after(Counts(new=37, same=163)) == pytest.approx(1800, rel=0.01)
    assert after(Counts(new=5, same=15)) < 1800 < after(Counts(new=2, same=18))
    assert after(Counts(changed=20)) == 900, "an edited post is news"


def test_a_first_run_says_nothing_and_what_was_never_read_is_news() -> None:
    first = replace(KNOWN, first=True)
    assert after(Counts(new=50), first) == 1800
    assert after(Counts(new=50), first, unread=400) == 900
    assert after(Counts(same=10), unread=10) == 900


def test_where_the_pace_goes_in_the_end() -> None:
    quiet = busy = KNOWN
    for _ in range(20):
        quiet = replace(quiet, pace=after(Counts(unchanged=1), quiet))
        busy = replace(busy, pace=after(Counts(new=20), busy))
    lower, upper = bounds(KNOWN.every, FLOOR)
    assert (busy.pace, lower) == (300, 300)
    assert quiet.pace == pytest.approx(upper / (1 + JITTER), abs=1)
    assert upper == 8 * 1800


@given(SECONDS, SECONDS, COUNTS, st.sampled_from([None, *CODES]), st.floats(60, 7200), DRAWS, st.integers(0, 99), st.integers(0, 400))  # fmt: skip
def test_never_under_the_floor_nor_over_the_ceiling(
    every: float, pace: float, counts: Counts, code: str | None, floor: float, draw: float, unread: int, failures: int
) -> None:  # fmt: skip
    lower, upper = bounds(every, floor)
    assert max(60.0, floor) <= lower < upper
    assert upper <= max(every, 1.1 * lower, min(8 * every, DAY)) * 1.000001
    then = follow(Before(every, pace, failures), counts, code, floor, draw, unread)
    assert int(lower) <= then.pace <= upper
    if code in NOBODYS:
        assert (then.failures, then.due_in, then.disable) == (failures, 0.0, False)
        return
    assert lower <= then.due_in * 1.000001
    assert then.due_in <= max(upper, DAY) * 1.000001
    read = code is None or code in ALARMS
    assert then.failures == (0 if read else failures + 1)
    assert not (then.disable and (read or code not in HARD))


@given(COUNTS, st.integers(1, 50), SECONDS, DRAWS)
def test_more_news_is_never_slower(counts: Counts, more: int, pace: float, draw: float) -> None:
    known = replace(KNOWN, pace=pace)
    less = follow(known, counts, None, FLOOR, draw)
    assert follow(known, counts.plus(new=more), None, FLOOR, draw).due_in <= less.due_in
    assert follow(known, counts.plus(same=more), None, FLOOR, draw).due_in >= less.due_in
    assert 0 <= share_of_news(counts) <= 1


def test_sources_added_together_drift_apart() -> None:
    due = {round(follow(KNOWN, Counts(same=3, new=1), None, FLOOR, draw / 10).due_in) for draw in range(11)}
    assert len(due) == 11
    assert max(due) - min(due) == pytest.approx(JITTER * min(due), rel=0.02)


@given(st.integers(0, 400), DRAWS, st.sampled_from(sorted(set(CODES) - HARD - ALARMS - NOBODYS)))
def test_a_soft_failure_backs_off_with_full_jitter(failures: int, draw: float, code: str) -> None:
    then = follow(replace(KNOWN, failures=failures), Counts(), code, FLOOR, draw)
    longest = min(DAY, 1800 * 2.0 ** min(failures + 1, 20))
    assert then.due_in == pytest.approx(max(FLOOR, longest * draw))
    assert (then.pace, then.disable) == (1800, False)


def test_what_is_soft_and_what_is_hard() -> None:
    """What a second look would not change is hard, whatever codes there will be."""
    soft = {"host_held", "http_error", "not_json", "robots_unreachable", "source_busy", "source_unreachable", "too_much_memory"}  # fmt: skip
    assert soft <= set(CODES) - HARD - ALARMS - NOBODYS
    assert HARD - {"crawl_delay_too_long"} == SETTLED
    assert {"challenge_page", "crawl_delay_too_long", "robots_refused"} == AT_ONCE


@pytest.mark.parametrize("code", sorted(HARD))
def test_a_hard_failure_switches_the_source_off_at_once_or_the_third_time(code: str) -> None:
    told: list[bool] = []
    known = KNOWN
    for _ in range(HARD_LIMIT):
        then = follow(known, Counts(), code, FLOOR, 0.0)
        assert then.due_in >= 6 * 3600 or then.disable
        told.append(then.disable)
        known = replace(known, failures=then.failures, earlier=(code, *known.earlier))
    assert told == ([True] * 3 if code in AT_ONCE else [False, False, True])


@pytest.mark.parametrize(
    ("earlier", "failures", "off"),
    [
        (("page_gone", "page_gone"), 2, True),
        (("page_gone", "not_a_feed"), 2, True),
        (("page_gone", "host_stopped", "page_gone"), 2, True),
        (("page_gone", "http_error", "page_gone"), 3, False),
        (("page_gone", None, "page_gone"), 1, False),
        (("page_gone", "page_gone"), 0, False),
        ((), 9, False),
    ],
    ids=["three", "of two kinds", "a stop between", "a soft one between", "a success between", "switched on since", "old rows gone"],
)  # fmt: skip
def test_only_hard_failures_in_a_row_count(earlier: tuple[str | None, ...], failures: int, off: bool) -> None:
    known = replace(KNOWN, failures=failures, earlier=earlier)
    assert follow(known, Counts(), "page_gone", FLOOR, 0.5).disable is off


@pytest.mark.parametrize("code", sorted(ALARMS))
def test_silence_is_an_alarm_and_no_failure(code: str) -> None:
    known = replace(KNOWN, failures=2, earlier=("page_gone", "page_gone"))
    then = follow(known, Counts(pages=1), code, FLOOR, 0.0)
    assert (then.pace, then.failures, then.disable) == (2700, 0, False)

"""Shares as printed give away no small count, alone or together."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.queries.reading_quality import QueueReading, ReadingCounts
from models.vocabulary import Queue
from nlp.measures.intervals import newcombe, wilson
from reports.parts import machine
from reports.shares import BAND, STEP, Said, difference, share

MOST = 60


def test_every_hidden_count_could_be_any_of_one_to_four() -> None:
    found: dict[object, set[int]] = defaultdict(set)
    for trials in range(BAND + 1, MOST + 1):
        for hits in range(trials + 1):
            for side, count in (("hits", hits), ("rest", trials - hits)):
                if 1 <= count <= 4:
                    found[share(hits, trials), side].add(count)
    assert {frozenset(values) for values in found.values()} == {frozenset({1, 2, 3, 4})}


def test_two_shares_of_the_same_items_do_not_tell_either() -> None:
    """What was right and what was an opinion, of the same items: the rest is neither."""
    found: dict[object, set[int]] = defaultdict(set)
    for read in range(BAND + 1, 3 * BAND + 1):
        for right in range(read + 1):
            for opinions in range(read - right + 1):
                printed = (share(right, read), share(opinions, read))
                for name, count in (("right", right), ("wrong", read - right), ("opinions", opinions)):
                    if 1 <= count <= 4:
                        found[printed, name].add(count)
    assert all(len(values) > 1 for values in found.values()), "no count can be named"


def test_a_share_beside_an_exact_count_of_its_hits_leaves_the_rest_open() -> None:
    """Section 1 counts conclusions: whoever knows the hits still cannot name how many were wrong."""
    found: dict[object, set[int]] = defaultdict(set)
    for trials in range(BAND + 1, MOST + 1):
        for hits in range(5, trials + 1):
            if 1 <= trials - hits <= 4:
                found[share(hits, trials), hits].add(trials - hits)
    alone = [key for key, values in found.items() if len(values) == 1]
    # At the edge of a band the hits known from elsewhere narrow the rest; it is still no figure that is printed.
    assert len(alone) < len(found) / 3


def test_shares_of_queues_and_of_all_of_them_tell_no_small_count() -> None:
    """Section 7: two queues beside all together, right ones and wrong ones."""
    found: dict[object, set[int]] = defaultdict(set)
    readings = [(read, right) for read in range(1, 25) for right in range(read + 1)]
    for (read, right), (other, hits) in itertools.product(readings, repeat=2):
        told = QueueReading(Queue.SCAM, read, right, 0), QueueReading(Queue.CLAIMS, other, hits, 0)
        shown = machine.protect(ReadingCounts(told, (), 0), date(2026, 11, 16))
        assert shown.all is not None
        printed = shown.all.right, *(one.right for one in shown.queues)
        for name, count in (("right", right), ("wrong", read - right), ("other", hits)):
            found[printed, name].add(count)
    named = [key for key, values in found.items() if len(values) == 1 and 1 <= min(values) <= 4]
    assert named == []


def test_ten_or_fewer_make_no_share() -> None:
    assert share(4, BAND) is None
    assert share(0, 0) is None
    few = share(0, BAND + 1)
    assert few is not None
    assert few.said is Said.NONE


@given(st.integers(BAND + 1, 500), st.data())
def test_the_printed_interval_holds_the_true_one(trials: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, trials))
    shown = share(hits, trials)
    assert shown is not None
    low, high = wilson(hits, trials)
    assert shown.interval.low <= low * 100 + 1e-6
    assert high * 100 - 1e-6 <= shown.interval.high
    assert shown.interval.low % STEP == shown.interval.high % STEP == 0


@given(st.integers(BAND + 1, 40), st.data())
def test_the_printed_difference_holds_the_true_one(pairs: int, data: st.DataObject) -> None:
    one, other = (data.draw(st.integers(0, pairs)) for _ in range(2))
    first, second = share(one, pairs), share(other, pairs)
    assert first is not None
    assert second is not None
    low, high = newcombe(one, pairs, other, pairs)
    printed = difference(first, second)
    assert printed.low <= low * 100 + 1e-6
    assert high * 100 - 1e-6 <= printed.high

"""Charts: pairs of bars that stay apart in grey print, with every figure in the label.

The first series is a solid bar inside the outline of the second. What is not said is not drawn: a hidden
count gets the same dashed stub whatever it is, and a sum that is "trên N" the bar of N.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.disclosure import Count, Shown
from reports.render.drawing import Bar, Drawing, Words

WIDTH = 288
"""Units across; one unit is a pixel at 360 px, so that 16 px text stays 16 px."""
BAR_ROOM = 172
"""Units for bars; the rest is for the figures at their end."""
STUB = 10
ROW = 44
LEGEND = 30


def paired_bars(chart: dict[str, Any]) -> Drawing:
    """The drawing of a chart's JSON."""
    bars = [
        (str(bar["name"]), Count.from_json(bar["first"]), Count.from_json(bar["second"]))
        for bar in chart["bars"]
    ]
    scale = _scale([count for _, first, second in bars for count in (first, second)])
    marks = [
        mark
        for number, (name, first, second) in enumerate(bars)
        for mark in _pair(name, first, second, number * ROW, scale)
    ]
    marks += _legend(chart["first"], chart["second"], len(bars) * ROW)
    return Drawing(WIDTH, len(bars) * ROW + LEGEND, marks, described(chart))


def described(chart: dict[str, Any]) -> str:
    """Everything the chart shows, in words."""
    parts = [
        f"{bar['name']}: {chart['first']} {Count.from_json(bar['first'])},"
        f" {chart['second']} {Count.from_json(bar['second'])}"
        for bar in chart["bars"]
    ]
    return f"{chart['caption']}. {'; '.join(parts)}."


def _scale(counts: list[Count]) -> float:
    largest = max((count.value or 0 for count in counts), default=0)
    return BAR_ROOM / largest if largest else 0.0


def _pair(name: str, first: Count, second: Count, top: int, scale: float) -> Iterator[Bar | Words]:
    yield Words(0, top + 15, [(name, "")])
    yield from _bar(second, "f2", top + 22, 15, scale)
    if first.value is not None or second.value is not None:  # two hidden counts are one stub
        yield from _bar(first, "f1", top + 26, 7, scale)
    end = max(_length(first, scale), _length(second, scale))
    yield Words(end + 8, top + 35, [(str(first), "tb"), (f" ({second})", "t2")])


def _bar(count: Count, look: str, top: int, height: int, scale: float) -> Iterator[Bar]:
    if not count.nothing:
        yield Bar("l4" if count.value is None else look, 1, top, _length(count, scale), height)


def _length(count: Count, scale: float) -> float:
    if count.shown in (Shown.UNDER, Shown.EACH_UNDER):
        return STUB
    return max(3.0, (count.value or 0) * scale) if count.value else 0.0


def _legend(first: str, second: str, top: int) -> Iterator[Bar | Words]:
    yield Bar("f1", 1, top + 14, 14, 7)
    yield Words(22, top + 23, [(first, "")])
    yield Bar("f2", 126, top + 11, 14, 13)
    yield Words(148, top + 23, [(f"({second})", "t2")])

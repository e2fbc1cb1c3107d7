"""Charts of bars that stay apart in grey print, with every figure in the label.

The first series is a solid bar inside the outline of the second. What is not said is not drawn: a hidden
count gets the same dashed stub whatever it is, and a sum that is "trên N" the bar of N.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.content import TREND
from reports.disclosure import Count, Shown
from reports.lasting import Lasting
from reports.render.columns import columns
from reports.render.drawing import Bar, Drawing, Words, room_of

WIDTH = 288
"""Units across; one unit is a pixel at 360 px, so that 16 px text stays 16 px."""
BAR_ROOM = 172
"""Units for bars where their figures are short; the rest is for the figures at their end."""
STUB = 10
NAME_LINE = 18
"""Units above the base line of a name: the marks of Ẫ reach 17 high."""
ROW = 47
LEGEND = 30


@dataclass(frozen=True, slots=True)
class Figure:
    """What a bar shows: its words, and a length; None of a hidden one."""

    words: str
    size: int | None

    @classmethod
    def of(cls, kept: dict[str, Any] | None) -> Figure | None:
        """From a chart's JSON: a count, how long something took, or nothing."""
        if kept is None:
            return None
        if "hours" in kept:
            lasting = Lasting.from_json(kept)
            return cls(str(lasting), lasting.hours)
        count = Count.from_json(kept)
        hidden = count.shown in (Shown.UNDER, Shown.EACH_UNDER)
        return cls(str(count), None if hidden else count.value)


Pair = tuple[str, Figure, Figure | None]


def draw(chart: dict[str, Any]) -> Drawing:
    """The drawing of a chart's JSON, whichever kind it is."""
    return columns(chart) if chart.get("kind") == TREND else paired_bars(chart)


def paired_bars(chart: dict[str, Any]) -> Drawing:
    """The drawing of bars, in pairs or one by one."""
    pairs = [pair for bar in chart["bars"] if (pair := _pair(bar)) is not None]
    scale = _scale(pairs)
    marks = [mark for number, pair in enumerate(pairs) for mark in _marks(pair, number * ROW, scale)]
    height = len(pairs) * ROW
    if chart["second"] is not None:
        marks += _legend(chart["first"], chart["second"], height)
        height += LEGEND
    return Drawing(WIDTH, height, marks, described(chart))


def described(chart: dict[str, Any]) -> str:
    """Everything the chart shows, in words."""
    parts = []
    for name, first, second in filter(None, map(_pair, chart["bars"])):
        told = f"{chart['first']} {first.words}" if chart["second"] is not None else first.words
        parts.append(
            f"{name}: {told}" + (f", {chart['second']} {second.words}" if second is not None else "")
        )
    return f"{chart['caption']}. {'; '.join(parts)}."


def _pair(bar: dict[str, Any]) -> Pair | None:
    first = Figure.of(bar["first"])
    return None if first is None else (str(bar["name"]), first, Figure.of(bar["second"]))


def _scale(pairs: list[Pair]) -> float:
    """Units to one: the longest bar ends where the longest figures behind it still fit."""
    sizes = [figure.size or 0 for _, *both in pairs for figure in both if figure is not None]
    largest = max(sizes, default=0)
    words = max((room_of(_figures(first, second)) for _, first, second in pairs), default=0.0)
    return min(BAR_ROOM, WIDTH - 8 - words) / largest if largest else 0.0


def _figures(first: Figure, second: Figure | None) -> list[tuple[str, str]]:
    beside = [] if second is None else [(f" ({second.words})", "t2")]
    return [(first.words, "tb"), *beside]


def _marks(pair: Pair, top: int, scale: float) -> Iterator[Bar | Words]:
    name, first, second = pair
    yield Words(0, top + NAME_LINE, [(name, "")])
    if second is None:
        yield from _bar(first, "f1", top + 25, 13, scale)
    else:
        yield from _bar(second, "f2", top + 25, 15, scale)
        if first.size is not None or second.size is not None:  # two hidden counts are one stub
            yield from _bar(first, "f1", top + 29, 7, scale)
    end = max(_length(figure, scale) for figure in (first, second) if figure is not None)
    yield Words(end + 8, top + 38, _figures(first, second))


def _bar(figure: Figure, look: str, top: int, height: int, scale: float) -> Iterator[Bar]:
    if figure.size != 0:
        yield Bar("l4" if figure.size is None else look, 1, top, _length(figure, scale), height)


def _length(figure: Figure, scale: float) -> float:
    if figure.size is None:
        return STUB
    return max(3.0, figure.size * scale) if figure.size else 0.0


def _legend(first: str, second: str, top: int) -> Iterator[Bar | Words]:
    yield Bar("f1", 1, top + 14, 14, 7)
    yield Words(22, top + 23, [(first, "")])
    yield Bar("f2", 126, top + 11, 14, 13)
    yield Words(148, top + 23, [(f"({second})", "t2")])

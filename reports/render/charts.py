"""Charts as inline SVG: pairs of bars that stay apart in grey print, with every figure in the label.

The first series is a solid bar inside the outline of the second. What is not said is not drawn: a hidden
count gets the same dashed stub whatever it is, and a sum that is "trên N" the bar of N.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from reports.disclosure import Count, Shown

WIDTH = 288
"""Units across; one unit is a pixel at 360 px, so that 16 px text stays 16 px."""
BAR_ROOM = 172
"""Units for bars; the rest is for the figures at their end."""
STUB = 10
ROW = 44
LEGEND = 30


def paired_bars(chart: dict[str, Any]) -> Markup:
    """The SVG of a chart's JSON. It carries ``role="img"`` and says all its figures in ``aria-label``."""
    bars = [
        (str(bar["name"]), Count.from_json(bar["first"]), Count.from_json(bar["second"]))
        for bar in chart["bars"]
    ]
    scale = _scale([count for _, first, second in bars for count in (first, second)])
    pieces = [
        Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            WIDTH, len(bars) * ROW + LEGEND, described(chart)
        )
    ]
    for number, (name, first, second) in enumerate(bars):
        pieces += _pair(name, first, second, number * ROW, scale)
    pieces += _legend(chart["first"], chart["second"], len(bars) * ROW)
    pieces.append(Markup("</svg>"))
    return Markup("").join(pieces)


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


def _pair(name: str, first: Count, second: Count, top: int, scale: float) -> Iterator[Markup]:
    yield Markup('<text x="0" y="{}">{}</text>').format(top + 15, name)
    yield _bar(second, "f2", top + 22, 15, scale)
    if first.value is not None or second.value is not None:  # two hidden counts are one stub
        yield _bar(first, "f1", top + 26, 7, scale)
    end = max(_length(first, scale), _length(second, scale))
    yield Markup(
        '<text x="{:.1f}" y="{}"><tspan class="tb">{}</tspan><tspan class="t2"> ({})</tspan></text>'
    ).format(end + 8, top + 35, str(first), str(second))


def _bar(count: Count, style: str, top: int, height: int, scale: float) -> Markup:
    if count.nothing:
        return Markup("")
    if count.value is None:
        style = "l4"
    return Markup('<rect class="{}" x="1" y="{}" width="{:.1f}" height="{}"/>').format(
        style, top, _length(count, scale), height
    )


def _length(count: Count, scale: float) -> float:
    if count.shown in (Shown.UNDER, Shown.EACH_UNDER):
        return STUB
    return max(3.0, (count.value or 0) * scale) if count.value else 0.0


def _legend(first: str, second: str, top: int) -> Iterator[Markup]:
    yield Markup('<rect class="f1" x="1" y="{}" width="14" height="7"/>').format(top + 14)
    yield Markup('<text x="22" y="{}">{}</text>').format(top + 23, first)
    yield Markup('<rect class="f2" x="126" y="{}" width="14" height="13"/>').format(top + 11)
    yield Markup('<text class="t2" x="148" y="{}">({})</text>').format(top + 23, second)

"""Columns over time, one strip for each figure, with its own scale; in grey print as clear as in colour.

A solid column is a count, an outlined one "trên" what it shows (it goes on above its open figure), a dashed stub "dưới 5"
whatever it hides, a dash a period nothing is known of. A zero is its figure alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reports.disclosure import FLOOR, Count, Shown
from reports.render.drawing import Bar, Drawing, Words, room_of

WIDTH = 288
NAME, FIGURES, HIGH, PLACES = 24, 20, 46, 22
"""Units for a strip's name, the figures above its columns, the columns, and the numbers below."""
STRIP = NAME + FIGURES + HIGH + PLACES + 6
WIDEST = 40
"""Of a column, where there are few."""
STUB = 5
KEY, KEY_ROOM = 26, 130
UNKNOWN = "chưa có báo cáo"


def columns(chart: dict[str, Any]) -> Drawing:
    """The drawing of a trend's JSON."""
    strips = [
        (str(strip["name"]), [None if kept is None else Count.from_json(kept) for kept in strip["counts"]])
        for strip in chart["strips"]
    ]
    marks: list[Bar | Words] = []
    for number, (name, counts) in enumerate(strips):
        marks += _strip(name, counts, chart["places"], number * STRIP)
    height = len(strips) * STRIP
    key = dict(_key([count for _, counts in strips for count in counts]))
    for number, (look, words) in enumerate(key.items()):
        left = number * KEY_ROOM
        marks += [Bar(look, left + 1, height + 5, 14, 12), Words(left + 22, height + 17, [(words, "")])]
    height += KEY if key else 0
    return Drawing(WIDTH, height, marks, described(chart))


def described(chart: dict[str, Any]) -> str:
    """Everything the chart shows, in words."""
    unit = str(chart["unit"]).lower()
    told = []
    for strip in chart["strips"]:
        figures = [
            f"{unit} {place} {UNKNOWN if kept is None else Count.from_json(kept)}"
            for place, kept in zip(chart["places"], strip["counts"], strict=True)
        ]
        told.append(f"{strip['name']}: {', '.join(figures)}")
    return f"{chart['caption']}. {'; '.join(told)}."


def _strip(
    name: str, counts: Sequence[Count | None], places: Sequence[str], top: int
) -> Iterator[Bar | Words]:
    yield Words(0, top + 18, [(name, "tb")])
    pitch = WIDTH / len(counts)
    floor = top + NAME + FIGURES + HIGH
    largest = max((count.value or 0 for count in counts if count is not None), default=0)
    written = _written(counts, pitch)
    for number, (count, place) in enumerate(zip(counts, places, strict=True)):
        middle, last = (number + 0.5) * pitch, number == len(counts) - 1
        tall = _tall(count, largest)
        if tall:
            wide = min(pitch - 10, WIDEST)
            yield Bar(_look(count), middle - wide / 2, floor - tall, wide, tall)
        if number in written:
            figure = (short(count), "tb" if last else "")
            yield Words(written[number], floor - tall - 5, [figure], centred=True)
        yield Words(middle, floor + 18, [(place, "tb" if last else "t2")], centred=True)
    yield Bar("ax", 0, floor, WIDTH, 1)


def _tall(count: Count | None, largest: int) -> float:
    if count is None or count.nothing:
        return 0.0
    if count.value is None or not largest:
        return STUB
    return max(3.0, round(HIGH * count.value / largest, 1))


def _look(count: Count | None) -> str:
    if count is None or count.value is None:
        return "l4"
    return "f1" if count.shown is Shown.EXACT else "f2"


def short(count: Count | None) -> str:
    """A count in the room of a column: ``1.284``, ``>49``, ``<5``, ``ít`` (several, each under five), ``–``.

    >>> short(Count(Shown.OVER, 49)), short(Count(Shown.UNDER)), short(None)
    ('>49', '<5', '–')
    """
    if count is None:
        return "–"
    if count.value is None:
        return f"<{FLOOR}" if count.shown is Shown.UNDER else "ít"
    figure = f"{count.value:,}".replace(",", ".")
    return figure if count.shown is Shown.EXACT else f">{figure}"


def _written(counts: Sequence[Count | None], pitch: float) -> dict[int, float]:
    """Which columns bear their figure, and around where: all that have room, the last and the highest first."""
    kept: dict[int, tuple[float, float]] = {}
    last = len(counts) - 1
    for number in [last, *sorted(range(last), key=lambda one: -_value(counts[one]))]:
        half = room_of([(short(counts[number]), "tb")]) / 2
        middle = min(max((number + 0.5) * pitch, half + 1), WIDTH - half - 1)
        if all(abs(middle - other) >= half + beside + 3 for other, beside in kept.values()):
            kept[number] = (middle, half)
    return {number: middle for number, (middle, _) in kept.items()}


def _value(count: Count | None) -> int:
    return 0 if count is None else count.value or 0


def _key(counts: Sequence[Count | None]) -> Iterator[tuple[str, str]]:
    """What the looks mean that are not plain."""
    looks = {_look(count) for count in counts if count is not None and not count.nothing}
    if "f2" in looks:
        yield "f2", "trên số ghi"
    if "l4" in looks:
        yield "l4", f"ít, dưới {FLOOR}"

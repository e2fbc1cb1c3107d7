"""Posts of a source by day, as bars: fourteen small ones in the list, four weeks with the usual line on its own page.

Only figures go into the drawing, as paths; what it shows is said in words beside it. A cross is a day without a post, a gap one
on which nobody looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from triage_api.catalogue import _
from triage_api.formats import day, number

STEP, BAR, BASE = 8, 6, 27


@dataclass(frozen=True, slots=True)
class Spark:
    """Bars in a box of 8 units a day and 28 high: paths of the bars and the crosses, and all of it in words."""

    width: int
    bars: str
    crosses: str
    words: str


@dataclass(frozen=True, slots=True)
class DayChart:
    """Four weeks in a box of 288 × 120 units. ``usual_y`` is where the line of what is usual stands, if anything is."""

    bars: str
    crosses: str
    usual_y: float | None
    highest: int
    first: date
    last: date
    words: str
    rows: tuple[tuple[date, int | None], ...]


def spark(days: Sequence[int | None]) -> Spark:
    """The last days, today last.

    >>> spark([4, 0, None, 2]).bars, spark([4, 0, None, 2]).crosses
    ('M1 27v-24h6v24zM25 27v-12h6v12z', 'M9.5 21l5 5m0-5l-5 5')
    """
    highest = max((count or 0 for count in days), default=0)
    return Spark(
        width=STEP * len(days),
        bars="".join(
            f"M{STEP * place + 1} {BASE}v-{_tall(count, highest, 24)}h{BAR}v{_tall(count, highest, 24)}z"
            for place, count in enumerate(days)
            if count
        ),
        crosses="".join(
            f"M{STEP * place + 1.5:g} 21l5 5m0-5l-5 5" for place, count in enumerate(days) if count == 0
        ),
        words=in_words(days),
    )


def day_chart(days: Sequence[int | None], usual: float | None, today: date) -> DayChart:
    """Four weeks, today last, with the line of what is usual."""
    highest = max(max((count or 0 for count in days), default=0), round(usual or 0), 1)
    step, floor, most = 288 / len(days), 96, 80
    first = today - timedelta(days=len(days) - 1)
    return DayChart(
        bars="".join(
            f"M{step * place + 1:.1f} {floor}v-{tall}h{step - 2:.1f}v{tall}z"
            for place, count in enumerate(days)
            if count and (tall := _tall(count, highest, most))
        ),
        crosses="".join(
            f"M{step * place + 2:.1f} {floor - 6}l5 5m0-5l-5 5"
            for place, count in enumerate(days)
            if count == 0
        ),
        usual_y=None if usual is None else round(floor - most * usual / highest, 1),
        highest=highest,
        first=first,
        last=today,
        words=in_words(days),
        rows=tuple((first + timedelta(days=place), count) for place, count in enumerate(days)),
    )


def in_words(days: Sequence[int | None]) -> str:
    """What the bars show, for those who do not see them."""
    known = [count for count in days if count is not None]
    if not known:
        return _("{days} ngày gần đây, chưa đọc ngày nào").format(days=len(days))
    parts = [
        _("{days} ngày gần đây, mỗi ngày {least} đến {most} bài").format(
            days=len(days), least=number(min(known)), most=number(max(known))
        )
    ]
    if empty := known.count(0):
        parts.append(_("{count} ngày không có bài").format(count=empty))
    if unseen := len(days) - len(known):
        parts.append(_("{count} ngày không đọc").format(count=unseen))
    today = days[-1]
    parts.append(
        _("hôm nay chưa đọc") if today is None else _("hôm nay {count} bài").format(count=number(today))
    )
    return ", ".join(parts)


def day_words(when: date, count: int | None) -> tuple[str, str]:
    """One row of the figures behind a chart."""
    return day(when), _("không đọc") if count is None else number(count)


def _tall(count: int, highest: int, most: int) -> int:
    """Height of a bar; a day with a post is never flat."""
    return max(2, round(most * count / highest))

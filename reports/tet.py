"""Periods with Tết say so: offices are closed, and such a week is like no other.

The first days of the lunar year by Vietnam's own calendar (new moon at UTC+7), which in 2030 is a day before China's.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from reports.content import say
from reports.period import Period
from reports.wording import day

FIRST_DAYS = (
    date(2026, 2, 17),
    date(2027, 2, 6),
    date(2028, 1, 26),
    date(2029, 2, 13),
    date(2030, 2, 2),
    date(2031, 1, 23),
    date(2032, 2, 11),
    date(2033, 1, 31),
    date(2034, 2, 19),
    date(2035, 2, 8),
)
BEFORE, AFTER = timedelta(days=1), timedelta(days=3)
"""The last day of the old year to the fourth of the new: days off every year; what else is off is decided each year."""


def tet_in(period: Period) -> tuple[date, date] | None:
    """The days of Tết that touch a period.

    >>> from reports.period import parse_week
    >>> tet_in(parse_week("2027-W05")), tet_in(parse_week("2027-W10"))
    ((datetime.date(2027, 2, 5), datetime.date(2027, 2, 9)), None)
    """
    for first in FIRST_DAYS:
        start, end = first - BEFORE, first + AFTER
        if start <= period.last_day and end >= period.first_day:
            return start, end
    return None


def with_tet(content: dict[str, Any], period: Period) -> dict[str, Any]:
    """The content with one sentence about Tết at the head of the general figures, where the period has some."""
    days = tet_in(period)
    if days is None:
        return content
    said = say(
        f"Kỳ này có Tết Nguyên đán ({day(days[0])} – {day(days[1])}): ít người đăng, ít người trực,"
        " đừng so với kỳ thường."
    )
    sentence = [run.to_json() for run in said]
    sections = [
        {**section, "sentences": [sentence, *section["sentences"]]}
        if section["code"] == "figures" and section["state"] != "failed"
        else section
        for section in content["sections"]
    ]
    return {**content, "sections": sections}

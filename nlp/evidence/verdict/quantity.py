"""One thing counted in a text, and the words of its kinds."""

from __future__ import annotations

from dataclasses import dataclass

MONEY, PERCENT, SPAN, DATE, CLOCK, AGE = "money", "percent", "span", "date", "clock", "age"
WEEKDAY, OFTEN, RELIEF = "weekday", "often", "relief"
WEEKEND = 0.0
"""The value of "cuối tuần", of days of the week."""

MOST, LEAST, EXACT = "max", "min", "exact"


@dataclass(frozen=True, slots=True)
class Quantity:
    """``value`` comparable within ``kind``: VND, percent, hours, ISO date, hours of the clock, weekday 1..7, times a year …

    ``bound``: ``max`` / ``min`` where it is a limit (of the clock: the end and the beginning), ``exact`` where it is named as the limit
    or aim itself. ``working``: a span in working days. ``loose``: it may be read in two ways ("8 giờ" is 8 or 20) or says little
    ("hằng tháng" of a sum). ``per``: of a sum, the time it is paid for ("tháng", "năm"). Offsets into the normalised view.
    """

    kind: str
    value: float | str
    start: int
    end: int
    bound: str = ""
    working: bool = False
    loose: bool = False
    per: str = ""

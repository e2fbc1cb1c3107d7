"""Whether two quantities of one kind say the same, exclude each other, or neither."""

from __future__ import annotations

from nlp.evidence.calendar import bounds
from nlp.evidence.verdict.quantity import (
    CLOCK,
    DATE,
    EXACT,
    LEAST,
    MONEY,
    MOST,
    OFTEN,
    SPAN,
    WEEKDAY,
    WEEKEND,
    Quantity,
)

_A_YEAR = {"ngay": 365, "tuan": 52, "thang": 12, "quy": 4, "nam": 1}
_WEEK, _WORKING_WEEK = 7 * 24, 5 * 24
_CLOSE = 0.03
"""Frequencies this near are one ("hai tuần một lần" and 26 times a year)."""


def same_value(claim: Quantity, official: Quantity) -> bool | None:
    """True or False, or None where the two do not exclude each other: a sum within a limit, a month and its year.

    Two limits of one direction with different values exclude each other; a limit and its opposite of the same value part two groups
    ("từ 1 tỷ trở lên", "dưới 1 tỷ").
    """
    if claim.kind == DATE:
        same = _same_date(str(claim.value), str(official.value))
        if same is False and {claim.bound, official.bound} == {MOST, LEAST}:
            return False if _apart(claim, official) else None
        return same
    if claim.kind == CLOCK:
        return _same_clock(claim, official)
    one, two = float(claim.value), float(official.value)
    if claim.kind == WEEKDAY and WEEKEND in (one, two):
        return one == two or {one, two} - {WEEKEND} <= {6.0, 7.0}
    if claim.kind == OFTEN:
        return abs(one - two) <= _CLOSE * max(one, two)
    if one == two:
        return _same_number(claim, official)
    if claim.kind == MONEY and _over_time(claim, official):
        return True
    if (
        claim.kind == SPAN
        and claim.working != official.working
        and _weeks(claim) == _weeks(official) is not None
    ):
        return None
    return None if _within(claim, official) else False


def _apart(claim: Quantity, official: Quantity) -> bool:
    """Days of the month of which one is over before the other begins: "trước ngày 10", "sau ngày 25"."""
    last, first = (claim, official) if claim.bound == MOST else (official, claim)
    one, two = str(last.value), str(first.value)
    return one.startswith("---") and two.startswith("---") and one < two


def _same_number(claim: Quantity, official: Quantity) -> bool | None:
    if claim.working != official.working:
        return None
    if {claim.bound, official.bound} == {MOST, LEAST}:
        return None
    differs = claim.kind == MONEY and claim.value and claim.per in _A_YEAR and official.per in _A_YEAR
    return claim.per == official.per if differs else True


def _over_time(claim: Quantity, official: Quantity) -> bool:
    """ "600k một năm" is "50.000 đồng/tháng"."""
    first, second = _A_YEAR.get(claim.per), _A_YEAR.get(official.per)
    if not first or not second or first == second:
        return False
    return abs(float(claim.value) * first - float(official.value) * second) < 1


def _weeks(one: Quantity) -> float | None:
    """Full weeks of a span; None where it is no number of them."""
    weeks = float(one.value) / (_WORKING_WEEK if one.working else _WEEK)
    return weeks if weeks == int(weeks) else None


def _within(claim: Quantity, official: Quantity) -> bool:
    """Whether the claim's value may hold under the limit of the passage, or the passage's under the claim's."""
    one, two = float(claim.value), float(official.value)
    if EXACT in (claim.bound, official.bound) or (claim.bound and claim.bound == official.bound):
        return False
    if claim.bound and not official.bound:
        return two < one if claim.bound == MOST else two > one
    if claim.bound:
        return (one > two) == (claim.bound == MOST)
    return (official.bound == MOST and one < two) or (official.bound == LEAST and one > two)


def _same_clock(claim: Quantity, official: Quantity) -> bool | None:
    """A beginning is not measured against an end."""
    one, two = float(claim.value), float(official.value)
    same = one == two or ((claim.loose or official.loose) and (one - two) % 12 == 0)
    if {claim.bound, official.bound} == {MOST, LEAST}:
        return None
    return same


def _same_date(one: str, two: str) -> bool | None:
    if one == two:
        return True
    one, two = _of_any_year(one), _of_any_year(two)
    if any(value.startswith(("P", "-P")) for value in (one, two)):
        return None
    first, second = bounds(one), bounds(two)
    if first is not None and second is not None:
        if first[0] <= second[0] and second[1] <= first[1]:
            return True
        return None if first[0] <= second[1] and second[0] <= first[1] else False
    return _same_in_year(one, two)


def _of_any_year(value: str) -> str:
    """ "31/1 năm sau" is a day of the year, whichever year is meant."""
    return value.replace("P1Y-", "--", 1) if value.startswith("P1Y-") else value


def _same_in_year(one: str, two: str) -> bool | None:
    """Dates of which one leaves out the year (``--12-01``) or the month (``---15``)."""
    first, second = _month_and_day(one), _month_and_day(two)
    if first is None or second is None:
        return None
    if any(left and right and left != right for left, right in zip(first, second, strict=True)):
        return False
    return True if all(right or not left for left, right in zip(first, second, strict=True)) else None


def _month_and_day(value: str) -> tuple[str, str] | None:
    plain = value.split("/")[0]
    if plain.startswith("---"):
        return "", plain[3:]
    parts = plain[2:].split("-") if plain.startswith("--") else plain.split("-")[1:]
    if not parts or not all(part.isdigit() for part in parts):
        return None
    return parts[0], parts[1] if len(parts) > 1 else ""

"""Weeks, months, quarters and years as posts name them, and parts of them: "quý sau nữa", "nửa đầu tháng 8", "tháng đầu của quý này".

Each reader looks at one place of the words and gives the form (``nlp.evidence.dates``) and the index behind it, or None. What
lasts some time and what is a day of it are parted by ``nlp.evidence.time_phrases``.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.evidence.numerals import read_number
from nlp.evidence.scan import Word

Read = tuple[str, int]

NOW = ("này", "nay", "ni", "nầy")
NEXT = ("sau", "tới", "sắp tới")
PAST = ("trước", "rồi", "vừa rồi", "vừa qua")
UNITS = {"tuần": "W", "tháng": "M", "quý": "Q", "năm": "Y"}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
FIRST, LAST = ("đầu tiên", "đầu"), ("cuối cùng", "cuối")
DASHES = ("-", "–", "~")
_MOST_MONTHS = 12


def said(words: Sequence[Word], at: int, *phrases: str) -> int:
    """The index behind the first of these phrases that stands here, else 0."""
    for phrase in phrases:
        parts = phrase.split(" ")
        if at + len(parts) <= len(words) and all(
            words[at + away].reads(part) for away, part in enumerate(parts)
        ):
            return at + len(parts)
    return 0


def whole_number(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """A whole number in digits or words and the index behind it; "một chục" is ten."""
    read = read_number(words, at) if at < len(words) else None
    return (int(read[0]), read[1]) if read and read[0] == int(read[0]) else None


def away(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """How many weeks, months … away from that of the post ("này", "sau nữa", "vừa rồi"), and the index behind."""
    if end := said(words, at, *(f"{one} nữa" for one in NEXT[:2])):
        return 2, end
    if end := said(words, at, "trước nữa"):
        return -2, end
    for count, phrases in ((0, NOW), (1, NEXT), (-1, PAST)):
        if end := said(words, at, *phrases):
            return count, said(words, end, "đây") if count == 1 and said(words, end, "đây") else end
    return None


def period_form(count: int, unit: str) -> str:
    """``P1M``, ``-P1W``."""
    return f"{'-' if count < 0 else ''}P{abs(count)}{unit}"


def read_period(words: Sequence[Word], at: int, open_ended: bool = False) -> Read | None:
    """A whole week, month, quarter or year. ``open_ended``: one that is not told which ("cuối năm") is that of the post."""
    if end := said(words, at, "sang"):
        unit = _unit(words, end)
        told = away(words, end + 1) if unit else None
        if unit and (told is None or told[0] == 1):
            return period_form(1, unit), told[1] if told else end + 1
    unit = _unit(words, at)
    if unit is None:
        return None
    if unit == "Y" and (year := read_year(words, at)):
        return year
    if unit == "M" and (month := _month(words, at + 1)):
        return month
    if unit == "Q" and (quarter := _quarter(words, at + 1)):
        return quarter
    if told := away(words, at + 1):
        return period_form(told[0], unit), told[1]
    return (period_form(0, unit), at + 1) if open_ended and unit != "W" else None


def _unit(words: Sequence[Word], at: int) -> str | None:
    return next((unit for name, unit in UNITS.items() if said(words, at, name)), None)


def read_year(words: Sequence[Word], at: int) -> Read | None:
    """``2027`` of "năm 2027" and "năm hai nghìn không trăm hai mươi bảy", ``-P1Y`` of "năm ngoái", "sang năm"."""
    if end := said(words, at, "sang năm"):
        return "P1Y", end
    if not said(words, at, "năm"):
        return None
    if at + 1 < len(words) and words[at + 1].is_number and len(words[at + 1].folded) == 4:
        return (words[at + 1].folded, at + 2) if words[at + 1].folded[:2] in ("19", "20") else None
    if end := said(words, at + 1, "hai nghìn", "hai ngàn"):
        end = said(words, end, "không trăm") or end
        end = said(words, end, "lẻ", "linh") or end
        rest = whole_number(words, end)
        ones = whole_number(words, rest[1]) if rest and 0 < rest[0] < 10 else None
        if rest and ones and ones[0] < 10:  # "hai bảy"
            rest = rest[0] * 10 + ones[0], ones[1]
        return (f"{2000 + rest[0]}", rest[1]) if rest and rest[0] < 100 else None
    if end := said(words, at + 1, "ngoái"):
        return "-P1Y", end
    if end := said(words, at + 1, "kia"):
        return "-P2Y", end
    told = away(words, at + 1)
    return (period_form(told[0], "Y"), told[1]) if told else None


def with_year(words: Sequence[Word], at: int, form: str) -> Read:
    """A form without a year (``--08``, ``--08-15``) with the year or the direction that stands behind it."""
    at = said(words, at, "dương lịch", "dương", "tây") or at
    of = said(words, at, "của") or at
    if year := read_year(words, of):
        return f"{year[0]}{form[1:]}", year[1]
    if end := said(words, at, *(f"{one} đây" for one in NEXT[1:]), *NEXT[1:]):
        return f"{form}/next", end
    if end := said(words, at, *PAST[1:]):
        return f"{form}/last", end
    return form, said(words, at, *NOW) or at


def month_number(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """The month a number or "giêng" means."""
    for name, month in (("giêng", 1), ("tư", 4)):
        if end := said(words, at, name):
            return month, end
    number = whole_number(words, at)
    return number if number and 1 <= number[0] <= _MOST_MONTHS else None


def _month(words: Sequence[Word], at: int) -> Read | None:
    if said(
        words, at, "sau"
    ):  # written without marks it may be "sáu": left to "sau" where nothing else tells
        return None
    month = month_number(words, at)
    if month is None:
        return None
    number, end = month
    if end + 1 < len(words) and words[end].folded in ("/", "-", "–") and words[end + 1].is_number:
        year = words[end + 1].folded
        if len(year) == 4:
            return f"{year}-{number:02}", end + 2
        if words[end].folded == "/":
            return None
    form, after = with_year(words, end, f"--{number:02}")
    return form, after


def _quarter(words: Sequence[Word], at: int) -> Read | None:
    if at >= len(words):
        return None
    told = 4 if words[at].reads("tư") else _ROMAN.get(words[at].folded, 0)
    quarter, end = whole_number(words, at) or (told, at + 1)
    if not 1 <= quarter <= 4:
        return None
    if end + 1 < len(words) and words[end].folded == "/" and len(words[end + 1].folded) == 4:
        return f"{words[end + 1].folded}-Q{quarter}", end + 2
    year = read_year(words, said(words, end, "của") or end)
    return (f"{year[0]}-Q{quarter}", year[1]) if year else (f"--Q{quarter}", said(words, end, *NOW) or end)


def read_part(words: Sequence[Word], at: int) -> Read | None:
    """Some of a longer stretch: "nửa đầu năm sau", "6 tháng cuối năm", "10 ngày đầu tháng 12", "quý cuối năm nay", "tháng đầu quý sau"."""
    if end := said(words, at, "nửa"):
        for part, phrases in (("half1", ("đầu",)), ("half2", ("cuối", "sau"))):
            if inner := said(words, end, *phrases):
                return _of_whole(words, inner, part)
        return None
    number = whole_number(words, at)
    count, end = number or (0, at)
    unit = "D" if said(words, end, "ngày", "hôm") else _unit(words, end)
    if unit in (None, "Y") or (not number and unit == "D"):
        return None
    if unit == "W" and not number:  # "tuần đầu tháng 12": its first seven days
        number, count = (1, end), 1
    for sign, phrases in (("", FIRST), ("-", LAST)):
        if inner := said(words, end + 1, *phrases):
            part = f"{sign or '+'}{count}{unit}" if number else f"{unit}{sign}1"
            return _of_whole(words, inner, part)
    return None


def _of_whole(words: Sequence[Word], at: int, part: str) -> Read | None:
    at = said(words, at, "của", "trong") or at
    week = said(words, at, "tuần") if part.endswith("D") else 0
    whole = read_period(words, at, open_ended=True) or (("P0W", week) if week else None)
    return (f"{whole[0]}/{part}", whole[1]) if whole else None


def read_stretch(words: Sequence[Word], at: int) -> Read | None:
    """A part, a whole, or an edge of either ("hết quý này", "cuối năm")."""
    if (end := said(words, at, "cuối")) and said(words, end, "tuần"):  # Saturday and Sunday
        return _of_whole(words, end, "-2D")
    for edge, phrases in (
        ("end", ("hết", "cuối", "khi hết", "kết thúc")),
        ("start", ("đầu",)),
        ("middle", ("giữa",)),
    ):
        if end := said(words, at, *phrases):
            end = said(words, end, "của") or end
            whole = read_period(words, end, open_ended=True)
            return (f"{whole[0]}/{edge}", whole[1]) if whole else None
    return read_part(words, at) or read_period(words, at)

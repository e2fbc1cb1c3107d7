"""Single days as posts name them, read at one place of the words: "3 hôm nữa", "thứ sáu tuần rồi", "mùng 1 tháng tới", "ngày cuối quý".

Each reader gives the form (``nlp.evidence.dates``) and the index behind it, or None.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.evidence.calendar import full_date
from nlp.evidence.calendar_parts import WEEKDAYS
from nlp.evidence.scan import Word
from nlp.evidence.time_periods import (
    FIRST,
    LAST,
    NEXT,
    NOW,
    PAST,
    Read,
    away,
    month_number,
    period_form,
    read_part,
    read_period,
    said,
    whole_number,
    with_year,
)

_DAY_LEADS = ("ngày mùng", "ngày mồng", "ngày", "mùng", "mồng", "hôm", "bữa")
_WEEKDAYS = {"hai": 1, "ba": 2, "tư": 3, "năm": 4, "sáu": 5, "bảy": 6}
_COUNTED = {
    "ngày": (1, "D"),
    "hôm": (1, "D"),
    "bữa": (1, "D"),
    "tuần": (7, "D"),
    "tháng": (1, "M"),
    "năm": (1, "Y"),
}
_FEASTS = (
    ("tết dương lịch", "--01-01"), ("tết dương", "--01-01"), ("tết tây", "--01-01"), ("quốc khánh", "--09-02"),
    ("giải phóng miền nam", "--04-30"), ("thống nhất đất nước", "--04-30"), ("quốc tế lao động", "--05-01"),
    ("quốc tế phụ nữ", "--03-08"), ("phụ nữ việt nam", "--10-20"), ("quốc tế thiếu nhi", "--06-01"), ("thiếu nhi", "--06-01"),
    ("nhà giáo việt nam", "--11-20"), ("nhà giáo", "--11-20"), ("thương binh liệt sĩ", "--07-27"), ("giáng sinh", "--12-25"),
    ("noel", "--12-25"),
)  # fmt: skip


def read_day(words: Sequence[Word], at: int, day_meant: bool) -> Read | None:
    """One day. ``day_meant``: a number with "tháng sau" is a day of it, not so many months."""
    return (
        _counted(words, at)
        or _told_day(words, at)
        or _weekday(words, at)
        or _edge_day(words, at)
        or (None if read_part(words, at) else _day(words, at, day_meant))
        or _feast(words, at)
    )


def _counted(words: Sequence[Word], at: int) -> Read | None:
    """``P10D`` of "10 ngày nữa", ``-P3D`` of "cách đây 3 hôm" and "3 hôm trước"."""
    ago = said(words, at, "cách đây")
    half = said(words, ago or at, "nửa tháng")
    number = (15, half) if half else whole_number(words, ago or at)
    if number is None:
        return None
    count, end = number
    factor, unit = 1, "D"
    if not half:
        named = next((name for name in _COUNTED if said(words, end, name)), None)
        if named is None:
            return None
        (factor, unit), end = _COUNTED[named], end + 1
    if count == 0 or count * factor > 999:
        return None
    if after := said(words, end, "nữa"):
        form = period_form(count * factor, unit)
        return (f"{form}/same" if unit == "M" else form), after
    past = said(words, end, "trước")
    return (period_form(-count * factor, unit), past or end) if ago or (past and unit == "D") else None


def _told_day(words: Sequence[Word], at: int) -> Read | None:
    if end := said(words, at, "hôm kia"):
        return "-P2D", end
    if end := said(words, at, "hôm kìa"):
        return "-P3D", end
    if end := said(words, at, "hôm qua"):
        return "-P1D", end
    if end := said(words, at, "hôm nay", "bữa nay", "ngày nay", "hôm ni", "bữa ni", "nay", "bây giờ", "giờ"):
        return "P0D", end
    if end := said(words, at, "ngày mai", "bữa mai", "mai"):
        return "P1D", end
    if end := said(words, at, "ngày mốt", "bữa mốt", "hôm mốt", "ngày kia"):
        return "P2D", end
    return None


def weekday_number(words: Sequence[Word], at: int) -> Read | None:
    """The weekday as a figure from 1, as text, and the index behind."""
    if end := said(words, at, "chủ nhật", "chúa nhật", "cn"):
        return "7", end
    glued = at + 1 < len(words) and words[at].folded == "t" and words[at + 1].glued
    if not glued and not said(words, at, "thứ"):
        return None
    for name, number in _WEEKDAYS.items():
        if at + 1 < len(words) and (
            words[at + 1].folded == str(number + 1) or (not glued and said(words, at + 1, name))
        ):
            return str(number), at + 2
    # Behind "thu" without marks "sau" is a Friday.
    friday = (
        said(words, at, "thứ")
        and at + 1 < len(words)
        and words[at].written == "thu"
        and words[at + 1].written == "sau"
    )
    return ("5", at + 2) if friday else None


def _weekday(words: Sequence[Word], at: int) -> Read | None:
    """A weekday of a week that is told; "T6 này" may be a month."""
    at = said(words, at, "ngày", "hôm", "bữa") or at
    read = weekday_number(words, at)
    if read is None:
        return None
    number, end = read
    month_like = words[at].folded == "t"
    for part, phrases in (
        ("1", FIRST),
        ("-1", LAST),
        ("2", ("thứ hai của", "thứ 2 của")),
        ("3", ("thứ ba của", "thứ 3 của")),
    ):
        if inner := said(words, end, *phrases):
            inner = said(words, inner, "của", "trong") or inner
            if whole := read_period(words, inner, open_ended=True):
                unit_is_week = whole[0].endswith("W")
                return (
                    f"{whole[0]}-W{number}"
                    if unit_is_week
                    else f"{whole[0]}/{part}{WEEKDAYS[int(number) - 1]}"
                ), whole[1]
    week = said(words, end, "đầu tuần", "cuối tuần", "của tuần", "trong tuần", "tuần")
    if week:
        told = away(words, week)
        return (f"{period_form(told[0], 'W')}-W{number}", told[1]) if told else None
    if month_like:
        return None
    if end < len(words) and (after := said(words, end, *(f"{one} đây" for one in NEXT[1:]), *NEXT[1:])):
        return f"W{number}/next", after
    if after := said(words, end, *PAST[1:]):
        return f"W{number}/last", after
    after = said(words, end, *NOW)
    return (f"P0W-W{number}", after) if after else None


def _edge_day(words: Sequence[Word], at: int) -> Read | None:
    """``P0Y/D-1`` of "ngày cuối cùng của năm nay", ``--Q4/D1`` of "ngày đầu quý 4"; "ngày cuối tuần" is two."""
    end = said(words, at, "ngày", "hôm")
    for part, phrases in (("D1", FIRST), ("D-1", LAST)):
        if end and (inner := said(words, end, *phrases)):
            inner = said(words, inner, "của", "trong") or inner
            whole = read_part(words, inner) or read_period(words, inner, open_ended=True)
            return (f"{whole[0]}/{part}", whole[1]) if whole else None
    return None


def _day(words: Sequence[Word], at: int, day_meant: bool) -> Read | None:
    """A day of a month: "25 tây này", "mùng 1 tháng tới", "ngày 10 của tháng đầu quý sau", "30.4", "15/6/2026"."""
    led = said(words, at, *_DAY_LEADS)
    start = led or at
    if start < len(words) and words[start].is_number and "." in words[start].folded:
        return _dotted(words, start)
    number = whole_number(words, start)
    if number is None or not 1 <= number[0] <= 31:
        return None
    day, end = number
    solar = said(words, end, "tây", "dương lịch", "dương")
    end = solar or end
    if end + 1 < len(words) and words[end].folded in ("/", "-", ".") and words[end + 1].is_number:
        return _figures(words, end, day)
    inner = said(words, end, "của") or end
    if said(words, inner, "tháng"):
        return _of_month(words, inner, day, bool(led or solar or day_meant or day > 12))
    if not (led or solar):
        return None
    if after := said(words, end, *NOW, *(f"{one} đây" for one in NEXT[1:]), *NEXT[1:]):
        return f"---{day:02}/next", after
    if after := said(words, end, *PAST[1:]):
        return f"---{day:02}/last", after
    return f"---{day:02}", end


def _of_month(words: Sequence[Word], at: int, day: int, sure: bool) -> Read | None:
    if (month := month_number(words, at + 1)) and not said(words, at + 1, "sau"):
        form = full_date(None, month[0], day)
        end = month[1]
        if form and end + 1 < len(words) and words[end].folded == "/" and len(words[end + 1].folded) == 4:
            return f"{words[end + 1].folded}{form[1:]}", end + 2
        return with_year(words, end, form) if form else None
    part = read_part(words, at) if sure else None
    if part and "/M" in part[0]:
        return f"{part[0]}/D{day}", part[1]
    told = away(words, at + 1)
    return (f"{period_form(told[0], 'M')}-{day:02}", told[1]) if told and (sure or told[0] == 0) else None


def _dotted(words: Sequence[Word], at: int) -> Read | None:
    figures = words[at].folded.split(".")
    if (
        len(figures) not in (2, 3)
        or not all(one.isdigit() and len(one) <= 4 for one in figures)
        or len(figures[1]) > 2
    ):
        return None
    form = full_date(figures[2] if len(figures) == 3 else None, int(figures[1]), int(figures[0]))
    if form is None:
        return None
    return with_year(words, at + 1, form) if len(figures) == 2 else (form, at + 1)


def _figures(words: Sequence[Word], at: int, day: int) -> Read | None:
    """ "15/6", "15/6/2026", "15-6-2026": a dash without a year may part two of anything."""
    mark, month = words[at].folded, words[at + 1].folded
    year = words[at + 3].folded if at + 3 < len(words) and words[at + 2].folded == mark else ""
    if not month.isdigit() or len(month) > 2 or len(year) not in (0, 2, 4) or (mark != "/" and not year):
        return None
    if year and year.isdigit():
        full = full_date(year, int(month), day)
        return (full, at + 4) if full else None
    form = full_date(None, int(month), day)
    return with_year(words, at + 2, form) if form else None


def _feast(words: Sequence[Word], at: int) -> Read | None:
    at = said(words, at, "ngày lễ", "lễ", "ngày", "hôm") or at
    for name, form in _FEASTS:
        if end := said(words, at, name):
            told = _day(words, end, day_meant=True)
            if told and form[2:] in told[0]:
                return told
            return with_year(words, end, form)
    return None

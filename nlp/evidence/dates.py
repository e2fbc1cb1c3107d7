"""Dates in posts, and the dates by which people must act.

A date that depends on the day of the post keeps a relative form until that day is known:

* ``--12-01`` (1/12), ``--07`` (tháng 7), ``---15`` (ngày 15): ISO 8601 with the year or month left out;
* ``P1Y-07-01`` (1/7 năm sau), ``P1Y-07/start`` (đầu tháng 7 năm sau), ``P1Y-Q1``: how many years away;
* ``P1M`` (tháng sau), ``-P1W`` (tuần trước), ``P1Q`` (quý sau), ``P10D`` (10 ngày nữa), ``P2M/same`` (2 tháng nữa), ``P0W/end``
  (hết tuần này), ``P0Y/start`` (đầu năm); ``P1M-15`` (ngày 15 tháng sau), ``-P1W-W5`` (thứ sáu tuần trước);
* a part of any of these behind a slash: ``half1`` (nửa đầu), ``+6M`` and ``-6M`` (6 tháng đầu, cuối), ``M1`` and ``Q-1`` (tháng đầu, quý
  cuối), ``D10`` and ``D-1`` (ngày 10, ngày cuối cùng), ``1MO`` and ``-1SU`` (thứ hai đầu tiên, chủ nhật cuối cùng), one behind the
  other in ``P1Q/M1/D-1`` (ngày cuối của tháng đầu quý sau);
* ``--07/next``, ``---15/next``, ``W1/next`` (tháng 7 tới, ngày 15 tới, thứ hai tới) and ``/last`` (20/11 vừa rồi).

Resolved, a day is ``2026-12-01``, a month ``2026-12``, a year ``2027``, a week or quarter an ISO interval.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from nlp.evidence.calendar import full_date, resolve, year_form
from nlp.evidence.date_patterns import MARK, PATTERNS
from nlp.evidence.scan import MAX_FOUND, Scan, Word, kept
from nlp.evidence.spelling import may_be, writes_marks
from nlp.official.numbers import find_numbers

_MARKED = re.compile(r"\d\s?[/.-]\s?\d")
_A_DIGIT = re.compile(r"\d")
_WITHOUT_DIGITS = frozenset({"relative", "quarter"})
"""The other patterns hold a figure each."""

_MEANT = {
    "ngay": "ngày", "mung": "mùng", "mong": "mồng", "thang": "tháng", "nam": "năm", "nay": "nay", "sau": "sau",
    "toi": "tới", "ngoai": "ngoái", "truoc": "trước", "dau": "đầu", "giua": "giữa", "cuoi": "cuối", "het": "hết",
    "quy": "quý", "hom": "hôm", "tuan": "tuần", "mai": "mai", "kia": "kia", "qua": "qua", "sang": "sang",
    "nua": "nữa", "roi": "rồi", "vua": "vừa",
}  # fmt: skip
_OFFSETS = {
    "nay": 0, "mai": 1, "kia": 2, "qua": -1, "sau": 1, "toi": 1, "truoc": -1, "ngoai": -1, "roi": -1, "sau nua": 2, "truoc nua": -2,
    "vua roi": -1,
}  # fmt: skip
_UNITS = {"ngay": "D", "hom": "D", "tuan": "W", "thang": "M", "quy": "Q", "nam": "Y"}
_SUFFIX = {"dau": "/start", "giua": "/middle", "cuoi": "/end", "het": "/end"}
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

# "hôm nay", "năm 2026" alone set a scene; with one of these before them they are a date someone must know.
_DATE_CUES = (
    "từ", "kể", "đến", "tới", "trước", "hết", "vào", "sau", "hạn", "sang", "trong", "qua", "tính", "ngày", "mùng",
    "nhất", "là", "hiệu", "lực", "cuối", "đầu", "giữa",
)  # fmt: skip
_DEADLINE_CUES = re.compile(
    r"(?<![a-z])(?:truoc|cham nhat|muon nhat|tre nhat|han cuoi|han chot|den het|han nop|han dang ky|khong qua"
    r"|thoi han den|thoi han|han den|deadline|het ngay|het thang|het tuan|het nam|het quy)"
    r"(?:\s{1,3}(?:la|vao|ngay|het|den|thang|tuan|quy|:)){0,3}\s{0,3}$"
)

# "đến 10/12" is a deadline where something is due by then, not where it says how long a rule holds.
_UNTIL = re.compile(r"(?<![a-z])(?:den|toi)(?:\s{1,3}(?:ngay|thang|nam|quy|cuoi|het)){0,2}\s{0,3}$")
_DUE = re.compile(r"(?<![a-z])(?:han|nop|dang ky|phan dau|muc tieu|hoan thanh|gop y|nhan don)(?![a-z])")
_COUNTS = (
    "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mươi", "chục", "mấy", "vài", "nhiều", "bao", "nửa", "những",
)  # fmt: skip
_SINCE = re.compile(r"(?<![a-z])tu\s")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """``value`` in the forms of the module's docstring. ``deadline``: by when someone must act."""

    value: str
    deadline: bool
    start: int
    end: int


def find_dates(scan: Scan, posted_on: date | None) -> tuple[FoundDate, ...]:
    """Dates in order of the text; those of a cited document ("ngày … của …") belong to it and are left out."""
    return tuple(replace(one, value=resolve(one.value, posted_on)) for one in _unresolved(scan))


@kept
def _unresolved(scan: Scan) -> tuple[FoundDate, ...]:
    candidates = list(_candidates(scan))
    if not candidates:  # most posts
        return ()
    taken = [(number.start, number.end) for number in find_numbers(scan.text.normalised)]
    found: list[FoundDate] = []
    for match, value, lead in candidates:
        if len(taken) >= 4 * MAX_FOUND:
            break
        if any(match.start() < end and start < match.end() for start, end in taken):
            continue
        taken.append(match.span())
        if _of_document(scan, match.start()):
            continue
        due = _deadline_start(scan, match.start(), lead)
        start = match.start() if due is None else due
        found.append(FoundDate(value, due is not None, start, match.end()))
    return tuple(sorted(found, key=lambda item: item.start))


def _candidates(scan: Scan) -> Iterator[tuple[re.Match[str], str, str | None]]:
    folded, runs = scan.text.folded, scan.runs
    numbers = _A_DIGIT.search(folded) is not None
    marked = numbers and _MARKED.search(folded) is not None
    for kind, signs, pattern in PATTERNS:
        if not (numbers or kind in _WITHOUT_DIGITS):
            continue
        if signs and signs.isdisjoint(runs.all) and not (MARK in signs and marked):
            continue
        for match in pattern.finditer(folded):
            if not _marks_agree(scan, match):
                continue
            groups = match.groupdict()
            value = _READERS[kind](groups)
            if value and _is_meant(scan, kind, match, value):
                yield match, value, groups.get("lead")


def _marks_agree(scan: Scan, match: re.Match[str]) -> bool:
    """Whether every word read is written with no other marks ("năm sáu" is not "năm sau")."""
    allowed = not writes_marks(scan.text.normalised)
    written = scan.text.normalised[match.start() : match.end()].lower().split()
    return all(
        may_be(word, _MEANT[bare], allowed) or (bare == "nay" and word == "này")
        for word, bare in zip(written, match[0].split(), strict=False)
        if bare in _MEANT
    )


def _day(groups: dict[str, str | None]) -> str | None:
    month = int(groups["month"] or 0)
    return full_date(groups.get("year") or groups.get("year2"), month, int(groups["day"] or 0))


def _month(groups: dict[str, str | None]) -> str | None:
    month = int(groups["month"] or 0)
    if not 1 <= month <= 12:
        return None
    suffix = _SUFFIX.get(groups.get("lead") or "", "")
    return f"{year_form(groups.get('year') or groups.get('year2'))}-{month:02}{suffix}"


def _quarter(groups: dict[str, str | None]) -> str | None:
    written = groups["quarter"] or ""
    quarter = _QUARTERS.get(written) or int(written)
    suffix = _SUFFIX.get(groups.get("lead") or "", "")
    return f"{year_form(groups.get('year') or groups.get('year2'))}-Q{quarter}{suffix}"


def _year(groups: dict[str, str | None]) -> str | None:
    return f"{groups['year']}{_SUFFIX.get(groups.get('lead') or '', '')}"


def _month_day(groups: dict[str, str | None]) -> str | None:
    day = int(groups["day"] or 0)
    return f"---{day:02}" if 1 <= day <= 31 else None


def _relative(groups: dict[str, str | None]) -> str | None:
    unit = _UNITS[groups["unit"] or ""]
    which = " ".join((groups.get("which") or "").split())
    without_which = 0 if groups.get("lead") else 1  # "cuối năm", "sang năm"
    offset = _OFFSETS[which] if which else without_which
    if (groups["unit"], which) in (("hom", "kia"), ("nam", "kia")):  # but "ngày kia" is to come
        offset = -2
    elif (which in ("mai", "kia", "qua")) != (unit == "D") and which != "nay" and which:
        return None  # "hôm trước", "ngày sau": some day or other
    sign = "-" if offset < 0 else ""
    return f"{sign}P{abs(offset)}{unit}{_SUFFIX.get(groups.get('lead') or '', '')}"


def _part(groups: dict[str, str | None]) -> str | None:
    """``P0Y/-6M`` of "6 tháng cuối năm"."""
    which = groups.get("which") or ""
    whole = _relative({"unit": groups["unit"], "which": which or "nay"}) if not which.isdigit() else which
    if whole is None or (which.isdigit() and groups["unit"] != "nam"):
        return None
    return f"{whole}/{'+' if groups['edge'] == 'dau' else '-'}{int(groups['count'] or 0)}{_UNITS[groups['of'] or '']}"


_READERS = {
    "part": _part,
    "day": _day,
    "month": _month,
    "slash": _month,
    "short": _month,
    "quarter": _quarter,
    "year": _year,
    "monthday": _month_day,
    "relative": _relative,
}


def _is_meant(scan: Scan, kind: str, match: re.Match[str], value: str) -> bool:
    if kind in ("day", "month", "monthday") and _is_lunar(scan, match.end()):
        return False
    before = scan.before(match.start(), 3)
    cued = any(word.reads(*_DATE_CUES) for word in before)
    if kind == "day" and "mark" in match.groupdict():
        named = match[0][0].isalpha() or cued
        if match["mark"] != "/":  # "1-12", "3.5": figures, unless called a date or given a year
            return (named and match["mark"] == "-") or bool(match["year"] and len(match["year"]) == 4)
        return named or bool(match["year"]) or (int(match["day"]) > 12 and match[0] != "24/7")
    if kind in ("year", "slash", "short"):
        return cued or bool(match.groupdict().get("lead"))
    if kind == "relative" and _counts(match, before):
        return False
    if kind == "relative" and value == "P0Q" and before and before[-1].bare:
        return False  # "quy nay" may be a fund or a rule
    if kind == "relative" and value.startswith("P0") and "/" not in value:
        return bool(before) and before[-1].reads(*_DATE_CUES)
    return True


def _is_lunar(scan: Scan, end: int) -> bool:
    after = scan.after(end, 2)
    return bool(after) and (
        after[0].written == "âm" or (after[0].folded == "am" and after[-1].folded == "lich")
    )


def _counts(match: re.Match[str], before: Sequence[Word]) -> bool:
    """Whether a number stands before: "hai năm trước", "3 tháng rồi" and "5 ngày sau" are no year, month or day of the calendar."""
    which = match.groupdict().get("which") or ""
    if not which or which in ("nay", "mai", "kia", "qua", "ngoai") or match["lead"] or not before:
        return False
    counted = before[-1].is_number or before[-1].reads(*_COUNTS)
    of_month = len(before) > 1 and before[-2].reads("ngày", "mùng", "mồng", "đến", "tới", "trước", "từ")
    return counted and not of_month


def _of_document(scan: Scan, start: int) -> bool:
    """Whether a document number stands right before ("04-NQ/TU, ngày 29/01/2026")."""
    window = scan.text.normalised[max(0, start - 48) : start]
    numbers = find_numbers(window)
    return (
        bool(numbers) and re.fullmatch(r"[\s,]{0,4}(?:ngày)?\s{0,2}", window[numbers[-1].end :]) is not None
    )


def _deadline_start(scan: Scan, start: int, lead: str | None) -> int | None:
    """Where the words begin that make a date a deadline ("trước", "chậm nhất", "đến hết"); None for a mere date."""
    low = max(scan.sentence(start)[0], start - 40)
    if match := _DEADLINE_CUES.search(scan.text.folded, low, start):
        return match.start()
    match = _UNTIL.search(scan.text.folded, low, start)
    if (
        match
        and _DUE.search(scan.text.folded, *scan.sentence(start))
        and not _SINCE.search(scan.text.folded, low, start)
    ):
        return match.start()
    return start if lead == "het" else None

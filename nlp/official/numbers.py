"""Numbers and dates of Vietnamese Party and State documents.

The order of slash and hyphen tells the side: ``số-LOẠI/CƠ QUAN`` is Party, ``số/LOẠI-CƠ QUAN`` is
State, and a year in the middle marks legislation (Nghị định 30/2020/NĐ-CP, Phụ lục I; Party forms
as observed in two guidance documents). A number alone is not a key: ``57-NQ/TW`` and ``57-CT/TW``
are two documents and every province has its ``04-NQ/TU``, so callers key by number, date and issuer.

>>> [n.canonical for n in find_numbers("theo Nghị quyết số 6 – NQ/TU và 13/2023/NĐ-CP")]
['06-NQ/TU', '13/2023/NĐ-CP']
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_UPPER = "A-ZĐĂÂÊÔƠƯ"
_DASH = r"[-\u2010-\u2015]"
_GAP = r"\s{0,3}"
_AGENCY = rf"[{_UPPER}][{_UPPER}a-z0-9]{{0,14}}"
_AGENCIES = rf"(?P<agency>{_AGENCY}(?:{_DASH}{_AGENCY}){{0,2}})(?!\w)"
_NUMBER = r"(?<![\w/])(?P<num>\d{1,5})"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_SLASH = rf"{_GAP}/{_GAP}"
_HYPHEN = rf"{_GAP}{_DASH}{_GAP}"


class NumberForm(StrEnum):
    """The shape a number has, which also tells who issues such documents."""

    ASSEMBLY = "assembly"
    LEGISLATION = "legislation"
    PARTY = "party"
    STATE = "state"
    LETTER = "letter"
    STANDARD = "standard"


# First form that matches owns the range, so the order is a rule.
_FORMS: tuple[tuple[NumberForm, re.Pattern[str]], ...] = (
    (
        NumberForm.ASSEMBLY,
        re.compile(rf"{_NUMBER}{_SLASH}{_YEAR}{_SLASH}(?P<agency>QH|UBTVQH){_GAP}(?P<term>\d{{1,2}})(?!\w)"),
    ),
    (
        NumberForm.LEGISLATION,
        re.compile(
            rf"{_NUMBER}{_SLASH}{_YEAR}{_SLASH}"
            rf"(?P<type>NĐ|QĐ|CT|TTLT|TT|NQLT|NQ|PL|LCT|L|VBHN){_HYPHEN}{_AGENCIES}"
        ),
    ),
    (
        NumberForm.PARTY,
        re.compile(
            rf"(?<![\w/.-])(?P<num>\d{{1,5}}){_HYPHEN}"
            r"(?P<type>NQ|CTrHĐ|CTr|CT|KL|QĐ|QyĐ|QC|HD|KH|ĐA|BC|TTr|TB|TT|CV|BB|GM|PB|TCg)"
            rf"{_SLASH}(?P<agency>[{_UPPER}][{_UPPER}a-z]{{0,14}}(?:{_DASH}[{_UPPER}a-z]{{1,8}})?)(?!\w)"
        ),
    ),
    (
        NumberForm.STATE,
        re.compile(
            rf"{_NUMBER}{_SLASH}"
            r"(?P<type>QĐ|CTrPH|CTr|CT|NQ|CĐ|KH|BC|TB|HD|TTr|QC|ĐA|PA|KL|GM|BB|GUQ|VBHN|TT)"
            rf"{_HYPHEN}{_AGENCIES}"
        ),
    ),
    (
        NumberForm.LETTER,
        re.compile(
            rf"{_NUMBER}{_SLASH}(?P<agency>TTg|[{_UPPER}]{{2,10}}){_HYPHEN}"
            rf"(?P<unit>[{_UPPER}][{_UPPER}a-z0-9&]{{0,12}})(?!\w)"
        ),
    ),
    (
        NumberForm.STANDARD,
        re.compile(
            r"(?<!\w)(?P<kind>TCVN|QCVN|TCCS)\s{0,3}(?P<iso>ISO(?:/IEC)?)?\s{0,3}(?P<num>\d{1,5})"
            rf"(?:{_DASH}(?P<part>\d{{1,2}}))?\s{{0,2}}:\s{{0,2}}{_YEAR}(?:/(?P<agency>[{_UPPER}]{{1,10}}))?(?!\w)"
        ),
    ),
)

_SIGN = re.compile(r"/|TCVN|QCVN|TCCS")
"""One of these stands in every number, so most texts need not be searched for the forms."""

KIND_NAMES: dict[str, str] = {
    "NQ": "Nghị quyết",
    "CT": "Chỉ thị",
    "KL": "Kết luận",
    "QĐ": "Quyết định",
    "QyĐ": "Quy định",
    "QC": "Quy chế",
    "HD": "Hướng dẫn",
    "KH": "Kế hoạch",
    "CTr": "Chương trình",
    "CTrHĐ": "Chương trình hành động",
    "ĐA": "Đề án",
    "BC": "Báo cáo",
    "TTr": "Tờ trình",
    "TB": "Thông báo",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "NĐ": "Nghị định",
    "PL": "Pháp lệnh",
    "L": "Luật",
    "CĐ": "Công điện",
    "CV": "Công văn",
}
"""Name of a kind by the abbreviation in a number; what stays unnamed in running text is named by it."""


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """One number where it stands. ``start``/``end`` are offsets into the string searched."""

    canonical: str
    form: NumberForm
    kind_code: str
    start: int
    end: int


def find_numbers(text: str) -> tuple[DocumentNumber, ...]:
    """Every well-formed document number in ``text``, in order, none overlapping another."""
    if _SIGN.search(text) is None:
        return ()
    found: list[DocumentNumber] = []  # in order and apart, so that its neighbours say whether a range is free
    for form, pattern in _FORMS:
        for match in pattern.finditer(text):
            at = bisect_left(found, match.start(), key=_start)
            before = at and found[at - 1].end > match.start()
            if before or (at < len(found) and found[at].start < match.end()):
                continue
            kind = match.groupdict().get("type") or ""
            number = DocumentNumber(_canonical(form, match), form, kind, match.start(), match.end())
            found.insert(at, number)
    return tuple(found)


def _start(number: DocumentNumber) -> int:
    return number.start


def canonical_number(text: str) -> str | None:
    """The canonical form of a string that is one number and nothing else; None when it is not.

    Canonical: no spaces, plain hyphens, numbers under ten padded with a zero (NĐ 30/2020).

    >>> canonical_number(" 6 – NQ/TU ")
    '06-NQ/TU'
    """
    stripped = unicodedata.normalize("NFC", text).strip()
    numbers = find_numbers(stripped)
    if len(numbers) == 1 and numbers[0].start == 0 and numbers[0].end == len(stripped):
        return numbers[0].canonical
    return None


def canonical(text: str) -> str:
    """What a person typed as a number, in canonical form where it has one, else as typed (to look it up)."""
    return canonical_number(text) or " ".join(unicodedata.normalize("NFC", text).split())


def _canonical(form: NumberForm, match: re.Match[str]) -> str:
    parts = match.groupdict()
    number = parts["num"].lstrip("0").rjust(2, "0")
    agency = re.sub(_DASH, "-", parts.get("agency") or "")
    if form is NumberForm.ASSEMBLY:
        return f"{number}/{parts['year']}/{agency}{parts['term']}"
    if form is NumberForm.LEGISLATION:
        return f"{number}/{parts['year']}/{parts['type']}-{agency}"
    if form is NumberForm.PARTY:
        return f"{number}-{parts['type']}/{agency}"
    if form is NumberForm.STATE:
        return f"{number}/{parts['type']}-{agency}"
    if form is NumberForm.LETTER:
        return f"{number}/{agency}-{parts['unit']}"
    kind = f"{parts['kind']} {parts['iso']}" if parts["iso"] else parts["kind"]
    part = f"-{parts['part']}" if parts["part"] else ""
    tail = f"/{agency}" if agency else ""
    return f"{kind} {parts['num']}{part}:{parts['year']}{tail}"


_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s{0,2}[/.\-]\s{0,2}(\d{1,2})\s{0,2}[/.\-]\s{0,2}(\d{4})(?!\d)")
_IN_WORDS = re.compile(r"(?<!\d)(\d{1,2})\s{1,3}tháng\s{1,3}(\d{1,2})\s{1,3}năm\s{1,3}(\d{4})(?!\d)")


def find_dates(text: str) -> Iterator[tuple[int, int, date]]:
    """Full dates, day first (``06/4/2026``, ``31 tháng 3 năm 2026``), with their offsets.

    Impossible dates (31/02) are skipped.
    """
    matches = [*_DAY_FIRST.finditer(text), *_IN_WORDS.finditer(text)]
    for match in sorted(matches, key=lambda found: found.start()):
        day, month, year = (int(part) for part in match.groups())
        try:
            yield match.start(), match.end(), date(year, month, day)
        except ValueError:
            continue


def first_date(text: str) -> tuple[str, date | None]:
    """The first thing written as a full date, and the day it is: None when there is no such day.

    >>> first_date("từ ngày 31/02/2026, thay Quyết định ngày 01/3/2020")
    ('31/02/2026', None)
    """
    matches = [match for form in (_DAY_FIRST, _IN_WORDS) if (match := form.search(text))]
    if not matches:
        return "", None
    first = min(matches, key=lambda match: match.start())
    return first[0], parse_date(first[0])


def parse_date(text: str) -> date | None:
    """The first full date in ``text``, or None."""
    for _, _, found in find_dates(text):
        return found
    return None

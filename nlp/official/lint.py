"""Hints about a document that a post shows: what does not fit in its number, kind, date and issuer.

Never a verdict: a forged document can be perfectly formed, and genuine commune documents often are not. The rules and the
cases behind them are in ``docs/document_hints.md``; what is said of bodies that ended or began is data in
``changed_bodies.yaml``. Only what a document says of itself is looked at: a number with the name before it, the date and
issuer after it, the head above it. Cannot see: pictures, numbers typed in small letters, numbers that were never given out.

>>> [hint.code for hint in lint("Thông báo số 180/2025/NĐ-CP ngày 31/02/2025")]
['number_kind_mismatch', 'impossible_date']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from nlp.official.bodies import after_its_end, before_its_beginning
from nlp.official.citations import Citation, citations_of, name_before
from nlp.official.numbers import KIND_NAMES, DocumentNumber, NumberForm, find_numbers, parse_date

MOST_HINTS = 6
HEAD_REACH = 400
"""Characters after a number that may hold its date line and its kind in capitals (a letter head is shorter)."""

MOST_CIRCULARS = 1_000
"""No ministry has issued so many circulars in a year; the forged 2830/2025/TT-BYT gave itself away by its number."""

_DATED = (NumberForm.ASSEMBLY, NumberForm.LEGISLATION)
_CODES_OF: dict[str, frozenset[str]] = {
    "Quyết định": frozenset({"QĐ"}),
    "Quy định": frozenset({"QĐ", "QyĐ"}),
    "Thông tri": frozenset({"TT"}),
    "Giấy mời": frozenset({"GM"}),
    "Chương trình": frozenset({"CTr", "CTrHĐ", "CTrPH"}),
    "Chương trình hành động": frozenset({"CTr", "CTrHĐ"}),
    "Văn bản hợp nhất": frozenset({"VBHN"}),
    "Nghị quyết liên tịch": frozenset({"NQLT"}),
    "Thông tư liên tịch": frozenset({"TTLT"}),
    "Luật": frozenset({"L", "LCT"}),
}
_UNDER_ANOTHER = frozenset({"Quy chế", "Đề án", "Hướng dẫn", "Kế hoạch"})
"""What is often issued under the number of a decision or a resolution."""

_LEGAL = (
    "Luật",
    "Bộ luật",
    "Pháp lệnh",
    "Nghị định",
    "Nghị quyết",
    "Quyết định",
    "Thông tư",
    "Thông tư liên tịch",
)
"""Kinds whose number always has a sign for the kind."""

_OF_ASSEMBLY = ("Luật", "Bộ luật", "Pháp lệnh", "Nghị quyết")
_HEAD_KIND = re.compile(
    r"^\W{0,4}(GIẤY MỜI|GIẤY TRIỆU TẬP|THÔNG BÁO|THÔNG TƯ|NGHỊ ĐỊNH|NGHỊ QUYẾT|QUYẾT ĐỊNH|CHỈ THỊ|CÔNG ĐIỆN)(?!\w)",
    re.MULTILINE,
)
_OWN_NUMBER = re.compile(r"(?:^|\n|\s)S[ốỐ]\s{0,3}:?\s{0,3}$")
_SWAPPED = re.compile(
    r"(?<![\w/])(?:19|20)\d{2}\s?/\s?\d{1,4}\s?/\s?(?:NĐ|QĐ|CT|TT|NQ|TTLT)\s?-\s?[A-ZĐ]{2,10}(?!\w)"
)
_ANY_DATE = re.compile(
    r"ngày\s{1,3}(?P<day>\d{1,2})(?:\s{0,2}[/.\-]\s{0,2}|\s{1,3}tháng\s{1,3})(?P<month>\d{1,2})"
    r"(?:\s{0,2}[/.\-]\s{0,2}|\s{1,3}năm\s{1,3})(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"/(\d{4})/")
_STATE_ISSUER = re.compile(
    r"(?:Bộ(?! Chính trị)|Sở|UBND|Ủy ban nhân dân|HĐND|Hội đồng nhân dân|Chính phủ|Thủ tướng|Cục|Tổng cục|Quốc hội"
    r"|Ngân hàng Nhà nước|Bảo hiểm xã hội|Công an)(?!\w)"
)
_PARTY_ISSUER = re.compile(
    r"(?:Bộ Chính trị|Ban Bí thư|Ban Chấp hành|Ban Thường vụ|Tỉnh ủy|Thành ủy|Huyện ủy|Đảng ủy|Ban Tuyên giáo)(?!\w)"
)
_STATE_CODE = re.compile(r"(?:UBND|HĐND|CP|TTg|NHNN|BHXH|B[A-ZĐ]{2,6}|S[A-ZĐ]{2,6})(?:-|$)")
_PARTY_CODES = frozenset({"TW", "TU", "HU", "ĐU", "ThU", "BCT", "BBT"})
_NOT_STATE = frozenset({"BTG", "BTGTW", "BTGDVTU", "BTGTU", "BTCTU", "BTCTW", "BDVTU", "BDVTW", "BCĐ", "BCH", "BTV", "BCT", "BBT", "BNCTU", "BNCTW"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentHint:
    """What does not fit. Offsets into the string given; ``reason``: one Vietnamese clause with the rule behind it."""

    code: str
    start: int
    end: int
    reason: str


def lint(text: str, on: date | None = None) -> tuple[DocumentHint, ...]:
    """Hints about the documents shown in ``text``, in its order, at most six.

    ``on``: the day of the post; an undated document that is shown with its own number is taken as of that day.
    """
    if "/" not in text:
        return ()
    found = [hint for number, told in citations_of("", text) for hint in _of_number(text, number, told, on)]
    found += _swapped(text)
    found += _impossible_dates(text)
    found.sort(key=lambda hint: (hint.start, hint.code != "number_kind_mismatch"))
    return tuple(found[:MOST_HINTS])


def _of_number(text: str, number: DocumentNumber, told: Citation, on: date | None) -> Iterator[DocumentHint]:
    own = _OWN_NUMBER.search(text[max(0, number.start - 12) : number.start]) is not None
    head = text[number.end : number.end + HEAD_REACH] if own else ""
    written = _YEAR.search(number.canonical)
    year = int(written[1]) if written and number.form in _DATED else None
    issued = told.issued or parse_date(head)
    for code, reason in (
        ("number_kind_mismatch", _kind_reason(text, number, head)),
        ("number_form_mismatch", _wrong_side(number, told.issuer)),
        ("year_mismatch", _wrong_year(year, issued, on)),
        ("circular_number_too_high", _too_high(number, year)),
        (
            "body_had_ended",
            after_its_end(number.canonical, told.issuer, _day(issued, year, on if own else None)),
        ),
        ("body_not_begun", before_its_beginning(number.canonical, told.issuer, _day(issued, year, None))),
    ):
        if reason:
            yield DocumentHint(code, number.start, number.end, reason)


def _day(issued: date | None, year: int | None, on: date | None) -> date | None:
    """The day of a document as far as it is told: its date, else the end of the year in its number, else ``on``."""
    if issued is None and year is not None and (on is None or year < on.year):
        return date(year, 12, 31)
    return issued or on


def _wrong_year(year: int | None, issued: date | None, on: date | None) -> str | None:
    if year and issued and issued.year != year:
        return f"số văn bản ghi năm {year} nhưng ngày ban hành là năm {issued.year}"
    if year and on and year > on.year:
        return f"số văn bản ghi năm {year}, sau ngày đăng bài"
    return None


def _too_high(number: DocumentNumber, year: int | None) -> str | None:
    if number.kind_code == "TT" and year and int(number.canonical.split("/")[0]) > MOST_CIRCULARS:
        return "chưa bộ nào ban hành tới chừng ấy thông tư trong một năm"
    return None


def _wrong_kind(text: str, number: DocumentNumber, head: str) -> str | None:
    """The name that the number does not fit; None where it fits, or nothing names the document."""
    name = name_before(text, number.start, number.form)
    if name is None and (line := _HEAD_KIND.search(head)):
        name = line[1].capitalize()
    if name is None or name == "Văn bản":
        return None
    match number.form:
        case NumberForm.STANDARD:
            fits = True
        case NumberForm.LETTER:
            fits = name not in _LEGAL
        case NumberForm.ASSEMBLY:
            fits = name.startswith(_OF_ASSEMBLY)
        case _ if name in _UNDER_ANOTHER:
            fits = number.kind_code not in ("NĐ", "TT")
        case _:
            codes = _CODES_OF.get(name) or {code for code, kind in KIND_NAMES.items() if kind == name}
            fits = number.kind_code in codes
    return None if fits else name


def _kind_reason(text: str, number: DocumentNumber, head: str) -> str | None:
    name = _wrong_kind(text, number, head)
    if name is None:
        return None
    kind = KIND_NAMES.get(number.kind_code)
    if number.form is NumberForm.ASSEMBLY:
        kind = "văn bản của Quốc hội"
    if kind is None:
        return f"gọi là {name.lower()} nhưng số không có ký hiệu của {name.lower()}"
    return f"gọi là {name.lower()} nhưng số là của {kind[0].lower()}{kind[1:]}"


def _wrong_side(number: DocumentNumber, issuer: str | None) -> str | None:
    """Party numbers are ``số-LOẠI/CƠ QUAN``, State numbers ``số/LOẠI-CƠ QUAN`` (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    agency = number.canonical.split("/", 1)[-1]
    if number.form is NumberForm.PARTY:
        code = agency.split("-")[0]
        if (_STATE_CODE.match(agency) and code not in _NOT_STATE) or (issuer and _STATE_ISSUER.match(issuer)):
            return "số viết theo kiểu văn bản Đảng nhưng cơ quan ban hành là cơ quan nhà nước"
    elif number.form in (NumberForm.STATE, NumberForm.LEGISLATION):
        code = number.canonical.split("-", 1)[-1]
        if code in _PARTY_CODES or (issuer and _PARTY_ISSUER.match(issuer)):
            return "số viết theo kiểu văn bản nhà nước nhưng cơ quan ban hành là cơ quan Đảng"
    return None


def _swapped(text: str) -> Iterator[DocumentHint]:
    for match in _SWAPPED.finditer(text):
        yield DocumentHint(
            "year_before_number", *match.span(), "năm đứng trước số; văn bản quy phạm viết số trước, năm sau"
        )


def _impossible_dates(text: str) -> Iterator[DocumentHint]:
    """Only in a text that shows a document: dates of posts are none of ours."""
    if not find_numbers(text):
        return
    for match in _ANY_DATE.finditer(text):
        try:
            date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            yield DocumentHint("impossible_date", *match.span(), "ngày này không có trong lịch")

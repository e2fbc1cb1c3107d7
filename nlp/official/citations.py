"""Citations: every document number in a text with its name before, date and issuer after, and its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from nlp.official.numbers import KIND_NAMES, DocumentNumber, NumberForm, find_numbers, parse_date

LOOK_BACK = 40
LOOK_BACK_LAW = 140
LOOK_AHEAD = 200

_NAMES = re.compile(
    r"(?<!\w)(Nghị quyết liên tịch|Nghị quyết|Chỉ thị|Kết luận|Quyết định|Quy định|Quy chế|Hướng dẫn|Kế hoạch|Chương trình hành động"
    r"|Chương trình|Đề án|Báo cáo|Tờ trình|Thông báo|Thông tư liên tịch|Thông tư|Nghị định|Luật|Bộ luật|Pháp lệnh|Công văn"
    r"|Công điện|Văn bản hợp nhất|Văn bản|Giấy mời|Thông tri)\s{1,3}(?:số\s{0,2}:?\s{0,2})?$",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"(?<!\w)(?P<name>(?:Bộ luật|Luật|Pháp lệnh)\s[^.;:()\n]{2,110}?)\s{1,3}(?:số\s{0,2}:?\s{0,2})?$"
)
_ISSUER_STOPS = (
    "về|quy định|hướng dẫn|sửa đổi|ban hành|phê duyệt|hết hiệu lực|có hiệu lực|thay thế|bị|được|đã|là|thì|để|nhằm|theo|đối với"
    "|trên địa bàn|kể từ|tại|từ"
)
_AFTER = re.compile(
    r"\s{0,3},?\s{0,3}(?:(?:ký|ban hành)\s{1,3})?ngày\s{1,3}"
    r"(?P<date>\d{1,2}\s{0,2}[/.\-]\s{0,2}\d{1,2}\s{0,2}[/.\-]\s{0,2}\d{4}|\d{1,2}\s{1,3}tháng\s{1,3}\d{1,2}\s{1,3}năm\s{1,3}\d{4})"
    r"(?:\s{1,3}của\s{1,3}(?P<issuer>[^,;.()\n]{3,90}?)"
    rf"(?=\s{{1,3}}(?:{_ISSUER_STOPS})(?!\w)|[,;.()\n]|$))?"
)
_ISSUER_ALONE = re.compile(
    r"\s{1,3}của\s{1,3}(?P<issuer>[A-ZĐÂÊÔƠƯỦ][^,;.()\n]{2,89}?)"
    rf"(?=\s{{1,3}}(?:{_ISSUER_STOPS})(?!\w)|[,;.()\n]|$)"
)


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention of a document. ``path``: a passage's, or ``tiêu đề``, ``chú thích 1``, ``nơi nhận``."""

    number: str
    name: str | None
    issued: date | None
    issuer: str | None
    path: str


def find_citations(parts: Iterable[tuple[str, str]]) -> tuple[Citation, ...]:
    """One citation per occurrence, in order. ``parts``: (path, text) over the whole document."""
    return tuple(citation for path, text in parts for _, citation in citations_of(path, text))


def citations_of(path: str, text: str) -> list[tuple[DocumentNumber, Citation]]:
    """The citations of one part, each with the number where it stands in ``text``."""
    found = []
    numbers = find_numbers(text)
    for at, number in enumerate(numbers):
        stop = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
        issued, issuer = _behind(text[number.end : min(stop, number.end + LOOK_AHEAD)])
        name = name_before(text, number.start, number.form) or KIND_NAMES.get(number.kind_code)
        found.append((number, Citation(number.canonical, name, issued, issuer, path)))
    return found


def name_before(text: str, start: int, form: NumberForm) -> str | None:
    """The name right before a number that begins at ``start`` ("Nghị quyết số …"), a law's with its subject; None without one."""
    if form is NumberForm.ASSEMBLY and (law := _LAW.search(text[max(0, start - LOOK_BACK_LAW) : start])):
        return " ".join(law["name"].split())
    match = _NAMES.search(text[max(0, start - LOOK_BACK) : start])
    return match[1][0].upper() + match[1][1:].lower() if match else None


def _behind(text: str) -> tuple[date | None, str | None]:
    if match := _AFTER.match(text):
        issuer = match["issuer"]
        return parse_date(match["date"]), " ".join(issuer.split()) if issuer else None
    alone = _ISSUER_ALONE.match(text)
    return None, " ".join(alone["issuer"].split()) if alone else None

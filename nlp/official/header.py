"""The head of a document: its own number, kind, issuer, date and title, and whether it is a draft.

State heads say ``Số: 12/2026/QĐ-UBND``, Party heads ``Số 12-HD/BTGDVTU``; guidance texts passed around often
lost the whole block. What is not written is left empty: nothing is guessed from citations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nlp.official.issuer import issuer_name
from nlp.official.numbering import is_structural
from nlp.official.numbers import KIND_NAMES, DocumentNumber, find_numbers, first_date

HEAD_LINES = 30
MAX_LINE = 1_000
"""No line of a head is longer; what follows is not looked at."""

_KINDS = (
    "LUẬT", "BỘ LUẬT", "PHÁP LỆNH", "NGHỊ ĐỊNH", "NGHỊ QUYẾT", "QUYẾT ĐỊNH", "CHỈ THỊ", "KẾT LUẬN", "QUY ĐỊNH",
    "QUY CHẾ", "HƯỚNG DẪN", "KẾ HOẠCH", "CHƯƠNG TRÌNH", "ĐỀ ÁN", "BÁO CÁO", "TỜ TRÌNH", "THÔNG BÁO", "THÔNG TƯ",
    "THÔNG TƯ LIÊN TỊCH", "CÔNG ĐIỆN", "CÔNG VĂN", "THÔNG TRI", "LỜI KÊU GỌI", "CHƯƠNG TRÌNH HÀNH ĐỘNG", "GIẤY MỜI",
)  # fmt: skip
_KIND_LINE = re.compile(
    rf"(?P<draft>DỰ THẢO\s{{1,3}})?(?P<kind>{'|'.join(sorted(_KINDS, key=len, reverse=True))})\s*[:*]?\s*$"
)
_OWN_NUMBER = re.compile(
    r"(?<![\w/])(?P<law>Luật|Bộ luật|Pháp lệnh|Nghị quyết)?\s{0,2}(?:Số|số|SỐ)\s{0,3}(?P<colon>:?)\s{0,3}"
)
# Only so much is the place of a number: agencies and titles are of "chuyển đổi SỐ" too.
_NUMBER_PLACE = re.compile(r"(?<![\w/])(?:Số|SỐ|số)\s{0,3}(?::|(?=\d|[.…_]{2}|/))")
_EMPTY_NUMBER = re.compile(
    r"(?<![\w/])(?:Số|SỐ)\s{0,3}:?\s{0,3}(?:[.…_]{2,}|\s{2,})?\s{0,12}(?:/(?:20\d\d/)?[A-ZĐ]{2,5}-|-[A-ZĐ]{2,4}/)"
)
_PLACE_DATE = re.compile(
    r"(?:^|,|\s)ngày\s{1,3}\d{1,2}\s{1,3}tháng\s{1,3}\d{1,2}\s{1,3}năm\s{1,3}\d{4}", re.IGNORECASE
)
_PLACE_AND_DATE = re.compile(
    r"(?:[A-ZĐÂÊÔƠƯỦÁÀ][a-zà-ỹ]{1,6}\s){0,5}[A-ZĐÂÊÔƠƯỦÁÀ][a-zà-ỹ]{1,6},\s{0,3}ngày\s.{0,40}$"
)
_MOTTO = re.compile(
    r"CỘNG H[OÒ][AÀ] XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc|ĐẢNG CỘNG SẢN VIỆT NAM"
)
_BASIS = re.compile(r"(?:Căn cứ|Thực hiện|Theo đề nghị|Xét đề nghị|Để |Ngày \d)")
_DRAFT_LINE = re.compile(r"\W{0,4}(?:DỰ THẢO|Dự thảo)(?:\s.{0,40})?\W{0,4}$")
_SUBJECT = re.compile(r"V/v:?\s{0,3}(?P<title>.{5,300})$", re.IGNORECASE)
_AS_FOLLOWS = re.compile(
    r"(?:^|[,;.]\s{1,3})(?P<issuer>[A-ZĐÂÊÔƠƯỦ][^,;.:]{3,90}?)\s{1,3}"
    r"(?:hướng dẫn|ban hành|thông báo|quyết định|yêu cầu|đề nghị|xây dựng|báo cáo|chỉ đạo)\b[^:]{0,200}như sau\s{0,2}:?\s*$"
)

_PASSED = re.compile(
    r"(?:luật|pháp lệnh|nghị quyết)\s{1,3}này\s{1,3}(?:đã\s{1,3})?được\s[^.;]{5,200}?thông qua(?:\s{1,3}vào)?\s{1,3}(?P<when>ngày\s.{8,40})",
    re.IGNORECASE,
)
_OPENS_BODY = re.compile(
    r"(?:HỘI ĐỒNG NHÂN DÂN|(?:ỦY|UỶ) BAN|CHÍNH PHỦ|THỦ TƯỚNG|QUỐC HỘI|BỘ TRƯỞNG|CHỦ TỊCH|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|THỐNG ĐỐC|BAN THƯỜNG VỤ)(?!\w)"
)
_GOES_ON = re.compile(r"(?:,|(?<!\w)(?:CỦA|VÀ|CHO|TẠI|VỀ|DO|VỚI|GIỮA|THUỘC|GIAO|ĐỐI VỚI))$", re.IGNORECASE)

NO_NUMBER = ("Số văn bản chưa được điền.", "Không thấy số của chính văn bản ở phần đầu.", "Phần đầu có")
NO_DATE = ("Ngày ban hành ghi", "Không thấy ngày ban hành ở phần đầu.")
NO_ISSUER = ("Không thấy tên cơ quan ban hành.",)
"""How the warnings begin that a person's word settles."""
MAX_TITLE_LINES = 4
MAX_TITLE_LINE = 500


@dataclass(frozen=True, slots=True)
class Header:
    """What the head says of the document itself. ``lines``: how many lines it takes; ``own``: its number's place.

    ``numbers``: every number that stands there as the document's own; more than one is a doubt for a person.
    """

    number: str | None
    numbers: tuple[str, ...]
    kind: str | None
    issuer: str | None
    issued: date | None
    title: str | None
    draft: bool
    lines: int
    own_number_line: int | None
    warnings: tuple[str, ...]


def read_header(lines: Sequence[str]) -> Header:
    """Read the head of clean lines."""
    head = [line[:MAX_LINE] for line in lines[: _head_end(lines)]]
    kind_at, kind = _kind(head)
    owned = _own_numbers(head, kind_at)
    own_at, own = owned[0] if owned else (None, None)
    title, title_end = _title(head, kind_at) if kind_at is not None else (None, _letter_end(head, own_at))
    before_kind = head[:kind_at] if kind_at is not None else head
    warnings = []
    if own is None:
        blank = any(_EMPTY_NUMBER.search(line) for line in before_kind)
        warnings.append(
            "Số văn bản chưa được điền." if blank else "Không thấy số của chính văn bản ở phần đầu."
        )
    numbers = tuple(dict.fromkeys(found.canonical for _, found in owned))
    if len(numbers) > 1:
        warnings.append(f"{NO_NUMBER[2]} {len(numbers)} số: {', '.join(numbers)}; ghi theo số đứng trước.")
    written, issued = _issued(before_kind)
    if not written:
        written, issued = _passed(lines)
    if issued is None:
        warnings.append(f"{NO_DATE[0]} «{written}», trong lịch không có ngày này." if written else NO_DATE[1])
    if kind is None and own is not None:
        kind = KIND_NAMES.get(own.kind_code) or ("Công văn" if own.form == "letter" else None)
    issuer = _issuer(before_kind) or _issuer_of_guidance(lines)
    if issuer is None:
        warnings.append(NO_ISSUER[0])
    if title is None:
        title = next((match["title"].strip() for line in head if (match := _SUBJECT.search(line))), None)
    number = own.canonical if own else None
    draft = any(
        _DRAFT_LINE.match(line) or line.startswith("DỰ THẢO")
        for line in head[: (kind_at or 0) + 1] + before_kind[:8]
    )
    return Header(number, numbers, kind, issuer, issued, title, draft, title_end, own_at, tuple(warnings))


def _head_end(lines: Sequence[str]) -> int:
    """The head ends where the body does begin: the grounds, the first heading, or a long paragraph."""
    for at, line in enumerate(lines[:HEAD_LINES]):
        if _BASIS.match(line) or is_structural(line):
            return at
    return min(len(lines), HEAD_LINES)


def _kind(head: Sequence[str]) -> tuple[int | None, str | None]:
    for at, line in enumerate(head):
        if match := _KIND_LINE.match(line):
            return at, match["kind"].capitalize()
    return None, None


def _own_numbers(head: Sequence[str], kind_at: int | None) -> list[tuple[int, DocumentNumber]]:
    """Numbers behind "Số": before the heading of the kind, else on lines that begin with it.

    A second one counts only where a head would have it: at the start of a line or column, or behind a colon.
    """
    limit = kind_at if kind_at is not None else len(head)
    found: list[tuple[int, DocumentNumber]] = []
    for at, line in enumerate(head):
        for match in _OWN_NUMBER.finditer(line):
            if match["law"] and not match["colon"]:
                continue  # "Nghị quyết số 04-NQ/TU" cites another document
            if at > limit and match.start() > 0:
                continue
            numbers = find_numbers(line[match.end() : match.end() + 60])
            before = line[max(0, match.start() - 20) : match.start()]
            if not numbers or numbers[0].start != 0 or before.rstrip()[-1:].islower():
                continue
            if not found or match["colon"] or not before or before.endswith("  "):
                found.append((at, numbers[0]))
    return found


def _letter_end(head: Sequence[str], own_at: int | None) -> int:
    """Where the head of a letter ends, which names no kind: behind motto, number, day and subject. 0 without a number."""
    if own_at is None:
        return 0
    signs = (_MOTTO, _PLACE_DATE, _SUBJECT)
    return 1 + max(
        at for at, line in enumerate(head) if at == own_at or any(sign.search(line) for sign in signs)
    )


def _title(head: Sequence[str], kind_at: int) -> tuple[str | None, int]:
    """The few lines under the heading of the kind, and where the head ends. A sentence is body, not title."""
    taken: list[str] = []
    for line in head[kind_at + 1 : kind_at + 1 + MAX_TITLE_LINES]:
        is_body = len(line) > MAX_TITLE_LINE or line.endswith((".", ":", ";")) or _MOTTO.search(line)
        if is_body or _NUMBER_PLACE.match(line):
            break
        opens = line.isupper() and (not taken[-1].isupper() or _OPENS_BODY.match(line)) if taken else False
        if opens and not _GOES_ON.search(taken[-1]):
            break  # "HỘI ĐỒNG NHÂN DÂN TỈNH …" below the title opens the body
        taken.append(line)
    title = " ".join(taken).strip(" -–*")
    return (title or None), kind_at + 1 + len(taken)


def _issued(before_kind: Sequence[str]) -> tuple[str, date | None]:
    """The date of the head as it is written, and the day it is, if there is such a day."""
    for line in before_kind:
        if _PLACE_DATE.search(line) and not find_numbers(line.split("ngày")[-1]):
            return first_date(line[line.lower().rfind("ngày") :])
    return "", None


def _passed(lines: Sequence[str]) -> tuple[str, date | None]:
    """A law's day stands at its end, where it says when it was passed."""
    for line in reversed(lines):
        if match := _PASSED.search(line):
            return first_date(match["when"])
    return "", None


def _issuer(before_kind: Sequence[str]) -> str | None:
    """Lines in capitals before the number, without the motto; columns read apart."""
    parts: list[str] = []
    for line in before_kind:
        for column in re.split(r"\s{2,}|\||\t", line):
            text = _PLACE_AND_DATE.sub("", _MOTTO.sub("", column)).strip(" *-–_")
            letters = [character for character in text if character.isalpha()]
            if len(letters) < 4 or sum(letter.isupper() for letter in letters) < 0.9 * len(letters):
                continue
            if (
                _NUMBER_PLACE.search(text)
                or "DỰ THẢO" in text
                or _KIND_LINE.match(text)
                or "MẬT" in text.split()
            ):
                continue
            parts.append(text)
    return issuer_name(parts)


def _issuer_of_guidance(lines: Sequence[str]) -> str | None:
    """A text without head block names its author in the opening: "…, Ban X hướng dẫn … như sau:"."""
    for line in lines[:HEAD_LINES]:
        if is_structural(line):
            return None
        if match := _AS_FOLLOWS.search(line[-400:]):
            return match["issuer"].strip()
    return None

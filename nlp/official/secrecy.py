"""Secrecy marks at the head of a document: such a file is refused before anything of it is kept.

A mark is a line, a column or a bracket of its own: ``MẬT``, ``TỐI MẬT``, ``TUYỆT MẬT``, alone, with an urgency
("HỎA TỐC - MẬT"), or run into the motto or the number when the file lost its columns. Words about secrets ("bảo vệ
bí mật nhà nước", "bảo mật thông tin") and titles that name the degrees are not marks. What it cannot see: a stamp
that is a picture, where nothing reads pictures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.errors import SecretDocument
from nlp.official.clean import characters

HEAD_LINES = 25
"""The mark stands beside number and motto; so many non-empty lines are looked at."""

# Letters are often spaced out in a stamp, and a PDF may put a space anywhere.
_WORD = r"M\s?Ậ\s?T"
_DEGREE = (
    rf"(?:T\s?U\s?Y\s?Ệ\s?T\s{{1,3}}{_WORD}|T\s?Ố\s?I\s{{1,3}}{_WORD}|{_WORD}|Tuyệt\s[Mm]ật|Tối\s[Mm]ật|Mật)"
)
_URGENT = r"(?:HỎA\s{1,3}TỐC|HOẢ\s{1,3}TỐC|THƯỢNG\s{1,3}KHẨN|KHẨN)"
_LABEL = r"(?:(?i:(?:dấu\s{1,3})?độ\s{1,3}mật)\s{0,3}:?\s{0,3})?"
_BESIDE = r"\s{0,3}[-–,;/]\s{0,3}"
_MARK = re.compile(rf"\W{{0,6}}{_LABEL}(?:{_URGENT}{_BESIDE})?{_DEGREE}(?:{_BESIDE}{_URGENT})?\W{{0,6}}$")
_IN_BRACKETS = re.compile(rf"[\[(<]\s{{0,3}}{_DEGREE}\s{{0,3}}[\])>]")
_COLUMNS = re.compile(r"\s{2,}|\t|\|")
_MOTTO = (
    r"(?:CỘNG\s{1,3}H[OÒ][AÀ]|ĐẢNG\s{1,3}CỘNG\s{1,3}SẢN\s{1,3}VIỆT|Độc\s{1,3}lập|S[Ốố]\s{0,3}:?\s{0,3}\d)"
)
_RUN_IN_BEFORE = re.compile(rf"\W{{0,6}}{_DEGREE}\s{{1,3}}{_MOTTO}")
_RUN_IN_BEHIND = re.compile(
    rf"(?:^|\s)(?:S[Ốố]\s{{0,3}}:?\s{{0,3}}\d[\w/-]{{2,40}}|(?:CHỦ\s{{1,3}}NGHĨA|CỘNG\s{{1,3}}SẢN)\s{{1,3}}VIỆT\s{{1,3}}NAM)"
    rf"\s{{1,3}}{_DEGREE}$"
)
# A title broken over two lines: "… BẢO VỆ BÍ / MẬT NHÀ NƯỚC" or "… AN TOÀN, BẢO / MẬT".
_TITLE_BEFORE = re.compile(r"(?:BÍ|BẢO|CƠ|ĐỘ|LỘ|BÁO|,|VÀ)\s*$")


def refuse_secret(raw_lines: Sequence[str], name: str) -> None:
    """Raise ``SecretDocument`` when a mark stands in the head. Lines as read, before any cleaning."""
    head = [line.strip() for line in raw_lines if line.strip()][:HEAD_LINES]
    # One Unicode form and no invisible letters: a file from another system writes Ậ as three signs.
    head = [characters(line).replace("*", "").replace("#", "").strip() for line in head]
    for at, line in enumerate(head):
        if _is_marked(line, head[at - 1] if at else ""):
            raise SecretDocument(
                f"Tệp «{name}» có dấu độ mật ở đầu văn bản; không nạp tài liệu mật vào hệ thống. Chưa lưu gì."
            )


def _is_marked(line: str, before: str) -> bool:
    if len(line) < 80 and _IN_BRACKETS.search(line):
        return True
    if len(line) < 160 and (_RUN_IN_BEFORE.match(line) or _RUN_IN_BEHIND.search(line)):
        return True
    first, *others = [column for column in _COLUMNS.split(line) if column] or [""]
    whole = line if len(line) < 40 else first  # "T Ố I   M Ậ T" is no row of columns
    begun = _TITLE_BEFORE.search(before) is not None
    return (not begun and any(map(_MARK.match, (first, whole)))) or any(map(_MARK.match, others))

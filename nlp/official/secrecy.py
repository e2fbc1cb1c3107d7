"""Secrecy marks at the head of a document: such a file is refused before anything of it is kept.

A mark is a line, a column or a bracket of its own in capitals: ``MẬT``, ``TỐI MẬT``, ``TUYỆT MẬT``. Words about
secrets ("bảo vệ bí mật nhà nước", "bảo mật thông tin") and titles that name the degrees are not marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.errors import SecretDocument

HEAD_LINES = 25
"""The mark stands beside number and motto; so many non-empty lines are looked at."""

_DEGREE = r"(?:TUYỆT\s{1,3}MẬT|TỐI\s{1,3}MẬT|MẬT)"
_MARK = re.compile(rf"\W{{0,6}}(?:ĐỘ\s{{1,3}}MẬT\s{{0,3}}:\s{{0,3}})?{_DEGREE}\W{{0,6}}$")
_IN_BRACKETS = re.compile(rf"[\[(<]\s{{0,3}}{_DEGREE}\s{{0,3}}[\])>]")
_COLUMNS = re.compile(r"\s{2,}|\t|\|")
# A title broken over two lines: "… BẢO VỆ BÍ / MẬT NHÀ NƯỚC" or "… AN TOÀN, BẢO / MẬT".
_TITLE_BEFORE = re.compile(r"(?:BÍ|BẢO|CƠ|ĐỘ|LỘ|BÁO|,|VÀ)\s*$")


def refuse_secret(raw_lines: Sequence[str], name: str) -> None:
    """Raise ``SecretDocument`` when a mark stands in the head. Lines as read, before any cleaning."""
    head = [line.strip() for line in raw_lines if line.strip()][:HEAD_LINES]
    for at, line in enumerate(head):
        before = head[at - 1] if at else ""
        if _is_marked(line.replace("*", "").replace("#", ""), before):
            raise SecretDocument(
                f"Tệp «{name}» có dấu độ mật ở đầu văn bản; không nạp tài liệu mật vào hệ thống. Chưa lưu gì."
            )


def _is_marked(line: str, before: str) -> bool:
    if _IN_BRACKETS.search(line) and len(line) < 80:
        return True
    columns = [column for column in _COLUMNS.split(line.strip()) if column]
    for at, column in enumerate(columns):
        if _MARK.match(column) and not (at == 0 and _TITLE_BEFORE.search(before)):
            return True
    return False

"""How accounts are called."""

from __future__ import annotations

import re

from models.errors import BadInput

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}", re.ASCII)
MAX_LABEL = 80


def checked_username(given: str) -> str:
    """A user name as it is stored.

    Raises:
        BadInput: other than 2 to 40 small letters, digits, dots and dashes.
    """
    username = given.strip()
    if not USERNAME.fullmatch(username):
        raise BadInput(
            "Tên đăng nhập gồm 2 đến 40 chữ thường không dấu, chữ số, dấu chấm hoặc gạch, ví dụ ctv07."
        )
    return username


def checked_label(given: str) -> str:
    """What colleagues and histories show.

    Raises:
        BadInput: none, too long, or with letters that cannot be seen.
    """
    label = " ".join(given.split())
    if not 1 <= len(label) <= MAX_LABEL or not label.isprintable():
        raise BadInput(
            "Hãy ghi tên hiện trong lịch sử, không quá {most} ký tự, ví dụ “CTV 07”.", most=MAX_LABEL
        )
    return label

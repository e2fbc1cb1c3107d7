"""JSON answers of programming interfaces: read whole or refused, never guessed at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from crawler.encodings import decode
from crawler.errors import NotJson, PageTooLarge
from crawler.markup import MAX_BYTES


def read_json(body: bytes) -> Any:
    """The value an interface answered with.

    Raises:
        PageTooLarge: over ``crawler.markup.MAX_BYTES``.
        NotJson: a web page, nothing, or JSON that is cut or broken.
    """
    if len(body) > MAX_BYTES:
        raise PageTooLarge(f"Câu trả lời lớn hơn {MAX_BYTES // 1_000_000} MB nên không đọc.")
    try:
        return json.loads(decode(body))
    except (ValueError, RecursionError):
        raise NotJson(
            "Địa chỉ trả về trang web hay dữ liệu hỏng thay vì dữ liệu JSON của giao diện."
        ) from None


def objects(given: Any, limit: int) -> list[Mapping[str, Any]]:
    """The JSON objects of a list, at most ``limit``; nothing where it is no list.

    >>> objects([{"id": 1}, None, "x"], 10)
    [{'id': 1}]
    """
    return [one for one in given if isinstance(one, Mapping)][:limit] if isinstance(given, list) else []


def number(given: Any) -> int | None:
    """A whole number that is not negative; None for anything else, ``true`` included.

    >>> number(12), number(True), number("12"), number(-1)
    (12, None, None, None)
    """
    whole = isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 2**63
    return given if whole else None


def words(given: Any) -> str:
    """A JSON string; empty for anything else."""
    return given if isinstance(given, str) else ""

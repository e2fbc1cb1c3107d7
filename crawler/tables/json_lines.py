"""Lines of JSONL files that people give."""

from __future__ import annotations

import json
from typing import Any

from models.errors import InvalidJson, TooLarge


def object_of(line: bytes, most: int) -> dict[str, Any]:
    """The object of a line of at most ``most`` bytes.

    Raises:
        InvalidJson, TooLarge: with the reason, without words of the line.
    """
    if len(line) > most:
        raise TooLarge("dòng quá dài.")
    try:
        given = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise InvalidJson("không phải JSON hợp lệ (dòng bị cắt, hoặc không phải UTF-8).") from None
    if not isinstance(given, dict):
        raise InvalidJson("không phải một đối tượng JSON.")
    return given

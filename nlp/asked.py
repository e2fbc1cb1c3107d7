"""One line of ``sangtin check``: read, or the error object that takes its place.

A line is a JSON object with ``text``, and ``id`` and ``posted_at`` if the caller likes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from models.errors import InvalidJson, TooLarge, TriageError
from nlp.normalise import check_length

MAX_LINE_BYTES = 1_000_000
"""A longer line is refused unread (own limit; texts end at 50,000 characters)."""

_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

Key = str | int | float | None
"""What the caller calls a line."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A good line."""

    key: Key
    raw: str
    posted_at: datetime | None


def read_line(number: int, line: bytes | str) -> Asked | dict[str, Any]:
    """A good line, or the error object that takes its place."""
    key: Key = None
    try:
        given = _object(number, line)
        key = _key(number, given)
        raw = _text(number, given)
        return Asked(key, raw, _posted_at(number, given))
    except TriageError as error:
        return error_object(number, key, error)


def error_object(number: int, key: Key, error: TriageError) -> dict[str, Any]:
    """What stands in the place of an answer where a line could not be read."""
    return {"id": key, "line": number, "error": {"code": error.code, "message": error.message}}


def _object(number: int, line: bytes | str) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise TooLarge(f"Dòng {number} dài hơn {MAX_LINE_BYTES:,} byte nên không đọc.".replace(",", "."))
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8") if isinstance(line, bytes) else line
        given = json.loads(text)
    except UnicodeDecodeError:
        raise InvalidJson(f"Dòng {number} không phải UTF-8.") from None
    except RecursionError:
        raise InvalidJson(f"Dòng {number} lồng quá nhiều lớp.") from None
    except ValueError as error:
        place = f", cột {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InvalidJson(f"Dòng {number}{place} không phải JSON hợp lệ.") from None
    if not isinstance(given, dict):
        raise InvalidJson(f"Dòng {number} phải là một đối tượng JSON có “id” và “text”.")
    return given


def _key(number: int, given: dict[str, Any]) -> Key:
    key = given.get("id")
    if key is None or (isinstance(key, str | int | float) and not isinstance(key, bool)):
        if isinstance(key, str):
            _encodable(number, "id", key)
        return key
    raise InvalidJson(f"Dòng {number}: “id” phải là chuỗi hoặc số.")


def _text(number: int, given: dict[str, Any]) -> str:
    raw = given.get("text")
    if not isinstance(raw, str):
        raise InvalidJson(f"Dòng {number}: thiếu “text” hoặc “text” không phải chuỗi.")
    check_length(raw)
    _encodable(number, "text", raw)
    return raw


def _encodable(number: int, name: str, value: str) -> None:
    """Half of a surrogate pair is no character: it could be neither stored nor printed."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidJson(f"Dòng {number}: “{name}” có nửa cặp ký tự thay thế, không phải chữ.") from None


def _posted_at(number: int, given: dict[str, Any]) -> datetime | None:
    """RFC 3339; a time without zone is taken as local to Vietnam."""
    posted = given.get("posted_at")
    if posted is None:
        return None
    try:
        moment = datetime.fromisoformat(posted)
    except (TypeError, ValueError):
        raise InvalidJson(f"Dòng {number}: “posted_at” phải theo mẫu 2026-11-20T08:00:00+07:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=_LOCAL)

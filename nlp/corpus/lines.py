"""Lines of a corpus file as JSON objects, each with its place, and the checks that every corpus shares.

Whatever is not exactly of the form is refused with file, line and reason, and nothing of the file is used.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from models.errors import BadInput, InvalidJson, TooLarge

MAX_FILE_BYTES = 32 * 1024 * 1024

_Kind = TypeVar("_Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the input we are, for messages."""

    file: str
    line: int

    def error(self, reason: str, kind: type[BadInput] = BadInput) -> BadInput:
        """The error to raise for what stands here."""
        return kind(f"Tệp {self.file}, dòng {self.line}: {reason}. Không dòng nào được dùng.")


def objects(source: Traversable) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Every line that is not blank, as an object.

    Raises:
        BadInput: the file cannot be read, is not UTF-8, is too large, or a line is no JSON object.
    """
    for number, line in enumerate(_lines(source), start=1):
        if line.strip():
            place = Place(source.name, number)
            yield place, _object(line, place)


def _lines(source: Traversable) -> list[str]:
    try:
        raw = source.read_bytes()
    except OSError as error:
        raise BadInput(f"Không đọc được tệp {source.name}: {error.strerror}.") from error
    if len(raw) > MAX_FILE_BYTES:
        raise TooLarge(f"Tệp {source.name} lớn hơn {MAX_FILE_BYTES} byte.")
    try:
        # Only \n separates lines: a text may hold U+2028 and other breaks of str.splitlines().
        return raw.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput(f"Tệp {source.name}, dòng {line}: không phải UTF-8.") from error


def _object(line: str, place: Place) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise place.error("không phải JSON hợp lệ", InvalidJson) from None
    if not isinstance(value, dict):
        raise place.error("không phải một đối tượng JSON", InvalidJson)
    return value


def check_fields(given: dict[str, Any], wanted: frozenset[str], place: Place, what: str = "dòng") -> None:
    """Refuse an object with a field missing or a field too many. ``what`` names the object."""
    if missing := wanted - given.keys():
        raise place.error(f"{what} thiếu trường {', '.join(sorted(missing))}")
    if extra := given.keys() - wanted:
        raise place.error(f"{what} có trường lạ {', '.join(sorted(extra))}")


def text_of(value: object, field: str, most: int, place: Place) -> str:
    """A text that is there, at most ``most`` characters long, and NFC, so that spans stay where they are."""
    if not isinstance(value, str) or not value.strip():
        raise place.error(f"«{field}» trống hoặc không phải chuỗi")
    if len(value) > most:
        raise place.error(f"«{field}» dài hơn {most} ký tự", TooLarge)
    if not unicodedata.is_normalized("NFC", value):
        raise place.error(f"«{field}» chưa ở dạng NFC nên vị trí ký tự không ổn định")
    return value


def matching(value: object, pattern: re.Pattern[str], field: str, place: Place) -> str:
    """A string of exactly this form."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise place.error(f"«{field}» không đúng dạng {pattern.pattern}")
    return value


def member(kind: type[_Kind], value: object, field: str, place: Place) -> _Kind:
    """The member of a closed list that has this value."""
    if isinstance(value, str):
        for one in kind:
            if one.value == value:
                return one
    raise place.error(f"«{field}» phải là một trong: {', '.join(kind)}")

"""Lines of a corpus file as JSON objects, each with its place, and the checks that every corpus shares.

Whatever is not exactly of the form is refused with file, line and reason, and nothing of the file is used.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Any, Protocol, TypeVar

from models.errors import BadInput, InvalidJson, TooLarge
from nlp.contracts import Span

_Kind = TypeVar("_Kind", bound=StrEnum)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Item = TypeVar("_Item", bound=_Named)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the input we are, for messages."""

    file: str
    line: int

    def error(self, reason: str, kind: type[BadInput] = BadInput) -> BadInput:
        """The error to raise for what stands here."""
        return kind(f"Tệp {self.file}, dòng {self.line}: {reason}. Không dòng nào được dùng.")


def objects(source: Traversable, most_bytes: int) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Every line that is not blank, as an object, of a file of at most ``most_bytes``.

    Raises:
        BadInput: the file cannot be read, is not UTF-8, is too large, or a line is no JSON object.
    """
    for number, line in enumerate(_lines(source, most_bytes), start=1):
        if line.strip():
            place = Place(source.name, number)
            yield place, _object(line, place)


def by_id(
    source: Traversable, most_bytes: int, read: Callable[[dict[str, Any], Place], _Item]
) -> list[_Item]:
    """What ``read`` makes of every line, in their order; no two may have the same ``id``.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a file with a bad line.
    """
    found: dict[str, _Item] = {}
    for place, given in objects(source, most_bytes):
        item = read(given, place)
        if item.id in found:
            raise place.error(f"id «{item.id}» đã có ở dòng trước")
        found[item.id] = item
    return list(found.values())


def _lines(source: Traversable, most_bytes: int) -> list[str]:
    try:
        raw = source.read_bytes()
    except OSError as error:
        raise BadInput(f"Không đọc được tệp {source.name}: {error.strerror}.") from error
    if len(raw) > most_bytes:
        raise TooLarge(f"Tệp {source.name} lớn hơn {most_bytes} byte.")
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


def span_of(value: object, text: str, place: Place) -> Span:
    """A range of ``text`` that is not empty."""
    match value:
        case [int(start), int(end)] if 0 <= start < end <= len(text):
            return Span(start, end)
        case _:
            raise place.error("«span» phải là hai số nguyên nằm trong bài")


def words_at(value: object, text: str, place: Place) -> Span:
    """A range of ``text`` without white space at either end."""
    span = span_of(value, text, place)
    words = text[span.start : span.end]
    if words != words.strip():
        raise place.error(f"«span» [{span.start}, {span.end}] bắt đầu hoặc kết thúc bằng khoảng trắng")
    return span


def matching(value: object, pattern: re.Pattern[str], field: str, place: Place) -> str:
    """A string of exactly this form."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise place.error(f"«{field}» không đúng dạng {pattern.pattern}")
    return value


def member(kind: type[_Kind], value: object, field: str, place: Place) -> _Kind:
    """The member of a closed list that has this value."""
    try:
        if isinstance(value, str):
            return kind(value)
    except ValueError:
        pass
    raise place.error(f"«{field}» phải là một trong: {', '.join(kind)}")

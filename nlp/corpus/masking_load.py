"""Reads the masking corpus: texts with everything personal marked, and look-alikes that must stay.

The form of a line is described in ``docs/corpus_evidence.md``. Spans are Unicode code points into
``text``, end exclusive.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import Any

from models.errors import BadInput, InvalidJson, TooLarge
from models.vocabulary import Placeholder
from nlp.contracts import Span

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_TEXT = 4_000

MASKED_KINDS = {member.name.lower(): member for member in Placeholder}


class KeptKind(StrEnum):
    """What looks personal and is not: masking it would cost the reader something."""

    PLACE = "place"
    DOCUMENT = "document"
    MONEY = "money"
    PRODUCT = "product"
    HISTORICAL = "historical"
    TIME = "time"
    HOTLINE = "hotline"
    ORGANISATION = "organisation"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class MaskedSpan:
    """A range that must be replaced by its placeholder. A name is without its title."""

    kind: Placeholder
    span: Span


@dataclass(frozen=True, slots=True)
class KeptSpan:
    """A range that must come through untouched."""

    kind: KeptKind
    span: Span


@dataclass(frozen=True, slots=True)
class MaskingText:
    """One text with both kinds of range, each in the order of the text, none overlapping."""

    id: str
    text: str
    spans: tuple[MaskedSpan, ...]
    keep: tuple[KeptSpan, ...]


def load_masking(path: Path | None = None) -> list[MaskingText]:
    """The masking corpus of a file, by default the one that ships with the program.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a corpus with a bad line.
    """
    source: Traversable = files("nlp.corpus").joinpath("masking.jsonl") if path is None else path
    found: dict[str, MaskingText] = {}
    for number, line in enumerate(_lines(source), start=1):
        if not line.strip():
            continue
        place = _Place(source.name, number)
        item = _item(_object(line, place), place)
        if item.id in found:
            raise place.error(f"id «{item.id}» đã có ở dòng trước")
        found[item.id] = item
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the input we are, for messages."""

    file: str
    line: int

    def error(self, reason: str, kind: type[BadInput] = BadInput) -> BadInput:
        return kind(f"Tệp {self.file}, dòng {self.line}: {reason}. Không dòng nào được dùng.")


def _lines(source: Traversable) -> list[str]:
    try:
        raw = source.read_bytes()
    except OSError as error:
        raise BadInput(f"Không đọc được tệp {source.name}: {error.strerror}.") from error
    if len(raw) > MAX_FILE_BYTES:
        raise TooLarge(f"Tệp {source.name} lớn hơn {MAX_FILE_BYTES} byte.")
    try:
        return raw.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput(f"Tệp {source.name}, dòng {line}: không phải UTF-8.") from error


def _object(line: str, place: _Place) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise place.error("không phải JSON hợp lệ", InvalidJson) from None
    if not isinstance(value, dict):
        raise place.error("không phải một đối tượng JSON", InvalidJson)
    return value


_FIELDS = frozenset({"id", "text", "spans", "keep"})


def _item(given: dict[str, Any], place: _Place) -> MaskingText:
    _check_fields(given, _FIELDS, place)
    if not isinstance(given["id"], str) or not re.fullmatch(r"m[0-9]{3,6}", given["id"]):
        raise place.error("«id» phải là m và ba đến sáu chữ số")
    text = _text(given["text"], place)
    ranges = {field: _ranges(given[field], field, text, place) for field in ("spans", "keep")}
    _check_apart([span for found in ranges.values() for _, span in found], place)
    return MaskingText(
        id=given["id"],
        text=text,
        spans=tuple(MaskedSpan(_masked_kind(kind, place), span) for kind, span in ranges["spans"]),
        keep=tuple(KeptSpan(_kept_kind(kind, place), span) for kind, span in ranges["keep"]),
    )


def _check_fields(given: dict[str, Any], wanted: frozenset[str], place: _Place) -> None:
    if missing := wanted - given.keys():
        raise place.error(f"thiếu trường {', '.join(sorted(missing))}")
    if extra := given.keys() - wanted:
        raise place.error(f"có trường lạ {', '.join(sorted(extra))}")


def _text(value: object, place: _Place) -> str:
    if not isinstance(value, str) or not value.strip():
        raise place.error("«text» trống hoặc không phải chuỗi")
    if len(value) > MAX_TEXT:
        raise place.error(f"«text» dài hơn {MAX_TEXT} ký tự", TooLarge)
    if not unicodedata.is_normalized("NFC", value):
        raise place.error("«text» chưa ở dạng NFC nên vị trí ký tự không ổn định")
    return value


def _ranges(value: object, field: str, text: str, place: _Place) -> list[tuple[object, Span]]:
    if not isinstance(value, list):
        raise place.error(f"«{field}» phải là danh sách")
    return [_range(item, field, text, place) for item in value]


def _range(item: object, field: str, text: str, place: _Place) -> tuple[object, Span]:
    if not isinstance(item, dict):
        raise place.error(f"một ô của «{field}» không phải đối tượng")
    _check_fields(item, frozenset({"kind", "span"}), place)
    match item["span"]:
        case [int(start), int(end)] if 0 <= start < end <= len(text):
            if text[start:end] != text[start:end].strip():
                raise place.error(f"«span» [{start}, {end}] bắt đầu hoặc kết thúc bằng khoảng trắng")
            return item["kind"], Span(start, end)
        case _:
            raise place.error("«span» phải là hai số nguyên nằm trong bài")


def _check_apart(spans: list[Span], place: _Place) -> None:
    ordered = sorted(spans)
    if any(one.overlaps(other) for one, other in pairwise(ordered)):
        raise place.error("hai «span» chồng lên nhau")


def _masked_kind(kind: object, place: _Place) -> Placeholder:
    if isinstance(kind, str) and kind in MASKED_KINDS:
        return MASKED_KINDS[kind]
    raise place.error(f"«kind» phải là một trong: {', '.join(MASKED_KINDS)}")


def _kept_kind(kind: object, place: _Place) -> KeptKind:
    for member in KeptKind:
        if member.value == kind:
            return member
    raise place.error(f"«kind» phải là một trong: {', '.join(KeptKind)}")

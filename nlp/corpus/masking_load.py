"""Reads the masking corpus: texts with everything personal marked, and look-alikes that must stay.

The form of a line is described in ``docs/corpus_evidence.md``. Spans are Unicode code points into
``text``, end exclusive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import Any

from models.vocabulary import Placeholder
from nlp.contracts import Span
from nlp.corpus.lines import Place, by_id, check_fields, matching, member, text_of, words_at

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
    return by_id(source, MAX_FILE_BYTES, _item)


_ID = re.compile(r"m[0-9]{3,6}")
_FIELDS = frozenset({"id", "text", "spans", "keep"})


def _item(given: dict[str, Any], place: Place) -> MaskingText:
    check_fields(given, _FIELDS, place)
    text = text_of(given["text"], "text", MAX_TEXT, place)
    ranges = {field: _ranges(given[field], field, text, place) for field in ("spans", "keep")}
    _check_apart([span for found in ranges.values() for _, span in found], place)
    return MaskingText(
        id=matching(given["id"], _ID, "id", place),
        text=text,
        spans=tuple(MaskedSpan(_masked_kind(kind, place), span) for kind, span in ranges["spans"]),
        keep=tuple(KeptSpan(member(KeptKind, kind, "kind", place), span) for kind, span in ranges["keep"]),
    )


def _ranges(value: object, field: str, text: str, place: Place) -> list[tuple[object, Span]]:
    if not isinstance(value, list):
        raise place.error(f"«{field}» phải là danh sách")
    return [_range(item, field, text, place) for item in value]


def _range(item: object, field: str, text: str, place: Place) -> tuple[object, Span]:
    if not isinstance(item, dict):
        raise place.error(f"một ô của «{field}» không phải đối tượng")
    check_fields(item, frozenset({"kind", "span"}), place)
    return item["kind"], words_at(item["span"], text, place)


def _check_apart(spans: list[Span], place: Place) -> None:
    ordered = sorted(spans)
    if any(one.overlaps(other) for one, other in pairwise(ordered)):
        raise place.error("hai «span» chồng lên nhau")


def _masked_kind(kind: object, place: Place) -> Placeholder:
    if isinstance(kind, str) and kind in MASKED_KINDS:
        return MASKED_KINDS[kind]
    raise place.error(f"«kind» phải là một trong: {', '.join(MASKED_KINDS)}")

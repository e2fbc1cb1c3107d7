"""Reads the labelled corpus and the protected corpus, and refuses what is not exactly of the form.

The form of a line is described in ``docs/corpus.md``, the meaning of labels and slots in
``docs/annotation.md``. Spans are Unicode code points into ``text``, end exclusive.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from models.errors import BadInput
from models.vocabulary import IndicatorKind, Label, Modality, SlotKind, Topic, Unit
from nlp.contracts import Indicator, Slot, Span
from nlp.corpus.lines import Place, check_fields, matching, member, objects, span_of, text_of

MAX_FILE_BYTES = 32 * 1024 * 1024
MAX_TEXT = 8_000


class Style(StrEnum):
    """How a post is written. Kept apart from the label so that neither predicts the other."""

    PLAIN = "plain"
    NO_DIACRITICS = "no_diacritics"
    TEENCODE = "teencode"
    SMS = "sms"
    LONG = "long"
    SHORT = "short"
    DIALECT_NORTH = "dialect_north"
    DIALECT_CENTRAL = "dialect_central"
    DIALECT_SOUTH = "dialect_south"
    EMOJI = "emoji"
    MIXED_ENGLISH = "mixed_english"
    OBFUSCATED = "obfuscated"
    FORMAL = "formal"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class CorpusPost:
    """One post with everything a person said about it.

    ``situation`` groups posts written from the same situation: never split one over training and
    test. ``pair`` names a minimal pair: posts of one situation that differ little in wording and
    have different labels. ``subtype`` is a free note of the writer, not a closed list.
    """

    id: str
    situation: str
    pair: str | None
    text: str
    label: Label
    subtype: str
    topics: tuple[Topic, ...]
    style: Style
    slots: tuple[Slot, ...]
    indicators: tuple[Indicator, ...]


def load_posts(directory: Path | None = None) -> list[CorpusPost]:
    """All posts of the ``*.jsonl`` files of a directory, in the order of file names and lines.

    Without a directory, the corpus that ships with the program.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a corpus with a bad line.
    """
    return list(_shipped()) if directory is None else _of(directory, "p")


def load_unseen(directory: Path | None = None) -> list[CorpusPost]:
    """Posts by writers who had read none of the others: measured, never trained on, marked like those that are.

    Raises:
        BadInput: names file, line and reason.
    """
    return _of(files("nlp.corpus").joinpath("unseen") if directory is None else directory, "u")


@lru_cache(maxsize=1)
def _shipped() -> tuple[CorpusPost, ...]:
    """Read once: it does not change while a program runs, and to check twelve thousand lines takes a second."""
    return tuple(_of(files("nlp.corpus").joinpath("posts"), "p"))


def _of(directory: Traversable, prefix: str) -> list[CorpusPost]:
    if not directory.is_dir():
        raise BadInput(f"Không có thư mục bài mẫu «{directory}».")
    found = sorted((f for f in directory.iterdir() if f.name.endswith(".jsonl")), key=lambda f: f.name)
    if not found:
        raise BadInput(f"Thư mục bài mẫu «{directory}» không có tệp .jsonl nào.")
    return _load(found, prefix)


def load_protected(path: Path | None = None) -> list[CorpusPost]:
    """The protected posts: never trained on, and none may ever be put up for rebuttal.

    Raises:
        BadInput: names file, line and reason.
    """
    return _load([files("nlp.corpus").joinpath("protected.jsonl") if path is None else path], "q")


def _load(sources: Iterable[Traversable], prefix: str) -> list[CorpusPost]:
    placed: list[tuple[Place, CorpusPost]] = []
    seen: dict[str, Place] = {}
    for source in sources:
        for place, given in objects(source, MAX_FILE_BYTES):
            post = _post(given, prefix, place)
            if post.id in seen:
                first = seen[post.id]
                raise place.error(f"mã «{post.id}» đã có ở tệp {first.file}, dòng {first.line}")
            seen[post.id] = place
            placed.append((place, post))
    _check_pairs(placed)
    return [post for _, post in placed]


_FIELDS = frozenset(
    {"id", "situation", "pair", "text", "label", "subtype", "topics", "style", "slots", "indicators"}
)
_SLOT_FIELDS = frozenset({"kind", "text", "value", "unit", "modality", "span"})
_INDICATOR_FIELDS = frozenset({"kind", "text", "normalised", "span"})
_SITUATION = re.compile(r"s\d{3,6}")
_PAIR = re.compile(r"m\d{3,6}")
_SUBTYPE = re.compile(r"[a-z][a-z_]{1,40}")


def _post(given: dict[str, Any], prefix: str, place: Place) -> CorpusPost:
    check_fields(given, _FIELDS, place, "bài")
    text = text_of(given["text"], "text", MAX_TEXT, place)
    pair = given["pair"]
    return CorpusPost(
        id=matching(given["id"], re.compile(prefix + r"\d{4,6}"), "id", place),
        situation=matching(given["situation"], _SITUATION, "situation", place),
        pair=None if pair is None else matching(pair, _PAIR, "pair", place),
        text=text,
        label=member(Label, given["label"], "label", place),
        subtype=matching(given["subtype"], _SUBTYPE, "subtype", place),
        topics=_topics(given["topics"], place),
        style=member(Style, given["style"], "style", place),
        slots=_each(given["slots"], "slots", place, lambda item: read_slot(item, text, place)),
        indicators=_each(
            given["indicators"], "indicators", place, lambda item: _indicator(item, text, place)
        ),
    )


def _topics(value: object, place: Place) -> tuple[Topic, ...]:
    topics = _each(value, "topics", place, lambda item: member(Topic, item, "topics", place))
    if not topics or len(set(topics)) != len(topics):
        raise place.error("«topics» phải có ít nhất một chủ đề và không lặp")
    return topics


def read_slot(given: object, text: str, place: Place) -> Slot:
    """A slot as marked in a line; ``text`` is the post's.

    Raises:
        BadInput: unknown fields or words, or a span that does not cut the slot's text out of the post.
    """
    if not isinstance(given, dict):
        raise place.error("một ô của «slots» không phải đối tượng")
    check_fields(given, _SLOT_FIELDS, place, "slot")
    value, unit = given["value"], given["unit"]
    if isinstance(value, bool) or not isinstance(value, int | float | str | None):
        raise place.error("«value» của slot phải là số, chuỗi hoặc null")
    span = _span(given, text, place)
    return Slot(
        kind=member(SlotKind, given["kind"], "kind", place),
        text=text[span.start : span.end],
        value=value,
        unit=None if unit is None else str(member(Unit, unit, "unit", place)),
        modality=member(Modality, given["modality"], "modality", place),
        span=span,
    )


def _indicator(given: object, text: str, place: Place) -> Indicator:
    if not isinstance(given, dict):
        raise place.error("một ô của «indicators» không phải đối tượng")
    check_fields(given, _INDICATOR_FIELDS, place, "indicator")
    normalised = given["normalised"]
    if not isinstance(normalised, str) or not normalised:
        raise place.error("«normalised» của indicator trống hoặc không phải chuỗi")
    span = _span(given, text, place)
    return Indicator(
        kind=member(IndicatorKind, given["kind"], "kind", place),
        text=text[span.start : span.end],
        normalised=normalised,
        span=span,
    )


def _span(given: dict[str, Any], text: str, place: Place) -> Span:
    span = span_of(given["span"], text, place)
    if text[span.start : span.end] != given["text"]:
        raise place.error(f"«span» [{span.start}, {span.end}] không trùng với «text» của ô")
    return span


_Item = TypeVar("_Item")


def _each(value: object, field: str, place: Place, read: Callable[[object], _Item]) -> tuple[_Item, ...]:
    if not isinstance(value, list):
        raise place.error(f"«{field}» phải là danh sách")
    return tuple(read(item) for item in value)


def _check_pairs(placed: list[tuple[Place, CorpusPost]]) -> None:
    """A minimal pair is of one situation and crosses a label border, or it teaches nothing."""
    pairs: defaultdict[str, list[tuple[Place, CorpusPost]]] = defaultdict(list)
    for place, post in placed:
        if post.pair is not None:
            pairs[post.pair].append((place, post))
    for name, members in pairs.items():
        place = members[0][0]
        if len({post.label for _, post in members}) < 2:
            raise place.error(f"cặp «{name}» cần ít nhất hai nhãn khác nhau")
        if len({post.situation for _, post in members}) > 1:
            raise place.error(f"cặp «{name}» nằm ở nhiều tình huống")

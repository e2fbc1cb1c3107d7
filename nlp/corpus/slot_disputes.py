"""The second reading of slots: every claim marked again, blind.

A line names a post and the marks only one reader made, each a kind and a range: ``first`` and ``second``. How they were settled is told
in ``docs/corpus.md``; what is kept stands in the post. Marks both made, and posts on which they agree, have no line.
``nlp.measures.slots`` makes figures of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from models.vocabulary import Label, SlotKind
from nlp.contracts import Span
from nlp.corpus.lines import Place, by_id, check_fields, member, span_of
from nlp.corpus.load import MAX_FILE_BYTES, load_posts

Mark = tuple[SlotKind, Span]
_FIELDS = frozenset({"id", "first", "second"})


@dataclass(frozen=True, slots=True)
class SlotDispute:
    """The marks of one post that only the first or only the second reader made."""

    id: str
    first: tuple[Mark, ...]
    second: tuple[Mark, ...]


def load_slot_disputes(path: Path | None = None) -> list[SlotDispute]:
    """All of them, in the order of the file.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a file with a bad line.
    """
    source: Traversable = files("nlp.corpus").joinpath("slot_disputes.jsonl") if path is None else path
    texts = {post.id: post.text for post in load_posts() if post.label is Label.CLAIM}
    return by_id(source, MAX_FILE_BYTES, lambda given, place: _dispute(given, place, texts))


def _dispute(given: dict[str, Any], place: Place, texts: Mapping[str, str]) -> SlotDispute:
    check_fields(given, _FIELDS, place)
    text = texts.get(given["id"]) if isinstance(given["id"], str) else None
    if text is None:
        raise place.error("«id» không phải mã của bài thông tin nào")
    first, second = (_marks(given[name], name, text, place) for name in ("first", "second"))
    return SlotDispute(given["id"], first, second)


def _marks(given: object, field: str, text: str, place: Place) -> tuple[Mark, ...]:
    if not isinstance(given, list) or not all(isinstance(one, list) and len(one) == 2 for one in given):
        raise place.error(f"«{field}» phải là danh sách các cặp loại ô và vị trí")
    return tuple((member(SlotKind, kind, field, place), span_of(span, text, place)) for kind, span in given)

"""Claims written to be marked: every slot of each stands where the annotation guide wants it. The slot tagger alone learns from them.

One JSON object a line with ``id``, ``style``, ``text`` and ``slots``, each of a ``kind`` and a ``span``; the beginning of the id is the
writer. What a slot says and in which modality is not marked, since rules read both. Nobody labelled these posts blind a second time and
they have no topics, so nothing else learns from them and nothing is measured on them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import combinations
from pathlib import Path
from typing import Any

from models.vocabulary import Label, Modality, SlotKind
from nlp.contracts import Slot
from nlp.corpus.lines import Place, by_id, check_fields, matching, member, text_of, words_at
from nlp.corpus.load import MAX_FILE_BYTES, MAX_TEXT, CorpusPost, Style

_FIELDS = frozenset({"id", "style", "text", "slots"})
_SLOT_FIELDS = frozenset({"kind", "span"})
_ID = re.compile(r"w\d{1,2}-\d{3}")


def load_slot_claims(path: Path | None = None) -> list[CorpusPost]:
    """All of them, each a situation of its own, by default those that ship with the program.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a file with a bad line.
    """
    source: Traversable = files("nlp.corpus").joinpath("slot_claims.jsonl") if path is None else path
    return by_id(source, MAX_FILE_BYTES, _claim)


def _claim(given: dict[str, Any], place: Place) -> CorpusPost:
    check_fields(given, _FIELDS, place)
    name = matching(given["id"], _ID, "id", place)
    text = text_of(given["text"], "text", MAX_TEXT, place)
    return CorpusPost(
        id=name,
        situation=name,
        pair=None,
        text=text,
        label=Label.CLAIM,
        subtype="slots",
        topics=(),
        style=member(Style, given["style"], "style", place),
        slots=_slots(given["slots"], text, place),
        indicators=(),
    )


def _slots(given: object, text: str, place: Place) -> tuple[Slot, ...]:
    if not isinstance(given, list) or not given:
        raise place.error("«slots» phải là danh sách có ít nhất một ô")
    slots = tuple(_slot(one, text, place) for one in given)
    _check_apart(slots, place)
    return slots


def _slot(given: object, text: str, place: Place) -> Slot:
    if not isinstance(given, dict):
        raise place.error("một ô của «slots» không phải đối tượng")
    check_fields(given, _SLOT_FIELDS, place, "slot")
    span = words_at(given["span"], text, place)
    kind = member(SlotKind, given["kind"], "kind", place)
    return Slot(kind, text[span.start : span.end], None, None, Modality.IN_FORCE, span)


def _check_apart(slots: Sequence[Slot], place: Place) -> None:
    """Slots nest; those of one kind do not."""
    for one, other in combinations(slots, 2):
        if one.kind is other.kind and one.span.overlaps(other.span):
            raise place.error(f"hai ô «{one.kind}» chồng lên nhau")

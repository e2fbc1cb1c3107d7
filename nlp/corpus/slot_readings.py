"""Claims whose slots several readers marked, each alone with the annotation guide: how far slots are a matter of agreement.

The form of a line is described in ``docs/corpus.md``. ``nlp.measures.slots`` makes figures of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from nlp.contracts import Slot
from nlp.corpus.lines import Place, by_id, check_fields
from nlp.corpus.load import MAX_FILE_BYTES, load_posts, read_slot

_FIELDS = frozenset({"id", "readings"})


@dataclass(frozen=True, slots=True)
class SlotReadings:
    """What each reader marked in one post, always in the same order of readers."""

    id: str
    readings: tuple[tuple[Slot, ...], ...]


def load_slot_readings(path: Path | None = None) -> list[SlotReadings]:
    """All readings of each post that several have read, in the order of the file.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a file with a bad line.
    """
    source: Traversable = files("nlp.corpus").joinpath("slot_readings.jsonl") if path is None else path
    texts = {post.id: post.text for post in load_posts()}
    return by_id(source, MAX_FILE_BYTES, lambda given, place: _readings(given, place, texts))


def _readings(given: dict[str, Any], place: Place, texts: dict[str, str]) -> SlotReadings:
    check_fields(given, _FIELDS, place)
    text = texts.get(given["id"]) if isinstance(given["id"], str) else None
    if text is None:
        raise place.error("«id» không phải mã của bài nào")
    readings = given["readings"]
    if (
        not isinstance(readings, list)
        or len(readings) < 2
        or not all(isinstance(one, list) for one in readings)
    ):
        raise place.error("«readings» phải là danh sách của ít nhất hai lần đọc")
    return SlotReadings(
        given["id"], tuple(tuple(read_slot(slot, text, place) for slot in one) for one in readings)
    )

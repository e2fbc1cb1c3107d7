"""The background: chatter that fills social media and has nothing to do with any watched policy.

One JSON object a line with ``id`` and ``text``, machine-written like the corpus. The posts of the corpus that are off topic were
written to look related; without these the gate would not know ordinary talk. Lines that were written together never stand on both sides of a
split (``situation``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from nlp.corpus.lines import Place, by_id, check_fields, matching, text_of
from nlp.corpus.load import MAX_FILE_BYTES, MAX_TEXT

_FIELDS = frozenset({"id", "text"})
_ID = re.compile(r"b\d\d-\d{4}")


@dataclass(frozen=True, slots=True)
class Chatter:
    """One line of the background."""

    id: str
    text: str

    @property
    def situation(self) -> str:
        """Lines that were written together: a hundred to a group."""
        return self.id[:6]


def load_background(path: Path | None = None) -> list[Chatter]:
    """The whole background, by default of the one that ships with the program.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a file with a bad line.
    """
    source: Traversable = files("nlp.corpus").joinpath("background.jsonl") if path is None else path
    return by_id(source, MAX_FILE_BYTES, _chatter)


def _chatter(given: dict[str, Any], place: Place) -> Chatter:
    check_fields(given, _FIELDS, place)
    return Chatter(
        id=matching(given["id"], _ID, "id", place), text=text_of(given["text"], "text", MAX_TEXT, place)
    )

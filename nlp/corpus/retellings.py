"""Known claims and how they are told again: the same claim in other words, others that look like it, others of the same matter.

One JSON object a line: ``id``, ``wording`` (the claim as an office keeps it), ``same`` (four tellings, each with ``how`` and ``text``),
``differs`` (two texts that say another thing, each with ``what`` differs and ``text``) and ``near`` (two texts on the same matter that
the verdict would not answer). ``retellings_exam.jsonl`` is of a writer who saw nothing of the others: measured, never looked into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from nlp.corpus.lines import Place, by_id, check_fields, matching, member, text_of
from nlp.corpus.load import MAX_FILE_BYTES, MAX_TEXT

_FIELDS = frozenset({"id", "wording", "same", "differs", "near"})
_ID = re.compile(r"k[ab]\d{2}")


class Telling(StrEnum):
    """How a claim is told again."""

    COPY = "copy"
    REWORDED = "reworded"
    SPOKEN = "spoken"
    POST = "post"


class Turn(StrEnum):
    """In what a text that looks like a claim is another."""

    NUMBER = "number"
    DATE = "date"
    NEGATION = "negation"
    DOCUMENT = "document"
    AGENCY = "agency"
    GROUP = "group"
    DUTY = "duty"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Retold:
    """A known claim with what tells it again and what does not."""

    id: str
    wording: str
    same: tuple[tuple[Telling, str], ...]
    differs: tuple[tuple[Turn, str], ...]
    near: tuple[str, ...]


def load_retellings(path: Path | None = None) -> list[Retold]:
    """All of them, by default those that ship with the program and may be looked into.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a file with a bad line.
    """
    return _load("retellings.jsonl", path)


def load_retellings_exam(path: Path | None = None) -> list[Retold]:
    """Those that are only measured. Raises as ``load_retellings``."""
    return _load("retellings_exam.jsonl", path)


def _load(name: str, path: Path | None) -> list[Retold]:
    source: Traversable = files("nlp.corpus").joinpath(name) if path is None else path
    return by_id(source, MAX_FILE_BYTES, _retold)


def _retold(given: dict[str, Any], place: Place) -> Retold:
    check_fields(given, _FIELDS, place)
    same = _texts(given["same"], "same", frozenset({"how"}), place)
    differs = _texts(given["differs"], "differs", frozenset({"what"}), place)
    near = _texts(given["near"], "near", frozenset(), place)
    return Retold(
        matching(given["id"], _ID, "id", place),
        text_of(given["wording"], "wording", MAX_TEXT, place),
        tuple((member(Telling, one["how"], "how", place), text) for one, text in same),
        tuple((member(Turn, one["what"], "what", place), text) for one, text in differs),
        tuple(text for _, text in near),
    )


def _texts(
    given: object, field: str, beside: frozenset[str], place: Place
) -> Iterator[tuple[dict[str, Any], str]]:
    """Each object of a list with its text; ``beside``: the fields beside that."""
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        raise place.error(f"«{field}» phải là danh sách đối tượng, có ít nhất một")
    for one in given:
        check_fields(one, beside | {"text"}, place, "đối tượng")
        yield one, text_of(one["text"], "text", MAX_TEXT, place)

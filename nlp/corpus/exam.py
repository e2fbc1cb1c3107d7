"""The exam: posts by a writer who had seen none of the others. Measured, never trained on, never looked into.

One JSON object a line with ``id``, ``label`` and ``text``. What it says of the machine is nearer the world than
cross-validation is, and it says so only as long as nobody changes anything because of a single post in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from models.vocabulary import Label
from nlp.corpus.lines import Place, by_id, check_fields, matching, member, text_of
from nlp.corpus.load import MAX_FILE_BYTES, MAX_TEXT

_FIELDS = frozenset({"id", "label", "text"})
_ID = re.compile(r"x\d{3,6}")


@dataclass(frozen=True, slots=True)
class ExamPost:
    """One post and its label."""

    id: str
    label: Label
    text: str


def load_exam(path: Path | None = None) -> list[ExamPost]:
    """All posts of the exam, by default of the one that ships with the program.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a file with a bad line.
    """
    source: Traversable = files("nlp.corpus").joinpath("exam.jsonl") if path is None else path
    return by_id(source, MAX_FILE_BYTES, _post)


def _post(given: dict[str, Any], place: Place) -> ExamPost:
    check_fields(given, _FIELDS, place)
    return ExamPost(
        id=matching(given["id"], _ID, "id", place),
        label=member(Label, given["label"], "label", place),
        text=text_of(given["text"], "text", MAX_TEXT, place),
    )

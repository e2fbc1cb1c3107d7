"""Where figures of a report lead: inside the sheet to the table that holds them, outside it to lists that whoever shows it knows of."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

_SECTION = re.compile(r"phần ([1-9]|10)\b")
LISTED = re.compile(r"(?:xem )?phần (10|[1-9])")
"""A cell that says nothing but in which section its list is (``reports.sections.figures``)."""
SUMMED = {0: "received", 1: "questions"}
"""Tables in which the figures of the first two of the five sentences stand; the others name their section."""
ITEMS = " vụ việc"
WORK = "work"
DRAWN = {"asked": "questions", "done": WORK, "narratives": "scams"}
"""Tables that say what a chart shows, row by row."""


@dataclass(frozen=True, slots=True)
class Leads:
    """What only the desk knows, for the person who reads. None, or nothing: no list.

    ``cell``: the address behind a cell, from the code of its table, the key of its row (None: the total), its column and the cell.
    ``periods``: words and addresses of the reports a chart over time is made of. ``sources``: the page of all sources.
    """

    cell: Callable[[str, str | None, int, Any], str | None] = lambda *_cell: None
    periods: Sequence[tuple[str, str]] = ()
    sources: str | None = None


NOWHERE = Leads()


def led(words: str) -> Markup:
    """Words of our own in which "phần 3" leads to that section, where the list behind a sentence stands.

    >>> str(led("cách tránh ở phần 3."))
    'cách tránh ở <a href="#phan-3">phần 3</a>.'
    """
    safe = Markup("{}").format(words)
    if "“" in words:  # what people wrote stays as it is
        return safe
    return Markup(_SECTION.sub(r'<a href="#phan-\1">\g<0></a>', str(safe)))  # noqa: S704  (escaped above; the number is digits)


def summed_in(content: Mapping[str, Any], number: int, words: str) -> str | None:
    """The table a figure of the five sentences stands in; ``number`` of the sentence, from 0."""
    return _anchor(content, WORK if words.endswith(ITEMS) else SUMMED.get(number))


def drawn_from(content: Mapping[str, Any], chart: str) -> tuple[str, str] | None:
    """Caption and place of the table that holds what a chart shows."""
    code = DRAWN.get(chart)
    to = _anchor(content, code)
    return (_captions(content)[code], to) if code and to else None


def _anchor(content: Mapping[str, Any], code: str | None) -> str | None:
    return f"#bang-{code}" if code in _captions(content) else None


def _captions(content: Mapping[str, Any]) -> dict[str, str]:
    return {table["code"]: table["caption"] for section in content["sections"] for table in section["tables"]}

"""What a file of posts is once it is read: named columns and rows that know their line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum
from typing import Final

from models.errors import BadInput, TriageError

MAX_TABLE = 50_000_000
"""Bytes of a CSV or XLSX file; JSONL is read line by line and may be larger."""
MAX_ROWS = 200_000
"""Rows of a CSV or XLSX file."""
MAX_COLUMNS = 100
SAMPLE = 60
"""Rows looked at to tell what a column holds."""


class InvalidRow(BadInput):
    """A row of a table cannot be a post."""

    code = "invalid_row"


class UnreadableTable(BadInput):
    """A file that is not a table of the kind it says it is."""

    code = "unreadable_table"


class NoTextColumn(BadInput):
    """No column holds the words of the posts, or the one that was named is not there."""

    code = "no_text_column"


class Form(StrEnum):
    """Kinds of files of posts."""

    JSONL = "JSONL"
    CSV = "CSV"
    XLSX = "XLSX"


class Odd(Enum):
    """Cells that hold no writing, number or time."""

    OTHER = "other"
    """A list, an object, true or false."""
    FORMULA_ERROR = "formula error"


Cell = str | int | float | datetime | Odd | None


def is_empty(cell: Cell) -> bool:
    """Whether a cell holds nothing, or only blanks."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``line`` counts from 1 as in the file; ``problem`` says why its cells could not be read."""

    line: int
    cells: tuple[Cell, ...] = field(repr=False)
    problem: TriageError | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found out about a file on the way, to be shown to the person who brings it."""

    form: Form
    encoding: str = ""
    old_font: bool = False
    """Converted from a font encoding of before Unicode."""
    delimiter: str = ""
    sheet: str = ""
    other_sheets: int = 0
    before_heading: int = 0
    """Rows above the row of names, not read."""
    without_heading: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` may be gone through more than once; cells of ``people`` columns were dropped while reading."""

    facts: Facts
    columns: tuple[str, ...]
    rows: Iterable[Row] = field(repr=False)
    people: frozenset[int] = frozenset()


Fields = tuple[str, str, str, str]
FIELDS: Final[Fields] = ("text", "address", "posted_at", "thread")
"""What a row may say of a post; only ``text`` is needed."""

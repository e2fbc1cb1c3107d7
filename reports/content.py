"""What a report is made of: sections of sentences, tables and charts, and how they are kept as JSON.

Everything is frozen plain data. Counts are ``reports.disclosure.Count``, so a content can only hold
what may be printed. Renderers read the JSON of a snapshot and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from reports.disclosure import Count
from reports.lasting import Lasting


@dataclass(frozen=True, slots=True)
class Address:
    """Where something official was published: shown by its host, followed by those who read on a screen."""

    address: str

    def to_json(self) -> dict[str, Any]:
        """As kept in a snapshot."""
        return {"address": self.address, "host": urlsplit(self.address).hostname or self.address}


Cell = str | Count | date | Address
ABSENT = "–"
TREND = "trend"


class SectionState(StrEnum):
    """Whether a section has something to say, nothing, or could not be made."""

    READY = "ready"
    EMPTY = "empty"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a sentence; ``strong`` for the figure or name a hurried reader looks for."""

    text: str
    strong: bool = False

    def to_json(self) -> dict[str, Any]:
        """As kept in a snapshot."""
        return {"text": self.text, "strong": self.strong}


Sentence = tuple[Run, ...]


def strong(value: object) -> Run:
    """A figure or name to stand out."""
    return Run(str(value), strong=True)


def say(*pieces: str | Run) -> Sentence:
    """A sentence of plain and strong pieces."""
    return tuple(piece if isinstance(piece, Run) else Run(piece) for piece in pieces if piece != "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``numeric`` ones stand at the right, ``wide`` ones hold sentences."""

    title: str
    numeric: bool = False
    wide: bool = False

    def to_json(self) -> dict[str, Any]:
        """As kept in a snapshot."""
        return {"title": self.title, "numeric": self.numeric, "wide": self.wide}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first cell of a row names it. ``total`` is the last line, when there is one.

    ``keys`` are codes of the rows (a label, a queue, the number of an item), by which the desk finds the lists behind them.
    """

    code: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] | None = None
    note: str | None = None
    keys: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.keys and len(self.keys) != len(self.rows):
            raise ValueError(f"table {self.code}: {len(self.keys)} keys for {len(self.rows)} rows")
        for row in (*self.rows, *([self.total] if self.total else [])):
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.code}: a row of {len(row)} cells, not {len(self.columns)}")

    def to_json(self) -> dict[str, Any]:
        """As kept in a snapshot."""
        return {
            "code": self.code,
            "caption": self.caption,
            "columns": [column.to_json() for column in self.columns],
            "rows": [[_cell(cell) for cell in row] for row in self.rows],
            "total": None if self.total is None else [_cell(cell) for cell in self.total],
            "note": self.note,
            "keys": list(self.keys),
        }


@dataclass(frozen=True, slots=True)
class Bar:
    """One or two figures of one thing, drawn side by side."""

    name: str
    first: Count | Lasting
    second: Count | Lasting | None

    def to_json(self) -> dict[str, Any]:
        """As kept in a snapshot."""
        second = None if self.second is None else self.second.to_json()
        return {"name": self.name, "first": self.first.to_json(), "second": second}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of bars; ``first`` and ``second`` name the series, and without a second there is one bar for each thing."""

    code: str
    caption: str
    first: str
    second: str | None
    bars: Sequence[Bar]

    def to_json(self) -> dict[str, Any]:
        """As kept in a snapshot."""
        return {
            "code": self.code,
            "caption": self.caption,
            "first": self.first,
            "second": self.second,
            "bars": [bar.to_json() for bar in self.bars],
        }


@dataclass(frozen=True, slots=True)
class Strip:
    """One figure over time, a count for each place of its ``Trend``; None: not known."""

    name: str
    counts: Sequence[Count | None]

    def to_json(self) -> dict[str, Any]:
        """As kept in a snapshot."""
        counts = [None if count is None else count.to_json() for count in self.counts]
        return {"name": self.name, "counts": counts}


@dataclass(frozen=True, slots=True)
class TrendChart:
    """Columns over time, one strip under the other, each with a scale of its own. ``unit``: what ``places`` number."""

    code: str
    caption: str
    unit: str
    places: Sequence[str]
    strips: Sequence[Strip]

    def to_json(self) -> dict[str, Any]:
        """As kept in a snapshot; ``kind`` tells it from bars."""
        return {
            "kind": TREND,
            "code": self.code,
            "caption": self.caption,
            "unit": self.unit,
            "places": list(self.places),
            "strips": [strip.to_json() for strip in self.strips],
        }


@dataclass(frozen=True, slots=True)
class Section:
    """One section. An empty one says so in its ``sentences``; a failed one has nothing but its code."""

    code: str
    title: str
    state: SectionState = SectionState.READY
    sentences: Sequence[Sentence] = ()
    tables: Sequence[Table] = ()
    charts: Sequence[Chart | TrendChart] = ()
    note: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As kept in a snapshot."""
        return {
            "code": self.code,
            "title": self.title,
            "state": self.state.value,
            "sentences": [[run.to_json() for run in sentence] for sentence in self.sentences],
            "tables": [table.to_json() for table in self.tables],
            "charts": [chart.to_json() for chart in self.charts],
            "note": self.note,
        }


def empty(code: str, title: str, sentence: str) -> Section:
    """A section with nothing to report but that."""
    return Section(code, title, SectionState.EMPTY, (say(sentence),))


def failed(code: str, title: str) -> Section:
    """A section that could not be made; the others stand."""
    return Section(code, title, SectionState.FAILED)


def _cell(cell: Cell) -> str | dict[str, Any]:
    if isinstance(cell, Count | Address):
        return cell.to_json()
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell

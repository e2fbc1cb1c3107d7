"""Rows of cells to a table: where the row of names stands, what the columns are called, which are about people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from crawler.tables.columns import about_people, column_field, looks_like_data, shows_people
from crawler.tables.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    SAMPLE,
    Cell,
    Facts,
    Form,
    InvalidRow,
    Row,
    Table,
    UnreadableTable,
    is_empty,
)
from models.errors import TooLarge
from nlp.privacy import mask

HEADING_WITHIN = 10
"""Rows among which the row of names is looked for; a title and a date may stand above it."""
LONGEST_NAME = 60


def table_of(filled: Sequence[Row], facts: Facts, name: str, most_rows: int = MAX_ROWS) -> Table:
    """The table that starts with the row of names, or with the first row where there are none; no row is empty.

    Raises:
        UnreadableTable: there is nothing in it.
        TooLarge: too many rows or columns.
    """
    if not any(row.problem is None for row in filled):
        raise UnreadableTable(f"Tệp «{name}» không có dòng nào đọc được. Chưa nạp bài nào.")
    at = heading_at(filled)
    rest = filled[0 if at is None else at + 1 :]
    width = max((_width(row) for row in rest[:SAMPLE] if row.problem is None), default=0)
    if at is None:
        columns = tuple(f"Cột {number}" for number in range(1, width + 1))
        facts = replace(facts, without_heading=True)
    else:
        columns = _names(filled[at], _named_width(filled[at], width, facts.form))
        facts = replace(facts, before_heading=at)
    if len(columns) > MAX_COLUMNS:
        raise TooLarge(f"Tệp «{name}» có hơn {MAX_COLUMNS} cột. Chưa nạp bài nào.")
    body = [_fitted(row, len(columns), facts.form) for row in rest]
    if len(body) > most_rows:
        raise TooLarge(f"Tệp «{name}» có hơn {most_rows} dòng; hãy chia nhỏ rồi nạp. Chưa nạp bài nào.")
    people = frozenset(index for index in range(len(columns)) if _of_people(columns, body, index))
    kept = tuple(_without(row, people) for row in body)
    return Table(facts, columns, kept, people)


def holds_something(row: Row) -> bool:
    """Whether a row is more than empty cells."""
    return row.problem is not None or not all(map(is_empty, row.cells))


def heading_at(rows: Sequence[Row]) -> int | None:
    """Where the row of names stands; None when the first row already looks like a post."""
    good = [(at, row) for at, row in enumerate(islice(rows, HEADING_WITHIN)) if row.problem is None]
    known = {
        at: len({column_field(cell) for cell in row.cells if isinstance(cell, str)} - {None})
        for at, row in good
    }
    best = max(known, key=lambda at: (known[at], -at), default=None)
    if best is not None and known[best] and not any(map(looks_like_data, rows[best].cells)):
        return best
    for at, row in good:
        if any(map(looks_like_data, row.cells)):
            return None
        if _width(row) > 1 or at == good[-1][0]:
            return at
    return None


def _named_width(heading: Row, width: int, form: Form) -> int:
    """How many columns there are: those with a name, and beside them those of a sheet that hold something.

    In CSV a cell beyond the last name is more likely a separator inside a text, unless the heading has it too.
    """
    most = MAX_COLUMNS if form is Form.XLSX else len(heading.cells)
    return max(_width(heading), min(width, most))


def _names(row: Row, width: int) -> tuple[str, ...]:
    """Names as they stand, masked and short: what was taken for names may be words of a post."""
    names = ["" if is_empty(cell) else str(cell).strip() for cell in (*row.cells, *[None] * width)[:width]]
    shown = [
        " ".join(mask(name).text.split()) if not about_people(name) else " ".join(name.split())
        for name in names
    ]
    unnamed = [name[:LONGEST_NAME] or f"Cột {number}" for number, name in enumerate(shown, 1)]
    return tuple(
        name if unnamed.index(name) == at else f"{name} ({unnamed[: at + 1].count(name)})"
        for at, name in enumerate(unnamed)
    )


def _width(row: Row) -> int:
    return max((at for at, cell in enumerate(row.cells, 1) if not is_empty(cell)), default=0)


def _fitted(row: Row, width: int, form: Form) -> Row:
    """As many cells as there are columns; words beyond them mean that a separator stands in a text."""
    if row.problem is not None:
        return replace(row, cells=())
    if form is Form.CSV and _width(row) > width:
        return Row(
            row.line,
            (),
            InvalidRow("có nhiều ô hơn số cột; dấu ngăn cột nằm trong lời bài mà thiếu ngoặc kép?"),
        )
    return replace(row, cells=(*row.cells[:width], *[None] * (width - len(row.cells))))


def _of_people(columns: Sequence[str], body: Sequence[Row], index: int) -> bool:
    if about_people(columns[index]):
        return True
    if column_field(columns[index]) == "text":
        return False
    sample: list[Cell] = [row.cells[index] for row in islice(body, SAMPLE) if row.problem is None]
    return shows_people(sample)


def _without(row: Row, people: frozenset[int]) -> Row:
    if not people or row.problem is not None:
        return row
    return replace(row, cells=tuple(None if at in people else cell for at, cell in enumerate(row.cells)))

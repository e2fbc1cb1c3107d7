"""XLSX: the first visible sheet, streamed, with what its formulas last gave and its merged cells filled.

openpyxl reads, with XML entities refused by defusedxml. The ZIP around it is measured first: what it would unpack
to, part by part, so that a small file cannot become a large one. Macros are not looked at, formulas never computed.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from defusedxml.common import DefusedXmlException

from crawler.tables.grid import HEADING_WITHIN, table_of
from crawler.tables.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Facts,
    Form,
    Odd,
    Row,
    Table,
    UnreadableTable,
    is_empty,
)
from models.errors import TooLarge

MAX_UNPACKED = 100_000_000
"""Bytes all parts of a workbook unpack to; text packs about tenfold."""
MAX_PARTS = 2_000
MAX_RATIO = 200
"""How many times its size a large part may unpack to."""
SMALL_PART = 5_000_000
"""Bytes up to which a part's ratio says nothing: a sheet of equal rows packs very well."""
OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of Excel 97 begin, and XLSX files under a password (MS-CFB 2.2)."""
MAX_GAP = 20_000
"""Empty rows in succession; a table has no such hole, and looking through it takes seconds."""
MAX_SHEETS = 10
"""Sheets looked at for one that holds anything."""
_MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\s{1,9}ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError, EOFError, OSError, OverflowError, SyntaxError, NotImplementedError, RuntimeError, zipfile.BadZipFile, DefusedXmlException)  # fmt: skip
"""What a library made for good files raises on bad ones; ``SyntaxError`` is how XML parsers say it."""


def read_workbook(data: bytes, name: str, most_rows: int = MAX_ROWS) -> Table:
    """The table of the first visible sheet that holds anything.

    Raises:
        UnreadableTable: not a workbook, damaged, under a password, or nothing in it.
        TooLarge: it would unpack to too much, or has too many rows or columns.
    """
    if data.startswith(OLD_FORMAT):
        raise UnreadableTable(
            f"Tệp «{name}» là bản Excel cũ (.xls) hoặc đặt mật khẩu; hãy lưu lại dạng .xlsx. Chưa nạp bài nào."
        )
    try:
        _measure(data, name)
        rows, facts = _read(data, name, most_rows)
    except _BROKEN:
        raise UnreadableTable(
            f"Tệp «{name}» không phải bảng tính XLSX hoặc đã hỏng. Chưa nạp bài nào."
        ) from None
    return table_of(rows, facts, name, most_rows)


def _measure(data: bytes, name: str) -> None:
    """Refuse what unpacks to too much. The sizes written in the file hold: ``zipfile`` reads no further."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
    large = [part for part in parts if part.file_size > SMALL_PART]
    if (
        len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > MAX_UNPACKED
        or any(part.file_size > MAX_RATIO * max(part.compress_size, 1) for part in large)
    ):
        raise TooLarge(f"Tệp «{name}» bung ra quá lớn; hãy chia nhỏ rồi nạp. Chưa nạp bài nào.")


def _read(data: bytes, name: str, most_rows: int) -> tuple[list[Row], Facts]:
    from openpyxl import load_workbook  # a slow import that few commands need

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that we do not read
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            for at, sheet in enumerate(visible[:MAX_SHEETS]):
                rows = _rows_of(sheet, most_rows + HEADING_WITHIN)
                if rows:
                    _fill_merged(rows, _merged(sheet))
                    facts = Facts(Form.XLSX, sheet=sheet.title[:60], other_sheets=len(visible) - at - 1)
                    return [Row(line, tuple(cells)) for line, cells in rows.items()], facts
        finally:
            book.close()
    raise UnreadableTable(f"Tệp «{name}» không có dòng nào. Chưa nạp bài nào.")


def _rows_of(sheet: Any, most: int) -> dict[int, list[Cell]]:
    """Cells by the number of their row, empty rows left out; one row more than ``most`` shows that there are more."""
    sheet.reset_dimensions()  # what the file says of its size need not be true
    found: dict[int, list[Cell]] = {}
    last = 0
    for line, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), 1):
        filled = [cell for cell in row if not is_empty(cell.value)]
        if line - last > MAX_GAP:
            raise ValueError("a hole in the sheet")
        if filled:
            last = line
            found[line] = [None if cell.value is None else _cell(cell) for cell in row[: filled[-1].column]]
            if len(found) > most:
                break
    return found


def _cell(cell: Any) -> Cell:
    value = cell.value
    if cell.data_type == "e":
        return Odd.FORMULA_ERROR
    if isinstance(value, bool | time | timedelta):
        return Odd.OTHER
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001  (no zone in a cell)
    if isinstance(value, str | int | float | datetime):
        return value
    return str(value)


def _merged(sheet: Any) -> Iterator[tuple[int, int, int, int]]:
    """Merged ranges as (first row, last row, first column, last column), both ends included, columns from 0."""
    from openpyxl.utils import column_index_from_string

    with sheet._get_source() as part:
        xml = part.read(MAX_UNPACKED)
    for left, top, right, bottom in _MERGED.findall(xml):
        first, last = (column_index_from_string(letters.decode()) - 1 for letters in (left, right))
        yield int(top), int(bottom), first, last


def _fill_merged(rows: dict[int, list[Cell]], merged: Iterator[tuple[int, int, int, int]]) -> None:
    """What a cell over several rows holds is said of each of them; over several columns it is one cell.

    Rows that hold nothing else are no posts and stay out.
    """
    for top, bottom, first, last in merged:
        if first != last or top not in rows or first >= len(rows[top]) or bottom - top > MAX_ROWS:
            continue
        value = rows[top][first]
        for line in range(top + 1, bottom + 1):
            cells = rows.get(line)
            if cells is not None:
                cells += [None] * (first + 1 - len(cells))
                if is_empty(cells[first]):
                    cells[first] = value

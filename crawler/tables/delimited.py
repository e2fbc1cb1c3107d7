"""CSV: bytes of any encoding in use, cells between ``,``, ``;`` or tabs, told apart by what they make of the file."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from crawler.tables.columns import column_field
from crawler.tables.grid import HEADING_WITHIN, holds_something, table_of
from crawler.tables.table import MAX_COLUMNS, MAX_ROWS, MAX_TABLE, Facts, Form, InvalidRow, Row, Table
from nlp.official.decoding import decode, in_unicode, refuse_binary

DELIMITERS = (",", ";", "\t")
TRIED = 40
"""Records looked at to tell the delimiter."""
_SAID = re.compile(r"\A\"?sep=([,;\t])\"?\r?\n", re.IGNORECASE)
"""A first line with which spreadsheets say the delimiter."""

# A cell is bounded by the file, and measured where it is read; the module's own limit ends a whole file.
csv.field_size_limit(max(csv.field_size_limit(), MAX_TABLE))


def read_csv(data: bytes, name: str, most_rows: int = MAX_ROWS) -> Table:
    """The table of a CSV file. Lines are counted as in the file, line ends inside quotes too.

    Raises:
        BadInput: not text, an encoding that is not certain, nothing in it, or too much.
    """
    text, encoding, old_font = _text(data, name)
    said = _SAID.match(text)
    delimiter = said[1] if said else delimiter_of(text)
    records = _rows(text[said.end() :] if said else text, delimiter, 1 if said else 0)
    rows = list(islice(filter(holds_something, records), most_rows + HEADING_WITHIN + 1))
    facts = Facts(Form.CSV, encoding=encoding, old_font=old_font, delimiter=delimiter)
    return table_of(rows, facts, name, most_rows)


def delimiter_of(text: str) -> str:
    """The delimiter under which the first records have most cells in common and most names known.

    >>> delimiter_of("Nội dung;Ngày\\nXin hỏi, ở đâu?;20/11/2026\\n"), delimiter_of("Nội dung\\nXin hỏi, ở đâu?\\n")
    (';', '\\t')
    """
    return max(reversed(DELIMITERS), key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> tuple[float, int, int]:
    records = [
        row.cells
        for row in islice(_rows(text, delimiter, 0), TRIED)
        if row.problem is None and any(row.cells)
    ]
    if not records:
        return 0.0, 0, 0
    known = max(sum(column_field(str(cell)) is not None for cell in record) for record in records[:10])
    width, alike = Counter(map(len, records)).most_common(1)[0]
    if width < 2:
        return 0.0, known, 0
    return float(alike > len(records) // 2), known, min(width, MAX_COLUMNS)


def _text(data: bytes, name: str) -> tuple[str, str, bool]:
    text = decode(data, name)
    refuse_binary(text, name)
    unicode_text, warnings = in_unicode(text, name)
    encoding = "UTF-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:200].count(0) > 20:
        encoding = "UTF-16"
    elif not _is_utf8(data):
        encoding = "" if warnings else "Windows-1258"
    return unicode_text.replace("\x00", ""), encoding, bool(warnings)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _rows(text: str, delimiter: str, before: int) -> Iterator[Row]:
    """Records with the line they start on, ``before`` lines having been taken off the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = before + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Row(line, (), InvalidRow("ngoặc kép mở mà không đóng, hoặc đóng sai chỗ."))
            continue
        yield Row(line, tuple(cells))

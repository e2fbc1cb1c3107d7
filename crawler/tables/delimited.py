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
from models.errors import UnsupportedDocument
from nlp.official.decoding import decode, refuse_binary
from nlp.official.legacy import Legacy, convert, tell, tell_bytes

DELIMITERS = (",", ";", "\t")
TRIED = 40
"""Records looked at to tell the delimiter."""
LOOKED_AT = 100_000
"""Characters looked at to tell the encoding and the delimiter."""
_SAID = re.compile(r"\A\"?sep=([,;\t])\"?\r?\n", re.IGNORECASE)
"""A first line with which spreadsheets say the delimiter."""

_BLANKS = str.maketrans(dict.fromkeys(',;\t"', " "))
_BYTE_BLANKS = bytes.maketrans(b',;\t"', b"    ")
UNCERTAIN = (
    "Tệp «{name}» không phải Unicode và không nhận chắc được bảng mã (TCVN3/ABC, VNI hay Windows-1258);"
    " hãy lưu lại ở dạng CSV UTF-8 rồi nạp. Chưa nạp bài nào."
)

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
    return max(reversed(DELIMITERS), key=lambda delimiter: _fit(text[:LOOKED_AT], delimiter))


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
    """The text in Unicode, the encoding as people know it, and whether it was typed in an old font.

    What stands between cells is no part of a word: without it old fonts are told by their syllables.
    """
    encoding = "UTF-16" if _is_utf16(data) else "UTF-8"
    if encoding == "UTF-16" or _is_utf8(data):
        text = decode(data, name)
        legacy, sure = tell(text[:LOOKED_AT].translate(_BLANKS))
    else:
        found, sure = tell_bytes(data[:LOOKED_AT].translate(_BYTE_BLANKS))
        if found is None or not sure:
            raise UnsupportedDocument(UNCERTAIN.format(name=name))
        legacy = found if isinstance(found, Legacy) else None
        encoding = "" if legacy else "Windows-1258"
        text = data.decode("cp1252" if legacy else str(found), errors="replace")
    refuse_binary(text, name)
    if not sure:
        raise UnsupportedDocument(UNCERTAIN.format(name=name))
    return (convert(text, legacy) if legacy else text).replace("\x00", ""), encoding, legacy is not None


def _is_utf16(data: bytes) -> bool:
    """By its mark, or by its zeros; a mark of UTF-32 begins like one of UTF-16, and is read by its own."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:2000].count(0) > len(data[:2000]) // 4


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

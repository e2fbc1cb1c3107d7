"""Which kind a file of posts is, by how it begins; its name decides between kinds of text only."""

from __future__ import annotations

import io
from pathlib import Path, PurePath

from crawler.tables.delimited import read_csv
from crawler.tables.jsonl import BOM, read_jsonl
from crawler.tables.table import MAX_ROWS, MAX_TABLE, Form, Table, UnreadableTable
from crawler.tables.workbook import OLD_FORMAT, read_workbook
from models.errors import BadInput, TooLarge

SUFFIXES = (".jsonl", ".ndjson", ".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
"""Ends of the names of files of posts."""
_HEAD = 4096
_ZIP = b"PK\x03\x04"


def read_table(data: bytes, name: str, most_rows: int = MAX_ROWS) -> Table:
    """The table of a file in memory. ``most_rows`` bounds CSV and XLSX; JSONL is read as it is gone through.

    Raises:
        BadInput: with a sentence naming the file and what to do; nothing was read of it.
    """
    form = form_of(data[:_HEAD], name)
    if form is Form.JSONL:
        return read_jsonl(lambda: io.BytesIO(data))
    if len(data) > MAX_TABLE:
        raise TooLarge(
            f"Tệp «{name}» lớn hơn {MAX_TABLE // 1_000_000} MB; hãy chia nhỏ rồi nạp. Chưa nạp bài nào."
        )
    return (read_workbook if form is Form.XLSX else read_csv)(data, name, most_rows)


def read_path(path: Path) -> Table:
    """The table of a file on the disk; JSONL is read line by line, each time its rows are gone through.

    Raises:
        BadInput: it cannot be opened, or not be read.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            if form_of(head, path.name) is Form.JSONL:
                return read_jsonl(lambda: path.open("rb"))
            return read_table(head + stream.read(MAX_TABLE + 1 - len(head)), path.name)
    except OSError:
        raise BadInput(f"{path}: không mở được tệp; chưa nạp bài nào.") from None


def form_of(head: bytes, name: str) -> Form:
    """The kind of a file from its first bytes and its name.

    Raises:
        UnreadableTable: nothing is in it, or it is of a kind that is not read.
    """
    suffix = PurePath(name).suffix.lower()
    begins = head.removeprefix(BOM).lstrip()
    if not begins.strip(b"\x00"):
        raise UnreadableTable(f"Tệp «{name}» trống. Chưa nạp bài nào.")
    if head.startswith((_ZIP, OLD_FORMAT)) or suffix in (".xlsx", ".xlsm"):
        return Form.XLSX
    if suffix in (".jsonl", ".ndjson") or (
        suffix not in (".csv", ".tsv", ".txt") and begins.startswith(b"{")
    ):
        return Form.JSONL
    if begins.startswith(b"[{") or begins[:5].lower() in (b"<html", b"<?xml", b"<!doc", b"%pdf-"):
        raise UnreadableTable(f"Tệp «{name}» không phải JSONL, CSV hay XLSX. Chưa nạp bài nào.")
    return Form.CSV

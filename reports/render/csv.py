"""Every table of a report in one CSV file that a spreadsheet opens as it is.

Form: UTF-8 with a byte order mark (so that Vietnamese shows), commas, CRLF. First the head of the report,
one fact a line; then each section after an empty line: its title, its sentences, and each table
with its caption, its column titles, its rows and its total. Exact counts are bare digits and days ISO;
"dưới 5" and "trên 12" stay words. A cell a spreadsheet would run as a formula starts with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from reports.render.cells import figure_of, plain, with_appendix
from reports.render.naming import named, unfinished

BYTE_ORDER_MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render_csv(content: dict[str, Any]) -> str:
    """The text of the file, byte order mark included; encode it as UTF-8."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    for row in _rows(content):
        writer.writerow([harmless(cell) for cell in row])
    return BYTE_ORDER_MARK + written.getvalue()


def harmless(cell: str) -> str:
    """A cell no spreadsheet takes for a formula, whatever blanks stand before it.

    >>> harmless("=1+1"), harmless(" @SUM(A1)"), harmless("tăng 3")
    ("'=1+1", "' @SUM(A1)", 'tăng 3')
    """
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def _rows(content: dict[str, Any]) -> Iterator[list[str]]:
    week = content["week"]
    yield [named(content), week["code"]]
    yield ["Cơ quan", content["office"]["name"]]
    yield ["Từ ngày", week["first_day"]]
    yield ["Đến ngày", week["last_day"]]
    if not week["over"]:
        yield ["Lưu ý", f"{unfinished(content)[0]} Số liệu còn thay đổi."]
    yield ["Mô hình", ", ".join(content["models"]) or "–"]
    for section in with_appendix(content):
        yield []
        yield [section["title"] if "number" not in section else f"{section['number']}. {section['title']}"]
        if section["state"] == "failed":
            yield [f"Phần này chưa lập được (mã {section['code']})"]
        for sentence in section["sentences"]:
            yield [plain(sentence)]
        for table in section["tables"]:
            yield from _table(table)


def _table(table: dict[str, Any]) -> Iterator[list[str]]:
    yield []
    yield [table["caption"]]
    yield [column["title"] for column in table["columns"]]
    for row in (*table["rows"], *([table["total"]] if table["total"] else [])):
        yield [figure_of(cell) for cell in row]
    if table["note"]:
        yield [table["note"]]

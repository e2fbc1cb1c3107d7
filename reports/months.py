"""The words of a monthly report: the same sections, which speak of weeks, speaking of months.

Only words of our own are changed: headings, captions, notes, columns and the plain pieces of sentences. Pieces with
quotation marks and cells of tables hold what people wrote, and stay as they are.
"""

from __future__ import annotations

import re
from typing import Any

_NAMED = re.compile(r"\b([Tt])uần (này|trước|sau)\b")
_INSIDE = re.compile(r"\b([Tt]rong|[Hh]ết|của) tuần\b")
_QUOTES = "“”\"'"


def in_months(content: dict[str, Any]) -> dict[str, Any]:
    """The content with its own words about weeks said of months."""
    week = content["week"]
    return {
        **content,
        "title": "BÁO CÁO THÁNG",
        "period_name": f"Tháng {week['number']} năm {week['year']}",
        "sections": [_section(section) for section in content["sections"]],
        **({"appendix": _section(content["appendix"])} if "appendix" in content else {}),
    }


def monthly(text: str) -> str:
    """One piece of our own words.

    >>> monthly("Trong tuần chưa có; tuần trước 7"), monthly("“nộp trong tuần này”")
    ('Trong tháng chưa có; tháng trước 7', '“nộp trong tuần này”')
    """
    if any(mark in text for mark in _QUOTES):
        return text
    return _INSIDE.sub(r"\1 tháng", _NAMED.sub(r"\1háng \2", text))


def _section(section: dict[str, Any]) -> dict[str, Any]:
    return {
        **section,
        "title": monthly(section["title"]),
        "note": _optional(section["note"]),
        "sentences": [
            [{**run, "text": run["text"] if run["strong"] else monthly(run["text"])} for run in sentence]
            for sentence in section["sentences"]
        ],
        "tables": [_table(table) for table in section["tables"]],
        "charts": [
            {
                key: monthly(value) if isinstance(value, str) and key != "code" else value
                for key, value in one.items()
            }
            for one in section["charts"]
        ],
    }


def _table(table: dict[str, Any]) -> dict[str, Any]:
    columns = [{**column, "title": monthly(column["title"])} for column in table["columns"]]
    return {
        **table,
        "caption": monthly(table["caption"]),
        "columns": columns,
        "note": _optional(table["note"]),
    }


def _optional(text: str | None) -> str | None:
    return None if text is None else monthly(text)

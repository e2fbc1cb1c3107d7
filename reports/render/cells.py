"""The JSON of a content back into words: one place for every renderer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from reports.disclosure import Count, Shown


def text_of(cell: Any) -> str:
    """A cell as people read it: ``1.284``, ``dưới 5``, ``20/11/2026`` or its words.

    >>> text_of({"shown": "exact", "value": 1284}), text_of({"day": "2026-11-20"}), text_of("–")
    ('1.284', '20/11/2026', '–')
    """
    if isinstance(cell, dict) and "day" in cell:
        return f"{date.fromisoformat(cell['day']):%d/%m/%Y}"
    if isinstance(cell, dict) and "address" in cell:
        return str(cell["host"])
    return str(Count.from_json(cell)) if isinstance(cell, dict) else str(cell)


def figure_of(cell: Any) -> str:
    """A cell for a spreadsheet: an exact count is bare digits, a day is ISO, an address whole, all else as people read it.

    >>> figure_of({"shown": "exact", "value": 1284}), figure_of({"shown": "under", "value": None})
    ('1284', 'dưới 5')
    """
    for whole in ("day", "address"):
        if isinstance(cell, dict) and whole in cell:
            return str(cell[whole])
    if isinstance(cell, dict) and cell["shown"] == Shown.EXACT:
        return str(cell["value"])
    return text_of(cell)


def address_of(cell: Any) -> str | None:
    """Where a cell that names a place on the web leads; None of any other."""
    return str(cell["address"]) if isinstance(cell, dict) and "address" in cell else None


def plain(sentence: list[dict[str, Any]]) -> str:
    """A sentence without its marks."""
    return "".join(run["text"] for run in sentence)


def with_appendix(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Sections and, where there is one, the appendix, which has no number."""
    return [*content["sections"], *([content["appendix"]] if "appendix" in content else [])]


def day_of(iso: str) -> str:
    """``2026-11-20`` as ``20/11/2026``."""
    return f"{date.fromisoformat(iso):%d/%m/%Y}"

"""Cells for files that spreadsheets open."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def inert(value: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP: CSV injection): its sign is shown, after an apostrophe.

    >>> inert("=1+1"), inert(" @x"), inert("CTV 07")
    ("'=1+1", "' @x", 'CTV 07')
    """
    return f"'{value}" if value.lstrip(" \u00a0\u3000").startswith(FORMULA) else value

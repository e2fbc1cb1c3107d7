"""Where a section stands in a document: the report numbers them 0 to 10, its official form by parts and items (SPEC §7)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from reports.render.leads import LISTED

ROMAN = ("I", "II", "III", "IV", "V", "VI")
_CITED = re.compile(r"(\bsố \S+?), (ngày \d{2}/\d{2}/\d{4})")
_SECTION = re.compile(r"\bphần (10|[1-9])\b")


def places(parts: Sequence[Sequence[Mapping[str, Any]]]) -> dict[int, str]:
    """What to call each section, from the parts that are shown with the sections they hold.

    >>> [one.replace("\u00a0", "~") for one in places([[{"number": 0}, {"number": 1}], [{"number": 4}]]).values()]
    ['mục~1 phần~I', 'mục~2 phần~I', 'phần~II']
    """
    return {
        section["number"]: f"mục\u00a0{place} phần\u00a0{roman}" if len(held) > 1 else f"phần\u00a0{roman}"
        for roman, held in zip(ROMAN, parts, strict=False)
        for place, section in enumerate(held, start=1)
    }


def placed(words: str, where: Mapping[int, str]) -> str:
    """Words of our own that point at "phần 3" point at where that stands here. What people wrote stays as it is.

    >>> placed("cách tránh ở phần 3.", {3: "mục 1 phần II"}), placed("“xem phần 3”", {3: "mục 1 phần II"})
    ('cách tránh ở mục 1 phần II.', '“xem phần 3”')
    """
    if "“" in words:
        return words
    return _SECTION.sub(lambda found: where.get(int(found[1]), found[0]), words)


def cited(words: str, *, comma: bool) -> str:
    """Words of our own as a form cites documents: with a comma before the day or without. What people wrote stays as it is.

    >>> cited("Nghị quyết số 12/2026/NQ-HĐND, ngày 10/07/2026, Điều 4", comma=False)
    'Nghị quyết số 12/2026/NQ-HĐND ngày 10/07/2026, Điều 4'
    """
    if comma or "“" in words:
        return words
    return _CITED.sub(r"\1 \2", words)


def placed_cell(words: str, where: Mapping[int, str]) -> str:
    """A cell that says nothing but where its list is, or in which sections."""
    return placed(words, where) if all(map(LISTED.fullmatch, words.split(", "))) else words

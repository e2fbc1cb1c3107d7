"""What a corrected report says otherwise than the version before it: which figure, from what to what.

Both sides are frozen contents, so the list is the same whenever it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.render.cells import plain, text_of, with_appendix

NOTHING = "–"
MOST = 60
"""Differences listed; of a report made anew from other data there are more, and the reader is told so."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure or sentence that changed. ``before`` or ``after`` is a dash when it was not there."""

    where: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Every table cell and sentence that differs, in the order of the later version.

    >>> old = {"sections": [{"code": "a", "title": "A", "sentences": [[{"text": "Có 7"}]], "tables": []}]}
    >>> new = {"sections": [{"code": "a", "title": "A", "sentences": [[{"text": "Có 12"}]], "tables": []}]}
    >>> differences(old, new)
    [Difference(where='A', before='Có 7', after='Có 12')]
    """
    olds = {section["code"]: section for section in with_appendix(before)}
    news = {section["code"]: section for section in with_appendix(after)}
    found: list[Difference] = []
    for code in dict.fromkeys([*news, *olds]):
        title = (news.get(code) or olds[code])["title"]
        found += _sentences(title, olds.get(code), news.get(code))
        found += _cells(title, olds.get(code), news.get(code))
    return found


def _sentences(
    title: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> Iterator[Difference]:
    olds = [plain(sentence) for sentence in (old["sentences"] if old else ())]
    news = [plain(sentence) for sentence in (new["sentences"] if new else ())]
    gone = [one for one in olds if one not in news]
    come = [one for one in news if one not in olds]
    for number in range(max(len(gone), len(come))):
        yield Difference(
            title,
            gone[number] if number < len(gone) else NOTHING,
            come[number] if number < len(come) else NOTHING,
        )


def _cells(title: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Iterator[Difference]:
    olds, news = _named(title, old), _named(title, new)
    for where in dict.fromkeys([*news, *olds]):
        was, is_now = olds.get(where, NOTHING), news.get(where, NOTHING)
        if was != is_now:
            yield Difference(where, was, is_now)


def _named(title: str, section: Mapping[str, Any] | None) -> dict[str, str]:
    """Every cell but the first of its row, by where it stands. Rows of the same name are told apart by number."""
    found: dict[str, str] = {}
    for table in section["tables"] if section else ():
        seen: dict[str, int] = {}
        for row in (*table["rows"], *([table["total"]] if table["total"] else [])):
            name = text_of(row[0])
            seen[name] = seen.get(name, 0) + 1
            again = f" ({seen[name]})" if seen[name] > 1 else ""
            for column, cell in zip(table["columns"][1:], row[1:], strict=True):
                found[f"{title}: {name}{again}, {column['title'].lower()}"] = text_of(cell)
    return found

"""What the archive's search looks through: headings and sentences of a report, without diacritics or case."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

LIMIT = 60_000
"""Characters kept of one report; a long one has about a tenth of that."""


def plain(text: str) -> str:
    """Lower case, no diacritics, one blank between words.

    >>> plain("Lừa đảo  mới nổi")
    'lua dao moi noi'
    """
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(one for one in parts if not unicodedata.combining(one)).split())


def searchable(content: Mapping[str, Any]) -> str:
    """The words of a content that can be searched; tables are not, they quote posts.

    >>> searchable({"sections": [{"title": "Số liệu", "sentences": [[{"text": "Có "}, {"text": "7"}]]}]})
    'so lieu\\nco 7'
    """
    return "\n".join(_lines(content))[:LIMIT]


def _lines(content: Mapping[str, Any]) -> Iterator[str]:
    for section in content.get("sections", ()):
        yield plain(section["title"])
        for sentence in section["sentences"]:
            yield plain("".join(run["text"] for run in sentence))

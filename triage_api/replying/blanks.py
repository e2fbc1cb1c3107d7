"""Blanks of a template (``{ngày}``, ``{nơi hỏi}``): named where they are empty, filled by their name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_BLANK = re.compile(r"\{([^{}\n]{1,60})\}")
_BRACE = re.compile(r"[{}]")


def blanks_in(text: str) -> tuple[str, ...]:
    """The names of the blanks of a text, each once, in their order.

    >>> blanks_in("Trước ngày {ngày}, hỏi tại {nơi hỏi} (trước {ngày}).")
    ('ngày', 'nơi hỏi')
    """
    return tuple(dict.fromkeys(name.strip() for name in _BLANK.findall(text) if name.strip()))


def loose_brace(text: str) -> bool:
    """Whether a brace is left that opens or closes no blank: a blank that was broken while typing.

    >>> loose_brace("Trước ngày {ngày"), loose_brace("Trước ngày {ngày}")
    (True, False)
    """
    rest = _BLANK.sub(lambda found: "" if found.group(1).strip() else found.group(), text)
    return _BRACE.search(rest) is not None


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the blanks filled for which there is a value. A value brings no blank of its own.

    >>> fill("Hỏi tại {nơi hỏi} trước {ngày}.", {"nơi hỏi": "nhà văn hóa", "ngày": " "})
    'Hỏi tại nhà văn hóa trước {ngày}.'
    """

    def one(found: re.Match[str]) -> str:
        value = " ".join(_BRACE.sub("", values.get(found.group(1).strip(), "")).split())
        return value or found.group()

    return _BLANK.sub(one, text)


def blanks_of(texts: Iterable[str]) -> tuple[str, ...]:
    """The blanks of several texts, each once."""
    return tuple(dict.fromkeys(name for text in texts for name in blanks_in(text)))

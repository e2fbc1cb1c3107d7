"""Patterns over words as they are written: "trừ" is no "trú", "nhưng" no "những", "đạt" no "đất".

A text without marks is read by the same pattern without marks. Hỏi and ngã are one tone (dialect is no difference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from nlp.contracts import Text
from nlp.evidence.spelling import writes_marks
from nlp.normalise import fold

_TONES = str.maketrans("ãẵẫẽễĩõỗỡũữỹ", "ảẳẩẻểỉỏổởủửỷ")


def _unmarked(pattern: str) -> str:
    """A pattern without marks; its own signs, capitals among them, stay."""
    return "".join(sign if sign.isascii() else fold(sign) for sign in pattern)


@lru_cache(maxsize=1024)  # as many as `writes_marks` keeps
def _as_written(text: str) -> str:
    lowered = text.lower()
    return (lowered if len(lowered) == len(text) else text).translate(_TONES)


class Written:
    """A pattern of lower-case words with all their marks.

    >>> from nlp.normalise import normalise
    >>> out = Written(r"(?<!\\w)trừ(?!\\w)")
    >>> [out.search(normalise(text)) is not None for text in ("trừ xã đảo ra thôi", "học sinh bán trú", "tru xa dao")]
    [True, False, True]
    """

    __slots__ = ("_bare", "_marked")

    def __init__(self, pattern: str) -> None:
        self._marked, self._bare = re.compile(pattern.translate(_TONES)), re.compile(_unmarked(pattern))

    def search(self, text: Text, low: int = 0, high: int | None = None) -> re.Match[str] | None:
        """The first match in a range of the normalised text, whose offsets it has; the range ends where ``$`` stands."""
        pattern, view = self._reading(text)
        return pattern.search(view, low, len(view) if high is None else high)

    def match(self, text: Text, at: int) -> re.Match[str] | None:
        """The match that begins there."""
        pattern, view = self._reading(text)
        return pattern.match(view, at)

    def finditer(self, text: Text, low: int = 0, high: int | None = None) -> Iterator[re.Match[str]]:
        """All matches in a range, in order."""
        pattern, view = self._reading(text)
        return pattern.finditer(view, low, len(view) if high is None else high)

    def _reading(self, text: Text) -> tuple[re.Pattern[str], str]:
        if writes_marks(text.normalised):
            return self._marked, _as_written(text.normalised)
        return self._bare, text.folded

"""Lower case without diacritics, character for character."""

from __future__ import annotations

import unicodedata

_BASIC_PLANE_END = 0x10000


class _Folds(dict[int, int]):
    """Code point to folded code point, filled as letters are met.

    Remembers the basic plane only, so the table stays small whatever it is fed.
    """

    def __missing__(self, code: int) -> int:
        folded = _fold(chr(code))
        if code < _BASIC_PLANE_END:
            self[code] = folded
        return folded


def _fold(char: str) -> int:
    if char in "đĐ":
        return ord("d")
    lowered = char.lower()
    if lowered[:1].isascii():
        return ord(lowered[0])
    decomposed = unicodedata.normalize("NFD", lowered)
    base = decomposed[0]
    if base.isascii() and all(unicodedata.combining(mark) for mark in decomposed[1:]):
        return ord(base)
    return ord(lowered[0])


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Lower-case ``text`` and strip its diacritics, ``đ`` to ``d``; the length never changes.

    >>> fold("Đăng ký VNeID")
    'dang ky vneid'
    """
    if text.isascii():
        return text.lower()
    return text.translate(_FOLDS)

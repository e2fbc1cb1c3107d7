"""When a written word can be a word of a lexicon."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from nlp.normalise import fold
from nlp.normalise.spelling import respell


@lru_cache(maxsize=65536)
def one_spelling(word: str) -> str:
    """Lower-case word with the tone mark in its place, hỏi and ngã as one tone (dialect is no difference).

    >>> one_spelling("khoá"), one_spelling("nghĩ") == one_spelling("nghỉ")
    ('khóa', True)
    """
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", respell(word)).replace("\u0303", "\u0309")
    return unicodedata.normalize("NFC", apart)


MARKED_SHARE = 0.5
"""From this share of words with marks on, a text is written with its marks and a word without any means itself.

Some three quarters of the syllables of written Vietnamese carry a mark; who leaves marks out leaves out nearly all.
"""

MIN_MARKED = 3
"""Fewer marked words than these tell nothing."""

MOST_LOOKED_AT = 4_000
"""Characters of a text, from its beginning, that are looked at for marks."""

_WORDS = re.compile(r"[^\W\d_]+")
NOT = ("không", "chưa", "chẳng", "chả", "hông", "hổng", "khôn", "hem")
"""Negations, with those of the South and the Centre."""


@lru_cache(maxsize=1024)  # the texts of a batch are read one after another, twice
def writes_marks(text: str) -> bool:
    """Whether a text is written with its diacritics, so that ``ngay`` in it is not ``ngày``.

    >>> writes_marks("làm ngay đi nhé cả nhà"), writes_marks("lam ngay di nhé ca nha")
    (True, False)
    """
    return are_marked(_WORDS.findall(text[:MOST_LOOKED_AT]))


def are_marked(words: Sequence[str]) -> bool:
    """``writes_marks`` of a text that is split into its words, figures left out."""
    marked = list(map(str.isascii, words)).count(False)
    return marked >= max(MIN_MARKED, MARKED_SHARE * len(words))


def may_be(written: str, meant: str, bare: bool = True) -> bool:
    """Whether ``written`` is ``meant`` with all its marks, or, if ``bare`` is allowed, with none.

    Half of the marks make another word.

    >>> may_be("khong", "không"), may_be("khong", "không", bare=False), may_be("dùng", "đừng")
    (True, False, False)
    """
    if written == meant or one_spelling(written) == one_spelling(meant):
        return True
    return bare and written == fold(meant)


def spoken(forms: Iterable[str]) -> list[str]:
    """Phrases with "không" also as said in the South and the Centre ("hổng phải", "khôn mất")."""
    found = []
    for form in forms:
        found.append(form)
        if form.startswith("không "):
            found.extend(f"{word}{form[6:]}" for word in SPOKEN_NOT)
    return found


SPOKEN_NOT = ("hông ", "hổng ", "khôn ", "hem ")

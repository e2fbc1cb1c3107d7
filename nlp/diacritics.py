"""Whether a written word may be the word meant: people leave diacritics out, all of them or half.

Hỏi and ngã count as one tone, because large parts of the country write them so (``text_rules.md``: dialect is never a signal).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from nlp.words import Word

_HOOK_AND_TILDE = {"\u0303": "\u0309"}


def may_mean(word: Word, meant: str) -> bool:
    """Whether a text word may be the phrase word; both fold alike."""
    if meant.startswith("!"):
        return word.plain == meant[1:]
    if not carries_no_more(word.plain, meant):
        return False
    return not word.exact or carries_no_more(meant, word.plain)


@lru_cache(maxsize=65536)
def carries_no_more(written: str, meant: str) -> bool:
    """Whether ``written`` could be ``meant`` with some diacritics left out. Both fold alike.

    >>> carries_no_more("cai", "cài"), carries_no_more("cái", "cài"), carries_no_more("lừa", "lưa")
    (True, False, False)
    """
    if written == meant:
        return True
    here, there = (_letters(word) for word in (written, meant))
    if len(here) != len(there):
        return False
    return all(a[0] == b[0] and a[1] <= b[1] for a, b in zip(here, there, strict=True))


def _letters(word: str) -> list[tuple[str, frozenset[str]]]:
    """Base letters with their marks; a tone is counted wherever in the word it stands."""
    letters: list[tuple[str, set[str]]] = []
    tones: set[str] = set()
    for char in unicodedata.normalize("NFD", word):
        if char == "đ":
            letters.append(("d", {"stroke"}))
        elif not unicodedata.combining(char):
            letters.append((char, set()))
        elif char in "\u0300\u0301\u0303\u0309\u0323":
            tones.add(_HOOK_AND_TILDE.get(char, char))
        elif letters:
            letters[-1][1].add(char)
    letters.append(("tone", tones))
    return [(base, frozenset(marks)) for base, marks in letters]

"""Where the tone mark of a Vietnamese syllable stands, and the horns of ``ươ``.

Rule 3 of the handling rules for social text, for the whole syllable: ``hoà`` is written ``hòa``, ``hòan`` ``hoàn``, ``qúy`` ``quý``,
``đựơc`` and ``đuợc`` ``được``. By the rules of Vietnamese spelling: the mark stands on the vowel that has one of its own (the
second of ``ươ``), else on the last vowel before a consonant, else on the first of two or the middle of three; the ``u`` of
``qu`` and the ``i`` of ``gi`` belong to the consonant. ``uơ`` stands only at the end (``thuở``).

What it leaves alone: words with two tone marks, and whatever is no Vietnamese syllable.
"""

from __future__ import annotations

import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = "aăâeêioôơuưy"
_SYLLABLE = re.compile(
    rf"(qu|gi(?=[{_VOWELS}])|ngh|ng|nh|ch|gh|kh|ph|th|tr|[bcdđghklmnprstvx])?([{_VOWELS}]{{1,3}})(ch|nh|ng|[cmnpt])?"
)
_NUCLEI = frozenset(
    [
        "a",
        "ă",
        "â",
        "e",
        "ê",
        "i",
        "o",
        "ô",
        "ơ",
        "u",
        "ư",
        "y",
        "ai",
        "ao",
        "au",
        "ay",
        "âu",
        "ây",
        "eo",
        "êu",
        "ia",
        "iu",
        "iê",
        "oa",
        "oă",
        "oe",
        "oi",
        "oo",
        "ôi",
        "ơi",
        "ua",
        "uâ",
        "ui",
        "uê",
        "uy",
        "uô",
        "uơ",
        "ưa",
        "ưi",
        "ưu",
        "ươ",
        "yê",
        "oai",
        "oay",
        "oao",
        "oeo",
        "iêu",
        "uây",
        "uôi",
        "uya",
        "uyê",
        "uyu",
        "ươi",
        "ươu",
        "yêu",
    ]
)
_WITH_MARKS = frozenset("ăâêôơư")
_HALF_HORNED = ("uơ", "ưo")


def _split(letter: str) -> tuple[str, str]:
    """A letter without its tone mark, and the mark."""
    parts = unicodedata.normalize("NFD", letter)
    tone = "".join(part for part in parts if part in _TONES)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)), tone


_SPLIT = {
    letter: _split(letter)
    for base in _VOWELS
    for tone in _TONES
    for letter in (unicodedata.normalize("NFC", base + tone),)
}


def place_tone(word: str) -> str:
    """The word with its tone mark and horns where they belong; itself when it is no single syllable.

    >>> [place_tone(word) for word in ("hoà", "hòan", "quý", "Đuợc", "thuở")]
    ['hòa', 'hoàn', 'quý', 'Được', 'thuở']
    """
    lowered = word.lower()
    if len(lowered) != len(word):
        return word
    letters = [_SPLIT.get(letter, (letter, "")) for letter in lowered]
    tones = [tone for _, tone in letters if tone]
    match = _SYLLABLE.fullmatch("".join(letter for letter, _ in letters))
    if len(tones) > 1 or match is None:
        return word
    onset, nucleus, coda = match.group(1) or "", match.group(2), match.group(3) or ""
    if not onset and nucleus[0] == "i":  # the rest of a word taken apart: g.iả
        return word
    if nucleus[:2] in _HALF_HORNED and (len(nucleus) > 2 or coda):
        nucleus = "ươ" + nucleus[2:]
    if nucleus not in _NUCLEI:
        return word
    if tones:
        at = _bearer(nucleus, coda)
        toned = unicodedata.normalize("NFC", nucleus[at] + tones[0])
        nucleus = nucleus[:at] + toned + nucleus[at + 1 :]
    placed = onset + nucleus + coda
    if placed == lowered:
        return word
    return "".join(new.upper() if old.isupper() else new for new, old in zip(placed, word, strict=True))


def _bearer(nucleus: str, coda: str) -> int:
    """Which vowel of a nucleus bears the tone mark."""
    marked = [at for at, vowel in enumerate(nucleus) if vowel in _WITH_MARKS]
    if marked:
        return marked[-1]
    if coda:
        return len(nucleus) - 1
    return 1 if len(nucleus) == 3 else 0

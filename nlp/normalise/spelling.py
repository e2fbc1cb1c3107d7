"""Standard spelling of one word, without looking at its neighbours.

Rules 3, 5 and 7 of the handling rules for social text, and stretched letters:

* look-alike letters of other alphabets become Latin in a word that has Latin letters;
* ``hoà`` is written ``hòa`` (only at the end of the syllable, not after ``q``);
* ``kh0ản`` is written ``khoản``: digits and signs between letters, when a Vietnamese syllable results;
* ``quáaaa`` is written ``quá``: a letter three times or more, when a Vietnamese syllable results.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from nlp.normalise.folding import fold
from nlp.normalise.syllable import is_syllable

_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтвнАЕОРСУХІЈЅКМТВНοαενικρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧɡı",
    "aeopcyxijshdqwkmtbhAEOPCYXIJSKMTBHoaevikptuxABEZHIKMNOPTYXgi",
)
_OTHER_ALPHABET = re.compile(r"[\u0370-\u03ff\u0400-\u052fɡı]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")

_TONE = re.compile(r"(?:(o)([àáảãạèéẻẽẹ])|(?<![q])(u)([ỳýỷỹỵ]))$", re.IGNORECASE)
_TONED = dict(
    zip(
        "àáảãạèéẻẽẹỳýỷỹỵ",
        [*("òa", "óa", "ỏa", "õa", "ọa"), *("òe", "óe", "ỏe", "õe", "ọe"), *("ùy", "úy", "ủy", "ũy", "ụy")],
        strict=True,
    )
)
_LEET = str.maketrans("013@$", "oieas")
_LEET_INSIDE = re.compile(r"(?<=[^\W\d_])[013@$](?=[^\W\d_])")
_LEET_AT_END = re.compile(r"(?<=[ăâáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệ])0$", re.IGNORECASE)
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_LONGEST_WORD = 40


@lru_cache(maxsize=65536)
def respell(word: str) -> str:
    """The standard spelling of ``word``; itself when there is nothing to do or it is very long."""
    if len(word) > _LONGEST_WORD:
        return word
    if not word.isascii():
        word = _latin(word)
        word = _TONE.sub(_place_tone, word)
    if _LEET_INSIDE.search(word) or word.endswith("0"):
        word = _letters_for_digits(word)
    return _unstretched(word)


def _latin(word: str) -> str:
    if _OTHER_ALPHABET.search(word) and _LATIN.search(word):
        return unicodedata.normalize("NFC", word.translate(_LOOKALIKES))
    return word


def _place_tone(match: re.Match[str]) -> str:
    first, second = match.group(1) or match.group(3), match.group(2) or match.group(4)
    pair = _TONED[second.lower()]
    return (pair[0].upper() if first.isupper() else pair[0]) + (
        pair[1].upper() if second.isupper() else pair[1]
    )


def _letters_for_digits(word: str) -> str:
    changed = _LEET_INSIDE.sub(lambda match: match.group().translate(_LEET), word)
    changed = _LEET_AT_END.sub("o", changed)
    if changed == word or not is_syllable(fold(changed)):
        return word
    return changed.upper() if word.isupper() and len(word) > 2 else changed


def _unstretched(word: str) -> str:
    folded = fold(word)
    match = _STRETCHED.search(folded)
    if match is None or not word[match.start()].islower():
        return word
    kept: list[str] = []
    at = 0
    for run in _STRETCHED.finditer(folded):
        stretch = word[slice(*run.span())]
        kept += (word[at : run.start()], _richest(stretch))
        at = run.end()
    shorter = "".join(kept) + word[at:]
    return shorter if len(shorter) > 1 and is_syllable(fold(shorter)) else word


def _richest(stretch: str) -> str:
    """The letter of a stretch that carries diacritics, else the first."""
    return next((letter for letter in stretch if not letter.isascii()), stretch[0])

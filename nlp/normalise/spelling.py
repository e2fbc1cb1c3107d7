"""Standard spelling of one word, without looking at its neighbours.

Rules 3, 5 and 7 of the handling rules for social text, and stretched letters:

* look-alike letters of other alphabets become Latin in a word that has Latin letters;
* ``hoà`` is written ``hòa``, ``đựơc`` ``được`` (``nlp.normalise.tones``);
* ``kh0ản`` is written ``khoản``: digits and signs between letters, when a Vietnamese syllable results;
* ``fải``, ``wá``, ``khôg``, ``bjết`` are written ``phải``, ``quá``, ``không``, ``biết``: letters of chat spelling in a word with
  diacritics, where Vietnamese spelling allows none of them and a syllable results;
* ``quáaaa`` is written ``quá``: a letter three times or more, or twice at the end where no word of any usual
  language ends so, when a Vietnamese syllable results.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from nlp.normalise.folding import fold
from nlp.normalise.syllable import is_syllable
from nlp.normalise.tones import place_tone

_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтвнАЕОРСУХІЈЅКМТВНοαενικρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧɡı",
    "aeopcyxijshdqwkmtbhAEOPCYXIJSKMTBHoaevikptuxABEZHIKMNOPTYXgi",
)
_OTHER_ALPHABET = re.compile(r"[\u0370-\u03ff\u0400-\u052fɡı]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")

_LEET = str.maketrans("0134@$", "oieaas")
_LEET_INSIDE = re.compile(r"(?<=[^\W\d_])[0134@$](?=[^\W\d_])")
_LEET_AT_END = re.compile(r"(?<=[ăâáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệ])0$", re.IGNORECASE)
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_CHAT_LETTERS = (
    (re.compile(r"^f"), "ph"),
    (re.compile(r"^w"), "qu"),
    (re.compile(r"^j(?=[^iìíỉĩị])"), "gi"),
    (re.compile(r"(?<=[^\W\d_])j(?=[^\W\d_])"), "i"),
    (re.compile(r"^ng(?=[eêèéẻẽẹềếểễệiìíỉĩị])"), "ngh"),
    (re.compile(r"^g(?=[eêèéẻẽẹềếểễệ])"), "gh"),
    (re.compile(r"^k(?=[aăâoôơuưàáảãạằắẳẵặầấẩẫậòóỏõọồốổỗộờớởỡợùúủũụừứửữự])"), "c"),
    (re.compile(r"(?<=[^nN])g$"), "ng"),
    (re.compile(r"(?<=[iìíỉĩị])h$"), "nh"),
)
"""What chat spelling writes, and what for. Vietnamese has no f, w or j, writes ngh and gh before e and i, c before other
vowels, and ends no word in a bare g or h."""
_DOUBLED = re.compile(r"([a-z])\1$")
_DOUBLED_IN_ENGLISH = frozenset("eo")
_LONGEST_WORD = 40


@lru_cache(maxsize=65536)
def respell(word: str) -> str:
    """The standard spelling of ``word``; itself when there is nothing to do or it is very long."""
    if len(word) > _LONGEST_WORD:
        return word
    if not word.isascii():
        word = place_tone(_latin(word))
    if _LEET_INSIDE.search(word) or word.endswith("0"):
        word = _letters_for_digits(word)
    word = _unstretched(word)
    return word if word.isascii() else _without_chat_letters(word)


def _latin(word: str) -> str:
    if _OTHER_ALPHABET.search(word) and _LATIN.search(word):
        return unicodedata.normalize("NFC", word.translate(_LOOKALIKES))
    return word


def _letters_for_digits(word: str) -> str:
    changed = _LEET_INSIDE.sub(lambda match: match.group().translate(_LEET), word)
    changed = _LEET_AT_END.sub("o", changed)
    if changed == word or not is_syllable(fold(changed)):
        return word
    return changed.upper() if word.isupper() and len(word) > 2 else changed


def _without_chat_letters(word: str) -> str:
    if not word[1:].islower() or word[0] == "K":  # names such as Kông keep their letters
        return word
    lowered = word.lower()
    written = lowered
    for pattern, letters in _CHAT_LETTERS:
        written = pattern.sub(letters, written)
    if written == lowered or not is_syllable(fold(written)):
        return word
    written = place_tone(written)
    return written[0].upper() + written[1:] if word[0].isupper() else written


def _unstretched(word: str) -> str:
    folded = fold(word)
    match = _STRETCHED.search(folded)
    if match is None:
        return _undoubled(word, folded)
    if not word[match.start()].islower():
        return word
    kept: list[str] = []
    at = 0
    for run in _STRETCHED.finditer(folded):
        stretch = word[slice(*run.span())]
        kept += (word[at : run.start()], _richest(stretch))
        at = run.end()
    shorter = "".join(kept) + word[at:]
    return shorter if len(shorter) > 1 and is_syllable(fold(shorter)) else word


def _undoubled(word: str, folded: str) -> str:
    match = _DOUBLED.search(folded)
    if match is None or len(word) < 3 or not word[match.start() :].islower() or is_syllable(folded):
        return word
    if word.isascii() and (match.group(1) in _DOUBLED_IN_ENGLISH or match.group(1) not in "aeiouy"):
        return word
    return word[:-2] + _richest(word[-2:]) if is_syllable(folded[:-1]) else word


def _richest(stretch: str) -> str:
    """The letter of a stretch that carries diacritics, else the first."""
    return next((letter for letter in stretch if not letter.isascii()), stretch[0])

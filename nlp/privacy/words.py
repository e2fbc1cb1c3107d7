"""What the name lexicons say of one word by itself, and which texts may hold a name at all.

Most texts hold none, so a text is first looked at by pieces, the runs between white space. What a piece can be in a
name is worked out once and remembered; longer numbers and handles, which may be somebody's, are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from nlp.normalise.folding import fold
from nlp.normalise.spelling import respell
from nlp.normalise.syllable import is_syllable
from nlp.privacy.cues import (
    ACTING,
    AND,
    ASKED,
    KIN_OF_FULL,
    ORDER,
    RELATED,
    SELF,
    SMALL_SURNAMES,
    SPOKEN_OF,
    SURE_SMALL_SURNAMES,
)
from nlp.privacy.lexicon import Lexicon, lexicon

WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)?|\d+")
_APOSTROPHE = re.compile(r"['’`]")
_MOST_REMEMBERED = 50_000
_MOST_DIGITS = 4
_LONGEST_REMEMBERED = 40
_ROUND_SUM = re.compile(r"[1-9][0-9]{0,2}(?:\.000){1,2}[.,;:]?")
"""Nobody's number, however long, and in many posts."""
_PLACEHOLDERS = frozenset({"[TÊN]", "[SĐT]", "[TK]", "[EMAIL]", "[CCCD]", "[BIỂN", "SỐ]", "[@]"})
"""Placeholders as they stand between white space."""


# Signs of where a name may begin, as bits; plain integers, since this is asked of every word of every post.
SURE = 1
"""Whatever stands around."""
PAIRED = 2
"""When a capital follows."""
CUED = 4
"""When a capital or an act follows, or something before leads to it."""
SMALL = 8
"""In small letters: when a middle name follows."""
CAPITAL = 16
"""When a title stands before it."""
KINDRED = 32
"""In small letters: when a word of kinship stands before it."""
NAMED = SURE | PAIRED | CUED | SMALL
"""Also without a title."""
_TITLES = 64
"""Ends in a title, or in who may say their name and a comma."""
_SPEAKS_OF = 128
"""Ends in what stands before somebody spoken of."""
_IS_KIN = 256
"""Ends in a word of kinship."""
_ACTS = 512
"""Begins with what follows somebody."""
_MIDDLE = 1024
"""Begins with a middle name in small letters."""
_BEGINS = NAMED | CAPITAL | KINDRED
_WAITS = PAIRED | CUED | SMALL


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word as written, its spellings, its shape, and what it can be in a name.

    ``lower`` is in small letters, ``spelt`` has its tone mark in the standard place besides, ``folded`` none.
    ``capitalised``: a capital first letter and no other. ``letters``: nothing but letters. ``marked``: some are not of ASCII. ``surname``, ``given``: how far it is believed as one, or None.
    ``ends_title``: some title ends with it. ``sign``: where a name may begin with it.
    """

    text: str
    lower: str
    spelt: str
    folded: str
    capitalised: bool
    letters: bool
    marked: bool
    shouted: bool
    syllable: bool
    surname: str | None
    given: str | None
    middle: bool
    stop: bool
    place_word: bool
    firm: bool
    brand: bool
    order: bool
    opens_known: bool
    ends_title: bool
    sign: int


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """What stands between white space: its words, its signs, its length with the space behind it, and where in it each word begins."""

    words: tuple[Word, ...]
    sign: int
    reach: int
    places: tuple[int, ...]


class _Remembered(dict[str, Piece]):
    """Pieces by how they are written; one that is asked for the first time is worked out."""

    def __init__(self, learn: Callable[[str], Piece]) -> None:
        super().__init__()
        self._learn = learn

    def __missing__(self, text: str) -> Piece:
        return self._learn(text)


class Words:
    """The words a lexicon tells apart, remembered as they are met."""

    def __init__(self, tables: Lexicon) -> None:
        self.lexicon = tables
        self._words: dict[str, Word] = {}
        self._pieces = _Remembered(self._learn_piece)

    def pieces(self, text: str) -> list[Piece]:
        """The pieces of a text in order."""
        return list(map(self._pieces.__getitem__, text.split()))

    def _learn_piece(self, text: str) -> Piece:
        found = list(WORD.finditer(text))
        words = tuple(self._learn(match.group()) for match in found)
        sign = _sign_of_piece(text, words, self.lexicon)
        piece = Piece(words, sign, len(text) + 1, tuple(match.start() for match in found))
        is_somebodys = "@" in text or (
            sum(map(str.isdigit, text)) > _MOST_DIGITS and not _ROUND_SUM.fullmatch(text)
        )
        if len(text) <= _LONGEST_REMEMBERED and not is_somebodys:
            if len(self._pieces) >= _MOST_REMEMBERED:
                self._pieces.clear()
            self._pieces[text] = piece
        return piece

    def _learn(self, text: str) -> Word:
        known = self._words.get(text)
        if known is not None:
            return known
        word = self._word(text)
        if not (text[0].isdigit() and len(text) > _MOST_DIGITS):
            if len(self._words) >= _MOST_REMEMBERED:
                self._words.clear()
            self._words[text] = word
        return word

    def _word(self, text: str) -> Word:
        tables = self.lexicon
        lower = text.lower()
        spelt, folded = respell(lower), fold(lower)
        parts = _APOSTROPHE.split(text)
        word = Word(
            text=text,
            lower=lower,
            spelt=spelt,
            folded=folded,
            capitalised=text[0].isupper() and all(part[1:].islower() or len(part) == 1 for part in parts),
            letters=text.isalpha(),
            marked=not text.isascii(),
            shouted=text.isupper(),
            syllable=len(text) == 1 or is_syllable(folded),
            surname=tables.surnames.get(spelt),
            given=tables.given.get(spelt),
            middle=spelt in tables.middle,
            stop=(lower in tables.stops or spelt in tables.stops) and spelt not in tables.middle,
            place_word=lower in tables.place_words,
            firm=lower in tables.firms,
            brand=lower in tables.brands,
            order=spelt in ORDER,
            opens_known=spelt in tables.known_firsts or lower in tables.known_firsts,
            ends_title=lower in tables.titles_by_end,
            sign=0,
        )
        object.__setattr__(word, "sign", _sign(word, tables, len(parts) > 1))
        return word


def _sign(word: Word, tables: Lexicon, is_compound: bool) -> int:
    if word.text[0].islower():
        if word.text in SURE_SMALL_SURNAMES or (word.surname == "strong" and word.text.islower()):
            return SMALL | KINDRED
        return KINDRED if word.text in SMALL_SURNAMES or word.spelt in tables.small_given else 0
    if not word.capitalised and (not word.shouted or not word.syllable):
        return 0
    if word.brand or (word.stop and not word.surname):
        return 0
    sign = CAPITAL
    bare = word.text.isascii() and word.folded in tables.bare_surnames
    if word.given == "sure" or is_compound:
        sign |= SURE
    elif word.given:
        sign |= CUED
    if word.surname or word.middle or word.order or bare or word.text in {"A", "Y"}:
        sign |= PAIRED
    return sign


def _sign_of_piece(text: str, words: tuple[Word, ...], tables: Lexicon) -> int:
    if not words or text.rstrip(",.;:!?") in _PLACEHOLDERS:
        return _SPEAKS_OF if text == "&" else 0
    is_code = len(words) > 1 and len(words[0].text) == 1 and words[1].text.isdigit()  # A1, K68
    sign = 0 if is_code else words[0].sign
    if any(word.sign for word in words[1:]) or (":" in text and sign & CUED):
        sign |= SURE
    first, last = words[0], words[-1].lower
    if first.lower in ACTING or first.lower in RELATED or first.lower in AND:
        sign |= _ACTS
    if first.folded in tables.bare_middle and first.text.islower():
        sign |= _MIDDLE
    if any(sort != "given" for _, sort in tables.titles_by_end.get(last, ())) or (
        last in SELF and text.endswith(",")
    ):
        sign |= _TITLES
    if words[-1].ends_title or last in SPOKEN_OF or last in ASKED or last in AND:
        sign |= _SPEAKS_OF
    return sign | (_IS_KIN if last in KIN_OF_FULL else 0)


def may_hold_names(pieces: list[Piece]) -> bool:
    """Whether a name may begin in any of the pieces, told by each and its neighbours."""
    before = begun = 0
    for piece in pieces:
        sign = piece.sign
        if begun and (
            sign & CAPITAL or (begun & CUED and sign & _ACTS) or (begun & SMALL and sign & _MIDDLE)
        ):
            return True
        begun = 0
        if sign & _BEGINS:
            if sign & SURE or (sign & CAPITAL and before & _TITLES):
                return True
            if (sign & CUED and before & _SPEAKS_OF) or (sign & KINDRED and before & _IS_KIN):
                return True
            begun = sign & _WAITS
        before = sign
    return False


@cache
def shipped() -> Words:
    """The words of the lexicons that ship with the program."""
    return Words(lexicon())

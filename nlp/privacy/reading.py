"""The words of one text and the questions asked of them. Offsets are of a view with plain characters."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, chain

from nlp.privacy.lexicon import Lexicon
from nlp.privacy.words import Piece, Word

SPACE = re.compile(r"[ \t\u00a0]{1,3}")
_INITIALS_GAP = re.compile(r"\. ?")
_AREAS = frozenset({"xã", "phường", "huyện", "quận", "tỉnh", "thôn", "ấp", "bản", "thị trấn"})
_MAX_SYLLABLES = 5
_HEADLINE_SHARE = 0.7
_HEADLINE_WORDS = 8
_MARKED_SHARE = 0.2
_LONGEST_PLACE = 4
_VOWEL = re.compile(r"[aeiouy]")
_CLAUSE_END = re.compile(r"[.!?…\n:;\"“”(\[]")
_WIDE = re.compile(r"\s\s+")


def _is_foreign(word: Word) -> bool:
    return not word.brand and not word.shouted and _VOWEL.search(word.folded) is not None


class Reader:
    """The words of a text, each known to the lexicon or not."""

    def __init__(self, text: str, pieces: Sequence[Piece], lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.words: list[Word] = list(chain.from_iterable([piece.words for piece in pieces]))
        self._pieces = pieces

    @cached_property
    def _firsts(self) -> list[int]:
        """The number of the first word of each piece."""
        return list(accumulate([len(piece.words) for piece in self._pieces], initial=0))

    @cached_property
    def _starts(self) -> list[int]:
        """Where each piece would begin if one character stood between it and the one before."""
        lead = len(self.text) - len(self.text.lstrip())
        return list(accumulate([piece.reach for piece in self._pieces], initial=lead))

    @cached_property
    def _wider(self) -> tuple[list[int], list[int]]:
        """Up to where pieces are shifted by so many characters, since more than one stand between some."""
        until, shifts, shift = list[int](), [0], 0
        last = len(self.text.rstrip()) + 1
        wider = _WIDE.finditer(self.text, self._starts[0])
        while self._starts[-1] + shift < last:
            space = next(wider)
            until.append(space.start() - shift)
            shift += space.end() - space.start() - 1
            shifts.append(shift)
        return until, shifts

    @cached_property
    def headline(self) -> bool:
        """Whether Most Words Begin With A Capital."""
        capitals = [word for word in self.words if word.capitalised]
        if len(capitals) < _HEADLINE_SHARE * _HEADLINE_WORDS:
            return False
        letters = len([word for word in self.words if word.letters])
        if letters < _HEADLINE_WORDS:
            return False
        return len([word for word in capitals if word.letters]) >= _HEADLINE_SHARE * letters

    @cached_property
    def marked(self) -> bool:
        """Whether the text is written with diacritics: at least a fifth of its words have some."""
        marked = len([word for word in self.words if word.marked])
        return marked > 0 and marked >= _MARKED_SHARE * len(self.words)

    @cached_property
    def shouting(self) -> bool:
        """Whether most words are in capitals throughout."""
        words = [word for word in self.words if word.letters]
        return sum(word.shouted for word in words) > len(words) / 2 and len(words) >= _HEADLINE_WORDS

    def start(self, index: int) -> int:
        """Where a word begins."""
        piece = bisect_right(self._firsts, index) - 1
        start, (until, shifts) = self._starts[piece], self._wider
        return (
            start
            + shifts[bisect_left(until, start)]
            + self._pieces[piece].places[index - self._firsts[piece]]
        )

    def end(self, index: int) -> int:
        """Where a word ends."""
        return self.start(index) + len(self.words[index].text)

    def gap(self, index: int) -> str:
        """What stands between a word and the one before; a line break at the beginning of the text."""
        if index == 0:
            return "\n"
        return self.text[self.end(index - 1) : self.start(index)]

    def opens_clause(self, index: int) -> bool:
        """Whether a word would have its capital anyway: it begins a sentence, a line or a quotation."""
        return _CLAUSE_END.search(self.gap(index)) is not None

    def adjoins(self, index: int) -> bool:
        """Whether only a space parts a word from the one before."""
        if index <= 0:
            return False
        gap = self.gap(index)
        return gap == " " or SPACE.fullmatch(gap) is not None

    def before(self, index: int, distance: int = 1) -> str:
        """The word so many places before in small letters when only spaces part them, else nothing."""
        if index < distance:
            return ""
        for step in range(distance):
            if not self.adjoins(index - step):
                return ""
        return self.words[index - distance].lower

    def after(self, index: int) -> str:
        """The next word as written when only a space parts them, else nothing."""
        if index + 1 < len(self.words) and self.adjoins(index + 1):
            return self.words[index + 1].text
        return ""

    def role_before(self, index: int) -> bool:
        """Whether a role of two or three words ends right before ``index`` (``chủ tịch`` | ``xã``)."""
        return any(
            self.lexicon.titles.get(tuple(word.lower for word in self.words[max(0, index - size) : index]))
            == "role"
            for size in (2, 3)
        )

    def run(self, index: int, shouted: bool = False, foreign: bool = False) -> int:
        """How many words from ``index`` on could be one name; ``foreign``: also of other than Vietnamese syllables."""
        count = 0
        while index + count < len(self.words) and count < _MAX_SYLLABLES:
            word = self.words[index + count]
            if not (word.shouted if shouted else word.capitalised):
                break
            if not (word.syllable or (foreign and _is_foreign(word))):
                break
            if count and not (self.adjoins(index + count) or self._initial(index + count)):
                break
            if count and self.stops_at(index + count):
                break
            if count and not self.words[index].surname and self._is_place(index + count):
                break
            count += 1
        return count

    def _initial(self, index: int) -> bool:
        return (
            len(self.words[index].text) == 1
            and len(self.words[index - 1].text) == 1
            and _INITIALS_GAP.fullmatch(self.gap(index)) is not None
        )

    def _is_place(self, index: int) -> bool:
        """Whether a known place of two words begins at ``index``, as in ``Lan Bến Tre``."""
        return self.words[index].opens_known and self.spelling(index, 2) in self.lexicon.places

    def stops_at(self, index: int) -> bool:
        """Whether an office, a people or another word that is no name begins here."""
        word = self.words[index]
        if word.stop:
            return True
        if index + 1 == len(self.words):
            return False
        following = self.words[index + 1]
        pair = f"{word.lower} {following.lower}"
        return pair in self.lexicon.stops or (following.text.islower() and pair in self.lexicon.compounds)

    def is_known(self, index: int, count: int) -> bool:
        """Whether the run begins with a known place, or is the beginning of one, with its diacritics or with none."""
        return self.known(index, self.lexicon.places, 1, count) > 0

    def known(self, index: int, names: frozenset[str], fewest: int = 2, most: int = 0) -> int:
        """The length of the longest of ``names`` of so many words or more that stands at ``index`` in capitals; 0 for none."""
        count = max(most, 1)
        if not self.words[index].opens_known:
            return 0
        while count < _LONGEST_PLACE and self.after(index + count - 1)[:1].isupper():
            count += 1
        sizes = range(count, fewest - 1, -1)
        return next((size for size in sizes if self.spelling(index, size) in names), 0)

    def spelling(self, index: int, count: int) -> str:
        """Words in small letters, tone marks in their standard place."""
        return " ".join(word.spelt for word in self.words[index : index + count])

    def is_figure(self, index: int, count: int) -> bool:
        """Whether the run is the name of a figure of history."""
        return self.spelling(index, count) in self.lexicon.figures

    def after_place_word(self, index: int) -> bool:
        """Whether the word before makes the run a street, a school or a house number's street."""
        if index == 0:
            return False
        before = self.words[index - 1]
        if not (before.place_word or before.text.isdigit()):
            return False
        gap = self.gap(index)
        spaced = SPACE.fullmatch(gap) is not None
        if not (spaced or _INITIALS_GAP.fullmatch(gap)):
            return False
        if before.text.isdigit():
            return spaced and len(before.text) <= 4
        if gap.startswith(".") and len(before.text) > 2:
            return False
        if before.lower in _AREAS and self.role_before(index - 1):
            return False
        return not (before.text.isascii() and not self.words[index].text.isascii() and len(before.text) > 2)

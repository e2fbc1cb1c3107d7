"""Words by what they do in a sentence ("phải" obliges, "mang" is done, "quầy" is a place), as bits.

The words are data (``slot_words.yaml``): classes the slot tagger sees, and classes only the grammar of
``nlp.evidence.hints`` reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nlp import lexicons
from nlp.evidence.scan import Word
from nlp.normalise import fold

NUMBER = -1
"""What ``feature_classes`` says of a word in digits."""


@dataclass(frozen=True)
class WordClasses:
    """``written`` and ``bare``: class bits by word with and without its marks. ``grammar``: bits of the
    classes the grammar reads, by name; ``seen``: of those the tagger sees. ``features``: mask of the latter."""

    written: dict[str, int]
    bare: dict[str, int]
    grammar: dict[str, int]
    features: int
    seen: dict[str, int]


@lru_cache(maxsize=1)
def word_classes() -> WordClasses:
    """The shipped classes, read once."""
    data = lexicons.from_yaml((Path(__file__).parent / "slot_words.yaml").read_text(encoding="utf-8"))
    written: dict[str, int] = {}
    bare: dict[str, int] = {}
    grammar: dict[str, int] = {}
    seen: dict[str, int] = {}
    place = 0
    for part in ("features", "grammar"):
        for name, words in data[part].items():
            bit = 1 << place
            place += 1
            (grammar if part == "grammar" else seen)[name] = bit
            for word in words.split():
                written[word] = written.get(word, 0) | bit
                bare[fold(word)] = bare.get(fold(word), 0) | bit
    return WordClasses(written, bare, grammar, (1 << len(data["features"])) - 1, seen)


@lru_cache(maxsize=64)
def class_mask(names: tuple[str, ...]) -> int:
    """The bits of these classes, of those the tagger sees."""
    return sum(word_classes().seen[name] for name in names)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words ``start:end`` (indices). ``kind``: ``time``, ``free``, or a quantity: ``money``, ``age``, ``percent``,
    ``count``. ``what``: the kinds of times in it, as met."""

    start: int
    end: int
    kind: str
    what: str = ""


class ClassedWords:
    """The words of a text with the classes of each; asking beyond the ends is allowed and finds nothing."""

    def __init__(self, words: Sequence[Word]) -> None:
        """Look every word up once."""
        known = word_classes()
        written, bare = known.written, known.bare
        self.words = words
        self.classes = [
            bare.get(word.folded, 0) if word.bare and word.written.isascii() else written.get(word.written, 0)
            for word in words
        ]
        self._bits = known.grammar

    def has(self, at: int, name: str) -> bool:
        """Whether the word at a place is of a class of the grammar."""
        return 0 <= at < len(self.classes) and self.classes[at] & self._bits[name] != 0

    def digits(self, at: int) -> str:
        """The number at a place as written in digits, or nothing."""
        folded = self.folded(at)
        return folded if folded and folded[0].isdigit() else ""

    def folded(self, at: int) -> str:
        """The word at a place without marks, or nothing."""
        return self.words[at].folded if 0 <= at < len(self.words) else ""

    def feature_classes(self) -> list[int]:
        """The classes of each word the tagger sees, as bits; ``NUMBER`` for digits."""
        mask = word_classes().features
        return [
            NUMBER if word.is_number else own & mask
            for word, own in zip(self.words, self.classes, strict=True)
        ]

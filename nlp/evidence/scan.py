"""One pass over a text that every slot finder shares: its words, clauses and sentences.

All offsets here are into ``Text.normalised`` (and ``folded``, which is as long); only
``nlp.evidence.slots`` turns them into ranges of the original.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from nlp.contracts import Text
from nlp.evidence.phrasebook import Runs
from nlp.evidence.spelling import may_be, writes_marks
from nlp.normalise import fold

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+|[%/\-–~]")
# A full stop inside a number or an abbreviation with no space after it ends nothing.
_SENTENCE_END = re.compile(r"(?:[.!?…]+(?=\s|$))|[\n;]")
_CLAUSE_END = re.compile(r"[,:()](?!\d)")

MAX_FOUND = 64
"""Most finds of one kind in one text. A longer list is a price list or a table, which no reviewer reads."""


class Word(NamedTuple):
    """A run of letters, a number, or one of ``% / - ~``. ``glued``: nothing stands before it.

    ``bare``: its text is written without marks, so it may be any word of these letters.
    """

    folded: str
    written: str
    start: int
    end: int
    glued: bool
    bare: bool

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.folded[0].isdigit()

    def reads(self, *accented: str) -> bool:
        """Whether it can be one of these: written so, or in a text without marks."""
        if self.folded not in _folded(accented):  # nearly always: asked of every word of a text
            return False
        return any(fold(form) == self.folded and may_be(self.written, form, self.bare) for form in accented)


@lru_cache(maxsize=4096)
def _folded(accented: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, accented))


@dataclass(frozen=True)
class Scan:
    """A text with its words and sentences."""

    text: Text
    words: tuple[Word, ...]
    sentences: tuple[tuple[int, int], ...]
    kept: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What a reader has found here once, for whoever asks again."""

    @cached_property
    def runs(self) -> Runs:
        """What all phrase books look into."""
        return Runs(self.text.folded)

    @cached_property
    def _word_starts(self) -> tuple[int, ...]:
        return tuple(word.start for word in self.words)

    @cached_property
    def _sentence_starts(self) -> tuple[int, ...]:
        return tuple(start for start, _ in self.sentences)

    def word_index(self, offset: int) -> int:
        """Index of the first word starting at or after ``offset``."""
        return bisect_left(self._word_starts, offset)

    def sentence(self, offset: int) -> tuple[int, int]:
        """The sentence around ``offset``."""
        at = bisect_right(self._sentence_starts, offset) - 1
        return self.sentences[at] if at >= 0 else (0, len(self.text.normalised))

    def clause(self, offset: int) -> tuple[int, int]:
        """The part of the sentence between commas, colons and brackets around ``offset``."""
        start, end = self.sentence(offset)
        for match in _CLAUSE_END.finditer(self.text.folded, start, end):
            if match.end() <= offset:
                start = match.end()
            elif match.start() >= offset:
                return start, match.start()
        return start, end

    def before(self, offset: int, count: int, within: tuple[int, int] | None = None) -> tuple[Word, ...]:
        """Up to ``count`` words that end before ``offset``, in order, not leaving its sentence."""
        low, _ = within or self.sentence(max(0, offset - 1))
        at = self.word_index(offset)
        return tuple(word for word in self.words[max(0, at - count) : at] if word.start >= low)

    def after(self, offset: int, count: int) -> tuple[Word, ...]:
        """Up to ``count`` words from ``offset`` on, in order, not leaving its sentence."""
        _, high = self.sentence(max(0, offset - 1))
        at = self.word_index(offset)
        return tuple(word for word in self.words[at : at + count] if word.end <= high)

    def between(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that start within a range."""
        return self.words[self.word_index(start) : self.word_index(end)]


def slice_text(text: Text, start: int, end: int) -> Text:
    """A part of a text as a text of its own; spans still point into the whole original."""
    return Text(
        text.original,
        text.normalised[start:end],
        text.folded[start:end],
        text.starts[start:end],
        text.ends[start:end],
    )


_latest: tuple[Text, Scan] | None = None
"""The text scanned last: one reader after another asks for the same. Replaced as a whole, so safe between threads."""


def scan(text: Text) -> Scan:
    """Split a text into words and sentences; asked again for the same text object, the same scan."""
    global _latest
    latest = _latest
    if latest is not None and latest[0] is text:
        return latest[1]
    scanned = _scan(text)
    _latest = (text, scanned)
    return scanned


def _scan(text: Text) -> Scan:
    folded, normalised = text.folded, text.normalised
    words = []
    bare = not writes_marks(normalised)
    last_end = -1
    lowered = normalised.lower()
    if len(lowered) != len(normalised):  # a few capitals grow when lowered
        lowered = normalised
    make = tuple.__new__  # half the time of calling the class
    for match in _WORD.finditer(folded):
        start, end = match.span()
        written = lowered[start:end] if lowered is not normalised else normalised[start:end].lower()
        words.append(make(Word, (match[0], written, start, end, start == last_end, bare)))
        last_end = end
    sentences = []
    start = 0
    for match in _SENTENCE_END.finditer(folded):
        sentences.append((start, match.start()))
        start = match.end()
    if start < len(folded) or not sentences:
        sentences.append((start, len(folded)))
    return Scan(text, tuple(words), tuple(sentences))

"""One pass over a text that every slot finder shares: its words, clauses and sentences.

All offsets here are into ``Text.normalised`` (and ``folded``, which is as long); only
``nlp.evidence.slots`` turns them into ranges of the original.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, wraps
from typing import Any, NamedTuple, TypeVar

from nlp.contracts import Text
from nlp.evidence.phrasebook import Runs, kept_runs
from nlp.evidence.spelling import may_be, writes_marks
from nlp.normalise import fold, normalise

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
    """A text with its words and sentences, each found when first asked for."""

    text: Text
    kept: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What a reader has found here once, for whoever asks again."""

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Words, numbers and the signs between them, in order."""
        return _words(self.text)

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Ranges of sentences, in order; at least one."""
        folded = self.text.folded
        found = []
        start = 0
        for match in _SENTENCE_END.finditer(folded):
            found.append((start, match.start()))
            start = match.end()
        if start < len(folded) or not found:
            found.append((start, len(folded)))
        return tuple(found)

    @cached_property
    def runs(self) -> Runs:
        """What all phrase books look into."""
        return kept_runs(self.text.folded)

    @cached_property
    def _word_starts(self) -> tuple[int, ...]:
        return tuple(word.start for word in self.words)

    @cached_property
    def _sentence_starts(self) -> tuple[int, ...]:
        return tuple(start for start, _ in self.sentences)

    @cached_property
    def _clause_ends(self) -> tuple[int, ...]:
        return tuple(match.start() for match in _CLAUSE_END.finditer(self.text.folded))

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
        marks = self._clause_ends
        at = bisect_left(marks, offset)
        if at and marks[at - 1] >= start:
            start = marks[at - 1] + 1
        if at < len(marks) and marks[at] < end:
            end = marks[at]
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


_Found = TypeVar("_Found")


def kept(find: Callable[[Scan], _Found]) -> Callable[[Scan], _Found]:
    """A finder whose finds stay with the scan: slots, statements and the learned verdict all ask for the same sums and days."""

    @wraps(find)
    def found(scanned: Scan) -> _Found:
        known: _Found | None = scanned.kept.get(find)
        if known is None:
            known = scanned.kept[find] = find(scanned)
        return known

    return found


def slice_text(text: Text, start: int, end: int) -> Text:
    """A part of a text as a text of its own; spans still point into the whole original."""
    return Text(
        text.original,
        text.normalised[start:end],
        text.folded[start:end],
        text.starts[start:end],
        text.ends[start:end],
    )


def scan_words(written: str) -> Scan:
    """A few words, those of a slot for instance, as a text of their own."""
    return scan(normalise(written))


_MOST_KEPT = 32
_recent: dict[int, Scan] = {}
"""The texts scanned last, by identity: one reader after another asks for the same. Replaced as a whole, so safe between threads."""


def scan(text: Text) -> Scan:
    """Split a text into words and sentences; asked again soon for the same text object, the same scan."""
    global _recent
    recent = _recent
    known = recent.get(id(text))
    if known is not None and known.text is text:
        return known
    scanned = Scan(text)
    others = list(recent.items())[1 - _MOST_KEPT :]
    _recent = {**dict(others), id(text): scanned}
    return scanned


def _words(text: Text) -> tuple[Word, ...]:
    folded, normalised = text.folded, text.normalised
    bare = not writes_marks(normalised)
    lowered = normalised.lower()
    if len(lowered) != len(normalised):  # a few capitals grow when lowered
        lowered = normalised
    make = tuple.__new__  # half the time of calling the class
    words = []
    last_end = -1
    for match in _WORD.finditer(folded):
        start, end = match.span()
        written = lowered[start:end] if lowered is not normalised else normalised[start:end].lower()
        words.append(make(Word, (match[0], written, start, end, start == last_end, bare)))
        last_end = end
    return tuple(words)

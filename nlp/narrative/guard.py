"""What keeps two posts apart that say nearly the same: the contradiction guard.

Every fact of one must be found in the other at the place that corresponds: in the same words, or in others of the same
meaning (``50k``, ``50.000 đồng``). What cannot be found is a difference, and such posts are never merged by the machine
(``DESIGN.md``, section 2). A sentence that only one of the two has counts with its figures, dates and offices; a greeting
or a question that only introduces does not.

Cannot see: another story told in the same words. A change of what is neither number, date, denial, document nor office:
``nlp.narrative.exchanges``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.evidence.spelling import one_spelling
from nlp.narrative.alignment import Alignment
from nlp.narrative.facts import WEAK, Fact
from nlp.narrative.reading import MOST_FACTS, Reading
from nlp.negation import CONDITIONS

NOTHING = "—"
"""Stands for the words of the side that has none."""

HALF = 0.5
"""Share of a sentence that must be in the other text for its asking to count."""

_PLACES = frozenset({"xa", "phuong", "tinh", "huyen", "thon", "ap", "quan"})
_LEAST_NAME = 2
_VALUED = frozenset({"number", "date", "document", "agency"})
_MOST_BETWEEN = 4
"""Most words put between a denial and what it denies."""

_DUTIES = frozenset({"phai", "duoc", "can", "bi", "nen", "bat", "cho"})
"""*Chưa nộp* says what has not happened, *chưa phải nộp* that it need not."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What keeps two look-alikes apart.

    ``kind`` is ``number``, ``date``, ``negation``, ``document``, ``agency``, ``question`` (one asks what the
    other tells), or of ``nlp.narrative.exchanges`` ``thing`` or ``words``; ``ours`` and ``theirs`` are words of the two texts, ``—`` where one has nothing.
    """

    kind: str
    ours: str
    theirs: str


def differences(ours: Reading, theirs: Reading, alignment: Alignment) -> tuple[Difference, ...]:
    """What differs in substance, the first of each kind; empty when nothing does."""
    if max(len(ours.facts), len(theirs.facts)) > MOST_FACTS:
        return (Difference("number", NOTHING, NOTHING),)
    found: dict[str, Difference] = dict(_renamed(ours, theirs, alignment))
    there, here = _Side(theirs, ours, alignment.turned()), _Side(ours, theirs, alignment)
    lost = list(there.lost())
    for fact in here.lost():
        if fact.kind not in found:
            other = next((one for one in lost if one.kind == fact.kind and here.corresponds(fact, one)), None)
            theirs_said = theirs.words(other.first, other.last) if other else NOTHING
            found[fact.kind] = Difference(fact.kind, ours.words(fact.first, fact.last), theirs_said)
    for fact in lost:
        if fact.kind not in found:
            found[fact.kind] = Difference(fact.kind, NOTHING, theirs.words(fact.first, fact.last))
    return tuple(found.values())


def _renamed(ours: Reading, theirs: Reading, alignment: Alignment) -> Iterator[tuple[str, Difference]]:
    """A place whose name was put in place of another, also where no capitals tell: *xa dong may*, *xa song lam*."""
    for change in alignment.changes():
        before = ours.forms[change.first - 1] if change.first else ""
        if before in _PLACES and min(change.gone, change.new) >= _LEAST_NAME:
            name = change.first, min(change.last, change.first + _LEAST_NAME)
            other = change.other_first, min(change.other_last, change.other_first + _LEAST_NAME)
            yield "agency", Difference("agency", ours.words(*name), theirs.words(*other))
            return


class _Side:
    """One text seen beside the other."""

    def __init__(self, mine: Reading, other: Reading, alignment: Alignment) -> None:
        self.mine, self.other, self.mates, self.other_mates = (
            mine,
            other,
            alignment.mates,
            alignment.other_mates,
        )
        self.stretches = alignment.stretches

    def lost(self) -> Iterator[Fact]:
        """Facts that the other text has not."""
        for fact in self.mine.facts:
            told = self._kept(fact) or self._told_otherwise(fact, self.other.facts) or self._covered(fact)
            if not told and self._counts(fact):
                yield fact

    def corresponds(self, fact: Fact, other: Fact) -> bool:
        """Whether a fact of the other text stands where this one would."""
        first, last = self._place(fact)
        return other.first < last and first < other.last

    def _kept(self, fact: Fact) -> bool:
        """Whether every piece has its mate, written with the same marks, and a denial what it denies."""
        mates = [self.mates[at] for at in range(fact.first, fact.last)]
        if min(mates) < 0 or not all(map(self._same_marks, range(fact.first, fact.last), mates)):
            return False
        if fact.kind == "document":
            return any(
                other.kind == "document" and other.first == mates[0] and _same_key(fact, other)
                for other in self.other.facts
            )
        if fact.kind == "negation":
            return not self._beside_its_like(fact) and self._governs_the_same(fact.last, mates[-1] + 1)
        return True

    def _beside_its_like(self, fact: Fact) -> bool:
        """Whether a word spelt the same beside it has no mate: bare, *đừng đụng* may have lost either."""
        forms = self.mine.forms
        beside = [at for at in (fact.first - 1, fact.last) if 0 <= at < len(forms) and self.mates[at] < 0]
        return any(forms[at] == forms[fact.first] for at in beside)

    def _same_marks(self, at: int, mate: int) -> bool:
        word, other = self.mine.pieces[at].word, self.other.pieces[mate].word
        if not (word.exact and other.exact) or word.folded != other.folded:
            return True
        return one_spelling(word.plain) == one_spelling(other.plain)

    def _governs_the_same(self, at: int, other: int) -> bool:
        """Whether the word behind is the same, or was changed itself, or pushed on by a few new words."""
        if not (self._goes_on(self.mine, at) and self._goes_on(self.other, other)):
            return True
        mate, other_mate = self.mates[at], self.other_mates[other]
        if mate == other or (mate < 0 and other_mate < 0):
            return True
        pushed = mate >= 0 and other_mate < 0 and self._adds_little(self.other, other, mate)
        return pushed or (other_mate >= 0 and mate < 0 and self._adds_little(self.mine, at, other_mate))

    @staticmethod
    def _adds_little(reading: Reading, first: int, last: int) -> bool:
        """Whether a few words stand between a denial and what it denies, and no duty among them."""
        return 0 < last - first <= _MOST_BETWEEN and _DUTIES.isdisjoint(reading.forms[first:last])

    @staticmethod
    def _goes_on(reading: Reading, at: int) -> bool:
        pieces = reading.pieces
        return at < len(pieces) and pieces[at].sentence == pieces[at - 1].sentence and pieces[at].form != "?"

    def _told_otherwise(self, fact: Fact, others: Sequence[Fact]) -> bool:
        """Whether the same value stands at the corresponding place in other words; a denial must be the same word."""
        if fact.kind not in _VALUED:
            return False
        first, last = self._place(fact)
        return any(
            one.first < last and first < one.last and _same_key(fact, one)
            for one in others
            if one.kind == fact.kind
        )

    def _covered(self, fact: Fact) -> bool:
        """Whether a slot over these words has the value of one at the corresponding place."""
        return fact.kind in _VALUED and any(
            self._told_otherwise(slot, self.other.slots)
            for slot in self.mine.slots
            if slot.first <= fact.first and fact.last <= slot.last
        )

    def _place(self, fact: Fact) -> tuple[int, int]:
        """Where in the other text the fact would stand: between the mates of what stands around it."""
        for one in self.stretches:
            if one.first <= fact.first < one.last:
                low, high = one.other_first, one.other_last
                for at in range(fact.first - 1, one.first - 1, -1):
                    if self.mates[at] >= 0:
                        low = self.mates[at] + 1
                        break
                for at in range(fact.last, one.last):
                    if self.mates[at] >= 0:
                        high = self.mates[at]
                        break
                return low, high
        return 0, 0

    def _counts(self, fact: Fact) -> bool:
        """Whether a fact that was not found keeps the two apart.

        An asking, where half of its sentence is in the other text. A denial in a condition (*ai chưa làm*), where a word
        beside it is. What is called an office without a name, where another one is called so instead.
        """
        if fact.key.startswith(WEAK):
            return any(one.kind == fact.kind and self.corresponds(fact, one) for one in self.other.facts)
        if fact.kind == "question":
            first, last = next(span for span in self.mine.sentences if span[0] <= fact.first < span[1])
            rest = [self.mates[at] >= 0 for at in range(first, last) if not fact.first <= at < fact.last]
            return sum(rest) >= HALF * len(rest)
        if fact.kind == "negation" and self._is_condition(fact):
            beside = self.mates[fact.first - 1 : fact.first], self.mates[fact.last : fact.last + 1]
            return any(mate >= 0 for one in beside for mate in one)
        return True

    def _is_condition(self, fact: Fact) -> bool:
        before = self.mine.pieces[fact.first - 1] if fact.first else None
        here = self.mine.pieces[fact.first]
        return before is not None and before.sentence == here.sentence and before.form in CONDITIONS


def _same_key(fact: Fact, other: Fact) -> bool:
    """Equal, or of documents: nothing that both say differs."""
    if fact.kind != "document" or fact.key.count(" ") != 2 or other.key.count(" ") != 2:
        return fact.key == other.key
    pairs = zip(fact.key.split(" "), other.key.split(" "), strict=True)
    return all(one == two or not one or not two for one, two in pairs)

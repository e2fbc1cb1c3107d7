"""What a text tells otherwise than a known wording it looks like, and whether it is a copy of it.

Several readers, of which each sees what the others do not. Of near copies: the contradiction guard of narratives (numbers, dates, denials,
documents, offices), and words in whose place others stand. Of all: things of one kind of which each side names another
(``verdict/alternatives.yaml``: one paper, one group for another). Of other wordings: the learned verdict with the known claim as its
passage, which sees other values and opposites in other words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from nlp.contracts import Text
from nlp.evidence.spelling import writes_marks
from nlp.evidence.verdict.alternatives import exchanged
from nlp.evidence.verdict.model import load_weights
from nlp.evidence.verdict.sides import Aligned, Side, align, read_side
from nlp.evidence.verdict.vector import read_pair
from nlp.narrative import NOTHING, Difference, Reading, compare
from nlp.narrative import Verdict as Sameness
from nlp.narrative.alignment import align as lay
from nlp.normalise import fold, normalise

TURNED = 0.5
"""From this probability of ``refuted`` on, a text that is no near copy tells something else: so of 15 of the 280 tellings again of
``retellings.jsonl``, and of nine in ten of those with another number, date or duty."""

MISSING = 0.05
"""A copy may lack so much of a wording's weight ("ghi" for "có"). At .08, the first of 140 other claims there would be a copy."""

SENSE, THING, WORDS = "sense", "thing", "words"
"""Kinds of ``Difference`` beside those of narratives: the opposite in other words, another thing of its kind, other words in their place."""

_VALUED = ("number", "date", "document", "agency")


@dataclass(frozen=True, slots=True)
class Likeness:
    """``copy``: the same words but for small ones. ``differences``: the first of each kind."""

    copy: bool
    differences: tuple[Difference, ...]


class Told(NamedTuple):
    """What the learned verdict makes of a text beside a known wording: the probabilities that it bears it out and that it refutes it."""

    supported: float
    refuted: float


def told(wording: str, part: Text) -> Told:
    """Ask the learned verdict, with the wording as the passage."""
    weights = load_weights()
    pair = read_pair(wording, as_written(part), None, weights.rarity, weights.unknown)
    supported, refuted, _ = weights.official(pair.figures)
    return Told(supported, refuted)


def as_written(part: Text) -> str:
    """A part of a text as it was written."""
    return part.original[part.starts[0] : part.ends[-1]].strip() if part.normalised else ""


def likeness(part: Text, wording: Side, said: Told) -> Likeness:
    """Compare a part of a text with a known wording; ``said``: what the learned verdict makes of the two."""
    known, ours = _reading(wording.text.original), Reading(part)
    alike = compare(ours, known)
    side = read_side(part)
    things = [Difference(THING, *words) for words in exchanged(side, wording)]
    if alike.verdict is Sameness.APART:
        values = list(_apart(ours, known)) or [Difference(SENSE, NOTHING, NOTHING)]
        return Likeness(False, (*things, *(values if said.refuted >= TURNED else ())))
    found = [*alike.differences, *things]
    whole = _missing(wording, side) <= MISSING
    if not found and not whole:
        found = list(_replaced(ours, known))
    return Likeness(alike.verdict is Sameness.ATTACH and whole, tuple(found))


def _missing(wording: Side, side: Side) -> float:
    """The share of the wording's weight that the text has nowhere."""
    laid = laid_over(wording, side)
    total = sum(laid.weights)
    lost = sum(weight for weight, places in zip(laid.weights, laid.found, strict=True) if not places)
    return lost / total if total else 0.0


def laid_over(wording: Side, side: Side) -> Aligned:
    """A wording laid over a text; over one without marks, it is read without."""
    weights = load_weights()
    bare = not writes_marks(side.text.normalised)
    return align(_bare(wording.text.original) if bare else wording, side, weights.rarity, weights.unknown)


@lru_cache(maxsize=4096)
def _bare(wording: str) -> Side:
    return read_side(normalise(fold(wording)))


def _replaced(ours: Reading, known: Reading) -> Iterator[Difference]:
    """The longest run of words of the wording in whose place the text has others."""
    changes = [one for one in lay(ours, known).changes() if one.gone and one.new]
    if changes:
        most = max(changes, key=lambda one: (one.new, one.gone))
        theirs = known.words(most.other_first, most.other_last)
        yield Difference(WORDS, ours.words(most.first, most.last), theirs)


def _apart(ours: Reading, known: Reading) -> Iterator[Difference]:
    """What two texts that are no copies tell otherwise: the first value of each kind that the other has not."""
    for kind in _VALUED:
        mine, theirs = _values(ours, kind), _values(known, kind)
        lost = [key for key in theirs if key not in mine]
        if lost:
            new = [key for key in mine if key not in theirs]
            yield Difference(kind, mine[new[0]] if new else NOTHING, theirs[lost[0]])
    denied, known_denied = _denials(ours), _denials(known)
    if len(denied) % 2 != len(known_denied) % 2:
        yield Difference("negation", next(iter(denied), NOTHING), next(iter(known_denied), NOTHING))


def _values(reading: Reading, kind: str) -> dict[str, str]:
    return {fact.key: reading.words(fact.first, fact.last) for fact in reading.facts if fact.kind == kind}


def _denials(reading: Reading) -> list[str]:
    return [reading.words(fact.first, fact.last) for fact in reading.facts if fact.kind == "negation"]


@lru_cache(maxsize=512)
def _reading(wording: str) -> Reading:
    return Reading(normalise(wording))

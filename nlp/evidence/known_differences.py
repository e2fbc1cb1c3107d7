"""What a text tells otherwise than a known wording it looks like, and whether it is a copy of it.

Of near copies, ``nlp.narrative.compare`` tells. Of other wordings: things of one kind of which each side names another
(``verdict/alternatives.yaml``: one paper, one group for another), and the learned verdict with the known claim as its passage, which sees
other values and opposites in other words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from nlp.contracts import Text
from nlp.evidence.verdict.alternatives import exchanged
from nlp.evidence.verdict.laid_over import laid_over
from nlp.evidence.verdict.model import load_weights
from nlp.evidence.verdict.sides import Side
from nlp.evidence.verdict.vector import read_pair
from nlp.narrative import NOTHING, Difference, Reading, compare
from nlp.narrative import Verdict as Sameness

TURNED = 0.5
"""From this probability of ``refuted`` on, a text that is no near copy tells something else: so of 15 of the 280 tellings again of
``retellings.jsonl``, and of nine in ten of those with another number, date or duty."""

MISSING = 0.05
"""A copy may lack so much of a wording's weight: on ``retellings.jsonl`` half of the copies lack less, and none of 140 other claims; from .08 on
some do."""

SENSE, THING = "sense", "thing"
"""Kinds of ``Difference``: the opposite in other words, which narratives do not look for, and another thing of its kind."""

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


def likeness(part: Text, known: Reading, said: Told) -> Likeness:
    """Compare a part of a text with a known wording; ``said``: what the learned verdict makes of the two."""
    ours = Reading(part)
    alike = compare(ours, known)
    if alike.verdict is Sameness.APART:
        values = list(_apart(ours, known)) or [Difference(SENSE, NOTHING, NOTHING)]
        things = [Difference(THING, *words) for words in exchanged(ours.side.scan, known.side.scan)]
        return Likeness(False, (*things, *(values if said.refuted >= TURNED else ())))
    return Likeness(
        alike.verdict is Sameness.ATTACH and _missing(ours.side, known.side) <= MISSING, alike.differences
    )


def _missing(ours: Side, known: Side) -> float:
    """The share of the wording's weight that the text has nowhere."""
    laid = laid_over(known, ours)
    total = sum(laid.weights)
    lost = sum(weight for weight, places in zip(laid.weights, laid.found, strict=True) if not places)
    return lost / total if total else 0.0


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

"""Known claims (kho đối chiếu): has somebody already concluded about what a text says?

The words of a known wording are laid over the text, also those that may stand for others (``nlp.evidence.verdict.sides``), and where a
sentence, or two that follow each other, have some of their weight, the learned verdict is asked whether they bear the wording out. What
is like enough is suggested, and what differs is told (``nlp.evidence.known_differences``). *Strong* is a copy of which hardly a word is
missing and in which nothing differs, of the office's own verdict. Imported verdicts are never more than suggested, and a verdict that does
not hold on the day of the text is not offered at all. Whatever is matched, a person sees both texts and why; nothing follows by itself.
``nlp.measures.known_claims`` measures it.

Cannot see: a claim told by what follows from it ("nhà thương đuổi về"), where no word stands for another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from models.vocabulary import Verdict
from nlp.contracts import Text
from nlp.evidence.known_differences import Told, as_written, likeness, told
from nlp.evidence.scan import slice_text
from nlp.evidence.verdict.laid_over import laid_over
from nlp.evidence.verdict.sides import Aligned, Side, read_side
from nlp.narrative import Difference, Reading
from nlp.normalise import normalise

LEAST_SHARED = 0.25
"""Least share of a wording's weight that a part of the text must have to be read at all. Own choice."""

SAME = 0.6
"""A claim is suggested where that share and the learned verdict's probability that the text bears the wording out come to this. Chosen on
``retellings.jsonl``: there three in four of those told in other words are found, and one in nine of the texts that only share the matter."""

MOST_READ = 5
"""Claims nearest by their words of which the learned verdict is asked, each some ten milliseconds."""

FEWEST_WORDS = 3
"""A wording of fewer words that tell something and figures ("đúng vậy") is found in anything."""

MOST_CANDIDATES = 30
MOST_CHARACTERS = 8_000
"""What is looked at of a text; posts are shorter."""


class Tier(StrEnum):
    """How near a known claim is to a text."""

    STRONG = "strong"
    SUGGEST = "suggest"


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A verdict somebody stands for. ``wordings`` are ways the claim was told, masked; both days are included.

    ``imported``: another publisher's verdict.
    """

    key: str
    verdict: Verdict
    wordings: tuple[str, ...]
    valid_from: date | None = None
    valid_until: date | None = None
    imported: bool = False

    def holds(self, on: date | None) -> bool:
        """Whether the verdict holds on a day; without a day, it does."""
        if on is None:
            return True
        begins, ends = self.valid_from, self.valid_until
        return (begins is None or begins <= on) and (ends is None or on <= ends)


@dataclass(frozen=True, slots=True)
class KnownMatch:
    """A known claim beside the part of the text that is like it, both as written.

    ``share`` of the wording's weight that the part has, in 0..1. ``differences``: what is told otherwise, ``ours`` of the text.
    """

    claim: KnownClaim
    tier: Tier
    wording: str
    part: str
    share: float
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wording:
    claim: KnownClaim
    text: str
    reading: Reading


class _Near(NamedTuple):
    """A wording of which a text has a ``share``, and the ``part`` of the text that has it."""

    share: float
    wording: _Wording
    part: Text


class KnownClaims:
    """Known claims, ready to be matched; immutable, so it may be shared between threads."""

    def __init__(self, claims: Iterable[KnownClaim] = ()) -> None:
        """Read every wording once."""
        self._wordings: list[_Wording] = []
        self._at: dict[str, list[int]] = defaultdict(list)
        for claim in claims:
            for text in dict.fromkeys(claim.wordings):
                reading = Reading(normalise(text))
                if len(reading.side.terms) + len(reading.side.quantities) >= FEWEST_WORDS:
                    for key in _keys(reading.side):
                        self._at[key].append(len(self._wordings))
                    self._wordings.append(_Wording(claim, text, reading))

    def __len__(self) -> int:
        """How many wordings are known."""
        return len(self._wordings)

    def match(self, text: Text, on: date | None = None, limit: int = 3) -> tuple[KnownMatch, ...]:
        """Known claims that hold on the day and say what the text says, the strong ones first, one line for each claim."""
        if not self._wordings or limit <= 0:
            return ()
        best: dict[str, _Near] = {}
        for near in self._near(slice_text(text, 0, MOST_CHARACTERS), on):
            known = best.get(near.wording.claim.key)
            if known is None or near.share > known.share:
                best[near.wording.claim.key] = near
        nearest = sorted(best.values(), key=lambda one: (-one.share, one.wording.claim.key))[:MOST_READ]
        read = [(near, told(near.wording.text, near.part)) for near in nearest]
        surest = sorted(read, key=lambda one: -_sameness(*one))[:limit]
        return tuple(sorted((_judged(*one) for one in surest if _sameness(*one) >= SAME), key=_order))

    def _near(self, text: Text, on: date | None) -> Iterator[_Near]:
        """Wordings that hold of which the text has enough, and the part that has it."""
        side = read_side(text)
        for number in self._candidates(side, on):
            wording = self._wordings[number]
            share, (low, high) = _part(laid_over(wording.reading.side, side))
            if share >= LEAST_SHARED:
                yield _Near(share, wording, slice_text(text, low, high))

    def _candidates(self, side: Side, on: date | None) -> list[int]:
        """Wordings that hold on the day with the rarest words and meanings in common, best first."""
        scores: defaultdict[int, float] = defaultdict(float)
        for key in _keys(side):
            found = self._at.get(key, ())
            for number in found:
                scores[number] += 1 / len(found)
        best = sorted(scores, key=lambda number: (-scores[number], number))
        return [number for number in best if self._wordings[number].claim.holds(on)][:MOST_CANDIDATES]


def _keys(side: Side) -> set[str]:
    """Words as they may be asked for, and groups of phrases that stand for one another."""
    return {*side.places, *(f"~{label}" for label in side.phrases)}


def _part(laid: Aligned) -> tuple[float, tuple[int, int]]:
    """How much of the wording the best sentence of the text has, or that and the next; and where it stands."""
    if not laid.best:
        return 0.0, (0, 0)
    first = laid.best[0]
    beside = [one for one in laid.best[1:] if abs(one - first) == 1]
    return max(_within(laid, places) for places in ([first], sorted([first, *beside])))


def _within(laid: Aligned, places: Sequence[int]) -> tuple[float, tuple[int, int]]:
    """The share that these sentences have, which follow each other: of the words, and of the figures, each as much as a word on average.

    A figure is there where one of its kind is; that it is another is told as a difference.
    """
    sentences = laid.passage.scan.sentences
    low, high = sentences[places[0]][0], sentences[places[-1]][1]
    there = {one.kind for one in laid.passage.quantities if low <= one.start < high}
    counted = [one.kind in there for one in laid.claim.quantities]
    words = len(laid.weights)
    held = laid.share(laid.in_sentences(places)) * words + sum(counted)
    return held / (words + len(counted)), (low, high)


def _order(match: KnownMatch) -> tuple[bool, bool, float, str]:
    return match.tier is not Tier.STRONG, bool(match.differences), -match.share, match.claim.key


def _sameness(near: _Near, said: Told) -> float:
    return near.share + said.supported


def _judged(near: _Near, said: Told) -> KnownMatch:
    alike = likeness(near.part, near.wording.reading, said)
    sure = alike.copy and not alike.differences and not near.wording.claim.imported
    return KnownMatch(
        near.wording.claim,
        Tier.STRONG if sure else Tier.SUGGEST,
        near.wording.text,
        as_written(near.part),
        round(near.share, 4),
        alike.differences,
    )

"""Known claims (kho đối chiếu): has somebody already concluded about what a text says?

Two tiers. *Strong*: a sentence of the text is a copy of a known wording (``nlp.narrative.compare`` would put both
together), nothing in it differs and the verdict is the office's own. *Suggest*: it shares most of the wording's words,
or is a copy in which a number, date, denial, document or office differs; then the difference is told. Imported verdicts are never
more than suggested, and a verdict that does not hold on the day of the text is not offered at all. Whatever is matched,
a person sees both texts and why; nothing follows by itself.

Cannot see: the same claim in words that share next to nothing with any wording.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from models.vocabulary import Verdict
from nlp.contracts import Text
from nlp.evidence.scan import scan, slice_text
from nlp.evidence.terms import Term, asked, offered, terms_of, weight_of
from nlp.narrative import NOTHING, Difference, Reading, compare
from nlp.narrative import Verdict as Sameness
from nlp.normalise import normalise

SHARED = 0.6
"""Least weighted share of a wording's terms that a sentence, or two neighbours, must have to be suggested. Own choice: at half,
claims about one procedure are all alike; at two thirds, a wording in other words is lost."""

FEWEST_TERMS = 3
"""A wording of fewer terms ("đúng vậy") is found in anything."""

MOST_CANDIDATES = 20
MOST_TERMS = 400
PAIR_WEIGHT = 0.4
"""Weight of a pair of neighbours against its rarer word, as in ``nlp.evidence.retrieval``."""

_VALUED = ("number", "date", "document", "agency")


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

    ``share`` of the wording that the part has, in 0..1. ``differences``: what is told otherwise, ``ours`` of the text.
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
    terms: frozenset[str]


class KnownClaims:
    """Known claims, ready to be matched; immutable, so it may be shared between threads."""

    def __init__(self, claims: Iterable[KnownClaim] = ()) -> None:
        """Read every wording once."""
        self._wordings: list[_Wording] = []
        self._at: dict[str, list[int]] = defaultdict(list)
        for claim in claims:
            for text in dict.fromkeys(claim.wordings):
                terms = asked(terms_of(normalise(text))[:MOST_TERMS])
                if sum("|" not in term for term in terms) >= FEWEST_TERMS:
                    for term in terms:
                        self._at[term].append(len(self._wordings))
                    self._wordings.append(_Wording(claim, text, terms))
        self._weights = {term: self._rarity(term) for term in self._at}

    def __len__(self) -> int:
        """How many wordings are known."""
        return len(self._wordings)

    def match(self, text: Text, on: date | None = None, limit: int = 3) -> tuple[KnownMatch, ...]:
        """Known claims that hold on the day and say what the text says, the strong ones first, one line for each claim."""
        if not self._wordings or limit <= 0:
            return ()
        found: dict[str, KnownMatch] = {}
        for match in self._matches(text, on):
            known = found.get(match.claim.key)
            if known is None or _order(match) < _order(known):
                found[match.claim.key] = match
        return tuple(sorted(found.values(), key=_order)[:limit])

    def _matches(self, text: Text, on: date | None) -> Iterator[KnownMatch]:
        words = terms_of(text)[:MOST_TERMS]
        parts = [(span, offered(term for term in words if _inside(term, span))) for span in _parts(text)]
        for number in self._candidates(offered(words), on):
            wording = self._wordings[number]
            share, span = max((self._share(wording.terms, terms), span) for span, terms in parts)
            if share >= SHARED:
                yield _judged(wording, share, slice_text(text, *span))

    def _candidates(self, terms: frozenset[str], on: date | None) -> list[int]:
        """Wordings of claims that hold with most in common, best first."""
        scores: defaultdict[int, float] = defaultdict(float)
        for term in terms:
            for number in self._at.get(term, ()):
                scores[number] += self._weights[term]
        best = sorted(scores, key=lambda number: (-scores[number], number))
        return [number for number in best if self._wordings[number].claim.holds(on)][:MOST_CANDIDATES]

    def _share(self, wanted: frozenset[str], given: frozenset[str]) -> float:
        """Weighted share of the wording's terms in the part."""
        whole = sum(self._weights[term] for term in wanted)
        return sum(self._weights[term] for term in wanted & given) / whole if whole else 0.0

    def _rarity(self, term: str) -> float:
        count, found = len(self._wordings), len(self._at[term])
        rarity = math.log(1 + (count - found + 0.5) / (found + 0.5))
        if "|" in term:
            return PAIR_WEIGHT * rarity
        return weight_of(term) * max(0.2, rarity)


def _order(match: KnownMatch) -> tuple[bool, bool, float, str]:
    return match.tier is not Tier.STRONG, bool(match.differences), -match.share, match.claim.key


def _inside(term: Term, span: tuple[int, int]) -> bool:
    return span[0] <= term.start and term.end <= span[1]


def _parts(text: Text) -> list[tuple[int, int]]:
    """Each sentence, and each two neighbours: what a post adds around a claim must not make it another."""
    sentences = [span for span in scan(text).sentences if span[1] > span[0]] or [(0, len(text.normalised))]
    both = [(one[0], two[1]) for one, two in pairwise(sentences)]
    return sentences + both


def _judged(wording: _Wording, share: float, part: Text) -> KnownMatch:
    known, ours = _reading(wording.text), Reading(part)
    likeness = compare(ours, known)
    written = part.original[part.starts[0] : part.ends[-1]].strip() if part.normalised else ""
    sure = likeness.verdict is Sameness.ATTACH and not wording.claim.imported
    differences = (
        likeness.differences if likeness.verdict is not Sameness.APART else tuple(_apart(ours, known))
    )
    return KnownMatch(
        wording.claim,
        Tier.STRONG if sure else Tier.SUGGEST,
        wording.text,
        written,
        round(share, 4),
        differences,
    )


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

"""The statement of a passage that best matches a statement of a claim, judged where both are about the same matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from models.vocabulary import Distortion, Relation, SlotKind, Unit
from nlp.contracts import Passage, PassageHit
from nlp.evidence.judgement import Judgement, comparable, judge, judge_sentence
from nlp.evidence.reading import PassageReading, Statement, read_passage
from nlp.evidence.terms import total_weight
from nlp.evidence.wording import MAX_QUOTE

SAME_MATTER = 0.7
"""Least share of the claim's terms that the official sentence must have to settle it, or the claim of the
official clause's. When both sides have something of their own, they are about different things. Own choice."""

MIN_SHARED_TERMS = 2
MIN_MET_TERMS = 3
LEAST_EITHER_WAY = 0.3
"""Least share each way: a general claim is not settled by a special rule, nor the reverse."""


class Side(NamedTuple):
    """An official statement's terms: of its clause (as written, without marks), its sentence, its passage."""

    own: frozenset[tuple[str, str]]
    sentence: frozenset[str]
    passage: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a passage says of a statement. ``overlap``: how far both are about the same; ``score``: of the search; both 0..1."""

    judgement: Judgement
    passage: Passage
    quote: str
    overlap: float
    score: float


def weigh(
    claim: Statement,
    hit: PassageHit,
    least_shared: int = MIN_SHARED_TERMS,
    same_figure: float = SAME_MATTER,
) -> Weighed | None:
    """The statement of a passage that best matches a claim's, judged; None when it is about something else.

    ``least_shared``: how many terms both must share; one is enough when the caller chose the passage. ``same_figure``: the least
    overlap where the official figure is the very one of the claim.
    """
    passage, reading = hit.passage, read_passage(hit.passage)
    if len(claim.matter & reading.terms) < least_shared:
        return None
    candidates = list(_candidates(claim, passage, reading, least_shared, same_figure))
    if not candidates:
        return None
    order = {Relation.SUPPORTS: 0, Relation.CONTRADICTS: 1, Relation.RELATED: 2}
    overlap = max(one[1] for one in candidates)
    near = [one for one in candidates if one[1] >= overlap - 0.15]
    judgement, share, quote = min(near, key=lambda one: (order[one[0].relation], -one[1]))
    if judgement.distortion is Distortion.CONTRADICTED and _told_elsewhere(claim, reading):
        judgement = Judgement(Relation.RELATED, None, judgement.explanation)
    return Weighed(judgement, passage, quote[:MAX_QUOTE], share, hit.score)


def _told_elsewhere(claim: Statement, reading: PassageReading) -> bool:
    """Whether the passage has the claim's very figure too, of whatever group: which of both is meant, rules do not tell."""
    return any(
        comparable(claim.slot, one.slot) and _same_figure(claim, one)
        for one in reading.statements(claim.slot.kind)
    )


def _candidates(
    claim: Statement, passage: Passage, reading: PassageReading, least: int, same_figure: float
) -> Iterator[tuple[Judgement, float, str]]:
    settled = False
    for official in reading.statements(claim.slot.kind):
        if not comparable(claim.slot, official.slot):
            continue
        share = overlap_of(claim, Side(official.own, official.wide | reading.above, reading.terms), least)
        if share <= 0:
            continue
        quote = reading.text.original[official.sentence.start : official.sentence.end].strip()
        verdict = judge(claim, official, passage.draft)
        enough = same_figure if _same_figure(claim, official) else SAME_MATTER
        if share < enough or not _same_procedure(claim, official):
            verdict = Judgement(Relation.RELATED, None, verdict.explanation)
        else:
            settled = True
        yield verdict, share, quote
    if settled or claim.slot.kind is not SlotKind.OBLIGATION:
        return
    for span, terms, modality in reading.sentences:
        share = overlap_of(claim, Side(frozenset(), terms | reading.above, reading.terms), least)
        verdict_or_none = judge_sentence(claim, modality, passage.draft)
        if verdict_or_none is not None and share >= SAME_MATTER:
            yield verdict_or_none, share, reading.text.original[span.start : span.end].strip()


def _same_figure(claim: Statement, official: Statement) -> bool:
    """Whether both tell one figure; a date is told of too many matters, and nothing is charged for many."""
    one, two = claim.slot, official.slot
    return one.unit == two.unit and one.unit != Unit.DATE and bool(one.value) and one.value == two.value


def overlap_of(claim: Statement, official: Side, least: int) -> float:
    """How far two statements are about the same: the larger of two shares.

    Of the claim's terms in the official sentence (those elsewhere in the passage count half), and of the official
    clause's own terms in the claim, since a post adds chatter.
    """
    shared = claim.matter & official.sentence
    if not claim.matter or len(shared) < least:
        return 0.0
    around = (claim.matter & official.passage) - shared
    forth = (total_weight(shared) + 0.5 * total_weight(around)) / total_weight(claim.matter)
    if not official.own:
        return forth
    met = {exact for exact, folded in official.own if exact in claim.matter or folded in claim.matter}
    back = total_weight(met) / total_weight({exact for exact, _ in official.own})
    if min(forth, back) < LEAST_EITHER_WAY:
        return min(forth, SAME_MATTER - 0.1)
    return max(forth, back if len(met) >= MIN_MET_TERMS else 0.0)


def _same_procedure(claim: Statement, official: Statement) -> bool:
    """Two sentences that name different procedures are about different matters."""
    return not claim.procedures or not official.procedures or bool(claim.procedures & official.procedures)

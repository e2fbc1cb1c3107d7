"""What official passages say of the slots of a post, as of the day of the post.

Careful by rule: a passage contradicts only when it speaks of the same matter (thresholds below), the
same kind of slot and no other procedure; otherwise it is merely related. When a passage in force says the
same, the claim is supported even if another differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from models.vocabulary import Distortion, Relation, SlotKind
from nlp.contracts import Evidence, Passage, PassageHit, PassageIndex, Slot, Text
from nlp.evidence.answering import answers
from nlp.evidence.judgement import Judgement, comparable, judge, judge_sentence
from nlp.evidence.reading import Statement, TextReading, read_claim, read_passage, to_normalised
from nlp.evidence.retrieval import in_force
from nlp.evidence.scan import scan, slice_text
from nlp.evidence.slots import extract_slots, local_day
from nlp.evidence.terms import weight_of
from nlp.evidence.wording import MAX_QUOTE, name_of, say_date

__all__ = ["answers", "find_evidence"]

SAME_MATTER = 0.7
"""Least share of the claim's terms that the official sentence must have to settle it, or the claim of the
official clause's. When both sides have something of their own, they are about different things. Own choice."""

MIN_SHARED_TERMS = 2
MIN_MET_TERMS = 3
LEAST_EITHER_WAY = 0.3
"""Least share each way: a general claim is not settled by a special rule, nor the reverse."""

FOUND = 0.2
"""Least retrieval score for a passage to be looked at: on the evidence corpus, passages under it changed nothing, and reading them was
a third of all reading."""

RELATED = 0.3
"""Least retrieval score for a passage that settles nothing to be shown as related."""

PER_SEARCH = 8
COMPARED_KINDS = frozenset(
    {
        SlotKind.FEE,
        SlotKind.AMOUNT,
        SlotKind.PERCENT,
        SlotKind.DATE,
        SlotKind.DEADLINE,
        SlotKind.OBLIGATION,
    }
)


class Side(NamedTuple):
    """An official statement's terms: of its clause (as written, without marks), its sentence, its passage."""

    own: frozenset[tuple[str, str]]
    sentence: frozenset[str]
    passage: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Weighed:
    judgement: Judgement
    passage: Passage
    quote: str
    overlap: float
    score: float


def find_evidence(
    text: Text, slots: Sequence[Slot], index: PassageIndex, posted_at: datetime | None
) -> tuple[Evidence, ...]:
    """For each comparable slot what official text says of it, best first; ``slot`` is the index in ``slots``.

    What is compared are the claim's parts as the rules read them, in the way they read official text too; what is said of a part is
    said of the slot whose words it shares. ``posted_at`` decides what was in force; without it every passage is taken as in force.
    """
    day = local_day(posted_at)
    claim = read_claim(text, extract_slots(text, posted_at))
    hits = _hits_by_slot(text, claim, index, day)
    found: list[Evidence] = []
    for statement in claim.statements:
        number = _slot_of(statement.slot, slots)
        if number is None or statement.slot.kind not in COMPARED_KINDS:
            continue
        weighed = []
        for hit in hits.get(statement.slot.span.start, ()):
            best = weigh(statement, hit)
            if best is not None:
                weighed.append(best)
        found.extend(_conclude(number, weighed, day))
    return tuple(found)


def _slot_of(part: Slot, slots: Sequence[Slot]) -> int | None:
    """The index of the slot that shares most words with a part, rather one of its kind; None where there is none.

    A tagger marks "phạt 2 triệu" as one sanction; what it turns on is the sum.
    """
    sharing = [at for at, slot in enumerate(slots) if slot.span.overlaps(part.span)]
    return max(sharing, key=lambda at: (slots[at].kind is part.kind, _shared(slots[at], part)), default=None)


def _shared(one: Slot, other: Slot) -> int:
    return min(one.span.end, other.span.end) - max(one.span.start, other.span.start)


def _hits_by_slot(
    text: Text, claim: TextReading, index: PassageIndex, day: date | None
) -> dict[int, list[PassageHit]]:
    """Searches for the clause and the sentence of each slot, and for the whole text, best score first."""
    wanted = [statement for statement in claim.statements if statement.slot.kind in COMPARED_KINDS]
    if not wanted:
        return {}
    scanned = scan(text)
    whole = list(index.search(text, day, PER_SEARCH))
    found: dict[int, list[PassageHit]] = {}
    searched: dict[tuple[int, int], list[PassageHit]] = {}
    for statement in wanted:
        start, _ = to_normalised(text, statement.slot.span)
        hits = {hit.passage.key: hit for hit in whole}
        for part in (scanned.sentence(start), scanned.clause(start)):
            if part not in searched:
                searched[part] = list(index.search(slice_text(text, *part), day, PER_SEARCH))
            for hit in searched[part]:
                if hit.passage.key not in hits or hit.score > hits[hit.passage.key].score:
                    hits[hit.passage.key] = hit
        found[statement.slot.span.start] = [hit for hit in hits.values() if hit.score >= FOUND]
    return found


def weigh(claim: Statement, hit: PassageHit, least_shared: int = MIN_SHARED_TERMS) -> _Weighed | None:
    """The statement of a passage that best matches a claim's, judged; None when it is about something else.

    ``least_shared``: how many terms both must share; one is enough when the caller chose the passage.
    """
    passage, reading = hit.passage, read_passage(hit.passage)
    candidates = list(_candidates(claim, passage, reading, least_shared))
    if not candidates:
        return None
    order = {Relation.SUPPORTS: 0, Relation.CONTRADICTS: 1, Relation.RELATED: 2}
    overlap = max(one[1] for one in candidates)
    near = [one for one in candidates if one[1] >= overlap - 0.15]
    judgement, share, quote = min(near, key=lambda one: (order[one[0].relation], -one[1]))
    return _Weighed(judgement, passage, quote[:MAX_QUOTE], share, hit.score)


def _candidates(
    claim: Statement, passage: Passage, reading: TextReading, least: int
) -> Iterator[tuple[Judgement, float, str]]:
    settled = False
    for official in reading.statements:
        if not comparable(claim.slot, official.slot):
            continue
        share = overlap_of(claim, Side(official.own, official.wide, reading.terms), least)
        quote = reading.text.original[official.sentence.start : official.sentence.end].strip()
        verdict = judge(claim, official, passage.draft)
        if share < SAME_MATTER or not _same_procedure(claim, official):
            verdict = Judgement(Relation.RELATED, None, verdict.explanation)
        else:
            settled = True
        if share > 0:
            yield verdict, share, quote
    if settled:
        return
    for span, terms, modality in reading.sentences:
        share = overlap_of(claim, Side(frozenset(), terms, reading.terms), least)
        verdict_or_none = judge_sentence(claim, modality, passage.draft)
        if verdict_or_none is not None and share >= SAME_MATTER:
            yield verdict_or_none, share, reading.text.original[span.start : span.end].strip()


def overlap_of(claim: Statement, official: Side, least: int) -> float:
    """How far two statements are about the same: the larger of two shares.

    Of the claim's terms in the official sentence (those elsewhere in the passage count half), and of the official
    clause's own terms in the claim, since a post adds chatter.
    """
    shared = claim.matter & official.sentence
    if not claim.matter or len(shared) < least:
        return 0.0
    around = (claim.matter & official.passage) - shared
    forth = (_weight(shared) + 0.5 * _weight(around)) / _weight(claim.matter)
    if not official.own:
        return forth
    met = [exact for exact, folded in official.own if exact in claim.matter or folded in claim.matter]
    back = _weight(met) / _weight(exact for exact, _ in official.own)
    if min(forth, back) < LEAST_EITHER_WAY:
        return min(forth, SAME_MATTER - 0.1)
    return max(forth, back if len(met) >= MIN_MET_TERMS else 0.0)


def _weight(terms: Iterable[str]) -> float:
    return sum(weight_of(term) for term in terms)


def _same_procedure(claim: Statement, official: Statement) -> bool:
    """Two sentences that name different procedures are about different matters."""
    if not claim.procedures or not official.procedures:
        return True
    return bool(claim.procedures & official.procedures) or any(
        one in two or two in one for one in claim.procedures for two in official.procedures
    )


def _conclude(number: int, weighed: list[_Weighed], day: date | None) -> Iterator[Evidence]:
    """From single judgements to evidence, with time."""
    current = [one for one in weighed if in_force(one.passage, day)]
    ended = [one for one in weighed if day and one.passage.valid_until and one.passage.valid_until < day]
    supports = _best(current, Relation.SUPPORTS)
    contradicts = _best(current, Relation.CONTRADICTS)
    if supports and (not contradicts or supports.overlap >= contradicts.overlap - 0.15):
        yield _evidence(supports, number)
        return
    once = _best(ended, Relation.SUPPORTS)
    if once is not None:
        yield _outdated(number, once, contradicts)
        return
    if contradicts:
        yield _evidence(contradicts, number)
        return
    related = max(weighed, key=lambda one: (one.overlap, one.score), default=None)
    if related is not None and related.score >= RELATED:
        yield _evidence(related, number, Relation.RELATED)


def _best(weighed: Sequence[_Weighed], relation: Relation) -> _Weighed | None:
    kept = [one for one in weighed if one.judgement.relation is relation]
    return max(kept, key=lambda one: (one.overlap, one.score), default=None)


def _evidence(one: _Weighed, number: int, relation: Relation | None = None) -> Evidence:
    judged = one.judgement
    told = relation or judged.relation
    distortion = judged.distortion if told is Relation.CONTRADICTS else None
    score = round(min(1.0, (one.overlap + one.score) / 2), 4)
    return Evidence(one.passage, one.quote, told, number, judged.explanation, distortion, score)


def _outdated(number: int, once: _Weighed, now: _Weighed | None) -> Evidence:
    """The passage that agrees had ended: told with what holds now, when that is known."""
    until = say_date(once.passage.valid_until or "") or ""
    words = f"đúng đến {until} theo {name_of(once.passage)}"
    shown = now or once
    if now is not None:
        words = f"{now.judgement.explanation} ({words})"
    score = round(min(1.0, (shown.overlap + shown.score) / 2), 4)
    return Evidence(
        shown.passage, shown.quote, Relation.CONTRADICTS, number, words, Distortion.OUTDATED, score
    )

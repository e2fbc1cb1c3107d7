"""What official passages say of the slots of a post, as of the day of the post.

Careful by rule: a passage contradicts only when it speaks of the same matter (thresholds below), the
same kind of slot and no other procedure; otherwise it is merely related. When a passage in force says the
same, the claim is supported even if another differs. Where rules settle nothing, the learned verdict on the best passage is asked
(``nlp.evidence.second_voice``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from models.vocabulary import Distortion, Relation
from nlp.contracts import Evidence, PassageHit, PassageIndex, Slot, Text
from nlp.evidence.answering import answers
from nlp.evidence.places import of_another_place, places_in
from nlp.evidence.reading import read_claim, to_normalised
from nlp.evidence.scan import scan, slice_text
from nlp.evidence.second_voice import Part, bears_out, second_voice, stands
from nlp.evidence.slots import compared_slots, local_day
from nlp.evidence.weighing import Weighed, weigh
from nlp.evidence.wording import name_of, say_date

__all__ = ["answers", "find_evidence"]

FOUND = 0.2
"""Least retrieval score for a passage to be looked at: on the evidence corpus, passages under it changed nothing, and reading them was
a third of all reading."""

RELATED = 0.4
"""Least retrieval score for a passage that settles nothing to be shown as related. Words of its headings count in the score."""

PER_SEARCH = 8

SAME_FIGURE = 0.45
"""Least overlap with an official statement that tells the very figure of the claim: that both tell it is a sign of the same matter."""


def find_evidence(
    text: Text, slots: Sequence[Slot], index: PassageIndex, posted_at: datetime | None
) -> tuple[Evidence, ...]:
    """For each comparable slot what official text says of it, best first; ``slot`` is the index in ``slots``.

    What is compared are the claim's parts as the rules read them, in the way they read official text too; what is said of a part is
    said of the slot whose words it shares. ``posted_at`` decides what was in force; without it every passage is taken as in force.
    """
    day = local_day(posted_at)
    claim = read_claim(text, compared_slots(text, posted_at))
    searches = _Searches(text, index, day)
    found: list[Evidence] = []
    for statement in claim:
        number = _slot_of(statement.slot, slots)
        if number is None:
            continue
        start, _ = to_normalised(text, statement.slot.span)
        weighed = [
            best
            for hit in searches.around(start)
            if (best := weigh(statement, hit, same_figure=SAME_FIGURE)) is not None
        ]
        sentence = searches.sentence(start)
        found.extend(_conclude(number, _believed(weighed, sentence, posted_at, day), day))
    if any(one.relation is not Relation.RELATED for one in found):
        return tuple(found)
    told = second_voice(searches.sentences(slots), slots, posted_at, day)
    spoken = {one.slot for one in told}
    return (*(one for one in found if one.slot not in spoken), *told)


def _slot_of(part: Slot, slots: Sequence[Slot]) -> int | None:
    """The index of the slot that shares most words with a part, rather one of its kind; None where there is none.

    A tagger marks "phạt 2 triệu" as one sanction; what it turns on is the sum.
    """
    sharing = [at for at, slot in enumerate(slots) if slot.span.overlaps(part.span)]
    return max(sharing, key=lambda at: (slots[at].kind is part.kind, _shared(slots[at], part)), default=None)


def _shared(one: Slot, other: Slot) -> int:
    return min(one.span.end, other.span.end) - max(one.span.start, other.span.start)


class _Searches:
    """What the index has for a post: for its sentences, its clauses and all of it, each searched once; nothing of other places."""

    def __init__(self, text: Text, index: PassageIndex, day: date | None) -> None:
        self._text, self._index, self._day = text, index, day
        self._scanned = scan(text)
        self._known: dict[tuple[int, int], list[PassageHit]] = {}
        self._places = places_in(text.normalised)

    def _search(self, part: tuple[int, int]) -> list[PassageHit]:
        if part not in self._known:
            asked = slice_text(self._text, *part)
            hits = self._index.search(asked, self._day, PER_SEARCH)
            self._known[part] = [hit for hit in hits if not of_another_place(self._places, hit.passage)]
        return self._known[part]

    def around(self, start: int) -> list[PassageHit]:
        """For the clause and sentence of a place and for the whole text, each passage with its best score."""
        parts = ((0, len(self._text.normalised)), self._scanned.sentence(start), self._scanned.clause(start))
        hits: dict[str, PassageHit] = {}
        for hit in (hit for part in parts for hit in self._search(part)):
            if hit.passage.key not in hits or hit.score > hits[hit.passage.key].score:
                hits[hit.passage.key] = hit
        return [hit for hit in hits.values() if hit.score >= FOUND]

    def sentence(self, start: int) -> str:
        """The sentence of a place, as written."""
        span = self._text.to_original(*self._scanned.sentence(start))
        return self._text.original[span.start : span.end]

    def sentences(self, slots: Sequence[Slot]) -> Iterator[Part]:
        """The sentences that hold a slot, in order."""
        starts = (to_normalised(self._text, slot.span)[0] for slot in slots)
        for part in sorted({self._scanned.sentence(start) for start in starts}):
            span = self._text.to_original(*part)
            hits = [hit for hit in self._search(part) if hit.score >= FOUND]
            yield Part(self._text.original[span.start : span.end], span, hits)


def _believed(
    weighed: list[Weighed], sentence: str, posted_at: datetime | None, day: date | None
) -> list[Weighed]:
    """Without the difference the rules would tell, where the pair as a whole makes it unlikely; such a passage is merely related."""
    current = [one for one in weighed if stands(one.passage, day)]
    told = _best(current, Relation.CONTRADICTS)
    if told is None or told.judgement.distortion is not Distortion.CONTRADICTED:
        return weighed
    if bears_out(told.passage, sentence, posted_at):
        return weighed
    doubted = replace(told, judgement=replace(told.judgement, relation=Relation.RELATED, distortion=None))
    return [doubted if one is told else one for one in weighed]


def _conclude(number: int, weighed: list[Weighed], day: date | None) -> Iterator[Evidence]:
    """From single judgements to evidence, with time."""
    current = [one for one in weighed if stands(one.passage, day)]
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


def _best(weighed: Sequence[Weighed], relation: Relation) -> Weighed | None:
    kept = [one for one in weighed if one.judgement.relation is relation]
    return max(kept, key=lambda one: (one.overlap, one.score), default=None)


def _evidence(one: Weighed, number: int, relation: Relation | None = None) -> Evidence:
    judged = one.judgement
    told = relation or judged.relation
    distortion = judged.distortion if told is Relation.CONTRADICTS else None
    score = round(min(1.0, (one.overlap + one.score) / 2), 4)
    return Evidence(one.passage, one.quote, told, number, judged.explanation, distortion, score)


def _outdated(number: int, once: Weighed, now: Weighed | None) -> Evidence:
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

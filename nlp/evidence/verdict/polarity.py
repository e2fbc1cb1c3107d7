"""Which way a claim and a passage go on one question: who pays, what is allowed, what is a duty, who is entitled, what it costs to disobey.

A mark ("miễn", "cấm", "tự nguyện", "trừ") governs the words around it up to the clause of the next mark of its question, so the groups of a list
("miễn vé cho học sinh, thương binh") belong to it across commas. Marks of both sides are compared where they govern the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from nlp import lexicons
from nlp.evidence.phrasebook import Cue, PhraseBook
from nlp.evidence.spelling import writes_marks
from nlp.evidence.verdict.sides import Aligned, Side
from nlp.evidence.written import Written

QUESTIONS = ("pay", "allow", "duty", "entitled", "penalty")
_OTHER = "other"
_NO_QUARREL = {
    frozenset(pair)
    for pair in (("half", "pay"), ("urged", "allowed"), ("yes", "out"), ("no", "out"), ("fined", "recorded"))
}
"""What is reduced is still paid; what is taken out of a rule is better or worse off by what the rule says."""
_AND = Written(r",|\b(?:và|hoặc|hay|cùng|với|cho|đối với)\b")

CLEAR = 0.5
"""A mark of the passage speaks of the same as one of the claim with at least half of its words. Own choice."""


@dataclass(frozen=True, slots=True)
class Mark:
    """``side`` of a question, where it is written, and the range of text that it governs."""

    side: str
    start: int
    end: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """A mark of the claim and one of the passage. ``fit``: share of what the claim's governs that the other governs too, 0..1.

    ``told``: share of the one thing behind the passage's mark ("câu cá" of "cấm câu cá, đốt lửa") that the claim says, 0..1.
    """

    question: str
    said: Mark
    written: Mark
    fit: float
    told: float

    @property
    def against(self) -> bool:
        """Whether they go different ways."""
        return self.said.side != self.written.side


@lru_cache(maxsize=1)
def _books() -> dict[str, PhraseBook]:
    data = lexicons.from_yaml((Path(__file__).parent / "marks.yaml").read_text(encoding="utf-8"))
    return {name: PhraseBook(data[name], data["accented_only"]) for name in QUESTIONS}


def find_marks(side: Side, question: str) -> Sequence[Mark]:
    """Marks of one question in order, each with what it governs; kept with the side."""
    key = (find_marks, question)
    if key not in side.scan.kept:
        side.scan.kept[key] = tuple(_marks(side, question))
    kept: Sequence[Mark] = side.scan.kept[key]
    return kept


def _marks(side: Side, question: str) -> Iterator[Mark]:
    cues = _cues(side, question)
    after = 0
    for number, cue in enumerate(cues):
        low, high = side.scan.sentence(cue.start)
        following = cues[number + 1].start if number + 1 < len(cues) else high
        if following < high:
            clause, _ = side.scan.clause(following)
            high = clause if clause >= cue.end else following
        low, after = max(low, min(after, cue.start)), high
        yield Mark(cue.label, cue.start, cue.end, low, high)


def _cues(side: Side, question: str) -> list[Cue]:
    """Marks as written; of two that touch ("không bắt buộc" + "phải") the first."""
    found: list[Cue] = []
    for cue in _books()[question].find(side.text, side.scan.runs):
        if cue.label == _OTHER or _doubtful(side, cue) or (found and cue.start <= found[-1].end + 1):
            continue
        found.append(cue)
    return found


def _doubtful(side: Side, cue: Cue) -> bool:
    """One word that may be another: without marks in a text without ("thu" for "thứ"), or part of a name ("Đông Lĩnh")."""
    if " " in cue.phrase:
        return False
    text = side.text.normalised
    if cue.phrase.isascii() and not writes_marks(text):
        return True
    return text[cue.start].isupper() and bool(side.scan.before(cue.start, 1, side.scan.sentence(cue.start)))


def meetings(aligned: Aligned) -> list[Meeting]:
    """For each mark of the claim the best agreeing and the best differing mark of the passage, where any word fits."""
    found: list[Meeting] = []
    for question in QUESTIONS:
        said, written = find_marks(aligned.claim, question), find_marks(aligned.passage, question)
        if not said or not written:
            continue
        for one in said:
            best: dict[bool, Meeting] = {}
            for other in written:
                if frozenset((one.side, other.side)) in _NO_QUARREL:
                    continue
                meeting = _meet(aligned, question, said, one, other)
                known = best.get(meeting.against)
                if meeting.fit > 0 and (known is None or meeting.fit + meeting.told > known.fit + known.told):
                    best[meeting.against] = meeting
            found += best.values()
    return found


def _meet(aligned: Aligned, question: str, said: Sequence[Mark], one: Mark, other: Mark) -> Meeting:
    return Meeting(question, one, other, _fit(aligned, said, one, other), _told(aligned, said, one, other))


def _told(aligned: Aligned, said: Sequence[Mark], one: Mark, other: Mark) -> float:
    governed = _governed(aligned.claim, said, one)
    spoken = {place for at in governed for place in aligned.found[at]}
    best = 0.0
    for low, high in _things(aligned.passage, other):
        inside = aligned.passage.terms_in(low, high, nearest=False)
        if inside:
            best = max(best, sum(at in spoken for at in inside) / len(inside))
    return best


def _things(passage: Side, mark: Mark) -> list[tuple[int, int]]:
    """What stands behind a mark, thing by thing; before it where nothing stands behind."""
    for low, high in ((mark.end, mark.high), (mark.low, mark.start)):
        cuts = [low, *(one.start() for one in _AND.finditer(passage.text, low, high)), high]
        things = [pair for pair in pairwise(cuts) if pair[1] - pair[0] > 2]
        if any(passage.terms_in(start, end, nearest=False) for start, end in things):
            return things
    return []


def _fit(aligned: Aligned, said: Sequence[Mark], one: Mark, other: Mark) -> float:
    """Share of what a mark of the claim governs, its own words and other marks left out, that the other governs too."""
    total = shared = 0.0
    terms = aligned.passage.terms
    for number in _governed(aligned.claim, said, one):
        total += aligned.weights[number]
        if any(
            other.low <= terms[at].start < other.high and not other.start <= terms[at].start < other.end
            for at in aligned.found[number]
        ):
            shared += aligned.weights[number] * aligned.credit[number]
    return shared / total if total else 0.0


def _governed(claim: Side, said: Sequence[Mark], one: Mark) -> list[int]:
    return [
        at
        for at, term in enumerate(claim.terms)
        if one.low <= term.start < one.high
        and not any(mark.start < term.end and term.start < mark.end for mark in said)
    ]


def polarity_features(aligned: Aligned, met: Sequence[Meeting]) -> Iterator[tuple[str, float]]:
    """For each question how well agreeing and differing marks fit, and over all of them."""
    agreeing, differing = [0.0], [0.0]
    heard, unheard = [0.0], [0.0]
    for question in QUESTIONS:
        own = [one for one in met if one.question == question]
        for_it = max((one.fit for one in own if not one.against), default=0.0)
        against = max((one.fit for one in own if one.against), default=0.0)
        agreeing.append(for_it)
        differing.append(against)
        heard.append(max((one.told for one in own if not one.against), default=0.0))
        unheard.append(max((one.told for one in own if one.against), default=0.0))
        yield f"{question}_agrees_told", heard[-1]
        yield f"{question}_differs_told", unheard[-1]
        yield f"{question}_agrees", for_it
        yield f"{question}_differs", against
        yield f"{question}_turned", against - for_it
        said, written = find_marks(aligned.claim, question), find_marks(aligned.passage, question)
        yield f"{question}_asked", float(bool(said))
        yield f"{question}_silent", float(bool(said) and not written)
    yield "marks_agree", max(agreeing)
    yield "marks_differ", max(differing)
    yield "marks_turned", max(two - one for one, two in zip(agreeing, differing, strict=True))
    yield (
        "marks_turned_count",
        float(sum(two >= CLEAR and two > one + 0.1 for one, two in zip(agreeing, differing, strict=True))),
    )
    yield "marks_agree_told", max(heard)
    yield "marks_differ_told", max(unheard)
    yield "marks_turned_told", max(two - one for one, two in zip(heard, unheard, strict=True))
    yield "marks_differ_both", max((one.fit * one.told for one in met if one.against), default=0.0)
    yield "marks_agree_both", max((one.fit * one.told for one in met if not one.against), default=0.0)
    yield from _taken_out(aligned, met)


def _taken_out(aligned: Aligned, met: Sequence[Meeting]) -> Iterator[tuple[str, float]]:
    """How much of the claim stands where the passage takes something out ("trừ", "không áp dụng với"), and nowhere else.

    ``taken_out_told`` is positive where the claim tells the rule of those taken out of it, negative where it tells the contrary.
    """
    claim, passage = aligned.claim, aligned.passage
    marks = [mark for mark in find_marks(passage, "entitled") if mark.side == "out"]
    aware = any(mark.side in ("out", "no") for mark in find_marks(claim, "entitled"))
    inside = [[any(_holds(passage, mark, at) for mark in marks) for at in places] for places in aligned.found]
    only = [bool(one) and all(one) for one in inside]
    share = aligned.share(only) if marks else 0.0
    yield "taken_out", share
    yield "taken_out_any", aligned.share([any(one) for one in inside]) if marks else 0.0
    yield "taken_out_aware", float(aware)
    told = [_told(aligned, (), Mark("", 0, 0, 0, len(claim.text.folded)), mark) for mark in marks]
    yield "taken_out_heard", 0.0 if aware else max(told, default=0.0)
    yield "taken_out_told", 0.0 if not share else share * _sign(aligned, met, only, aware)


def _holds(passage: Side, mark: Mark, at: int) -> bool:
    low = passage.scan.clause(mark.start)[0]
    return low <= passage.terms[at].start < mark.high


def _sign(aligned: Aligned, met: Sequence[Meeting], only: Sequence[bool], aware: bool) -> int:
    if aware:
        return -1
    starts = [term.start for term, one in zip(aligned.claim.terms, only, strict=True) if one]
    fits = {True: 0.0, False: 0.0}
    for one in met:
        if any(one.said.low <= start < one.said.high for start in starts):
            fits[one.against] = max(fits[one.against], one.fit)
    return -1 if fits[True] > fits[False] else 1

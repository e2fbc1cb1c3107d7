"""One thing set against another: "do trạm làm, không phải xã", "chỉ nhận tiền mặt", "xe cứu hộ cũng bị cấm", "lần đầu là phạt liền".

Posts turn a rule by denying what it names, by keeping one of the ways it offers, by telling of a group what holds for the others, or by
skipping a step. Each is measured by how much of what the post sets against something the passage has in such a place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from nlp.evidence.phrasebook import Cue
from nlp.evidence.verdict.bodies import find_bodies
from nlp.evidence.verdict.cue_books import CueBooks
from nlp.evidence.verdict.polarity import Mark, find_marks
from nlp.evidence.verdict.sides import Aligned, Side

_cues = CueBooks("contrasts.yaml", ("not", "only", "or", "also", "apart", "tone", "occasion")).cues

BESIDE = 6
"""Words on either side of an "or" that belong to its list. Own choice."""

_CONTRARY = (
    "other_denied_body",
    "other_denied",
    "only_of_list",
    "also_against",
    "step_turned",
    "hard_at_once",
    "limit_other_told",
    "limit_other_figure",
)
"""Signs that a claim turns a rule. Each is rare; told as one figure a tree can learn what they are worth together."""

_NOT = ("không", "chưa", "chỉ", "chẳng")

_CLOSE, _FAR = 12, 1000
"""Characters between a denial and the office it denies ("không phải [là của] xã"). Own choice."""

_SOFT, _HARD = frozenset(("none", "reminded")), frozenset(("fined", "stopped", "taken", "repaid"))

Range = tuple[int, int]
Test = Callable[[int], bool]


def contrast_features(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Named figures, shares 0..1 or flags; what they are worth is learned."""
    yield from _denied_other(aligned)
    yield from _one_of_a_list(aligned)
    yield from _set_apart(aligned)
    yield from _steps(aligned)


def contrary_features(figures: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """How clear the clearest sign is that a claim turns a rule, 0..1, alone and by how much of the claim one sentence has; ``figures``: all so far."""
    clearest = max(figures[name] for name in _CONTRARY)
    yield "contrary", clearest
    yield "contrary_near", clearest * figures["cover_best"]


def _within(ranges: Iterable[Range], passage: Side) -> Test:
    """Whether a term of the passage stands in one of these ranges."""
    inside = {at for low, high in ranges for at in passage.terms_in(low, high, nearest=False)}
    return inside.__contains__


def _part(aligned: Aligned, span: Range, test: Test) -> float:
    """Share of the claim's words in a range that the passage has in a place that passes; 0 where the range has none."""
    own = aligned.claim.terms_in(*span, nearest=False) if span[0] < span[1] else ()
    total = sum(aligned.weights[at] for at in own)
    held = sum(
        aligned.weights[at] * aligned.credit[at] for at in own if any(test(one) for one in aligned.found[at])
    )
    return held / total if total else 0.0


def _governed(side: Side, cue: Cue, behind: bool) -> Range:
    """The clause behind a cue, or before it."""
    low, high = side.scan.clause(cue.start)
    return (cue.end, high) if behind else (low, cue.start)


def _plain_clauses(passage: Side) -> Test:
    """Whether a term stands in a clause that denies nothing: "công an không nhận" names the police and denies them."""
    denying = [any(word.reads(*_NOT) for word in passage.scan.between(*span)) for span in passage.clauses]
    return lambda at: not denying[passage.clause_of[at]]


def _denied_other(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """ "A, không phải B" and "B không làm": how far the passage has B undenied, where B is an office or set off by "chứ" or a comma."""
    claim, passage = aligned.claim, aligned.passage
    free = _plain_clauses(passage)
    bodies = find_bodies(claim)
    body, any_other = 0.0, 0.0
    for cue in _cues(claim, "not"):
        behind = cue.label == "behind"
        low, high = _governed(claim, cue, behind)
        held = _part(aligned, (low, high), free)
        near = [one for one in bodies if low <= one.start < high]
        close = (near[0].start - cue.end if behind else cue.start - near[-1].end) if near else _FAR
        if close <= _CLOSE:
            body = max(body, held)
        if (behind and claim.scan.clause(cue.start)[0] + 1 >= cue.start) or cue.phrase.startswith(
            ("chứ", "chớ")
        ):
            any_other = max(any_other, held)
    yield "other_denied_body", body
    yield "other_denied", any_other


def _one_of_a_list(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """ "Chỉ A", or "B thì không", where the passage leaves a choice of the two."""
    claim, passage = aligned.claim, aligned.passage
    ranges = []
    for cue in _cues(passage, "or"):
        before, behind = passage.scan.before(cue.start, BESIDE), passage.scan.after(cue.end, BESIDE)
        ranges.append((before[0].start if before else cue.start, behind[-1].end if behind else cue.end))
    listed = _within(ranges, passage)
    spans = [_governed(claim, cue, behind=True) for cue in _cues(claim, "only")]
    yield "only_of_list", max((_part(aligned, span, listed) for span in spans), default=0.0)
    denied = [
        claim.denied[at] and any(listed(one) and not passage.denied[one] for one in places)
        for at, places in enumerate(aligned.found)
    ]
    yield "denied_of_list", aligned.share(denied)


def _apart(passage: Side) -> list[tuple[Cue, Range]]:
    """Parts of the passage that treat a group otherwise: from the clause of the cue to the next such clause, or the end of the sentence.

    Of what is taken out ("trừ", "không thuộc diện") the words behind alone, or those before where none are.
    """
    found: list[tuple[Cue, Range]] = []
    cues = [cue for cue in _cues(passage, "apart") if cue.label != "other"]
    for number, cue in enumerate(cues):
        low, _ = passage.scan.clause(cue.start)
        _, high = passage.scan.sentence(cue.start)
        for other in cues[number + 1 :]:
            start, _ = passage.scan.clause(other.start)
            if low < start < high:
                high = start
                break
        if cue.label == "out":
            behind = bool(passage.terms_in(cue.end, high, nearest=False)) if cue.end < high else False
            low, high = (cue.end, high) if behind else (low, cue.start)
        found.append((cue, (low, high)))
    return found


def _tones(side: Side) -> list[Cue]:
    return [cue for cue in _cues(side, "tone") if cue.label != "other"]


def _against(passage: Side, cue: Cue, tone: str) -> bool | None:
    """Whether a claim of this tone contradicts what the passage says of the group; None where nothing tells."""
    if cue.label == "relief":
        return tone == "burden"
    if cue.label == "denial":
        return tone == "benefit"
    low, _ = passage.scan.sentence(cue.start)
    before = [one for one in _tones(passage) if one.end <= cue.start]
    same = [one for one in before if one.start >= low] or before[-1:]
    return same[-1].label == tone if same else None


def _set_apart(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """What the claim says of a group that the passage sets apart: whether "cũng" or "vẫn" brings it in, and whether the claim goes against.

    Shares: of the words of the group that the claim says, and of the group of the claim that stands in that part of the passage.
    """
    claim, passage = aligned.claim, aligned.passage
    cues, tones = _cues(claim, "also"), _tones(claim)
    spoken = {at for places in aligned.found for at in places}
    heard, also = {True: 0.0, False: 0.0}, {True: 0.0, False: 0.0}
    for cue, span in _apart(passage):
        inside = _within([span], passage)
        own = [
            at
            for at in passage.terms_in(*span, nearest=False)
            if not cue.start <= passage.terms[at].start < cue.end
        ]
        against = _against(passage, cue, tones[0].label) if tones else None
        if own and against is not None:
            heard[against] = max(heard[against], sum(at in spoken for at in own) / len(own))
        for one in cues:
            tone = next((tone for tone in tones if tone.end > one.start), None)
            turned = _against(passage, cue, tone.label) if tone else None
            if turned is not None:
                share = _part(aligned, _governed(claim, one, one.label == "behind"), inside)
                also[turned] = max(also[turned], share)
    yield "also_said", float(bool(cues))
    yield "also_against", max(0.0, also[True] - also[False])
    yield "also_along", also[False]
    if any(cue.label != "other" for cue in _cues(claim, "apart")):
        heard[True] = 0.0
    yield "apart_against", heard[True]
    yield "apart_along", heard[False]
    yield "apart_turned", heard[True] - heard[False]


def _occasion(side: Side, mark: Mark) -> str:
    """When a penalty comes: the nearest word before it in its sentence, else behind it; "" where none says."""
    low, high = side.scan.sentence(mark.start)
    own = [cue for cue in _cues(side, "occasion") if cue.label != "at_once" and low <= cue.start < high]
    before = [cue for cue in own if cue.start <= mark.start]
    behind = [cue for cue in own if cue.start > mark.start and cue.start < side.scan.clause(mark.start)[1]]
    return before[-1].label if before else behind[0].label if behind else ""


def _steps(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Penalties by the occasion they follow: the same, another, or the hard one at once where a rule begins with a reminder.

    Flags are weighed by the share of the claim's words that the passage has: what is not spoken of has no step.
    """
    claim, passage = aligned.claim, aligned.passage
    said = {(_occasion(claim, mark), mark.side) for mark in find_marks(claim, "penalty")}
    written = {(_occasion(passage, mark), mark.side) for mark in find_marks(passage, "penalty")}
    known = aligned.share([bool(places) for places in aligned.found])
    same = {when for when, side in said if (when, side) in written}
    turned = {
        when for when, side in said - written for then, other in written if when == then and side != other
    }
    soft = any(side in _SOFT for _, side in said)
    hard = any(side in _HARD for _, side in said)
    softly = any(side in _SOFT for when, side in written if when in ("", "first"))
    at_once = any(cue.label in ("at_once", "first") for cue in _cues(claim, "occasion"))
    yield "step_same", known * bool(same)
    yield "step_turned", known * bool(turned - same)
    yield "hard_for_soft", known * (hard and softly and not soft and not same)
    yield "hard_at_once", known * (hard and softly and at_once and not same)
    yield "soft_for_hard", known * (soft and not same and any(side in _HARD for _, side in written))

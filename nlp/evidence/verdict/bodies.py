"""Which office or body does a thing, in a claim and in a passage: the same, another, or none named.

Bodies are read by head and field ("Sở" + "Nông nghiệp và Môi trường") or by a name of their own, short and spoken forms included. A claim is turned where
the clause of the passage about the same doing names another body, and the claim's own body does not stand there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nlp import lexicons
from nlp.evidence.phrasebook import PhraseBook
from nlp.evidence.scan import Scan
from nlp.evidence.spelling import NOT
from nlp.evidence.verdict.sides import Aligned, Side

ELSEWHERE = 0.6
"""What a word counts that stands in the sentence of a body but in another clause. Own choice."""

_REACH = 4
"""Words between the name of a body and what it does: the place may stand between. Own choice."""

_DENIED = 2
"""Words behind a body within which a negation denies that it does a thing. Own choice."""

_OTHER = "other"

_WHOLE = ("tỉnh", "sở")
"""Names that stand for any office of the province."""


@dataclass(frozen=True, slots=True)
class Body:
    """``name`` of an office in the list, where it is written, whether it does something or is gone to there, and whether that is denied."""

    name: str
    start: int
    end: int
    acting: bool
    denied: bool


@dataclass(frozen=True, slots=True)
class Rival:
    """A body of the claim and the other one that the passage names for the same doing.

    ``fit``: share of the claim's sentence that stands around the other; ``told``: share of the other's clause that the claim says; both 0..1.
    """

    said: Body
    written: Body
    fit: float
    told: float


@dataclass(frozen=True)
class _Books:
    names: PhraseBook
    lone: PhraseBook
    leads: PhraseBook
    acts: PhraseBook
    alike: frozenset[tuple[str, str]]


@lru_cache(maxsize=1)
def _books() -> _Books:
    data = lexicons.from_yaml((Path(__file__).parent / "bodies.yaml").read_text(encoding="utf-8"))
    names = {forms[0]: list(forms) for forms in data["bodies"]}
    for head, heads in data["heads"].items():
        for field in data["fields"]:
            names[f"{head} {field[0]}"] = [f"{one} {form}" for one in heads for form in field]
    only = data["accented_only"]
    names[_OTHER] = data["other"]
    alike = {(one, two) for one, others in data["alike"].items() for two in others}
    return _Books(
        PhraseBook(names, only),
        PhraseBook(data["lone"], only),
        PhraseBook({"lead": data["leads"]}, only),
        PhraseBook({"act": data["acts"]}, only),
        frozenset(alike | {(two, one) for one, two in alike}),
    )


def same_office(one: Body, two: Body) -> bool:
    """Whether one may stand for the other: "tỉnh" and "sở" for each of the offices."""
    if one.name == two.name or (one.name, two.name) in _books().alike:
        return True
    return any(
        a.name in _WHOLE and (b.name == "sở" or b.name.startswith("sở ")) for a, b in ((one, two), (two, one))
    )


def find_bodies(side: Side) -> Sequence[Body]:
    """Bodies in order; kept with the side."""
    if find_bodies not in side.scan.kept:
        named = list(_read(side.scan, _books().names, _REACH))
        lone = [
            one
            for one in _read(side.scan, _books().lone, 1)
            if one.acting and not any(one.start < other.end and other.start < one.end for other in named)
        ]
        found = [one for one in (*named, *lone) if one.name != _OTHER]
        side.scan.kept[find_bodies] = tuple(sorted(found, key=lambda one: one.start))
    kept: Sequence[Body] = side.scan.kept[find_bodies]
    return kept


def _read(scan: Scan, names: PhraseBook, reach: int) -> Iterator[Body]:
    """Bodies of a book. One acts when a doing follows within ``reach`` words ("xã phát tiền"), it begins a clause or is gone to ("lên xã")."""
    cues = names.find(scan.text, scan.runs)
    if not cues:
        return
    leads = {cue.end for cue in _books().leads.find(scan.text, scan.runs)}
    acts = {cue.start for cue in _books().acts.find(scan.text, scan.runs)}
    for cue in cues:
        clause = scan.clause(cue.start)
        before, after = scan.before(cue.start, 1, clause), scan.after(cue.end, reach)
        led = before[-1].end in leads if before else reach > 1
        acting = led or any(word.start in acts for word in after)
        denied = any(word.reads(*NOT) for word in scan.after(cue.end, _DENIED))
        yield Body(cue.label, cue.start, cue.end, acting, denied)


def rivals(aligned: Aligned) -> list[Rival]:
    """For each body of the claim that does not do it by the passage: the other body that does, the best fitting first."""
    said = [one for one in find_bodies(aligned.claim) if not one.denied]
    written = find_bodies(aligned.passage)
    strangers = [
        other for other in written if other.acting and not any(same_office(one, other) for one in said)
    ]
    found = []
    for one in (one for one in said if one.acting):
        own = max(
            (around(aligned, said, one, other) for other in written if same_office(one, other)), default=0.0
        )
        for other in strangers:
            fit = around(aligned, said, one, other)
            if fit > own:
                found.append(Rival(one, other, fit, _told(aligned, written, other)))
    return sorted(found, key=lambda one: -one.fit - one.told)


def _told(aligned: Aligned, written: Sequence[Body], other: Body) -> float:
    """Share of the words in a body's clause, bodies left out, that the claim says."""
    passage = aligned.passage
    inside = [
        at
        for at in passage.terms_in(*passage.scan.clause(other.start), nearest=False)
        if not any(_meet(passage, at, body) for body in written)
    ]
    said = {place for places in aligned.found for place in places}
    return sum(at in said for at in inside) / len(inside) if inside else 0.0


def _meet(side: Side, at: int, body: Body) -> bool:
    return body.start < side.terms[at].end and side.terms[at].start < body.end


def around(aligned: Aligned, said: Sequence[Body], one: Body, other: Body) -> float:
    """Share of the claim's sentence around a body, bodies left out, that stands around the other."""
    claim, passage = aligned.claim, aligned.passage
    low, high = claim.scan.sentence(one.start)
    clause, sentence = passage.scan.clause(other.start), passage.scan.sentence(other.start)
    total = shared = 0.0
    for at, term in enumerate(claim.terms):
        if not low <= term.start < high or any(_meet(claim, at, body) for body in said):
            continue
        total += aligned.weights[at]
        shared += (
            aligned.weights[at] * aligned.credit[at] * _nearness(passage, aligned.found[at], clause, sentence)
        )
    return shared / total if total else 0.0


def _nearness(
    passage: Side, places: Sequence[int], clause: tuple[int, int], sentence: tuple[int, int]
) -> float:
    starts = [passage.terms[at].start for at in places]
    if any(clause[0] <= start < clause[1] for start in starts):
        return 1.0
    return ELSEWHERE if any(sentence[0] <= start < sentence[1] for start in starts) else 0.0


def body_features(aligned: Aligned, found: Sequence[Rival]) -> Iterator[tuple[str, float]]:
    """Bodies of the claim that the passage names for the same doing, elsewhere, or not at all, and others in their place."""
    said, written = find_bodies(aligned.claim), find_bodies(aligned.passage)
    here = [aligned.passage.scan.sentences[one] for one in aligned.best[:1]]
    near = [one for one in written if any(low <= one.start < high for low, high in here)]
    nearby = [one for one in said if any(same_office(one, other) for other in near)]
    nowhere = [one for one in said if not any(same_office(one, other) for other in written)]
    yield "bodies_said", float(len(said))
    yield "bodies_here", float(len(nearby))
    yield "bodies_elsewhere", float(len(said) - len(nearby) - len(nowhere))
    yield "bodies_nowhere", float(len(nowhere))
    own = [around(aligned, said, one, other) for one in said for other in written if same_office(one, other)]
    yield "body_fit", max(own, default=0.0)
    yield "body_rival_fit", max((one.fit for one in found), default=0.0)
    yield "body_rival_told", max((one.told for one in found), default=0.0)
    strange = [one for one in found if one.said in nowhere]
    yield "body_rival_new", max((one.fit for one in strange), default=0.0)
    yield "body_rival_new_told", max((one.fit * one.told for one in strange), default=0.0)
    denied = [
        around(aligned, said, one, other)
        for one in said
        for other in written
        if one.denied and not other.denied and same_office(one, other)
    ]
    yield "body_denied", max(denied, default=0.0)
    yield "body_left_out", float(bool(near) and not said)

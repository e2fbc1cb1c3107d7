"""Which step of a procedure each body takes: who draws up the list and who approves it, who leads and who joins.

The sentence around two bodies of one passage is the same, and only the doing behind each tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from nlp.evidence.phrasebook import Cue
from nlp.evidence.spelling import NOT
from nlp.evidence.verdict.bodies import Body, around, find_bodies, same_office
from nlp.evidence.verdict.cue_books import CueBooks
from nlp.evidence.verdict.sides import Aligned, Side

_REACH = 6
"""Words behind a body within which its doing begins: its place and "trực tiếp" may stand between. Own choice."""


class Doing(NamedTuple):
    """A body, the kind of the step that follows it, and whether a negation stands between the two."""

    body: Body
    kind: str
    denied: bool


_cues = CueBooks("doings.yaml", ("doings",)).cues


def find_doings(side: Side) -> Sequence[Doing]:
    """The first doing behind each body, before the next body and within the clause; kept with the side."""
    if find_doings not in side.scan.kept:
        bodies = find_bodies(side)
        cues = _cues(side, "doings") if bodies else ()
        side.scan.kept[find_doings] = tuple(_read(side, bodies, cues)) if cues else ()
    kept: Sequence[Doing] = side.scan.kept[find_doings]
    return kept


def _read(side: Side, bodies: Sequence[Body], cues: Sequence[Cue]) -> Iterator[Doing]:
    for one, following in zip_longest(bodies, bodies[1:]):
        words = side.scan.after(one.end, _REACH)
        end = min(side.scan.clause(one.start)[1], words[-1].end if words else one.end)
        if following is not None:
            end = min(end, following.start)
        behind = [cue for cue in cues if one.end <= cue.start < end]
        if behind:
            first = min(behind, key=lambda cue: (cue.start, -cue.end))
            between = side.scan.between(one.end, first.start)
            yield Doing(one, first.label, any(word.reads(*NOT) for word in between))


def doing_features(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Steps of the claim's bodies that the passage gives to the same body, denies it, or gives to another alone; each by how well the rest fits."""
    claimed, given = find_doings(aligned.claim), find_doings(aligned.passage)
    said = find_bodies(aligned.claim) if claimed and given else ()
    same = denied = other = stepped = 0.0
    for one in (one for one in claimed if not one.denied):
        alone = True
        rival = 0.0
        for two in given:
            near = same_office(one.body, two.body)
            fits = around(aligned, said, one.body, two.body)
            if near and two.kind == one.kind:
                alone = False
                same, denied = (same, max(denied, fits)) if two.denied else (max(same, fits), denied)
            elif near:
                stepped = max(stepped, fits)
            elif two.kind == one.kind and not two.denied:
                rival = max(rival, fits)
        other = max(other, rival if alone else 0.0)
    yield "doing_same", same
    yield "doing_denied", denied
    yield "doing_of_other", other
    yield "doing_swapped", min(other, stepped)

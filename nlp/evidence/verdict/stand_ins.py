"""Words of a claim that stand where the passage has others: "trích lục kết hôn" over "trích lục khai sinh".

What stands in for another word names another thing (a rule of that is not here), or tells the thing otherwise; with a figure beside it mostly
the former.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.evidence.verdict.figures import Match
from nlp.evidence.verdict.sides import Aligned

WIDE = 4
"""Terms between two neighbours that still frame one place, on both sides. Own choice."""


def stand_in_features(
    aligned: Aligned, matches: Sequence[Match], counted: Sequence[bool]
) -> Iterator[tuple[str, float]]:
    """How many words stand in for others between two words that both texts have, or behind one, and the heaviest of them, in rare words."""
    said = {at for places in aligned.found for at in places}
    framed, behind, ahead = [0.0], [0.0], [0.0]
    for number, places in enumerate(aligned.found):
        if places or not counted[number]:
            continue
        left, right = _neighbour(aligned, number, -1), _neighbour(aligned, number, 1)
        weight = aligned.weights[number] / 8.5
        if _framed(aligned, said, left, right):
            framed.append(weight)
        elif any(_free(aligned, said, at, 1) for at in left):
            behind.append(weight)
        elif any(_free(aligned, said, at, -1) for at in right):
            ahead.append(weight)
    rival = any(one.state == "rival" for one in matches)
    for name, found in (("framed", framed), ("behind", behind), ("ahead", ahead)):
        yield f"stand_in_{name}", float(len(found) - 1)
        yield f"stand_in_{name}_heaviest", max(found)
    yield "stand_in_beside_figure", max(max(framed), max(behind), max(ahead)) if rival else 0.0


def _neighbour(aligned: Aligned, number: int, step: int) -> Sequence[int]:
    """Where the passage has the nearest word of the claim on one side that it has at all."""
    at = number + step
    while 0 <= at < len(aligned.found) and abs(at - number) <= WIDE:
        if aligned.found[at]:
            return aligned.found[at]
        at += step
    return ()


def _framed(aligned: Aligned, said: set[int], left: Sequence[int], right: Sequence[int]) -> bool:
    return any(
        1 < two - one <= WIDE + 1 and any(at not in said for at in range(one + 1, two))
        for one in left
        for two in right
        if aligned.passage.sentence_of[one] == aligned.passage.sentence_of[two]
    )


def _free(aligned: Aligned, said: set[int], at: int, step: int) -> bool:
    """Whether the passage has a word there in the same clause that the claim does not say."""
    two = at + step
    inside = (
        0 <= two < len(aligned.passage.terms)
        and aligned.passage.clause_of[two] == aligned.passage.clause_of[at]
    )
    return inside and two not in said

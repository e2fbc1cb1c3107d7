"""Which group or way each figure belongs to: the words of its own segment that no other figure of its kind has.

"Tại phường 38.000 đồng, tại xã 25.000 đồng": a sentence with several figures falls into one segment for each, parted at "còn" or at a
comma between them. What is longer in the first than in the others is the head of all ("Giá thu gom rác … tại phường"), so the first keeps
only as many words before its figure as the others have, and where the groups stand behind their figures, as many behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp.evidence.verdict.quantity import CLOCK, DATE, WEEKDAY, Quantity
from nlp.evidence.verdict.roles import role_words
from nlp.evidence.verdict.sides import Aligned, Side
from nlp.evidence.written import Written

MARK = 1.5
"""What a figure of another kind that both segments have ("trên 20 m³", "dưới 9 chỗ") counts, in rare words. Own choice."""

PARTLY = 0.3
"""What words of a group count of which the claim says only a small part. Own choice."""

Mark = tuple[str, float | str]

_SPLIT = Written(r"(?<!\w)(?:còn(?! lại)|riêng|nhưng|đối với|ngoài ra|trong khi)(?!\w)")
_PAUSE = re.compile(r"[,;:()](?!\d)|\s[-–]\s")
_AND = Written(r"(?<!\w)(?:và|hoặc|hay|với)(?!\w)")
_OUT = Written(
    r"(?<!\w)(?<!tạm )(?<!thường )(?<!cư )(?<!lưu )(?<!nội )(?<!bán )"
    r"(?:trừ|ngoại trừ|chưa kể|không kể|không tính|khác với|so với|hơn hẳn|chưa tính)(?!\w)"
)
_COLON = re.compile(r":(?!\d)")


@dataclass(frozen=True, slots=True)
class Segment:
    """Where the words of one figure stand, and the indices of its terms."""

    one: Quantity
    low: int
    high: int
    terms: tuple[int, ...]
    marks: frozenset[Mark] = frozenset()
    """Figures of other kinds in it, and the time it is paid for."""

    unit: int = 0
    """Where the sentence begins that it is a part of."""


def segments(side: Side, family: Sequence[Quantity], alone: bool = False) -> list[Segment]:
    """One segment for each of ``family``, quantities of a side of one kind, in order of the text.

    ``alone``: the only figure of its kind has the whole text.
    """
    if alone and len(family) == 1:
        whole = (0, len(side.text.folded))
        out = _taken_out(side)
        terms = tuple(
            at for at, term in enumerate(side.terms) if not any(low <= term.start < high for low, high in out)
        )
        return [
            Segment(
                family[0], *whole, terms or tuple(range(len(side.terms))), _marks(side, family[0], *whole)
            )
        ]
    found: list[Segment] = []
    by_unit: dict[tuple[int, int], list[Quantity]] = {}
    for one in family:
        by_unit.setdefault(_unit(side, one.start), []).append(one)
    for unit, ones in by_unit.items():
        found += _in_unit(side, unit, ones)
    return found


def _taken_out(side: Side) -> list[tuple[int, int]]:
    """Ranges of a claim that name whom its figure is not of ("trừ xã đảo ra", "chưa kể hộ nghèo")."""
    return [(match.start(), side.scan.clause(match.end() - 1)[1]) for match in _OUT.finditer(side.text)]


def _unit(side: Side, offset: int) -> tuple[int, int]:
    """The sentence around an offset, with those that a semicolon joins to it."""
    sentences = side.scan.sentences
    at = sentences.index(side.scan.sentence(offset))
    first = last = at
    while first and _joined(side, first):
        first -= 1
    while last + 1 < len(sentences) and _joined(side, last + 1):
        last += 1
    return sentences[first][0], sentences[last][1]


def _joined(side: Side, at: int) -> bool:
    start = side.scan.sentences[at][0]
    return start > 0 and side.text.folded[start - 1] == ";"


def _in_unit(side: Side, unit: tuple[int, int], ones: Sequence[Quantity]) -> list[Segment]:
    folded = side.text.folded
    low, high = unit
    if len(ones) > 1:
        colons = [colon.end() for colon in _COLON.finditer(folded, low, ones[0].start)]
        if colons and _COLON.search(folded, ones[0].end, ones[-1].start):
            colons.pop()  # "bản giấy: 20.000 đồng; bản điện tử: 10.000 đồng"
        low = max(colons, default=low)
    starts, ends = [low], []
    for one, two in pairwise(ones):
        cut = _cut(side, low, ones[0], one, two)
        ends.append(cut if cut >= 0 else two.end)
        starts.append(cut if cut >= 0 else starts[-1])
    ends.append(high)
    named = role_words(side.scan, ones[0].kind)
    terms = [
        tuple(at for at in side.terms_in(start, end, nearest=False) if side.terms[at].start not in named)
        for start, end in zip(starts, ends, strict=True)
    ]
    if len(ones) > 1:
        terms[0], terms[-1] = _without_head(side, ones, terms), _without_tail(side, ones, terms)
    return [
        Segment(one, start, end, own, _marks(side, one, start, end), unit[0])
        for one, start, end, own in zip(ones, starts, ends, terms, strict=True)
    ]


def _without_head(side: Side, ones: Sequence[Quantity], terms: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The terms of the first segment, as many on each side of its figure as the others have."""
    before, behind = [], []
    for one, own in zip(ones, terms, strict=True):
        ahead = [at for at in own if side.terms[at].start < one.start]
        before.append(ahead)
        behind.append([at for at in own if at not in ahead])
    heads = max(len(own) for own in before[1:])
    if heads:
        forms = [side.terms[at].folded for at in before[0]]
        begins = [side.terms[own[0]].folded for own in before[1:] if own]
        like = next((place for place, form in enumerate(forms) if form in begins), len(forms) - heads)
        like = max(0, min(like, len(forms) - heads))
        return (*before[0][like : like + heads], *behind[0])
    tails = max(len(own) for own in behind[1:])
    if tails and behind[0]:
        return tuple(behind[0][: tails + 1])
    return (*before[0][-1:], *behind[0])


def _without_tail(side: Side, ones: Sequence[Quantity], terms: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The terms of the last segment, behind its figure hardly more than the others have: the rest is said of all."""
    tails = max(
        sum(side.terms[at].start > one.start for at in own)
        for one, own in zip(ones[:-1], terms[:-1], strict=True)
    )
    ahead = [at for at in terms[-1] if side.terms[at].start < ones[-1].start]
    behind = terms[-1][len(ahead) :]
    return (*ahead, *(behind[: tails + 1] if tails else behind))


def _marks(side: Side, own: Quantity, low: int, high: int) -> frozenset[Mark]:
    found: set[Mark] = {("per", own.per)} if own.per else set()
    for one in side.quantities:
        if low <= one.start < high and one.kind != own.kind:
            value = str(one.value)[:7] if one.kind == DATE else one.value
            found.add((one.kind + one.bound, value))
    return frozenset(found)


def _cut(side: Side, low: int, first: Quantity, one: Quantity, two: Quantity) -> int:
    """Where the words of ``one`` end and those of ``two`` begin; -1 where both share theirs (a range, a list of days)."""
    folded, start, end = side.text.folded, one.end, two.start
    if start >= end:
        return -1
    nothing = not side.terms_in(start, end, nearest=False)
    if nothing and one.kind in (WEEKDAY, CLOCK, DATE):
        return -1
    word = next(
        (word for word in _SPLIT.finditer(side.text, start, end) if _parts(side, word, start, end)), None
    )
    if word is not None:
        return word.start()
    pauses = [(pause[0], pause.start()) for pause in _PAUSE.finditer(folded, start, end)]
    for sign in (";", ",", ":"):  # the strongest sign, and of several the last
        strong = [place for found, place in pauses if found == sign]
        if strong:
            return strong[-1]
    if pauses:
        return pauses[-1][1]
    joined = next(_AND.finditer(side.text, start, end), None)
    if joined is not None:
        return joined.start()
    if nothing:
        return -1
    figure_first = not side.terms_in(low, first.start, nearest=False)
    return end if figure_first else start


def _parts(side: Side, word: re.Match[str], start: int, end: int) -> bool:
    """Not "50.000 đồng đối với cá nhân", nor "nộp qua mạng còn 25.000 đồng"."""
    begins = not side.terms_in(start, word.start(), nearest=False) and not _PAUSE.search(
        side.text.folded, start, word.start()
    )
    return not begins if word[0].endswith("i") and " " in word[0] else word.end() + 1 < end


def own_terms(side: Side, found: Sequence[Segment]) -> list[frozenset[int]]:
    """Of each segment the terms that no segment of another value has."""
    forms = [{side.terms[at].folded for at in one.terms} for one in found]
    result = []
    for number, one in enumerate(found):
        others = {form for other in _others(found, number) for form in forms[other]}
        result.append(frozenset(at for at in one.terms if side.terms[at].folded not in others))
    return result


def own_marks(found: Sequence[Segment]) -> list[frozenset[Mark]]:
    """Of each segment the other figures that no segment of another value has."""
    return [
        one.marks.difference(*(found[other].marks for other in _others(found, number)))
        for number, one in enumerate(found)
    ]


def _others(found: Sequence[Segment], number: int) -> list[int]:
    """Segments of another value that stand apart: of the same sentence, and only where it has none, of all."""
    own = found[number]
    others = [
        at
        for at, one in enumerate(found)
        if one.one.value != own.one.value and (one.low, one.high) != (own.low, own.high)
    ]
    return [at for at in others if found[at].unit == own.unit] or others


def bind(
    aligned: Aligned, spoken: Segment, owned: Sequence[frozenset[int]], marked: Sequence[frozenset[Mark]]
) -> list[float]:
    """Of each segment of the passage, the weight of the words and figures of a claim's segment that it alone has; the larger a part
    of its own words these are, the more they count."""
    heaviest = max(aligned.weights, default=1.0)
    hits = [0.0] * len(owned)
    met: list[set[int]] = [set() for _ in owned]
    for at in spoken.terms:
        places = set(aligned.found[at])
        for number, own in enumerate(owned):
            if places & own:
                hits[number] += aligned.weights[at] * aligned.credit[at]
                met[number] |= places & own
    return [
        hit * (PARTLY + (1 - PARTLY) * len(places) / len(own) if own else 0.0)
        + MARK * heaviest * len(spoken.marks & marks)
        for hit, places, own, marks in zip(hits, met, owned, marked, strict=True)
    ]

"""Whose figure it is, two figures at a time: of the words that only one of both has, which does the claim say?

A sentence with several figures says what holds for all of them once: "Người lao động trong doanh nghiệp **đóng quỹ** 25.000 đồng,
người lao động khác 10.000 đồng"; "**hộ nghèo** 70 triệu đồng khi xây mới và 35 triệu đồng khi sửa chữa"; "vé **tháng** 180.000 đồng,
riêng học sinh 90.000 đồng". So each figure gets its own words and those that it shares, and what both of a pair have falls out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from nlp.evidence.verdict.binding import Segment
from nlp.evidence.verdict.families import family_of
from nlp.evidence.verdict.quantity import AGE, LEAST, MONEY, MOST, PERCENT, SPAN, Quantity
from nlp.evidence.verdict.roles import differ, role_of, role_words
from nlp.evidence.verdict.same_values import same_value
from nlp.evidence.verdict.sides import Aligned, Side
from nlp.evidence.written import Written

RANGE = 1.5
"""What a thing that lies within the limits of one figure only counts, in the claim's rarest words. Own choice."""

CLEAR = 0.5
"""Of another figure's own words, from which the claim clearly names its group. Own choice."""

_PREDICATE = Written(
    r"(?<!\w)(?:được|phải|bị|nộp|đóng|trả|hưởng|nhận|là|thu|hỗ trợ|phạt|chịu|mua|giảm|tính|có mức|đạt)(?!\w)"
)
_WITHIN = Written(r"(?<!\w)(?:riêng|trong đó|nếu là|nếu)(?!\w)")
_GROUP = Written(r"(?<!\w)(?:tại|ở|đối với|cho|với|khi|trong)(?!\w)")
_LIKE = Written(
    r"(?<!\w)(?:như|giống|giống như|ngang|bằng)\s{1,3}(?!nhau|cũ|vậy|trên|thường|thế|đã|quy|nửa|một nửa|\d)(?=\w)"
)
_NOT = Written(
    r"(?<!\w)(?:không|ko|k|chưa|chẳng|hông|ngoài)\s{1,3}(?:(?:phải|thuộc|có|là|ở|trong|diện)\s{1,3}){0,2}$"
)
_REST = Written(r"(?<!\w)(?:khác|còn lại)(?!\w)")
_A_UNIT = re.compile(r"/\s?([a-z]+)")
_SAY_NOTHING = frozenset(
    [
        "đối",
        "thuộc",
        "tượng",
        "riêng",
        "trường",
        "hợp",
        "tương",
        "ứng",
        "mức",
        "người",
        "=thanh_vien",
        "nhóm",
        "diện",
        "tối",
        "đa",
        "khóa",
    ]
)


@dataclass(frozen=True, slots=True)
class Owner:
    """``own``: terms of the passage that may tell whose a figure is, its own and those it shares. ``beside``: figures of other kinds in its part."""

    one: Quantity
    unit: int
    own: frozenset[int]
    beside: tuple[Quantity, ...]
    rest: bool
    role: str


def owners(side: Side, kind: str) -> list[Owner]:
    """Of each figure of a kind; kept with the side."""
    key = (owners, kind)
    if key not in side.scan.kept:
        by_unit: dict[int, list[Segment]] = {}
        for part in family_of(side, kind).parts:
            by_unit.setdefault(part.unit, []).append(part)
        side.scan.kept[key] = [one for parts in by_unit.values() for one in _in_unit(side, kind, parts)]
    found: list[Owner] = side.scan.kept[key]
    return found


def _in_unit(side: Side, kind: str, parts: Sequence[Segment]) -> Iterator[Owner]:
    named, noun = role_words(side.scan, kind), kind.removeprefix("count:")
    nouns = {noun, *(match[1] for match in _A_UNIT.finditer(side.text.folded, parts[0].low, parts[-1].high))}

    def terms(low: int, high: int) -> list[int]:
        inside = side.terms_in(low, high, nearest=False) if low < high else ()
        return [at for at in inside if _may_tell(side, at, nouns) and side.terms[at].start not in named]

    first = parts[0]
    verb = _PREDICATE.search(side.text, first.low, first.one.start)
    group_end = verb.start() if verb and terms(first.low, verb.start()) else first.one.start
    said_of_all = terms(group_end, first.one.start)
    ahead = [terms(part.low, min(part.one.start, part.high)) for part in parts]
    group_first = len(parts) > 1 and sum(map(bool, ahead[1:])) * 2 > len(parts) - 1
    behind = [(part.one.end, part.high) for part in parts]
    tails = [[] if group_first else terms(low, high) for low, high in behind]
    if len(parts) > 1 and not group_first:
        tails = _without_tail(side, behind, tails)
    before, block = frozenset(ahead[0]), list[int]()
    for number, part in enumerate(parts):
        own = set(ahead[number])
        if number:
            if ";" in side.text.folded[parts[number - 1].one.end : part.one.start]:
                tails = _alike_in_order(ahead, tails, block, number)
                before, block = frozenset(), []
            if not own or _WITHIN.search(side.text, part.low, part.one.start):
                own |= before
            own |= set(said_of_all)
        if not block or ahead[number]:
            before = frozenset(own)
        block.append(number)
        yield Owner(
            part.one,
            part.unit,
            frozenset(own | set(tails[number])),
            tuple(one for one in side.quantities if part.low <= one.start < part.high and one.kind != kind),
            _REST.search(side.text, part.low, part.high) is not None,
            role_of(side.scan, part.one),
        )


def _alike_in_order(
    ahead: Sequence[Sequence[int]], tails: list[list[int]], block: Sequence[int], at: int
) -> list[list[int]]:
    """Figures behind a semicolon that have nothing behind them are those of the block before in order: "70 triệu khi xây mới, 35 triệu
    khi sửa; hộ cận nghèo 50 triệu và 25 triệu"."""
    bare = not any(tails[number] for number in range(at, len(tails))) and not any(ahead[at + 1 :])
    if len(block) > 1 and len(tails) - at == len(block) and bare and all(tails[number] for number in block):
        return [*tails[:at], *(tails[number] for number in block)]
    return tails


def _may_tell(side: Side, at: int, nouns: Set[str]) -> bool:
    """Not what is counted, what a price is for ("/trẻ"), or a word that says nothing of groups."""
    term = side.terms[at]
    return term.exact not in _SAY_NOTHING and side.text.folded[term.start : term.end] not in nouns


def _without_tail(
    side: Side, behind: Sequence[tuple[int, int]], tails: Sequence[list[int]]
) -> list[list[int]]:
    """Behind their figures groups begin with the same word ("tại phường … tại xã"): what stands before it, and behind the last group, is said of all."""
    begins = [list(_GROUP.finditer(side.text, low, high)) if low < high else [] for low, high in behind]
    words = [{match[0] for match in found} for found in begins]
    both = words[0].intersection(*words[1:]) if all(words) else set()
    cut: list[list[int]] = []
    for found, own in zip(begins, tails, strict=True):
        at = next((match.end() for match in found if match[0] in both), None)
        cut.append(own if at is None else [term for term in own if side.terms[term].start >= at])
    most = max(map(len, cut[:-1]))
    cut[-1] = cut[-1][: most or None]
    return cut


def _sized(one: Quantity) -> bool:
    return one.kind in (AGE, SPAN, PERCENT) or one.kind.startswith("count:")


def _keeps(beside: Sequence[Quantity], said: Sequence[Quantity]) -> bool | None:
    """Whether the things of a claim are those beside a figure, or keep its limits; None where neither has the other's kind."""
    kept = []
    for thing in said:
        own = [one for one in beside if one.kind == thing.kind]
        limits = (
            [one for one in own if one.bound in (MOST, LEAST)] if _sized(thing) and not thing.bound else []
        )
        if limits:
            kept.append(
                all(
                    thing.value >= one.value if one.bound == LEAST else thing.value <= one.value  # type: ignore[operator]
                    for one in limits
                )
            )
        elif own:
            kept.append(any(same_value(thing, one) for one in own))
    return all(kept) if kept else None


@dataclass(frozen=True, slots=True)
class Weighed:
    """``own``, ``other``: shares of two figures' own words that the claim says, 0..1; ``hit``, ``other_hit``: their weight."""

    equal: Owner
    rival: Owner
    own: float
    other: float
    hit: float
    other_hit: float
    nothing_own: bool
    compared: bool
    """The claim tells both figures."""

    denied: bool
    """The claim denies this one's group, and the other is that of all the rest."""

    @property
    def near(self) -> bool:
        """Both stand in one sentence."""
        return self.equal.unit == self.rival.unit

    @property
    def clear(self) -> bool:
        """The claim names the other's group and nothing of this one's."""
        named = not self.hit and self.other_hit > 0 and self.other >= CLEAR
        return (named or self.denied) and self.near and not self.compared

    @property
    def margin(self) -> float:
        """How much the words speak for the equal one, -1..1."""
        mine, theirs = self.hit * (0.3 + 0.7 * self.own), self.other_hit * (0.3 + 0.7 * self.other)
        return (mine - theirs) / (mine + theirs) if mine + theirs else 0.0


def _denied(side: Side) -> frozenset[int]:
    """Terms right behind a negation ("không phải biên giới", "không có thẻ")."""
    if _denied not in side.scan.kept:
        side.scan.kept[_denied] = frozenset(
            at
            for at, term in enumerate(side.terms)
            if _NOT.search(side.text, max(0, term.start - 24), term.start)
        )
    found: frozenset[int] = side.scan.kept[_denied]
    return found


def _spoken(side: Side, part: Segment) -> list[int]:
    """Terms of the claim that may name whose its figure is; without those it is only likened to ("như hộ nghèo")."""
    out = [
        (match.start(), side.scan.clause(match.end() - 1)[1])
        for match in _LIKE.finditer(side.text)
        if match.start() > part.one.end
    ]
    return [at for at in part.terms if not any(low <= side.terms[at].start < high for low, high in out)]


def _weigh(
    aligned: Aligned, spoken: Sequence[int], things: Sequence[Quantity], equal: Owner, rival: Owner
) -> Weighed:
    passage, denied, claim_denied = aligned.passage, _denied(aligned.passage), _denied(aligned.claim)
    forms = [{(passage.terms[at].folded, at in denied) for at in one.own} for one in (equal, rival)]
    own = {at for at in equal.own if (passage.terms[at].folded, at in denied) not in forms[1]}
    other = {at for at in rival.own if (passage.terms[at].folded, at in denied) not in forms[0]}
    hits, met, others = [0.0, 0.0], [set[int](), set[int]()], [False, False]
    for at in spoken:
        for place in aligned.found[at]:
            turned = (at in claim_denied) != (place in denied)
            for number, group in enumerate((own, other)):
                if place not in group:
                    continue
                if turned:  # "xã không phải biên giới" is no border commune
                    hits[1 - number] += aligned.weights[at] * aligned.credit[at]
                    others[1 - number] = True
                elif place not in met[number]:
                    hits[number] += aligned.weights[at] * aligned.credit[at]
                    met[number].add(place)
    shares = [
        len(found) / len(group) if group else 0.0 for found, group in zip(met, (own, other), strict=True)
    ]
    fits = [_keeps(one.beside, things) for one in (equal, rival)]
    heaviest = max(aligned.weights, default=1.0)
    for number in (0, 1):  # a limit that only the other figure has may be where this one's group begins
        if fits[number] and (fits[1 - number] is False or (number == 0 and fits[1] is None)):
            hits[number] += RANGE * heaviest
            shares[number] = 1.0
        shares[number] = 1.0 if others[number] else shares[number]
    compared = any(
        same_value(one, rival.one) for one in aligned.claim.quantities if one.kind == rival.one.kind
    )
    apart = others[1] and rival.rest
    return Weighed(equal, rival, shares[0], shares[1], hits[0], hits[1], not own, compared, apart)


def weigh_owners(aligned: Aligned, said: Quantity, spoken: Segment) -> list[Weighed]:
    """The equal figure that fits best against every differing one of the passage."""
    found = owners(aligned.passage, said.kind)
    alike = [same_value(said, one.one) for one in found]
    terms = _spoken(aligned.claim, spoken)
    things = [one for one in aligned.claim.quantities if one.kind != said.kind]
    best: list[Weighed] = []
    for equal in (one for one, same in zip(found, alike, strict=True) if same):
        rivals = [
            _weigh(aligned, terms, things, equal, one)
            for one, same in zip(found, alike, strict=True)
            if same is False and (_listed(equal, one) or not differ(one.role, equal.role))
        ]
        if rivals and (not best or min(one.margin for one in rivals) > min(one.margin for one in best)):
            best = rivals
    return best


def _listed(one: Owner, two: Owner) -> bool:
    """Sums and shares of one sentence stand in one list, whatever words of roles are among them; spans seldom do."""
    return one.unit == two.unit and one.one.kind in (MONEY, PERCENT)


def told_of_another(aligned: Aligned, said: Quantity, spoken: Segment) -> Weighed | None:
    """The figure of the passage whose group the claim names most clearly instead of that of the equal one; None where there is none."""
    if said.kind not in (MONEY, PERCENT, SPAN) and not said.kind.startswith("count:"):
        return None
    return min(weigh_owners(aligned, said, spoken), key=lambda one: (one.margin, -one.other), default=None)

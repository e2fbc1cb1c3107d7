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
from nlp.evidence.verdict.quantity import DATE, Quantity
from nlp.evidence.verdict.roles import role_of, role_words
from nlp.evidence.verdict.sides import Side
from nlp.evidence.written import Written

_PREDICATE = Written(
    r"(?<!\w)(?:được|phải|bị|nộp|đóng|trả|hưởng|nhận|là|thu|hỗ trợ|phạt|chịu|mua|giảm|tính|có mức|đạt)(?!\w)"
)
_WITHIN = Written(r"(?<!\w)(?:riêng|trong đó|nếu là|nếu)(?!\w)")
_GROUP = Written(r"(?<!\w)(?:tại|ở|đối với|cho|với|khi|trong)(?!\w)")
_NOT = Written(
    r"(?<!\w)(?:không|ko|k|chưa|chẳng|hông|ngoài)\s{1,3}(?:(?:phải|thuộc|có|là|ở|trong|diện)\s{1,3}){0,2}$"
)
_REST = Written(r"(?<!\w)(?:khác|còn lại)(?!\w)")
_A_UNIT = re.compile(r"/\s?([a-z]+)")
_SAY_NOTHING = frozenset(("đối", "thuộc", "tượng", "riêng", "trường", "hợp", "tương", "ứng", "mức", "người", "nhóm", "diện", "tối", "đa", "khóa"))  # fmt: skip
"""Words that stand beside figures of any group."""


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
    before, block, days, beside = frozenset(ahead[0]), list[int](), list[Quantity](), list[Quantity]()
    for number, part in enumerate(parts):
        own, within = set(ahead[number]), _WITHIN.search(side.text, part.low, part.one.start)
        if number:
            if ";" in side.text.folded[parts[number - 1].one.end : part.one.start]:
                tails = _alike_in_order(ahead, tails, block, number)
                before, block = (before if within else frozenset()), []
            if not own or within:
                own |= before
            own |= set(said_of_all)
        if not block or ahead[number]:
            before = frozenset(own)
        block.append(number)
        beside = [
            *(beside if within and number else ()),
            *(one for one in side.quantities if part.low <= one.start < part.high and one.kind != kind),
        ]
        days = [
            one for one in beside if one.kind == DATE
        ] or days  # "năm 2026, 92 % …, riêng xã bãi ngang 80 %"
        yield Owner(
            part.one,
            part.unit,
            frozenset(own | set(tails[number])),
            (*(one for one in beside if one.kind != DATE), *days),
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
    written = side.text.folded[term.start : term.end]
    return term.exact not in _SAY_NOTHING and written not in nouns and written != "nguoi"


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


def denied_terms(side: Side) -> frozenset[int]:
    """Terms right behind a negation ("không phải biên giới", "không có thẻ")."""
    if denied_terms not in side.scan.kept:
        side.scan.kept[denied_terms] = frozenset(
            at
            for at, term in enumerate(side.terms)
            if _NOT.search(side.text, max(0, term.start - 24), term.start)
        )
    found: frozenset[int] = side.scan.kept[denied_terms]
    return found

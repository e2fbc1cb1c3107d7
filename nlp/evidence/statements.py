"""Where one statement of a sentence ends and another begins: "nghe đồn năm chục, nhưng phí vẫn 21 nghìn" tells two things.

A word of modality speaks of its own statement. The words are data (``walls`` of ``nlp/lexicons/told.yaml``). What it cannot see: two
statements that stand side by side without such a word.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from models.vocabulary import Modality
from nlp import lexicons
from nlp.evidence.scan import Scan, Word, kept
from nlp.normalise import fold

_NEAR = 3
"""Words between "nhưng" and a word of modality that still speaks of what stood before: "… nhưng mới là đề xuất". Own choice."""


class Kind(StrEnum):
    """How a new statement begins."""

    ANYWHERE = "anywhere"
    OPENING = "opening"
    NOW = "now"
    ONLY = "only"


class Wall(NamedTuple):
    """The first word of a new statement."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class _Words:
    by_first: dict[str, tuple[tuple[Kind, tuple[str, ...]], ...]]
    not_before: tuple[str, ...]


@lru_cache(maxsize=1)
def _words() -> _Words:
    walls = lexicons.described("told.yaml")["walls"]
    by_first: dict[str, list[tuple[Kind, tuple[str, ...]]]] = {}
    for kind in Kind:
        for phrase in walls[kind.value]:
            words = tuple(phrase.split())
            by_first.setdefault(fold(words[0]), []).append((kind, words))
    longest = {first: tuple(sorted(forms, key=lambda one: -len(one[1]))) for first, forms in by_first.items()}
    return _Words(longest, tuple(walls["not_before"]))


_BLOCKING = {
    Modality.DENIED: frozenset(Kind),
    Modality.PROPOSAL: frozenset(Kind) - {Kind.ONLY},
    Modality.TARGET: frozenset(Kind) - {Kind.ONLY},
    Modality.HEARSAY: frozenset({Kind.ANYWHERE, Kind.OPENING}),
}
"""What ends the reach of a word of modality. "nghe nói … giờ thu 50k" is all hearsay, and a draft may tell what "chỉ" some pay."""


@kept
def walls_of(scan: Scan) -> tuple[Wall, ...]:
    """The beginnings of new statements in a text, in order; that of a sentence is none."""
    return tuple(_found(scan))


def _found(scan: Scan) -> Iterator[Wall]:
    words = scan.words
    known = _words()
    for at, word in enumerate(words):
        for kind, form in known.by_first.get(word.folded, ()):
            its = words[at : at + len(form)]
            if len(its) < len(form) or not all(one.reads(meant) for one, meant in zip(its, form, strict=True)):
                continue
            if _begins(scan, at, at + len(form), kind, known.not_before):
                yield Wall(word.start, words[at + len(form) - 1].end, kind)
            break


def _begins(scan: Scan, at: int, end: int, kind: Kind, not_before: tuple[str, ...]) -> bool:
    words = scan.words
    if at == 0 or end >= len(words):
        return False
    between = scan.text.folded[words[at - 1].end : words[at].start]
    following = scan.text.folded[words[end - 1].end : words[end].start]
    if following.strip():  # a "chứ" that ends a clause is a particle
        return False
    if not between.strip():  # without marks "nhung" may be "những"
        return kind is Kind.ANYWHERE and not words[at].bare
    return kind is not Kind.OPENING or not words[end].reads(*not_before)


def parted(scan: Scan, told: Modality, start: int, end: int) -> tuple[Wall, ...]:
    """The walls between two places that end the reach of a word of this modality."""
    walls = walls_of(scan)
    first = bisect_left(walls, (start,))
    blocking = _BLOCKING.get(told, frozenset())
    found = []
    for wall in walls[first:]:
        if wall.start >= end:
            break
        if wall.kind in blocking:
            found.append(wall)
    return tuple(found)


def comments_on(scan: Scan, walls: tuple[Wall, ...], at: int) -> bool:
    """Whether a word at ``at`` behind walls still speaks of what stands before them: "…, nhưng mới là đề xuất"."""
    if len(walls) != 1:
        return False
    between: tuple[Word, ...] = scan.between(walls[0].end, at)
    return len(between) <= _NEAR and not any(word.is_number for word in between)

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
from nlp.evidence.spelling import NOT
from nlp.normalise import fold

_NEAR = 3
"""Words between "nhưng" and a word of modality that still speaks of what stood before: "… nhưng mới là đề xuất". Own choice."""


class Kind(StrEnum):
    """How a new statement begins."""

    ANYWHERE = "anywhere"
    OPENING = "opening"
    NOW = "now"
    ONLY = "only"
    ASKED = "asked"


class Wall(NamedTuple):
    """The first word of a new statement."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class _Words:
    first: frozenset[str]
    by_first: dict[str, tuple[tuple[Kind, tuple[str, ...]], ...]]
    not_before: tuple[str, ...]
    asker: tuple[str, ...]
    asked: tuple[str, ...]


@lru_cache(maxsize=1)
def _words() -> _Words:
    walls = lexicons.described("told.yaml")["walls"]
    by_first: dict[str, list[tuple[Kind, tuple[str, ...]]]] = {}
    for kind in _SAID_OUTRIGHT:
        for phrase in walls[kind.value]:
            words = tuple(phrase.split())
            by_first.setdefault(fold(words[0]), []).append((kind, words))
    longest = {first: tuple(sorted(forms, key=lambda one: -len(one[1]))) for first, forms in by_first.items()}
    first = frozenset((*longest, *map(fold, walls["asker"])))
    return _Words(first, longest, tuple(walls["not_before"]), tuple(walls["asker"]), tuple(walls["asked"]))


_SAID_OUTRIGHT = (Kind.ANYWHERE, Kind.OPENING, Kind.NOW, Kind.ONLY)
_ASKED_WITHIN = 5
"""Words behind "tui" within which the asking is told."""


_BLOCKING = {
    Modality.DENIED: frozenset(Kind) - {Kind.ASKED},
    Modality.PROPOSAL: frozenset(Kind) - {Kind.ONLY, Kind.ASKED},
    Modality.TARGET: frozenset(Kind) - {Kind.ONLY, Kind.ASKED},
    Modality.HEARSAY: frozenset({Kind.ANYWHERE, Kind.OPENING, Kind.ASKED}),
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
        if word.folded not in known.first:
            continue
        if word.reads(*known.asker) and _asks_for_themselves(scan, at, known):
            yield Wall(word.start, word.end, Kind.ASKED)
        for kind, form in known.by_first.get(word.folded, ()):
            its = words[at : at + len(form)]
            if len(its) < len(form) or not all(
                one.reads(meant) for one, meant in zip(its, form, strict=True)
            ):
                continue
            if _begins(scan, at, at + len(form), kind, known.not_before):
                yield Wall(word.start, words[at + len(form) - 1].end, kind)
            break


def _asks_for_themselves(scan: Scan, at: int, known: _Words) -> bool:
    words = scan.words
    if at == 0 or not scan.text.folded[words[at - 1].end : words[at].start].strip():
        return False
    _, high = scan.clause(words[at].start)
    following = [word for word in words[at + 1 : at + 1 + _ASKED_WITHIN] if word.end <= high]
    asked = [place for place, word in enumerate(following) if word.reads(*known.asked)]
    return bool(asked) and not any(word.reads(*NOT) for word in following[: asked[0]])


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


@kept
def _blocking(scan: Scan) -> dict[Modality, tuple[Wall, ...]]:
    walls = walls_of(scan)
    return {told: tuple(wall for wall in walls if wall.kind in kinds) for told, kinds in _BLOCKING.items()}


def parted(scan: Scan, told: Modality, start: int, end: int) -> tuple[Wall, ...]:
    """The walls between two places that end the reach of a word of this modality, two at most."""
    walls = _blocking(scan).get(told, ())
    first = bisect_left(walls, (start,))
    return tuple(wall for wall in walls[first : first + 2] if wall.start < end)


def comments_on(scan: Scan, walls: tuple[Wall, ...], at: int) -> bool:
    """Whether a word at ``at`` behind walls still speaks of what stands before them: "…, nhưng mới là đề xuất"."""
    if len(walls) != 1:
        return False
    between: list[Word] = [word for word in scan.after(walls[0].end, _NEAR + 1) if word.start < at]
    return len(between) <= _NEAR and not any(word.is_number for word in between)

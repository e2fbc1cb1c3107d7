"""Finds the listed names in a label: as they are, with letters doubled, or a letter or two away.

Everything is looked up in tables made once, so that a label in which nothing is found costs a few dictionary
look-ups for each of its letters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Generic, TypeVar

from rapidfuzz.distance import OSA, Levenshtein

from nlp.lures import written_once
from nlp.official_names import OfficialName, imitated_names

_SHORTEST_NEAR = 5
_LONG = 8
"""From this length on a name may be two edits away, and is not taken for part of another word."""
_MANY = 2
_START = 2

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Known:
    """A name of a body; ``weak`` ones need company (``nlp.official_names``)."""

    text: str
    body: OfficialName
    weak: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A name at ``start..end`` of a label. ``edits``: letters added, left out or exchanged; ``doubled``: only
    repeated letters."""

    known: Known
    start: int
    end: int
    edits: int = 0
    doubled: bool = False


class Table(Generic[_Value]):
    """Finds any of many words inside a text; words are reached by their first two letters."""

    def __init__(self, words: dict[str, _Value]) -> None:
        self._words = words
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for word in words:
            lengths[word[:_START]].add(len(word))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def find(self, text: str) -> Iterator[tuple[_Value, int, int]]:
        """Every word in the text with its range."""
        words, lengths, size = self._words, self._lengths, len(text)
        for at in range(size - _START + 1):
            for length in lengths.get(text[at : at + _START], ()):
                end = at + length
                if end <= size and (value := words.get(text[at:end])) is not None:
                    yield value, at, end


def known_names() -> Iterator[Known]:
    """Every name on the lists, in their order."""
    for body in imitated_names():
        yield from (Known(name, body, False) for name in body.names)
        yield from (Known(name, body, True) for name in body.weak)


def find_names(label: str) -> list[Hit]:
    """The names in a label: exact ones and, unless a long one is there, doubled and near ones too."""
    hits = [Hit(*found) for found in _exact().find(label)]
    if any(not hit.known.weak and hit.end - hit.start >= min(len(label), _LONG) for hit in hits):
        return hits
    return [*hits, *_doubled(label), *_near(label)]


def _doubled(label: str) -> Iterator[Hit]:
    once, starts = written_once(label)
    if len(once) == len(label):
        return
    for known, start, end in _collapsed().find(once):
        hit = Hit(known, starts[start], starts[end], doubled=True)
        if hit.end - hit.start > len(known.text):
            yield hit


def _near(label: str) -> Iterator[Hit]:
    seen = set()
    for found, start, end in _pieces().find(label):
        for known, offset in found:
            if (known.text, start - offset) not in seen:
                hit = _nearest(label, known, offset, start, end)
                if hit is not None:
                    seen.add((known.text, start - offset))
                    yield hit


def _nearest(label: str, known: Known, offset: int, start: int, end: int) -> Hit | None:
    """The name about a piece of it at ``start..end``, which begins ``offset`` letters into the name."""
    most = 2 if len(known.text) >= _LONG else 1
    left = _beside(known.text[:offset][::-1], label[max(0, start - offset - most) : start][::-1], most)
    if left is None:
        return None
    after = known.text[offset + end - start :]
    right = _beside(after, label[end : end + len(after) + most], most - left[0])
    if right is None:
        return None
    low, high, edits = start - left[1], end + right[1], left[0] + right[0]
    return Hit(known, low, high, edits) if _same_word(known.text, label[low:high], edits) else None


def _beside(wanted: str, text: str, most: int) -> tuple[int, int] | None:
    """Edits, and letters of ``text`` used, where its beginning is nearest to ``wanted``; None if too far."""
    if text.startswith(wanted):
        return 0, len(wanted)
    if most == 0:
        return None
    best: tuple[int, int] | None = None
    for length in range(max(0, len(wanted) - most), min(len(wanted) + most, len(text)) + 1):
        edits = OSA.distance(wanted, text[:length], score_cutoff=most)
        if edits <= most and (best is None or edits < best[0]):
            best = (edits, length)
    return best


def _same_word(name: str, found: str, edits: int) -> bool:
    """Whether what was changed still reads as the name and is not another word.

    One edit in a long name always does. Otherwise the first letter stays, and of two edits at most one
    exchanges a letter (``vietnambank`` is not ``vietcombank``).
    """
    if edits < _MANY and len(name) >= _LONG:
        return True
    exchanged = sum(tag == "replace" for tag, _, _ in Levenshtein.editops(name, found))
    return found[:1] == name[:1] and exchanged < _MANY


@cache
def _exact() -> Table[Known]:
    """Of two bodies with one name the first is meant."""
    return Table({known.text: known for known in reversed(list(known_names()))})


@cache
def _collapsed() -> Table[Known]:
    return Table({written_once(known.text)[0]: known for known in reversed(list(known_names()))})


@cache
def _pieces() -> Table[list[tuple[Known, int]]]:
    """Names cut in one piece more than edits are allowed: of a near name one piece is always whole."""
    pieces: defaultdict[str, list[tuple[Known, int]]] = defaultdict(list)
    for known in known_names():
        size = len(known.text)
        if known.weak or not known.body.near or size < _SHORTEST_NEAR or _short_bank(known):
            continue
        count = 3 if size >= _LONG else 2
        cuts = [size * part // count for part in range(count + 1)]
        for start, end in pairwise(cuts):
            pieces[known.text[start:end]].append((known, start))
    return Table(dict(pieces))


def _short_bank(known: Known) -> bool:
    """``tpbank`` and its like are one letter from each other and from honest banks (``mbank``)."""
    return known.text.endswith("bank") and len(known.text) < _LONG

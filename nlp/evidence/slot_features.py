"""What the slot tagger looks at: for each word of a text, the places of its features in one hashed table.

A feature is a template (the word before, this word with the next, the class of the word two further on …) and
what the template found; both together are hashed into one of ``SIZE`` places (Weinberger et al. 2009), so that no
vocabulary is kept. Word hashes are CRC-32, the same on every machine. All templates are computed for all words at
once in NumPy: looking features up one by one in Python would take longer than tagging.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nlp.contracts import Text
from nlp.evidence.hints import find_bodies, find_hints
from nlp.evidence.mentions import find_procedures, find_sanctions
from nlp.evidence.obligations import find_obligations
from nlp.evidence.phrasebook import Cue
from nlp.evidence.scan import Scan, Word
from nlp.evidence.slot_context import COLUMNS as CONTEXT_COLUMNS
from nlp.evidence.slot_context import context_columns
from nlp.evidence.slot_layout import AT_END, PADDING, Layout
from nlp.evidence.word_classes import Chunk, ClassedWords

SIZE_BITS = 20
SIZE = 1 << SIZE_BITS
"""Places of the table. With some 120,000 features in use, one in ten shares its place with another."""

BAG_BEFORE, BAG_AFTER = 10, 6
"""Words of the sentence before and after a time or a quantity that say what it is (a fee or a grant)."""

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - SIZE_BITS)
_NONE = 0

Ids = NDArray[np.uint64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Features:
    """``places``: the words of all texts, one text after the other, by templates. ``bags``: further places of single
    words, as (word, places)."""

    places: Places
    bags: tuple[tuple[int, Places], ...]


@lru_cache(maxsize=65_536)
def code(name: str) -> int:
    """A number for a string, never 0, the same in every process."""
    return zlib.crc32(name.encode()) | 1 << 32


def slot_features(scans: Sequence[Scan], cues: Sequence[Sequence[Cue]]) -> Features:
    """Features of every word of some texts. ``cues`` of each text as ``nlp.evidence.modality.find_cues`` gives them.

    All templates are computed for all texts together: over the words of one, NumPy is busy with being called.
    """
    columns: list[list[int]] = [[] for _ in range(_LOOKED_UP)]
    bags: list[tuple[int, Places]] = []
    text: list[int] = []
    ends: list[int] = []
    for number, (scanned, its_cues) in enumerate(zip(scans, cues, strict=True)):
        classed = ClassedWords(scanned.words)
        chunks = find_hints(classed)
        folded = [_form(word) for word in scanned.words]
        bags += [(len(text) + at, places) for at, places in _bags(scanned, folded, chunks)]
        text += [number] * len(folded)
        own, behind = _attributes(scanned, classed, folded, its_cues, chunks)
        ends.append(behind)
        for column, values in zip(columns, own, strict=True):
            column += values
    if not text:
        return Features(np.zeros((0, TEMPLATES), dtype=np.int64), ())
    bare = np.array([bool(one.words) and one.words[0].bare for one in scans])
    own_of_all = np.array(columns, dtype=np.uint64).T
    gaps = own_of_all[:, _GAP].astype(np.int64)
    layout = Layout.of(np.array(text), gaps, np.array(ends))
    return Features(_templates(_table(own_of_all, ends, bare, layout), layout), tuple(bags))


def _form(word: Word) -> int:
    """Numbers count by how many digits they have."""
    return code("0" * min(6, len(word.folded)) if word.folded[0].isdigit() else word.folded)


# Columns of the attributes of a word.
_FOLDED, _WRITTEN, _CLASS, _GAP, _MARK, _HINT, _FIRST = range(7)  # from the last on: features by themselves
_PLACED = 8
_LOOKED_UP = 19
"""Attributes that are looked up word by word; what is computed for all of them stands behind."""


def _attributes(
    scanned: Scan, classed: ClassedWords, folded: list[int], cues: Sequence[Cue], chunks: Sequence[Chunk]
) -> tuple[list[list[int]], int]:
    """Attributes by words, and what stands behind the last word."""
    words = scanned.words
    gaps = _gaps(scanned.text, words)
    behind = gaps.pop()
    columns = [
        folded,
        [_NONE if word.folded[0].isdigit() else code(word.written) for word in words],
        [kind + 2 for kind in classed.feature_classes()],
        gaps,
        _marks(scanned, cues),
        *_hint_columns(classed, folded, chunks),
        *_hint_columns(classed, folded, find_bodies(classed, scanned.text.normalised)),
    ]
    return columns, behind


def _table(own: Ids, ends: Sequence[int], bare: NDArray[np.bool_], layout: Layout) -> Ids:
    """Words by attributes, with empty words around each text."""
    classes = own[:, _CLASS].astype(np.int64) - 2
    placed = np.concatenate(
        [_places_in_text(bare, layout), context_columns(own[:, _FOLDED], classes, layout)], axis=1
    )
    table = np.zeros((len(own) + 2 * PADDING * len(ends), _LOOKED_UP + placed.shape[1]), dtype=np.uint64)
    table[layout.row, :_LOOKED_UP] = own
    table[layout.row, _LOOKED_UP:] = placed
    table[layout.row[layout.end] + 1, _GAP] = np.array(ends, dtype=np.uint64)[layout.text]
    return table


def _gaps(text: Text, words: Sequence[Word]) -> list[int]:
    """What stands before each word, and after the last: nothing, a space, or the first mark."""
    found = []
    last = 0
    normalised = text.normalised
    for word in words:
        between = normalised[last : word.start]
        found.append(_gap(between))
        last = word.end
    found.append(_gap(normalised[last:]) + AT_END)
    return found


@lru_cache(maxsize=4096)
def _gap(between: str) -> int:
    if "\n" in between:
        return 3
    marks = between.strip()
    return ord(marks[0]) + 4 if marks else 2 if between else 1


def _marks(scanned: Scan, cues: Sequence[Cue]) -> list[int]:
    """What the readers of duties, sanctions, procedures and modality found over each word, as one number each."""
    found: list[list[str]] = [[] for _ in scanned.words]
    spans = [
        *((duty.start, duty.end, "o") for duty in find_obligations(scanned, cues)),
        *((one.start, one.end, "s") for one in find_sanctions(scanned)),
        *((one.start, one.end, "p") for one in find_procedures(scanned)),
        *((cue.start, cue.end, cue.label) for cue in cues),
    ]
    for start, end, name in spans:
        first = at = scanned.word_index(start)
        while at < len(found) and scanned.words[at].start < end:
            found[at].append(name.upper() if at == first and len(name) == 1 else name)
            at += 1
    return [code("|".join(names)) if names else _NONE for names in found]


def _hint_columns(classed: ClassedWords, folded: Sequence[int], chunks: Sequence[Chunk]) -> list[list[int]]:
    """The chunk over each word, whether it begins there, and what it says in detail."""
    count = len(folded)
    shape, first, what, lead, both, two, after = ([_NONE] * count for _ in range(7))
    for chunk in chunks:
        kind = chunk.kind
        led = (
            folded[chunk.start - 1]
            if chunk.start and (kind != "time" or classed.has(chunk.start - 1, "lead"))
            else 1
        )
        before = folded[chunk.start - 2] if chunk.start > 1 else 1
        following = folded[chunk.end] if chunk.end < count else 1
        detail = code(f"{kind}:{chunk.what}") if kind == "time" else folded[chunk.end - 1]
        for at in range(chunk.start, chunk.end):
            begins = at == chunk.start
            shape[at] = code(f"{kind}{begins:d}{at == chunk.end - 1:d}")
            first[at] = code(f"{kind}{begins:d}")
            salt = code(kind) + begins
            what[at], lead[at] = detail + salt, led + salt
            both[at], two[at], after[at] = detail ^ led * 31, led ^ before * 33, following + salt
    return [shape, first, what, lead, both, two, after]


def _places_in_text(bare: NDArray[np.bool_], layout: Layout) -> Ids:
    """Where a word stands in its clause and its text, and whether the clause asks. ``bare``: the texts without marks."""
    at = np.arange(len(layout.text))
    columns = [
        10 + np.minimum(at - layout.first, 4),
        20 + np.minimum(layout.last - at, 4),
        30 + np.minimum((layout.last - layout.first) // 2, 6),
        40 + layout.asks,
        50 + np.minimum((at - layout.begin) // 3, 5),
        60 + np.minimum((layout.end - at) // 3, 5),
        70 + bare[layout.text],
        80 + np.minimum((layout.end - layout.begin + 1) // 8, 8),
    ]
    return np.stack(columns, axis=1).astype(np.uint64)


# (attribute, offset) of each template; what a template finds nothing for has no feature.
_SINGLE = [
    *((_FOLDED, offset) for offset in range(-2, 3)),
    *((_WRITTEN, offset) for offset in range(-2, 3)),
    *((_CLASS, offset) for offset in range(-2, 3)),
    *((_GAP, offset) for offset in range(-1, 3)),
    *((_MARK, offset) for offset in range(-2, 3)),
    *((_HINT, offset) for offset in range(-2, 3)),
]
_PAIRS = [
    *(((_FOLDED, offset), (_FOLDED, offset + 1)) for offset in range(-2, 2)),
    ((_GAP, 0), (_FOLDED, 0)),
    ((_FOLDED, 0), (_GAP, 1)),
    ((_GAP, 0), (_CLASS, 0)),
    ((_CLASS, 0), (_CLASS, 1)),
    ((_CLASS, -1), (_CLASS, 0)),
    ((_MARK, 0), (_FOLDED, 0)),
    ((_MARK, 0), (_FOLDED, -1)),
]


def _templates(own: Ids, layout: Layout) -> Places:
    rows = layout.row[:, None]
    single = own[rows + _SINGLE_OFFSETS, _SINGLE_COLUMNS]
    left = own[rows + _LEFT_OFFSETS, _LEFT_COLUMNS]
    right = own[rows + _RIGHT_OFFSETS, _RIGHT_COLUMNS]
    pairs = np.where((left == 0) | (right == 0), np.uint64(0), (left * np.uint64(0x100000001B3)) ^ right)
    return _hash(np.concatenate([single, pairs, own[layout.row, _FIRST:]], axis=1))


def _hash(found: Ids) -> Places:
    """Places of features, 0 where a template found nothing."""
    seeds = _SEEDS[: found.shape[1]]
    mixed = found ^ seeds
    mixed *= _MIX  # in place: the table of a batch is larger than what a core keeps near
    mixed ^= mixed >> np.uint64(29)
    mixed *= _MIX
    mixed >>= _SHIFT
    mixed *= found != 0
    return mixed.view(np.int64)


def _bags(scanned: Scan, folded: Sequence[int], chunks: Sequence[Chunk]) -> list[tuple[int, Places]]:
    """Words and pairs of words around each time and quantity, in its sentence, as features of its first word."""
    found = []
    words = scanned.words
    for chunk in chunks:
        low, high = scanned.sentence(words[chunk.start].start)
        name = "duration" if chunk.what == "duration" else chunk.kind
        before = [at for at in range(max(0, chunk.start - BAG_BEFORE), chunk.start) if words[at].start >= low]
        after = [
            at for at in range(chunk.end, min(len(words), chunk.end + BAG_AFTER)) if words[at].end <= high
        ]
        salts = code(f"{name}<"), code(f"{name}<<"), code(f"{name}>")
        names = {(folded[at] * 3) ^ salts[0] for at in before}
        names |= {(folded[at] * 5) ^ folded[at + 1] ^ salts[1] for at in before[:-1]}
        names |= {(folded[at] * 7) ^ salts[2] for at in after}
        if names:
            ids = np.array(sorted(names), dtype=np.uint64)[:, None]
            found.append((chunk.start, _hash(ids)[:, 0]))
    return found


_SINGLE_COLUMNS = np.array([column for column, _ in _SINGLE])
_SINGLE_OFFSETS = np.array([offset for _, offset in _SINGLE])
_LEFT_COLUMNS = np.array([left[0] for left, _ in _PAIRS])
_LEFT_OFFSETS = np.array([left[1] for left, _ in _PAIRS])
_RIGHT_COLUMNS = np.array([right[0] for _, right in _PAIRS])
_RIGHT_OFFSETS = np.array([right[1] for _, right in _PAIRS])
TEMPLATES = len(_SINGLE) + len(_PAIRS) + _LOOKED_UP - _FIRST + _PLACED + CONTEXT_COLUMNS
"""Columns of ``Features.places``."""
_SEEDS = np.array([code(f"template {number}") << 20 for number in range(200)], dtype=np.uint64)

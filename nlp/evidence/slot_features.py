"""What the slot tagger looks at: for each word of a text, the places of its features in one hashed table.

A feature is a template (the word before, this word with the next, the class of the word two further on …) and
what the template found; both together are hashed into one of ``SIZE`` places (Weinberger et al. 2009), so that no
vocabulary is kept. Word hashes are CRC-32, the same on every machine. All templates are computed for all words at
once in NumPy: looking features up one by one in Python would take longer than tagging.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nlp.contracts import Text
from nlp.evidence.hints import find_bodies, find_hints
from nlp.evidence.phrasebook import Cue
from nlp.evidence.scan import Scan, Word
from nlp.evidence.slot_columns import (
    CLASS,
    FIRST,
    FOLDED,
    GAP,
    HINT,
    LOOKED_UP,
    MARK,
    OF_HINT,
    WRITTEN,
    Columns,
    Ids,
    code,
    tell_hints,
    tell_marks,
)
from nlp.evidence.slot_context import COLUMNS as CONTEXT_COLUMNS
from nlp.evidence.slot_context import context_columns
from nlp.evidence.slot_layout import AT_END, PADDING, Layout
from nlp.evidence.word_classes import Chunk, ClassedWords

SIZE_BITS = 22
SIZE = 1 << SIZE_BITS
"""Places of the table. Of the features in use one in ten or so shares its place with another (.002 of F1 for a table of a quarter)."""

BAG_BEFORE, BAG_AFTER = 10, 6
"""Words of the sentence before and after a time or a quantity that say what it is (a fee or a grant)."""

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - SIZE_BITS)
_NONE = 0
_PLACED = 8
"""Attributes that say where a word stands."""

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Features:
    """``places``: the words of all texts, one text after the other, by templates. ``bags``: further places of single
    words, as (word, places)."""

    places: Places
    bags: tuple[tuple[int, Places], ...]


def slot_features(scans: Sequence[Scan], cues: Sequence[Sequence[Cue]]) -> Features:
    """Features of every word of some texts. ``cues`` of each text as ``nlp.evidence.modality.find_cues`` gives them.

    All templates are computed for all texts together: over the words of one, NumPy is busy with being called.
    """
    columns = Columns()
    bags: list[tuple[int, list[int]]] = []
    text: list[int] = []
    ends: list[int] = []
    for number, (scanned, its_cues) in enumerate(zip(scans, cues, strict=True)):
        classed = ClassedWords(scanned.words)
        chunks = find_hints(classed)
        folded = [_form(word) for word in scanned.words]
        bags += [(len(text) + at, names) for at, names in _bags(scanned, folded, chunks)]
        ends.append(_tell(columns, scanned, classed, folded, its_cues, chunks))
        text += [number] * len(folded)
    if not text:
        return Features(np.zeros((0, TEMPLATES), dtype=np.int64), ())
    bare = np.array([bool(one.words) and one.words[0].bare for one in scans])
    own = columns.table()
    layout = Layout.of(np.array(text), own[:, GAP].astype(np.int64), np.array(ends))
    return Features(_templates(_table(own, ends, bare, layout), layout), _hashed_bags(bags))


def _form(word: Word) -> int:
    """Numbers count by how many digits they have."""
    return code("0" * min(6, len(word.folded)) if word.folded[0].isdigit() else word.folded)


def _tell(
    columns: Columns,
    scanned: Scan,
    classed: ClassedWords,
    folded: list[int],
    cues: Sequence[Cue],
    chunks: Sequence[Chunk],
) -> int:
    """Tell the attributes of the words of one text; what stands behind the last word is handed back."""
    words = scanned.words
    first = len(columns.dense[0])
    gaps = _gaps(scanned.text, words)
    behind = gaps.pop()
    own = (
        folded,
        [_NONE if word.folded[0].isdigit() else code(word.written) for word in words],
        [kind + 2 for kind in classed.feature_classes()],
        gaps,
    )
    for column, values in zip(columns.dense, own, strict=True):
        column += values
    tell_marks(columns, first, scanned, cues)
    tell_hints(columns, first, HINT, classed, folded, chunks)
    tell_hints(columns, first, HINT + OF_HINT, classed, folded, find_bodies(classed, scanned.text.normalised))
    return behind


def _table(own: Ids, ends: Sequence[int], bare: NDArray[np.bool_], layout: Layout) -> Ids:
    """Words by attributes, with empty words around each text."""
    classes = own[:, CLASS].astype(np.int64) - 2
    placed = np.concatenate(
        [_places_in_text(bare, layout), context_columns(own[:, FOLDED], classes, layout)], axis=1
    )
    table = np.zeros((len(own) + 2 * PADDING * len(ends), LOOKED_UP + placed.shape[1]), dtype=np.uint64)
    table[layout.row, :LOOKED_UP] = own
    table[layout.row, LOOKED_UP:] = placed
    table[layout.row[layout.end] + 1, GAP] = np.array(ends, dtype=np.uint64)[layout.text]
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
    *((FOLDED, offset) for offset in range(-2, 3)),
    *((WRITTEN, offset) for offset in range(-2, 3)),
    *((CLASS, offset) for offset in range(-2, 3)),
    *((GAP, offset) for offset in range(-1, 3)),
    *((MARK, offset) for offset in range(-2, 3)),
    *((HINT, offset) for offset in range(-2, 3)),
]
_PAIRS = [
    *(((FOLDED, offset), (FOLDED, offset + 1)) for offset in range(-2, 2)),
    *(((FOLDED, offset), (FOLDED, offset + 2)) for offset in range(-2, 1)),
    ((FOLDED, -1), (CLASS, 0)),
    ((CLASS, -1), (FOLDED, 0)),
    ((FOLDED, 0), (CLASS, 1)),
    ((CLASS, 0), (FOLDED, 1)),
    ((GAP, 0), (FOLDED, 0)),
    ((FOLDED, 0), (GAP, 1)),
    ((GAP, 0), (CLASS, 0)),
    ((CLASS, 0), (CLASS, 1)),
    ((CLASS, -1), (CLASS, 0)),
    ((MARK, 0), (FOLDED, 0)),
    *(((MARK, offset), (FOLDED, 0)) for offset in (-1, 1)),
    ((MARK, 0), (FOLDED, -1)),
    ((MARK, -1), (FOLDED, 1)),
    *(((HINT, offset), (FOLDED, 0)) for offset in range(-1, 2)),
    ((HINT, 0), (FOLDED, -1)),
]


def _templates(own: Ids, layout: Layout) -> Places:
    rows = layout.row[:, None]
    single = own[rows + _SINGLE_OFFSETS, _SINGLE_COLUMNS]
    left = own[rows + _LEFT_OFFSETS, _LEFT_COLUMNS]
    right = own[rows + _RIGHT_OFFSETS, _RIGHT_COLUMNS]
    pairs = np.where((left == 0) | (right == 0), np.uint64(0), (left * np.uint64(0x100000001B3)) ^ right)
    return _hash(np.concatenate([single, pairs, own[layout.row, FIRST:]], axis=1))


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


def _bags(scanned: Scan, folded: Sequence[int], chunks: Sequence[Chunk]) -> list[tuple[int, list[int]]]:
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
            found.append((chunk.start, sorted(names)))
    return found


def _hashed_bags(bags: Sequence[tuple[int, list[int]]]) -> tuple[tuple[int, Places], ...]:
    """The bags with the places of their names, all hashed at once."""
    ids = np.array([name for _, names in bags for name in names], dtype=np.uint64)[:, None]
    places = np.split(_hash(ids)[:, 0], np.cumsum([len(names) for _, names in bags])[:-1])
    return tuple((word, its) for (word, _), its in zip(bags, places, strict=False))


_SINGLE_COLUMNS = np.array([column for column, _ in _SINGLE])
_SINGLE_OFFSETS = np.array([offset for _, offset in _SINGLE])
_LEFT_COLUMNS = np.array([left[0] for left, _ in _PAIRS])
_LEFT_OFFSETS = np.array([left[1] for left, _ in _PAIRS])
_RIGHT_COLUMNS = np.array([right[0] for _, right in _PAIRS])
_RIGHT_OFFSETS = np.array([right[1] for _, right in _PAIRS])
TEMPLATES = len(_SINGLE) + len(_PAIRS) + LOOKED_UP - FIRST + _PLACED + CONTEXT_COLUMNS
"""Columns of ``Features.places``."""
_SEEDS = np.array([code(f"template {number}") << 20 for number in range(200)], dtype=np.uint64)

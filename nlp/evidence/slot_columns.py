"""Attributes of words before the templates of ``nlp.evidence.slot_features`` are laid over them: one column each.

Few words have most of them (what a time, a quantity, a duty over the word says), so those are told one by one.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nlp.evidence.mentions import find_procedures, find_sanctions
from nlp.evidence.obligations import find_obligations
from nlp.evidence.phrasebook import Cue
from nlp.evidence.scan import Scan
from nlp.evidence.word_classes import Chunk, ClassedWords

Ids = NDArray[np.uint64]

# Columns of the attributes of a word.
FOLDED, WRITTEN, CLASS, GAP, MARK, HINT, FIRST = range(7)  # from the last on: features by themselves
DENSE = 4
"""Attributes every word has."""
OF_HINT = 7
"""Attributes of a chunk over a word."""
LOOKED_UP = 19
"""Attributes that are looked up word by word; what is computed for all of them stands behind."""


@lru_cache(maxsize=65_536)
def code(name: str) -> int:
    """A number for a string, never 0, the same in every process."""
    return zlib.crc32(name.encode()) | 1 << 32


class Columns:
    """Attributes of the words of a batch: those every word has by column, the others, which few have, one by one."""

    def __init__(self) -> None:
        self.dense: list[list[int]] = [[] for _ in range(DENSE)]
        self._rows: list[int] = []
        self._places: list[int] = []
        self._values: list[int] = []

    def tell(self, row: int, column: int, values: Sequence[int]) -> None:
        """Attributes of one word in columns from ``column`` on; the last telling counts."""
        self._rows += [row] * len(values)
        self._places += range(column, column + len(values))
        self._values += values

    def table(self) -> Ids:
        """Words by attributes."""
        found = np.zeros((len(self.dense[0]), LOOKED_UP), dtype=np.uint64)
        for column, values in enumerate(self.dense):
            found[:, column] = values
        found[self._rows, self._places] = np.array(self._values, dtype=np.uint64)
        return found


def tell_marks(columns: Columns, first: int, scanned: Scan, cues: Sequence[Cue]) -> None:
    """What the readers of duties, sanctions, procedures and modality found over a word, as one number."""
    found: dict[int, list[str]] = {}
    spans = [
        *((duty.start, duty.end, "o") for duty in find_obligations(scanned, cues)),
        *((one.start, one.end, "s") for one in find_sanctions(scanned)),
        *((one.start, one.end, "p") for one in find_procedures(scanned)),
        *((cue.start, cue.end, cue.label) for cue in cues),
    ]
    count = len(scanned.words)
    for start, end, name in spans:
        begin = at = scanned.word_index(start)
        while at < count and scanned.words[at].start < end:
            found.setdefault(at, []).append(name.upper() if at == begin and len(name) == 1 else name)
            at += 1
    for at, names in found.items():
        columns.tell(first + at, MARK, [code("|".join(names))])


def tell_hints(
    columns: Columns,
    offset: int,
    column: int,
    classed: ClassedWords,
    folded: Sequence[int],
    chunks: Sequence[Chunk],
) -> None:
    """The chunk over a word, whether it begins there, and what it says in detail."""
    count = len(folded)
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
        salt, both, two = code(kind), detail ^ led * 31, led ^ before * 33
        for at in range(chunk.start, chunk.end):
            begins = at == chunk.start
            shape, first = code(f"{kind}{begins:d}{at == chunk.end - 1:d}"), code(f"{kind}{begins:d}")
            own = salt + begins
            columns.tell(
                offset + at, column, (shape, first, detail + own, led + own, both, two, following + own)
            )

"""Which posts say the same thing, and which only look as if they did.

Candidates come from MinHash over character 4-shingles of the folded text, banded for a database
(measured in the library notes: without folding, recall on undiacritised copies is .04, with it 1.00;
25 bands of 5 find .99 of copies with 10 % changed words). Two candidates are laid side by side, whatever the order
of their sentences, and compared by edit similarity. Then the contradiction guard (``nlp.narrative.guard``) looks for
what would make it another story. From the higher of two thresholds on, and with nothing that differs, the machine
puts them together; from the lower one on it only says that they may be one. ``nlp.measures.narratives`` measures it.

Cannot see: the same story in other words, stories told in pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

import numpy as np
from rapidfuzz import fuzz
from rensa import RMinHash

from nlp import thresholds
from nlp.contracts import Text
from nlp.narrative.alignment import Alignment, align, rearranged
from nlp.narrative.exchanges import exchanges
from nlp.narrative.guard import NOTHING, Difference, differences
from nlp.narrative.reading import Reading, condensed

__all__ = [
    "ALIKE",
    "BANDS",
    "FEWEST_SYLLABLES",
    "NOTHING",
    "PERMUTATIONS",
    "Difference",
    "Likeness",
    "Reading",
    "Verdict",
    "bands",
    "compare",
    "signature",
]

BANDS = 25
ROWS = 5
PERMUTATIONS = BANDS * ROWS
SHINGLE = 4
FEWEST_SYLLABLES = 8
"""A shorter text is never put to another by the machine: a few words are soon alike by chance."""

ALIKE = "alike"
"""What is kept of two posts that may be one although nothing was found to differ."""

_SEED = 42


class Verdict(StrEnum):
    """What the machine makes of two posts."""

    APART = "apart"
    SUGGEST = "suggest"
    ATTACH = "attach"


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two posts compared. ``similarity`` is the share of equal text in 0..1, blind to the order of sentences.

    ``differences`` is what keeps two look-alikes apart; empty for two that are not alike at all.
    """

    verdict: Verdict
    similarity: float
    differences: tuple[Difference, ...] = ()


def signature(text: Text) -> bytes:
    """A MinHash of the text: 125 little-endian unsigned 32-bit numbers, 500 bytes. Stable over runs."""
    letters = condensed(text)
    count = max(1, len(letters) - SHINGLE + 1)
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    sketch.update([letters[at : at + SHINGLE] for at in range(count)])
    return np.asarray(sketch.digest(), dtype="<u4").tobytes()


def bands(mark: bytes) -> list[int]:
    """Keys under which a signature is found again: 25 signed 64-bit numbers, one for each band.

    Raises:
        ValueError: not a signature of this form.
    """
    if len(mark) != PERMUTATIONS * 4:
        raise ValueError("not a signature of 125 permutations")
    width = ROWS * 4
    return [
        int.from_bytes(
            blake2b(mark[band * width : (band + 1) * width], digest_size=8, salt=bytes([band])).digest(),
            "big",
            signed=True,
        )
        for band in range(BANDS)
    ]


def compare(ours: Reading, theirs: Reading) -> Likeness:
    """Whether two posts are copies of each other, may be, or are not.

    Never ``ATTACH`` where a number, a date, a denial, a document, an office, a contact, a thing of one kind or a word that
    tells something is another, where one asks what the other tells, where a passage was written anew, or where one has
    fewer than ``FEWEST_SYLLABLES``.
    """
    rough = max(
        scorer(ours.condensed, theirs.condensed, score_cutoff=100 * thresholds.NARRATIVE_SUGGEST)
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio)
    )
    if not rough:
        return Likeness(Verdict.APART, 0.0)
    alignment = align(ours, theirs)
    similarity = fuzz.ratio(" ".join(ours.forms), rearranged(theirs, alignment)) / 100
    if similarity < thresholds.NARRATIVE_SUGGEST:
        return Likeness(Verdict.APART, similarity)
    found = differences(ours, theirs, alignment)
    if not found:
        found = exchanges(ours, theirs, alignment)
    verdict = Verdict.SUGGEST if found or not _sure(ours, theirs, alignment, similarity) else Verdict.ATTACH
    return Likeness(verdict, similarity, found)


def _sure(ours: Reading, theirs: Reading, alignment: Alignment, similarity: float) -> bool:
    return (
        similarity >= thresholds.NARRATIVE_ATTACH
        and min(ours.syllables, theirs.syllables) >= FEWEST_SYLLABLES
        and not alignment.rewritten
    )

"""Which posts say the same thing, and which only look as if they did.

Candidates come from MinHash over character 4-shingles of the folded text, banded for a database
(measured in the library notes: without folding, recall on undiacritised copies is .04, with it 1.00;
25 bands of 5 find .99 of copies with 10 % changed words). A candidate is confirmed by edit
similarity. Then the contradiction guard looks for what would make it another story: a number, a
date, a negation, a document or an agency that differs. Such posts are never merged by the machine.

Cannot see: the same story in other words, stories told in pictures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz
from rensa import RMinHash

from models.vocabulary import SlotKind
from nlp import thresholds
from nlp.contracts import Slot, Text
from nlp.negation import CONDITIONS
from nlp.normalise import fold
from nlp.words import words_of

BANDS = 25
ROWS = 5
PERMUTATIONS = BANDS * ROWS
SHINGLE = 4

_SEED = 42
_NOISE = re.compile(r"[^a-z0-9\[\]@]+")

_NUMERIC = frozenset({SlotKind.FEE, SlotKind.AMOUNT, SlotKind.PERCENT, SlotKind.DEADLINE})
_GUARDED: tuple[tuple[str, frozenset[SlotKind]], ...] = (
    ("number", _NUMERIC),
    ("date", frozenset({SlotKind.DATE})),
    ("document", frozenset({SlotKind.DOCUMENT})),
    ("agency", frozenset({SlotKind.AGENCY})),
)
_NEGATIONS = frozenset({"khong", "chua", "chang", "cha", "dung", "cam", "mien", "bo", "het"})
_SPELT = {
    "1": "mot",
    "2": "hai",
    "3": "ba",
    "4": "bon",
    "5": "nam",
    "6": "sau",
    "7": "bay",
    "8": "tam",
    "9": "chin",
}
_NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Difference:
    """What keeps two look-alikes apart.

    ``kind`` is ``number``, ``date``, ``negation``, ``document`` or ``agency``; ``ours`` and
    ``theirs`` are words of the two texts, ``—`` where one has nothing.
    """

    kind: str
    ours: str
    theirs: str


def signature(text: Text) -> bytes:
    """A MinHash of the text: 125 little-endian unsigned 32-bit numbers, 500 bytes. Stable over runs."""
    condensed = _condensed(text)
    count = max(1, len(condensed) - SHINGLE + 1)
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    sketch.update([condensed[at : at + SHINGLE] for at in range(count)])
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


def similarity(a: Text, b: Text) -> float:
    """Share of equal text in 0..1, blind to diacritics, case, spaces, signs and emoji."""
    return fuzz.ratio(_condensed(a), _condensed(b)) / 100


def same_narrative(a: Text, b: Text) -> bool:
    """Whether two posts are copies of each other, as far as words go; ask ``differences`` as well."""
    return similarity(a, b) >= thresholds.NARRATIVE_SIMILARITY


def differences(
    ours: Sequence[Slot], theirs: Sequence[Slot], our_text: Text, their_text: Text
) -> tuple[Difference, ...]:
    """What differs in substance between two similar posts; empty when nothing does."""
    found = []
    for kind, kinds in _GUARDED:
        apart = _unmatched(ours, theirs, kinds)
        if apart is None and kind == "number":
            apart = _loose_numbers(ours, theirs, our_text, their_text)
        if apart is not None:
            found.append(Difference(kind, *apart))
    denial = _apart(_negations(our_text), _negations(their_text))
    if denial is not None:
        found.append(Difference("negation", *denial))
    return tuple(found)


def _condensed(text: Text) -> str:
    return _NOISE.sub(" ", text.folded).strip()


def _unmatched(
    ours: Sequence[Slot], theirs: Sequence[Slot], kinds: frozenset[SlotKind]
) -> tuple[str, str] | None:
    """The first slots without a counterpart: same value, or same words (relative dates move with the day)."""
    mine = [slot for slot in ours if slot.kind in kinds]
    others = [slot for slot in theirs if slot.kind in kinds]
    only_mine = [slot.text for slot in mine if not any(_same(slot, other) for other in others)]
    only_theirs = [slot.text for slot in others if not any(_same(slot, other) for other in mine)]
    if not only_mine and not only_theirs:
        return None
    return (only_mine or [_NOTHING])[0], (only_theirs or [_NOTHING])[0]


def _same(a: Slot, b: Slot) -> bool:
    if fold(a.text) == fold(b.text):
        return True
    return a.value is not None and fold(str(a.value)) == fold(str(b.value)) and a.unit == b.unit


def _loose_numbers(
    ours: Sequence[Slot], theirs: Sequence[Slot], our_text: Text, their_text: Text
) -> tuple[str, str] | None:
    """Numbers outside all slots: hours, articles, ages. “1 người” and “một người” are the same."""
    mine, others = _numbers(our_text, ours), _numbers(their_text, theirs)
    only_mine = _unspelt(mine - others, our_text, their_text)
    only_theirs = _unspelt(others - mine, their_text, our_text)
    return _apart(only_mine, only_theirs)


def _numbers(text: Text, slots: Sequence[Slot]) -> Counter[str]:
    return Counter(
        word.folded.lstrip("0")
        for word in words_of(text)
        if word.kind in ("number", "money")
        and not any(slot.span.overlaps(text.to_original(word.start, word.end)) for slot in slots)
    )


def _unspelt(numbers: Counter[str], text: Text, other: Text) -> Counter[str]:
    """Without the digits that the other text spells out before the same word."""
    if not numbers:
        return numbers
    spelt = Counter(f"{word.folded} {following.folded}" for word, following in pairwise(words_of(other)))
    found = Counter(
        word.folded
        for word, following in pairwise(words_of(text))
        if word.folded in _SPELT and spelt[f"{_SPELT[word.folded]} {following.folded}"]
    )
    return numbers - found


def _negations(text: Text) -> Counter[str]:
    """Each negation with the word it governs, folded: a copy without diacritics has the same ones.

    A condition is none (“ai chưa làm thì tính trước”): it says whom a thing is for, and denies nothing.
    """
    words = words_of(text)
    return Counter(
        f"{word.folded} {following.folded}"
        for before, word, following in zip([None, *words], words, words[1:], strict=False)
        if word.folded in _NEGATIONS
        and following.breaks == 0
        and not (before and not word.breaks and before.folded in CONDITIONS)
    )


def _apart(mine: Counter[str], others: Counter[str]) -> tuple[str, str] | None:
    only_mine, only_theirs = mine - others, others - mine
    if not only_mine and not only_theirs:
        return None
    return next(iter(only_mine), _NOTHING), next(iter(only_theirs), _NOTHING)

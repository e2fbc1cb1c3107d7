"""The cheap gate: texts that plainly have nothing to do with any watched policy, told apart before anything is read closely.

A linear model of folded words and word pairs decides. It is trained, with the label model, to let through whatever a person may have to
see: its threshold keeps ``KEPT`` of the held-out scams, claims, questions and grievances (``nlp.gate_training``). What
it stops is ``off_topic``; the scores given with it are the shares of the labels among the held-out posts that it stopped.

Letters are read one by one from an array, without the normaliser: a disguised word is a word the gate does not know, and a text of
unknown words passes, since the bias is on that side. Cannot see: pictures, a policy that is only meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.model_file import GateParts
from nlp.ngrams import BUCKETS, batches, counted, word_keys_of_codes
from nlp.normalise.folding import fold

_KEPT_SIGNS = frozenset("?%@")
_SPACE = ord(" ")
_BEYOND = 0x10000


class Gate:
    """A loaded gate; reading changes nothing, so it may be shared between threads."""

    def __init__(self, parts: GateParts) -> None:
        """Take over trained parts."""
        self._threshold = parts.threshold
        self._rarity = np.zeros(BUCKETS, dtype=np.float32)
        self._rarity[parts.buckets] = parts.rarity
        self._weights = np.zeros(BUCKETS, dtype=np.float32)
        self._weights[parts.buckets] = parts.weights

    def passes(self, texts: Sequence[str]) -> list[bool]:
        """For each text, raw or masked, whether it needs to be read closely."""
        return [bool(one) for batch in batches(texts) for one in self.margins(batch) >= self._threshold]

    def margins(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """How far each text lies on the side of the watched policies; 0 for a text of unknown words."""
        buckets, times, begins = counted(gate_keys(texts), len(texts))
        values = (1 + np.log(times.astype(np.float32))) * self._rarity[buckets]
        rows = np.repeat(np.arange(len(texts)), np.diff(begins))
        length = np.sqrt(np.bincount(rows, values * values, len(texts)))
        score = np.bincount(rows, values * self._weights[buckets], len(texts))
        return np.asarray(score / np.maximum(length, 1e-9))


def gate_keys(texts: Sequence[str]) -> NDArray[np.uint64]:
    """Hashed words and word pairs of the texts, letters folded and digits all alike."""
    joined = "  ".join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    rows = np.repeat(np.arange(len(texts)), [len(text) + 2 for text in texts])[: len(codes)]
    letters = _letters()[np.minimum(codes, _BEYOND)]
    kept = letters != 0
    return word_keys_of_codes(letters[kept].astype(np.uint64), rows[kept], 2)


@cache
def _letters() -> NDArray[np.uint16]:
    """For each code point of the basic plane: its folded letter, ``0`` for a digit, a space, or nothing (0).

    Marks and invisible characters are nothing, so a word is the same however it was composed; what lies
    beyond the plane (emoji, styled letters) parts words.
    """
    table = np.full(_BEYOND + 1, _SPACE, dtype=np.uint16)
    for code in range(_BEYOND):
        char = chr(code)
        if char.isdigit():
            table[code] = ord("0")
        elif char.isalpha() or char in _KEPT_SIGNS:
            folded = ord(fold(char))
            table[code] = folded if folded < _BEYOND else _SPACE
        elif (not char.isprintable() and not char.isspace()) or _is_mark(code):
            table[code] = 0
    table[0xD800:0xE000] = _SPACE
    return table


def _is_mark(code: int) -> bool:
    return 0x300 <= code <= 0x36F or 0xFE00 <= code <= 0xFE0F or 0x20D0 <= code <= 0x20FF

"""Where the words of several texts stand that are read together: in which text, in which clause, how far from its ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

SPACE = 2
"""What stands between two words of one clause is a space or nothing; higher numbers are marks and ends of lines."""
AT_END = 1 << 24
"""Added to what stands behind the last word of a text."""
ASKS = ord("?") + 4
"""A question mark between two words."""
PADDING = 2
"""Empty rows before each text and behind it, so that no word sees those of another text."""


@dataclass(frozen=True)
class Layout:
    """One number for each word of a batch: ``text``, the number of its text, rising; ``first`` and ``last`` word of its clause;
    ``begin`` and ``end``, first and last word of its text; ``row``, its row in a table with ``PADDING`` around each text.
    ``asks``: whether its clause ends in a question mark."""

    text: Numbers
    first: Numbers
    last: Numbers
    begin: Numbers
    end: Numbers
    row: Numbers
    asks: NDArray[np.bool_]

    @classmethod
    def of(cls, text: Numbers, gaps: Numbers, ends: Numbers) -> Layout:
        """``text``: the number of the text of each word; ``gaps``: what stands before each word; ``ends``: what stands behind the
        last word of each text."""
        at = np.arange(len(text))
        begin = np.searchsorted(text, text)
        end = np.searchsorted(text, text, side="right") - 1
        clause = np.cumsum(
            (gaps > SPACE) | (begin == at)
        )  # clauses end at marks, lines and the ends of texts
        last = np.searchsorted(clause, clause, side="right") - 1
        behind = np.append(gaps[1:], 0)
        behind[end] = ends[text]
        return cls(
            text=text,
            first=np.searchsorted(clause, clause),
            last=last,
            begin=begin,
            end=end,
            row=at + PADDING * (2 * text + 1),
            asks=behind[last] % AT_END == ASKS,
        )

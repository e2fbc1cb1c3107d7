"""The part of a sentence that a passage is about.

People put around what they tell who told them, whom they tell it, and what they would do ("Loa phường mới đọc xong nè bà con: …, ai đi làm nhớ
cầm tiền lẻ"). A passage says nothing of that, and a verdict over the whole sentence takes it for a matter the passage leaves open.
So the clauses before the first and behind the last that have a telling word of the passage are left out.

What it cannot see: what stands around a claim within a clause.
"""

from __future__ import annotations

import re

from nlp.contracts import Passage, Span
from nlp.evidence.reading import read_passage
from nlp.evidence.terms import telling_terms

_CLAUSE_END = re.compile(r"[,:–…]\s{1,4}|\s-\s|\.\.\s{0,4}")
_AROUND = " \t,:–…-."


def told_part(sentence: str, passage: Passage) -> Span:
    """The range of ``sentence`` from the first clause with a telling word of the passage to the last; all of it where none has one."""
    ends = [match.end() for match in _CLAUSE_END.finditer(sentence)]
    starts = [0, *ends]
    known = read_passage(passage).terms
    telling = [
        bool(telling_terms(sentence[low:high]) & known)
        for low, high in zip(starts, [*ends, len(sentence)], strict=True)
    ]
    if all(telling) or not any(telling):
        return Span(0, len(sentence))
    first, last = telling.index(True), len(telling) - 1 - telling[::-1].index(True)
    low, high = starts[first], starts[last + 1] if last + 1 < len(starts) else len(sentence)
    return Span(low, low + len(sentence[low:high].rstrip(_AROUND)))

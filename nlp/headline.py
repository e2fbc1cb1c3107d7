"""The sentence a reviewer reads first: the one the item stands on, short, masked, never rewritten."""

from __future__ import annotations

from nlp.contracts import Assessment, Span
from nlp.tokenise import sentences

LIMIT = 220
"""Characters of a headline; a longer sentence is cut at a word with "…"."""


def headline(text: str, assessment: Assessment, primary_slot: int | None = None) -> str:
    """The sentence of ``text`` that holds the primary slot, else the first finding or indicator, else the first."""
    pieces = sentences(text) or [Span(0, len(text))]
    anchor = _anchor(assessment, primary_slot)
    chosen = next((piece for piece in pieces if piece.start <= anchor < piece.end), pieces[0])
    return shorten(" ".join(text[chosen.start : chosen.end].split()))


def shorten(sentence: str, limit: int = LIMIT) -> str:
    """Cut at a word so that nothing is longer than ``limit``.

    >>> shorten("một hai ba bốn", 9)
    'một hai…'
    """
    if len(sentence) <= limit:
        return sentence
    cut = sentence[: limit - 1]
    return cut[: cut.rfind(" ")].rstrip(" ,;:") + "…" if " " in cut else cut + "…"


def _anchor(assessment: Assessment, primary_slot: int | None) -> int:
    if primary_slot is not None:
        return assessment.slots[primary_slot].span.start
    marks = [found.span.start for found in assessment.findings if found.span.end > found.span.start]
    marks += [found.span.start for found in assessment.indicators]
    return min(marks, default=0)

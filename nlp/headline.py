"""The sentence a reviewer reads first: the one the item stands on, short, masked, never rewritten."""

from __future__ import annotations

import re

from models.vocabulary import Label, Placeholder
from nlp.contracts import Assessment, Span
from nlp.tokenise import sentences

LIMIT = 220
"""Characters of a headline; a longer sentence is cut at a word with "…"."""
FEWEST_LETTERS = 12
"""A piece with fewer letters beside placeholders says nothing by itself (a greeting, a signature)."""

_PLACEHOLDERS = re.compile("|".join(re.escape(one.value) for one in Placeholder))


def headline(text: str, assessment: Assessment, primary_slot: int | None = None) -> str:
    """The sentence that holds the primary slot; of a question, the asking one; else the one with the first mark."""
    pieces = _telling(text, _lines(text)) or [Span(0, len(text))]
    return shorten(" ".join(_slice(text, _chosen(text, pieces, assessment, primary_slot)).split()))


def shorten(sentence: str, limit: int = LIMIT) -> str:
    """Cut at a word so that nothing is longer than ``limit``.

    >>> shorten("một hai ba bốn", 9)
    'một hai…'
    """
    if len(sentence) <= limit:
        return sentence
    cut = sentence[: limit - 1]
    return cut[: cut.rfind(" ")].rstrip(" ,;:") + "…" if " " in cut else cut + "…"


def _chosen(text: str, pieces: list[Span], assessment: Assessment, primary_slot: int | None) -> Span:
    if primary_slot is not None:
        return _holding(pieces, assessment.slots[primary_slot].span.start)
    if assessment.label is Label.QUESTION:
        return next((piece for piece in pieces if "?" in _slice(text, piece)), pieces[0])
    marks = [found.span.start for found in assessment.findings if found.span.end > found.span.start]
    marks += [found.span.start for found in assessment.indicators]
    return _holding(pieces, min(marks)) if marks else pieces[0]


def _holding(pieces: list[Span], at: int) -> Span:
    return next((piece for piece in pieces if piece.start <= at < piece.end), pieces[0])


def _lines(text: str) -> list[Span]:
    """Sentences, cut at line ends too: a title and the text below it are two."""
    found = []
    for piece in sentences(text):
        start = piece.start
        for line in _slice(text, piece).split("\n"):
            if line.strip():
                found.append(Span(start, start + len(line)))
            start += len(line) + 1
    return found


def _telling(text: str, pieces: list[Span]) -> list[Span]:
    return [
        piece
        for piece in pieces
        if sum(map(str.isalpha, _PLACEHOLDERS.sub("", _slice(text, piece)))) >= FEWEST_LETTERS
    ]


def _slice(text: str, span: Span) -> str:
    return text[span.start : span.end]

"""The words of a search marked where they stand in official text: what was found, by the rules that found it.

A word asked for with its marks is marked as that very word; asked for without, any word of these letters is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp.contracts import Text
from nlp.evidence.spelling import one_spelling
from nlp.evidence.terms import plain_text, terms_of
from triage_api.marking import Segment, cut

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
EXCERPT = 420
"""Characters of a passage that a list of results shows."""
BEFORE = 90
"""Characters shown before the first word found."""


def found_words(text: Text, query: Text) -> list[tuple[int, int]]:
    """Where words of ``query`` stand in ``text.normalised``, neighbours as one stretch.

    Where none of its words stands there as it was typed, what means the same by the rules of the search is marked.
    """
    terms = [(term.start, term.end) for term in terms_of(text)]
    return _joined(text, _typed(text, query, terms) or _meant(text, query))


def _typed(text: Text, query: Text, terms: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Words as they were typed, without those that say nothing ("của", "khi")."""
    wanted = {exact for exact, _folded, _span in _words(query)}
    spans = [span for exact, folded, span in _words(text) if exact in wanted or folded in wanted]
    told, at = [], 0
    for start, end in spans:
        while at < len(terms) and terms[at][1] <= start:
            at += 1
        if at < len(terms) and terms[at][0] < end:
            told.append((start, end))
    return told


def _meant(text: Text, query: Text) -> list[tuple[int, int]]:
    wanted = {term.exact for term in terms_of(query)}
    return [(one.start, one.end) for one in terms_of(text) if one.exact in wanted or one.folded in wanted]


def _words(text: Text) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Each word in one spelling with its marks, without them, and where it stands."""
    for match in _WORD.finditer(text.folded):
        written = text.normalised[match.start() : match.end()].lower()
        yield one_spelling(written), match[0], match.span()


def _joined(text: Text, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end in found:
        if spans and not text.normalised[spans[-1][1] : start].strip(" /-"):
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans


def highlighted(written: str, query: Text | None) -> list[Segment]:
    """The whole of an official text with the words of a search marked; without a search as it is."""
    if query is None:
        return [Segment(written)]
    text = plain_text(written)
    return cut(text.normalised, _marks(found_words(text, query)))


def excerpt(written: str, query: Text) -> list[Segment]:
    """At most about ``EXCERPT`` characters around the place where most of the search stands together."""
    text = plain_text(written)
    spans = found_words(text, query)
    whole = text.normalised
    if len(whole) <= EXCERPT:
        return cut(whole, _marks(spans))
    start = _word_start(whole, max(0, _densest(spans) - BEFORE))
    end = _word_end(whole, min(len(whole), start + EXCERPT))
    inside = [(left - start, right - start) for left, right in spans if left >= start and right <= end]
    segments = cut(whole[start:end], _marks(inside))
    if start > 0:
        segments.insert(0, Segment("… "))
    if end < len(whole):
        segments.append(Segment(" …"))
    return segments


def _marks(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int, str, int | None]]:
    return [(start, end, "slot", None) for start, end in spans]


def _densest(spans: Sequence[tuple[int, int]]) -> int:
    """Start of the window with most characters found; two pointers, linear."""
    best, at, covered, first = 0, 0, 0, 0
    for start, end in spans:
        covered += end - start
        while start - spans[first][0] > EXCERPT - BEFORE:
            covered -= spans[first][1] - spans[first][0]
            first += 1
        if covered > best:
            best, at = covered, spans[first][0]
    return at


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at) if at else -1
    return space + 1 if 0 <= space < at + 20 else at


def _word_end(text: str, at: int) -> int:
    space = text.rfind(" ", 0, at) if at < len(text) else -1
    return space if space > at - 20 else at

"""What a text is about, as weighted-comparable terms: words, concepts and pairs of neighbouring words.

Synonyms (``hộ dân`` / ``hộ gia đình``) are one concept. Words of duty, aim and hearsay are no terms:
they are compared as modality. Terms are folded, so texts without diacritics meet official text; the
accented spelling is kept beside each to prefer the word that was really written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import yaml

from nlp.contracts import Text
from nlp.evidence.phrasebook import PhraseBook
from nlp.normalise import fold
from nlp.official.loose_numbers import LooseNumber, find_loose_numbers
from nlp.official.numbers import find_numbers

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
MAX_TERMS = 4_000
"""Most words of one text that are looked at."""


@dataclass(frozen=True, slots=True)
class Term:
    """``folded`` for matching, ``exact`` as written (lower case); offsets into the normalised view."""

    folded: str
    exact: str
    start: int
    end: int


@dataclass(frozen=True)
class _Vocabulary:
    concepts: PhraseBook
    stops: frozenset[str]
    bare_stops: frozenset[str]


@lru_cache(maxsize=1)
def _vocabulary() -> _Vocabulary:
    data = yaml.safe_load((Path(__file__).parent / "synonyms.yaml").read_text(encoding="utf-8"))
    groups = {f"={fold(group[0]).replace(' ', '_')}": group for group in data["groups"]}
    stops = frozenset(word for word in data["stop_words"] if " " not in word)
    return _Vocabulary(
        PhraseBook(groups, data["accented_only"]), stops, frozenset(fold(word) for word in stops)
    )


def plain_text(written: str) -> Text:
    """Official text in three views: composed Unicode and nothing respelt (chat spellings do not occur).

    ``original`` is the composed form, so offsets hold for it.
    """
    composed = unicodedata.normalize("NFC", written)
    length = len(composed)
    return Text(composed, composed, fold(composed), range(length), range(1, length + 1))


def terms_of(text: Text, start: int = 0, end: int | None = None) -> tuple[Term, ...]:
    """Content terms of ``text.normalised[start:end]``, in order; concepts stand for their words."""
    vocabulary = _vocabulary()
    end = len(text.normalised) if end is None else end
    concepts = [cue for cue in vocabulary.concepts.find(text) if cue.start >= start and cue.end <= end]
    found = [Term(cue.label, cue.label, cue.start, cue.end) for cue in concepts]
    covered = [(cue.start, cue.end) for cue in concepts]
    at = 0
    for match in _TOKEN.finditer(text.folded, start, end):
        while at < len(covered) and covered[at][1] <= match.start():
            at += 1
        if at < len(covered) and covered[at][0] < match.end():
            continue
        written = text.normalised[match.start() : match.end()].lower()
        if _is_stop(vocabulary, written, match[0]):
            continue
        found.append(Term(match[0], written, match.start(), match.end()))
        if len(found) >= MAX_TERMS:
            break
    return tuple(sorted(found, key=lambda term: term.start))


def _is_stop(vocabulary: _Vocabulary, written: str, folded: str) -> bool:
    if written in vocabulary.stops:
        return True
    return written == folded and folded in vocabulary.bare_stops


def features(terms: Iterable[Term]) -> frozenset[str]:
    """The folded terms and pairs of neighbours (``a|b``), for counting what two texts share."""
    listed = [term.folded for term in terms]
    pairs = {f"{one}|{two}" for one, two in pairwise(listed)}
    return frozenset(listed) | pairs


def number_terms(text: Text) -> tuple[tuple[str, ...], tuple[LooseNumber, ...]]:
    """Document numbers of a text: canonical ones, and those only hinted at."""
    canonical = tuple(number.canonical for number in find_numbers(text.normalised))
    return canonical, find_loose_numbers(text.normalised)

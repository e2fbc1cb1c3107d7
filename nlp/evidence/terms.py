"""What a text is about, as weighted-comparable terms: words, concepts and pairs of neighbouring words.

Synonyms (``hộ dân`` / ``hộ gia đình``) are one concept. Words of duty, aim and hearsay are no terms:
they are compared as modality. A word written with its marks asks for that very word (``chỗ`` is not ``chợ``);
written without, for any word of these letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from nlp import lexicons
from nlp.contracts import Text
from nlp.evidence.phrasebook import PhraseBook
from nlp.evidence.scan import Scan, kept
from nlp.evidence.spelling import MOST_LOOKED_AT, are_marked, one_spelling
from nlp.normalise import fold
from nlp.official.loose_numbers import LooseNumber, find_loose_numbers
from nlp.official.numbers import find_numbers

_NOTHING = "="
WEAK = 0.4
"""What a word of any matter ("xã", "giấy") counts against one that tells."""

MAX_TERMS = 4_000
"""Most words of one text that are looked at."""


class Term(NamedTuple):
    """``folded`` without marks, ``exact`` with them (lower case, one spelling); offsets into the normalised view."""

    folded: str
    exact: str
    start: int
    end: int


@dataclass(frozen=True)
class _Vocabulary:
    concepts: PhraseBook
    stops: frozenset[str]
    bare_stops: frozenset[str]
    weak: frozenset[str]
    bare_forms: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def _vocabulary() -> _Vocabulary:
    data = lexicons.from_yaml((Path(__file__).parent / "synonyms.yaml").read_text(encoding="utf-8"))
    groups: dict[str, list[str]] = {_label(group[0]): group for group in data["groups"]}
    for compound in data["compounds"]:
        groups.setdefault(_label(compound), [compound])
    only = frozenset(data["accented_only"])
    bare_forms = {
        label: frozenset(fold(form) for form in forms if form in only) for label, forms in groups.items()
    }
    groups[_NOTHING] = data["stop_phrases"]
    stops = frozenset(word for word in data["stop_words"] if " " not in word)
    return _Vocabulary(
        PhraseBook(groups, only),
        stops,
        frozenset(fold(word) for word in stops),
        frozenset(form for word in data["weak_words"] for form in _weak_forms(word, groups)),
        {label: forms for label, forms in bare_forms.items() if forms},
    )


def _weak_forms(word: str, groups: dict[str, list[str]]) -> list[str]:
    """A weak word as written, without marks, and the concept it belongs to."""
    return [one_spelling(word), fold(word), *(label for label, forms in groups.items() if word in forms)]


def _label(form: str) -> str:
    return f"={fold(form).replace(' ', '_')}"


def weight_of(term: str) -> float:
    """What a term counts in a comparison of two sentences: weak words (``xã``, ``giấy``) less than half."""
    return WEAK if term in _vocabulary().weak else 1.0


@lru_cache(maxsize=1024)
def telling_terms(words: str) -> frozenset[str]:
    """The terms of some words that tell matters apart, each as written with marks."""
    return frozenset(term.exact for term in terms_of(plain_text(words)) if weight_of(term.exact) == 1)


def total_weight(terms: AbstractSet[str]) -> float:
    """The sum of what terms count; the same whatever their order."""
    weak = len(terms & _vocabulary().weak)
    return len(terms) - weak + WEAK * weak


_POWERS = str.maketrans("²³", "23")
"""As posts write them, and as their normalised view has them: "m2"."""


def plain_text(written: str) -> Text:
    """Official text in three views: composed Unicode and nothing respelt (chat spellings do not occur).

    ``original`` is the composed form, so offsets hold for it.
    """
    composed = unicodedata.normalize("NFC", written)
    length = len(composed)
    plain = composed.translate(_POWERS)
    return Text(composed, plain, fold(plain), range(length), range(1, length + 1))


class Words(NamedTuple):
    """Words and figures of a text in order, lower case: as written and without marks.

    ``spans``: where they stand; None where a text has letters of other alphabets, or letters and digits grown together, for
    there a word may be something else than a run of a phrase book.
    """

    written: list[str]
    bare: list[str]
    spans: list[tuple[int, int]] | None


def words_in(text: Text) -> Words:
    """The words and figures of a text; a unit glued to a figure is a word of its own."""
    folded, lowered = text.folded, text.normalised.lower()
    if len(lowered) != len(folded) or not _LETTERS.issuperset(one for one in set(folded) if one.isalnum()):
        return Words(_WORD.findall(lowered), _WORD.findall(folded), None)
    spans = [match.span() for match in _PLAIN_WORD.finditer(folded)]
    grown = not {start for start, _ in spans}.isdisjoint([end for _, end in spans])
    return Words(
        [lowered[start:end] for start, end in spans],
        [folded[start:end] for start, end in spans],
        None if grown else spans,
    )


def terms_of(text: Text, words: Words | None = None) -> tuple[Term, ...]:
    """Content terms of a text, in order; concepts stand for their words, a figure for itself without the unit glued to it.

    ``words``: those of the text, where they are known.

    >>> [term.exact for term in terms_of(plain_text("Lệ phí cấp lại thẻ là 50k"))]
    ['=le_phi', '=cap_lai', 'thẻ', '50']
    """
    words = words or words_in(text)
    if words.spans is None or len(text.folded) > MOST_LOOKED_AT:
        return terms_by_the_book(text)
    marked = are_marked([word for word in words.written if word.isalpha()])
    concepts = _vocabulary().concepts
    make = tuple.__new__  # half the time of calling the class
    found: list[Term] = []
    done = 0
    begins = concepts.begins
    following = [*words.bare[1:], ""]
    for (start, end), written, bare, after in zip(
        words.spans, words.written, words.bare, following, strict=False
    ):
        if start < done:
            continue
        cue = None
        if bare in begins and ((seconds := begins[bare]) is None or after in seconds):
            cue = concepts.at(text, start, bare, marked)
        if cue is not None:
            done = cue.end
            if cue.label != _NOTHING:
                found.append(make(Term, (cue.label, cue.label, start, done)))
        elif exact := _spelling(written, bare):
            found.append(make(Term, (bare, exact, start, end)))
    return tuple(found[:MAX_TERMS])


def terms_by_the_book(text: Text) -> tuple[Term, ...]:
    """``terms_of`` any text: its concepts first, then the words between them."""
    folded_view, lowered = text.folded, text.normalised.lower()
    if len(lowered) != len(folded_view):  # a few capitals grow when lowered
        lowered = text.normalised
    found: list[Term] = []
    start = 0
    for cue in (*_vocabulary().concepts.find(text), None):
        for match in _CHUNK.finditer(folded_view, start, len(folded_view) if cue is None else cue.start):
            low, high = match.span()
            figure = _FIGURE.match(match[0])
            end = low + figure.end() if figure else high
            exact = _spelling(lowered[low:end], folded_view[low:end])
            if exact:
                found.append(Term(folded_view[low:end], exact, low, end))
        if cue is not None:
            start = cue.end
            if cue.label != _NOTHING:
                found.append(Term(cue.label, cue.label, cue.start, cue.end))
    return tuple(found[:MAX_TERMS])


@kept
def terms_in(scanned: Scan) -> tuple[Term, ...]:
    """``terms_of`` of a whole text that is scanned."""
    return terms_of(scanned.text)


_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_PLAIN_WORD = re.compile(r"[a-z]+|[0-9]+(?:[.,][0-9]+)*")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_CHUNK = re.compile(r"\d+(?:[.,]\d+)*[^\W\d_]*|[^\W\d_]+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@lru_cache(maxsize=65536)
def _spelling(written: str, folded: str) -> str:
    """How a word stands in a term; empty for a word that says nothing of the matter."""
    vocabulary = _vocabulary()
    lower = written.lower()
    if lower in vocabulary.stops or (lower == folded and folded in vocabulary.bare_stops):
        return ""
    return one_spelling(lower)


def asked(terms: Iterable[Term]) -> frozenset[str]:
    """What a text asks for: the keys of its terms and of pairs of neighbours (``a|b``)."""
    return _with_pairs([term.exact for term in terms])


def bare_forms(folded: str) -> frozenset[str]:
    """Short forms without marks that a concept offers too (``dung`` for ``sử dụng``); none for a word."""
    return _vocabulary().bare_forms.get(folded, frozenset())


def offered(terms: Iterable[Term]) -> frozenset[str]:
    """What a text offers: its terms and pairs as written, and without marks for who asks so.

    A concept also offers its short forms without marks (``dung`` for ``sử dụng``), which are too ambiguous to
    be read as the concept in a post.

    >>> chợ, phí = Term("cho", "chợ", 0, 3), Term("phi", "phí", 4, 7)
    >>> "cho" in offered([chợ]), "chỗ" in offered([chợ]), "cho|phi" in offered([chợ, phí])
    (True, False, True)
    """
    listed = list(terms)
    pairs = _with_pairs([term.exact for term in listed]) | _with_pairs([term.folded for term in listed])
    return pairs | words_offered(listed)


def words_offered(terms: Iterable[Term]) -> frozenset[str]:
    """What a text offers without the pairs."""
    bare = _vocabulary().bare_forms
    found = set()
    for folded, exact, _, _ in terms:
        found.add(folded)
        found.add(exact)
        if folded in bare:
            found.update(bare[folded])
    return frozenset(found)


def _with_pairs(words: list[str]) -> frozenset[str]:
    return frozenset(words) | {f"{one}|{two}" for one, two in pairwise(words)}


def number_terms(text: Text) -> tuple[tuple[str, ...], tuple[LooseNumber, ...]]:
    """Document numbers of a text: canonical ones, and those only hinted at."""
    canonical = tuple(number.canonical for number in find_numbers(text.normalised))
    return canonical, find_loose_numbers(text.normalised)

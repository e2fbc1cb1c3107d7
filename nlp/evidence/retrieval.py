"""Passages about the same thing as a post.

tantivy ranks (BM25 over every word, every concept and every pair of neighbouring words, with marks and without, in memory); the
score told is the weighted share of the query's terms that the passage covers, so it lies in 0..1 and compares between
queries. User text never reaches a query parser: term queries are built by hand.

What it cannot see: paraphrases that share no word with the passage and no group of ``synonyms.yaml``.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise

import tantivy

from nlp.contracts import Passage, PassageHit, Text
from nlp.evidence.coverage import Asked, TermRows
from nlp.evidence.scan import scan
from nlp.evidence.spelling import one_spelling, writes_marks
from nlp.evidence.terms import Term, number_terms, plain_text, terms_in, terms_of, weight_of, words_in
from nlp.normalise import fold
from nlp.official.loose_numbers import fits

MAX_CANDIDATES = 50
"""Passages ranked per query: what naming a document and what has ended change in the order moves none further."""

MAX_QUERY_TERMS, MAX_QUERY_WORDS = 120, 200
COMMON, COMMON_SHARE = 200, 0.1
"""A word or pair that more passages have than both of these say tells little, and costs most of the time of a search."""

MIN_SENTENCE_TERMS = 3
NUMBER_BONUS = 0.15
"""What naming the document adds to a passage of it."""

EXPIRED_FACTOR = 0.9
"""A passage not in force on the day asked for stands behind one that is, without being hidden."""

FIGURE_WEIGHT = 0.4
UNKNOWN_WEIGHT = 0.35
"""Weights against a word's rarity: a bare figure, a word no passage has. Own choice, set by hand on the fictional documents of the tests."""

USUAL_TERMS = 60
LENGTH_POWER = 0.25
"""A passage longer than usual covers more by chance, so its share is lowered by this power of the excess."""

LEAST_SCORE = 0.01
"""Of a passage that shares nothing but words which say little of a matter: found, and far under every threshold."""

ABOVE_WEIGHT = 0.5
"""What a word of the headings above a passage, and of its document's title, counts against one of its own. Own choice."""

HEADING_FACTOR = 0.5
MIN_PASSAGE_TERMS = 4
"""Grounds ("Căn cứ …"), bare headings and what a document says of its own scope settle nothing; they stand
behind passages that say something."""

_OF_ITSELF = re.compile(
    r"(?:Điều \d{1,3}[a-zđ]?[.:][^\n]{0,200}\n)?(?:\d+[.)]\s*)?"
    r"(?:Luật|Nghị định|Nghị quyết|Quyết định|Thông tư|Quy định|Quy chế|Kế hoạch|Hướng dẫn) này\s"
    r"(?:quy định|áp dụng|hướng dẫn|có hiệu lực)"
)

# "Phạt tiền từ 2 đến 3 triệu đồng đối với:" tells something though it stands above others; "Điều 2. Mức thu" does not.
_LABEL = re.compile(r"(?:Điều\s)?[\w.]{1,6}[.):]?\s")

_MOST_WEIGHTS, _WRITER_HEAP = 50_000, 50_000_000  # of the heap bytes, the least tantivy takes


def in_force(passage: Passage, on: date | None) -> bool:
    """Whether a passage holds on a day; without a day it is taken as in force."""
    if on is None:
        return True
    begins, ends = passage.valid_from, passage.valid_until
    return (begins is None or begins <= on) and (ends is None or on <= ends)


@dataclass(frozen=True, slots=True)
class Ranking:
    """What counts in the order of passages, against any word at all (``nlp.measures.retrieval`` says how they were chosen).

    ``telling``: a word that says something of the matter counts so much more. ``pair``: two neighbours.
    """

    telling: float = 1.5
    pair: float = 1.0


@dataclass
class TantivyPassageIndex:
    """An index in memory; immutable once built, safe to search from several threads."""

    passages: Sequence[Passage]
    _index: tantivy.Index
    _schema: tantivy.Schema
    _searcher: tantivy.Searcher
    _rows: TermRows
    _standing: Sequence[float]
    _settling: Sequence[float]
    ranking: Ranking = Ranking()
    _weights: dict[str, float] = field(default_factory=dict)

    def search(self, text: Text, on: date | None, limit: int = 5) -> list[PassageHit]:
        """Passages about the same thing, best first; expired ones are found too, behind those in force.

        The score is how much of what is asked the passage covers; the order is that of rarity and frequency (BM25), so a
        passage may stand before one with a higher score.
        """
        if not self.passages or limit <= 0:
            return []
        terms = terms_in(scan(text))[:MAX_QUERY_TERMS]
        named = self._named(text)
        ranked = self._ranked(text, terms)
        most = max(ranked.values(), default=1.0)
        asked = Asked([term.exact for term in terms], _ranges(text, terms), self._rows, self.weight)
        found = []
        for number in ranked.keys() | named.keys():
            bonus = named.get(number, 0.0)
            factor = 1.0 if in_force(self.passages[number], on) else EXPIRED_FACTOR
            place = self._settling[number] * ranked.get(number, 0.0) / most + bonus
            found.append((factor * place, number, factor, bonus))
        found.sort(key=lambda one: (-one[0], one[1]))
        hits: list[PassageHit] = []
        for _, number, factor, bonus in found:
            share = self._standing[number] * self._settling[number] * asked.share(number)
            score = factor * min(1.0, max(LEAST_SCORE, share + bonus))
            hits.append(PassageHit(self.passages[number], round(score, 4)))
            if len(hits) == limit:
                break
        return hits

    def weight(self, form: str) -> float:
        """Rarity of a term over the base, as in BM25; cached."""
        known = self._weights.get(form)
        if known is None:
            known = self._rarity(form)
            if len(self._weights) < _MOST_WEIGHTS:
                self._weights[form] = known
        return known

    def _rarity(self, form: str) -> float:
        count = len(self.passages)
        found = self._searcher.doc_freq("bare" if fold(form) == form else "written", form)
        rarity = max(0.2, math.log(1 + (count - found + 0.5) / (found + 0.5)))
        if form[0].isdigit():
            rarity *= FIGURE_WEIGHT
        return weight_of(form) * (rarity if found else rarity * UNKNOWN_WEIGHT)

    def _ranked(self, text: Text, terms: Sequence[Term]) -> dict[int, float]:
        """The best candidates with their BM25 over terms, words and pairs of words."""
        if not terms:
            return {}
        wanted = _wanted(text, terms, self.ranking)
        most = max(COMMON, COMMON_SHARE * len(self.passages))
        telling = {one: weight for one, weight in wanted.items() if self._searcher.doc_freq(*one) <= most}
        asked = dict(telling or wanted)
        for bare in {term.folded for term in terms if not term.folded[0].isdigit()}:
            if self._searcher.doc_freq("above", bare) <= most:
                asked["above", bare] = ABOVE_WEIGHT
        parts = [
            tantivy.Query.boost_query(_term(self._schema, name, value), weight)
            for (name, value), weight in asked.items()
        ]
        return self._run(tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts]))

    def _named(self, text: Text) -> dict[int, float]:
        """Passages of documents the text names, with what naming them is worth."""
        canonical, loose = number_terms(text)
        wanted = {f"{number.kind_code}{number.number}" for number in loose} | set(canonical)
        found: dict[int, float] = {}
        for value in sorted(wanted)[:8]:
            for number in self._run(_term(self._schema, "number", value)):
                document = self.passages[number].document
                if document in canonical or any(fits(one, document) for one in loose):
                    found[number] = NUMBER_BONUS
        return found

    def _run(self, query: tantivy.Query) -> dict[int, float]:
        # Counting all that match would forbid skipping what cannot come among the first.
        hits = self._searcher.search(query, limit=MAX_CANDIDATES, count=False).hits
        numbers = self._searcher.fast_field_values("id", [address for _, address in hits])
        return {
            int(number): float(score)
            for number, (score, _) in zip(numbers, hits, strict=True)
            if number is not None
        }


def build_index(passages: Iterable[Passage]) -> TantivyPassageIndex:
    """An in-memory index over passages. Passages with the same key are all kept."""
    kept = tuple(passages)
    schema = _schema()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=_WRITER_HEAP, num_threads=1)
    rows, standing, settling = TermRows(), array("d"), array("d")
    for number, passage in enumerate(kept):
        text = plain_text(passage.text)
        words = words_in(text)
        terms = terms_of(text, words)
        concepts = [term.folded for term in terms if term.folded[0] == "="]
        document = tantivy.Document()
        document.add_unsigned("id", number)
        document.add_text("written", " ".join([*map(one_spelling, words.written), *concepts]))
        document.add_text("bare", " ".join([*words.bare, *concepts, *_pairs(words.bare)]))
        above = [key for line in passage.context.split("\n") if line for key in _heading_terms(line)]
        document.add_text("above", " ".join(bare for bare, _ in above))
        document.add_text("number", _number_keys(passage.document))
        writer.add_document(document)
        rows.add([(term.folded, term.exact) for term in terms] + above)
        standing.append(min(1.0, (USUAL_TERMS / max(1, len(terms))) ** LENGTH_POWER))
        below = kept[number + 1].context if number + 1 < len(kept) else ""
        settling.append(_settling(passage, len(terms), below))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return TantivyPassageIndex(kept, index, schema, index.searcher(), rows, standing, settling)


@lru_cache(maxsize=4096)
def _heading_terms(line: str) -> tuple[tuple[str, str], ...]:
    """The terms of a heading without marks and with them; the same for many passages."""
    return tuple((term.folded, term.exact) for term in terms_of(plain_text(line)))


def _settling(passage: Passage, terms: int, below: str) -> float:
    """What a passage counts, in its score and in the order. ``below``: the context of the next passage, which tells headings."""
    heads = below.startswith(f"{passage.context}\n{passage.text}".lstrip("\n"))
    if heads and not any(map(str.isdigit, _LABEL.sub("", passage.text, count=1))):
        return HEADING_FACTOR
    grounds = passage.path.startswith("mở đầu") or _OF_ITSELF.match(passage.text)
    return HEADING_FACTOR if terms < MIN_PASSAGE_TERMS or grounds else 1.0


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=False, indexed=False, fast=True)
    for name in ("written", "bare", "above", "number"):
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _pairs(words: Sequence[str]) -> Iterable[str]:
    return map("|".join, pairwise(words))


def _wanted(text: Text, terms: Sequence[Term], ranking: Ranking) -> dict[tuple[str, str], float]:
    """Field and value of what is looked for, with its weight: words, concepts, and pairs of neighbouring words.

    A word of a text written without marks may be any word of its letters.
    """
    marked = writes_marks(text.normalised)
    words = words_in(text)
    bare = words.bare[:MAX_QUERY_WORDS]
    wanted = {("bare", pair): ranking.pair for pair in _pairs(bare)}
    for word in map(one_spelling, words.written[:MAX_QUERY_WORDS]):
        wanted["written" if marked or not word.isascii() else "bare", word] = 1.0
    for term in terms:
        word = term.exact
        at = ("written" if marked or not word.isascii() else "bare", word)
        wanted[at] = wanted.get(at, 0.0) + ranking.telling
    return wanted


def _term(schema: tantivy.Schema, name: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema, name, value, index_option="freq")


@lru_cache(maxsize=4096)
def _number_keys(canonical: str) -> str:
    """A number whole, and as kind and figure ("NQ57") the way posts name it; separated by spaces."""
    parts = canonical.replace("/", " ").replace("-", " ").split()
    figure = parts[0].lstrip("0") if parts and parts[0].isdigit() else ""
    kinds = [part for part in parts[1:] if part.isalpha()]
    keys = [f"{kind}{figure}" for kind in kinds] if figure else []
    if figure and "QH" in canonical:
        keys.append(f"L{figure}")
    return " ".join([canonical.replace(" ", ""), *keys])


def _ranges(text: Text, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """The whole text and each sentence with enough to say: a post says more than the passage settles.

    As places in ``terms``, end exclusive.
    """
    found = [(0, len(terms))]
    starts = [term.start for term in terms]
    for start, end in scan(text).sentences:
        low, high = bisect_left(starts, start), bisect_left(starts, end)
        if MIN_SENTENCE_TERMS <= high - low < len(terms):
            found.append((low, high))
    return found

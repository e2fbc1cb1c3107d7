"""Passages about the same thing as a post.

tantivy finds candidates (BM25 over an exact and a folded field, in memory); the score is then the
weighted share of the query's terms that the passage covers, so it lies in 0..1 and compares between
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

import tantivy

from nlp.contracts import Passage, PassageHit, Text
from nlp.evidence.coverage import Asked, TermRows
from nlp.evidence.scan import scan
from nlp.evidence.terms import Term, number_terms, plain_text, terms_of, weight_of
from nlp.normalise import fold
from nlp.official.loose_numbers import fits

MAX_CANDIDATES = 50
"""Candidates reranked per query; BM25 puts the right one among the first ten nearly always."""

MAX_QUERY_TERMS = 120
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

HEADING_FACTOR = 0.7
MIN_PASSAGE_TERMS = 4
"""Grounds ("Căn cứ …"), bare headings and what a document says of its own scope settle nothing; they stand
behind passages that say something."""

_OF_ITSELF = re.compile(
    r"(?:\d+[.)]\s*)?(?:Luật|Nghị định|Nghị quyết|Quyết định|Thông tư|Quy định|Quy chế|Kế hoạch|Hướng dẫn) này\s"
    r"(?:quy định|áp dụng|hướng dẫn|có hiệu lực)"
)

_MOST_WEIGHTS = 50_000
_WRITER_HEAP = 15_000_000  # bytes; the least tantivy takes


def in_force(passage: Passage, on: date | None) -> bool:
    """Whether a passage holds on a day; without a day it is taken as in force."""
    if on is None:
        return True
    begins, ends = passage.valid_from, passage.valid_until
    return (begins is None or begins <= on) and (ends is None or on <= ends)


@dataclass
class TantivyPassageIndex:
    """An index in memory; immutable once built, safe to search from several threads."""

    passages: Sequence[Passage]
    _index: tantivy.Index
    _schema: tantivy.Schema
    _searcher: tantivy.Searcher
    _rows: TermRows
    _standing: Sequence[float]
    _weights: dict[str, float] = field(default_factory=dict)

    def search(self, text: Text, on: date | None, limit: int = 5) -> list[PassageHit]:
        """Passages about the same thing, best first; expired ones are found too, behind those in force."""
        if not self.passages or limit <= 0:
            return []
        terms = terms_of(text)[:MAX_QUERY_TERMS]
        asked = Asked([term.exact for term in terms], _ranges(text, terms), self._rows, self.weight)
        named = self._named(text)
        hits = []
        for number in self._candidates(terms) | named.keys():
            share = self._standing[number] * asked.share(number)
            score = min(1.0, share + named.get(number, 0.0))
            if not in_force(self.passages[number], on):
                score *= EXPIRED_FACTOR
            if score > 0:
                hits.append((score, number))
        hits.sort(key=lambda hit: (-hit[0], hit[1]))
        return [PassageHit(self.passages[number], round(score, 4)) for score, number in hits[:limit]]

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
        found = self._searcher.doc_freq("folded" if fold(form) == form else "exact", form)
        rarity = max(0.2, math.log(1 + (count - found + 0.5) / (found + 0.5)))
        if form[0].isdigit():
            rarity *= FIGURE_WEIGHT
        return weight_of(form) * (rarity if found else rarity * UNKNOWN_WEIGHT)

    def _candidates(self, terms: Sequence[Term]) -> set[int]:
        if not terms:
            return set()
        folded = {term.folded for term in terms}
        exact = {term.exact for term in terms}
        parts = [_term(self._schema, "folded", value) for value in sorted(folded)]
        parts += [_term(self._schema, "exact", value) for value in sorted(exact)]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts])
        return self._run(query)

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

    def _run(self, query: tantivy.Query) -> set[int]:
        # Counting all that match would forbid skipping what cannot come among the first.
        result = self._searcher.search(query, limit=MAX_CANDIDATES, count=False)
        found = self._searcher.fast_field_values("id", [address for _, address in result.hits])
        return {int(number) for number in found if number is not None}


def build_index(passages: Iterable[Passage]) -> TantivyPassageIndex:
    """An in-memory index over passages. Passages with the same key are all kept."""
    kept = tuple(passages)
    schema = _schema()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=_WRITER_HEAP, num_threads=1)
    rows, standing = TermRows(), array("d")
    for number, passage in enumerate(kept):
        terms = terms_of(plain_text(passage.text))
        document = tantivy.Document()
        document.add_unsigned("id", number)
        document.add_text("folded", " ".join([term.folded for term in terms]))
        document.add_text("exact", " ".join([term.exact for term in terms]))
        document.add_text("number", _number_keys(passage.document))
        writer.add_document(document)
        rows.add(terms)
        standing.append(_standing_of(passage, len(terms)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return TantivyPassageIndex(kept, index, schema, index.searcher(), rows, standing)


def _standing_of(passage: Passage, terms: int) -> float:
    """What a passage's share counts: less for very long ones, headings and grounds."""
    standing: float = min(1.0, (USUAL_TERMS / max(1, terms)) ** LENGTH_POWER)
    grounds = passage.path.startswith("mở đầu") or _OF_ITSELF.match(passage.text)
    if terms < MIN_PASSAGE_TERMS or grounds:
        standing *= HEADING_FACTOR
    return standing


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=False, indexed=False, fast=True)
    for name in ("folded", "exact", "number"):
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


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

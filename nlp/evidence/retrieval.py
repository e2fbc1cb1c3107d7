"""Passages about the same thing as a post.

tantivy finds candidates (BM25 over an exact and a folded field, in memory); the score is then the
weighted share of the query's terms that the passage covers, so it lies in 0..1 and compares between
queries. User text never reaches a query parser: term queries are built by hand.

What it cannot see: paraphrases that share no word with the passage and no group of ``synonyms.yaml``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import tantivy

from nlp.contracts import Passage, PassageHit, Text
from nlp.evidence.scan import scan
from nlp.evidence.terms import asked, number_terms, offered, plain_text, terms_of, weight_of
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

PAIR_WEIGHT = 0.4
APART_WEIGHT = 0.5
FIGURE_WEIGHT = 0.4
UNKNOWN_WEIGHT = 0.35
"""Weights against a word's rarity: a pair of neighbours found, a pair whose words stand apart, a bare figure, a
word no passage has. Own choice, set by hand on the fictional documents of the tests."""

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
    _standing: Sequence[float]
    _weights: dict[str, float] = field(default_factory=dict)
    _features: dict[int, frozenset[str]] = field(default_factory=dict)

    def search(self, text: Text, on: date | None, limit: int = 5) -> list[PassageHit]:
        """Passages about the same thing, best first; expired ones are found too, behind those in force."""
        if not self.passages or limit <= 0:
            return []
        queries = _queries(text)
        named = self._named(text)
        candidates = self._candidates(text) | named.keys()
        hits = []
        for number in candidates:
            passage = self.passages[number]
            share = max((self._coverage(query, number) for query in queries), default=0.0)
            score = min(1.0, share + named.get(number, 0.0))
            if not in_force(passage, on):
                score *= EXPIRED_FACTOR
            if score > 0:
                hits.append((score, number))
        hits.sort(key=lambda hit: (-hit[0], hit[1]))
        return [PassageHit(self.passages[number], round(score, 4)) for score, number in hits[:limit]]

    def weight(self, feature: str) -> float:
        """Rarity of a feature over the base, as in BM25; cached."""
        known = self._weights.get(feature)
        if known is None:
            known = self._weights[feature] = self._rarity(feature)
        return known

    def _rarity(self, feature: str) -> float:
        count = len(self.passages)
        if "|" in feature:
            one, _, two = feature.partition("|")
            return PAIR_WEIGHT * min(self.weight(one), self.weight(two))
        found = self._searcher.doc_freq("folded" if fold(feature) == feature else "exact", feature)
        rarity = max(0.2, math.log(1 + (count - found + 0.5) / (found + 0.5)))
        if feature[0].isdigit():
            rarity *= FIGURE_WEIGHT
        return weight_of(feature) * (rarity if found else rarity * UNKNOWN_WEIGHT)

    def _coverage(self, query: frozenset[str], number: int) -> float:
        """Weighted share of the query's words; neighbours found together add, found apart take away."""
        features = self._features_of(number)
        wanted = shared = 0.0
        for feature in query:
            weight = self.weight(feature)
            if "|" not in feature:
                wanted += weight
                shared += weight * (feature in features)
            elif feature in features:
                wanted, shared = wanted + weight, shared + weight
            elif all(part in features for part in feature.split("|")):
                wanted += APART_WEIGHT * weight
        share = shared / wanted if wanted else 0.0
        return float(self._standing[number]) * share

    def _features_of(self, number: int) -> frozenset[str]:
        known = self._features.get(number)
        if known is None:
            known = offered(terms_of(plain_text(self.passages[number].text)))
            if len(self._features) < 20_000:
                self._features[number] = known
        return known

    def _candidates(self, text: Text) -> set[int]:
        terms = terms_of(text)[:MAX_QUERY_TERMS]
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
        result = self._searcher.search(query, limit=MAX_CANDIDATES)
        return {int(self._searcher.doc(address)["id"][0]) for _, address in result.hits}


def build_index(passages: Iterable[Passage]) -> TantivyPassageIndex:
    """An in-memory index over passages. Passages with the same key are all kept."""
    kept = tuple(passages)
    schema = _schema()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=_WRITER_HEAP, num_threads=1)
    standing = []
    for number, passage in enumerate(kept):
        terms = terms_of(plain_text(passage.text))
        document = tantivy.Document()
        document.add_unsigned("id", number)
        document.add_text("folded", " ".join(term.folded for term in terms))
        document.add_text("exact", " ".join(term.exact for term in terms))
        document.add_text("number", " ".join(_number_keys(passage.document)))
        writer.add_document(document)
        standing.append(_standing_of(passage, len(terms)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return TantivyPassageIndex(kept, index, schema, index.searcher(), standing)


def _standing_of(passage: Passage, terms: int) -> float:
    """What a passage's share counts: less for very long ones, headings and grounds."""
    standing: float = min(1.0, (USUAL_TERMS / max(1, terms)) ** LENGTH_POWER)
    grounds = passage.path.startswith("mở đầu") or _OF_ITSELF.match(passage.text)
    if terms < MIN_PASSAGE_TERMS or grounds:
        standing *= HEADING_FACTOR
    return standing


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True, indexed=False)
    for name in ("folded", "exact", "number"):
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _term(schema: tantivy.Schema, name: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema, name, value, index_option="freq")


def _number_keys(canonical: str) -> list[str]:
    """A number whole, and as kind and figure ("NQ57") the way posts name it."""
    parts = canonical.replace("/", " ").replace("-", " ").split()
    figure = parts[0].lstrip("0") if parts and parts[0].isdigit() else ""
    kinds = [part for part in parts[1:] if part.isalpha()]
    keys = [f"{kind}{figure}" for kind in kinds] if figure else []
    if figure and "QH" in canonical:
        keys.append(f"L{figure}")
    return [canonical.replace(" ", ""), *keys]


def _queries(text: Text) -> list[frozenset[str]]:
    """The whole text and each sentence with enough to say: a post says more than the passage settles."""
    whole = terms_of(text)[:MAX_QUERY_TERMS]
    found = [asked(whole)] if whole else []
    for start, end in scan(text).sentences:
        part = [term for term in whole if start <= term.start and term.end <= end]
        if MIN_SENTENCE_TERMS <= len(part) < len(whole):
            found.append(asked(part))
    return found

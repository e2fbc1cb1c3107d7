"""How often the right passage of the official base is found, beside plain BM25 in the same run.

* **Questions** of the evidence corpus against the passages they were written for (others of the corpus regulate the same things in another
  invented province, and would answer as well): as written, and in variants made by code:
  without diacritics, and in chat spelling (every word and phrase that ``teencode.tsv`` has a form for is written in the first
  form that stands there, whether or not its neighbours would let the normaliser read it back).
* **Claims** of ``claim_verification_dev.jsonl`` (columns ``claim``, ``passage``) against its passages, each taken once. It is not part
  of the project, and nothing was ever fitted on it.

``recall_1`` and ``recall_5`` are the shares of the queries whose passage is the first, or among the first five; ``mrr`` is the mean
of one divided by its place, nothing for a passage that is not among the first ``DEPTH``. ``bm25`` are the same figures of
``nlp.measures.bm25``, which reads what is written and nothing more.

The two weights of the ranking are chosen on the questions as written and without diacritics. ``held_out`` tells what choosing is
worth: each fifth of the passages is asked with the weights that were best, by the sum of both ``mrr``, on the other four.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Any

from nlp.contracts import Passage
from nlp.corpus.evidence_load import EvidenceCorpus, load_evidence
from nlp.corpus.lines import objects
from nlp.evidence.retrieval import Ranking, TantivyPassageIndex, build_index
from nlp.measures.bm25 import Bm25
from nlp.measures.lookalike import shared_data
from nlp.normalise import fold, normalise
from nlp.normalise.teencode import lexicon

CLAIMS = "claim_verification_dev.jsonl"
DEPTH = 50
FOLDS = 5
RANKINGS = tuple(Ranking(*pair) for pair in product((1.0, 1.5, 2.0), (0.7, 1.0, 1.4)))
"""Weights of a telling word and of a pair of neighbours that are tried."""

_MAX_BYTES = 64 * 1024 * 1024
_Query = tuple[str, int]
"""A text and the place of its passage."""


def retrieval_figures(directory: Path | None = None, corpus: EvidenceCorpus | None = None) -> dict[str, Any]:
    """Figures as plain data; shares are 0..1.

    ``directory`` holds the claims, by default the one ``SANGTIN_SHARED_DATA`` names, else ``shared/data`` beside the checkout. Where
    they are not there, ``claims`` has ``available`` False and a ``note`` that says so.
    """
    known = corpus or load_evidence()
    asked = {question.passage for question in known.questions}
    passages = [passage for passage in known.passages if passage.key in asked]
    places = {passage.key: place for place, passage in enumerate(passages)}
    plain = [(one.text, places[one.passage]) for one in known.questions]
    variants = {name: [(write(text), place) for text, place in plain] for name, write in VARIANTS.items()}
    index = build_index(replace(passage, key=str(places[passage.key])) for passage in passages)
    peer = Bm25([passage.text for passage in passages])
    tuned = ("plain", "no_diacritics")
    held = held_out(index, [variants[name] for name in tuned])
    return {
        "passages": len(passages),
        "questions": {name: _beside(index, peer, queries) for name, queries in variants.items()},
        "held_out": dict(zip(tuned, held, strict=True)),
        "claims": _claims((directory or shared_data()) / CLAIMS),
    }


def in_teencode(text: str) -> str:
    """A text in lower case with the chat spelling of every word that has one; the longest phrase first.

    >>> in_teencode("Không biết có được không")
    'kbt có đc ko'
    """
    pattern, forms = _reversed_table()
    return pattern.sub(lambda match: forms[match[0]], text.lower())


VARIANTS: dict[str, Callable[[str], str]] = {"plain": str, "no_diacritics": fold, "teencode": in_teencode}
"""Ways a question is written, by name."""


def ranked(index: TantivyPassageIndex, text: str) -> list[int]:
    """Keys of the passages our search finds, best first; they are places."""
    return [int(hit.passage.key) for hit in index.search(normalise(text), None, DEPTH)]


def shares(found: Iterable[int]) -> dict[str, float]:
    """Recall and mean reciprocal rank of the places, from 1, at which the right passages stand; 0 for not found.

    >>> shares([1, 2, 0, 10])
    {'queries': 4, 'recall_1': 0.25, 'recall_5': 0.5, 'mrr': 0.4}
    """
    places = list(found)
    count = max(1, len(places))
    return {
        "queries": len(places),
        "recall_1": sum(place == 1 for place in places) / count,
        "recall_5": sum(0 < place <= 5 for place in places) / count,
        "mrr": sum(1 / place for place in places if place) / count,
    }


def held_out(index: TantivyPassageIndex, sets: Sequence[Sequence[_Query]]) -> list[dict[str, float]]:
    """For each set of queries its shares, with weights chosen on the queries of other passages."""
    tried = [[_found(replace(index, ranking=one), queries) for queries in sets] for one in RANKINGS]
    parts = [[place % FOLDS for _, place in queries] for queries in sets]
    kept: list[list[int]] = [[] for _ in sets]
    for part in range(FOLDS):
        best = max(tried, key=partial(_mrr_outside, parts=parts, part=part))
        for whole, found, where in zip(kept, best, parts, strict=True):
            whole.extend(one for one, other in zip(found, where, strict=True) if other == part)
    return [shares(one) for one in kept]


def _mrr_outside(found: Sequence[Sequence[int]], parts: Sequence[Sequence[int]], part: int) -> float:
    return sum(
        shares(one for one, other in zip(ranks, where, strict=True) if other != part)["mrr"]
        for ranks, where in zip(found, parts, strict=True)
    )


def _found(index: TantivyPassageIndex, queries: Sequence[_Query]) -> list[int]:
    return [_place_of(ranked(index, text), place) for text, place in queries]


def _place_of(places: Sequence[int], wanted: int) -> int:
    return places.index(wanted) + 1 if wanted in places else 0


def _beside(index: TantivyPassageIndex, peer: Bm25, queries: Sequence[_Query]) -> dict[str, Any]:
    theirs = [_place_of(peer.rank(text, DEPTH), place) for text, place in queries]
    return {"ours": shares(_found(index, queries)), "bm25": shares(theirs)}


def _claims(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {"available": False, "note": f"{path.name}: not on this machine"}
    places: dict[str, int] = {}
    queries = [
        (str(row["claim"]), places.setdefault(str(row["passage"]), len(places)))
        for _, row in objects(path, _MAX_BYTES)
    ]
    index, peer = build_index(_passage(place, text) for text, place in places.items()), Bm25(list(places))
    return {"available": True, "passages": len(places), **_beside(index, peer, queries)}


def _passage(place: int, text: str) -> Passage:
    return Passage(str(place), "01/KH-UBND", "Kế hoạch", "UBND", None, str(place), text)


@cache
def _reversed_table() -> tuple[re.Pattern[str], dict[str, str]]:
    """What is looked for, and the first form of each standard spelling."""
    forms: dict[str, str] = {}
    for form, rows in lexicon().items():
        for row in rows:
            forms.setdefault(row.norm.lower(), form)
    longest_first = sorted(forms, key=lambda norm: (-len(norm), norm))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"), forms

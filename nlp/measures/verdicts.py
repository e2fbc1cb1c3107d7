"""How often ``sangtin verify`` is right, and how often the item page says "contradicts" rightly.

* **Held out**: every pair of the evidence corpora, judged by weights that never saw its passage. Read from the file that
  ``scripts/verdicts.py`` writes with the weights; a corpus that has changed since has no figure.
* **Exam**: what ships, on pairs of a writer who saw none of the corpora. **Hard**: on pairs of four more, which take a step of thought
  (a case told as a story, two rules at once, an amount worked out).
* **Refuted precision** beside macro-F1: a wrong "refuted" costs more than a missed one.
* **Claim only**: what words of the claim alone reach, in folds that never split a passage; near chance (.33) for a fair corpus.
* **General answers**: ``claim_verification_dev.jsonl`` of the directory of measuring data, never fitted on. Beside it, in the same
  run, a rule of overlap whose two thresholds are the best for that very file, and a claim-only model trained on it in folds.
* **Contradicts**: ``find_evidence`` on the exam, with every official passage in the index.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score, precision_score, recall_score
from sklearn.model_selection import GroupKFold, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from models.vocabulary import Relation
from nlp.corpus.evidence_load import (
    EvidenceCorpus,
    Outcome,
    load_evidence,
    load_evidence_exam,
    load_evidence_fresh,
    load_evidence_hard,
)
from nlp.evidence.comparison import find_evidence
from nlp.evidence.retrieval import build_index
from nlp.evidence.slots import extract_slots
from nlp.evidence.verdict.model import VERDICTS, load_weights
from nlp.evidence.verdict.vector import read_pair
from nlp.evidence.verify import verify
from nlp.measures.lookalike import shared_data
from nlp.normalise import normalise
from nlp.verdict_training import Example, corpus_hash, examples

HELD_OUT = "verdicts_held_out.tsv"
REFERENCE = "claim_verification_dev.jsonl"
PARTS = {
    "official": {"first": 692, "second": 2_999, "plain": 9_999},
    "general": {"turned": 999, "answers": 9_999},
}
"""The last number of each part of the two corpora, as they were written: ``first`` and ``second`` (harder) full of traps, ``plain`` as
things are mostly said; ``turned`` keeps nearly all words and turns one thing, ``answers`` are as language models give them."""


def verdict_figures(directory: Path | None = None) -> dict[str, Any]:
    """Everything as plain data; shares are 0..1. A part that cannot be measured has ``available`` False."""
    return {
        **held_out_figures(),
        "exam": judged_figures(load_evidence_exam()),
        "fresh": judged_figures(load_evidence_fresh()),
        "hard": judged_figures(load_evidence_hard()),
        "contradicts": contradicts_figures(),
        "general_answers": reference_figures((directory or shared_data()) / REFERENCE),
    }


def read_held_out() -> dict[str, str]:
    """Held-out verdicts by id; empty when the corpora have changed since they were made."""
    lines = files("nlp.corpus").joinpath(HELD_OUT).read_text(encoding="utf-8").splitlines()
    if lines[0] != f"# {corpus_hash()}":
        return {}
    return dict(line.split("\t") for line in lines[1:])


def held_out_figures() -> dict[str, Any]:
    """By corpus, and for official text by what the verdict turns on."""
    said = read_held_out()
    if not said:
        return {"available": False}
    pairs = examples()
    parts = {name: [one for one in pairs if _part(one) == name] for whole in PARTS.values() for name in whole}
    parts |= {whole: [one for one in pairs if one.source == whole] for whole in PARTS}
    return {
        "available": True,
        **{
            name: figures_of([one.verdict for one in part], [said[one.id] for one in part])
            for name, part in parts.items()
        },
        "grounds": _grounds(parts["official"], said),
        "claim_only": {name: _claim_only(parts[name]) for name in PARTS},
    }


def _part(one: Example) -> str:
    number = int(one.id[1:])
    return next(name for name, last in PARTS[one.source].items() if number <= last)


def judged_figures(pairs: EvidenceCorpus) -> dict[str, float]:
    """``verify`` as it ships on pairs of writers who saw nothing of what it learned from."""
    passages = {one.key: one for one in pairs.passages}
    meant, said = [], []
    for claim in pairs.claims:
        one = passages[claim.passage]
        meant.append(claim.verdict.value)
        told = verify(one.text, claim.text, claim.posted_at, one.valid_from, one.valid_until)
        said.append(told.verdict)
    return figures_of(meant, said)


def figures_of(meant: Sequence[str], said: Sequence[str]) -> dict[str, float]:
    """Macro-F1, F1 of each verdict, and precision and recall of ``refuted``.

    >>> figures_of(["refuted", "supported"], ["refuted", "refuted"])["refuted_precision"]
    0.5
    """
    each = f1_score(meant, said, average=None, labels=list(VERDICTS), zero_division=0)
    refuted = {"average": None, "labels": ["refuted"], "zero_division": 0}
    return {
        "claims": len(meant),
        "macro_f1": float(f1_score(meant, said, average="macro", labels=list(VERDICTS), zero_division=0)),
        **{verdict: float(one) for verdict, one in zip(VERDICTS, each, strict=True)},
        "refuted_precision": float(precision_score(meant, said, **refuted)[0]),
        "refuted_recall": float(recall_score(meant, said, **refuted)[0]),
    }


def _grounds(pairs: Iterable[Example], said: dict[str, str]) -> dict[str, dict[str, float]]:
    """How many claims of each ground are supported and refuted, and how many of each were told so."""
    counts: defaultdict[str, dict[str, float]] = defaultdict(
        lambda: {"supported": 0, "supported_right": 0, "refuted": 0, "refuted_right": 0}
    )
    for one in pairs:
        if one.ground is not None:
            counts[one.ground][one.verdict] += 1
            counts[one.ground][f"{one.verdict}_right"] += said[one.id] == one.verdict
    return dict(sorted(counts.items()))


def _claim_only(pairs: Sequence[Example]) -> float:
    meant = [one.verdict for one in pairs]
    guesses = cross_val_predict(
        _words_of_claim(),
        [one.claim for one in pairs],
        meant,
        groups=[one.group for one in pairs],
        cv=GroupKFold(5, shuffle=True, random_state=0),
    )
    return float(f1_score(meant, guesses, average="macro"))


def _words_of_claim() -> Any:
    return make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        LinearSVC(C=0.3, class_weight="balanced"),
    )


def contradicts_figures() -> dict[str, float]:
    """Of the claims of the exam, with every passage of exam and corpus in the index: how many were contradicted, how many of them
    rightly, and how many of the refuted were. The base holds dozens of invented provinces that contradict one another.
    """
    corpus, exam = load_evidence(), load_evidence_exam()
    index = build_index((*corpus.passages, *exam.passages))
    right = wrong = missed = 0
    for claim in exam.claims:
        text = normalise(claim.text)
        slots = extract_slots(text, claim.posted_at)
        found = find_evidence(text, slots, index, claim.posted_at)
        told = any(one.relation is Relation.CONTRADICTS for one in found)
        refuted = claim.verdict is Outcome.REFUTED
        right += told and refuted
        wrong += told and not refuted
        missed += refuted and not told
    return {
        "precision": right / max(1, right + wrong),
        "recall": right / max(1, right + missed),
        "right": right,
        "wrong": wrong,
        "missed": missed,
    }


def reference_figures(path: Path) -> dict[str, Any]:
    """Sums over general answers, beside the rule of overlap and the claim-only model."""
    if not path.is_file():
        return {"available": False, "note": f"không có {path.name}"}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    meant = [row["verdict"] for row in rows]
    said = [verify(row["passage"], row["claim"]).verdict for row in rows]
    weights = load_weights()
    covers = [
        read_pair(row["passage"], row["claim"], None, weights.rarity, weights.unknown).figures["cover"]
        for row in rows
    ]
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    guesses = cross_val_predict(_words_of_claim(), [row["claim"] for row in rows], meant, cv=folds)
    return {
        "available": True,
        **figures_of(meant, said),
        "overlap_rule": best_overlap_rule(covers, meant),
        "claim_only": float(f1_score(meant, guesses, average="macro")),
    }


def best_overlap_rule(covers: Sequence[float], meant: Sequence[str]) -> float:
    """Macro-F1 of "much overlap is supported, little is unsaid, between is refuted" with the two best thresholds for these rows."""
    truth = np.array([VERDICTS.index(one) for one in meant])
    share = np.array(covers)
    steps = np.arange(0.3, 1.0, 0.02)
    return max(
        _macro_f1(truth, np.where(share >= high, 0, np.where(share < low, 2, 1)))
        for low in steps
        for high in steps
        if low < high
    )


def _macro_f1(truth: NDArray[np.int64], said: NDArray[np.int64]) -> float:
    """The same as scikit-learn's, a hundred times faster: it is asked for every pair of thresholds."""
    right = np.bincount(truth[truth == said], minlength=3)
    either = np.bincount(truth, minlength=3) + np.bincount(said, minlength=3)
    return float(np.mean(2 * right / np.maximum(either, 1)))

"""The general evidence corpus: refused unless of the form, balanced, and no verdict without the passage."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from models.errors import BadInput, InvalidJson
from nlp.corpus.evidence_general import Twist, load_general
from nlp.corpus.evidence_load import Outcome

CORPUS = load_general()
PAGE = (Path(__file__).parents[3] / "docs" / "corpus_evidence.md").read_text(encoding="utf-8")
PASSAGE: dict[str, Any] = {"type": "passage", "id": "g001", "text": "Cầu dài 120 mét."}
CLAIM: dict[str, Any] = {
    "type": "claim", "id": "k0001", "passage": "g001", "text": "Cầu dài 130 mét.", "verdict": "refuted", "by": "figure",
}  # fmt: skip


def write(directory: Path, *lines: dict[str, Any] | str) -> Path:
    """A corpus file of these lines."""
    path = directory / "mau.jsonl"
    texts = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_good_lines_are_read(tmp_path: Path) -> None:
    corpus = load_general(write(tmp_path, CLAIM, "", PASSAGE))
    assert corpus.passages == {"g001": "Cầu dài 120 mét."}
    assert (corpus.claims[0].verdict, corpus.claims[0].by) == (Outcome.REFUTED, Twist.FIGURE)


@pytest.mark.parametrize(
    ("bad", "kind", "reason"),
    [
        ("{", InvalidJson, "JSON hợp lệ"),
        ({**CLAIM, "type": "question"}, BadInput, "«type»"),
        ({**CLAIM, "author": "x"}, BadInput, "trường lạ author"),
        ({**CLAIM, "passage": "g009"}, BadInput, "g009"),
        ({**CLAIM, "id": "c0001"}, BadInput, "«id»"),
        ({**CLAIM, "by": None}, BadInput, "«by»"),
        ({**CLAIM, "verdict": "supported"}, BadInput, "«by»"),
        ({**CLAIM, "by": "price"}, BadInput, "«by»"),
        (PASSAGE, BadInput, "đã có"),
        ({**PASSAGE, "id": "g002", "text": " "}, BadInput, "trống"),
    ],
)
def test_a_bad_line_is_refused_with_file_line_and_reason(
    tmp_path: Path, bad: dict[str, Any] | str, kind: type[BadInput], reason: str
) -> None:
    with pytest.raises(kind) as caught:
        load_general(write(tmp_path, PASSAGE, "", bad))
    assert "mau.jsonl, dòng 3" in caught.value.message
    assert reason in caught.value.message


def test_there_is_enough_and_it_is_balanced() -> None:
    verdicts = Counter(claim.verdict for claim in CORPUS.claims)
    assert len(CORPUS.passages) >= 180
    assert len(CORPUS.claims) >= 1600
    assert min(verdicts.values()) >= 0.3 * len(CORPUS.claims)


@pytest.mark.parametrize(("first", "last", "most"), [(1, 999, 0.42), (1_000, 9_999, 0.5)])
def test_the_verdict_can_hardly_be_guessed_from_the_claim_alone(first: int, last: int, most: float) -> None:
    """Chance is .33; passages are never split over training and test. Answers as models give them tell a little by their manner."""
    claims = [claim for claim in CORPUS.claims if first <= int(claim.id[1:]) <= last]
    verdicts = np.array([str(claim.verdict) for claim in claims])
    guesses = cross_val_predict(
        make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LinearSVC(C=0.3)),
        [claim.text for claim in claims],
        verdicts,
        groups=[claim.passage for claim in claims],
        cv=StratifiedGroupKFold(5, shuffle=True, random_state=0),
    )
    assert f1_score(verdicts, guesses, average="macro") < most


def test_the_page_says_what_the_data_says() -> None:
    verdicts = Counter(claim.verdict for claim in CORPUS.claims)
    counts = " | ".join(str(verdicts[outcome]) for outcome in Outcome)
    assert f"| general | {len(CORPUS.passages)} | {counts} |" in PAGE
    twists = Counter(claim.by for claim in CORPUS.claims)
    assert [twist for twist in Twist if f"| `{twist}` | {twists[twist]} |" not in PAGE] == []

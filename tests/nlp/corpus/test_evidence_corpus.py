"""The evidence corpus: refused unless of the form, enough of everything, and no verdict without the passage."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from models.errors import BadInput, InvalidJson, TooLarge
from nlp.corpus.evidence_load import (
    MAX_TEXT,
    Ground,
    Outcome,
    load_evidence,
    load_evidence_exam,
    load_evidence_fresh,
    load_evidence_hard,
)

ROOT = Path(__file__).parents[3]
CORPUS, EXAM = load_evidence(), load_evidence_exam()
FRESH, HARD = load_evidence_fresh(), load_evidence_hard()
PASSAGES = {passage.key: passage for passage in CORPUS.passages}
TEXTS = [*CORPUS.claims, *CORPUS.questions]

PASSAGE: dict[str, Any] = {
    "type": "passage",
    "id": "e001",
    "document": "1/2026/QĐ-UBND",
    "document_name": "Quyết định",
    "issuer": "Ủy ban nhân dân tỉnh Sông Lam",
    "issued": "2026-01-02",
    "path": "Điều 1",
    "text": "Lệ phí là 8.000 đồng.",
    "valid_from": "2026-02-01",
    "valid_until": None,
    "draft": False,
}
CLAIM: dict[str, Any] = {
    "type": "claim",
    "id": "c0001",
    "passage": "e001",
    "text": "phí 8k nha",
    "posted_at": "2026-10-02T08:00:00+07:00",
    "verdict": "supported",
    "by": "fee",
    "note": None,
}
QUESTION: dict[str, Any] = {"type": "question", "id": "q0001", "passage": "e001", "text": "Hết nhiêu tiền?"}


def write(directory: Path, *lines: dict[str, Any] | str) -> Path:
    """A corpus file of these lines."""
    path = directory / "mau.jsonl"
    texts = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_good_lines_are_read(tmp_path: Path) -> None:
    corpus = load_evidence(write(tmp_path, CLAIM, QUESTION, "", PASSAGE))
    assert [passage.key for passage in corpus.passages] == ["e001"]
    assert (corpus.claims[0].verdict, corpus.claims[0].by) == (Outcome.SUPPORTED, Ground.FEE)
    assert corpus.questions[0].passage == "e001"


BAD: list[tuple[dict[str, Any] | str, type[BadInput], str]] = [
    ("{", InvalidJson, "JSON hợp lệ"),
    ("[]", InvalidJson, "đối tượng JSON"),
    ({**CLAIM, "type": "rumour"}, BadInput, "«type»"),
    ({**CLAIM, "author": "x"}, BadInput, "trường lạ author"),
    ({k: v for k, v in CLAIM.items() if k != "note"}, BadInput, "thiếu trường note"),
    ({**CLAIM, "id": "q0001"}, BadInput, "«id»"),
    ({**CLAIM, "passage": "e999"}, BadInput, "e999"),
    ({**CLAIM, "text": " "}, BadInput, "trống"),
    ({**CLAIM, "text": "e\u0323\u0302"}, BadInput, "NFC"),
    ({**CLAIM, "text": "a" * (MAX_TEXT + 1)}, TooLarge, "dài hơn"),
    ({**CLAIM, "verdict": "true"}, BadInput, "«verdict»"),
    ({**CLAIM, "by": "price"}, BadInput, "«by»"),
    ({**CLAIM, "by": None}, BadInput, "«by» để trống"),
    ({**CLAIM, "verdict": "not_enough_info"}, BadInput, "«by» để trống"),
    ({**CLAIM, "posted_at": "2026-10-02T08:00:00"}, BadInput, "múi giờ"),
    ({**CLAIM, "posted_at": 7}, BadInput, "múi giờ"),
    ({**PASSAGE, "id": "e002", "issued": "2026-02-30"}, BadInput, "«issued»"),
    ({**PASSAGE, "id": "e002", "valid_until": "2026-01-01"}, BadInput, "valid_until"),
    ({**PASSAGE, "id": "e002", "draft": 1}, BadInput, "«draft»"),
    ({**PASSAGE, "id": "e002", "draft": True}, BadInput, "dự thảo"),
    (PASSAGE, BadInput, "đã có ở dòng 1"),
    ({**QUESTION, "text": 3}, BadInput, "«text»"),
]


@pytest.mark.parametrize(("bad", "kind", "reason"), BAD)
def test_a_bad_line_is_refused_with_file_line_and_reason(
    tmp_path: Path, bad: dict[str, Any] | str, kind: type[BadInput], reason: str
) -> None:
    with pytest.raises(kind) as caught:
        load_evidence(write(tmp_path, PASSAGE, "", bad))
    assert "mau.jsonl, dòng 3" in caught.value.message
    assert reason in caught.value.message
    assert type(caught.value) is kind


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"khong-co\.jsonl"):
        load_evidence(tmp_path / "khong-co.jsonl")


def test_there_is_enough_of_everything() -> None:
    verdicts = Counter(claim.verdict for claim in CORPUS.claims)
    refuted = Counter(claim.by for claim in CORPUS.claims if claim.verdict is Outcome.REFUTED)
    assert (len(CORPUS.passages) >= 340, len(CORPUS.claims) >= 3500, len(CORPUS.questions) >= 300) == (
        True,
    ) * 3
    shares = [verdicts[outcome] / len(CORPUS.claims) for outcome in Outcome]
    assert shares == pytest.approx([0.36, 0.36, 0.28], abs=0.03)
    assert {ground for ground in Ground if refuted[ground] < 8} == set()


def test_the_exam_is_balanced_and_apart() -> None:
    verdicts = Counter(claim.verdict for claim in EXAM.claims)
    assert min(verdicts.values()) >= 100
    assert not {claim.id for claim in EXAM.claims} & {claim.id for claim in CORPUS.claims}
    assert not {passage.key for passage in EXAM.passages} & set(PASSAGES)


def test_every_passage_has_claims_of_two_verdicts_and_the_first_have_questions() -> None:
    assert {question.passage for question in CORPUS.questions} == {key for key in PASSAGES if key <= "e067"}
    pairs = {(claim.passage, claim.verdict) for claim in CORPUS.claims}
    assert {key for key in PASSAGES if sum((key, outcome) in pairs for outcome in Outcome) < 2} == set()


def test_no_claim_is_supported_by_a_rule_that_had_ended() -> None:
    for claim in CORPUS.claims:
        end = PASSAGES[claim.passage].valid_until
        ended = claim.posted_at is not None and end is not None and claim.posted_at.date() > end
        assert not (ended and claim.verdict is Outcome.SUPPORTED), claim.id
        assert ended or claim.by is not Ground.OUTDATED, claim.id


def folded(text: str) -> str:
    """Lower case, no diacritics, words apart by one space."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"\W+", " ", "".join(char for char in parts if not unicodedata.combining(char))).strip()


def test_no_two_texts_are_nearly_the_same() -> None:
    """Of the exam least of all: what is asked there may not have been learned."""
    assert nearly_the_same([item.text for item in (*TEXTS, *EXAM.claims, *FRESH.claims, *HARD.claims)]) == []
    passages = [
        passage.text for passage in (*CORPUS.passages, *EXAM.passages, *FRESH.passages, *HARD.passages)
    ]
    assert len(set(passages)) == len(passages)


def nearly_the_same(texts: list[str]) -> list[tuple[str, str]]:
    """Pairs whose folded character 4-shingles have a Jaccard index of .8 or more."""
    shingles = CountVectorizer(analyzer="char", ngram_range=(4, 4), binary=True, dtype=np.int32)
    table = shingles.fit_transform([folded(text).ljust(4) for text in texts])
    shared = (table @ table.T).tocoo()
    sizes = np.asarray(table.sum(axis=1)).ravel()
    either = sizes[shared.row] + sizes[shared.col] - shared.data
    alike = (shared.row < shared.col) & (shared.data >= 0.8 * either)
    return [(texts[one], texts[two]) for one, two in zip(shared.row[alike], shared.col[alike], strict=True)]


def test_no_question_reuses_the_wording_of_its_passage() -> None:
    reused = []
    for question in CORPUS.questions:
        words = folded(question.text).split()
        passage = f" {folded(PASSAGES[question.passage].text)} "
        runs = [" ".join(words[at : at + 5]) for at in range(len(words) - 4)]
        reused += [(question.id, run) for run in runs if f" {run} " in passage]
    assert reused == []


def test_nothing_names_a_real_address_or_long_number() -> None:
    told = [item.text for item in (*TEXTS, *EXAM.claims, *FRESH.claims, *HARD.claims)]
    for text in told + [
        passage.text for passage in (*CORPUS.passages, *EXAM.passages, *FRESH.passages, *HARD.passages)
    ]:
        figures = re.sub(r"\d{1,3}(?:\.000)+(?!\d)", "", text)  # sums of money
        assert not re.search(r"(?<!\d)\d(?:[ .-]?\d){8,}(?!\d)", figures), text
        assert not re.search(r"https?://|@\w|\b[a-z0-9-]+\.(?:vn|com|net|org)\b", text, re.IGNORECASE), text


@pytest.mark.parametrize("analyzer", ["word", "char_wb"])
def test_the_verdict_cannot_be_guessed_from_the_claim_alone(analyzer: str) -> None:
    """Chance is .33; passages are never split over training and test. What is plainly said tells a little by its manner."""
    ngrams = (1, 2) if analyzer == "word" else (2, 4)
    model = make_pipeline(
        TfidfVectorizer(analyzer=analyzer, ngram_range=ngrams, sublinear_tf=True),
        LinearSVC(C=0.3, class_weight="balanced"),
    )
    verdicts = np.array([str(claim.verdict) for claim in CORPUS.claims])
    guesses = cross_val_predict(
        model,
        [claim.text for claim in CORPUS.claims],
        verdicts,
        groups=[claim.passage for claim in CORPUS.claims],
        cv=StratifiedGroupKFold(5, shuffle=True, random_state=0),
    )
    assert f1_score(verdicts, guesses, average="macro") < 0.5


PAGE = (ROOT / "docs" / "corpus_evidence.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("ground", [*Ground, None])
def test_the_page_says_what_the_data_says(ground: Ground | None) -> None:
    counts = Counter(claim.verdict for claim in CORPUS.claims if claim.by is ground)
    row = f"| `{ground or 'null'}` | " + " | ".join(str(counts[outcome]) for outcome in Outcome) + " |"
    assert row in PAGE


def test_the_page_says_how_many() -> None:
    row = f"| all | {len(CORPUS.passages)} | {len(CORPUS.claims)} | {len(CORPUS.questions)} |"
    assert row in PAGE

"""The figures of the search: places, variants of a question, the peer, held-out weights, and missing data said aloud."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from nlp.corpus.evidence_load import EvidenceCorpus, load_evidence
from nlp.measures.bm25 import Bm25
from nlp.measures.retrieval import CLAIMS, VARIANTS, in_teencode, retrieval_figures, shares

LEAST = {"plain": 0.75, "no_diacritics": 0.64, "teencode": 0.73}
"""Recall among the first five of every fourth question, a little under what was measured when this was set."""


@pytest.fixture(scope="module")
def known() -> EvidenceCorpus:
    return load_evidence()


def test_shares_of_places() -> None:
    assert shares([1, 5, 6, 0]) == pytest.approx(
        {"queries": 4, "recall_1": 0.25, "recall_5": 0.5, "mrr": (1 + 1 / 5 + 1 / 6) / 4}
    )
    assert shares([])["mrr"] == 0


@pytest.mark.parametrize(
    ("written", "chat"),
    [
        ("Không biết có được không", "kbt có đc ko"),
        ("mọi người", "mn"),
        ("Phí 50.000 đồng", "phí 50.000 đồng"),
        ("khôngx", "khôngx"),
    ],
)
def test_chat_spelling_is_the_table_reversed(written: str, chat: str) -> None:
    assert in_teencode(written) == chat


def test_variants_without_marks_have_none() -> None:
    assert VARIANTS["no_diacritics"]("Lệ phí đăng ký") == "le phi dang ky"


def test_bm25_ranks_by_rarity_count_and_length() -> None:
    texts = ["phí phí phí", "phí và hạn", "hạn nộp của hồ sơ xin cấp lại thẻ", "khác"]
    peer = Bm25(texts)
    assert peer.rank("PHÍ", 5) == [0, 1]
    assert peer.rank("hạn", 5) == [1, 2]
    assert peer.rank("phí khác", 1) == [3]
    assert peer.rank("gì đâu", 5) == []
    assert Bm25([]).rank("phí", 5) == []


def test_search_stands_before_bm25_and_over_its_floors(known: EvidenceCorpus, tmp_path: Path) -> None:
    some = known.questions[::4]
    measured = retrieval_figures(tmp_path, replace(known, questions=some))
    for name, one in measured["questions"].items():
        assert one["ours"]["queries"] == len(some)
        assert one["ours"]["recall_5"] >= LEAST[name]
        assert one["ours"]["mrr"] > one["bm25"]["mrr"]
    for name, held in measured["held_out"].items():
        assert held["queries"] == len(some)
        assert held["mrr"] <= measured["questions"][name]["ours"]["mrr"] + 0.01


def test_claims_that_are_not_there_are_said_to_be_missing(known: EvidenceCorpus, tmp_path: Path) -> None:
    few = replace(known, questions=known.questions[:2])
    measured = retrieval_figures(tmp_path, few)["claims"]
    assert measured["available"] is False
    assert CLAIMS in measured["note"]


def test_each_passage_of_the_claims_is_taken_once(known: EvidenceCorpus, tmp_path: Path) -> None:
    rows = [
        {"claim": "Lệ phí là 20.000 đồng", "passage": "Lệ phí cấp bản sao là 20.000 đồng."},
        {"claim": "Bản sao mất 20.000 đồng", "passage": "Lệ phí cấp bản sao là 20.000 đồng."},
        {"claim": "Khai sinh mất một ngày", "passage": "Đăng ký khai sinh xong trong một ngày làm việc."},
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / CLAIMS).write_text(lines, "utf-8")
    measured = retrieval_figures(tmp_path, replace(known, questions=known.questions[:2]))["claims"]
    assert measured["passages"] == 2
    assert measured["ours"]["queries"] == 3
    assert measured["ours"]["recall_1"] == 1.0

"""How often verify is right on passages its weights have not seen: floors a little under what was measured."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from nlp.corpus.evidence_load import load_evidence_exam, load_evidence_fresh, load_evidence_hard
from nlp.measures.lookalike import shared_data
from nlp.measures.verdicts import (
    REFERENCE,
    best_overlap_rule,
    figures_of,
    held_out_figures,
    judged_figures,
    reference_figures,
)

FLOORS = {"plain": 0.77, "first": 0.66, "second": 0.55, "official": 0.71, "answers": 0.71}
REFUTED_PRECISION = {"plain": 0.76, "first": 0.73, "official": 0.71}
EXAM_FLOOR, FRESH_FLOOR, HARD_FLOOR = 0.8, 0.77, 0.56
REFERENCE_FLOOR = 0.6


@pytest.fixture(scope="module")
def held_out() -> dict[str, dict[str, float]]:
    return held_out_figures()


def test_held_out_verdicts_keep_their_floor(held_out: dict[str, dict[str, float]]) -> None:
    assert held_out["available"]
    assert {
        name: held_out[name]["macro_f1"] for name in FLOORS if held_out[name]["macro_f1"] < FLOORS[name]
    } == {}


def test_a_refuted_claim_is_mostly_refuted(held_out: dict[str, dict[str, float]]) -> None:
    found = {name: held_out[name]["refuted_precision"] for name in REFUTED_PRECISION}
    assert {name: one for name, one in found.items() if one < REFUTED_PRECISION[name]} == {}


def test_the_exam_keeps_its_floor() -> None:
    assert judged_figures(load_evidence_exam())["macro_f1"] >= EXAM_FLOOR
    fresh = load_evidence_fresh()
    third = replace(fresh, claims=fresh.claims[::3])  # all of them take a minute
    assert judged_figures(third)["macro_f1"] >= FRESH_FLOOR
    assert judged_figures(load_evidence_hard())["macro_f1"] >= HARD_FLOOR


def test_the_passage_is_worth_more_than_the_claim_alone(held_out: dict[str, dict[str, float]]) -> None:
    assert held_out["claim_only"]["official"] < 0.5
    assert held_out["official"]["macro_f1"] > held_out["claim_only"]["official"] + 0.1


def test_every_ground_is_counted(held_out: dict[str, dict[str, dict[str, float]]]) -> None:
    grounds = held_out["grounds"]
    assert len(grounds) == 15
    assert all(0 <= one["refuted_right"] <= one["refuted"] for one in grounds.values())
    assert sum(one["refuted"] + one["supported"] for one in grounds.values()) > 1_300


def test_figures_of_a_hand_made_case() -> None:
    meant = ["supported", "refuted", "refuted", "not_enough_info"]
    found = figures_of(meant, ["supported", "refuted", "supported", "refuted"])
    assert (found["refuted_precision"], found["refuted_recall"]) == (0.5, 0.5)
    assert found["macro_f1"] == pytest.approx((2 / 3 + 0.5 + 0) / 3)


def test_the_best_overlap_rule_of_a_clear_case_is_always_right() -> None:
    assert best_overlap_rule([0.95, 0.7, 0.35], ["supported", "refuted", "not_enough_info"]) == 1.0


def test_a_missing_reference_is_said(tmp_path: Path) -> None:
    assert reference_figures(tmp_path / "none.jsonl") == {"available": False, "note": "không có none.jsonl"}


def test_a_reference_is_measured_beside_its_rules(tmp_path: Path) -> None:
    passage = "Cầu Lam Giang dài 1.200 mét, khởi công năm 1998 và hoàn thành năm 2003."
    claims = {
        "supported": "Cầu Lam Giang hoàn thành năm 2003",
        "refuted": "Cầu Lam Giang hoàn thành năm 2008",
        "not_enough_info": "Kiến trúc sư nước ngoài được mời vẽ kiểu dáng",
    }
    rows = [{"passage": passage, "claim": text, "verdict": verdict} for verdict, text in claims.items()] * 5
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    found = reference_figures(path)
    assert found["available"]
    assert found["claims"] == 15
    assert found["macro_f1"] > 0.5
    assert 0 <= found["overlap_rule"] <= 1


@pytest.mark.soak
def test_general_answers_keep_their_floor() -> None:
    path = shared_data() / REFERENCE
    if not path.is_file():
        pytest.skip(f"không có {path.name}")
    assert reference_figures(path)["macro_f1"] >= REFERENCE_FLOOR

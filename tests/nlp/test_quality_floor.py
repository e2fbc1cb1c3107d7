"""The quality of the default model may not fall unnoticed, and the firewall's gate is absolute.

Floors are a little under what ``make evaluate`` printed when they were set; raise them when it improves.
"""

from __future__ import annotations

from typing import Any

import pytest

from models.vocabulary import LABEL_NAMES, Label
from nlp.contracts import Reading
from nlp.corpus.exam import load_exam
from nlp.corpus.load import CorpusPost, load_protected
from nlp.evaluation import corpus_hash, figures, held_out_outcomes
from nlp.measures.labels import calibration_error, label_figures
from nlp.quality_page import to_markdown
from nlp.thresholds import MOST_PROTECTED, MOST_PROTECTED_UPPER
from nlp.training import Trained

HELD_OUT_GATE = 0.012
"""Share of held-out opinions and grievances of the corpus, written to be mistaken, that may be put up for rebuttal."""

FLOORS = {"macro_f1": 0.87, "scam_recall": 0.80, "claim_recall": 0.55, "question_recall": 0.82}

EXAM_FLOOR = 0.83


@pytest.fixture(scope="module")
def measured(corpus: list[CorpusPost], trained: Trained) -> dict[str, Any]:
    return figures(corpus, load_protected(), trained, load_exam())


def test_the_protected_corpus_passes_the_gate(measured: dict[str, Any]) -> None:
    guarded = measured["protected"]
    assert guarded["queued_share"] <= MOST_PROTECTED
    assert guarded["queued_upper"] <= MOST_PROTECTED_UPPER


def test_held_out_opinions_and_grievances_pass_the_gate(measured: dict[str, Any]) -> None:
    assert measured["queues"]["protected_labels_queued_share"] <= HELD_OUT_GATE


def test_no_figure_falls_under_its_floor(measured: dict[str, Any]) -> None:
    found = {"macro_f1": measured["labels"]["macro_f1"][0], **measured["queues"]}
    assert {name: found[name] for name, floor in FLOORS.items() if found[name] < floor} == {}


def test_the_exam_is_passed_as_before(measured: dict[str, Any]) -> None:
    assert measured["exam"]["macro_f1"] >= EXAM_FLOOR
    assert measured["exam"]["protected_queued"] <= 2


def test_probabilities_are_truthful(measured: dict[str, Any]) -> None:
    assert measured["calibration_error"] < 0.06


def test_the_page_names_every_label(measured: dict[str, Any]) -> None:
    page = to_markdown(measured)
    assert all(name in page for name in LABEL_NAMES.values())
    assert measured["corpus"]["sha256"] == corpus_hash()


def test_figures_of_a_perfect_and_a_hopeless_reader(corpus: list[CorpusPost], trained: Trained) -> None:
    some = corpus[:60]
    situations = [post.situation for post in some]
    right = label_figures(some, [post.label for post in some], situations)
    assert all(one["f1"][0] in (0.0, 1.0) for one in right["by_label"].values())
    wrong = [Label.OFF_TOPIC if post.label is not Label.OFF_TOPIC else Label.SCAM for post in some]
    assert label_figures(some, wrong, situations)["macro_f1"] == [0, 0, 0]
    scores = dict.fromkeys(Label, 1 / 7)
    sure = tuple(Reading({**scores, post.label: 1.0}, post.label) for post in some)
    outcomes = held_out_outcomes(some, Trained(trained.model, sure, (True,) * len(some)))
    assert len(outcomes) == len(some)
    assert 0 <= calibration_error(some, [assessment for assessment, _ in outcomes]) <= 1

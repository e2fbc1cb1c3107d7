"""The weights that ship: of the form, of this corpus, and the same when they are made anew."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import NoModel
from nlp.evidence.verdict.model import (
    VERDICTS,
    WEIGHTS_FILE,
    Tree,
    TreeArrays,
    by_overlap,
    decide,
    from_lines,
    load_weights,
    to_lines,
)
from nlp.evidence.verdict.vector import read_pair
from nlp.evidence.verify import verify
from nlp.measures.verdicts import read_held_out
from nlp.verdict_training import LEFT_OUT, corpus_hash, described, examples, fit, rarities

LINES = WEIGHTS_FILE.read_text(encoding="utf-8").split("\n")


def test_the_weights_were_made_from_the_corpora_of_today() -> None:
    assert json.loads(LINES[0])["corpus_sha256"] == corpus_hash()
    assert set(read_held_out()) == {one.id for one in examples()}


def test_every_figure_has_its_weight() -> None:
    figures = read_pair("Lệ phí 50.000 đồng.", "mất 50k", None, {}, 1.0).figures
    weights = load_weights()
    assert set(weights.names) == set(figures) - LEFT_OUT
    assert set(weights.general_names) <= set(figures)
    assert all(math.isfinite(one) for one in figures.values())


def test_what_is_written_is_read_again() -> None:
    again = from_lines(to_lines(load_weights(), corpus_hash()))
    assert to_lines(again, corpus_hash()) == [line for line in LINES if line]


@pytest.mark.parametrize(
    "lines", [[], ["{"], ["{}"], ['{"format": 99}', "{}"], [LINES[0]], [LINES[0], LINES[1], '{"trees": 1}']]
)
def test_a_damaged_file_is_refused(lines: list[str]) -> None:
    with pytest.raises(NoModel):
        from_lines(lines)


def test_a_tree_goes_left_up_to_its_threshold() -> None:
    tree = Tree([0, -1, -1], [0.5, 0, 0], [1, -1, -1], [2, -1, -1], [0, 10, 20])
    assert (tree.at([0.5]), tree.at([0.6])) == (10, 20)


@given(st.floats(0, 1))
def test_overlap_gives_probabilities(cover: float) -> None:
    said = by_overlap(cover)
    assert sum(said) == pytest.approx(1)
    assert min(said) >= 0


def test_refuted_needs_its_own_probability() -> None:
    assert decide((0.3, 0.4, 0.3), 0.42)[0] != "refuted"
    assert decide((0.28, 0.44, 0.28), 0.42)[0] == "refuted"
    assert {decide(tuple(float(at == one) for at in range(3)), 0.42)[0] for one in range(3)} == set(VERDICTS)


@pytest.mark.soak
def test_made_anew_the_weights_are_the_same() -> None:
    pairs = examples()
    rarity, unknown = rarities(pairs)
    figures = [one.figures for one in described(pairs, rarity, unknown)]
    assert to_lines(fit(pairs, figures, rarity, unknown), corpus_hash()) == [line for line in LINES if line]


def test_two_groups_with_swapped_figures_are_not_borne_out_by_a_rule_alone() -> None:
    passage = "Lệ phí cấp lại bằng lái nộp trực tuyến 80.000 đồng, nộp trực tiếp 120.000 đồng."
    said = verify(passage, "cấp lại bằng lái nộp trực tuyến mất 120k")
    assert said.explanation
    assert verify(passage, "cấp lại bằng lái nộp trực tuyến mất 95k").verdict == "refuted"


@given(st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 2.0, 40.0]), min_size=1, max_size=30))
def test_all_trees_at_once_say_what_each_says(values: list[float]) -> None:
    weights = load_weights()
    trees = [tree for trees in weights.trees.rounds for tree in trees]
    figures = [values[at % len(values)] for at in range(len(weights.names))]
    assert TreeArrays(trees).at(figures) == [tree.at(figures) for tree in trees]


def test_a_figure_on_the_threshold_and_a_lone_leaf() -> None:
    arrays = TreeArrays([Tree([0, -1, -1], [0.5, 0, 0], [1, -1, -1], [2, -1, -1], [0, 10, 20]), Tree([-1], [0], [-1], [-1], [7])])  # fmt: skip
    assert (arrays.at([0.5]), arrays.at([0.6])) == ([10, 7], [20, 7])

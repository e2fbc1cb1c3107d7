"""The figures about labels: hand-made readings with known answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from models.vocabulary import Label
from nlp.measures.labels import abstention, calibration_error, label_figures, macro_f1, slices


@dataclass(frozen=True)
class Post:
    """Labelled and scored at once."""

    label: Label
    scores: dict[Label, float] = field(default_factory=dict)
    abstained: bool = False


LABEL = st.sampled_from(list(Label))


@given(st.lists(st.tuples(LABEL, LABEL), min_size=1, max_size=40))
def test_as_the_library_counts(pairs: list[tuple[Label, Label]]) -> None:
    posts, said = [Post(meant) for meant, _ in pairs], [one for _, one in pairs]
    theirs = f1_score(
        [meant.value for meant, _ in pairs],
        [one.value for one in said],
        average="macro",
        labels=[label.value for label in Label],
        zero_division=0,
    )
    assert macro_f1(posts, said) == pytest.approx(theirs)
    figures = label_figures(posts, said, [str(at % 5) for at in range(len(posts))])
    figure, low, high = figures["macro_f1"]
    assert figure == pytest.approx(theirs)
    assert 0 <= low <= high <= 1
    counted = Counter(pairs)
    assert all(
        figures["confusions"][meant.value][one.value] == counted[meant, one]
        for meant in Label
        for one in Label
    )


def test_an_interval_is_wider_where_posts_hang_together() -> None:
    """Ten situations of ten like posts tell less than a hundred situations."""
    posts = [Post(Label.SCAM)] * 100
    said = [Label.SCAM if at // 10 % 2 else Label.CLAIM for at in range(100)]
    apart = label_figures(posts, said, [str(at) for at in range(100)])["by_label"]["scam"]["recall"]
    together = label_figures(posts, said, [str(at // 10) for at in range(100)])["by_label"]["scam"]["recall"]
    assert apart[0] == together[0] == 0.5
    assert together[2] - together[1] > 2 * (apart[2] - apart[1])


def test_figures_are_the_same_each_time() -> None:
    posts, said = [Post(Label.SCAM), Post(Label.CLAIM)] * 20, [Label.SCAM] * 40
    groups = [str(at) for at in range(40)]
    assert label_figures(posts, said, groups) == label_figures(posts, said, groups)


def test_small_slices_have_no_figure() -> None:
    posts, said = [Post(Label.SCAM)] * 50, [Label.SCAM] * 50
    found = slices(posts, said, [("a", "b") if at < 39 else ("a",) for at in range(50)])
    assert set(found) == {"a"}
    assert found["a"]["posts"] == 50


def test_calibration_of_one_who_is_always_too_sure() -> None:
    said = [Post(Label.SCAM, {Label.SCAM: 0.95})] * 10
    truth = [Post(Label.SCAM)] * 5 + [Post(Label.CLAIM)] * 5
    assert calibration_error(truth, said) == pytest.approx(0.45)
    assert calibration_error([], []) == 0


def test_risk_falls_when_the_doubtful_are_left_out() -> None:
    sure, doubtful = Post(Label.SCAM, {Label.SCAM: 0.9}), Post(Label.SCAM, {Label.SCAM: 0.4}, abstained=True)
    told = abstention([Post(Label.SCAM)] * 5 + [Post(Label.CLAIM)] * 5, [sure] * 5 + [doubtful] * 5)
    assert told["curve"]["1.00"] == 0.5
    assert told["curve"]["0.50"] == 0
    assert (told["coverage"], told["risk"]) == (0.5, 0)

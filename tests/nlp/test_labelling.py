"""Thresholds and the firewall's bound, each on probabilities written out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import PROTECTED_LABELS, Label
from nlp import thresholds
from nlp.labelling import settle


def scores(**given: float) -> dict[Label, float]:
    """Probabilities with the rest shared among the other labels."""
    named = {Label(name): value for name, value in given.items()}
    rest = (1 - sum(named.values())) / (len(Label) - len(named))
    return {label: named.get(label, rest) for label in Label}


def test_a_certain_label_stands() -> None:
    read = settle(scores(question=0.9))
    assert (read.label, read.abstained, read.rivals) == (Label.QUESTION, False, frozenset())


def test_ties_go_by_precedence() -> None:
    assert settle(scores(scam=0.5, claim=0.5)).label is Label.SCAM
    assert settle(scores(question=0.45, claim=0.45)).label is Label.QUESTION


def test_below_its_threshold_a_label_abstains_and_names_rivals() -> None:
    read = settle(scores(scam_awareness=0.38, scam=0.37, off_topic=0.24))
    assert read.label is Label.SCAM_AWARENESS
    assert read.abstained
    assert read.rivals == {Label.SCAM, Label.OFF_TOPIC}


def test_the_scam_threshold_is_a_setting() -> None:
    likely = scores(scam=0.7, off_topic=0.28)
    assert not settle(likely, scam_threshold=0.6).abstained
    assert settle(likely, scam_threshold=0.8).abstained


@pytest.mark.parametrize("rebutted", sorted(thresholds.PROTECTED_RIVAL))
@pytest.mark.parametrize("protected", sorted(PROTECTED_LABELS))
def test_a_protected_candidate_shields_a_certain_label(rebutted: Label, protected: Label) -> None:
    bound = thresholds.PROTECTED_RIVAL[rebutted]
    above = settle(scores(**{rebutted: 0.999 - bound, protected: bound}))
    assert above.label is rebutted
    assert above.abstained
    assert protected in above.rivals
    below = settle(scores(**{rebutted: 1 - bound * 0.9, protected: bound * 0.9}))
    assert not below.abstained
    assert below.rivals == frozenset()


@given(st.lists(st.floats(0.001, 1), min_size=len(Label), max_size=len(Label)))
def test_nothing_that_may_be_rebutted_has_a_likely_protected_rival_unnamed(raw: list[float]) -> None:
    total = sum(raw)
    given_scores = {label: value / total for label, value in zip(Label, raw, strict=True)}
    read = settle(given_scores)
    protected = sum(given_scores[label] for label in PROTECTED_LABELS)
    for label, bound in thresholds.PROTECTED_RIVAL.items():
        if label is read.label and protected >= bound:
            assert read.rivals & PROTECTED_LABELS
    assert read.label not in read.rivals
    assert read.abstained or not read.rivals


@pytest.mark.parametrize("protected", sorted(PROTECTED_LABELS))
def test_an_irreversible_step_speaks_for_a_scam_and_for_nothing_else(protected: Label) -> None:
    between = (thresholds.PROTECTED_RIVAL[Label.SCAM] + thresholds.LED_RIVAL) / 2
    scam = scores(scam=0.9, **{protected: between})
    assert settle(scam).abstained
    assert not settle(scam, led=True).abstained
    likelier = scores(scam=0.9, **{protected: thresholds.LED_RIVAL + 0.001})
    assert protected in settle(likelier, led=True).rivals
    for label in (Label.CLAIM, Label.QUESTION):
        other = scores(**{label: 0.85, protected: thresholds.PROTECTED_RIVAL[label] + 0.001})
        assert protected in settle(other, led=True).rivals


@pytest.mark.parametrize("protected", sorted(PROTECTED_LABELS))
def test_official_text_that_says_otherwise_speaks_for_a_claim_and_for_nothing_else(protected: Label) -> None:
    between = (thresholds.PROTECTED_RIVAL[Label.CLAIM] + thresholds.TOLD_RIVAL) / 2
    claim = scores(claim=0.9, **{protected: between})
    assert settle(claim).abstained
    assert not settle(claim, told=True).abstained
    likelier = scores(claim=0.7, **{protected: thresholds.TOLD_RIVAL + 0.001})
    assert protected in settle(likelier, told=True).rivals
    assert settle(scores(opinion=0.6, claim=0.4), told=True).label is Label.OPINION
    for label in (Label.SCAM, Label.QUESTION):
        other = scores(**{label: 0.85, protected: thresholds.PROTECTED_RIVAL[label] + 0.001})
        assert settle(other, told=True) == settle(other)

"""Corrected posts: what may be learnt from them, and what a model that learnt from them is called."""

from __future__ import annotations

import pytest

from models.vocabulary import Label, Topic
from nlp.corpus.corrected import corrected, version_with

FIRST = corrected(7, "phí 50k có đúng không", Label.QUESTION, Topic.DICH_VU_CONG)
SECOND = corrected(8, "nộp hồ sơ mất 50k", Label.CLAIM, Topic.DICH_VU_CONG)


def test_an_opinion_is_never_learnt_from() -> None:
    with pytest.raises(ValueError, match="opinion"):
        corrected(9, "làm ăn chán quá", Label.OPINION, Topic.DICH_VU_CONG)


def test_each_is_a_situation_of_its_own() -> None:
    assert FIRST.situation != SECOND.situation
    assert (FIRST.pair, FIRST.slots, FIRST.indicators) == (None, (), ())


def test_the_same_corrections_give_the_same_name_and_others_another() -> None:
    name = version_with("2026.11.3", [FIRST, SECOND])
    assert name.startswith("2026.11.3+2.")
    assert name == version_with("2026.11.3", [SECOND, FIRST])
    relabelled = corrected(8, SECOND.text, Label.QUESTION, Topic.DICH_VU_CONG)
    assert name != version_with("2026.11.3", [FIRST, relabelled])

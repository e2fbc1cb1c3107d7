"""Words of a claim in the place of others of the passage."""

from __future__ import annotations

from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.asked import counted_terms
from nlp.evidence.verdict.figures import match_quantities
from nlp.evidence.verdict.sides import align, read_side
from nlp.evidence.verdict.stand_ins import stand_in_features
from nlp.normalise import normalise

KILN = "Lò gốm men lam ở làng được hỗ trợ 12.000.000 đồng."


def told(claim: str, passage: str = KILN) -> dict[str, float]:
    aligned = align(read_side(normalise(claim)), read_side(plain_text(passage)), {}, 8.5)
    return dict(stand_in_features(aligned, match_quantities(aligned), counted_terms(aligned)))


def test_between_two_words_that_both_have() -> None:
    figures = told("Lò gạch men lam ở làng được hỗ trợ 12.000.000 đồng.")
    assert figures["stand_in_framed"] == 1
    assert figures["stand_in_framed_heaviest"] == 1
    assert figures["stand_in_beside_figure"] == 0


def test_beside_another_figure() -> None:
    assert told("Lò gạch men lam ở làng được hỗ trợ 9.000.000 đồng.")["stand_in_beside_figure"] == 1


def test_behind_one_word() -> None:
    figures = told("Làng có lò gạch.", "Làng có lò gốm.")
    assert (figures["stand_in_framed"], figures["stand_in_behind"]) == (0, 1)


def test_the_same_words_and_words_put_on_top_stand_for_nothing() -> None:
    assert set(told(KILN).values()) == {0.0}
    assert told("Lò gốm men lam ở làng được hỗ trợ 12.000.000 đồng, bà Gấm kể.")["stand_in_framed"] == 0

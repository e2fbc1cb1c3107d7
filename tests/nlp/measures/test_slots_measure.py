"""Slots matched one for one, and what is said of them."""

import pytest

from models.vocabulary import Modality, SlotKind
from nlp.contracts import Slot, Span
from nlp.measures.slots import slot_figures


def slot(kind, start, end, value=1, unit="VND", modality=Modality.IN_FORCE):
    return Slot(kind, "x" * (end - start), value, unit, modality, Span(start, end))


def test_kind_and_place_make_a_match_value_and_modality_are_told_apart():
    marked = [slot(SlotKind.FEE, 0, 4), slot(SlotKind.DATE, 10, 14), slot(SlotKind.FEE, 20, 30)]
    found = [
        slot(SlotKind.FEE, 0, 4, value=2),
        slot(SlotKind.DEADLINE, 10, 14),
        slot(SlotKind.FEE, 28, 40, modality=Modality.DENIED),
    ]
    told = slot_figures([(marked, found)])
    fee = told["fee"]
    assert (fee["right"], fee["wrong"], fee["missed"]) == (2, 0, 0)
    assert fee["strict_f1"] == pytest.approx(0.5)
    assert (fee["value_share"], fee["modality_share"]) == (0.5, 0.5)
    assert (told["date"]["missed"], told["deadline"]["wrong"]) == (1, 1)
    assert told["all"]["f1"] == pytest.approx(2 / 3)


def test_each_slot_is_matched_once_with_the_nearest():
    marked = [slot(SlotKind.FEE, 0, 10)]
    told = slot_figures([(marked, [slot(SlotKind.FEE, 8, 20), slot(SlotKind.FEE, 0, 9)])])["fee"]
    assert (told["right"], told["wrong"], told["strict_f1"]) == (1, 1, pytest.approx(2 / 3))


def test_free_texts_are_not_asked_for_their_value():
    pair = [slot(SlotKind.SCOPE, 0, 5, "hộ nghèo", None)]
    told = slot_figures([(pair, [slot(SlotKind.SCOPE, 0, 5, "hộ nghèo", None)])])["scope"]
    assert (told["f1"], told["value_share"]) == (1.0, 0.0)


def test_nothing_marked_and_nothing_found():
    assert slot_figures([])["all"]["f1"] == 0.0
    assert set(slot_figures([])) == {"all", *(kind.value for kind in SlotKind)}

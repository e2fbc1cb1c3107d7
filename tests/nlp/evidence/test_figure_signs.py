"""Where a figure can stand, and that nothing is lost where none is looked for."""

import pytest

from models.vocabulary import SlotKind
from nlp.evidence.figure_signs import may_hold_figures
from nlp.evidence.slots import extract_figures, extract_slots
from nlp.normalise import normalise
from nlp.words import words_of

FIGURES = {SlotKind.FEE, SlotKind.AMOUNT, SlotKind.PERCENT, SlotKind.DATE, SlotKind.DEADLINE}


def may(text):
    read = normalise(text)
    return may_hold_figures(words_of(read), read.folded)


@pytest.mark.parametrize(
    "text",
    [
        "mất 50k", "mất 50 nghìn", "phí 50000", "phí 1.500.000", "tăng 10%", "trước 1/12", "ngày 5 nộp", "tháng 7 tới", "quý 3",
        "nộp trong 3 ngày", "chờ 2 tuần", "sau 24h", "đến năm 2030", "t12 nhé", "mat 50 nghin", "5 phần trăm",
    ],
)  # fmt: skip
def test_a_figure_shows(text):
    assert may(text)
    assert {slot.kind for slot in extract_figures(normalise(text), None)} <= FIGURES


@pytest.mark.parametrize("text", ["lớp 12", "nhà có 2 con", "học bài 3 đi em", "trời mưa", "", "…"])
def test_other_numbers_are_no_figures(text):
    assert not may(text)
    assert extract_figures(normalise(text), None) == ()


def test_figures_are_those_of_all_rules():
    read = normalise("Từ 1/12 ai cũng phải nộp 50k, tăng 10%, xong trong 3 ngày, không nộp bị phạt")
    every = [slot for slot in extract_slots(read, None) if slot.kind in FIGURES]
    assert len(every) == 4
    assert list(extract_figures(read, None)) == every

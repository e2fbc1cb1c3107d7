"""Sums of a slot that is known to tell money, and words that tell none."""

from __future__ import annotations

import time

import pytest

from models.vocabulary import SlotKind
from nlp.evidence.modality import find_cues
from nlp.evidence.scan import scan
from nlp.evidence.slot_values import SlotValues
from nlp.evidence.tagger import Tagged
from nlp.normalise import normalise

FEE, AMOUNT = SlotKind.FEE, SlotKind.AMOUNT


def told(text: str, part: str, kind: SlotKind) -> list[object]:
    read = normalise(text)
    at = read.normalised.index(part)
    values = SlotValues(scan(read), find_cues(read), None)
    return [value for value, _ in values.values(Tagged(kind, at, at + len(part)))]


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("trăm rưỡi", [150_000]),
        ("trăm tám", [180_000]),
        ("trăm mốt", [110_000]),
        ("ba trăm bảy", [370_000]),
        ("một trăm lẻ tám ngàn", [108_000]),
        ("mot tram hai", [120_000]),
        ("8 chục", [80_000]),
        ("8 chuc", [80_000]),
        ("hai chục rưỡi", [25_000]),
        ("chục triệu", [10_000_000]),
        ("1 chai ruoi", [1_500_000]),
        ("nửa chai", [500_000]),
        ("bảy ngàn năm", [7_500]),
        ("hai đến ba trăm", [200_000, 300_000]),
        ("năm bảy chục", [50_000, 70_000]),
        ("50.000 - 70.000", [50_000, 70_000]),
        ("800k đến 1tr2", [800_000, 1_200_000]),
        ("500 đồng", [500]),
        ("chưa tới trăm ngàn", [100_000]),
        ("xài chùa", [0]),
        ("ba mươi lăm k", [35_000]),
        ("từ 2tr tới 3tr", [2_000_000, 3_000_000]),
        ("lít rưỡi", [150_000]),
        ("củ hai", [1_200_000]),
        ("nửa xị", [50_000]),
        ("chín chín ngàn", [99_000]),
        ("50 000 - 100 000 đồng", [50_000, 100_000]),
        ("2 trieu tam", [2_800_000]),
        ("sau tram nghin", [600_000]),
    ],
)
def test_fees(words: str, values: list[object]) -> None:
    assert told(f"cái này {words}", words, FEE) == values


@pytest.mark.parametrize(
    "words", ["vài trăm", "vài ba trăm", "hai trăm mấy", "cả trăm nghìn", "2 vé", "hai chục đồng"]
)
def test_what_says_no_certain_fee_stays_as_words(words: str) -> None:
    assert told(f"cái này {words}", words, FEE) == [words]


@pytest.mark.parametrize(
    ("text", "words", "values"),
    [
        ("trợ cấp mới là sáu trăm rưỡi/tháng", "sáu trăm rưỡi", [650_000]),
        ("mẹ góp trăm hai tiền bảo hiểm y tế", "trăm hai", [120_000]),
        ("mỗi lớp nhận trăm hai em", "trăm hai", ["trăm hai"]),
        ("phạt 5 chai nha", "5 chai", [5_000_000]),
        ("mỗi hộ 2 chai dầu ăn", "2 chai dầu ăn", [2]),
        ("hỗ trợ mỗi hộ 2 chai, dầu ăn cũng có", "2 chai", [2]),
        ("vay 2 tỏi rưỡi", "2 tỏi rưỡi", [2_500_000_000]),
        ("bi phat 4 den 6 cu do", "4 den 6 cu", [4_000_000, 6_000_000]),
        ("phạt từ 500.000 đồng đến 1.000.000 đồng", "từ 500.000 đồng đến 1.000.000 đồng", [500_000, 1_000_000]),
        ("giảm từ 500k xuống 300k", "từ 500k xuống 300k", [500_000]),
        ("lương hai triệu năm", "hai triệu năm", [2_500_000]),
        ("hai triệu năm nay mới nhận", "hai triệu năm", [2_000_000]),
        ("thu 200 triệu năm", "200 triệu năm", [200_000_000]),
        ("hàng chục ngàn", "hàng chục ngàn", ["hàng chục ngàn"]),
        ("được 1 triệu mấy", "1 triệu mấy", ["1 triệu mấy"]),
        ("có 500 người", "500 người", [500]),
        ("phạt 500 - 1 triệu", "500 - 1 triệu", [500_000, 1_000_000]),
        ("phạt 500 đến 600 triệu", "500 đến 600 triệu", [500_000_000, 600_000_000]),
        ("phạt 2, 3 triệu", "2, 3 triệu", [2_000_000, 3_000_000]),
        ("phạt hai triệu ba", "hai triệu ba", [2_300_000]),
        ("vốn 120 nghìn tỷ đồng", "120 nghìn tỷ đồng", [120_000_000_000_000]),
        ("rộng 1 500 tỷ đồng", "1 500 tỷ đồng", [1_500_000_000_000]),
        ("mỗi hộ nửa lít", "nửa lít", ["nửa lít"]),
    ],
)  # fmt: skip
def test_amounts(text: str, words: str, values: list[object]) -> None:
    assert told(text, words, AMOUNT) == values


def test_long_words_are_read_in_linear_time() -> None:
    for piece in ("hai ba ", "trăm ", "100 000 ", "một phẩy ", "hai triệu lẻ "):
        read = normalise(f"phí {piece * 3_000}")
        start = time.process_time()
        values = SlotValues(scan(read), find_cues(read), None)
        list(values.values(Tagged(FEE, 0, len(read.normalised))))
        assert time.process_time() - start < 3, piece

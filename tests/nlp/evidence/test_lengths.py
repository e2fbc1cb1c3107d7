"""How long a whole slot says something lasts."""

import pytest

from models.vocabulary import Unit
from nlp.evidence.lengths import read_lengths

DAY, WORKING, MONTH, HOUR = Unit.DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.HOUR


@pytest.mark.parametrize(
    ("written", "lengths"),
    [
        ("2-3 ngày", ((2, DAY), (3, DAY))),
        ("ba bốn ngày", ((3, DAY), (4, DAY))),
        ("bốn năm ngày", ((4, DAY), (5, DAY))),
        ("từ 10 đến 15 ngày làm việc", ((10, WORKING), (15, WORKING))),
        ("2 đến 3 tuần", ((14, DAY), (21, DAY))),
        ("3 ngày đến 1 tuần", ((3, DAY), (7, DAY))),
        ("một tháng rưỡi", ((1.5, MONTH),)),
        ("một năm rưỡi", ((18, MONTH),)),
        ("1 tiếng rưỡi", ((1.5, HOUR),)),
        ("tháng rưỡi", ((1.5, MONTH),)),
        ("1 năm 6 tháng", ((18, MONTH),)),
        ("1 tháng 10 ngày", ((40, DAY),)),
        ("30 hôm", ((30, DAY),)),
        ("45 bữa", ((45, DAY),)),
        ("5 hôm trừ thứ bảy chủ nhật", ((5, WORKING),)),
        ("15 ngày (trừ T7, CN)".lower(), ((15, WORKING),)),
        ("8 ngày không tính cuối tuần", ((8, WORKING),)),
        ("một quý", ((3, MONTH),)),
        ("1/2 ngày", ((0.5, DAY),)),
        ("một chục ngày", ((10, DAY),)),
        ("trong 2 giờ", ((2, HOUR),)),
        ("mất 1h30", ((1.5, HOUR),)),
        ("hai năm sau", ((24, MONTH),)),
    ],
)
def test_lengths(written, lengths):
    assert read_lengths(written) == lengths


@pytest.mark.parametrize(
    "written",
    [
        "8 - 11 giờ", "2 giờ rưỡi", "năm rưỡi", "7 ngày không kể ngày lễ", "2 tuần làm việc", "20 đến 15 ngày", "ngày ba bữa", "vài ngày",
        "15/6", "6 tháng đầu năm", "30 ngày kể từ ngày nộp", "",
    ],
)  # fmt: skip
def test_what_is_no_length_by_itself(written):
    assert read_lengths(written) is None

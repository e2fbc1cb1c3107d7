"""Times of a slot told by clock, weekday or in words; intervals; nothing for what other readers read."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import Unit
from nlp.evidence.calendar import bounds
from nlp.evidence.slot_spans import read_span
from nlp.evidence.slot_times import read_time

POSTED = date(2026, 11, 26)  # a Thursday


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7h30", "T07:30"),
        ("16 giờ", "T16:00"),
        ("năm giờ chiều", "T17:00"),
        ("10 giờ đêm", "T22:00"),
        ("2 giờ đêm", "T02:00"),
        ("mười giờ rưỡi", "T10:30"),
        ("11pm", "T23:00"),
        ("7h30-17h", "T07:30/T17:00"),
        ("từ bảy giờ tới hai giờ chiều", "T07:00/T14:00"),
        ("từ 8 đến 11 giờ", "T08:00/T11:00"),
        ("thứ bảy", "W6"),
        ("chieu chu nhat", "W7"),
        ("sáng t4", "W3"),
        ("thứ bảy này", "P0W-W6"),
        ("thứ hai tuần sau", "P1W-W1"),
        ("tối thứ ba và thứ sáu", "W2,W5"),
        ("thứ hai đến thứ sáu", "W1/W5"),
        ("sáng thứ bảy và chủ nhật này", "P0W-W6,P0W-W7"),
        ("bảy giờ tối thứ ba", "W2T19:00"),
        ("từ 13 giờ đến 21 giờ thứ tư", "W3T13:00/W3T21:00"),
        ("8h ngày 12/12", "--12-12T08:00"),
        ("7h30 đến 11h ngày 2/12", "--12-02T07:30/--12-02T11:00"),
        ("sáng thứ bảy, ngày 28/11", "--11-28"),
        ("tối nay từ chín giờ đến năm giờ sáng", "P0DT21:00/P1DT05:00"),
        ("từ nay", "P0D"),
        ("mùng năm", "---05"),
        ("ngày mười lăm", "---15"),
        ("hăm lăm tháng này", "P0M-25"),
        ("15 tây", "---15"),
        ("hai mươi chín tháng mười một", "--11-29"),
        ("từ ngày 2 đến 10/12", "--12-02/--12-10"),
        ("tháng mười hai", "--12"),
        ("năm ni", "P0Y"),
        ("kỳ này", "P0M"),
        ("quý I sang năm", "P1Y-Q1"),
    ],
)
def test_times(written, value):
    assert read_time(written, None) == value


@pytest.mark.parametrize(
    "written",
    [
        "trong 24 giờ",
        "24 giờ",
        "sau 2h",
        "cuối năm",
        "hết năm nay",
        "sau tết",
        "mùng 6 tết",
        "bữa giỗ cụ",
        "t12",
        "",
    ],
)
def test_what_is_no_such_time(written):
    assert read_time(written, None) is None


def test_the_day_of_the_post_resolves_days_and_keeps_the_clock():
    assert read_time("8h mai", POSTED) == "2026-11-27T08:00"
    assert read_time("thứ hai tuần sau", POSTED) == "2026-11-30"
    assert read_time("thứ bảy này", POSTED) == "2026-11-28"
    assert read_time("thứ bảy", POSTED) == "W6"
    assert bounds("2026-11-27T08:00") == (date(2026, 11, 27), date(2026, 11, 27))
    assert bounds("W6") is None


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="thứ tư hai 12/7h30 giờ từ đến sáng mùng năm ngày-,", max_size=40))
def test_any_text_is_read_or_left(written):
    value = read_time(written, POSTED)
    assert value is None or (value and " " not in value)


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("hằng năm", (12, Unit.MONTH)),
        ("mỗi năm một lần", (12, Unit.MONTH)),
        ("2 lần/năm", (6, Unit.MONTH)),
        ("hai lần một năm", (6, Unit.MONTH)),
        ("theo quý", (3, Unit.MONTH)),
        ("cả tuần", (7, Unit.DAY)),
        ("lấy liền", (1, Unit.DAY)),
        ("trong ngày", (1, Unit.DAY)),
        ("24/7", (24, Unit.HOUR)),
        ("năm lần một năm", None),
        ("ngày 5", None),
    ],
)
def test_intervals(written, span):
    assert read_span(written) == span

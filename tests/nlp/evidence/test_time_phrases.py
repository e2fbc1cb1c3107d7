"""Whole slots that are a day, a stretch of days or a span of them, and what is left to its own words."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.evidence.calendar import bounds
from nlp.evidence.time_phrases import is_untold, read_phrase

POSTED = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("written", "form", "resolved"),
    [
        ("thứ 2 tuần sau", "P1W-W1", "2026-11-30"),
        ("thứ sáu tuần trước", "-P1W-W5", "2026-11-20"),
        ("thứ 5 tuần sau nữa", "P2W-W4", "2026-12-10"),
        ("thứ bảy vừa rồi", "W6/last", "2026-11-21"),
        ("thứ tư tới", "W3/next", "2026-12-02"),
        ("thứ sáu tới", "W5/next", "2026-11-27"),
        ("cn này", "P0W-W7", "2026-11-29"),
        ("t7 tuần này", "P0W-W6", "2026-11-28"),
        ("thu sau tuan nay", "P0W-W5", "2026-11-27"),
        ("hôm thứ hai vừa rồi", "W1/last", "2026-11-23"),
        ("thứ hai đầu tiên của tháng 6 năm sau", "P1Y-06/1MO", "2027-06-07"),
        ("chủ nhật cuối cùng của tháng 12", "--12/-1SU", "2026-12-27"),
        ("tuần sau nữa", "P2W", "2026-12-07/2026-12-13"),
        ("tuần rồi", "-P1W", "2026-11-16/2026-11-22"),
        ("cuối tuần này", "P0W/-2D", "2026-11-28/2026-11-29"),
        ("tháng rồi", "-P1M", "2026-10"),
        ("từ năm kia", "-P2Y", "2024"),
        ("quý này", "P0Q", "2026-10-01/2026-12-31"),
        ("hết quý tới", "P1Q/end", "2027-03-31"),
        ("quý 2 sang năm", "P1Y-Q2", "2027-04-01/2027-06-30"),
        ("quý tư", "--Q4", "2026-10-01/2026-12-31"),
        ("ngày cuối cùng của tháng đầu quý sau", "P1Q/M1/D-1", "2027-01-31"),
        ("ngày 10 của tháng đầu quý sau", "P1Q/M1/D10", "2027-01-10"),
        ("ngày đầu quý 4", "--Q4/D1", "2026-10-01"),
        ("ngày cuối cùng của năm nay", "P0Y/D-1", "2026-12-31"),
        ("nửa đầu tháng 8 năm sau", "P1Y-08/half1", "2027-08-01/2027-08-15"),
        ("nửa cuối năm", "P0Y/half2", "2026-07-01/2026-12-31"),
        ("6 tháng cuối năm nay", "P0Y/-6M", "2026-07-01/2026-12-31"),
        ("10 ngày đầu tháng 12", "--12/+10D", "2026-12-01/2026-12-10"),
        ("tháng đầu tiên của quý sau", "P1Q/M1", "2027-01"),
        ("3 hôm nữa", "P3D", "2026-11-28"),
        ("1 tuần nữa", "P7D", "2026-12-02"),
        ("2 tháng nữa", "P2M/same", "2027-01-25"),
        ("cách đây 3 hôm", "-P3D", "2026-11-22"),
        ("mùng 1 tháng tới", "P1M-01", "2026-12-01"),
        ("30 thang sau", "P1M-30", "2026-12-30"),
        ("25 tây này", "---25/next", "2026-11-25"),
        ("ngày 5 tới", "---05/next", "2026-12-05"),
        ("hôm kia", "-P2D", "2026-11-23"),
        ("ngày kia", "P2D", "2026-11-27"),
        ("sáng sớm mai", "P1D", "2026-11-26"),
        ("30.4 này", "--04-30", "2027-04-30"),
        ("truoc 29.4", "--04-29", "2027-04-29"),
        ("1/7 tới", "--07-01/next", "2027-07-01"),
        ("20/11 vừa rồi", "--11-20/last", "2026-11-20"),
        ("tháng bảy dương", "--07", "2026-07"),
        ("ngày 1 tháng 7 năm hai nghìn không trăm hai mươi sáu", "2026-07-01", "2026-07-01"),
        ("tết dương lịch", "--01-01", "2027-01-01"),
        ("đúng ngày quốc khánh", "--09-02", "2026-09-02"),
        ("quốc tế phụ nữ 8/3", "--03-08", "2027-03-08"),
        ("từ ngày 10 đến hết ngày 15/12", "--12-10/--12-15", "2026-12-10/2026-12-15"),
        ("20/11 - 5/12", "--11-20/--12-05", "2026-11-20/2026-12-05"),
        ("25/12 đến 5/1", "--12-25/--01-05", "2026-12-25/2027-01-05"),
        ("từ 15 đến 30/6/2027", "2027-06-15/2027-06-30", "2027-06-15/2027-06-30"),
        ("từ nay đến cuối năm", "P0D/P0Y/end", "2026-11-25/2026-12-31"),
        ("tháng 6-7", "--06/--07", "2026-06/2026-07"),
        ("trước khi tháng 8 kết thúc", "--08/end", "2026-08-31"),
    ],
)  # fmt: skip
def test_days_and_stretches(written, form, resolved):
    assert read_phrase(written, None) == form
    assert read_phrase(written, POSTED) == resolved


@pytest.mark.parametrize(
    "written",
    [
        "sau quốc khánh", "mùng 6 tết", "rằm tháng giêng", "15/8 âm lịch", "hôm trước", "5 tháng sau", "ngày 31 tháng sau nữa nhé",
        "6-8 ngày", "1/2 ngày", "7.30 sáng", "8.30", "t6 này", "thứ bảy", "ngày cuối tuần", "nửa đầu tuần sau", "năm học sau",
        "20/12 đến 5/12", "tuần qua", "quý vị", "2 tháng tới", "",
    ],
)  # fmt: skip
def test_what_is_left_to_others(written):
    assert read_phrase(written, POSTED) is None


def test_a_day_that_a_month_does_not_have_is_none():
    assert read_phrase("ngày 31 tháng này", POSTED) is None
    assert read_phrase("ngày 31 tháng sau", POSTED) == "2026-12-31"


@pytest.mark.parametrize(
    "written", ["15/8 âm lịch", "mùng 10 tháng 3 âm", "mùng 6 tết", "5 tháng sau", "trong 3 ngày tới"]
)
def test_what_would_be_another_day_keeps_its_words(written):
    assert is_untold(written)


@pytest.mark.parametrize(
    "written", ["tết dương lịch", "ngày 5 tháng sau", "15 tháng sau", "tháng 7 năm sau", "8h mai"]
)
def test_days_of_the_calendar_are_told(written):
    assert not is_untold(written)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "ngày",
                "5",
                "15",
                "31",
                "/",
                "-",
                "tháng",
                "quý",
                "năm",
                "tuần",
                "đầu",
                "cuối",
                "nửa",
                "của",
                "sau",
                "nữa",
                "thứ",
                "hai",
                "này",
                "từ",
                "đến",
            ]
        ),
        max_size=9,
    )
)
def test_what_is_read_is_a_stretch_of_days(words):
    value = read_phrase(" ".join(words), POSTED)
    span = bounds(value) if value else None
    assert value is None or (span is not None and span[0] <= span[1])

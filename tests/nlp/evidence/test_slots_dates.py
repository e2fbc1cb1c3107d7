"""Dates, deadlines and durations, with and without the day of the post."""

from datetime import UTC, date, datetime

import pytest

from models.vocabulary import SlotKind
from nlp.evidence.calendar import bounds, resolve
from nlp.evidence.slots import extract_slots, local_day
from nlp.normalise import normalise

POSTED = datetime(2026, 11, 20, 8, 0)  # a Friday  # noqa: DTZ001


def found(text, posted_at=None):
    kinds = (SlotKind.DATE, SlotKind.DEADLINE)
    return [
        (slot.kind.value, slot.value, slot.unit)
        for slot in extract_slots(normalise(text), posted_at)
        if slot.kind in kinds
    ]


@pytest.mark.parametrize(
    ("text", "relative", "absolute"),
    [
        ("từ 1/12 phải đăng ký", "--12-01", "2026-12-01"),
        ("từ ngày 01/12/2026", "2026-12-01", "2026-12-01"),
        ("từ 1-12-2026", "2026-12-01", "2026-12-01"),
        ("ngày 1 tháng 12", "--12-01", "2026-12-01"),
        ("ngày 1 tháng 12 năm 2026", "2026-12-01", "2026-12-01"),
        ("ngay 1 thang 12 nam 2026", "2026-12-01", "2026-12-01"),
        ("từ mùng 1/7", "--07-01", "2026-07-01"),
        ("từ tháng sau", "P1M", "2026-12"),
        ("tu thang sau", "P1M", "2026-12"),
        ("từ tuần sau", "P1W", "2026-11-23/2026-11-29"),
        ("từ ngày mai", "P1D", "2026-11-21"),
        ("từ hôm nay", "P0D", "2026-11-20"),
        ("cuối năm thu phí", "P0Y/end", "2026-12-31"),
        ("đầu năm sau", "P1Y/start", "2027-01-01"),
        ("sang năm áp dụng", "P1Y", "2027"),
        ("tháng 7 áp dụng", "--07", "2026-07"),
        ("cuối tháng 6", "--06/end", "2026-06-30"),
        ("đầu tháng 7 năm sau", "P1Y-07/start", "2027-07-01"),
        ("từ năm 2027", "2027", "2027"),
        ("từ 1/7 năm sau", "P1Y-07-01", "2027-07-01"),
        ("từ quý II năm sau", "P1Y-Q2", "2027-04-01/2027-06-30"),
        ("từ t2", "--02", "2027-02"),
        ("trong quý IV/2026", "2026-10-01/2026-12-31", "2026-10-01/2026-12-31"),
        ("từ 12/2026", "2026-12", "2026-12"),
        ("vào ngày 15", "---15", "2026-11-15"),
        ("quý sau thu phí", "P1Q", "2027-01-01/2027-03-31"),
        ("cuối quý 1 năm sau", "P1Y-Q1/end", "2027-03-31"),
        ("tuần sau nữa", "P2W", "2026-11-30/2026-12-06"),
        ("hôm kia xã báo", "-P2D", "2026-11-18"),
        ("tháng rồi đã thu", "-P1M", "2026-10"),
        ("6 tháng cuối năm 2027", "2027-07-01/2027-12-31", "2027-07-01/2027-12-31"),
        ("3 tháng đầu năm sau", "P1Y/+3M", "2027-01-01/2027-03-31"),
    ],
)
def test_dates(text, relative, absolute):
    assert found(text) == [("date", relative, "date")]
    assert found(text, POSTED) == [("date", absolute, "date")]


@pytest.mark.parametrize(
    ("text", "relative", "absolute"),
    [
        ("trước 30/6/2026", "2026-06-30", "2026-06-30"),
        ("trước ngày 1/12", "--12-01", "2026-12-01"),
        ("chậm nhất ngày 31/12", "--12-31", "2026-12-31"),
        ("hạn cuối là 25/11", "--11-25", "2026-11-25"),
        ("đến hết ngày 31/12", "--12-31", "2026-12-31"),
        ("den het 31/12", "--12-31", "2026-12-31"),
        ("hết tuần này", "P0W/end", "2026-11-22"),
        ("hết tháng này", "P0M/end", "2026-11-30"),
        ("hết quý này", "P0Q/end", "2026-12-31"),
        ("nộp tờ khai tới 31/1", "--01-31", "2027-01-31"),
        ("phấn đấu đến năm 2027", "2027", "2027"),
    ],
)
def test_by_when_someone_must_act_is_a_deadline(text, relative, absolute):
    assert found(text) == [("deadline", relative, "date")]
    assert found(text, POSTED) == [("deadline", absolute, "date")]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("trong 3 ngày", 3, "day"),
        ("trong 3 ngay", 3, "day"),
        ("05 ngày làm việc", 5, "working_day"),
        ("5 ngay lam viec", 5, "working_day"),
        ("ba ngày làm việc", 3, "working_day"),
        ("trong 24h", 24, "hour"),
        ("24 giờ", 24, "hour"),
        ("trong vòng 1 tháng", 1, "month"),
        ("nửa tháng", 15, "day"),
        ("2 tuần", 14, "day"),
        ("1 năm", 12, "month"),
        ("nửa năm", 6, "month"),
        ("trong 15 phút", 0.25, "hour"),
        ("30p là có người tới", 0.5, "hour"),
        ("một tháng rưỡi mới có", 1.5, "month"),
        ("mất một năm rưỡi", 18, "month"),
    ],
)
def test_durations_are_deadlines(text, value, unit):
    assert found(text) == [("deadline", value, unit)]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("2-3 ngày là có", 2, 3, "day"),
        ("mất 2 đến 3 tuần", 14, 21, "day"),
        ("ba bốn ngày là thấy", 3, 4, "day"),
        ("3 - 5 ngày làm việc", 3, 5, "working_day"),
    ],
)
def test_both_ends_of_a_range_are_slots_of_the_same_words(text, low, high, unit):
    assert found(text) == [("deadline", low, unit), ("deadline", high, unit)]
    assert len({slot.span for slot in extract_slots(normalise(text), None)}) == 1


@pytest.mark.parametrize("text", ["quầy 3, 5 ngày sau có", "từ 25/12 - 30 ngày", "5-3 ngày", "lớp 4 5 ngày"])
def test_other_numbers_before_a_length_are_no_lower_end(text):
    assert [value for kind, value, unit in found(text) if unit == "day"] in ([5], [30], [3])


@pytest.mark.parametrize(
    "text",
    [
        "trực 24/7", "9/10 hộ dân", "1/2 số hộ", "giai đoạn 2023-2030", "lúc 8h30", "8 giờ sáng", "năm sáu người",
        "18 tuổi", "hôm nay trời đẹp", "phát triển năm 2026", "tỷ lệ 3.5", "Nghị quyết số 04-NQ/TU, ngày 29/01/2026",
        "0900.000.000", "sau khi đăng ký", "tháng nào cũng thu", "mùa nắng", "700 nghìn một tháng",
        "hôm trước có họp", "ngày sau mới biết", "mùng 10/3 âm lịch", "chờ mấy tháng sau", "đầu năm mới", "kính mời quý vị",
        "mùng mười tháng ba âm lịch", "lớp 12 t5h", "họp ngay sau giờ làm việc ở nhà văn hóa",
    ],
)  # fmt: skip
def test_what_is_no_date(text):
    assert found(text) == []


@pytest.mark.parametrize("text", ["sau tuan nay thu phi", "tu thang sau", "nam nay", "sau nam hoc"])
def test_bare_words_are_not_counted(text):
    assert [one for one in found(text) if one[2] != "date"] == []


def test_a_deadline_is_shown_with_its_word():
    (slot,) = extract_slots(normalise("nhớ nộp trước ngày 1/12 nhé"), None)
    assert slot.text == "trước ngày 1/12"


def test_how_long_a_rule_holds_is_no_deadline():
    assert [kind for kind, _, _ in found("áp dụng từ 1/1 đến 30/6")] == ["date", "date"]


def test_the_nearest_year_is_meant():
    assert found("ngày 5/1 thu phí", POSTED) == [("date", "2027-01-05", "date")]
    assert found("ngày 29/2", POSTED) == [("date", "--02-29", "date")]


def test_the_day_of_a_post_is_the_one_in_viet_nam():
    assert local_day(datetime(2026, 11, 20, 20, 0, tzinfo=UTC)) == date(2026, 11, 21)
    assert local_day(None) is None


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-12-01", date(2026, 12, 1), date(2026, 12, 1)),
        ("2026-10-01/2026-12-31", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_bounds(value, low, high):
    assert bounds(value) == (low, high)
    assert bounds("P1M") is None


def test_a_month_back_over_the_new_year():
    assert resolve("-P1M", date(2026, 1, 15)) == "2025-12"

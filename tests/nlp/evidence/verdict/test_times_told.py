"""How often, at what hour and on which day of the week."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.evidence.scan import scan
from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.clocks import find_clocks, find_weekdays
from nlp.evidence.verdict.frequencies import find_frequencies
from nlp.evidence.verdict.opening import days_of, hours_of
from nlp.evidence.verdict.quantity import Quantity
from nlp.evidence.verdict.same_values import same_value
from nlp.evidence.verdict.sides import Side, read_side
from nlp.normalise import normalise


def often(text: str) -> list[tuple[float | str, bool]]:
    return [(one.value, one.loose) for one in find_frequencies(scan(normalise(text)))]


def clocks(text: str) -> list[Quantity]:
    return list(find_clocks(scan(normalise(text))))


def side(text: str) -> Side:
    return read_side(plain_text(text))


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("bảo trì mỗi năm một lần", 1),
        ("soát xét 24 tháng một lần", 0.5),
        ("tiêm nhắc sáu tháng một lần", 2),
        ("họp ba tháng 1 lần", 4),
        ("báo cáo hai lần mỗi năm", 2),
        ("tập huấn 2 buổi/tuần", 104.29),
        ("khử khuẩn định kỳ 3 tháng/lần", 4),
        ("cu 2 thang mot lan", 6),
    ],
)
def test_times_a_year(text: str, times: float) -> None:
    assert often(text) == [(times, False)]


def test_what_only_recurs_is_loose() -> None:
    assert often("nộp theo quý") == [(4, True)]
    assert often("nhận trợ cấp hằng tháng") == [(12, True)]
    assert often("kiểm tra hàng năm") == [(1, True)]
    assert often("tuần nào cũng họp")[0][0] == pytest.approx(52.14, abs=0.01)


@pytest.mark.parametrize("text", ["năm 2027", "trong nam nay", "chờ hai tuần", "nam giới một lần", "tháng 7"])
def test_no_frequency(text: str) -> None:
    assert often(text) == []


@given(st.integers(1, 36), st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_any_period_is_read_in_both_orders(months: int, times: int) -> None:
    (one,) = often(f"kiểm tra {months} tháng {times} lần")
    (two,) = often(f"kiểm tra {times} lần trong {months} tháng")
    assert one == two == (round(times * 12 / months, 2), False)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("mở từ 5 giờ đến 20 giờ 30", [5, 20.5]),
        ("đóng cửa lúc 10 giờ đêm", [22]),
        ("sau 4h chiều", [16]),
        ("1 giờ trưa", [13]),
        ("tu 7h sang toi 9h dem", [7, 21]),
        ("bán 6-18h", [6, 18]),
        ("7h30 họp", [7.5]),
        ("báo trước 24 giờ", []),
        ("xử lý trong 48 giờ", []),
        ("sau 2 giờ chờ", []),
    ],
)
def test_hours(text: str, hours: list[float]) -> None:
    assert [one.value for one in clocks(text)] == hours


def test_an_hour_without_its_part_of_day_may_be_either() -> None:
    (loose,), (late,), (early,) = clocks("tới 9h"), clocks("đến 21 giờ"), clocks("đến 8 giờ")
    assert same_value(loose, late) is True
    assert same_value(loose, early) is False
    assert same_value(clocks("từ 21 giờ")[0], late) is None


@given(st.integers(0, 23), st.integers(0, 59))
@settings(max_examples=60, deadline=None)
def test_any_time(hour: int, minute: int) -> None:
    (one,) = clocks(f"mở lúc {hour} giờ {minute:02}")
    assert one.value == round(hour + minute / 60, 2)


def test_weekdays() -> None:
    days = [one.value for one in find_weekdays(scan(normalise("Thứ Hai, thứ 5, T7 và CN, chủ nhật")))]
    assert sorted(days) == [1, 4, 6, 7, 7]
    assert not list(find_weekdays(scan(normalise("sinh con thứ hai, người thứ ba"))))
    assert not list(find_weekdays(scan(normalise("thu nam hoc nay"))))


def test_days_that_are_open_or_closed() -> None:
    written = days_of(side("Phòng làm việc từ thứ Hai đến thứ Sáu, nghỉ Chủ nhật."))
    assert written == {1: True, 2: True, 3: True, 4: True, 5: True, 7: False}
    assert days_of(side("chủ nhật bến phà đóng cửa")) == {7: False}
    assert days_of(side("bến phà mở cuối tuần")) == {6: True, 7: True}


def test_ranges_of_the_clock() -> None:
    (one, two) = hours_of(side("Cấm xe từ 6 giờ đến 8 giờ và từ 16 giờ đến 18 giờ."))
    assert one.holds(7)
    assert not two.holds(7)
    (same,) = hours_of(side("cấm xe từ 4h chiều tới 6h chiều"))
    assert same.same(two)
    assert not same.same(one)
    (night,) = hours_of(side("Cấm karaoke từ 22 giờ đến 6 giờ."))
    assert night.holds(23)
    assert not night.holds(12)

"""Text written out for reading aloud: no figure is left, and the ways people write them are said as people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_api.replying.aloud import aloud, said_number, syllables, unread


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "không"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (105, "một trăm linh năm"),
        (1005, "một nghìn không trăm linh năm"),
        (50_000, "năm mươi nghìn"),
        (1_000_000, "một triệu"),
        (2_026, "hai nghìn không trăm hai mươi sáu"),
    ],
)
def test_numbers_are_said_as_people_say_them(value: int, said: str) -> None:
    assert said_number(value) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Từ ngày 01/12/2026", "Từ ngày mồng một tháng mười hai năm hai nghìn không trăm hai mươi sáu"),
        ("trước 15/4", "trước ngày mười lăm tháng tư"),
        ("tháng 4/2027", "tháng tư năm hai nghìn không trăm hai mươi bảy"),
        ("lúc 7h30", "lúc bảy giờ ba mươi"),
        ("tăng 93,1%", "tăng chín mươi ba phẩy một phần trăm"),
        ("mất 50k", "mất năm mươi nghìn đồng"),
        ("mất 50.000đ", "mất năm mươi nghìn đồng"),
        ("gọi 113", "gọi một một ba"),
        ("gọi số 0900 000 001", "gọi số không chín không không không không không không không một"),
        ("UBND xã [1]", "Ủy ban nhân dân xã"),
        ("vào https://dichvucong.gov.vn/x", "vào dichvucong chấm gov chấm vn"),
        ("từ 7-11 tuổi", "từ bảy đến mười một tuổi"),
    ],
)
def test_what_is_written_short_is_said_in_full(written: str, said: str) -> None:
    assert aloud(written) == said


@given(
    st.text(alphabet=st.sampled_from("0123456789./,:-%đkhKH ngàyABĐ[]²٣"), max_size=60) | st.text(max_size=80)
)
def test_no_figure_is_left(text: str) -> None:
    assert not any(letter.isdigit() for letter in aloud(text))


def test_an_abbreviation_nobody_can_read_is_named() -> None:
    assert unread("HTX và UBND, Chương IV. Từ đầu năm đã có.") == ("HTX",)


def test_each_syllable_stands_alone() -> None:
    assert syllables("Cảm ơn bà con.") == 4

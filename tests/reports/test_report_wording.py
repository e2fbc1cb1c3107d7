"""Words: what is quoted is safe to print, what is said is Vietnamese."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Placeholder, Topic
from reports import wording
from reports.wording import day, inside, listed, quoted, short_day, shortened, topic_name


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (
            "Tải ở http://vneid-capnhat.example/tai rồi đọc mã",
            "Tải ở vneid-capnhat[.]example/tai rồi đọc mã",
        ),
        ("vào vneid . capnhat . example nhé", "vào vneid[.]capnhat[.]example nhé"),
        ("xem dichvucong.gov.vn", "xem dichvucong.gov.vn"),
        ("xem https://dichvucong.gov.vn", "xem dichvucong.gov.vn"),
        ("gọi 0900 000 123 gặp chị Nguyễn Thị Hoa", "gọi (số điện thoại đã ẩn) gặp chị (tên đã ẩn)"),
        ("gọi [SĐT] gặp [TÊN]", "gọi (số điện thoại đã ẩn) gặp (tên đã ẩn)"),
        ("phí 50.000 đồng theo NQ 12/2026/NQ-HĐND", "phí 50.000 đồng theo NQ 12/2026/NQ-HĐND"),
        ("hai\ndòng\t và   khoảng trắng", "hai dòng và khoảng trắng"),
        ("", ""),
    ],
)
def test_a_sentence_is_made_safe_to_quote(text: str, printed: str) -> None:
    assert quoted(text) == printed


def test_every_placeholder_has_words() -> None:
    assert set(wording.HIDDEN_WORDS) == set(Placeholder)
    assert not any(placeholder in quoted(f"một {placeholder} hai") for placeholder in Placeholder)


@given(st.text(max_size=400))
def test_whatever_is_quoted_is_short_and_on_one_line(text: str) -> None:
    printed = quoted(text)
    assert len(printed) <= wording.QUOTE
    assert len(printed.splitlines()) <= 1
    assert "http://" not in printed.lower()
    assert "https://" not in printed.lower()


def test_a_long_sentence_ends_at_a_word() -> None:
    assert shortened("một hai ba bốn năm", 12) == "một hai ba…"
    assert shortened("một, hai ba", 8) == "một…"
    assert shortened("x" * 20, 10) == "x" * 9 + "…"
    assert shortened("vừa đủ", 6) == "vừa đủ"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["thuế"], "thuế"),
        (["thuế", "an sinh"], "thuế và an sinh"),
        (["thuế", "an sinh", "giáo dục"], "thuế, an sinh và giáo dục"),
        (["điện, nước", "an sinh"], "điện, nước; an sinh"),
    ],
)
def test_lists_read_naturally(names: list[str], said: str) -> None:
    assert listed(names) == said


def test_names_inside_a_sentence() -> None:
    assert inside("Định danh điện tử") == "định danh điện tử"
    assert inside("Viễn thông, SIM") == "viễn thông, SIM"
    assert inside("VNeID giả") == "VNeID giả"
    assert topic_name(Topic.KHAC) == "Chủ đề khác"


def test_days_are_days_in_vietnam() -> None:
    assert day(datetime(2026, 11, 19, 18, tzinfo=UTC)) == "20/11/2026"
    assert short_day(date(2026, 11, 2)) == "02/11"

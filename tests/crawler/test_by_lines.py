"""Lines that say who wrote an article and when are no text of it, and their name stands nowhere else in it."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.article import read_article
from crawler.article_body import by_line

URL = "https://a.example/tin/1"
NAME = "Lò Thị Mận"
WORDS = "Từ tháng này bà con nộp hồ sơ tại Bộ phận một cửa của xã, thời hạn bảy ngày làm việc, không phải nộp thêm khoản nào."


def article(line: str, more: str = "") -> str:
    return (
        f"<html><head><title>Bộ phận một cửa đổi giờ làm việc</title></head><body><div><h1>Bộ phận một cửa đổi giờ làm việc</h1>"
        f"<div>{line}</div><p>{WORDS}</p><p>{WORDS} {more}</p></div></body></html>"
    )


@pytest.mark.parametrize(
    "line",
    [
        "<span>Lò Thị Mận</span><span>•</span><span>05/11/2026 11:20</span>",
        "Lò Thị Mận - 05/11/2026 11:20",
        "Lò Thị Mận – 05-11-2026, 11:20",
        "Thứ Năm, 05/11/2026, 11:20 (GMT+7) | Lò Thị Mận",
        "05/11/2026 11:20 · Lò Thị Mận",
        "Lò Thị Mận, ngày 05/11/2026 11:20",
        "Lò Thị Mận 05/11/2026 11:20",
    ],
)
def test_a_name_with_a_date_over_an_article_is_left_out_and_looked_for_elsewhere(line: str) -> None:
    post = read_article(article(line, "Bài và ảnh do Lò Thị Mận thực hiện.").encode(), URL)
    assert post.text.startswith(f"Bộ phận một cửa đổi giờ làm việc\n\n{WORDS}\n")
    assert NAME not in post.text
    assert "do [TÊN] thực hiện" in post.text
    assert post.posted_at == datetime.fromisoformat("2026-11-05T11:20:00+07:00")


def test_a_section_with_a_date_takes_no_words_out_of_the_article() -> None:
    """Two words with capitals are as often a section as a name."""
    post = read_article(article("Đời Sống • 05/11/2026", "Tin trên trang Đời Sống.").encode(), URL)
    assert "05/11/2026" not in post.text
    assert post.text.endswith("Tin trên trang Đời Sống.")


@pytest.mark.parametrize(
    "line",
    [
        "Thứ Sáu, 20/11/2026, 08:15",
        "Lò Thị Mận",
        "Lò Thị Mận nộp hồ sơ ngày 05/11/2026",
        "Lò Thị Mận - Quàng Văn Ín - 05/11/2026",
        "Hạn nộp: 05/11/2026",
        "Ủy ban nhân dân xã - 05/11/2026",
    ],
)
def test_what_says_more_or_less_is_no_by_line(line: str) -> None:
    assert by_line(line) is None


@given(st.text(alphabet="Lò Thị Mận•|,-/0123456789:.", max_size=120))
def test_whatever_the_line_a_name_in_it_comes_from_it(line: str) -> None:
    found = by_line(line)
    assert found is None or found[0] in line

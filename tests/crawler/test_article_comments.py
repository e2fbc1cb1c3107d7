"""Comments below an article whose site calls them nothing that is known; counts above an article take nothing out."""

from __future__ import annotations

import pytest

from crawler.article import read_article

URL = "https://bao.example/quay-so-4"
TITLE = "Quầy số 4 và túi giấy tờ bỏ quên"
TOLD = "".join(
    f"<p>Đoạn {n}: người đợi ở quầy kể rằng giấy tờ đủ cả, chỉ thiếu mỗi tờ khai in ở nhà mà máy in thì hết mực.</p>"
    for n in range(1, 6)
)
COMMENT = (
    "<div class='q1'><div class='q2'><b>Sóc Nâu</b></div><div>Nhà em cũng còn cả va li giấy, đọc mà thương bác.</div>"
    "<div><button>Thích</button> <span>Trả lời</span></div></div>"
)


def words(body: str) -> str:
    page = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{body}</body></html>"
    return read_article(page.encode(), URL).text


@pytest.mark.parametrize(
    "line", ["<h3>1 bình luận</h3>", "<div><b>Ý kiến bạn đọc</b> (1)</div>", "<p>Bình luận (1)</p>"]
)
def test_what_stands_below_a_line_that_calls_it_comments_is_no_text_of_the_article(line: str) -> None:
    text = words(f"<main>{TOLD}</main><section>{line}{COMMENT * 9}</section>")
    assert "Đoạn 5" in text
    assert "Sóc Nâu" not in text
    assert "va li giấy" not in text


def test_a_count_of_comments_above_an_article_takes_nothing_out() -> None:
    text = words(f"<main><p>3 bình luận</p><div>{TOLD}</div><p><span>Thích</span></p></main>")
    assert all(f"Đoạn {n}" in text for n in range(1, 6))


def test_the_name_that_signs_with_an_office_at_the_right_is_no_text_of_the_article() -> None:
    signed = "<p style='text-align:right'><strong>Quàng Văn Lìn</strong> - Trung tâm Văn hóa, Thể thao</p>"
    assert "Quàng Văn Lìn" not in words(f"<main>{TOLD}{signed}</main>")

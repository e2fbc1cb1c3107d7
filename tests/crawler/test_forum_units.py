"""Threads of software nobody has described: blocks inside each other, without names, with a template around the words."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import RawPost
from crawler.spiders.forum import read_thread

URL = "https://dd.example/chu-de/12"
LAYOUTS = Path(__file__).parent / "layouts"
NEVER = datetime.min.replace(tzinfo=UTC)
SAID = (
    "Giếng nhà tôi cạn từ tháng bảy, bơm nửa tiếng là hết nước.",
    "Gọi trạm thủy lợi xuống đo, chỗ tôi họ đo không lấy tiền.",
    "Khoan sâu thêm thì gặp nước phèn, bà con cân nhắc.",
    "Tôi đã gọi, mai họ xuống. Cảm ơn mọi người.",
)


def posts(body: str, title: str = "Giếng cạn có nên khoan sâu thêm") -> tuple[RawPost, ...]:
    page = f"<html><head><title>{title} - Nước Làng</title></head><body><h1>{title}</h1>{body}</body></html>"
    return read_thread(page.encode(), URL).posts


def texts(body: str) -> list[str]:
    return [post.text.partition("\n\n")[2] or post.text for post in posts(body)]


def block(number: int, words: str, inside: str = "", when: str | None = None) -> str:
    told = when or f"{number + 1:02}/11/2026 08:1{number}"
    return (
        f"<li class='o' id='y{number}'><span class='ten'>nguoi_gieng_{number}</span><span class='luc'>{told}</span>"
        f"<div>{words}</div><div class='nut'><a href='#'>Thích</a> <b>{number * 7}</b> <a href='#'>Trả lời</a></div>{inside}</li>"
    )


def test_replies_inside_a_reply_are_posts_with_words_and_times_of_their_own() -> None:
    third = f"<ul>{block(2, SAID[2])}</ul>"
    second = f"<ul>{block(1, SAID[1], third)}</ul>"
    read = posts(f"<ul>{block(0, SAID[0], second)}{block(3, SAID[3])}</ul>")
    assert [post.text.split("\n")[-1] for post in read] == list(SAID)
    assert [post.posted_at.day for post in read if post.posted_at] == [1, 2, 3, 4]


def test_short_replies_inside_a_post_of_vbulletin_are_posts_and_keep_their_address() -> None:
    """Their own anchor, so that a reply above them changes no address; whether or not the page has such replies."""
    body = (LAYOUTS / "moi_f_vbulletin5_ban_tru.html").read_bytes()
    read = read_thread(body, URL).posts
    assert [post.address.partition("#")[2] for post in read] == [
        f"post{number}" for number in range(700, 705)
    ]
    assert read[2].text == "Chính xác, lớp cháu tôi xin là có luôn."
    assert (read[2].posted_at or NEVER).isoformat() == "2026-09-02T16:02:00+07:00"
    assert "ba_noi_tre" not in repr([post.text for post in read])
    without = re.sub(rb'<ul class="b-comments__list">.*?</ul>', b"", body, flags=re.DOTALL)
    assert [(post.address, post.text) for post in read_thread(without, URL).posts] == [
        (post.address, post.text) for post in read if post is not read[2]
    ]


def test_what_a_writer_folded_up_is_read_and_its_button_is_not() -> None:
    body = (LAYOUTS / "moi_f_xenforo2_rac_trang_nam.html").read_bytes()
    words = "\n".join(post.text for post in read_thread(body, URL).posts)
    assert "Tóm lại: phân loại tại nhà là bắt buộc từ đầu năm" in words
    assert "Spoiler" not in words
    assert "đọc cho nhanh" not in words


def test_names_buttons_and_counts_that_every_block_repeats_are_left_out() -> None:
    assert texts("<ul>" + "".join(block(at, words) for at, words in enumerate(SAID)) + "</ul>") == list(SAID)


def test_a_time_counted_back_from_now_is_a_time_but_none_that_is_kept() -> None:
    read = posts(
        "<ul>"
        + "".join(block(at, words, when=f"{at + 2} giờ trước") for at, words in enumerate(SAID))
        + "</ul>"
    )
    assert [post.posted_at for post in read] == [None] * 4
    assert "giờ trước" not in read[1].text


def test_a_time_in_a_tip_counts_before_what_is_shown() -> None:
    read = posts(
        "".join(
            f"<section class='k'><span title='2026-11-0{at + 1} 09:05'>hôm qua</span><p>{words}</p></section>"
            for at, words in enumerate(SAID)
        )
    )
    assert [post.posted_at.isoformat()[:16] for post in read if post.posted_at] == [
        f"2026-11-0{at}T09:05" for at in range(1, 5)
    ]


def test_rows_of_a_table_that_nothing_names_are_posts_and_the_cell_with_the_words_is_told_by_them() -> None:
    rows = "".join(
        f"<tr><td><a href='ho_so.asp?uid={at}'>nguoi_gieng_{at}</a><br>Thành viên</td>"
        f"<td><table><tr><td>Gửi lúc - 0{at + 1}/11/2026 : 19:05:12</td></tr></table>{words}</td></tr>"
        for at, words in enumerate(SAID)
    )
    read = posts(
        f"<table><tr><td>Người viết</td><td>Lời</td></tr>{rows}<tr><td colspan=2>Hết</td></tr></table>"
    )
    assert [post.text.split("\n")[-1] for post in read] == list(SAID)
    assert all(post.posted_at for post in read)


def test_comments_named_so_under_an_article_are_about_it() -> None:
    article = "".join(f"<p>{words} Xã mời bà con góp ý trước ngày ba mươi.</p>" for words in SAID)
    listed = "".join(block(at, words) for at, words in enumerate(SAID[:3]))
    read = posts(f"<article>{article}</article><div class='vung-gop-y'><ul>{listed}</ul></div>")
    assert [post.kind.value for post in read] == ["thread", "comment", "comment", "comment"]
    assert SAID[3] in read[0].text


def test_a_shortened_twin_a_file_a_button_and_an_edit_log_are_no_words_of_a_post() -> None:
    odd = (
        "<p class='ngan'>Giếng nhà tôi cạn từ tháng bảy, bơm…<a href='#'>Đọc tiếp</a></p>"
        f"<p class='dai' style='display:none'>{SAID[0]}</p>"
        "<p><a href='/t/1.pdf'>so-do-gieng.pdf</a> (412 KB)</p>"
        "<p>Bài viết này được sửa lần cuối lúc 2026-11-02 14:02</p>"
    )
    assert texts(f"<ul>{block(0, odd)}{block(1, SAID[1])}{block(2, SAID[2])}</ul>")[0] == SAID[0]


def test_a_name_in_a_link_to_a_profile_is_taken_out_of_other_posts() -> None:
    linked = "".join(
        f"<div class='b'><a href='/thanh-vien/{at}'>Giếng Làng {'Cũ' if at else 'Mới'}</a> <i>0{at + 1}/11/2026 08:15</i>"
        f"<p>{words} Như bác Giếng Làng Mới nói.</p></div>"
        for at, words in enumerate(SAID[:3])
    )
    assert all("Giếng Làng" not in post.text for post in posts(linked))


_words = st.sampled_from(sorted({word.strip(".,").lower() for one in SAID for word in one.split()}))
_bodies = st.lists(
    st.lists(_words, min_size=10, max_size=40).map(" ".join), min_size=3, max_size=8, unique=True
)


@settings(max_examples=25, deadline=None)
@given(_bodies, st.booleans())
def test_whatever_is_said_comes_back_whole_and_without_who_said_it(bodies: list[str], nested: bool) -> None:
    listed = ""
    for at in reversed(range(len(bodies))):
        one = block(at, bodies[at], f"<ul>{listed}</ul>" if nested and listed else "")
        listed = one if nested else one + listed
    read = posts(f"<ul>{listed}</ul>")
    assert [post.text.split("\n")[-1] for post in read] == bodies
    assert not any("nguoi_gieng" in post.text for post in read)

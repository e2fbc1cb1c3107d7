"""Threads of software nobody has described: openings made another way, comments on answers, posts without times, echoes."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import VIETNAM
from crawler.forum_echoes import without_echoes
from crawler.forum_words import is_stub
from crawler.items import RawPost
from crawler.page_clock import counted_back, page_now
from crawler.spiders.forum import read_thread
from models.vocabulary import PostKind

URL = "https://lang.example/hoi/55"
EARLY, LATE = datetime.fromisoformat("1995-01-02"), datetime.fromisoformat("2090-01-01")
TITLE = "Nộp tiền điện qua ứng dụng bị trừ hai lần"
SAID = (
    "Sáng nay em bấm trả tiền điện, máy báo lỗi nên em bấm lại, thành ra bị trừ hai lần. Gọi đâu để lấy lại ạ?",
    "Bác gọi tổng đài ngân hàng trước, giao dịch lỗi thường tự hoàn trong ba ngày.",
    "Tôi bị năm ngoái, đợi đúng hai hôm thì tiền về. Nhớ giữ ảnh chụp màn hình.",
    "Ngân hàng bảo đã ghi nhận, hẹn thứ Sáu.",
)
WHO = ("Mắm Tôm Chua", "lai_tau_thuy", "Cụ Từ Đền", "que_diem_88")


def read(body: str, title: str = f"{TITLE} - Xóm Mạng") -> tuple[RawPost, ...]:
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return read_thread(page.encode(), URL).posts


def texts(body: str) -> list[str]:
    return [post.text for post in read(body)]


def with_title(*said: str) -> list[str]:
    return [f"{TITLE}\n\n{said[0]}", *said[1:]]


def when(at: int) -> str:
    return f"0{at + 1}/04/2026 08:1{at}"


def test_a_question_that_is_made_another_way_than_its_answers_opens_the_thread() -> None:
    answers = "".join(
        f"<article class='tl' id='t{at}'><div>{SAID[at]}</div><footer><b>{WHO[at]}</b> <time datetime='2026-04-0{at}'>"
        f"0{at}/04</time> <a href='#'>Hữu ích</a></footer></article>"
        for at in (1, 2, 3)
    )
    posts = read(
        f"<h1>{TITLE}</h1><div class='ch'><p>{SAID[0]}</p></div><p>Hỏi bởi <i>{WHO[0]}</i></p><h2>3 câu trả lời</h2>{answers}"
    )
    assert [post.text for post in posts] == with_title(*SAID)
    assert [post.kind for post in posts] == [PostKind.THREAD, *[PostKind.COMMENT] * 3]


def test_rules_above_a_thread_are_no_post() -> None:
    rules = "<div class='nq'>Nội quy: không đăng số điện thoại, không bán hàng. Bài vi phạm bị xóa.</div>"
    posts = "".join(f"<div class='b'><i>{when(at)}</i><p>{words}</p></div>" for at, words in enumerate(SAID))
    assert texts(f"<h1>{TITLE}</h1>{rules}{posts}") == with_title(*SAID)


def test_comments_on_answers_are_posts_and_no_words_of_the_answers() -> None:
    def comment(at: int, words: str) -> str:
        return f"<div class='bl'><p>{words}</p><a href='/user/{at}'>{WHO[at]}</a> <i>{when(at)}</i></div>"

    answers = "".join(
        f"<div class='tl'><b>{when(at)}</b><p>{words}</p>{inside}</div>"
        for at, (words, inside) in enumerate(
            (
                (SAID[0], ""),
                (SAID[1], comment(2, "Gọi rồi mà máy bận suốt.") + comment(3, "Số ấy chiều mới có người.")),
                (SAID[2], comment(0, "Cảm ơn cụ nhiều.")),
            )
        )
    )
    assert texts(f"<h1>{TITLE}</h1>{answers}") == with_title(
        SAID[0], SAID[1], "Gọi rồi mà máy bận suốt.", "Số ấy chiều mới có người.", SAID[2], "Cảm ơn cụ nhiều."
    )


def test_posts_without_times_are_told_by_who_speaks_in_them() -> None:
    posts = "".join(
        f"<div class='b'><a href='/user/{at}'>{WHO[at]}</a><p>{words}</p></div>"
        for at, words in enumerate(SAID)
    )
    assert texts(f"<h1>{TITLE}</h1>{posts}") == with_title(*SAID)


def test_posts_in_definition_lists_and_in_block_quotations_are_read() -> None:
    lists = "".join(
        f"<dl><dt>{WHO[at]} <i>{when(at)}</i></dt><dd>{words}</dd></dl>" for at, words in enumerate(SAID)
    )
    quoted = "".join(
        f"<li class='p'><i>{when(at)}</i><div class='k'><blockquote class='w'>{words}</blockquote></div></li>"
        for at, words in enumerate(SAID)
    )
    for body in (lists, quoted):
        assert texts(f"<h1>{TITLE}</h1>{body}") == with_title(*SAID)


def test_the_time_of_joining_of_an_edit_and_of_a_quoted_post_is_not_that_of_the_post() -> None:
    posts = "".join(
        f"<div class='b'><p class='ai'>{WHO[at]}</p><p>Tham gia: 05/03/2021 8:12</p><div class='n'>{words}</div>"
        f"<p>Sửa lần cuối bởi {WHO[at]} lúc 30/04/2026 09:00</p><p>{when(at)}</p></div>"
        for at, words in enumerate(SAID)
    )
    assert [post.posted_at.day for post in read(f"<h1>{TITLE}</h1>{posts}") if post.posted_at] == [1, 2, 3, 4]


def test_no_name_that_only_its_place_tells_stands_in_the_words_of_another() -> None:
    posts = "".join(
        f"<div class='b'><em class='ai'>{WHO[at]}</em><i class='l'>{when(at)}</i><p>{words}</p></div>"
        for at, words in enumerate((*SAID[:3], "Mắm Tôm Chua nói đúng, em cũng bị."))
    )
    everything = "\n".join(texts(f"<h1>{TITLE}</h1>{posts}"))
    assert not [name for name in WHO if name in everything]


def test_the_title_is_not_the_name_of_the_site_nor_a_box_beside() -> None:
    posts = "".join(f"<div class='b'><i>{when(at)}</i><p>{words}</p></div>" for at, words in enumerate(SAID))
    head = f"<h1>Xóm Mạng</h1><h2>{TITLE}</h2>"
    assert read(head + posts)[0].text == with_title(*SAID)[0]
    box = f"<div class='box-title'>Tin mới cập nhật hôm nay</div><h2><span>{TITLE}</span></h2>"
    assert read(box + posts, title="Giao tiếp - Cổng thông tin xã")[0].text == with_title(*SAID)[0]


def test_comments_told_by_the_line_above_them_stand_under_their_article() -> None:
    article = "".join(
        f"<p>Đoạn {n} kể chuyện cả xóm chờ tiền về, ai cũng sốt ruột hỏi nhau từng ngày.</p>"
        for n in range(1, 5)
    )
    comments = "".join(
        f"<li><b>{WHO[at]}</b> <i>{when(at)}</i><p>{SAID[at]}</p><span>Trả lời</span></li>" for at in (1, 2)
    )
    posts = read(f"<h1>{TITLE}</h1><div>{article}</div><h3>2 bình luận</h3><ul>{comments}</ul>", title=TITLE)
    assert [post.text for post in posts[1:]] == [SAID[1], SAID[2]]
    assert "Đoạn 4" in posts[0].text
    assert SAID[1] not in posts[0].text


def test_a_page_that_says_what_time_it_is_dates_what_it_counts_back() -> None:
    posts = "".join(
        f"<div class='b'><i>Hôm qua, 0{at + 1}:05 PM</i><p>{words}</p></div>" for at, words in enumerate(SAID)
    )
    foot = "<div>Múi giờ GMT +7. Hiện tại là <span>09:12 AM</span> - 24-03-2026.</div>"
    assert [str(post.posted_at)[:16] for post in read(f"<h1>{TITLE}</h1>{posts}{foot}")] == [
        f"2026-03-23 {at}:05" for at in (13, 14, 15, 16)
    ]
    assert [post.posted_at for post in read(f"<h1>{TITLE}</h1>{posts}")] == [None] * 4


@given(st.text(max_size=300), st.datetimes(min_value=EARLY, max_value=LATE))
def test_a_time_counted_back_is_never_after_the_clock(text: str, now: datetime) -> None:
    found = counted_back(text, now.replace(tzinfo=VIETNAM))
    assert found is None or found <= now.replace(tzinfo=VIETNAM)
    page_now([text])


def test_quotations_without_markup_signatures_and_repeated_titles_go() -> None:
    signed = "Thuyền to thì sóng mới cả"
    given_texts = [
        f"{SAID[0]}\n{signed}",
        f"Re: {TITLE}\n{SAID[1]}",
        f"Trích dẫn từ: [TÊN] trong 05/11/2026, 21:14:33\n{SAID[1]}\nVâng, để em gọi.\n{signed}",
        "Trả lời [TÊN]:\nĐợi đi bác.",
    ]
    assert without_echoes(given_texts, TITLE) == [SAID[0], SAID[1], "Vâng, để em gọi.", "Đợi đi bác."]


def test_what_a_scam_is_recognised_by_stays_though_it_is_repeated() -> None:
    told = ["Làm bằng lái nhanh\nLiên hệ số 0000 000 000", "Ai cần bằng lái\nLiên hệ số 0000 000 000"]
    assert without_echoes(told, "") == told


@given(st.lists(st.text(max_size=80), max_size=6), st.text(max_size=30))
def test_no_post_loses_its_last_words_to_others(given_texts: list[str], title: str) -> None:
    kept = without_echoes(given_texts, title)
    assert len(kept) == len(given_texts)
    for text, rest in zip(given_texts, kept, strict=True):
        assert all(line in text.split("\n") or line.strip() in text for line in rest.split("\n"))
        if any(ch.isalnum() for ch in text):
            assert any(ch.isalnum() for ch in rest)


def test_lines_of_software_are_told_from_what_people_write() -> None:
    assert all(
        map(is_stub, ("Xem thêm 12 phản hồi", "Hiện tất cả bình luận", "Đã ghim", "Câu trả lời hay nhất"))
    )
    assert not any(
        map(is_stub, ("Xem thêm ở cổng nhé", "Đã chọn gói rẻ nhất", "Ghim lên tường đi", "Bài hay"))
    )

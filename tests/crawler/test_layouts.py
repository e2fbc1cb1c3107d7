"""The layouts written for the project: how much of the pages is read, that nobody is in it, and that the measure tells."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from crawler.dates import date_line, dated_label, read_date
from crawler.errors import NotAThread
from crawler.quality import HALVES, READERS, Figures, load, measure, ours, runs, total
from crawler.spiders.forum import read_thread
from tests.crawler.renaming import renamed

LAYOUTS = load(Path(__file__).parent / "layouts")

SEEN, LEFT, RENAMED = 0.99, 0.98, 0.89
"""Floors of F1 of the halves, just under what `python -m crawler.quality tests/crawler/layouts` prints."""


@lru_cache(maxsize=1)
def read() -> dict[str, Figures]:
    """How much of each was read: by the process that asks, not by all that only look for tests here."""
    return {layout.name: measure(layout, ours(layout)) for layout in LAYOUTS}


def test_there_are_portals_newspapers_and_forums_and_pages_nobody_tuned_on() -> None:
    assert len(LAYOUTS) >= 146
    kinds = {(layout.half, layout.reader) for layout in LAYOUTS}
    assert {(half, reader) for half in HALVES for reader in READERS} <= kinds


@pytest.mark.parametrize(("half", "floor"), [("seen", SEEN), ("left", LEFT)])
def test_readers_take_the_words_of_a_page_and_little_else(half: str, floor: float) -> None:
    assert total(read()[layout.name] for layout in LAYOUTS if layout.half == half).f1 >= floor


def test_threads_are_read_by_their_structure_where_no_name_of_a_class_is_known() -> None:
    """What a page of unknown software reaches: seven of the threads say who speaks and when by their classes alone, and are not read.
    One article above comments is signed by a name of no usual form, in a line that only its class and JSON-LD tell.
    """
    threads = [renamed(layout) for layout in LAYOUTS if layout.reader == "thread"]
    found = [measure(layout, ours(layout)) for layout in threads]
    assert total(found).f1 >= RENAMED
    assert [word for one in found for word in one.leaked if is_a_name(word)] == ["Sa Mu Khô"]


def test_no_page_lets_a_name_through_and_few_a_piece_of_what_stands_around() -> None:
    leaked = [(one.layout.half, words) for one in read().values() for words in one.leaked]
    assert [words for half, words in leaked if is_a_name(words)] == []
    assert len(leaked) <= len(read()) // 6  # threads of `seen` none, its articles 9, articles of `left` 4


def is_a_name(words: str) -> bool:
    """As people are called on these pages: each word with a capital, or a handle."""
    parts = words.split()
    return "_" in words or (len(parts) > 1 and all(part[0].isupper() for part in parts))


def test_times_and_replies_are_found() -> None:
    everything = total(read().values())
    assert everything.dates[0] >= 0.9 * everything.dates[1]
    assert everything.posts[0] >= 0.97 * everything.posts[1]


def test_the_measure_sees_a_missing_word_a_strange_one_and_two_posts_in_one() -> None:
    layout = next(one for one in LAYOUTS if one.name == "xenforo2_chude")
    whole = [(text, None) for text, _ in layout.posts]
    assert measure(layout, whole).f1 == pytest.approx(1.0)
    assert measure(layout, whole[1:]).recall < 0.9
    assert measure(layout, [*whole, ("Đọc nhiều nhất trong tuần này", None)]).precision < 1
    assert measure(layout, [("\n".join(text for text, _ in layout.posts), None)]).posts[0] == 0
    assert measure(layout, []).f1 == 0
    assert runs("Thu phí") == {("thu", "phí"): 1}


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("Thứ Sáu, 20/11/2026, 08:15 (GMT+7)", "2026-11-20T08:15:00+07:00"),
        ("Cập nhật lúc 8h15 ngày 20-11-2026", "2026-11-20T08:15:00+07:00"),
        ("20 tháng 11, 2026", "2026-11-20T00:00:00+07:00"),
        ("Đăng ngày 18 tháng 11 năm 2026, lúc 17 giờ 30", "2026-11-18T17:30:00+07:00"),
        ("Đăng lúc 14g05 ngày 12.11.2026 | Lượt xem: 97", "2026-11-12T14:05:00+07:00"),
        ("20/09/2026 lúc 9:30 tối", "2026-09-20T21:30:00+07:00"),
        ("Tháng Mười 5, 2026 lúc 7:30 sáng", "2026-10-05T07:30:00+07:00"),
        ("T.3 Tháng 10 13, 2026 12:17 am", "2026-10-13T00:17:00+07:00"),
        ("Tháng 10 02, 2026, 10:22:15 CH", "2026-10-02T22:22:00+07:00"),
        ("Gửi lúc - 15/10/2026 : 19:05:12", "2026-10-15T19:05:00+07:00"),
        ("October 5, 2026 at 7:30 pm", "2026-10-05T19:30:00+07:00"),
        ("Đăng lúc 2026-10-7 09:15", "2026-10-07T09:15:00+07:00"),
    ],
)
def test_a_line_that_is_a_date_gives_it(written: str, iso: str) -> None:
    found = date_line(written)
    assert found is not None
    assert found.isoformat() == iso


@pytest.mark.parametrize(
    "written", ["Quy định áp dụng từ ngày 01/07/2025", "Hạn nộp: 20/11/2026", "Hết ngày 31/12/2026 thì thôi"]
)
def test_a_sentence_with_a_date_dates_nothing(written: str) -> None:
    assert date_line(written) is None
    assert dated_label(written) is None


def test_a_day_that_no_calendar_has_is_none() -> None:
    assert read_date("31/02/2026 08:00") is None


def test_a_list_of_articles_is_no_thread() -> None:
    teasers = "".join(
        f"<div class='tin'><h3><a href='/{n}'>Họp thôn lần thứ {n} bàn chuyện làm đường</a></h3>"
        f"<span class='ngay'>1{n}/11/2026 08:00</span><p>Bà con góp ý sôi nổi về tuyến đường mới của thôn.</p></div>"
        for n in range(6)
    )
    with pytest.raises(NotAThread):
        read_thread(f"<html><body>{teasers}</body></html>".encode(), "https://a.example/")

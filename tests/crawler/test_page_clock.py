"""Times that are counted back: against the page's own clock, else against when its answer was made."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from scrapy.http import HtmlResponse

from crawler.dates import VIETNAM
from crawler.items import Found, Lead
from crawler.page_clock import answered_at, counted_back, page_now
from crawler.plan import Ledger, Plan
from crawler.responses import made_at
from crawler.spiders.forum import read_thread
from crawler.walk import SourceSpider
from models.vocabulary import SourceKind

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=VIETNAM)
PAGE = """<html><head><title>Nước máy đục ba ngày liền - Xóm Ngòi</title></head><body><h1>Nước máy đục ba ngày liền</h1>
{}<p class="foot">{}</p></body></html>"""
POST = """<div class="bai"><a href="/thanh-vien/{0}">nguoi_{0}</a> <span>{1}</span>
<div class="loi">Chỗ nhà tôi ở đầu dốc thứ {0} nước vẫn đục, giặt áo trắng ra áo vàng.</div><a href="/tra-loi/{0}">Trả lời</a></div>"""


def page(*times: str, foot: str = "") -> bytes:
    posts = "".join(POST.format(number, time) for number, time in enumerate(times))
    return PAGE.format(posts, foot).encode()


def times(body: bytes) -> list[str | None]:
    found = read_thread(body, "https://xomngoi.example/chu-de/9")
    return [post.posted_at and post.posted_at.strftime("%d/%m %H:%M") for post in found.posts]


def test_a_page_without_a_clock_counts_back_from_when_it_was_answered() -> None:
    body = page("2 ngày trước", "5 giờ trước", "20 phút trước", "Hôm qua lúc 21:40")
    with answered_at(NOW):
        assert times(body) == ["18/11 00:00", "20/11 10:00", "20/11 14:40", "19/11 21:40"]
    assert times(body) == [None] * 4, "nobody knows when it was answered"


def test_the_clock_of_a_page_goes_before() -> None:
    body = page("Hôm qua, 14:05", "10 phút trước", foot="Hiện tại là 09:12 - 24/03/2026")
    with answered_at(NOW):
        assert times(body) == ["23/03 14:05", "24/03 09:02"]


def test_what_is_counted_in_weeks_dates_nothing() -> None:
    for told in ("3 tuần trước", "2 tháng trước", "1 năm trước", "cách đây ít lâu"):
        assert counted_back(told, NOW) is None


@pytest.mark.parametrize("sentence", ["Nộp trước 3 ngày", "Tăng 1,5 giờ trước kia", "Ba hôm nay mưa suốt"])
def test_a_sentence_counts_nothing_back(sentence: str) -> None:
    assert counted_back(sentence, NOW, called=True) is None


def test_a_day_at_an_hour_that_is_still_to_come_is_none() -> None:
    assert counted_back("Hôm nay lúc 23:10", NOW) is None


def test_the_time_of_one_page_is_not_that_of_the_next() -> None:
    with answered_at(NOW):
        assert page_now(()) == NOW
    assert page_now(()) is None


@pytest.mark.parametrize(
    ("age", "seconds"), [(None, 0), ("3600", 3_600), ("-5", 0), ("99999999999", 0), ("bốn", 0)]
)
def test_what_stores_kept_is_taken_off(age: str | None, seconds: int) -> None:
    headers = {} if age is None else {"Age": age.encode()}
    response = HtmlResponse("https://xomngoi.example/", headers=headers)
    assert made_at(response, NOW) == NOW - timedelta(seconds=seconds)


def test_a_walk_tells_its_readers_when_a_page_was_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[datetime | None] = []

    def reader(_body: bytes, _url: str) -> Found:
        told.append(page_now(()))
        return Found(())

    url = "https://xomngoi.example/chu-de/9"
    spider = SourceSpider(plan=Plan(SourceKind.FORUM, url), ledger=Ledger())
    monkeypatch.setitem(spider._kind.readers, "thread", reader)  # type: ignore[index]
    response = HtmlResponse(url, body=page("1 giờ trước"), headers={"Age": "7200"})
    list(spider.on_page(response, Lead(url, "thread")))
    (time,) = told
    assert time is not None
    assert timedelta(hours=2) <= datetime.now(VIETNAM) - time < timedelta(hours=2, minutes=5)

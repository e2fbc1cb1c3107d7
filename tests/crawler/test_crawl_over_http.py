"""The crawl process against servers that misbehave: one clear reason each, nothing half-stored, the rest goes on."""

from __future__ import annotations

import gzip
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, update

from crawler.pipelines import UNPAUSED_WAIT
from crawler.row import MOST_UNREAD, SMALL
from models.session import transaction
from models.tables.post import Post, PostKey
from models.tables.source import Fetch, Host, Run, SetAside
from models.vocabulary import RunState, SourceKind
from tests.crawler.crawling import add_source, crawl, finish, new_run, start
from tests.crawler.forked import Runs
from tests.crawler.local_site import Answer, Asked, LocalSite, local_site
from tests.database import TestDatabase

pytestmark = pytest.mark.database
XML = "application/rss+xml; charset=utf-8"


def feed(site: LocalSite, count: int = 3) -> str:
    """A feed of articles ``/bai/1`` …, each with a page of its own."""
    items = []
    for number in range(1, count + 1):
        items.append(f"<item><title>Tin số {number}</title><link>{site.url}/bai/{number}</link>"
                     f"<description>Tóm tắt của tin số {number}.</description></item>")  # fmt: skip
        site.pages[f"/bai/{number}"] = article(number)
    return f'<rss version="2.0"><channel>{"".join(items)}</channel></rss>'


def article(
    number: int, words: str = "Nộp hồ sơ tại Bộ phận một cửa của xã, thời hạn bảy ngày làm việc."
) -> Answer:
    return Answer(
        f"<html><body><article><h1>Tin số {number}</h1><p>{words} Bài {number}.</p></article></body></html>"
    )


def codes() -> list[str]:
    """Codes of what was set aside."""
    with transaction() as session:
        rows = session.query(SetAside).filter(SetAside.stage != "remark")
        return sorted(row.error_code for row in rows for _ in range(row.times))


def texts() -> list[str]:
    """Texts of the posts."""
    with transaction() as session:
        return sorted(post.text or "" for post in session.query(Post))


def later() -> None:
    """As if every server had rested, and what was known of its robots.txt were old."""
    with transaction() as session:
        session.execute(update(Host).values(next_request_at=None, robots_until=None))


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (Answer("<!doctype html><html><body><p>Trang chủ</p></body></html>"), "not_a_feed", "trang web"),
        (Answer(b"<rss>" + b"a" * 20_000_000, kind=XML), "page_too_large", "lớn hơn giới hạn"),
        (Answer(gzip.compress(b"<rss>" + b"a" * 20_000_000), kind=XML, headers={"Content-Encoding": "gzip"}), "packed_too_tightly", "quá lớn"),
        (Answer(status=302, headers={"Location": "http://10.0.0.1/"}), "address_refused", "mạng nội bộ"),
        (Answer(status=302, headers={"Location": "https://trang-khac.example/"}), "source_moved", "sửa địa chỉ"),
        (Answer(status=302, headers={"Location": "/rss"}), "redirect_loop", "chuyển hướng vòng quanh"),
        (Answer(status=429, headers={"Retry-After": "3600"}), "source_busy", "quay lại sau"),
        (Answer('<rss version="2.0"><channel></channel></rss>', kind=XML), "empty_feed", "không có mục nào"),
    ],
    ids=["html", "20mb", "gzip", "private", "moved", "loop", "429", "empty"],
)  # fmt: skip
def test_a_source_that_cannot_be_read_says_why(
    db: TestDatabase, site: LocalSite, answer: Answer, code: str, words: str
) -> None:
    site.pages["/rss"] = answer
    done = crawl(add_source(f"{site.url}/rss"), site.address)
    assert (done.exit_code, done.said["state"], done.said["code"]) == (1, "failed", code)
    assert words in done.said["message"]
    assert (done.run.state, done.run.error_code) == (RunState.FAILED, code)
    assert texts() == []
    assert codes() == [code]
    with transaction() as session:
        assert session.query(Fetch).count() == 0


def test_one_bad_page_does_not_take_the_others_along(db: TestDatabase, site: LocalSite) -> None:
    with local_site() as neighbour:
        site.pages["/rss"] = Answer(feed(site, 8), kind=XML)
        site.pages["/bai/8"] = Answer(status=302, headers={"Location": "/bai/7"})  # which robots.txt closes
        site.pages["/bai/2"] = Answer(status=302, headers={"Location": f"{neighbour.url}/"})
        site.pages["/bai/3"] = Answer(b"<p>x" * 5_000_000)
        site.pages["/bai/4"] = Answer(
            status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}
        )
        site.pages["/bai/5"] = Answer("")
        site.pages["/bai/6"] = Answer(status=410)
        site.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /bai/7\n", kind="text/plain")
        done = crawl(add_source(f"{site.url}/rss"), site.address)
    assert done.exit_code == 0
    assert neighbour.asked == []
    assert codes() == sorted(
        [
            "address_refused",
            "page_too_large",
            "address_refused",
            "unreadable_page",
            "page_gone",
            "robots_refused",
            "robots_refused",
        ]
    )
    assert len(texts()) == 8
    assert [text for text in texts() if "Bài 1." in text]
    assert [text for text in texts() if "Tóm tắt của tin số 4." in text]
    assert "/bai/7" not in site.paths()
    assert (done.run.pages, done.run.posts_new, done.run.set_aside) == (9, 8, 7)


def large(page: Answer) -> Answer:
    """The same page, large enough to wait for others to be read."""
    assert isinstance(page.body, str)
    return Answer(page.body + f"<!--{'x' * SMALL}-->")


def test_articles_that_are_read_in_a_row_are_all_stored_whatever_is_wrong_with_one(
    db: TestDatabase, site: LocalSite
) -> None:
    count = 2 * MOST_UNREAD + 3
    site.pages["/rss"] = Answer(feed(site, count), kind=XML)
    for number in range(1, count + 1):
        site.pages[f"/bai/{number}"] = large(article(number))
    site.pages["/bai/4"] = large(Answer("<html><body></body></html>"))
    site.pages["/bai/9"] = Answer(status=410)
    done = crawl(add_source(f"{site.url}/rss"), site.address)
    assert (done.exit_code, done.run.pages, done.run.posts_new) == (0, count + 1, count)
    assert codes() == ["no_article", "page_gone"]
    assert len([text for text in texts() if "Bộ phận một cửa" in text]) == count - 2


def test_a_gate_among_articles_that_are_read_in_a_row_ends_the_run_and_what_came_before_is_kept(
    db: TestDatabase, site: LocalSite
) -> None:
    count = 3 * MOST_UNREAD
    site.pages["/rss"] = Answer(feed(site, count), kind=XML)
    for number in range(1, count + 1):
        site.pages[f"/bai/{number}"] = large(article(number))
    gate = "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={};</script></body></html>"
    site.pages["/bai/3"] = large(Answer(gate))
    done = crawl(add_source(f"{site.url}/rss"), site.address)
    assert (done.exit_code, done.run.error_code) == (1, "challenge_page")
    assert f"/bai/{count}" not in site.paths()
    assert [text for text in texts() if "Bài 2." in text]


def test_robots_that_cannot_be_read_close_the_site(db: TestDatabase, site: LocalSite) -> None:
    site.pages |= {"/rss": Answer(feed(site), kind=XML), "/robots.txt": Answer(status=503)}
    done = crawl(add_source(f"{site.url}/rss"), site.address)
    assert done.said["code"] == "robots_unreachable"
    assert site.paths() == []
    site.pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 900\n", kind="text/plain")
    later()
    assert crawl(add_source(f"{site.url}/rss"), site.address).said["code"] == "crawl_delay_too_long"
    assert site.paths() == []


@pytest.mark.parametrize("marked", [True, False])
def test_loopback_is_refused_without_both_the_mark_and_the_allowance(
    db: TestDatabase, site: LocalSite, marked: bool
) -> None:
    site.pages["/rss"] = Answer(feed(site), kind=XML)
    source = add_source(f"{site.url}/rss", demonstration=marked)
    done = crawl(source, None if marked else site.address)
    assert done.said["code"] == "address_refused"
    assert site.asked == []


def test_the_allowance_is_for_one_port_only(db: TestDatabase, site: LocalSite) -> None:
    with local_site() as other:
        other.pages["/rss"] = Answer(feed(other), kind=XML)
        done = crawl(add_source(f"{other.url}/rss"), site.address)
    assert done.said["code"] == "address_refused"
    assert other.asked == []


def test_what_has_not_changed_is_not_sent_again(db: TestDatabase, site: LocalSite) -> None:
    """By ETag, by date, and by the bytes where the server offers neither."""

    def unless(name: str, value: str, header: str, page: Answer) -> Callable[[Asked], Answer]:
        page.headers[header] = value
        return lambda asked: Answer(status=304) if asked.headers.get(name) == value else page

    day = "Fri, 20 Nov 2026 00:00:00 GMT"
    listing = feed(site)
    site.pages["/rss"] = Answer(listing, kind=XML)
    site.pages["/bai/1"] = unless("if-none-match", '"a1"', "ETag", article(1))
    site.pages["/bai/2"] = unless("if-modified-since", day, "Last-Modified", article(2))
    source = add_source(f"{site.url}/rss")
    first = crawl(source, site.address)
    assert (first.run.posts_new, first.said["unchanged"]) == (3, 0)

    again = crawl(source, site.address)
    assert (again.exit_code, again.said["pages"], again.said["unchanged"]) == (0, 1, 1)

    site.pages["/rss"] = Answer(listing + " ", kind=XML)
    site.asked.clear()
    crawl(source, site.address)
    assert site.paths() == ["/rss"], (
        "what a feed says of its entries as it said it leads to no page again that day"
    )

    site.pages["/rss"] = Answer(listing.replace("Tóm tắt", "Lời dẫn"), kind=XML)
    site.asked.clear()
    third = crawl(source, site.address)
    assert sorted(site.paths()) == ["/bai/1", "/bai/2", "/bai/3", "/rss"]
    assert (third.said["unchanged"], third.said["new"], third.said["changed"]) == (3, 0, 0)

    site.pages["/rss"] = Answer(listing.replace("Tóm tắt", "Tóm lược"), kind=XML)
    site.pages["/bai/3"] = article(3, "Từ ngày 01/12/2026 thời hạn còn năm ngày làm việc.")
    fourth = crawl(source, site.address)
    assert (fourth.said["changed"], len(texts())) == (1, 3)
    with transaction() as session:
        assert sorted(post.version for post in session.query(Post)) == [1, 1, 2]


def test_the_budget_is_kept_and_the_next_run_goes_on(db: TestDatabase, site: LocalSite) -> None:
    site.pages["/rss"] = Answer(feed(site, 6), kind=XML, headers={"ETag": '"f"'})
    source = add_source(f"{site.url}/rss", pages=4)
    assert crawl(source, site.address).said["new"] == 3
    assert len(site.paths()) == 4
    assert crawl(source, site.address).said["new"] == 3
    assert len(texts()) == 6


def test_a_source_that_falls_silent_is_an_alarm(db: TestDatabase, site: LocalSite) -> None:
    site.pages["/rss"] = Answer(feed(site), kind=XML)
    source = add_source(f"{site.url}/rss")
    assert crawl(source, site.address).exit_code == 0
    site.pages["/rss"] = Answer('<rss version="2.0"><channel/></rss>', kind=XML)
    done = crawl(source, site.address)
    assert (done.exit_code, done.run.error_code) == (1, "source_went_silent")
    assert len(texts()) == 3


def test_pauses_are_as_long_as_the_site_asks(db: TestDatabase, site: LocalSite) -> None:
    times: list[float] = []

    def timed(page: Answer) -> Callable[[Asked], Answer]:
        def answer(_asked: Asked) -> Answer:
            times.append(time.monotonic())
            return page

        return answer

    site.pages["/rss"] = timed(Answer(feed(site, 3), kind=XML))
    for number in (1, 2):
        site.pages[f"/bai/{number}"] = timed(article(number))
    busy = [Answer(status=503, headers={"Retry-After": "2"}), article(3)]
    site.pages["/bai/3"] = lambda asked: timed(busy.pop(0))(asked)
    site.pages["/robots.txt"] = timed(Answer("User-agent: SangTin\nCrawl-delay: 1\n", kind="text/plain"))
    done = crawl(add_source(f"{site.url}/rss"), site.address)
    assert (done.exit_code, done.said["new"], done.said["errors"]) == (0, 3, 0)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(times) == 6
    assert min(gaps) >= 0.95
    assert max(gaps) >= 1.95


def test_a_site_that_asks_to_be_left_alone_is_and_what_was_read_is_kept(
    db: TestDatabase, site: LocalSite
) -> None:
    site.pages["/rss"] = Answer(feed(site, 3), kind=XML, headers={"ETag": '"f"'})
    enough = Answer(status=429, headers={"Retry-After": "3600"})

    def two_pages_only(page: Answer) -> Callable[[Asked], Answer]:
        return lambda _asked: page if len(site.paths()) < 3 else enough

    for number in (1, 2, 3):
        site.pages[f"/bai/{number}"] = two_pages_only(article(number))
    source = add_source(f"{site.url}/rss")
    done = crawl(source, site.address)
    assert done.run.error_code == "source_busy"
    assert len(site.paths()) == 3
    assert done.said["new"] == 2  # one page, and the summary of the one that was refused
    feed(site, 3)
    later()
    assert crawl(source, site.address).exit_code == 0
    assert len([text for text in texts() if "Bộ phận một cửa" in text]) == 3


@pytest.mark.parametrize("how", [pytest.param(signal.SIGKILL, marks=pytest.mark.soak), signal.SIGTERM])
def test_a_stopped_run_is_taken_over_and_nothing_is_lost_or_repeated(
    db: TestDatabase, site: LocalSite, how: signal.Signals
) -> None:
    site.pages["/rss"] = Answer(feed(site, 4), kind=XML, headers={"ETag": '"f"'})
    held = article(3)

    def stuck(_asked: Asked) -> Answer:
        time.sleep(5 if site.pages["/bai/3"] is stuck else 0)
        return held

    site.pages["/bai/3"] = stuck
    source = add_source(f"{site.url}/rss")
    run_id = new_run(source)
    process = start(run_id, site.address)
    deadline = time.monotonic() + 60
    while "/bai/3" not in site.paths() and time.monotonic() < deadline:
        time.sleep(0.05)
    if how is signal.SIGKILL:
        time.sleep(UNPAUSED_WAIT + 1)  # what came before that is written
    process.send_signal(how)
    process.communicate()
    stored = len(texts())
    assert 1 <= stored < 4

    assert "/bai/4" not in site.paths()
    asked_to_stop = how is signal.SIGTERM
    if asked_to_stop:  # it gave its run back, and the attempt does not count
        with transaction() as session:
            run = session.get_one(Run, run_id)
            assert (run.state, run.attempt) == (RunState.QUEUED, 0)
    else:  # the dead one still looks alive: nobody may take it over until its heartbeat is stale
        assert finish(start(run_id, site.address), run_id).said["state"] == "skipped"
        with transaction() as session:
            assert session.get_one(Run, run_id).state is RunState.RUNNING
            session.execute(update(Run).values(heartbeat_at=func.now() - timedelta(hours=1)))
    site.pages["/bai/3"] = held
    done = finish(start(run_id, site.address), run_id)
    assert (done.exit_code, done.run.state) == (0, RunState.DONE)
    assert done.run.attempt == (1 if asked_to_stop else 2)
    assert done.run.posts_new == len(texts()) == 4
    with transaction() as session:
        assert session.query(PostKey).count() == 4
        assert sorted(post.version for post in session.query(Post)) == [1] * 4


def test_a_thread_is_followed_page_by_page(db: TestDatabase, site: LocalSite) -> None:
    def page(posts: range, following: str = "", before: str = "") -> Answer:
        inside = "".join(
            f'<article class="message message--post" id="js-post-{n}"><a class="username">Nguyễn Văn Cọ</a>'
            f'<div class="bbWrapper">Câu trả lời thứ {n} về lệ phí.</div></article>'
            for n in posts
        )
        return Answer(
            f"<html><head>{following}{before}</head><body><h1>Hỏi lệ phí</h1>{inside}</body></html>"
        )

    site.pages["/t/1/"] = page(range(1, 4), '<link rel="next" href="page-2">')
    site.pages["/chu-de"] = Answer(status=301, headers={"Location": "/t/1/"})
    site.pages["/t/1/page-2"] = page(range(4, 6), before='<link rel="prev" href="/t/1/">')
    source = add_source(f"{site.url}/chu-de", SourceKind.FORUM)
    assert crawl(source, site.address).said["new"] == 5
    site.pages["/t/1/page-2"] = page(range(4, 7), before='<link rel="prev" href="/t/1/">')
    done = crawl(source, site.address)
    assert (done.said["new"], done.said["same"]) == (1, 5)
    assert not [text for text in texts() if "Cọ" in text]
    with transaction() as session:
        assert len({post.thread_key for post in session.query(Post)}) == 1


def test_deleted_replies_and_threads_are_noticed(db: TestDatabase, runs: Runs, site: LocalSite) -> None:
    """The board no longer leads to the second thread; it is looked at again because its posts are still stored."""

    def thread(title: str, *replies: str) -> Answer:
        told = "".join(
            f'<article class="message message--post" id="js-post-{title}-{number}"><div class="bbWrapper">{reply}</div></article>'
            for number, reply in enumerate(replies)
        )
        return Answer(f"<html><body><h1>Chủ đề {title}</h1>{told}</body></html>")

    def board(*titles: str) -> Answer:
        rows = "".join(
            f'<div class="structItem-title"><a href="/t/{title}/">Chủ đề {title}</a></div>'
            for title in titles
        )
        return Answer(f"<html><body>{rows}</body></html>")

    site.pages = {
        "/f/": board("a", "b"),
        "/t/a/": thread("a", "Lệ phí mấy đồng?", "Mất 50k đó.", "Miễn phí rồi."),
        "/t/b/": thread("b", "Nộp ở xã được không?", "Được nhé."),
    }
    source_id = add_source(f"{site.url}/f/", SourceKind.FORUM)
    assert runs.crawl(source_id, site)["new"] == 5
    site.pages = {"/f/": board("a"), "/t/a/": thread("a", "Lệ phí mấy đồng?", "Mất 50k đó.")}
    with transaction() as session:
        session.execute(update(PostKey).values(last_seen_at=func.now() - timedelta(days=2)))
    assert runs.crawl(source_id, site)["state"] == "done"
    assert site.paths().count("/t/b/") == 1
    with transaction() as session:
        left = session.query(Post).filter(Post.gone_at.is_(None))
        assert len([post for post in left if "50k" in (post.text or "")]) == 1
        assert session.query(Post).filter(Post.gone_at.is_not(None)).count() == 3

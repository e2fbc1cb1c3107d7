"""What holds for a server beyond one run, over HTTP: its robots.txt, its wish to be left alone, a stop; and how little a second run asks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select, update

from crawler.errors import HostHeld, HostStopped
from crawler.pipelines import LONGEST_WAIT
from crawler.servers import KeptServers
from models.queries import hosts
from models.queries import runs as queries
from models.session import transaction
from models.tables.source import Host, Run, Source
from models.vocabulary import RunState, SourceKind
from tests.crawler.crawling import add_source, new_run
from tests.crawler.forked import Runs
from tests.crawler.local_site import Answer, Asked, LocalSite
from tests.database import TestDatabase

pytestmark = pytest.mark.database
HEEDED = LONGEST_WAIT + 0.3
"""A pause in which what was read is written, when a stop is heeded, with room for a busy machine. No real source has a shorter one
than ``scrapy_settings.FLOOR_SECONDS``; where the pause is shorter than the wait, the next page is asked for before."""
XML = "application/rss+xml"
JSON = "application/json"


def feed(site: LocalSite, count: int, name: str = "/rss") -> None:
    """A feed of so many articles, each with a page."""
    told = ""
    for n in range(1, count + 1):
        site.pages[f"/bai/{n}"] = Answer(
            f"<article><h1>Tin số {n}</h1><p>Nộp hồ sơ tại Bộ phận một cửa của xã. Bài {n}.</p></article>"
        )
        told += f"<item><title>Tin số {n}</title><link>{site.url}/bai/{n}</link><description>Bài {n}.</description></item>"
    site.pages[name] = Answer(f"<rss version='2.0'><channel>{told}</channel></rss>", kind=XML)


def everything_asked(site: LocalSite) -> list[str]:
    """What was asked, robots.txt too."""
    return [one.path for one in site.asked]


def set_host(**values: Any) -> None:
    with transaction() as session:
        session.execute(update(Host).where(Host.robots_status.is_not(None)).values(**values))


def test_robots_are_asked_for_once_a_day_and_their_pause_applied_all_the_same(
    db: TestDatabase, runs: Runs, site: LocalSite
) -> None:
    times: list[float] = []

    def timed(page: Answer) -> Callable[[Asked], Answer]:
        def answer(_asked: Asked) -> Answer:
            times.append(time.monotonic())
            return page

        return answer

    feed(site, 1)
    answers = {path: page for path, page in site.pages.items() if isinstance(page, Answer)}
    site.pages |= {path: timed(page) for path, page in answers.items()}
    rules = "# Web: Nguyễn Văn Cọ, 0900 000 123\nUser-agent: *\nCrawl-delay: 1\n"
    site.pages["/robots.txt"] = timed(Answer(rules, kind="text/plain"))
    source = add_source(f"{site.url}/rss")
    assert runs.crawl(source, site)["new"] == 1
    assert everything_asked(site) == ["/robots.txt", "/rss", "/bai/1"]
    site.pages["/rss"] = timed(Answer(str(answers["/rss"].body).replace("Bài 1.<", "Bài một.<"), kind=XML))
    assert runs.crawl(source, site)["state"] == "done"
    assert everything_asked(site) == ["/rss", "/bai/1"], "what it said yesterday is known"
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert min(gaps) >= 0.95, "between requests, and from one run to the next"
    with transaction() as session:
        kept = session.scalars(select(Host.robots_body).where(Host.robots_status == 200)).one()
    assert kept == b"User-agent: *\nCrawl-delay: 1", "nobody's name is kept"

    site.pages["/robots.txt"] = Answer(status=503)
    set_host(robots_until=None)
    assert runs.crawl(source, site)["state"] == "done", "the last copy counts while there is no other"
    assert everything_asked(site)[0] == "/robots.txt"
    set_host(robots_until=None, robots_read_at=Host.robots_read_at - timedelta(days=31))
    assert runs.crawl(source, site)["code"] == "robots_unreachable"
    assert everything_asked(site) == ["/robots.txt"]


def test_a_server_that_wants_to_be_left_alone_is_by_every_source(
    db: TestDatabase, runs: Runs, site: LocalSite
) -> None:
    feed(site, 1)
    site.pages["/f2"] = Answer(status=429, headers={"Retry-After": "3600"})
    other, source = add_source(f"{site.url}/f2"), add_source(f"{site.url}/rss")
    assert runs.crawl(other, site)["code"] == "source_busy"
    said = runs.crawl(source, site)
    assert (said["state"], site.asked) == ("skipped", [])
    with transaction() as session:
        waiting = session.scalars(select(Run).where(Run.source_id == source)).one()
        assert (waiting.state, waiting.attempt) == (RunState.QUEUED, 0), "it goes on waiting in the queue"


def test_a_stop_reaches_a_run_at_work(db: TestDatabase, runs: Runs, site: LocalSite) -> None:
    feed(site, 5)
    second = site.pages["/bai/2"]

    def stopping(_asked: Asked) -> Answer:
        with transaction() as session:
            hosts.stop(session, "127.0.0.1", "Chủ trang đề nghị")
        assert isinstance(second, Answer)
        return second

    site.pages["/bai/2"] = stopping
    source = add_source(f"{site.url}/rss", delay=HEEDED)
    said = runs.crawl(source, site)
    assert (said["state"], said["code"], said["new"]) == ("failed", "host_stopped", 2)
    assert "Chủ trang đề nghị" in said["message"]
    assert everything_asked(site) == ["/robots.txt", "/rss", "/bai/1", "/bai/2"], "not even what waited"
    with transaction() as session:
        assert hosts.resume(session, "127.0.0.1")
        session.execute(update(Source).values(delay_seconds=0.0))
    assert runs.crawl(source, site)["new"] == 3


def board(site: LocalSite) -> str:
    """A board of two pages that are the same each time, and threads that never are."""
    views = iter(range(10_000))

    def thread(number: int) -> Callable[[Asked], Answer]:
        post = f'<article class="message message--post" id="js-post-{number}"><div class="bbWrapper">Câu {number} về lệ phí.</div></article>'
        return lambda _asked: Answer(
            f"<html><body><h1>Lệ phí {number}</h1>{post}<i>{next(views)}</i></body></html>"
        )

    def page(numbers: range, following: str) -> Answer:
        rows = "".join(
            f'<div class="structItem-title"><a href="/t/{n}/">Chủ đề {n}</a></div>' for n in numbers
        )
        return Answer(f"<html><head>{following}</head><body>{rows}</body></html>")

    site.pages |= {f"/t/{n}/": thread(n) for n in range(1, 7)}
    site.pages["/f/"] = page(range(1, 4), '<link rel="next" href="/f/page-2">')
    site.pages["/f/page-2"] = page(range(4, 7), '<link rel="prev" href="/f/">')
    return "/f/"


def blog(site: LocalSite) -> str:
    """A WordPress of two articles with a comment each."""
    posts = [
        {"id": n, "link": f"{site.url}/tin-{n}/", "date_gmt": "2026-11-20T01:00:00", "title": {"rendered": f"Tin {n}"},
         "content": {"rendered": f"<p>Bài {n} về lệ phí ở xã.</p>", "protected": False}} for n in (1, 2)
    ]  # fmt: skip
    comments = [
        {"id": 10 + n, "post": n, "parent": 0, "link": f"{site.url}/tin-{n}/#comment-{10 + n}", "date_gmt": "2026-11-20T02:00:00",
         "content": {"rendered": f"<p>Hỏi thêm {n}.</p>"}} for n in (1, 2)
    ]  # fmt: skip
    missing = Answer(status=404)

    def of(path: str) -> Any:
        given = comments if "/comments" in path else posts if "/posts" in path else None
        return missing if given is None else Answer(json.dumps(given), kind=JSON)

    class Pages(dict[str, Any]):
        def get(self, path: str, _default: Any = None) -> Any:
            return of(path)

    site.pages = Pages()
    return "/"


def comments(site: LocalSite) -> str:
    """A server of comments with two threads."""
    told = [{"id": n, "uri": f"/tin/{n}/", "mode": 1, "text": f"<p>Mất {n} đồng.</p>"} for n in (1, 2)]
    site.pages["/latest?limit=1000"] = Answer(json.dumps(told), kind=JSON)
    for one in told:
        replies: dict[str, Any] = {
            "id": None,
            "replies": [{**one, "replies": [], "hidden_replies": 0}],
            "hidden_replies": 0,
        }
        site.pages[f"/?uri=/tin/{one['id']}/&limit=50&nested_limit=10"] = Answer(
            json.dumps(replies), kind=JSON
        )
    return "/"


@pytest.mark.parametrize(
    ("kind", "put", "found", "lists"),
    [
        (SourceKind.FORUM, board, 6, 2),
        (SourceKind.WORDPRESS, blog, 4, 2),
        (SourceKind.ISSO, comments, 2, 1),
    ],
)
def test_an_unchanged_source_costs_one_request_per_page_that_lists(
    db: TestDatabase, runs: Runs, site: LocalSite, kind: SourceKind, put: Callable[[LocalSite], str], found: int, lists: int
) -> None:  # fmt: skip
    """(Feeds, sitemaps, lists, Discourse and XenForo: in tests of their own.)"""
    source = add_source(f"{site.url}{put(site)}", kind)
    first = runs.crawl(source, site)
    assert (first["state"], first["new"]) == ("done", found)
    again = runs.crawl(source, site)
    assert (again["state"], again["new"], again["changed"]) == ("done", 0, 0)
    assert len(everything_asked(site)) == lists
    assert again["unchanged"] >= 1


def test_another_server_of_a_site_is_taken_or_left(db: TestDatabase) -> None:
    names = ("a.example", "www.a.example", "b.a.example")
    opened = [new_run(add_source(f"https://{name}/", demonstration=False)) for name in names]
    with transaction() as session:
        first, second, third = (queries.claim_run(session, run_id) for run_id in opened)
    assert first is not None
    assert second is not None
    assert third is not None
    servers = KeptServers(first)
    assert servers.enter("https://a.example/x") == 0
    assert servers.enter("https://tin.a.example/x") == 0
    with pytest.raises(HostHeld):
        servers.enter("https://www.a.example/x")
    with transaction() as session:
        queries.finish_run(session, third.run_id)
        hosts.stop(session, "b.a.example", "Lý do")
    with pytest.raises(HostStopped, match="Lý do"):
        servers.enter("https://b.a.example/x")
    with transaction() as session:
        queries.finish_run(session, first.run_id)
        assert hosts.standings(session, ["tin.a.example"])["tin.a.example"].run_id is None

"""Discourse and XenForo over HTTP: everything once, the second time hardly a request, an edit as a new version."""

from __future__ import annotations

import json
from typing import Any

import pytest

from models.session import transaction
from models.tables.post import Post
from models.tables.source import SetAside
from models.vocabulary import PostKind, SourceKind
from tests.crawler.crawling import add_source
from tests.crawler.forked import Runs
from tests.crawler.local_site import Answer, LocalSite
from tests.database import TestDatabase

pytestmark = pytest.mark.database


def texts() -> dict[str, int]:
    """Texts of the posts and which version each is."""
    with transaction() as session:
        return {post.text or "": post.version for post in session.query(Post)}


def as_json(value: object) -> Answer:
    return Answer(json.dumps(value), kind="application/json; charset=utf-8")


class Discourse:
    """A forum of one long topic and one short one; ``views`` changes with every look at the list."""

    def __init__(self, site: LocalSite) -> None:
        self.site, self.views, self.bumped = site, 0, "2026-11-20T01:00:00Z"
        self.words = {number: f"Câu trả lời thứ {number} về lệ phí." for number in range(1, 26)}
        site.pages["/latest.json"] = lambda _asked: self.list_of_topics()
        site.pages["/t/8.json"] = as_json(
            {"id": 8, "title": "Giờ làm việc", "post_stream": {"posts": [self.post(1, "Mấy giờ mở cửa?", 8)], "stream": [801]}}
        )  # fmt: skip
        self.publish()

    def list_of_topics(self) -> Answer:
        self.views += 1
        topics = [
            {"id": 7, "bumped_at": self.bumped, "posts_count": 25},
            {"id": 8, "bumped_at": "2026-11-01T01:00:00Z", "posts_count": 1},
        ]
        return as_json({"topic_list": {"topics": [{**topic, "views": self.views} for topic in topics]}})  # fmt: skip

    def publish(self) -> None:
        first, rest = range(1, 21), range(21, 26)
        self.site.pages["/t/7.json"] = as_json(
            {"id": 7, "title": "Lệ phí", "post_stream": {"posts": [self.post(n, self.words[n]) for n in first], "stream": [700 + n for n in (*first, *rest)]}}
        )  # fmt: skip
        ids = "&".join(f"post_ids%5B%5D={700 + n}" for n in rest)
        self.site.pages[f"/t/7/posts.json?{ids}"] = as_json(
            {"id": 7, "post_stream": {"posts": [self.post(n, self.words[n]) for n in rest]}}
        )

    def post(self, number: int, words: str, topic: int = 7) -> dict[str, Any]:
        return {"id": 100 * topic + number, "post_number": number, "post_type": 1, "topic_id": topic, "cooked": f"<p>{words}</p>",
                "username": "buoi_mang_1975", "created_at": "2026-11-20T01:15:00.000Z"}  # fmt: skip


def test_discourse_twice_and_after_an_edit(db: TestDatabase, runs: Runs, site: LocalSite) -> None:
    forum = Discourse(site)
    source = add_source(f"{site.url}/", SourceKind.DISCOURSE)
    first = runs.crawl(source, site)
    assert (first["state"], first["new"], len(site.paths())) == ("done", 26, 4)
    assert texts()["Lệ phí\n\nCâu trả lời thứ 1 về lệ phí."] == 1

    second = runs.crawl(source, site)
    assert (second["state"], second["new"] + second["changed"]) == ("done", 0)
    assert site.paths() == ["/latest.json"]

    forum.words[3] = "Sửa lại: lệ phí là 70.000 đồng."
    forum.bumped = "2026-11-21T01:00:00Z"
    forum.publish()
    third = runs.crawl(source, site)
    assert site.paths() == ["/latest.json", "/t/7.json"]
    assert (third["new"], third["changed"], third["same"]) == (0, 1, 19)
    assert texts()["Sửa lại: lệ phí là 70.000 đồng."] == 2

    site.pages["/latest.json"] = Answer(
        '{"error_type":"invalid_access"}', status=403, kind="application/json"
    )
    site.pages["/latest.rss"] = Answer(
        f"<rss><channel><item><title>Giờ làm việc</title><link>{site.url}/t/gio/8</link><description>&lt;p&gt;Mấy giờ mở cửa?"
        "&lt;/p&gt;</description></item></channel></rss>",
        kind="application/rss+xml",
    )
    feed = runs.crawl(source, site)
    assert (feed["state"], feed["new"], feed["same"]) == ("done", 0, 1)
    assert site.paths() == ["/latest.json", "/latest.rss"]


class XenForo:
    """A board of one thread of two pages and a sticky one; the token in its pages is never the same."""

    def __init__(self, site: LocalSite) -> None:
        self.site, self.token, self.latest = site, 0, "2026-11-20T09:30:00+0700"
        self.words = {number: f"Câu trả lời thứ {number} về lệ phí." for number in range(1, 6)}
        site.pages["/f/hoi-dap.2/"] = lambda _asked: self.page(
            self.item("le-phi.12", self.latest, '<span class="structItem-pageJump"><a href="/t/le-phi.12/page-2">2</a></span>')
            + self.item("ghim.9", "2026-11-01T09:30:00+0700")
        )  # fmt: skip
        site.pages["/t/ghim.9/"] = lambda _asked: self.page(self.post(90, "Quy định của diễn đàn."))
        site.pages["/t/le-phi.12/"] = lambda _asked: self.page(
            "".join(self.post(n, self.words[n]) for n in (1, 2, 3))
            + '<a class="pageNav-jump pageNav-jump--next" href="/t/le-phi.12/page-2">Tiếp</a>'
        )
        site.pages["/t/le-phi.12/page-2"] = lambda _asked: self.page(
            "".join(self.post(n, self.words[n]) for n in (4, 5))
        )

    def page(self, inside: str) -> Answer:
        self.token += 1
        return Answer(f'<html data-csrf="{self.token}"><body><h1>Hỏi lệ phí</h1>{inside}</body></html>')

    def item(self, slug: str, latest: str, jump: str = "") -> str:
        return (
            f'<div class="structItem structItem--thread"><div class="structItem-title"><a href="/t/{slug}/">Hỏi</a></div>{jump}'
            f'<div class="structItem-cell structItem-cell--meta"><dl><dt>Trả lời</dt><dd>4</dd></dl><dl><dd>{self.token}</dd></dl></div>'
            f'<div class="structItem-cell--latest"><time datetime="{latest}">nay</time></div></div>'
        )

    def post(self, number: int, words: str) -> str:
        return (
            f'<article class="message message--post" data-author="buoi_mang_1975" id="js-post-{number}">'
            f'<a class="username">buoi_mang_1975</a><div class="bbWrapper">{words}</div></article>'
        )


def test_xenforo_twice_after_an_edit_and_before_a_closed_gate(
    db: TestDatabase, runs: Runs, site: LocalSite
) -> None:
    forum = XenForo(site)
    source = add_source(f"{site.url}/f/hoi-dap.2/", SourceKind.XENFORO)
    first = runs.crawl(source, site)
    assert (first["state"], first["new"], len(site.paths())) == ("done", 6, 4)
    with transaction() as session:
        assert (
            sorted(post.kind for post in session.query(Post))
            == [PostKind.COMMENT] * 4 + [PostKind.THREAD] * 2
        )
        assert len({post.thread_key for post in session.query(Post)}) == 2

    second = runs.crawl(source, site)
    assert (second["state"], second["new"] + second["changed"]) == ("done", 0)
    assert site.paths() == ["/f/hoi-dap.2/"]

    forum.words[5], forum.latest = "Sửa lại: lệ phí là 70.000 đồng.", "2026-11-21T09:30:00+0700"
    third = runs.crawl(source, site)
    assert site.paths() == ["/f/hoi-dap.2/", "/t/le-phi.12/page-2"]
    assert (third["new"], third["changed"]) == (0, 1)
    assert texts()["Sửa lại: lệ phí là 70.000 đồng."] == 2

    gate = "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"
    site.pages["/f/hoi-dap.2/"] = Answer(gate)
    site.pages["/f/hoi-dap.2/index.rss"] = Answer("<rss><channel/></rss>", kind="application/rss+xml")
    assert runs.crawl(source, site)["code"] == "challenge_page"
    assert site.paths() == ["/f/hoi-dap.2/"]
    with transaction() as session:
        assert [row.error_code for row in session.query(SetAside)] == ["challenge_page"]
    assert len(texts()) == 6

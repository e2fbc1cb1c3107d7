"""Isso: a real server that is written to, edited and read again; then what its answers may hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import ApiClosed, NotAThread, NotJson
from crawler.plan import Plan
from crawler.spiders import isso
from models.session import transaction
from models.tables.post import Post, PostKey
from models.tables.source import Run
from models.vocabulary import PostKind, SourceKind
from tests.crawler.crawling import add_source, crawl
from tests.crawler.driving import Given, crawl_here, walk
from tests.crawler.frozen import PAGES, as_plain
from tests.crawler.isso_server import IssoServer, isso_server
from tests.crawler.test_crawl_demonstration import everything_in
from tests.database import TestDatabase

URL = "https://dd.example/isso/?uri=/tin/1/"
PEOPLE = ("Nguyễn Thị Bưởi", "buoi.mang@anson.example", "mangtre-2020", "0900 000 417")
WRITER = {"author": PEOPLE[0], "email": PEOPLE[1], "website": f"https://{PEOPLE[2]}.example/"}
ASKED = "Từ tháng sau làm lại căn cước phải đóng 500 nghìn hả mọi người?"
WRONG, RIGHT = "Lệ phí là 90.000 đồng.", "Tôi nhầm, lệ phí vẫn là 70.000 đồng."
GONE = "Hình như xã thu thêm tiền ảnh."
ANSWERS = [f"Hôm thứ {day} tôi làm ở xã, {n} ngày thì xong." for n, day in enumerate(["hai", "ba", "tư"] * 4)]
ELSEWHERE = "Thôn tôi mất điện từ sáng."


def write(server: IssoServer) -> dict[str, int]:
    """Two threads; twelve answers to one comment, more than a page of Isso's answer is asked to hold."""
    question = server.write("/tin/1/", ASKED, **WRITER)
    for text in ANSWERS[:-1]:
        server.write("/tin/1/", text, parent=question, **WRITER)
    quoting = f"{PEOPLE[0]} viết:\n\n> phải đóng 500 nghìn\n\n{ANSWERS[-1]} Gọi {PEOPLE[3]}."
    server.write("/tin/1/", quoting, parent=question, **WRITER)
    wrong, gone = (server.write("/tin/1/", text, **WRITER) for text in (WRONG, GONE))
    server.write("/tin/cắt điện/?trang=2", ELSEWHERE, **WRITER)
    return {ASKED: question, WRONG: wrong, GONE: gone}


def handed_on(run_id: int) -> set[str]:
    """The posts that the latest run saw, also where all it heard was that a thread is as it was."""
    with transaction() as session:
        begun = session.get_one(Run, run_id).started_at
        keys = session.query(PostKey.post_id).filter(PostKey.last_seen_at >= begun)
        return {text or "" for (text,) in session.query(Post.text).filter(Post.id.in_(keys))}


@pytest.mark.database
def test_a_real_server_is_read_and_what_changes_there_is_noticed(db: TestDatabase, tmp_path: Path) -> None:
    with isso_server(tmp_path) as server:
        numbers = write(server)
        source = add_source(server.url, SourceKind.ISSO)
        first = crawl(source, server.address)
        server.edit(numbers[WRONG], RIGHT)
        server.delete(numbers[GONE])  # nobody answered: Isso forgets it
        server.delete(numbers[ASKED])  # was answered: an empty comment of mode 4 is left
        run_id, second = crawl_here(source, server.read)
        thread = server.ask("GET", "/?uri=/tin/1/")[1]
        assert PEOPLE[0] in json.dumps(thread, ensure_ascii=False), "the names are there to be read"
    assert (first.exit_code, first.said["new"], first.said["refused"]) == (0, 16, 0), first.output
    assert second.error is None
    assert (second.counts.new, second.counts.changed, second.counts.same) == (0, 1, 10)
    assert second.counts.unchanged == 2, "the other thread, and the answers beyond the first ten"

    with transaction() as session:
        posts = session.query(Post).all()
    assert {post.text: post.version for post in posts if post.version > 1} == {RIGHT: 2}
    assert {post.kind for post in posts} == {PostKind.COMMENT}
    assert len({post.thread_key for post in posts}) == 2
    assert all(post.posted_at is not None for post in posts)
    assert [post for post in posts if (post.text or "").startswith(f"{ANSWERS[-1]} Gọi [")]
    again = handed_on(run_id)
    assert again == {RIGHT, *ANSWERS[:10], ELSEWHERE}
    gone = {post.text for post in posts if post.gone_at is not None}
    assert gone == {ASKED, GONE}, "missed on both pages of the thread, one of them unchanged"

    written = everything_in(db) + first.output
    for path in db.home.rglob("*"):
        written += path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    assert [one for one in PEOPLE if one in written or one.encode().hex() in written] == []


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://bl.example", "https://bl.example/latest?limit=1000"),
        ("https://dd.example/isso/latest?limit=5", "https://dd.example/isso/latest?limit=1000"),
        ("https://dd.example/isso", "https://dd.example/isso/latest?limit=1000"),
        (
            "https://bl.example/?uri=/a%20b/%3Fp%3D1&offset=50",
            "https://bl.example/?uri=/a+b/%3Fp%3D1&limit=50&nested_limit=10",
        ),
    ],
)
def test_where_a_walk_begins(url: str, asked: str) -> None:
    assert isso.first(url).url == asked


def test_a_server_that_does_not_list_its_threads_says_what_to_do() -> None:
    body = b"<!doctype html><p>Unavailable because &#39;latest-enabled&#39; not set by site admin</p>"
    walked = walk(Plan(SourceKind.ISSO, "https://bl.example/"), lambda _url: Given(body, 404, "text/html"))
    assert walked.codes == [ApiClosed.code]
    assert walked.ledger.stopped_by is not None
    assert "?uri=" in walked.ledger.stopped_by.message
    assert isso.refused(404, b"Not Found") is None
    assert isso.refused(500, body) is None


@pytest.mark.parametrize("reader", [isso.read_latest, isso.read_thread])
def test_another_answer_is_named(reader: Any) -> None:
    with pytest.raises(NotJson):
        reader(b"<!doctype html><title>Trang</title>", URL)
    with pytest.raises(NotAThread, match="Isso"):
        reader(b'{"message": "x"}', URL)


def test_who_wrote_is_not_looked_at() -> None:
    """Whatever stands in the fields of people, the same is handed on."""
    body = (PAGES / "isso_thread.json").read_text(encoding="utf-8")
    answer = json.loads(body)

    def bare(node: dict[str, Any]) -> dict[str, Any]:
        kept = {key: node[key] for key in node if key in {"id", "text", "created", "mode", "hidden_replies"}}
        return {**kept, "replies": [bare(one) for one in node.get("replies", ())]}

    without = json.dumps(bare(answer)).encode()
    assert as_plain(isso.read_thread(without, URL)) == as_plain(isso.read_thread(body.encode(), URL))


@settings(max_examples=12, deadline=None)
@given(answers=st.lists(st.integers(0, 7), max_size=7))
def test_every_comment_of_a_thread_is_reached_once(answers: list[int]) -> None:
    """Against the paging of Isso 0.14, in small: ``answers`` holds how many answers each first comment has."""

    def node(number: int, **more: Any) -> dict[str, Any]:
        return {"id": number, "mode": 1, "text": f"<p>Câu {number}</p>", "created": 1.8e9, **more}

    def page(whole: list[Any], shown: list[Any], offset: int, parent: int | None) -> dict[str, Any]:
        return {"id": parent, "replies": shown, "hidden_replies": len(whole) - len(shown) - offset}

    def answer(url: str) -> Given:
        asked = dict(parse_qsl(urlsplit(url).query))
        limit, offset = int(asked["limit"]), int(asked.get("offset", 0))
        if "parent" in asked:
            parent = int(asked["parent"])
            whole = [node(parent * 1_000 + n) for n in range(1, answers[parent - 1] + 1)]
            return Given(json.dumps(page(whole, whole[offset : offset + limit], offset, parent)).encode())
        whole = []
        for at, count in enumerate(answers, start=1):
            replies = [node(at * 1_000 + n) for n in range(1, count + 1)]
            shown = replies[: int(asked["nested_limit"])]
            whole.append(node(at, replies=shown, hidden_replies=len(replies) - len(shown)))
        return Given(json.dumps(page(whole, whole[offset : offset + limit], offset, None)).encode())

    with pytest.MonkeyPatch.context() as patch:
        for name, size in (("COMMENTS", 3), ("ANSWERS", 2), ("MORE_ANSWERS", 3)):
            patch.setattr(isso, name, size)
        walked = walk(Plan(SourceKind.ISSO, URL), answer)
    addresses = [post.address for post in walked.posts]
    assert len(addresses) == len(set(addresses)) == len(answers) + sum(answers)
    assert not walked.ledger.incomplete

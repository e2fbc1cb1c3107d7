"""Facebook Pages, YouTube and Zalo OA against stand-ins that speak their interfaces: what is asked, what comes, what is an error."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import func, update

from crawler import run, youtube_refusals
from crawler.consequences import ENDS_THE_RUN, is_settled
from crawler.errors import NotAnAccount, NotJson
from crawler.plan import Plan
from crawler.platforms import account_of, may_ask
from crawler.registry import KINDS
from crawler.safety import Allowance
from crawler.spiders import facebook, youtube, zalo
from models.session import transaction
from models.tables.post import Post, PostKey
from models.tables.source import Source
from models.vocabulary import PostKind, SourceKind
from tests.crawler.crawling import add_source
from tests.crawler.driving import Given, Walked, crawl_here, walk
from tests.crawler.platform_stubs import (
    PEOPLE,
    VIDEO_IDS,
    Facebook,
    Stub,
    YouTube,
    Zalo,
    facebook_error,
    youtube_error,
    zalo_error,
)
from tests.database import TestDatabase

PAGE, CHANNEL, OA = SourceKind.FACEBOOK_PAGE, SourceKind.YOUTUBE, SourceKind.ZALO_OA
ADDRESSES = {
    PAGE: "https://www.facebook.com/xahadong.example",
    CHANNEL: "https://www.youtube.com/@xahadong",
    OA: "https://oa.zalo.me/1234567890123456789",
}
ASKED_FOR = {
    PAGE: {"id", "message", "created_time", "updated_time", "comments", "filter", "stream", "order", "chronological", "limit", "summary", "total_count"},
    CHANNEL: {"nextPageToken", "items", "id", "snippet", "textDisplay", "publishedAt", "totalReplyCount", "topLevelComment", "replies", "comments", "title",
              "description", "statistics", "commentCount", "contentDetails", "videoId", "relatedPlaylists", "uploads"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two or three to a page: the same walk with fewer texts."""
    for module, name, size in (
        (facebook, "POSTS", 2),
        (facebook, "COMMENTS", 3),
        (zalo, "ARTICLES", 2),
    ):
        monkeypatch.setattr(module, name, size)
    monkeypatch.setattr(youtube, "SIZES", {"playlistItems": 2, "commentThreads": 2, "comments": 3})


def full(kind: SourceKind) -> Stub:
    """An account with more of everything than fits one page."""
    if kind is PAGE:
        page = Facebook()
        for number in (1, 2, 3):
            page.publish(number, f"Thông báo số {number} của xã.", hour=number)
        for number in range(1, 9):
            page.comment(2, number, f"Ý kiến thứ {number} về lệ phí.")
        page.comment(3, 9, "Có phải mang bản chính không?")
        return page
    if kind is CHANNEL:
        channel = YouTube()
        channel.videos = {number: (f"Bản tin số {number}", "Tin của xã.") for number in (1, 2, 3)}
        channel.comments = {
            1: {at: [f"Câu hỏi thứ {at}?"] for at in range(1, 6)},
            2: {1: ["Nộp ở đâu?", *(f"Trả lời {at}." for at in range(1, 8))]},
        }
        return channel
    account = Zalo()
    for number in range(1, 6):
        account.publish(number, f"Bài {number}", f"Nội dung của bài {number}.")
    account.videos[6] = ("Phim ngắn", "Hướng dẫn cài ứng dụng.")
    return account


EXPECTED = {PAGE: 12, CHANNEL: 16, OA: 6}


def collect(kind: SourceKind, stub: Stub, pages: int = 50) -> Walked:
    return walk(Plan(kind, ADDRESSES[kind], max_pages=pages), stub)


@pytest.mark.parametrize("kind", ADDRESSES)
def test_everything_published_is_reached_once(kind: SourceKind) -> None:
    walked = collect(kind, full(kind))
    addresses = {post.address for post in walked.posts}
    assert len(addresses) == EXPECTED[kind], "whatever stands on two pages is one post"
    assert (walked.codes, walked.ledger.incomplete) == ([], False)
    assert len(walked.asked) == len(set(walked.asked))
    assert all(post.posted_at is not None and post.posted_at.year == 2026 for post in walked.posts)
    threads = {post.address for post in walked.posts if post.kind is PostKind.ARTICLE}
    assert {post.thread for post in walked.posts} == threads
    assert all(urlsplit(address).scheme == "https" for address in addresses)
    assert not [
        address
        for address in addresses
        if "googleapis" in address or "graph." in address or "openapi" in address
    ]


@pytest.mark.parametrize("kind", ADDRESSES)
def test_no_request_asks_for_a_person_and_nothing_of_one_is_handed_on(kind: SourceKind) -> None:
    stub = full(kind)
    walked = collect(kind, stub)
    for url in walked.asked:
        given = dict(parse_qsl(urlsplit(url).query))
        if kind is OA:
            assert set(given) <= {"offset", "limit", "type", "id"}
        else:
            named = set(re.findall(r"[A-Za-z_]+", re.sub(r"\(\d+\)", "", given["fields"])))
            assert named <= ASKED_FOR[kind]
        assert not re.search(r"author|from\b|profile|avatar|picture|channelTitle|tags|permalink|search", url)
    sent = b"".join(stub(url).body for url in walked.asked).decode()
    assert [one for one in PEOPLE if one in sent] != [], "the stand-in sends people all the same"
    handed_on = repr([(post.text, post.address, post.thread) for post in walked.posts])
    assert [one for one in PEOPLE if one in handed_on] == []


@pytest.mark.database
@pytest.mark.parametrize("kind", ADDRESSES)
def test_only_what_changed_is_asked_for_again(db: TestDatabase, kind: SourceKind) -> None:
    stub = full(kind)
    source = add_source(ADDRESSES[kind], kind, demonstration=False)
    _, first = crawl_here(source, stub)
    assert (first.error, first.counts.new) == (None, EXPECTED[kind])
    first_time, stub.asked = len(stub.asked), []
    _, second = crawl_here(source, stub)
    lists = [url for url in stub.asked if re.search(r"/feed|channels|playlistItems|videos\?|getslice", url)]
    assert (second.error, second.counts.new, second.counts.changed) == (None, 0, 0)
    assert stub.asked == lists, "the lists alone"
    assert len(stub.asked) < first_time


@pytest.mark.database
def test_an_edited_post_and_a_new_comment_on_a_page(db: TestDatabase) -> None:
    stub = full(PAGE)
    assert isinstance(stub, Facebook)
    source = add_source(ADDRESSES[PAGE], PAGE, demonstration=False)
    crawl_here(source, stub)
    stub.publish(1, "Thông báo số 1 đã sửa: lệ phí 70.000 đồng.", hour=9)
    stub.comment(3, 10, "Xin cảm ơn xã.", hour=5)
    del stub.comments[3][9]
    stub.asked = []
    _, later = crawl_here(source, stub)
    assert (later.counts.changed, later.counts.new) == (1, 1)
    assert len([url for url in stub.asked if "/feed" not in url]) == 2
    assert gone() == ["Có phải mang bản chính không?"]


@pytest.mark.database
def test_a_token_that_may_no_longer_read_comments_does_not_make_them_gone(db: TestDatabase) -> None:
    stub = full(PAGE)
    assert isinstance(stub, Facebook)
    source = add_source(ADDRESSES[PAGE], PAGE, demonstration=False)
    crawl_here(source, stub)
    stub.silent = True
    stub.publish(3, "Thông báo số 3, bản mới.", hour=9)
    crawl_here(source, stub)
    assert gone() == []


@pytest.mark.database
@pytest.mark.parametrize("kind", ADDRESSES)
def test_a_deleted_post_is_looked_for_again_and_found_gone(
    db: TestDatabase, kind: SourceKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its account no longer lists it; a day later it is asked for by itself."""
    monkeypatch.setattr(run, "REVISITED", 10)
    stub = full(kind)
    source = add_source(ADDRESSES[kind], kind, demonstration=False)
    crawl_here(source, stub)
    if isinstance(stub, Facebook):
        del stub.posts[2]
    elif isinstance(stub, YouTube):
        del stub.videos[2]
    elif isinstance(stub, Zalo):
        del stub.articles[2]
        stub.hidden.add(3)
    crawl_here(source, stub)
    assert gone() == [], "not in a list is not gone"
    with transaction() as session:
        session.execute(update(PostKey).values(last_seen_at=func.now() - timedelta(days=2)))
    _, later = crawl_here(source, stub)
    assert later.error is None
    assert len(gone()) == {PAGE: 9, CHANNEL: 9, OA: 2}[kind]


@pytest.mark.database
def test_comments_that_are_deleted_or_switched_off_under_a_video(db: TestDatabase) -> None:
    stub = YouTube(videos={1: ("Bản tin", "Tin."), 2: ("Phóng sự", "Tin.")})
    stub.comments = {1: {1: ["Câu một.", "Trả lời."], 2: ["Câu hai."]}, 2: {3: ["Câu ba."]}}
    source = add_source(ADDRESSES[CHANNEL], CHANNEL, demonstration=False)
    assert crawl_here(source, stub)[1].counts.new == 6
    del stub.comments[1][2]
    stub.off.add(2)
    _, second = crawl_here(source, stub)
    assert second.error is None
    assert gone() == ["Câu hai."], "the video itself is still there"
    with transaction() as session:
        session.execute(update(PostKey).values(last_seen_at=func.now() - timedelta(days=2)))
    crawl_here(source, stub)
    assert gone() == ["Câu ba.", "Câu hai."]


def test_comments_switched_off_are_no_error() -> None:
    stub = YouTube(videos={1: ("Bản tin", "Tin.")}, comments={1: {1: ["Câu một."]}})
    stub.instead["commentThreads"] = youtube_error("commentsDisabled")
    walked = collect(CHANNEL, stub)
    assert (len(walked.posts), walked.codes, walked.ledger.counts.errors) == (1, [], 0)


def gone() -> list[str]:
    with transaction() as session:
        return sorted(post.text or "" for post in session.query(Post).filter(Post.gone_at.is_not(None)))


REFUSALS = [
    (PAGE, facebook_error(190, 463), "token_expired"),
    (PAGE, facebook_error(102), "token_expired"),
    (PAGE, facebook_error(4), "rate_limited"),
    (PAGE, facebook_error(17), "rate_limited"),
    (PAGE, facebook_error(32, status=403), "rate_limited"),
    (PAGE, facebook_error(613), "rate_limited"),
    (PAGE, facebook_error(80_001), "rate_limited"),
    (PAGE, facebook_error(10, status=403), "permission_missing"),
    (PAGE, facebook_error(200, status=403), "permission_missing"),
    (PAGE, facebook_error(100, 33), "no_such_object"),
    (PAGE, facebook_error(803, status=404), "no_such_object"),
    (PAGE, facebook_error(2635), "api_retired"),
    (PAGE, facebook_error(100), "http_error"),
    (PAGE, facebook_error(1, status=500), "http_error"),
    (PAGE, Given(b"<html>Sorry</html>", 500, "text/html"), "server_error"),
    (PAGE, Given(b"<html>Sorry</html>", 200, "text/html"), "not_json"),
    (PAGE, Given(b'{"data": 3}'), "not_json"),
    (CHANNEL, youtube_error("quotaExceeded"), "quota_used_up"),
    (CHANNEL, youtube_error("dailyLimitExceeded"), "quota_used_up"),
    (CHANNEL, youtube_error("rateLimitExceeded"), "rate_limited"),
    (CHANNEL, youtube_error("keyInvalid", 400), "token_expired"),
    (CHANNEL, youtube_error("badRequest", 400, "API_KEY_INVALID"), "token_expired"),
    (CHANNEL, youtube_error("accessNotConfigured"), "permission_missing"),
    (CHANNEL, youtube_error("forbidden", 403, "API_KEY_HTTP_REFERRER_BLOCKED"), "permission_missing"),
    (CHANNEL, youtube_error("playlistNotFound", 404), "no_such_object"),
    (CHANNEL, youtube_error("channelNotFound", 404), "no_such_object"),
    (CHANNEL, youtube_error("processingFailure", 400), "http_error"),
    (CHANNEL, youtube_error("backendError", 503), "http_error"),
    (CHANNEL, youtube_error("methodNotFound", 404), "api_retired"),
    (CHANNEL, Given(b'{"pageInfo": {"totalResults": 0}}'), "no_such_object"),
    (CHANNEL, Given(b"[]"), "not_json"),
    (OA, zalo_error(-216), "token_expired"),
    (OA, zalo_error(-124), "token_expired"),
    (OA, zalo_error(-220), "token_expired"),
    (OA, zalo_error(-32), "rate_limited"),
    (OA, zalo_error(-224), "permission_missing"),
    (OA, zalo_error(-209), "permission_missing"),
    (OA, zalo_error(-205), "no_such_object"),
    (OA, zalo_error(-240), "api_retired"),
    (OA, zalo_error(-201), "http_error"),
    (OA, Given(b'{"error": 0}'), "not_json"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "answer", "code"), REFUSALS)
def test_an_error_answer_has_a_name_and_says_what_to_do(kind: SourceKind, answer: Given, code: str) -> None:
    stub = full(kind)
    stub.instead["/"] = answer
    walked = collect(kind, stub)
    stopped: Any = walked.ledger.stopped_by
    assert (walked.codes, stopped.code, len(stub.asked)) == ([code], code, 1)
    assert "Error for" not in stopped.message
    assert not [one for one in PEOPLE if one in stopped.message]
    passing = code in {"quota_used_up", "rate_limited"}
    assert (getattr(stopped, "retry_at", None) is not None) == passing
    if passing:
        assert timedelta(0) < stopped.retry_at - datetime.now(UTC) <= timedelta(hours=25)
    assert is_settled(stopped) == (code == "no_such_object")


def test_what_ends_a_run_ends_it_in_the_middle_and_keeps_what_was_read() -> None:
    stub = full(CHANNEL)
    assert isinstance(stub, YouTube)
    stub.quota = 4
    walked = collect(CHANNEL, stub)
    assert walked.codes == ["quota_used_up"]
    assert "quota_used_up" in ENDS_THE_RUN
    assert walked.ledger.incomplete
    assert len(walked.posts) > 0
    assert len(stub.asked) == 5


def test_the_day_of_the_quota_is_that_of_the_pacific() -> None:
    summer = youtube_refusals.next_day(datetime(2026, 7, 1, 8, 0, tzinfo=UTC))
    assert summer.astimezone(UTC) == datetime(2026, 7, 2, 7, 0, tzinfo=UTC)
    just_before = youtube_refusals.next_day(datetime(2026, 11, 28, 7, 59, tzinfo=UTC))
    assert just_before.astimezone(UTC) == datetime(2026, 11, 28, 8, 0, tzinfo=UTC)


@pytest.mark.database
def test_a_source_whose_quota_is_used_up_is_not_due_before_the_next_day(db: TestDatabase) -> None:
    stub = full(CHANNEL)
    assert isinstance(stub, YouTube)
    stub.quota = 0
    source = add_source(ADDRESSES[CHANNEL], CHANNEL, demonstration=False)
    _, outcome = crawl_here(source, stub)
    error: Any = outcome.error
    with transaction() as session:
        put_off = session.get_one(Source, source)
        ordinary = datetime.now(UTC) + timedelta(seconds=put_off.every_seconds)
        assert datetime.now(UTC) < error.retry_at <= put_off.next_due_at <= max(error.retry_at, ordinary)


def test_search_is_never_asked_and_a_whole_reading_stays_far_below_the_quota() -> None:
    stub = full(CHANNEL)
    walked = collect(CHANNEL, stub)
    assert not [url for url in walked.asked if "/search" in url]
    every, pages = 1800, 50
    assert pages * 86_400 // every < youtube_refusals.UNITS_A_DAY / 4


@pytest.mark.parametrize(
    ("kind", "given", "address"),
    [
        (PAGE, "https://m.facebook.com/xahadong.example/posts/1", "https://www.facebook.com/xahadong.example"),
        (PAGE, "https://www.facebook.com/profile.php?id=1000104417", "https://www.facebook.com/1000104417"),
        (PAGE, "https://www.facebook.com/p/Xã-Hạ-Đồng-1000104417/", "https://www.facebook.com/1000104417"),
        (PAGE, "1000104417", "https://www.facebook.com/1000104417"),
        (CHANNEL, "https://youtube.com/@xahadong/videos", "https://www.youtube.com/@xahadong"),
        (CHANNEL, "https://www.youtube.com/channel/UC" + "x" * 22, "https://www.youtube.com/channel/UC" + "x" * 22),
        (CHANNEL, "@xãhạđồng", "https://www.youtube.com/@x%C3%A3h%E1%BA%A1%C4%91%E1%BB%93ng"),
        (CHANNEL, "https://www.youtube.com/user/xahadong", "https://www.youtube.com/user/xahadong"),
        (OA, "https://zalo.me/1234567890123456789", "https://oa.zalo.me/1234567890123456789"),
    ],
)  # fmt: skip
def test_an_address_is_understood_in_the_forms_people_give(
    kind: SourceKind, given: str, address: str
) -> None:
    assert account_of(kind, given).address == address
    assert account_of(kind, address).address == address
    assert may_ask(kind, KINDS[kind].first(given).url, given, None)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (PAGE, "https://www.facebook.com/groups/123456"),
        (PAGE, "https://www.facebook.com/"),
        (PAGE, "https://www.facebook.com/profile.php"),
        (PAGE, "https://www.facebook.com.evil.example/xahadong"),
        (PAGE, "https://evil.example/xahadong"),
        (PAGE, "https://www.facebook.com/a%2F..%2Fme"),
        (CHANNEL, "https://www.youtube.com/watch?v=abcdefghijk"),
        (CHANNEL, "https://www.youtube.com/c/xahadong"),
        (CHANNEL, "https://youtu.be/abcdefghijk"),
        (OA, "https://zalo.me/0900000417"),
        (OA, "https://oa.zalo.me/"),
        (OA, "javascript://x"),
    ],
)
def test_an_address_of_something_else_is_refused_with_the_form_that_is_needed(
    kind: SourceKind, given: str
) -> None:
    with pytest.raises(NotAnAccount, match="Hãy đưa địa chỉ"):
        account_of(kind, given)
    walked = walk(Plan(kind, given), lambda _url: pytest.fail("asked"))
    assert walked.ledger.stopped_by is not None
    assert walked.ledger.stopped_by.code in {"not_an_account", "address_refused"}


@pytest.mark.parametrize(
    "url",
    [
        "http://graph.facebook.com/v26.0/x",
        "https://graph.facebook.com.evil.example/v26.0/x",
        "https://evil.example/graph.facebook.com",
        "https://www.facebook.com/x",
        "https://graph.facebook.com:8443/x",
        "https://a:b@graph.facebook.com/x",
        "https://graph.facebook.com@evil.example/x",
        "https://www.googleapis.com/youtube/v3/channels",
        "http://127.0.0.1:8123/v26.0/x",
        "https://[::1/",
    ],
)
def test_nothing_but_the_interface_itself_is_asked(url: str) -> None:
    assert may_ask(PAGE, "https://graph.facebook.com/v26.0/x", ADDRESSES[PAGE], None)
    allowance = Allowance("127.0.0.1", 8123)
    assert not may_ask(PAGE, url, ADDRESSES[PAGE], None)
    assert not may_ask(PAGE, url, ADDRESSES[PAGE], allowance), (
        "the allowance is for the source's own server alone"
    )
    assert not may_ask(PAGE, url, "http://127.0.0.1:8123/x", None)
    assert not may_ask(PAGE, "https://graph.facebook.com/x", "http://127.0.0.1:8123/x", None)


def test_a_loopback_address_without_the_allowance_ends_before_anything_is_asked() -> None:
    for allowance in (None, Allowance("127.0.0.1", 8124)):
        plan = Plan(PAGE, "http://127.0.0.1:8123/xahadong.example", allowance=allowance)
        stopped: Any = walk(plan, lambda _url: pytest.fail("asked")).ledger.stopped_by
        assert stopped.code == "address_refused"


def test_a_comment_address_leads_back_to_its_post() -> None:
    for kind, posts in ((PAGE, 12), (CHANNEL, 16), (OA, 6)):
        again = KINDS[kind].again
        assert again is not None
        walked = collect(kind, full(kind))
        leads = [again(post.address) for post in walked.posts]
        assert [lead.shows for lead in leads] == [post.thread for post in walked.posts]
        assert {lead.role for lead in leads} <= set(KINDS[kind].readers)
        assert len({post.address for post in walked.posts}) == posts
        assert all(may_ask(kind, lead.url, ADDRESSES[kind], None) for lead in leads)


def test_a_reader_refuses_what_is_not_its_interfaces_answer() -> None:
    for kind in ADDRESSES:
        for reader in KINDS[kind].readers.values():
            with pytest.raises(NotJson):
                reader(b"<!doctype html>", KINDS[kind].first(ADDRESSES[kind]).url)
    assert VIDEO_IDS.format(1) == "vD_00000001"

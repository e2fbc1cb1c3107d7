"""A gate in place of a page is recognised whatever its status, and nothing that is written about one is."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.challenge import MAX_BYTES, is_challenge
from crawler.consequences import ENDS_THE_RUN, NO_OTHER_WAY, is_settled
from crawler.errors import ChallengePage, NoArticle
from crawler.items import Found, RawPost
from crawler.manners import RetryAfterGate
from crawler.responses import check_answer, read_answer
from models.errors import TriageError
from models.vocabulary import PostKind
from tests.crawler.frozen import READ

TURNSTILE = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript</noscript>"
    "<script>(function(){window._cf_chl_opt={cvId:'3'};})();</script></body></html>"
)
GATES = {
    "cloudflare": TURNSTILE,
    "old cloudflare": "<html><head><title>Xin chờ</title></head><body><form id='challenge-form' action='/?__cf_chl_jschl_tk__=1'></form></body></html>",
    "blocked": "<html><head><title>Attention Required! | Cloudflare</title></head><body><h1>Sorry, you have been blocked</h1></body></html>",
    "checking": "<html><head><title>Checking your browser before accessing dd.example</title></head><body><p>DDoS protection</p></body></html>",
    "vietnamese": "<html><head><title>Đang kiểm tra trình duyệt của bạn</title></head><body><p>Vui lòng chờ vài giây.</p></body></html>",
    "ddos-guard": "<html><head><title>DDoS-Guard</title><script src='/.well-known/ddos-guard/js-challenge/index.js'></script></head><body></body></html>",
    "sucuri": "<html><body><script>var s={},sucuri_cloudproxy_js='',S='abc';</script></body></html>",
    "imperva": "<html><body><iframe src='/_Incapsula_Resource?CWUDNSAI=9'>Request unsuccessful.</iframe></body></html>",
    "anubis": "<html><head><title>Making sure you're not a bot!</title></head><body><script id='anubis_challenge' type='application/json'>{}</script></body></html>",
}


def answer(body: str | bytes, status: int = 200, **headers: str) -> Response:
    given = {
        "Content-Type": "text/html; charset=utf-8",
        **{key.replace("_", "-"): value for key, value in headers.items()},
    }
    return Response("https://dd.example/", status=status, headers=given, body=body.encode() if isinstance(body, str) else body)  # fmt: skip


@pytest.mark.parametrize("status", [200, 403, 429, 503])
@pytest.mark.parametrize("name", GATES)
def test_a_gate_is_named_whatever_its_status(name: str, status: int) -> None:
    with pytest.raises(TriageError, match="xin phép") as caught:
        check_answer(answer(GATES[name], status))
    assert caught.value.code == "challenge_page"
    assert caught.value.code in NO_OTHER_WAY & ENDS_THE_RUN
    assert is_settled(caught.value)


def gives(*words: str) -> Any:
    """A reader that finds posts of these words, or nothing but leads."""
    return lambda _body, url: Found(tuple(RawPost(PostKind.ARTICLE, url, one) for one in words))


def fails(problem: Exception) -> Any:
    def read(_body: bytes, _url: str) -> Found:
        raise problem

    return read


@pytest.mark.parametrize(
    "reader",
    [
        gives(),
        gives("Vui lòng chờ."),
        gives("x" * 900, "y" * 900),
        fails(NoArticle("Không có.")),
        fails(ValueError("x")),
    ],
    ids=["no post", "a short post", "short posts", "no article", "an error of ours"],
)
@pytest.mark.parametrize("name", GATES)
def test_a_page_that_is_to_be_read_is_a_gate_whatever_its_reader_makes_of_it(name: str, reader: Any) -> None:
    """In the walk a page is looked at for a gate when it is known how much it says; what was read of a gate is dropped."""
    response = answer(GATES[name])
    check_answer(response, to_be_read=True)
    with pytest.raises(ChallengePage):
        read_answer(reader, response, response.url)


def test_what_is_left_to_reading_is_the_looks_of_a_page_alone() -> None:
    for response in (
        answer(TURNSTILE, 403), answer(TURNSTILE, 503), answer("", 200, cf_mitigated="challenge"),
        answer(TURNSTILE, Content_Type="application/octet-stream"),
    ):  # fmt: skip
        with pytest.raises(ChallengePage):
            check_answer(response, to_be_read=True)


def test_a_page_that_says_more_than_a_gate_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.responses.is_gate", lambda _body: pytest.fail("searched"))
    page = answer("<html><body>…</body></html>")
    assert len(read_answer(gives("Lời. " * 500), page, page.url).posts) == 1


def test_a_gate_that_says_it_is_busy_is_a_gate() -> None:
    gate: Any = RetryAfterGate(Any)  # type: ignore[arg-type]
    response = answer(TURNSTILE, 503)
    assert gate.process_response(Request("https://dd.example/"), response) is response


def test_a_header_is_enough() -> None:
    assert is_challenge(answer("", 403, cf_mitigated="challenge"))
    assert is_challenge(answer("", 405, x_amzn_waf_action="challenge"))
    assert not is_challenge(answer("", 403, server="cloudflare"))


WORDS = (
    "Mở trang nộp hồ sơ thì hiện dòng Checking your browser, chờ mãi không vào được, có ai bị như vậy không? "
)


@pytest.mark.parametrize(
    "page",
    [
        f"<html><head><title>Checking your browser là lỗi gì?</title></head><body><p>{WORDS * 12}</p></body></html>",
        f"<html><head><title>Hỏi</title></head><body><p>{WORDS}</p><code>window._cf_chl_opt={{}}; challenge-form</code></body></html>",
        "<html><head><title>Tin</title><script src='/_Incapsula_Resource?SWJIYLWA=7'></script></head><body><p>Ngắn.</p></body></html>",
        "<html><head><title>Tin</title></head><body><p>Ngắn.</p><script>window.__CF$cv$params={r:'1'};a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'</script></body></html>",
        "<html><head><title>One moment, please</title></head><body><p>Một bài thơ ngắn.</p></body></html>",
        '{"title": "Just a moment...", "cooked": "<script>_cf_chl_opt</script>"}',
        TURNSTILE + "<!--" + "x" * MAX_BYTES + "-->",
        "",
    ],
)  # fmt: skip
def test_a_page_about_a_gate_is_none(page: str) -> None:
    assert not is_challenge(answer(page))


def test_no_frozen_page_is_taken_for_a_gate(pages: Path) -> None:
    assert [name for name in READ if is_challenge(answer((pages / name).read_bytes()))] == []


def test_a_page_made_to_take_long_does_not() -> None:
    start = time.process_time()
    for body in (
        b"<title>" * 18_000,
        b"<title " * 18_000,
        b"<script>_cf_chl_opt" * 7_000,
        b"<div>" * 26_000 + b"challenge-form",
    ):
        is_challenge(answer(body))
    assert time.process_time() - start < 5  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (403, '{"errors":["Bạn cần đăng nhập"],"error_type":"not_logged_in"}', "login_required"),
        (401, "", "login_required"),
        (403, '{"errors":["Bạn không được phép"],"error_type":"invalid_access"}', "page_forbidden"),
        (404, '{"errors":["Không có"],"error_type":"not_found"}', "page_not_found"),
    ],
)
def test_what_discourse_refuses_has_a_name(status: int, body: str, code: str) -> None:
    with pytest.raises(TriageError) as caught:
        check_answer(answer(body, status, Content_Type="application/json"))
    assert caught.value.code == code

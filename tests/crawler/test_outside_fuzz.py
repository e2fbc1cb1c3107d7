"""Whatever else reads what strangers send: any bytes end in an answer or in an error of ours, and soon."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import Response
from twisted.internet.testing import StringTransport

from crawler.addresses import page_address
from crawler.challenge import is_challenge, wants_login
from crawler.dates import read_date
from crawler.manners import seconds_to_wait
from crawler.registry import KINDS
from crawler.responses import check_answer, explain, may_be_cut, readable
from crawler.robots import read_robots
from crawler.safety import Allowance, check_form, check_resolved, same_site
from crawler.transport import BoundedParser, NoHttpAnswer
from crawler.unpacking import RedirectGate
from models.errors import AddressRefused, TriageError

URL = "https://dd.example/tin"
NOW = datetime(2026, 11, 27, tzinfo=UTC)
SHORT = settings(max_examples=60, deadline=None)
HOSTS = st.sampled_from(
    [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "[::1]",
        "[::ffff:7f00:1]",
        "localhost.",
        "a.example",
        "①.example",
        "xn--a",
        "-",
        "",
    ]
)
ADDRESSES = st.one_of(
    st.text(max_size=40),
    st.builds("{}://{}{}{}".format, st.sampled_from(["http", "https", "ftp", "HTTP", "javascript"]), HOSTS,
              st.sampled_from(["", ":80", ":0", ":x", ":99999", ":22"]), st.text(alphabet="/?#@%:[]\\ a\x00\u200b\uff0f", max_size=8)),
)  # fmt: skip
HEADERS = st.dictionaries(
    st.sampled_from(["Content-Type", "Content-Encoding", "Location", "Retry-After", "cf-mitigated", "ETag"]),
    st.one_of(st.binary(max_size=30), st.sampled_from([b"text/html; charset=viscii", b"text/html;charset=\"x\"", b"gzip"])),
    max_size=4,
)  # fmt: skip


def refusal(ask: Callable[..., Any], *given: Any, **more: Any) -> TriageError | None:
    """The error of ours a call ends in; None when it answers. Anything else fails the test."""
    try:
        ask(*given, **more)
    except TriageError as problem:
        return problem
    return None


@SHORT
@given(
    status=st.integers(100, 999),
    headers=HEADERS,
    body=st.one_of(
        st.binary(max_size=200),
        st.sampled_from([b"\x1f\x8b", b"<title>Just a moment</title>", b'{"code":1}']),
    ),
)
def test_an_answer_is_a_page_or_an_error_of_ours(status: int, headers: dict[str, bytes], body: bytes) -> None:
    response = Response(URL, status=status, headers=headers, body=body)
    for ask in (is_challenge, wants_login, may_be_cut, readable):
        ask(response)
    for packed in (True, False):
        problem = refusal(check_answer, response, packed=packed)
        assert problem is None or problem.message.endswith(".")
    for kind in KINDS.values():
        refusal(kind.refused, status, body)


@SHORT
@given(address=ADDRESSES, other=ADDRESSES)
def test_an_address_is_public_by_its_form_or_refused(address: str, other: str) -> None:
    try:
        host, port = check_form(address)
    except AddressRefused:
        pass
    else:
        assert host
        assert 0 < port < 65_536
        assert not host.startswith(("127.", "::"))
    same_site(address, other)
    page_address(URL, address)
    with pytest.raises(AddressRefused):
        check_resolved([address])
    with contextlib.suppress(AddressRefused):
        assert Allowance.parse(address).host.startswith(("127.", "::1"))


@SHORT
@given(location=st.one_of(st.binary(max_size=40), ADDRESSES.map(lambda one: one.encode("utf-8", "replace"))))
def test_a_redirect_is_an_address_or_named(location: bytes) -> None:
    request: Any = Response(URL)
    problem = refusal(
        RedirectGate().process_response, request, Response(URL, status=302, headers={"Location": location})
    )
    assert problem is None or problem.code == "bad_redirect"


@SHORT
@given(
    status=st.integers(100, 599),
    body=st.binary(max_size=300),
    path=st.text(alphabet="/*$%?aé\x00", max_size=10),
)
def test_robots_are_rules_or_a_refusal(status: int, body: bytes, path: str) -> None:
    for given_body in (body, b"User-agent: *\nDisallow: " + body + b"\nCrawl-delay: " + body[:8]):
        problem = refusal(read_robots(status, given_body).check, f"https://dd.example/{path}")
        assert problem is None or problem.code in {
            "robots_refused",
            "robots_unreachable",
            "crawl_delay_too_long",
        }


@SHORT
@given(
    text=st.one_of(
        st.text(max_size=40),
        st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}[ T]?[0-9:]{0,8}", fullmatch=True),
    )
)
def test_dates_and_pauses_are_read_or_none(text: str) -> None:
    found = read_date(text)
    assert found is None or found.tzinfo is not None
    wait = seconds_to_wait(text, NOW)
    assert wait is None or wait >= 0


@SHORT
@given(start=st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: ", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"]),
       pieces=st.lists(st.binary(max_size=60), max_size=6))  # fmt: skip
def test_bytes_of_a_connection_are_an_answer_or_refused(start: bytes, pieces: list[bytes]) -> None:
    """What the parser raises ends the connection (``crawler.transport.fault_of`` names it); nothing hangs or grows."""
    request: Any = type("Asked", (), {"method": b"GET", "absoluteURI": None})()
    parser = BoundedParser(request, lambda _rest: None)  # type: ignore[no-untyped-call]
    parser.makeConnection(StringTransport())
    error: Exception | None = None
    try:
        for piece in (start, *pieces):
            parser.dataReceived(piece)
    except Exception as caught:
        error = caught
    assert error is None or explain(error, URL).code in {"not_http", "connection_cut", "source_unreachable"}
    assert parser.read <= 70_000


def test_headers_have_an_end() -> None:
    request: Any = type("Asked", (), {"method": b"GET", "absoluteURI": None})()
    parser = BoundedParser(request, lambda _rest: None)  # type: ignore[no-untyped-call]
    parser.makeConnection(StringTransport())
    parser.dataReceived(b"HTTP/1.1 200 OK\r\n")
    for number in range(6_000):
        parser.dataReceived(b"X-%d: y\n" % number)
    with pytest.raises(NoHttpAnswer):
        parser.dataReceived(b"X: y\n" * 3_000)


DEEP = b"[" * 200_000


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.value)
def test_deep_json_is_refused_by_every_reader(kind: Any) -> None:
    for reader in KINDS[kind].readers.values():
        for body in (DEEP, b'{"a":' * 100_000, json.dumps({"replies": [None, 1, {"id": True}]}).encode()):
            refusal(reader, body, URL)

"""The last gate by itself: what the layers above it let through is judged again, and so is the peer that answered."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.guard import AddressGate, GuardedHandler
from crawler.plan import Ledger, Plan
from crawler.safety import Allowance
from models.errors import AddressRefused
from models.vocabulary import SourceKind

HOME = "https://a.example/"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have gone out; the answer comes from the peer that the request names in ``meta``."""
    gone: list[str] = []

    async def answer(_self: Any, request: Request) -> Response:
        gone.append(request.url)
        return Response(request.url, body=b"x", ip_address=request.meta.get("peer"))

    monkeypatch.setattr(HTTP11DownloadHandler, "download_request", answer)
    return gone


def run(ledger: Ledger | None = None) -> Any:
    """A crawler at work on ``HOME``."""
    return SimpleNamespace(
        spider=SimpleNamespace(ledger=ledger or Ledger(), plan=Plan(SourceKind.FEED, HOME)), settings={}
    )


def fetch(
    url: str, allowance: Allowance | None = None, ledger: Ledger | None = None, **meta: Any
) -> Response:
    handler: Any = object.__new__(GuardedHandler)
    handler._crawler, handler._allowance = run(ledger), allowance
    response: Response = asyncio.run(handler.download_request(Request(url, meta=meta)))
    return response


@pytest.mark.parametrize(
    "peer", ["127.0.0.1", "10.0.0.9", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1"]
)
def test_what_a_private_peer_answers_is_dropped(sent: list[str], peer: str) -> None:
    """The resolver was got round, by whatever way: nothing of the answer is read."""
    with pytest.raises(AddressRefused, match="mạng nội bộ"):
        fetch(HOME, peer=peer)
    assert sent == [HOME]


def test_a_public_peer_and_the_allowed_pair_are_read(sent: list[str]) -> None:
    assert fetch(HOME, peer="93.184.215.14").body == b"x"
    assert fetch("http://127.0.0.1:8123/", Allowance("127.0.0.1", 8123), peer="127.0.0.1").body == b"x"
    with pytest.raises(AddressRefused):
        fetch(HOME, Allowance("127.0.0.1", 8123), peer="127.0.0.1")


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/", "http://[::1]/", "http://localhost/", "http://a.example:22/", "http://ai:do@a.example/"]
)  # fmt: skip
def test_each_of_the_two_gates_judges_the_form_by_itself(sent: list[str], url: str) -> None:
    with pytest.raises(AddressRefused):
        fetch(url)
    with pytest.raises(AddressRefused):
        AddressGate(run()).process_request(Request(url))
    assert sent == []


def test_nothing_leaves_after_a_stop_not_even_what_waited_for_its_turn(sent: list[str]) -> None:
    ledger = Ledger()
    ledger.stop(AddressRefused("Dừng."))
    with pytest.raises(IgnoreRequest):
        fetch(HOME, ledger=ledger)
    assert (sent, ledger.requests) == ([], 0)

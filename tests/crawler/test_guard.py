"""The last gate by itself: what the layers above it let through is judged again, and so is the peer that answered."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
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


@pytest.mark.parametrize(("since", "waits"), [(-2.0, 0.0), (5.0, 5.0)])
def test_a_pause_counts_from_when_the_request_leaves(sent: list[str], since: float, waits: float) -> None:
    """Its turn came two seconds ago; what a server asked to wait for stays."""
    crawler, now = run(), time.monotonic()
    slot = SimpleNamespace(lastseen=now + since)
    crawler.engine = SimpleNamespace(downloader=SimpleNamespace(slots={"a.example": slot}))
    handler: Any = object.__new__(GuardedHandler)
    handler._crawler, handler._allowance = crawler, None
    asyncio.run(handler.download_request(Request(HOME, meta={"download_slot": "a.example"})))
    assert sent == [HOME]
    assert now + waits <= slot.lastseen < now + waits + 1


FAREWELLS = """
import asyncio, socket, sys, time
from types import SimpleNamespace
from twisted.internet import asyncioreactor
asyncioreactor.install()
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.logger import globalLogPublisher
from crawler import guard

errors = []
globalLogPublisher.addObserver(lambda event: errors.append(event) if "log_failure" in event else None)

def handler(closed):
    made = object.__new__(guard.GuardedHandler)
    made._pool, made._disconnect_timeout = SimpleNamespace(closeCachedConnections=lambda: closed), 1
    return made

async def busy():
    # The connection ends while the loop is at work for longer than the wait: both are due when it looks again.
    closed, (ours, theirs) = Deferred(), socket.socketpair()
    loop = asyncio.get_running_loop()
    loop.add_reader(ours, lambda: (loop.remove_reader(ours), closed.callback(None)))
    loop.call_soon(lambda: (time.sleep(1.2), theirs.send(b"x")))
    await handler(closed).close()

async def silent():
    # The connection ends long after nobody waits for it any more.
    closed = Deferred()
    await handler(closed).close()
    closed.callback(None)

async def both():
    try:
        await busy()
        await silent()
    except Exception as error:
        errors.append(repr(error))
    await asyncio.sleep(0.1)
    reactor.stop()

reactor.callWhenRunning(lambda: asyncio.ensure_future(both()))
reactor.run()
sys.exit(str(errors) if errors else 0)
"""


def test_a_run_ends_its_connections_once_however_busy_the_process_is() -> None:
    """Eighty runs of one process that ended together logged an error each: the same was called twice."""
    done = subprocess.run(
        [sys.executable, "-c", FAREWELLS], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")

"""The last gates before the network: what is not public, not GET or HEAD, or not this site never leaves.

Three layers, each enough on its own: ``AddressGate`` judges the form of every request, redirects included;
``GuardedResolver`` judges the very addresses that are then connected to, so a name that resolves differently
from one moment to the next (DNS rebinding) gains nothing; ``GuardedHandler``, below every middleware, refuses
anything that is not a plain read and checks the peer it got.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, IgnoreRequest
from scrapy.http import Response
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.errors import MethodRefused, MovedElsewhere
from crawler.platforms import APIS, may_ask
from crawler.safety import Allowance, check_form, check_resolved, is_public, parse_address, same_site
from crawler.server_errors import NotHttp, TlsFailed
from crawler.transport import BoundedFactory, NotedHandshakes, fault_of
from models.errors import AddressRefused

READS = frozenset({"GET", "HEAD"})
ALLOWANCE = "SANGTIN_ALLOWANCE"
GOODBYE_SECONDS = 1.0
"""How long a run that is over waits for its connections to be closed."""

refused_hosts: set[str] = set()
"""Names of this process that resolved to something not public, so that the error can say so."""


@implementer(IResolutionReceiver)
class _JudgingReceiver:
    """Holds resolved addresses back until all are known to be public."""

    def __init__(self, receiver: Any, host: str) -> None:
        self._receiver, self._host = receiver, host
        self._addresses: list[Any] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 -- Twisted's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 -- Twisted's name
        self._addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802 -- Twisted's name
        try:
            check_resolved(address.host for address in self._addresses)
        except AddressRefused:
            refused_hosts.add(self._host)
        else:
            for address in self._addresses:
                self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """The reactor's resolver, giving only public addresses (and the demonstration's own pair). No cache."""

    def __init__(self, reactor: Any, allowance: Allowance | None) -> None:
        self._reactor, self._allowance = reactor, allowance
        self._original = reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> GuardedResolver:
        """As Scrapy builds its resolver."""
        return cls(reactor, crawler.settings.get(ALLOWANCE))

    def install_on_reactor(self) -> None:
        """Every connection of this process resolves its name here."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 -- Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803 -- Twisted's name
        hostName: str,  # noqa: N803 -- Twisted's name
        portNumber: int = 0,  # noqa: N803 -- Twisted's name
        addressTypes: Any = None,  # noqa: N803 -- Twisted's name
        transportSemantics: str = "TCP",  # noqa: N803 -- Twisted's name
    ) -> Any:
        """Resolve, then pass on all addresses or, when any is not public, none."""
        receiver = resolutionReceiver
        if self._allowance is None or not self._allowance.covers(hostName, portNumber):
            receiver = _JudgingReceiver(resolutionReceiver, hostName)
        return self._original.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )


class GuardedHandler(HTTP11DownloadHandler):
    """The only way to the network: plain reads of public addresses, never through a proxy."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._allowance: Allowance | None = crawler.settings.get(ALLOWANCE)
        self._pool._factory = BoundedFactory
        handshakes: Any = NotedHandshakes(self._contextFactory)
        self._contextFactory = handshakes

    async def download_request(self, request: Request) -> Response:
        """Fetch.

        Raises:
            MethodRefused: not GET or HEAD, or with a body.
            AddressRefused: form, proxy, or a peer that is not public.
            TlsFailed, NotHttp: faults that asking again at once would not mend, so it is not done.
        """
        if request.method not in READS or request.body:
            raise MethodRefused("Trình thu thập chỉ đọc (GET, HEAD), không gửi gì tới trang.")
        spider: Any = self._crawler.spider
        if spider.ledger.stopped_by is not None:  # while the request waited for its turn
            raise IgnoreRequest("stopped")
        host, port = check_form(request.url, self._allowance)
        if request.meta.get("proxy"):
            raise AddressRefused("Trình thu thập không đi qua máy chủ trung gian.")
        spider.ledger.requests += 1
        self._pause_from_now(request)
        try:
            response = await super().download_request(request)
        except DownloadFailedError as error:
            fault = fault_of(error, host, port)
            if isinstance(fault, TlsFailed | NotHttp):
                raise fault from None
            raise
        peer = parse_address(str(response.ip_address)) if response.ip_address else None
        allowed = self._allowance is not None and self._allowance.covers(host, port)
        if peer is not None and not allowed and not is_public(peer):
            raise AddressRefused("Máy chủ trả lời nằm trong mạng nội bộ nên câu trả lời bị bỏ.")
        return response

    def _pause_from_now(self, request: Request) -> None:
        """The pause counts from when a request leaves: in a busy process it may have waited for that since its turn came."""
        downloader: Any = getattr(getattr(self._crawler, "engine", None), "downloader", None)
        slot = downloader.slots.get(request.meta.get(Downloader.DOWNLOAD_SLOT)) if downloader else None
        if slot is not None:
            slot.lastseen = max(slot.lastseen, time.monotonic())

    async def close(self) -> None:
        """End the connections that are kept.

        The framework lets a clock fire what waits for them; when the loop was busy for that second (eighty runs ended together), it
        fired twice, and an error was logged for each run.
        """
        pool: Any = self._pool
        closed = pool.closeCachedConnections().asFuture(asyncio.get_running_loop())
        await asyncio.wait([closed], timeout=GOODBYE_SECONDS)


class AddressGate:
    """Downloader middleware: every request and every redirect stays public and on the source's site, or, for a kind that
    is read over a platform's interface, on that interface (``crawler.platforms``)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._allowance: Allowance | None = crawler.settings.get(ALLOWANCE)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressGate:
        """As Scrapy builds it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse before anything is asked.

        Raises:
            AddressRefused, MovedElsewhere: see ``crawler.errors``.
        """
        spider: Any = self._crawler.spider
        if spider.ledger.stopped_by is not None:
            raise IgnoreRequest("stopped")
        check_form(request.url, self._allowance)
        plan = spider.plan
        here = (
            may_ask(plan.kind, request.url, plan.url, self._allowance)
            if plan.kind in APIS
            else same_site(request.url, plan.url)
        )
        if not here:
            raise MovedElsewhere(
                "Địa chỉ chuyển hướng sang trang khác không có trong danh sách nguồn."
                " Nếu đúng là trang mới, hãy sửa địa chỉ nguồn."
            )

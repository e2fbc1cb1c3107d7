"""Below HTTP: how much of a header is read, why no encrypted connection was made, and what a failed request met.

The framework reads headers without end into memory, and says of every broken handshake only that it broke. Here a
header has a limit, and what the handshake ended with (RFC 8446, 6.2) is kept until the failure is given its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError
from twisted.web.http import _MalformedChunkedDataError
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.errors import Unreachable
from crawler.server_errors import (
    CertificateExpired,
    CertificateOfAnother,
    CertificateUntrusted,
    ConnectionCut,
    ConnectionRefused,
    NotHttp,
    TimedOut,
    TlsFailed,
)

MAX_HEADERS = 65_536
"""Bytes of headers (and of interim answers before them) that are read; servers themselves send a few thousand at most."""

_WRITTEN_ALERT = SSL.SSL_CB_ALERT | SSL.SSL_CB_WRITE
_ALERTS: dict[int, type[TlsFailed]] = {
    45: CertificateExpired,  # certificate_expired
    46: CertificateUntrusted,  # certificate_unknown
    48: CertificateUntrusted,  # unknown_ca
}
"""Alerts we end a handshake with, by what they say of the server's certificate."""
_MAX_CAUSES = 50
_BEGINS = b"HTTP/"

alerts: dict[tuple[str, int], int] = {}
"""Hosts and ports by the alert with which this process ended the last handshake with them."""


class NoHttpAnswer(Exception):
    """An answer that does not begin as one, or whose headers are over ``MAX_HEADERS``."""


class BoundedParser(_LenientHTTPClientParser):
    """The framework's parser of answers, with an end to headers."""

    read = 0
    begun = b""

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 -- Twisted's name
        """Bytes of an answer; one that does not begin with a version (HTTP/0.9, another protocol) is none."""
        if len(self.begun) < len(_BEGINS):
            self.begun += data[: len(_BEGINS)]
            if not _BEGINS.startswith(self.begun[: len(_BEGINS)]):
                raise NoHttpAnswer
        super().dataReceived(data)  # type: ignore[no-untyped-call]

    def lineLengthExceeded(self, _line: bytes) -> None:  # noqa: N802 -- Twisted's name
        """A line without end."""
        raise NoHttpAnswer

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 -- Twisted's name
        """One line before the body."""
        self.read += len(line) + 1
        if self.read > MAX_HEADERS:
            raise NoHttpAnswer
        super().lineReceived(line)


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Any:
        answer = super().request(request)
        self._parser.__class__ = BoundedParser  # as the framework puts its own parser in place
        return answer


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes connections whose answers have bounded headers."""

    def buildProtocol(self, _address: Any) -> _BoundedProtocol:  # noqa: N802 -- Twisted's name
        """As the pool asks for it."""
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


@implementer(IPolicyForHTTPS)
class NotedHandshakes:
    """The framework's way to make encrypted connections; how a handshake ends is noted in ``alerts``."""

    def __init__(self, policy: Any) -> None:
        self._policy = policy

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 -- Twisted's name
        """As Twisted asks for it."""
        creator = self._policy.creatorForNetloc(hostname, port)
        return _NotedCreator(creator, (hostname.decode("ascii", "replace"), port))


@implementer(IOpenSSLClientConnectionCreator)
class _NotedCreator:
    def __init__(self, creator: Any, peer: tuple[str, int]) -> None:
        self._creator, self._peer = creator, peer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._creator, name)

    def clientConnectionForTLS(self, protocol: Any) -> Any:  # noqa: N802 -- Twisted's name
        connection = self._creator.clientConnectionForTLS(protocol)
        alerts.pop(self._peer, None)
        connection.set_info_callback(self._note)
        return connection

    def _note(self, _connection: Any, where: int, value: int) -> None:
        if where & _WRITTEN_ALERT == _WRITTEN_ALERT:
            alerts[self._peer] = value & 0xFF


def fault_of(error: BaseException | None, host: str, port: int) -> Unreachable:
    """What a request that brought no answer met, by everything the failure was made of."""
    causes = list(_causes(error))

    def met(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    if met(VerificationError, CertificateError):
        return CertificateOfAnother()
    if met(SSL.Error):
        return _ALERTS.get(alerts.get((host, port), -1), TlsFailed)()
    if met(DownloadTimeoutError, TimeoutError):
        return TimedOut()
    if met(DownloadConnectionRefusedError, ConnectionRefusedError):
        return ConnectionRefused()
    if met(ParseError, NoHttpAnswer, _MalformedChunkedDataError) or (
        met(DownloadFailedError) and met(ValueError)
    ):
        return NotHttp()
    if met(ConnectionClosed, ResponseDataLossError, ConnectionError):
        return ConnectionCut()
    return ConnectionRefused() if met(ConnectError) else Unreachable()


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """A failure and what led to it, as the libraries nest it."""
    waiting, seen = [error], 0
    while waiting and seen < _MAX_CAUSES:
        seen += 1
        cause = waiting.pop(0)
        if isinstance(cause, Failure):
            cause = cause.value
        if not isinstance(cause, BaseException):
            continue
        yield cause
        waiting.extend(getattr(cause, "reasons", None) or ())
        waiting.extend((cause.__cause__, getattr(cause, "subFailure", None)))

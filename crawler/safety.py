"""Which addresses may be asked at all: public ones, over HTTP(S), on web ports.

The one exception is the demonstration: exactly one (host, port) pair, handed in by the caller for a source
that the database marks ``demonstration``. A name is judged by every address it resolves to, and judged again
at the moment of connecting (``crawler.guard``), so a name that changes its mind in between gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from models.errors import AddressRefused

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_METADATA = frozenset({ipaddress.ip_address("168.63.129.16")})
"""Cloud metadata services on addresses that look public (Azure); the others are link-local or private."""

_EMBEDDING_V4 = tuple(
    ipaddress.ip_network(block) for block in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)
"""NAT64, 6to4 and Teredo carry an IPv4 address inside; no public page is served from them alone."""

_LOCAL_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".onion")
"""Names that never mean a public site (RFC 6761, 6762, 8375, and the common private ones)."""

_WEB_PORTS = frozenset({80, 443})
_FIRST_UNPRIVILEGED = 1024


@dataclass(frozen=True, slots=True)
class Allowance:
    """The demonstration's own server, and nothing else."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Allowance:
        """``127.0.0.1:8123`` as an allowance.

        Raises:
            AddressRefused: not of the form host:port, or not a loopback address.
        """
        host, _, port = text.rpartition(":")
        try:
            loopback = ipaddress.ip_address(host).is_loopback
        except ValueError:
            loopback = False
        if not loopback or not port.isdigit() or not 0 < int(port) < 65536:
            raise AddressRefused("Địa chỉ trình diễn phải có dạng 127.0.0.1:CỔNG.")
        return cls(host, int(port))

    def covers(self, host: str, port: int | None) -> bool:
        """Whether this is the allowed pair, literally."""
        return host == self.host and port == self.port


def is_public(address: IpAddress) -> bool:
    """Whether an address is reachable on the public internet and is not a metadata service.

    Refused: loopback, private, link-local, carrier-grade NAT, unique local, multicast, reserved,
    unspecified, and IPv6 forms that embed an IPv4 address.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.is_site_local or any(address in block for block in _EMBEDDING_V4):
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and address not in _METADATA
    )


def parse_address(text: str) -> IpAddress | None:
    """An IP address without its zone, or None when the text is a name."""
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


def check_form(url: str, allowance: Allowance | None = None) -> tuple[str, int]:
    """Host and port of an address that may be asked, judged by its form alone.

    Raises:
        AddressRefused: scheme, credentials, port, or a literal address that is not public.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressRefused("Địa chỉ không hợp lệ.") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise AddressRefused("Chỉ đọc địa chỉ bắt đầu bằng http:// hoặc https://.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("Địa chỉ không được chứa tên đăng nhập hay mật khẩu.")
    port = port if port is not None else (443 if parts.scheme == "https" else 80)
    if allowance is not None and allowance.covers(host, port):
        return host, port
    if port not in _WEB_PORTS and port < _FIRST_UNPRIVILEGED:
        raise AddressRefused(f"Cổng {port} không phải cổng của trang web nên không được đọc.")
    literal = parse_address(host)
    local = literal is None and ("." not in host.strip(".") or host.rstrip(".").endswith(_LOCAL_NAMES))
    if local or (literal is not None and not is_public(literal)):
        raise _refused()
    return host, port


def check_public(url: str, allowance: Allowance | None = None) -> None:
    """Refuse an address that is not public, asking the resolver (blocking).

    A name that does not resolve is let through: it cannot be connected to either, and "unknown name"
    is the truer error.

    Raises:
        AddressRefused: the form is not allowed, or any resolved address is not public.
    """
    host, port = check_form(url, allowance)
    if allowance is not None and allowance.covers(host, port):
        return
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
    check_resolved(answer[4][0] for answer in answers)


def check_resolved(addresses: Iterable[object]) -> None:
    """Refuse a name when any of the addresses it resolves to is not public."""
    for text in addresses:
        address = parse_address(str(text))
        if address is None or not is_public(address):
            raise _refused()


def _refused() -> AddressRefused:
    return AddressRefused(
        "Địa chỉ dẫn tới mạng nội bộ hoặc máy này nên bị từ chối. Chỉ đọc nguồn công khai trên Internet."
    )


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one site: the same registrable domain, or the same literal host and port.

    >>> same_site("https://www.tinh.example/a", "https://tinh.example/rss")
    True
    >>> same_site("http://127.0.0.1:8000/", "http://127.0.0.1:8001/")
    False
    """
    try:
        a, b = urlsplit(one), urlsplit(other)
        if (a.hostname, a.port) == (b.hostname, b.port):
            return True
    except ValueError:
        return False
    if not a.hostname or not b.hostname or parse_address(a.hostname) or parse_address(b.hostname):
        return False
    return _registrable(a.hostname) == _registrable(b.hostname)


def _registrable(host: str) -> str:
    return _suffixes().privatesuffix(host) or host


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()

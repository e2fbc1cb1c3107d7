"""Refuses every connection and every name look-up that would leave the machine.

An audit hook, because it sees what a patched ``socket.connect`` does not: ``connect_ex`` (the way
Twisted, and so Scrapy, connects), datagrams and name look-ups. It cannot be removed again, and
``sitecustomize`` beside this file installs it in every Python process a test starts. What a C
library does on its own (libpq, a browser) is out of its sight: the database fixtures give libpq
loopback addresses only, and the browser is started with its own name look-ups switched off.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Any

_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_RESOLVING = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_INTERNET = frozenset({socket.AF_INET, socket.AF_INET6})


class OutsideConnectionError(RuntimeError):
    """A test tried to reach another machine. Not an OSError, so that no retry swallows it."""


def is_loopback(host: str) -> bool:
    """Whether an address, or the name ``localhost``, stays on this machine."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost"
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _needs_no_lookup(host: str) -> bool:
    """Whether the name is answered without asking another machine."""
    if host in {"", "localhost", socket.gethostname()} or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return _is_short_ipv4(host)
    return True


def _is_short_ipv4(host: str) -> bool:
    """The old forms ``127.1`` and ``2130706433``, which the C library reads as addresses."""
    try:
        socket.inet_aton(host)
    except (OSError, UnicodeError):
        return False
    return True


def _as_text(host: Any) -> str:
    return host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if event in _CONNECTING:
        connection, address = args[0], args[1]
        if connection.family in _INTERNET and address is not None and not is_loopback(_as_text(address[0])):
            raise OutsideConnectionError(f"refused: a connection to {address[0]} would leave the machine")
    elif event in _RESOLVING and not _needs_no_lookup(_as_text(args[0])):
        raise socket.gaierror(socket.EAI_NONAME, "refused: the name would be asked of another machine")


def install() -> None:
    """Watch this process from now on. Installing twice does no harm."""
    if not getattr(sys, "_sangtin_loopback_only", False):
        sys._sangtin_loopback_only = True  # type: ignore[attr-defined]
        sys.addaudithook(_watch)

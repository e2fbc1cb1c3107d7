"""Which addresses are refused, by form, by resolution, and at the moment of connecting."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from twisted.internet.address import IPv4Address

from crawler import guard
from crawler.guard import GuardedResolver
from crawler.safety import Allowance, check_form, check_public, check_resolved, is_public, same_site
from models.errors import AddressRefused

PRIVATE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0",  # noqa: S104
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.1", "198.18.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378::1", "2001:db8::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "203.162.4.190", "2606:4700:4700::1111"]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(AddressRefused):
        check_form(f"http://{host}/")


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "//a.example/", "a.example", "http://", "",
        "http://user:pass@a.example/", "http://user@a.example/", "http://a.example:22/", "http://a.example:25/",
        "http://a.example:99999/", "http://[::1/", "http://localhost/", "http://may-chu/", "http://x.local/",
        "http://metadata.google.internal/", "http://LOCALHOST.:80/", "http://[fe80::1%25eth0]/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_forms_that_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_form(url)


@pytest.mark.parametrize(
    "url", ["http://2130706433/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.1/"]
)
def test_disguised_loopback_is_refused_after_resolution(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_public(url)


def test_a_name_with_one_private_address_among_public_ones_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 80)) for host in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: answers)
    with pytest.raises(AddressRefused):
        check_public("http://hai-mat.example/")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: answers[:1])
    check_public("http://hai-mat.example/")


def test_the_allowance_is_one_literal_pair() -> None:
    allowance = Allowance.parse("127.0.0.1:8123")
    check_public("http://127.0.0.1:8123/rss", allowance)
    for url in (
        "http://127.0.0.1:8124/",
        "http://127.0.0.2:8123/",
        "http://localhost:8123/",
        "http://10.0.0.1:8123/",
    ):
        with pytest.raises(AddressRefused):
            check_public(url, allowance)


@pytest.mark.parametrize(
    "text", ["10.0.0.1:80", "a.example:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", ":80", "1.1.1.1:80"]
)
def test_an_allowance_is_loopback_only(text: str) -> None:
    with pytest.raises(AddressRefused):
        Allowance.parse(text)


def test_resolved_addresses_must_all_be_public() -> None:
    check_resolved(["1.1.1.1"])
    with pytest.raises(AddressRefused):
        check_resolved(["1.1.1.1", "fe80::1%eth0"])
    with pytest.raises(AddressRefused):
        check_resolved(["không phải địa chỉ"])


class FakeReactor:
    """A reactor whose resolver answers as told, differently each time."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.nameResolver = list(answers), self

    def installNameResolver(self, resolver: Any) -> None:  # noqa: N802
        self.nameResolver = resolver

    def resolveHostName(self, receiver: Any, _host: str, port: int = 0, *_: Any) -> Any:  # noqa: N802
        receiver.resolutionBegan(None)
        for address in self.answers.pop(0):
            receiver.addressResolved(IPv4Address("TCP", address, port))
        receiver.resolutionComplete()
        return None


class Receiver:
    """Keeps what a connection would be made to."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.complete = False

    def resolutionBegan(self, _resolution: Any) -> None:  # noqa: N802
        """Nothing to keep."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.got.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete = True


def resolve(resolver: GuardedResolver, host: str, port: int = 80) -> list[str]:
    receiver = Receiver()
    resolver.resolveHostName(receiver, host, port)
    assert receiver.complete
    return receiver.got


def test_a_name_that_changes_its_mind_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "refused_hosts", set())
    reactor = FakeReactor(["1.1.1.1"], ["127.0.0.1"], ["1.1.1.1", "10.0.0.1"])
    resolver = GuardedResolver(reactor, None)
    resolver.install_on_reactor()
    assert reactor.nameResolver is resolver
    assert resolve(resolver, "doi-y.example") == ["1.1.1.1"]
    assert resolve(resolver, "doi-y.example") == []
    assert resolve(resolver, "doi-y.example") == []
    assert guard.refused_hosts == {"doi-y.example"}


def test_the_resolver_knows_the_one_allowance() -> None:
    reactor = FakeReactor(["127.0.0.1"], ["127.0.0.1"])
    resolver = GuardedResolver(reactor, Allowance("127.0.0.1", 8123))
    assert resolve(resolver, "127.0.0.1", 8123) == ["127.0.0.1"]
    assert resolve(resolver, "127.0.0.1", 8124) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.tinh.example/a", "https://tinh.example/b", True),
        ("https://tin.tinh.gov.vn/a", "https://www.tinh.gov.vn/", True),
        ("https://tinh-a.gov.vn/", "https://tinh-b.gov.vn/", False),
        ("https://a.example/", "https://b.example/", False),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", False),
        ("http://1.1.1.1/", "http://8.8.8.8/", False),
    ],
)
def test_what_is_one_site(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same

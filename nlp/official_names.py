"""Names that are imitated: public bodies, and well-known bodies that are not the state.

Two reviewed lists of one form (explained at the head of the first):

* ``official_domains.txt``: public bodies and public services. Their hosts, and everything under ``.gov.vn``
  (the forms of decree 224/2026, article 11: bo.gov.vn, tinh.gov.vn, coquan.tinh.gov.vn,
  phuongxa.tinh.gov.vn), are *official*: ``is_official_host``, ``Indicator.official``.
* ``brand_domains.txt``: banks, wallets, telecoms, post, water, marketplaces. A bank's own domain is that
  bank's own, so it imitates nobody (``is_own_host``), but it is not official: nothing is said of it at all.

Hosts are compared by registered domain, never by the look of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from nlp import lexicons
from nlp.normalise.addresses import registered_domain

GOVERNMENT = "gov.vn"
"""The ending of the state; also what an address imitates that only pretends to this ending."""

_SHORT = 4


@dataclass(frozen=True, slots=True)
class OfficialName:
    """A body: its domain, its kind, its other own domains, and the names people know it by.

    ``names`` speak for themselves wherever they stand; ``weak`` ones are ordinary words or abbreviations
    that need company. ``near``: names a letter or two away count as imitations too. ``public``: a body of the
    state or a public service.
    """

    domain: str
    names: tuple[str, ...]
    near: bool
    category: str = ""
    weak: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    public: bool = True


@cache
def official_names() -> tuple[OfficialName, ...]:
    """The listed official domains, in the order of the file."""
    return tuple(_read(line, public=True) for line in lexicons.lines("official_domains.txt"))


@cache
def brand_names() -> tuple[OfficialName, ...]:
    """The listed bodies that are not the state, in the order of the file."""
    return tuple(_read(line, public=False) for line in lexicons.lines("brand_domains.txt"))


@cache
def imitated_names() -> tuple[OfficialName, ...]:
    """Everyone on either list; public bodies first."""
    return (*official_names(), *brand_names())


def _read(line: str, *, public: bool) -> OfficialName:
    domain, *words = line.split()
    own = tuple(word[1:] for word in words if word[0] == "+")
    category = next((word[1:] for word in words if word[0] == "@"), "")
    names = [word for word in words if word[0] not in "+@~"]
    weak = [name for name in names if name[-1] == "?" or (len(name) <= _SHORT and name[-1] != "!")]
    return OfficialName(
        domain,
        tuple(name.rstrip("!") for name in names if name not in weak),
        "~" in words,
        category,
        tuple(name.rstrip("?") for name in weak),
        own,
        public,
    )


@cache
def _owners() -> dict[str, OfficialName]:
    """Registered domain to the body it belongs to."""
    return {
        registered_domain(domain) or domain: body
        for body in reversed(imitated_names())
        for domain in (body.domain, *body.own)
    }


@cache
def _official() -> frozenset[str]:
    return frozenset(
        registered_domain(domain) or domain
        for body in official_names()
        for domain in (body.domain, *body.own)
    )


def is_official_host(host: str) -> bool:
    """Whether a lower-case host belongs to a public body.

    >>> is_official_host("dichvucong.gov.vn"), is_official_host("dichvucong.gov.vn.abc.example")
    (True, False)
    >>> is_official_host("vietcombank.com.vn")
    False
    """
    return _plain(host) and (_governmental(host) or registered_domain(host) in _official())


def is_own_host(host: str) -> bool:
    """Whether a lower-case host belongs to any body of the two lists, public or not.

    >>> is_own_host("vietcombank.com.vn"), is_own_host("vietcombank.abc.example")
    (True, False)
    """
    return _plain(host) and (_governmental(host) or registered_domain(host) in _owners())


def _plain(host: str) -> bool:
    return host.isascii() and not host.startswith("xn--") and ".xn--" not in host


def _governmental(host: str) -> bool:
    return host == GOVERNMENT or host.endswith(f".{GOVERNMENT}")

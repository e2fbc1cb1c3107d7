"""What may stand on a list that other systems block by, and in which form.

Never: hosts of public bodies (``official_domains.txt``, everything under gov.vn), mailboxes on them and official
hotlines. Never as a bare host: where many people who have nothing to do with each other put things
(``shared_hosts.txt``), the endings under which everybody gets a site (public suffix list), and the domains of
well-known bodies (``brand_domains.txt``); a full address on one of these may be listed.

What it cannot see: a host of one owner that was taken over, a shortener not on the list, an address written as
a number in digits only.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from urllib.parse import SplitResult, urlsplit

from publicsuffixlist import PublicSuffixList

from models.vocabulary import IndicatorKind
from nlp import lexicons
from nlp.normalise.addresses import registered_domain
from nlp.official_names import GOVERNMENT, is_official_host, is_own_host, official_names
from nlp.telephones import is_hotline

_WEB = (IndicatorKind.URL, IndicatorKind.DOMAIN)
_NUMBERS = (IndicatorKind.PHONE, IndicatorKind.ZALO)
PRIVATE_KINDS = frozenset({IndicatorKind.PHONE, IndicatorKind.BANK_ACCOUNT, IndicatorKind.ZALO})
"""A number or an account may be a borrowed, rented or stolen one: its owner may know nothing."""


class Refusal(StrEnum):
    """Why an indicator may not be listed."""

    OFFICIAL = "official"
    SHARED_HOST = "shared_host"
    UNREADABLE = "unreadable"


def refusal(kind: IndicatorKind, value: str) -> Refusal | None:
    """Why an indicator in canonical form (``nlp.defang.same_thing``) may not be listed; None when it may.

    >>> refusal(IndicatorKind.DOMAIN, "dichvucong.gov.vn"), refusal(IndicatorKind.PHONE, "113")
    (<Refusal.OFFICIAL: 'official'>, <Refusal.OFFICIAL: 'official'>)
    >>> refusal(IndicatorKind.URL, "bit.ly"), refusal(IndicatorKind.URL, "bit.ly/vneid")
    (<Refusal.SHARED_HOST: 'shared_host'>, None)
    """
    if kind in _NUMBERS:
        return Refusal.OFFICIAL if is_hotline(_domestic(value)) else None
    if kind is IndicatorKind.EMAIL:
        host = _host(value.rpartition("@")[2])
        return Refusal.OFFICIAL if host and is_official_host(host) else None
    if kind not in _WEB:
        return None
    host = _host(value)
    if not host or "." not in host:
        return Refusal.UNREADABLE
    if is_official_host(host):
        return Refusal.OFFICIAL
    return Refusal.SHARED_HOST if is_bare_host(value) and not is_own_ground(host) else None


def is_bare_host(value: str) -> bool:
    """Whether an address names a host and nothing on it.

    >>> is_bare_host("vneid.example"), is_bare_host("https://vneid.example/"), is_bare_host("vneid.example/tai")
    (True, True, False)
    """
    parts = _parts(value)
    return parts is not None and parts.path.strip("/") == "" and not parts.query and not parts.fragment


def bare_host(value: str) -> str | None:
    """The host of an address that names nothing else, ready for a list of hosts; None for any other.

    >>> bare_host("VNeID.example:8080"), bare_host("vneid.example/tai"), bare_host("192.0.2.1")
    ('vneid.example', None, None)
    """
    host = _host(value)
    named = (
        host is not None and any(letter.isalpha() for letter in host.rpartition(".")[2]) and ":" not in host
    )
    return host if named and is_bare_host(value) else None


def is_own_ground(host: str) -> bool:
    """Whether a host is one owner's own, so that listing it blocks nobody else."""
    host = host.removeprefix("www.")
    labels = host.split(".")
    shared = any(".".join(labels[start:]) in _shared() for start in range(len(labels)))
    return not shared and not is_own_host(host) and _suffixes().publicsuffix(host) != host


@cache
def protected_domains() -> frozenset[str]:
    """Registered domains of public bodies and the ending of the state, for the database to refuse by itself."""
    listed = {domain for body in official_names() for domain in (body.domain, *body.own)}
    return frozenset({GOVERNMENT} | {registered_domain(domain) or domain for domain in listed})


@cache
def protected_numbers() -> frozenset[str]:
    """Official hotlines in every form ``same_thing`` gives a number."""
    hotlines = tuple(lexicons.lines("official_hotlines.txt"))
    foreign = {
        form for one in hotlines for form in (f"+84{one.removeprefix('0')}", f"84{one.removeprefix('0')}")
    }
    return frozenset(hotlines) | foreign


def _domestic(value: str) -> str:
    digits = "".join(letter for letter in value if letter.isdigit())
    for start in ("0084", "84"):
        rest = digits.removeprefix(start)
        if rest != digits and (is_hotline(rest) or is_hotline(f"0{rest}")):
            return rest if is_hotline(rest) else f"0{rest}"
    return digits


def _parts(value: str) -> SplitResult | None:
    try:
        return urlsplit(value if "://" in value else f"//{value}")
    except ValueError:
        return None


def _host(value: str) -> str | None:
    """The lower-case host in ASCII, or None where there is none to be read."""
    parts = _parts(value)
    try:
        host = (parts.hostname or "").rstrip(".") if parts else ""
        return host.encode("idna").decode("ascii").lower() or None if not host.isascii() else host or None
    except (ValueError, UnicodeError):
        return None


@cache
def _shared() -> frozenset[str]:
    return frozenset(lexicons.lines("shared_hosts.txt"))


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()

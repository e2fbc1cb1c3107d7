"""Addresses that dress up as an official one.

Compares the registered domain with the listed official names, since what stands before it or after
it proves nothing. Noticed, in this order:

* an official domain inside another host (``dichvucong.gov.vn.abc.example``);
* letters of another alphabet, digits or punycode that read as an official domain;
* an official domain with hyphens or without dots (``dichvucong-gov-vn.example``, ``dichvuconggovvn.example``);
* an official name under another ending or between hyphens (``dichvucong.example``, ``vneid-capnhat.example``),
  or written together with other words at its end (``vneidcapnhat.example``);
* one letter added, doubled, left out or exchanged (``dichvucongg.example``), two in names of eight letters or
  more; only for names marked in the list, since ordinary words are close to the others (``tinhgia``).

What it cannot see: shortened links, official hosts that were taken over, addresses that imitate an
office by meaning alone (``capnhatcancuoc.example``), official names that are not on the list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from models.vocabulary import IndicatorKind
from nlp.contracts import DetectorInput, Finding, Indicator
from nlp.normalise import fold
from nlp.normalise.addresses import public_suffix, registered_domain
from nlp.official_names import OfficialName, is_official_host, official_names

_CODE = "lookalike_domain"
_WITH_HOST = frozenset({IndicatorKind.URL, IndicatorKind.DOMAIN, IndicatorKind.EMAIL})

_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтвнοαενικρτυχɡı0135$",
    "aeopcyxijshdqwkmtbhoaevikptuxgioiess",
)
_SEPARATORS = re.compile(r"[-_.]")
_SHORTEST_JOINED = 8
_SHORTEST_CONTAINED = 5
_SHORTEST_INSIDE = 8
_SHORTEST_FOR_TWO = 8
_SHORTEST_BARE = 5
_SHORT_NAMES = frozenset({"evn", "bhxh", "csgt", "etax"})
_LONGEST_HOST = 253


class LinkImpersonation:
    """Says which official domain an address imitates."""

    name = "link_impersonation"

    def detect(self, given: DetectorInput) -> Sequence[Finding]:
        """One finding for each address that imitates an official domain, in the order of the text."""
        return [
            Finding(self.name, _CODE, indicator.span, _reason(indicator.lookalike_of))
            for indicator in annotate(given.indicators)
            if indicator.lookalike_of is not None
        ]


def _reason(official: str) -> str:
    return f"Địa chỉ này giống {official} nhưng không phải địa chỉ chính thức"


def annotate(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """The indicators with ``lookalike_of`` set on addresses that imitate an official domain."""
    return tuple(_annotated(indicator) for indicator in indicators)


def _annotated(indicator: Indicator) -> Indicator:
    if indicator.kind not in _WITH_HOST or indicator.official:
        return indicator
    host = indicator.normalised_host or indicator.normalised.rpartition("@")[2]
    return replace(indicator, lookalike_of=lookalike_of(host))


@lru_cache(maxsize=8192)
def lookalike_of(host: str) -> str | None:
    """The official domain that ``host`` imitates, or None; official hosts imitate nothing.

    >>> lookalike_of("dichvucong-gov-vn.example"), lookalike_of("dichvucong.gov.vn")
    ('dichvucong.gov.vn', None)
    """
    host = host.lower().strip(".")
    if len(host) > _LONGEST_HOST or is_official_host(host):
        return None
    for skeleton in _skeletons(host):
        imitated = _inside(skeleton) or _by_name(skeleton)
        if imitated is not None:
            return imitated
    return None


def _skeletons(host: str) -> Iterator[str]:
    """The host as an eye may read it: punycode decoded, look-alike letters made plain, digits also."""
    labels = [_decoded(label) for label in host.split(".")]
    plain = fold(unicodedata.normalize("NFKC", ".".join(labels)))
    yield plain
    read = plain.translate(_LOOKALIKES)
    if read != plain:
        yield read


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def _inside(skeleton: str) -> str | None:
    """An official domain that stands in the host, with its dots or with something else for them."""
    joined = _SEPARATORS.sub("", skeleton)
    for official in official_names():
        if f".{official.domain}." in f".{skeleton}.":
            return official.domain
        together = _SEPARATORS.sub("", official.domain)
        if len(together) >= _SHORTEST_JOINED and together in joined:
            return official.domain
    return None


def _by_name(skeleton: str) -> str | None:
    """Compare the registered label, its parts and the labels before it with the names people know."""
    domain = registered_domain(skeleton)
    if domain is None:
        return None
    label = domain.partition(".")[0]
    suffix = public_suffix(skeleton) or ""
    before = [part for part in skeleton.removesuffix(domain).split(".") if part]
    whole = label.replace("-", "")
    parts = list(
        dict.fromkeys([whole, *label.split("-"), *before, "".join(part.replace("-", "") for part in before)])
    )
    for part in parts:
        official = _known().get(part)
        if official is not None and (len(part) >= _SHORTEST_BARE or part in _SHORT_NAMES):
            return official.domain if official.domain != f"{part}.{suffix}" else None
    for part in parts:
        for official in official_names():
            if any(_resembles(part, known, official.near) for known in official.names):
                return official.domain
    return None


def _resembles(part: str, known: str, near: bool) -> bool:
    if len(known) < _SHORTEST_CONTAINED or len(part) < _SHORTEST_CONTAINED:
        return False
    if len(known) >= _SHORTEST_INSIDE and _stands_in(known, part):
        return True
    if near and part.startswith(known):
        return True
    allowed = 2 if min(len(known), len(part)) >= _SHORTEST_FOR_TWO else 1
    return near and OSA.distance(known, part, score_cutoff=allowed) <= allowed


def _stands_in(known: str, part: str) -> bool:
    """Whether ``part`` holds the name and is not another word that begins like it (``chinhphuc``)."""
    at = part.find(known)
    rest = part[at + len(known) :]
    return at >= 0 and (not rest or len(rest) > 2 or rest.isdigit() or rest == "vn")


@cache
def _known() -> dict[str, OfficialName]:
    """Every name people know an official domain by."""
    return {known: official for official in reversed(official_names()) for known in official.names}

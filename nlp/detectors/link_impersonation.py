"""Addresses that dress up as those of an office, a bank or another body whose name is trusted.

Every host gets a score in 0..1 for the body it imitates most (``lookalike_score``); from
``thresholds.LOOKALIKE`` on it is said to imitate it (``lookalike_of``). Registered domains are compared, since
what stands before one or after it proves nothing. What speaks for an imitation, the strongest first:

* an own domain inside another host, with its dots or with something else for them
  (``dichvucong.gov.vn.abc.example``, ``dichvucong-gov-vn.example``), or the ending ``.gov.vn`` alone;
* letters of another alphabet, figures or punycode that read as such a domain or name;
* a name under another ending, before another domain, or together with the words of a lure
  (``vneid.example``, ``vneid-capnhat.example``, ``acb.vn-zz.example``);
* a name with letters doubled, added, left out or exchanged (``dichvucongg.example``, ``vietcomdank.example``);
* a bank's abbreviation before a garbled "bank" (``vcbdigibink.example``).

Abbreviations and names that are words (``evn``, ``tiki``) count only in company; see ``official_names``.

Whose names: public bodies, and banks, wallets, telecoms, post, water and marketplaces. ``lookalike_of`` names
any of them; ``Indicator.official`` stays what it was, public bodies and listed hotlines. A bank's own address
is therefore neither official nor a look-alike, and nothing is said of it.

What it cannot see: shortened links, hosts that were taken over, addresses that imitate an office by meaning
alone (``capnhatcancuoc.example``), names that are not on the lists, and honest namesakes abroad.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from models.vocabulary import IndicatorKind
from nlp.contracts import DetectorInput, Finding, Indicator
from nlp.host_evidence import evidence
from nlp.host_reading import is_readable, read_host
from nlp.official_names import is_own_host
from nlp.thresholds import LOOKALIKE

_CODE = "lookalike_domain"
_WITH_HOST = frozenset({IndicatorKind.URL, IndicatorKind.DOMAIN, IndicatorKind.EMAIL})


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Which body's domain a host imitates most, how surely (0..1), and why in one Vietnamese clause.

    ``official`` is None and ``why`` empty when the score is 0.
    """

    official: str | None
    score: float
    why: str


NOBODY = Lookalike(None, 0.0, "")


class LinkImpersonation:
    """Says which body's domain an address imitates."""

    name = "link_impersonation"

    def detect(self, given: DetectorInput) -> Sequence[Finding]:
        """One finding for each address that imitates a listed domain, in the order of the text."""
        return [
            Finding(self.name, _CODE, indicator.span, _reason(indicator))
            for indicator in annotate(given.indicators)
            if indicator.lookalike_of is not None
        ]


def _reason(indicator: Indicator) -> str:
    found = lookalike_score(_host(indicator))
    return f"Địa chỉ này giống {found.official} nhưng không phải địa chỉ chính thức: {found.why}"


def annotate(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """The indicators with ``lookalike_of`` set on addresses that imitate a listed domain."""
    return tuple(_annotated(indicator) for indicator in indicators)


def _annotated(indicator: Indicator) -> Indicator:
    if indicator.kind not in _WITH_HOST or indicator.official:
        return indicator
    return replace(indicator, lookalike_of=lookalike_of(_host(indicator)))


def _host(indicator: Indicator) -> str:
    return indicator.normalised_host or indicator.normalised.rpartition("@")[2]


def lookalike_of(host: str) -> str | None:
    """The domain that ``host`` imitates, or None; the own hosts of listed bodies imitate nothing.

    >>> lookalike_of("dichvucong-gov-vn.example"), lookalike_of("dichvucong.gov.vn")
    ('dichvucong.gov.vn', None)
    """
    found = lookalike_score(host)
    return found.official if found.score >= LOOKALIKE else None


@lru_cache(maxsize=8192)
def lookalike_score(host: str) -> Lookalike:
    """How much ``host`` looks like the address of a listed body that it does not belong to.

    >>> lookalike_score("vneid-capnhat.example").official, lookalike_score("vietcombank.com.vn")
    ('vneid.gov.vn', Lookalike(official=None, score=0.0, why=''))
    """
    host = host.lower().strip(".")
    if not is_readable(host) or is_own_host(host):
        return NOBODY
    best = NOBODY
    for reading in read_host(host):
        for sign in evidence(reading):
            if (weight := round(sign.weight, 2)) > best.score:
                best = Lookalike(sign.domain, weight, sign.why)
    return best

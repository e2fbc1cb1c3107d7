"""Which hosts are official: the one list used by indicators, masking and the look-alike detector.

An office's name is ``*.gov.vn`` in the forms of decree 224/2026 article 11, compared by registered
domain, never by the look of the text; a few public services stand outside ``.gov.vn`` and are listed.
"""

from __future__ import annotations

from functools import cache

from nlp import lexicons
from nlp.normalise.addresses import registered_domain

_GOVERNMENT = "gov.vn"


@cache
def official_domains() -> tuple[str, ...]:
    """The listed official hosts, in the order of the file."""
    return tuple(lexicons.lines("official_domains.txt"))


@cache
def _registered() -> frozenset[str]:
    return frozenset(registered_domain(domain) or domain for domain in official_domains())


def is_official_host(host: str) -> bool:
    """Whether a lower-case host belongs to a public body.

    >>> is_official_host("dichvucong.gov.vn"), is_official_host("dichvucong.gov.vn.abc.example")
    (True, False)
    """
    if not host.isascii() or host.startswith("xn--") or ".xn--" in host:
        return False
    if host == _GOVERNMENT or host.endswith(f".{_GOVERNMENT}"):
        return True
    return registered_domain(host) in _registered()

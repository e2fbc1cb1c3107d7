"""Which hosts are official: the one list used by indicators, masking and the look-alike detector.

An office's name is ``*.gov.vn`` in the forms of decree 224/2026 article 11, compared by registered
domain, never by the look of the text; a few public services stand outside ``.gov.vn`` and are listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from nlp import lexicons
from nlp.normalise.addresses import registered_domain

_GOVERNMENT = "gov.vn"


@dataclass(frozen=True, slots=True)
class OfficialName:
    """An official domain and the names people know it by (its first label among them).

    ``near``: names a letter or two away count as imitations too.
    """

    domain: str
    names: tuple[str, ...]
    near: bool


@cache
def official_names() -> tuple[OfficialName, ...]:
    """The listed official domains, in the order of the file."""
    found = []
    for line in lexicons.lines("official_domains.txt"):
        domain, *others = line.split()
        names = (domain.partition(".")[0], *(other for other in others if other != "~"))
        found.append(OfficialName(domain, names, "~" in others))
    return tuple(found)


@cache
def _registered() -> frozenset[str]:
    return frozenset(registered_domain(official.domain) or official.domain for official in official_names())


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

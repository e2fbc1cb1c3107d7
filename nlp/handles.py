"""Names people go by on platforms: ``@name`` and links to profiles.

Shared by masking and the indicator detector. Offsets are of a view with plain characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.vocabulary import IndicatorKind
from nlp.normalise.addresses import Address
from nlp.normalise.folding import fold

_HANDLE = re.compile(r"(?<![\w@.\[/])@(?=[\w.]*[^\W\d_])\w[\w.]{1,40}\w")
_TELEGRAM_CUE = re.compile(r"(?:tele|telegram|tg)[^.;!?\n]{0,20}$")
_CONTACT_CUE = re.compile(r"(?:lien he|lh|ib|inbox|nhan|nhan tin|ket ban|add|chat|gap)[^.;!?\n@]{0,20}$")
_REACH = 40

_ZALO_HOSTS = frozenset({"zalo.me", "chat.zalo.me", "zaloapp.com"})
_TELEGRAM_HOSTS = frozenset({"t.me", "telegram.me", "telegram.dog"})
_OTHER_HOSTS = frozenset(
    {
        "facebook.com",
        "m.facebook.com",
        "www.facebook.com",
        "fb.com",
        "www.fb.com",
        "fb.me",
        "m.me",
        "instagram.com",
        "www.instagram.com",
        "tiktok.com",
        "www.tiktok.com",
        "x.com",
        "twitter.com",
        "threads.net",
        "www.threads.net",
        "youtube.com",
        "www.youtube.com",
        "wa.me",
        "viber.me",
        "bsky.app",
    }
)


@dataclass(frozen=True, slots=True)
class Handle:
    """An ``@name``; ``contact`` when the words before give it as the way to get in touch."""

    start: int
    end: int
    contact: bool


def find_handles(text: str) -> list[Handle]:
    """Every ``@name`` of two letters or more, in order; mail addresses are none."""
    if "@" not in text:
        return []
    folded = fold(text)
    found = []
    for match in _HANDLE.finditer(text):
        before = folded[max(0, match.start() - _REACH) : match.start()]
        contact = bool(_TELEGRAM_CUE.search(before) or _CONTACT_CUE.search(before))
        found.append(Handle(*match.span(), contact))
    return found


def profile_kind(address: Address) -> IndicatorKind | None:
    """``zalo``, ``telegram`` or ``url`` when the address leads to somebody's profile, else None."""
    rest = address.normalised.partition(address.host)[2].strip("/?#")
    if address.kind is IndicatorKind.EMAIL or not rest:
        return None
    if address.host in _ZALO_HOSTS:
        return IndicatorKind.ZALO
    if address.host in _TELEGRAM_HOSTS:
        return IndicatorKind.TELEGRAM
    return IndicatorKind.URL if address.host in _OTHER_HOSTS else None


def profiles(addresses: Sequence[Address]) -> list[tuple[Address, IndicatorKind]]:
    """The addresses that lead to profiles, with their kind."""
    return [(address, kind) for address in addresses if (kind := profile_kind(address)) is not None]

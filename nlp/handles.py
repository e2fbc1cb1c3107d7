"""Names people go by on platforms: ``@name``, a Telegram name without the sign, links to profiles.

Shared by masking and the indicator detector. Offsets are of a view with plain characters.

An ``@name`` that could be one of Telegram's is a contact unless the words around speak to its owner or of
them (``@ten ơi``, ``cảm ơn @ten``). A name without the sign is seen where Telegram is named right before it, or where
somebody is to write to it and it has an underscore, as words of a sentence have not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.vocabulary import IndicatorKind
from nlp.normalise.addresses import Address
from nlp.normalise.folding import fold
from nlp.normalise.syllable import is_syllable

_HANDLE = re.compile(r"(?<![\w@.\[/])@(?=[\w.]*[^\W\d_])\w[\w.]{1,40}\w")
_TELEGRAM_FORM = re.compile(r"@[A-Za-z][A-Za-z0-9_]{4,31}")
"""Five to 32 letters, digits and underscores (Telegram's rule for user names)."""
_APART = re.compile(r"(?<=[a-z])[.·•*_](?=[a-z])")
_LEET = re.compile(r"(?<=[a-z])[0134](?=[a-z])")
_LEET_LETTERS = str.maketrans("0134", "oiea")
_TELEGRAM = r"t ?e ?l ?e(?: ?gram)?|te le(?: gram| go ram)?|tg"
_CONTACT = (
    r"lien he|lh|ib|inbox|i b|nhan(?: tin| rieng)?|ket ban|k ?b|add|chat|gap|contact|ping|dm|pm|join|follow|theo doi"
    r"|nhom|group|kenh|channel|room|nick|tai khoan|acc|account|admin|support|bot|hotro|ho tro|cskh"
    r"|report|block|chan|coi chung|can than|canh giac|canh bao|lua|gia danh|mao danh"
)
_CONTACT_BEFORE = re.compile(rf"(?<!\w)(?:{_TELEGRAM}|{_CONTACT}|gui)(?!\w)[^.;!?\n@]{{0,24}}$")
_ELSEWHERE_BEFORE = re.compile(
    r"(?<!\w)(?:fb|facebook|tiktok|youtube|insta|instagram|ig|threads|twitter)(?!\w)[^.,;!?\n@]{0,12}$"
)
_GIVEN_BEFORE = re.compile(r"(?:(?<!\w)(?:vao|vo|qua|ve|den|tai|mo|tim|search)|:)[ :]{0,2}$")
_ANOTHER_BEFORE = re.compile(r"@\w{2,40}(?: ?,| hoac| hay| va|/)? {0,2}$")
_SPOKEN_OF_BEFORE = re.compile(
    r"(?:(?<!\w)(?:tag|cc|cam on|thank|thanks|tks|chao|hi|hello|hey|nhu|theo|cua|boi|rep|reply|tra loi|nho|moi|hoi)|^|\n)[ ,:]{0,2}$"
)
_WARNED_AFTER = re.compile(
    r" ?(?:la |nay )?(?:lua|gia(?: mao)?|scam|fake|chuyen (?:lua|gia)|de (?:nhan|lay|duoc)|nhan (?:ma|qua|keo))(?!\w)"
)
_ALONE_BEFORE = re.compile(r"[,.;!?)”\"] {0,2}$")
_UNDERSCORED = re.compile(r"(?<![\w@./#-])[A-Za-z][A-Za-z0-9_]{4,31}(?![\w@]|[.:/]\w)")
_AFTER_A_COLON = re.compile(rf"(?<!\w)(?:{_TELEGRAM})\s{{0,2}}[:=]\s{{0,2}}([a-z]\w{{4,31}})(?![\w@]|[./]\w)")
_WRITTEN_TO = re.compile(
    rf"(?<!\w)(?:(?:{_TELEGRAM})(?: (?:la|ten|ten la|nhom|nick|id))?|(?:{_CONTACT})(?: [a-z]+){{0,3}}|qua)(?: |['`´:=]){{1,3}}$"
)
_REACH = 44
_SHORT_REACH = 24

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
    """An ``@name``; ``contact`` when it is given as the way to get in touch."""

    start: int
    end: int
    contact: bool


def find_handles(text: str) -> list[Handle]:
    """Every ``@name`` of two letters or more, in order; mail addresses are none."""
    if "@" not in text:
        return []
    matches = [*_HANDLE.finditer(text)]
    folded = fold(text) if matches else ""
    found: list[Handle] = []
    for match in matches:
        contact = _is_contact(folded, match)
        if not contact and found and _ANOTHER_BEFORE.search(_before(folded, match)):
            contact = found[-1].contact
        found.append(Handle(*match.span(), contact))
    return found


def _before(folded: str, match: re.Match[str]) -> str:
    return folded[max(0, match.start() - _REACH) : match.start()]


def _is_contact(folded: str, handle: re.Match[str]) -> bool:
    before = _before(folded, handle)
    if _ELSEWHERE_BEFORE.search(before):
        return False
    if _CONTACT_BEFORE.search(before) or _CONTACT_BEFORE.search(_plainer(before)):
        return True
    if not _TELEGRAM_FORM.fullmatch(handle.group()):
        return False
    if _WARNED_AFTER.match(folded[handle.end() : handle.end() + _SHORT_REACH]) or _GIVEN_BEFORE.search(
        before
    ):
        return True
    return _ALONE_BEFORE.search(before) is not None and not _SPOKEN_OF_BEFORE.search(before)


def _plainer(folded: str) -> str:
    """Words put together again and letters for digits, for cues hidden as ``i.b`` or ``nh4n``."""
    return _LEET.sub(lambda match: match.group().translate(_LEET_LETTERS), _APART.sub("", folded))


def may_hold_bare_names(text: str, folded: str) -> bool:
    """Whether a name could be given without ``@`` at all; ``folded`` is of the text in standard spelling."""
    return "_" in text or "tele" in folded or "te le" in folded or "tg" in folded


def find_bare_names(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of Telegram names given without ``@`` (``tele: ten``, ``nhắn qua ten_nhom``); may repeat one."""
    folded = fold(text)
    for match in _AFTER_A_COLON.finditer(folded):
        if text[slice(*match.span(1))].isascii() and not is_syllable(match.group(1)):
            yield match.span(1)
    names = [match for match in _UNDERSCORED.finditer(text) if "_" in match.group()] if "_" in text else []
    for name in names:
        before = folded[max(0, name.start() - _SHORT_REACH) : name.start()]
        if _WRITTEN_TO.search(before) or _WRITTEN_TO.search(_plainer(before)):
            yield name.span()


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

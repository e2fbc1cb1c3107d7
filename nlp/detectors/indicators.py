"""What a lure leaves behind that can be looked up: addresses, numbers, accounts, apps.

Reads the original with plain characters, so a disguise inside an address or a number is still
there to be taken off and reported exactly as written. One indicator per occurrence; an address with
a path is one ``url``, a bare host one ``domain``; a number given as a Zalo contact is ``zalo``, an ``@name`` given
as the contact is ``telegram``. An application is reported only when the words around mean an install
from outside the official shops.

What it cannot see: contacts in pictures, numbers and accounts written out in words, an app named
only by a nickname, addresses whose dots were left out.

>>> from nlp.normalise import normalise
>>> [i.normalised for i in find_indicators(normalise("vào vneid-capnhat . example, gọi 0900 000 123"))]
['vneid-capnhat.example', '0900000123']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from models.vocabulary import IndicatorKind
from nlp.contracts import Indicator, Span, Text
from nlp.handles import find_handles, profile_kind
from nlp.identifiers import Sort, find_numbers, is_hotline
from nlp.normalise import fold, plain_view
from nlp.normalise.addresses import find_addresses
from nlp.official_names import is_official_host

_APK = re.compile(r"(?<![\w./-])[\w-][\w.-]{0,60}\.apk(?!\w)", re.IGNORECASE)
_APP = re.compile(
    r"(?<!\w)(?:tai|cai|cai dat|download|cap nhat|nhap)(?: ve| lai| them| ngay| moi)?"
    r" (?:cai |file |tep |ban |con )?(?:app|ung dung|phan mem|ud)(?: ten| la| co ten| moi| gia)?[ :\"“'«]{1,3}"
)
_APP_NAME = re.compile(r"[A-Z0-9Đ][\w.+-]{0,30}(?: (?:[A-Z0-9Đ][\w.+-]{0,30})){0,4}")
_OUTSIDE = re.compile(
    r"(?:link|duong dan|duong link|apk|file|tep|qua zalo|(?:gui|goi|dua) (?:cho|qua|$)|(?:em|con|chau|ben) (?:gui|goi|dua)|ngoai (?:ch play|app store|cua hang)|"
    r"ket ban|huong dan cua|theo huong dan|bam vao|truy cap|quet (?:ma )?qr|khong ro nguon)"
)
_SHOP = re.compile(r"(?:ch ?play|google play|app ?store|kho ung dung|cua hang ung dung)")
_NOT_OUTSIDE = re.compile(r"(?:khong|dung|ko|k|chua|tranh)(?: \w+){0,3}$")
_TELEGRAM_NAME = re.compile(r"(?<!\w)tele(?:gram)?\s{0,2}[:=]\s{0,2}([a-z]\w{4,31})(?![\w.@])", re.IGNORECASE)
_AROUND_BEFORE = 60
_AROUND_AFTER = 90


class _Found(NamedTuple):
    start: int
    end: int
    kind: IndicatorKind
    normalised: str
    official: bool = False
    host: str | None = None


def find_indicators(text: Text) -> tuple[Indicator, ...]:
    """Every indicator in ``text``, in order, without overlap; spans are of the original."""
    view = plain_view(text.original)
    taken = bytearray(len(view.text))
    indicators = []
    for found in _found(view.text):
        if 1 in taken[found.start : found.end]:
            continue
        taken[found.start : found.end] = b"\x01" * (found.end - found.start)
        start, end = view.source(found.start, found.end)
        indicators.append(
            Indicator(
                kind=found.kind,
                text=text.original[start:end],
                normalised=found.normalised,
                span=Span(start, end),
                official=found.official,
                normalised_host=found.host,
            )
        )
    return tuple(sorted(indicators, key=lambda indicator: indicator.span))


def _found(text: str) -> Iterator[_Found]:
    yield from _addresses(text)
    yield from _apps(text)
    for handle in find_handles(text):
        if handle.contact:
            name = text[handle.start : handle.end].lower()
            yield _Found(handle.start, handle.end, IndicatorKind.TELEGRAM, name)
    for match in _TELEGRAM_NAME.finditer(text):
        yield _Found(*match.span(1), IndicatorKind.TELEGRAM, f"@{match.group(1).lower()}")
    yield from _numbers(text)


def _addresses(text: str) -> Iterator[_Found]:
    for address in find_addresses(text):
        kind = profile_kind(address) or address.kind
        host = address.host if kind is not IndicatorKind.DOMAIN else None
        official = is_official_host(address.host)
        yield _Found(address.start, address.end, kind, address.normalised, official, host)


def _numbers(text: str) -> Iterator[_Found]:
    for number in find_numbers(text):
        official = is_hotline(number.digits)
        if number.sort is Sort.ACCOUNT:
            yield _Found(number.start, number.end, IndicatorKind.BANK_ACCOUNT, number.digits)
        elif number.sort in {Sort.PHONE, Sort.HOTLINE}:
            kind = IndicatorKind.ZALO if number.zalo and not official else IndicatorKind.PHONE
            yield _Found(number.start, number.end, kind, number.digits, official)


def _apps(text: str) -> Iterator[_Found]:
    for match in _APK.finditer(text):
        yield _Found(*match.span(), IndicatorKind.APP, match.group().lower())
    folded = fold(text)
    for cue in _APP.finditer(folded):
        name = _APP_NAME.match(text, cue.end())
        if name is None or not _from_outside(folded, cue.start(), name.end()):
            continue
        end = name.start() + len(name.group().rstrip(".-+"))
        yield _Found(name.start(), end, IndicatorKind.APP, text[name.start() : end])


def _from_outside(folded: str, start: int, end: int) -> bool:
    """Whether the install is meant from a link, a file or a person, and is not advised against."""
    before = folded[max(0, start - _AROUND_BEFORE) : start]
    after = folded[end : end + _AROUND_AFTER]
    if _NOT_OUTSIDE.search(before.rstrip()):
        return False
    around = f"{before} {after}"
    return _OUTSIDE.search(around) is not None and _SHOP.search(around) is None

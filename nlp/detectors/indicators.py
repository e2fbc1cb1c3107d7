"""What a lure leaves behind that can be looked up: addresses, numbers, accounts, apps.

Reads the original with plain characters, so a disguise inside an address or a number is still
there to be taken off and reported exactly as written. One indicator per occurrence; an address with
a path is one ``url``, a bare host one ``domain``; a number given as a Zalo contact is ``zalo``, a name given
as the contact is ``telegram``. The canonical form of a Telegram name or an application is the name as written,
a Telegram name in lower case.

What it cannot see: contacts in pictures, numbers and accounts written out in words, an app named
only by a nickname, addresses whose dots were left out.

>>> from nlp.normalise import normalise
>>> [i.normalised for i in find_indicators(normalise("vào vneid-capnhat . example, gọi 0900 000 123"))]
['vneid-capnhat.example', '0900000123']
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from models.vocabulary import IndicatorKind
from nlp.app_names import find_named, find_packages, has_package, may_hold_names
from nlp.contracts import Indicator, Span, Text
from nlp.handles import find_bare_names, find_handles, may_hold_bare_names, profile_kind
from nlp.identifiers import Number, Sort, find_numbers, is_hotline, may_hold_numbers
from nlp.normalise import as_written, plain_view
from nlp.normalise.addresses import Address, find_addresses
from nlp.normalise.alignment import Aligned
from nlp.normalise.characters import is_plain
from nlp.normalise.folding import fold_each
from nlp.official_names import is_official_host

_CONTACTS = frozenset({Sort.PHONE, Sort.HOTLINE, Sort.ACCOUNT})


class _Found(NamedTuple):
    """An indicator at ``start..end`` of the original."""

    start: int
    end: int
    kind: IndicatorKind
    normalised: str
    official: bool = False
    host: str | None = None


def find_indicators(text: Text) -> tuple[Indicator, ...]:
    """Every indicator in ``text``, in order, without overlap; spans are of the original.

    A post without any costs little: every kind is looked for only where a cheap sign of it stands.
    """
    # Standard spelling is plain already, so a post that needed no respelling is read as it stands.
    unchanged = text.normalised == text.original
    if unchanged and not _may_hold_any(text.original, text.folded):
        return ()
    view = Aligned.of(text.original) if unchanged else plain_view(text.original)
    candidates = [*_addresses(view), *_apps(text, view), *_telegram(text, view), *_numbers(view)]
    if not candidates:
        return ()
    taken = bytearray(len(text.original))
    indicators = []
    for found in candidates:
        if 1 in taken[found.start : found.end]:
            continue
        taken[found.start : found.end] = b"\x01" * (found.end - found.start)
        indicators.append(
            Indicator(
                kind=found.kind,
                text=text.original[found.start : found.end],
                normalised=found.normalised,
                span=Span(found.start, found.end),
                official=found.official,
                normalised_host=found.host,
            )
        )
    return tuple(sorted(indicators, key=lambda indicator: indicator.span))


def indicators_as_written(texts: Sequence[str]) -> list[tuple[Indicator, ...]]:
    """``find_indicators(as_written(text))`` of each text; where there can be none, which is mostly so, no view is built."""
    return [
        find_indicators(as_written(text)) if not is_plain(text) or _may_hold_any(text, folded) else ()
        for text, folded in zip(texts, fold_each(texts), strict=True)
    ]


def _may_hold_any(plain: str, folded: str) -> bool:
    """Whether anything stands in a plain text that some indicator holds; most posts have nothing of it."""
    return (
        "@" in plain
        or may_hold_numbers(plain)
        or may_hold_names(plain, folded)
        or has_package(folded)
        or may_hold_bare_names(plain, folded)
        or bool(find_addresses(plain))
    )


def _addresses(view: Aligned) -> list[_Found]:
    return [_address(view, address) for address in find_addresses(view.text)]


def _address(view: Aligned, address: Address) -> _Found:
    kind = profile_kind(address) or address.kind
    host = address.host if kind is not IndicatorKind.DOMAIN else None
    official = is_official_host(address.host)
    return _Found(*view.source(address.start, address.end), kind, address.normalised, official, host)


def _apps(text: Text, view: Aligned) -> list[_Found]:
    named = [_app(text, start, end) for start, end in find_named(text.normalised, text.folded)]
    if not has_package(text.folded):
        return named
    packages = [
        _Found(*view.source(one.start, one.end), IndicatorKind.APP, one.written)
        for one in find_packages(view.text)
    ]
    # "Mở Máy Nhanh.apk" is one package of three words; any other package is surer than a name.
    ends = {package.end: package.start for package in packages}
    longer = [name for name in named if name.start < ends.get(name.end, 0)]
    return [*longer, *packages, *named]


def _app(text: Text, start: int, end: int) -> _Found:
    span = text.to_original(start, end)
    written = plain_view(text.original[span.start : span.end]).text
    return _Found(span.start, span.end, IndicatorKind.APP, written or text.normalised[start:end])


def _telegram(text: Text, view: Aligned) -> list[_Found]:
    spans = [(handle.start, handle.end) for handle in find_handles(view.text) if handle.contact]
    if may_hold_bare_names(view.text, text.folded):
        spans += find_bare_names(view.text)
    return [
        _Found(*view.source(start, end), IndicatorKind.TELEGRAM, view.text[start:end].lower())
        for start, end in spans
    ]


def _numbers(view: Aligned) -> list[_Found]:
    return [_number(view, number) for number in find_numbers(view.text) if number.sort in _CONTACTS]


def _number(view: Aligned, number: Number) -> _Found:
    kind = IndicatorKind.ZALO if number.zalo else IndicatorKind.PHONE
    official = is_hotline(number.digits)
    if number.sort is Sort.ACCOUNT:
        kind, official = IndicatorKind.BANK_ACCOUNT, False
    elif official:
        kind = IndicatorKind.PHONE
    return _Found(*view.source(number.start, number.end), kind, number.digits, official)

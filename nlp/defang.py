"""Making what tricks people harmless to show: addresses that cannot be clicked, numbers not dialled."""

from __future__ import annotations

from models.vocabulary import IndicatorKind
from nlp.telephones import canonical

_ADDRESSES = frozenset({IndicatorKind.URL, IndicatorKind.DOMAIN, IndicatorKind.EMAIL, IndicatorKind.TELEGRAM})


def defang(kind: IndicatorKind, value: str) -> str:
    """A form of an indicator that is safe on a page.

    >>> defang(IndicatorKind.URL, "https://vneid-capnhat.example/tai")
    'vneid-capnhat[.]example/tai'
    >>> defang(IndicatorKind.PHONE, "0900000001")
    '0900000••1'
    """
    if kind in _ADDRESSES:
        bare = value.removeprefix("https://").removeprefix("http://")
        host, slash, path = bare.partition("/")
        return host.replace(".", "[.]") + slash + path
    digits = sum(character.isdigit() for character in value)
    if digits >= 6:
        return _hide_digits(value)
    return value.replace(".", "[.]")


def _hide_digits(value: str) -> str:
    positions = [index for index, character in enumerate(value) if character.isdigit()]
    hidden = set(positions[-3:-1])
    return "".join("•" if index in hidden else character for index, character in enumerate(value))


def same_thing(kind: IndicatorKind, value: str) -> str:
    """One spelling for one indicator, so that the same lure seen twice is counted, not listed twice.

    >>> same_thing(IndicatorKind.URL, "https://vneid-capnhat.example/tai/")
    'vneid-capnhat.example/tai'
    >>> same_thing(IndicatorKind.PHONE, "0900.000 001")
    '0900000001'
    >>> same_thing(IndicatorKind.TELEGRAM, "@HoTro_test"), same_thing(IndicatorKind.APP, "VNeID_Moi.apk")
    ('hotro_test', 'vneid_moi.apk')
    >>> same_thing(IndicatorKind.ZALO, "0900.000.001"), same_thing(IndicatorKind.ZALO, "zalo.me/g/abcdef")
    ('0900000001', 'zalo.me/g/abcdef')
    """
    if kind in (IndicatorKind.PHONE, IndicatorKind.BANK_ACCOUNT):
        digits = "".join(character for character in value if character.isdigit() or character == "+")
        return digits or value
    if kind is IndicatorKind.ZALO:
        # Most are found by a telephone number, which everybody writes in their own way.
        return canonical(value) or value
    if kind is IndicatorKind.TELEGRAM:
        value = value.casefold().removeprefix("@")
    if kind in _ADDRESSES:
        return value.removeprefix("https://").removeprefix("http://").rstrip("/")
    return value.casefold() if kind is IndicatorKind.APP else value

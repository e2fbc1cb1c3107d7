"""Numbers that lead to a person: phones, bank accounts, identity papers, licence plates.

Shared by masking and the indicator detector. Works on a view with plain characters, offsets are
of that view. What a number is follows from its form and, where the form is not enough, from the
words around it (``nlp.number_cues``, ``nlp.telephones``). Money, dates and numbers of documents are none of these.

Not seen: numbers written out in words, accounts with letters in them, numbers split over lines by
other text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from models.vocabulary import Placeholder
from nlp.normalise.folding import fold
from nlp.number_cues import (
    REACH,
    Family,
    is_bank_after,
    is_connector,
    is_for_pictures,
    is_named_after,
    is_zalo_after,
    nearest,
)
from nlp.number_signs import Signs, signs_of, surroundings
from nlp.telephones import (
    SEPARATOR,
    Telephone,
    canonical,
    find_services,
    find_subscribers,
    is_date,
    is_grouped,
    is_hotline,
    is_money_after,
    is_spoken,
)

__all__ = ["Number", "Sort", "find_numbers", "is_hotline"]

# A placeholder of masking is nobody's cue: "[TK]" must not make an account of the number after it.
_PLACEHOLDER = re.compile("|".join(re.escape(fold(placeholder)) for placeholder in Placeholder))
_LONG = re.compile(rf"(?<![0-9oO])(?:[0-9]{{8,22}}|[0-9](?:{SEPARATOR}[0-9]){{5,22}})(?![0-9oOlI])")
_DISGUISED = re.compile(
    r"(?<![0-9A-Za-zÀ-ỹ])(?:[0-9]|[oO](?=[0-9]))(?:[ .-]?[0-9oOlI]){6,18}(?![0-9A-Za-zÀ-ỹ])"
)
_DIGITS_FOR_LETTERS = str.maketrans("oOlI", "0011")
_LAST_PROVINCE = 96
"""Identity numbers begin with the code of a province, 001 to 096 (circular 07/2016/TT-BCA)."""
_UNBROKEN_ID = re.compile(r"(?<![0-9])0[0-9]{11}(?![0-9])")
_ID_FORM = re.compile(r"0\d{11}|0\d\d(?:[ .]\d{3}){3}|0\d{3}(?:[ .]\d{4}){2}")
_PASSPORT = re.compile(r"(?<!\w)[A-Z][0-9]{7,8}(?!\w)")
_PLATE = re.compile(
    r"(?<![\w/-])([1-9][0-9])[ -]?([A-HK-PS-VXYZĐ]{1,2}[0-9]?)[ .-]{0,3}([0-9]{3}[. ]?[0-9]{2}|[0-9]{4})"
    r"(?![\w/%]|[.,][0-9])"
)
_PLATE_LOOSE = re.compile(
    r"(?<![\w/-])([1-9][0-9])[ -]?([a-zđ]{1,2}[0-9]?)[ .-]{0,3}([0-9]{3}[. ]?[0-9]{2}|[0-9]{4})(?![\w/%]|[.,][0-9])"
)
_PLATE_CUE = re.compile(r"(?:bien so|bien kiem soat|bks|bien|xe|oto|o to|xe may)\W{0,3}(?:so\W{0,3})?$")
_ID_CUE = re.compile(
    r"(?:cccd|cmnd|cmt|chung minh|can cuoc|dinh danh|so giay to|giay to tuy than|ma so ca nhan)[^0-9.;!?\n\[]{0,30}$"
)
_TAX_CUE = re.compile(
    r"(?:mst|ma so thue|ma so bhxh|so bhxh|ma so bao hiem|so so bhxh|ma bhxh)[^0-9.;!?\n\[]{0,25}$"
)
_PASSPORT_CUE = re.compile(r"(?:ho chieu|passport)[^0-9.;!?\n\[]{0,20}$")
_CALL_CUE = re.compile(r"(?<!\w)(?:goi|hotline|tong dai|alo|call|hoi|theo so|qua so|lien he|lh)(?!\w)")
_MOBILE = "35789"
_SHORTEST_AFTER_ITS_NAME = 6
_SHORTEST_ACCOUNT = 8
"""Digits of an account: fewer are believed where it is called one (own threshold)."""


class Sort(Enum):
    """What a number is."""

    PHONE = auto()
    HOTLINE = auto()
    ACCOUNT = auto()
    PERSONAL_ID = auto()
    PLATE = auto()


@dataclass(frozen=True, slots=True)
class Number:
    """A number at ``start..end``; ``digits`` is its canonical form.

    Phones have their leading 0 (``+84 900…`` becomes ``0900…``). ``zalo``: given as a Zalo contact.
    """

    start: int
    end: int
    sort: Sort
    digits: str
    zalo: bool = False


def find_numbers(text: str, few: Sequence[tuple[int, int]] | None = None) -> list[Number]:
    """Every number of these sorts, in order, without overlap. Linear in the length of ``text``.

    ``few``: its ``nlp.number_signs.few_digits``, where they are known.
    """
    signs = signs_of(text, few)
    if not any(signs):
        return []
    if is_spoken(text):
        return _numbers_in(text, signs)
    return [
        replace(number, start=number.start + start, end=number.end + start)
        for start, end in surroundings(text)
        for number in _numbers_in(text[start:end], signs)
    ]


def may_hold_numbers(text: str) -> bool:
    """Whether some number of these sorts may stand in ``text``: prices, dates and counts seldom look so."""
    return any(signs_of(text))


def _numbers_in(text: str, signs: Signs) -> list[Number]:
    folded = _PLACEHOLDER.sub(lambda match: "[" * len(match.group()), fold(text))
    taken = bytearray(len(text))
    found: list[Number] = []
    for number in [
        *(_long_numbers(text, folded) if signs.many else ()),
        *(_subscribers(text, folded) if signs.many else ()),
        *_services(text, folded),
        *(_plates(text, folded) if signs.plate else ()),
    ]:
        if 1 not in taken[number.start : number.end]:
            found.append(number)
            taken[number.start : number.end] = b"\x01" * (number.end - number.start)
    found.sort(key=lambda number: number.start)
    return [*_told_with_the_one_before(found, folded)]


def _told_with_the_one_before(found: list[Number], folded: str) -> Iterator[Number]:
    """The second of two numbers given as a list is what the first is: a Zalo contact, an account."""
    last: Number | None = None
    for number in found:
        told_again = number.sort is Sort.PHONE and not number.zalo
        if last is not None and told_again and is_connector(folded[last.end : number.start]):
            number = replace(number, sort=last.sort, zalo=last.zalo)
        last = number if number.sort in {Sort.PHONE, Sort.ACCOUNT} else None
        yield number


def _long_numbers(text: str, folded: str) -> list[Number]:
    """Identity papers and accounts: what the words around make of a run of digits."""
    found = []
    account_end = 0
    for match in _LONG.finditer(text):
        start, end = match.span()
        digits = re.sub(r"\D", "", match.group())
        sort = _sort(match.group(), digits, folded[max(0, start - REACH) : start], folded[end : end + 24])
        if sort is None and account_end and len(digits) >= _SHORTEST_ACCOUNT:
            sort = Sort.ACCOUNT if is_connector(folded[account_end:start]) else None
        account_end = end if sort is Sort.ACCOUNT else 0
        if sort is not None:
            called = canonical(match.group()) if sort is Sort.ACCOUNT else None
            found.append(Number(start, end, sort, called or digits))
    found += [
        Number(*match.span(), Sort.ACCOUNT, _true_digits(match.group()))
        for match in _DISGUISED.finditer(text)
        if not match.group().isdigit()
        and nearest(_before(folded, match, REACH)) in {Family.ACCOUNT, Family.TRANSFER}
    ]
    found += [
        Number(*match.span(), Sort.PERSONAL_ID, match.group())
        for match in _UNBROKEN_ID.finditer(text)
        if 1 <= int(match.group()[:3]) <= _LAST_PROVINCE
    ]
    found += [
        Number(*match.span(), Sort.PERSONAL_ID, match.group())
        for match in _PASSPORT.finditer(text)
        if _PASSPORT_CUE.search(_before(folded, match, REACH))
    ]
    return found


def _true_digits(written: str) -> str:
    return canonical(written) or re.sub(r"\D", "", written.translate(_DIGITS_FOR_LETTERS))


def _sort(written: str, digits: str, before: str, after: str) -> Sort | None:
    if is_date(written) or (len(digits) in {8, 10} and digits.startswith(("1800", "1900"))):
        return None
    if _ID_CUE.search(before) and len(digits) in {9, 12}:
        return Sort.PERSONAL_ID
    if _TAX_CUE.search(before) and len(digits) in {10, 12, 13}:
        return Sort.PERSONAL_ID
    is_money = is_money_after(after) or (is_grouped(written.replace(" ", ".")) and digits.endswith("000"))
    if not is_money and _is_account(digits, nearest(before), before, after):
        return Sort.ACCOUNT
    if _ID_FORM.fullmatch(written) and 1 <= int(digits[:3]) <= _LAST_PROVINCE:
        return Sort.PERSONAL_ID
    return None


def _is_account(digits: str, family: Family | None, before: str, after: str) -> bool:
    if family is Family.ACCOUNT:
        return len(digits) >= _SHORTEST_AFTER_ITS_NAME
    if len(digits) < _SHORTEST_ACCOUNT:
        return False
    if family is Family.TRANSFER:
        return True
    named = family is Family.BANK or is_named_after(after)
    if not canonical(digits):
        return named or is_bank_after(after)
    # Many banks take a phone number for an account: with one, a bank's name is not enough if people are to call it.
    return named and family not in {Family.CALL, Family.ZALO} and not _CALL_CUE.search(before)


def _subscribers(text: str, folded: str) -> list[Number]:
    return [_subscriber(folded, one) for one in find_subscribers(text, folded)]


def _services(text: str, folded: str) -> list[Number]:
    return [Number(one.start, one.end, Sort.HOTLINE, one.digits) for one in find_services(text, folded)]


def _subscriber(folded: str, one: Telephone) -> Number:
    before, after = folded[max(0, one.start - REACH) : one.start], folded[one.end : one.end + REACH]
    family = nearest(before)
    if _is_account(one.digits, family, before, after):
        return Number(one.start, one.end, Sort.ACCOUNT, one.digits)
    zalo = family is Family.ZALO or is_zalo_after(after)
    zalo = zalo or (is_for_pictures(before) and one.digits[1] in _MOBILE)
    return Number(one.start, one.end, Sort.PHONE, one.digits, zalo)


def _plates(text: str, folded: str) -> list[Number]:
    certain = [
        match
        for match in _PLATE.finditer(text)
        if len(re.sub(r"\D", "", match.group(3))) == 5 or _PLATE_CUE.search(_before(folded, match, 20))
    ]
    cued = [match for match in _PLATE_LOOSE.finditer(text) if _PLATE_CUE.search(_before(folded, match, 20))]
    return [Number(*match.span(), Sort.PLATE, _plate(match)) for match in [*certain, *cued]]


def _plate(match: re.Match[str]) -> str:
    number = re.sub(r"\D", "", match.group(3))
    return f"{match.group(1)}{match.group(2).upper()}-{number}"


def _before(folded: str, match: re.Match[str], reach: int) -> str:
    return folded[max(0, match.start() - reach) : match.start()]

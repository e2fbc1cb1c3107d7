"""Numbers that lead to a person: phones, bank accounts, identity papers, licence plates.

Shared by masking and the indicator detector. Works on a view with plain characters, offsets are
of that view. What a number is follows from its form and, where the form is not enough, from the
words before it. Money, dates and numbers of documents are none of these.

Not seen: numbers written out in words, accounts with letters in them, numbers split over lines by
other text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from models.vocabulary import Placeholder
from nlp import lexicons
from nlp.normalise.folding import fold

# A placeholder of masking is nobody's cue: "[TK]" must not make an account of the number after it.
_PLACEHOLDER = re.compile("|".join(re.escape(fold(placeholder)) for placeholder in Placeholder))
_SEPARATOR = r"[ \t\u00a0.·•\-_–]{0,3}"
_DIGIT = r"[0-9oO]"
_PHONE_UNBROKEN = re.compile(r"(?<![0-9])(?:\+?84|0)[35789][0-9]{8}(?![0-9])")
_PHONE = re.compile(
    rf"(?<![0-9A-Za-zÀ-ỹ+])(?:\(\+?84\)|\+ ?84|0084|84|\(?0[0-9oO]{{0,3}}\)?|[oO])(?:{_SEPARATOR}{_DIGIT}){{7,11}}"
    r"(?![0-9])"
)
_RUN_END = re.compile(rf"{_DIGIT}(?!{_DIGIT})")
_SERVICE = re.compile(rf"(?<![0-9])1[89]00(?:{_SEPARATOR}[0-9]){{4,6}}(?![0-9])")
_SHORT = re.compile(r"(?<![\w.,/-])(?:1[01][0-9]|156|5656|1022)(?![\w/-]|[.,][0-9])")
_SHORT_CUE = re.compile(
    r"(?:(?<!\w)(?:goi|dau so|tong dai|hotline|duong day|duong day nong|truc|nhan|nhan tin|gui|bao|lien he)"
    r"(?: (?:ngay|den|toi|ve|cho|qua|so|dien thoai|tong dai|dau so)){0,3}"
    r"|(?<![0-9])(?:1[01][0-9]|156|5656|1022|1[89]00[ .]?[0-9]{4,6})(?: (?:va|hoac|hay)|, ?hoac)?)[ ,:/]{0,3}$"
)
_COUNTED = re.compile(
    r"\s?(?:nguoi|ho|xa|thon|to|ca|vu|truong|cuoc|tin|ngay|gio|phut|km|m2|trieu|ty|nghin|dong|%|d\b)"
)
_LONG = re.compile(rf"(?<![0-9])(?:[0-9]{{8,22}}|[0-9](?:{_SEPARATOR}[0-9]){{5,22}})(?![0-9])")
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
_DATE = re.compile(
    r"\d{1,2}[.\- ]\d{1,2}[.\- ](?:19|20)\d{2}(?!\d)|(?:19|20)\d{2}[ ]?[-–][ ]?(?:19|20)\d{2}(?!\d)"
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_MONEY_AFTER = re.compile(
    r"\s?(?:d|dong|vnd|vnđ|k|tr|trieu|nghin|ngan(?! hang)|ty|usd|%|₫|\$|cu|nguoi|ho|ca)\b"
)
_STRONG_ACCOUNT = r"(?:stk|so tai khoan|so tk|tai khoan so|tk so|account|so the|the so|so the atm)"
_WEAK_ACCOUNT = r"(?:tai khoan|tk|ck|ckh|chuyen khoan|bank|ngan hang|nh|{banks})"
_REACH = 48
_ID_CUE = re.compile(
    r"(?:cccd|cmnd|cmt|chung minh|can cuoc|dinh danh|so giay to|giay to tuy than|ma so ca nhan)[^0-9.;!?\n\[]{0,30}$"
)
_TAX_CUE = re.compile(
    r"(?:mst|ma so thue|ma so bhxh|so bhxh|ma so bao hiem|so so bhxh|ma bhxh)[^0-9.;!?\n\[]{0,25}$"
)
_PASSPORT_CUE = re.compile(r"(?:ho chieu|passport)[^0-9.;!?\n\[]{0,20}$")
_PHONE_CUE = re.compile(
    r"(?<!\w)(?:sdt|dt|dien thoai|goi|alo|lien he|lh|zalo|za lo|zl|hotline|tel|so may|nhan tin|ib|viber|call)"
    r"[^0-9.;!?\n\[]{0,16}$"
)
_ZALO_CUE = re.compile(r"(?:zalo|za lo|zl|gia lo)[^0-9.;!?\n\[]{0,16}$")


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


def find_numbers(text: str) -> list[Number]:
    """Every number of these sorts, in order, without overlap. Linear in the length of ``text``."""
    folded = _PLACEHOLDER.sub(lambda match: "[" * len(match.group()), fold(text))
    taken = bytearray(len(text))
    found: list[Number] = []
    for number in [*_long_numbers(text, folded), *_phones(text, folded), *_plates(text, folded)]:
        if 1 not in taken[number.start : number.end]:
            found.append(number)
            taken[number.start : number.end] = b"\x01" * (number.end - number.start)
    return sorted(found, key=lambda number: number.start)


def is_hotline(digits: str) -> bool:
    """Whether the digits are an official hotline of ``official_hotlines.txt``."""
    return digits in _hotlines()


@cache
def _hotlines() -> frozenset[str]:
    return frozenset(lexicons.lines("official_hotlines.txt"))


@cache
def _account_cues() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    banks = "|".join(sorted(map(re.escape, lexicons.lines("banks.txt")), key=len, reverse=True))
    between = rf"[^0-9;!?\n\[]{{0,{_REACH - 12}}}$"
    strong = re.compile(rf"(?<!\w){_STRONG_ACCOUNT}(?!\w){between}")
    weak = re.compile(rf"(?<!\w){_WEAK_ACCOUNT.format(banks=banks)}(?!\w)[^0-9;!?\n\[]{{0,16}}$")
    after = re.compile(rf"[\s,:()\-–]{{0,4}}(?:nh|ngan hang|bank)?[\s,:()\-–]{{0,3}}(?:{banks})(?!\w)")
    return strong, weak, after


def _long_numbers(text: str, folded: str) -> list[Number]:
    """Identity papers and accounts: what the words around make of a run of digits."""
    found = []
    for match in _LONG.finditer(text):
        start, end = match.span()
        digits = re.sub(r"\D", "", match.group())
        sort = _sort(match.group(), digits, folded[max(0, start - _REACH) : start], folded[end : end + 24])
        if sort is not None:
            found.append(Number(start, end, sort, digits))
    found += [
        Number(*match.span(), Sort.PERSONAL_ID, match.group())
        for match in _UNBROKEN_ID.finditer(text)
        if 1 <= int(match.group()[:3]) <= _LAST_PROVINCE
    ]
    found += [
        Number(*match.span(), Sort.PERSONAL_ID, match.group())
        for match in _PASSPORT.finditer(text)
        if _PASSPORT_CUE.search(_before(folded, match, _REACH))
    ]
    return found


def _sort(written: str, digits: str, before: str, after: str) -> Sort | None:
    if _DATE.match(written) or (len(digits) in {8, 10} and digits.startswith(("1800", "1900"))):
        return None
    if _ID_CUE.search(before) and len(digits) in {9, 12}:
        return Sort.PERSONAL_ID
    if _TAX_CUE.search(before) and len(digits) in {10, 12, 13}:
        return Sort.PERSONAL_ID
    money = bool(_MONEY_AFTER.match(after)) or (
        _GROUPED.fullmatch(written.replace(" ", ".")) is not None and digits.endswith("000")
    )
    strong, weak, named_after = _account_cues()
    if not money and len(digits) >= 6 and strong.search(before):
        return Sort.ACCOUNT
    if not money and len(digits) >= 8 and (named_after.match(after) or weak.search(before)):
        return None if _PHONE_CUE.search(before) and _canonical(digits) else Sort.ACCOUNT
    if _ID_FORM.fullmatch(written) and 1 <= int(digits[:3]) <= _LAST_PROVINCE:
        return Sort.PERSONAL_ID
    return None


def _phones(text: str, folded: str) -> list[Number]:
    found = [_phone(folded, *match.span(), match.group()) for match in _PHONE_UNBROKEN.finditer(text)]
    at = 0
    while match := _PHONE.search(text, at):
        end = _phone_end(match.group())
        at = match.start() + (end or 1)
        written = match.group()[:end]
        if end and not (_DATE.match(written.lstrip("(+")) or _is_money(written, folded[at : at + 8])):
            found.append(_phone(folded, match.start(), at, written))
    found += [
        Number(*match.span(), Sort.HOTLINE, re.sub(r"\D", "", match.group()))
        for match in _SERVICE.finditer(text)
        if not _MONEY_AFTER.match(folded[match.end() : match.end() + 8])
    ]
    found += [
        Number(*match.span(), Sort.HOTLINE, match.group())
        for match in _SHORT.finditer(text)
        if is_hotline(match.group())
        and _SHORT_CUE.search(_before(folded, match, _REACH))
        and not _COUNTED.match(folded, match.end())
    ]
    return found


def _phone(folded: str, start: int, end: int, written: str) -> Number:
    zalo = bool(_ZALO_CUE.search(folded[max(0, start - _REACH) : start]))
    return Number(start, end, Sort.PHONE, _canonical(written) or "", zalo)


def _phone_end(written: str) -> int:
    """Where the phone number that ``written`` begins with ends; 0 when it is none."""
    ends = (match.end() for match in _RUN_END.finditer(written))
    return next((end for end in ends if _canonical(written[:end])), 0)


def _is_money(written: str, after: str) -> bool:
    return _MONEY_AFTER.match(after) is not None and _GROUPED.fullmatch(written) is not None


def _canonical(written: str) -> str | None:
    """A Vietnamese phone number as 10 (mobile) or 11 (fixed) digits, or None."""
    if sum(char.isdigit() for char in written) < 3:
        return None
    digits = re.sub(r"\D", "", written.replace("o", "0").replace("O", "0"))
    if digits.startswith("0084"):
        digits = "0" + digits[4:].lstrip("0")
    elif digits.startswith("84") and not written.startswith("0"):
        digits = "0" + digits[2:].removeprefix("0")
    if len(digits) == 10 and digits[1] in "35789":
        return digits
    if len(digits) == 11 and digits[1] == "2":
        return digits
    return None


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

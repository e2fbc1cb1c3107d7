"""Vietnamese telephone numbers as people write them, and the short numbers of public services.

Forms: ``0900 000 123``, ``0900.000.123``, ``(0900) 000 123``, ``+84 900 000 123``, ``0084…``, ``84…``, digits one by one,
``o``, ``l`` and ``i`` for 0 and 1, commas, strokes, stars or the word ``chấm`` between groups of the usual length.
Numbers of services begin with 1800 or 1900; those of three or four digits (113, 5656) are read only where
the words around call them a number to call or write to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nlp import lexicons

SEPARATOR = r"[ \t\u00a0.·•\-_–]{0,3}"
_DIGIT = r"[0-9oOlIi]"
_DIGITS = str.maketrans("oOlIi", "00111")
_FEWEST_DIGITS = 10
_FEWEST_TRUE_DIGITS = 3
"""A number written with letters for digits still holds so many true ones (own threshold)."""

_UNBROKEN = re.compile(r"(?<![0-9])(?:\+?84|0)[35789][0-9]{8}(?![0-9])")
_CODE_BEFORE = re.compile(
    r"(?<![A-ZĐ])(?!(?:S?[DĐ]T|LH|TEL|ZALO|GOI|GỌI|CALL|HOTLINE|SO|SỐ|IB|ZL)$)[A-Z]{2,12}$"
)
"""Capitals glued to the digits make them the number of a customer or a parcel."""
_LONGEST_CODE = 13
_BROKEN = re.compile(
    rf"(?<![0-9A-Za-zÀ-ỹ+])(?:\(\+? ?84\)|\+ ?84|0084|84|\(?0[0-9oO]{{0,3}}\)?|[oO](?=[.]?[0-9]))(?: ?\(0\))?(?:{SEPARATOR}{_DIGIT}){{6,11}}"
    r"(?![0-9])"
)
_ODDLY_BROKEN = re.compile(
    r"(?<![0-9A-Za-zÀ-ỹ+.,/*~|])(0[35789][0-9]{1,2})([,/*~|:]| (?:chấm|cham) )([0-9]{3})\2([0-9]{3,4})(?![0-9]|[,/.][0-9])"
)
_AFTER_ZEROS = re.compile(r"[235789]")
_NO_DIGIT = re.compile(r"[^0-9]")
_RUN_END = re.compile(rf"{_DIGIT}(?![0-9A-Za-zÀ-ỹ])")
_SERVICE = re.compile(rf"(?<![0-9])1[89][0oO]{{2}}(?:{SEPARATOR}[0-9oO]){{4,6}}(?![0-9A-Za-z])")
_SHORT_DIGITS = r"(?:1(?:1[0-9]|56|022|414)|5656)"
_SHORT_SIGN = re.compile(_SHORT_DIGITS)
SHORT = re.compile(rf"{_SHORT_DIGITS}(?![\w/-]|[.,][0-9])")
_DATE = re.compile(
    r"\d{1,2}[.\- ]\d{1,2}[.\- ](?:19|20)\d{2}(?!\d)|(?:19|20)\d{2}[ ]?[-–][ ]?(?:19|20)\d{2}(?!\d)"
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_MONEY_AFTER = re.compile(
    r"\s?(?:d(?![.\w])|(?:dong|vnd|k|tr|trieu|nghin|ngan(?! hang)|ty|usd|cu|nguoi|ho|ca)\b|[%₫$])"
)
_COUNTED = re.compile(
    r"\s?(?:(?:nguoi|ho|ho so|xa|thon|to|ca|vu|truong hop|cuoc|tin|ngay|gio|phut|km|m2|trieu|ty|nghin|dong|suat|lan|k|d"
    r"|cau|tuoi|trang|tinh|nam|thang|diem|don|cai)(?!\w)|%)"
)
_FILLER = r"(?: (?:ngay|den|toi|ve|cho|qua|so|vao|lai|dien thoai|tong dai|dau so|mien phi|may)){0,3}"
_CALLED = re.compile(
    r"(?<!\w)(?:goi|call|alo|hotline|dau so|tong dai|duong day(?: nong)?|nhan tin|truc|truc ban|so khan|khan cap|cap cuu)"
    rf"{_FILLER}[ :,(]{{1,2}}$"
)
_PERHAPS_CALLED = re.compile(
    rf"(?<!\w)(?:qua|ve|len|gui|bao|bao cao|report|hoi|nhan|nhan cua|phan anh|lien he|soan|so){_FILLER}[ :(]{{1,2}}$"
)
_NUMBERED = re.compile(
    r"(?:nha|phong|quay|lo|cong van|dieu|trang|hem|ngo|kiet|xe|ban|toa|cua|tuyen|ghe|ap|to|khu|duong|tang|mau) so[ :(]{1,2}$"
)
_GOES_ON = re.compile(
    r"\s{0,2}(?:$|[.,;:!?)…\n\"”]|(?:la|thi|de|nhe|nha|nghen|di|ngay|hoac|hay|va|voi|co|khong|ko|k|ma|cho|neu|khi|roi|lien|cua|nghe"
    r"|free|mien phi|xu ly|xin|giup|gium|truoc|dum|duoc|dc|a|chua|bao|hoi|goi|luon|tui|toi|bon|may|mot lan|lich su"
    r"|noi|tra loi)(?!\w))"
)
_SPEAKS = re.compile(
    r"(?<!\w)(?:goi|tong dai|duong day|cap cuu|khan cap|cong an|cuu hoa|tre em|nhan tin|bao tin|dau so)(?!\w)"
)
_SAYS_IT_CALLS = re.compile(r" (?:la (?:so|dau so|tong dai)|co nhan tin|nhan tin|co goi)(?!\w)")
_AND = re.compile(r"(?:, ?| ?/ ?| )(?:va |hoac |hay |voi )?(?:nhan |goi |so )?")
_SPOKEN = {
    "một năm sáu": "156",
    "một một một": "111",
    "một một hai": "112",
    "một một ba": "113",
    "một một bốn": "114",
    "một một năm": "115",
    "năm sáu năm sáu": "5656",
    "một không hai hai": "1022",
}
_SPOKEN_SHORT = re.compile(rf"(?<!\w)(?:{'|'.join(_SPOKEN)})(?!\w)")
_SURE_LENGTH = 4
"""Short numbers of four digits are seldom a count or the number of a house, those of three often."""
_REACH = 40
_LONGEST_AND = 14


class Telephone(NamedTuple):
    """A number at ``start..end``; ``digits`` with their leading 0, ``service``: of a public or paid service."""

    start: int
    end: int
    digits: str
    service: bool = False


def is_hotline(digits: str) -> bool:
    """Whether the digits are an official hotline of ``official_hotlines.txt``."""
    return digits in _hotlines()


@cache
def _hotlines() -> frozenset[str]:
    return frozenset(lexicons.lines("official_hotlines.txt"))


def canonical(written: str) -> str | None:
    """A Vietnamese phone number as 10 (mobile) or 11 (fixed) digits, or None.

    >>> canonical("+84 (0) 900.000.l23")
    '0900000123'
    """
    if len(_NO_DIGIT.sub("", written)) < _FEWEST_TRUE_DIGITS:
        return None
    digits = _NO_DIGIT.sub("", written.translate(_DIGITS))
    if digits.startswith("0084"):
        digits = "0" + digits[4:].lstrip("0")
    elif digits.startswith("84") and not written.startswith("0"):
        digits = "0" + digits[2:].removeprefix("0")
    is_mobile = len(digits) == 10 and digits[1] in "35789"
    is_fixed = len(digits) == 11 and digits[1] == "2"
    return digits if digits[:1] == "0" and (is_mobile or is_fixed) else None


def is_date(written: str) -> bool:
    """Whether what looks like a number begins with a date or a span of years."""
    return _DATE.match(written) is not None


def is_money_after(after: str) -> bool:
    """Whether the folded words behind a number make it a sum or a count."""
    return _MONEY_AFTER.match(after) is not None


def is_grouped(written: str) -> bool:
    """Whether the digits stand in groups of three, as sums do."""
    return _GROUPED.fullmatch(written) is not None


def find_subscribers(text: str, folded: str) -> Iterator[Telephone]:
    """Numbers of people and offices, the surest forms first; may overlap."""
    for match in _UNBROKEN.finditer(text):
        if _CODE_BEFORE.search(text, max(0, match.start() - _LONGEST_CODE), match.start()):
            continue
        yield Telephone(*match.span(), canonical(match.group()) or "")
    at = 0
    while broken := _BROKEN.search(text, at):
        written = broken.group()
        end = _first_end(written)
        at = broken.start() + (end or 1)
        written = written[:end]
        if end and not (
            is_date(written.lstrip("(+")) or (is_grouped(written) and is_money_after(folded[at : at + 8]))
        ):
            yield Telephone(broken.start(), at, canonical(written) or "")
    for match in _ODDLY_BROKEN.finditer(text):
        digits = match.group(1) + match.group(3) + match.group(4)
        if len(digits) == 10:
            yield Telephone(*match.span(), digits)


def _first_end(written: str) -> int:
    """Where the phone number that ``written`` begins with ends; 0 when it is none."""
    # Spares long runs of digits the ten readings below: a number goes on with one of these after its zero.
    if not _AFTER_ZEROS.match(_NO_DIGIT.sub("", written.translate(_DIGITS)).lstrip("0")):
        return 0
    ends = (match.end() for match in _RUN_END.finditer(written, _FEWEST_DIGITS - 1))
    return next((end for end in ends if canonical(written[:end])), 0)


def has_short(text: str, digits: str) -> bool:
    """Whether the digits of a short hotline stand anywhere in ``text``; ``digits``: all its runs of three digits or more."""
    return (_SHORT_SIGN.search(digits) is not None and SHORT.search(text) is not None) or is_spoken(text)


def is_spoken(text: str) -> bool:
    """Whether the digits of a short hotline could be written out in words, as people say them."""
    return "năm sáu" in text or "một một" in text or "không hai hai" in text


def find_services(text: str, folded: str) -> Iterator[Telephone]:
    """Numbers of services: 1800 and 1900, and the short ones, in order within each sort."""
    long = [
        Telephone(*match.span(), _NO_DIGIT.sub("", match.group().translate(_DIGITS)), service=True)
        for match in _SERVICE.finditer(text)
        if not is_money_after(folded[match.end() : match.end() + 8])
    ]
    yield from long
    last = 0
    ends = {one.end for one in long}
    for match in SHORT.finditer(text):
        start, end = match.span()
        if not is_hotline(match.group()) or (
            start and (text[start - 1].isalnum() or text[start - 1] in ".,/-")
        ):
            continue
        goes_on = any(
            _AND.fullmatch(folded, at, start) for at in (last, *ends) if 0 < start - at <= _LONGEST_AND and at
        )
        if _COUNTED.match(folded, end):
            continue
        if goes_on or _is_called(folded, start, end):
            last = end
            yield Telephone(start, end, match.group(), service=True)
    if is_spoken(text):
        yield from (
            Telephone(*match.span(), _SPOKEN[match.group()], service=True)
            for match in _SPOKEN_SHORT.finditer(text)
            if not _COUNTED.match(folded, match.end()) and _is_called(folded, *match.span())
        )


def _is_called(folded: str, start: int, end: int) -> bool:
    """Whether the words around a short number call it one to call or write to."""
    before = folded[max(0, start - _REACH) : start]
    after = folded[end : end + _REACH]
    if _CALLED.search(before):
        return True
    if _NUMBERED.search(before):
        return False
    perhaps = _PERHAPS_CALLED.search(before)
    if perhaps and (end - start >= _SURE_LENGTH or _GOES_ON.match(after)):
        return not perhaps.group().startswith("so") or _SPEAKS.search(before + " | " + after) is not None
    return _SAYS_IT_CALLS.match(after) is not None

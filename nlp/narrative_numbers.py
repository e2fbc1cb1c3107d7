"""Numbers of a post in one form, however they are typed: ``50k``, ``50.000 đ``, ``năm mươi nghìn`` are ``#50000``.

Only as far as two copies of one text need it: what is written the same stays the same, and what cannot be
computed keeps its own figures. The exact value of a slot is the business of ``nlp.evidence``.

Cannot see: slang for sums (*5 củ*), numbers that share a unit (*2, 3 triệu* is 2 and 3 million), Roman figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nlp.normalise import fold
from nlp.words import Word

DIGITS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
"""Number words below ten that count alone."""

_LAST = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
_SCALES = {
    "nghìn": 10**3, "ngàn": 10**3, "k": 10**3, "triệu": 10**6, "tr": 10**6, "tỷ": 10**9, "tỉ": 10**9,
}  # fmt: skip
_CURRENCY = ("đồng", "đ", "vnđ", "vnd")
_COUNTED = frozenset(
    "ngay thang tuan gio phut nam nguoi ho lan tuoi cai con buoc giay ban loai muc buoi dieu noi cho viec nha phan met"
    " cay so suat bo chiec xe diem khoan dot ky quy to may tam ve mon cap lop cau ong ba em anh chi chau dua".split()
)
"""Folded words that are counted: a digit before one belongs to it and not to the number in front of it."""

_OTHERWISE = {
    "ba": frozenset("con me ma co chu bac noi ngoai gia toi tui em".split()),
    "bon": frozenset("no lua nay chung con kia".split()),
    "nam": frozenset("nay sau ngoai truoc toi hoc nu moi".split()),
    "sau": frozenset("khi do nay sap cung lung".split()),
    "bay": frozenset("gio ra bien".split()),
    "tam": frozenset("thoi tru vang giu khoa tinh dung ngung".split()),
    "hai": frozenset("quan long hung".split()),
}
"""What the words after a bare digit word make of it: *bà con*, *bọn nó*, *năm nay*, *sau khi*, *bây giờ*."""

_WRITTEN = re.compile(r"(?P<figure>\d{1,15}(?:[.,]\d{1,15}){0,4})(?:(?P<unit>[a-z]{1,5})(?P<more>\d{0,3}))?")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_PARTED = re.compile(r"\d{1,4}(?:[/.-]\d{1,4}){1,2}")
_LONGEST = 12
"""Words a number written out may have."""


class Number(NamedTuple):
    """One number: its form, the index of the word after it, and a unit of time that was glued to it."""

    form: str
    end: int
    unit: str = ""


def means(word: Word, *meant: str) -> bool:
    """Whether the word is one of these: written so, or without any marks in a text without.

    >>> means(Word("nam", "nam", 0, 3, 0, "", True), "năm"), means(Word("nam", "nam", 0, 3, 0, "", False), "năm")
    (False, True)
    """
    return any(
        word.plain == one or (not word.exact and word.plain.isascii() and word.folded == fold(one)) for one in meant
    )


def number_at(words: Sequence[Word], at: int) -> Number | None:
    """The number that begins at ``words[at]``; None when there is none.

    In words only where it cannot be much else: with a ten, a hundred or a scale in it.
    """
    word = words[at]
    if word.folded[0].isdigit():
        return _in_figures(words, at)
    if _digit(word) is None and not means(word, "mười"):
        return None
    value, end, sure = _in_words(words, at)
    if end > at + 1 and sure:
        return Number(_form(value), _skip_currency(words, end))
    return Number("#10", at + 1) if means(word, "mười") and end == at + 1 else None


def digit_word(words: Sequence[Word], at: int) -> str | None:
    """The form of the figure a word may spell, in a text without marks whatever is spelt so, but not *bà con*."""
    value = _digit(words[at])
    return None if value is None or _is_otherwise(words, at) else f"#{value}"


def _is_otherwise(words: Sequence[Word], at: int) -> bool:
    after = _OTHERWISE.get(words[at].folded, frozenset())
    return at + 1 < len(words) and words[at + 1].folded in after and not words[at + 1].breaks


def _digit(word: Word) -> int | None:
    return next((value for written, value in DIGITS.items() if means(word, written)), None)


def _scale(word: Word) -> int | None:
    return next((value for written, value in _SCALES.items() if means(word, written)), None)


def _in_figures(words: Sequence[Word], at: int) -> Number:
    folded, end = words[at].folded, at + 1
    found = _WRITTEN.fullmatch(folded)
    scaled = end < len(words) and not words[end].breaks and _scale(words[end]) is not None
    if found is None or (_PARTED.fullmatch(folded) and not _GROUPED.fullmatch(folded) and not scaled):
        return Number("#" + "/".join(part.lstrip("0") or "0" for part in re.split(r"[/.-]", folded)), end)
    value, unit, more = _figure(found["figure"]), found["unit"] or "", found["more"] or ""
    if not unit:
        return _scaled(words, value, end)
    if unit in _FOLDED_SCALES:
        scale = _FOLDED_SCALES[unit]
        return Number(_form(value * scale + _rest(more, scale)), _skip_currency(words, end))
    if unit in _HOURS:
        return Number(f"{_form(value)}:{int(more)}" if more else _form(value), end, "gio")
    return Number(_form(value) if unit in _CURRENCY_BARE else f"#{folded}", end)


_FOLDED_SCALES = {fold(written): value for written, value in _SCALES.items()}
_CURRENCY_BARE = frozenset(map(fold, _CURRENCY))
_HOURS = frozenset({"h", "g"})


def _scaled(words: Sequence[Word], value: float, end: int) -> Number:
    """With the scale in words behind the figure: *3 triệu 2*, *1 tỷ rưỡi*."""
    scale = _scale(words[end]) if end < len(words) and not words[end].breaks else None
    if scale is None or (scale == 10**3 and words[end].folded == "ngan" and _is_bank(words, end)):
        return Number(_form(value), _skip_currency(words, end))
    value, end = value * scale, end + 1
    if end < len(words) and not words[end].breaks:
        if means(words[end], "rưỡi"):
            return Number(_form(value + scale / 2), _skip_currency(words, end + 1))
        if re.fullmatch(r"\d{1,3}", words[end].folded) and scale > 10**3 and not _counts(words, end + 1):
            return Number(_form(value + _rest(words[end].folded, scale)), _skip_currency(words, end + 1))
    return Number(_form(value), _skip_currency(words, end))


def _in_words(words: Sequence[Word], at: int) -> tuple[float, int, bool]:
    """Value, index after, and whether a ten, a hundred or a scale makes it surely a number."""
    total = group = 0.0
    digit: int | None = None
    last = 1
    sure = False
    first = at
    while at < len(words) and at - first < _LONGEST and not (at > first and words[at].breaks):
        word = words[at]
        value = _digit(word)
        if value is None and last == 10 and digit is None:
            value = next((one for written, one in _LAST.items() if means(word, written)), None)
        scale = _scale(word)
        if value is not None and digit is None:
            digit = value
        elif means(word, "mươi", "chục") and digit is not None:
            group, digit, last, sure = group + digit * 10, None, 10, True
        elif means(word, "mười") and digit is None and group % 100 == 0:
            group, last, sure = group + 10, 10, True
        elif means(word, "trăm") and digit is not None:
            group, digit, last, sure = group + digit * 100, None, 100, True
        elif scale and (group or digit) and not (word.folded == "ngan" and _is_bank(words, at)):
            total, group, digit, last, sure = total + (group + (digit or 0)) * scale, 0.0, None, scale, True
        elif means(word, "rưỡi") and last > 10 and digit is None:
            return total + group + last / 2, at + 1, True
        elif not (means(word, "linh", "lẻ") and last == 100):
            break
        at += 1
    if digit is not None and last >= 100:
        if _counts(words, at):  # "ba triệu một người" is three million
            return total + group, at - 1, sure
        group += digit * last / 10
    elif digit is not None:
        group += digit
    return total + group, at, sure


def _counts(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and words[at].folded in _COUNTED and not words[at].breaks


def _is_bank(words: Sequence[Word], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1].folded == "hang"


def _skip_currency(words: Sequence[Word], end: int) -> int:
    return end + 1 if end < len(words) and not words[end].breaks and means(words[end], *_CURRENCY) else end


def _figure(written: str) -> float:
    if _GROUPED.fullmatch(written):
        return float(re.sub(r"[.,]", "", written))
    whole, _, part = written.replace(",", ".").partition(".")
    return float(f"{whole}.{re.sub(r'[^0-9]', '', part) or 0}")


def _rest(digits: str, scale: int) -> float:
    return int(digits) * scale / 10 ** len(digits) if digits else 0.0


def _form(value: float) -> str:
    return f"#{_plain(value)}"


def _plain(value: float) -> str:
    return f"{value:.15g}"

"""Numbers of a post in one form, however they are typed: ``50k``, ``50.000 đ``, ``năm mươi nghìn`` are ``#50000``.

Only as far as two copies of one text need it: what is written the same stays the same, and what cannot be
computed keeps its own figures. The exact value of a slot is the business of ``nlp.evidence``.

Cannot see: slang for sums (*5 củ*), numbers that share a unit (*2, 3 triệu* is 2 and 3 million), Roman figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nlp.lexicons import word_set
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
_COUNTED = word_set(
    "ngay thang tuan gio phut nam nguoi ho lan tuoi cai con buoc giay ban loai muc buoi dieu noi cho viec nha phan met"
    " cay so suat bo chiec xe diem khoan dot ky quy to may tam ve mon cap lop cau ong ba em anh chi chau dua"
)
"""Folded words that are counted: a digit before one belongs to it and not to the number in front of it."""

_OTHERWISE = {
    "ba": word_set("con me ma co chu bac noi ngoai gia toi tui em"),
    "bon": word_set("no lua nay chung con kia"),
    "nam": word_set("nay sau ngoai truoc toi hoc nu moi"),
    "sau": word_set("khi do nay sap cung lung"),
    "bay": word_set("gio ra bien"),
    "tam": word_set("thoi tru vang giu khoa tinh dung ngung"),
    "hai": word_set("quan long hung"),
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
    if word.plain in meant:
        return True
    return not word.exact and word.plain.isascii() and any(word.folded == fold(one) for one in meant)


def number_at(words: Sequence[Word], at: int) -> Number | None:
    """The number that begins at ``words[at]``; None when there is none.

    In words only where it cannot be much else: with a ten, a hundred or a scale in it.
    """
    word = words[at]
    if word.folded[0].isdigit():
        return _in_figures(words, at)
    if word.folded not in _BEGINNINGS or (_digit(word) is None and not means(word, "mười")):
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


def _reading(values: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
    """By the folded spelling: what it may mean, and what that is worth."""
    found: dict[str, list[tuple[str, int]]] = {}
    for written, value in values.items():
        found.setdefault(fold(written), []).append((written, value))
    return found


_BEGINNINGS = frozenset({*map(fold, DIGITS), "muoi"})
_DIGIT_READINGS, _LAST_READINGS, _SCALE_READINGS = map(_reading, (DIGITS, _LAST, _SCALES))


def _worth(word: Word, readings: Mapping[str, list[tuple[str, int]]]) -> int | None:
    return next((value for written, value in readings.get(word.folded, ()) if means(word, written)), None)


def _digit(word: Word) -> int | None:
    return _worth(word, _DIGIT_READINGS)


def _scale(word: Word) -> int | None:
    return _worth(word, _SCALE_READINGS)


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
    if scale is None or _is_bank(words, end):
        return Number(_form(value), _skip_currency(words, end))
    value, end = value * scale, end + 1
    if end < len(words) and not words[end].breaks:
        if means(words[end], "rưỡi"):
            return Number(_form(value + scale / 2), _skip_currency(words, end + 1))
        if re.fullmatch(r"\d{1,3}", words[end].folded) and scale > 10**3 and not _counts(words, end + 1):
            return Number(_form(value + _rest(words[end].folded, scale)), _skip_currency(words, end + 1))
    return Number(_form(value), _skip_currency(words, end))


@dataclass(slots=True)
class _Sum:
    """A number in words as far as it has been read. ``last`` is the rank of the word before: 10, 100 or a scale."""

    total: float = 0.0
    group: float = 0.0
    digit: int | None = None
    last: int = 1

    def add(self, word: Word, is_bank: bool) -> bool:
        """Take one more word; False when the number ended before it."""
        value = _worth(word, _LAST_READINGS) if self.last == 10 and _digit(word) is None else _digit(word)
        scale = None if is_bank else _scale(word)
        if value is not None and self.digit is None:
            self.digit = value
        elif means(word, "mươi", "chục") and self.digit is not None:
            self._rank(self.digit, 10)
        elif means(word, "mười") and self.digit is None and self.group % 100 == 0:
            self._rank(1, 10)
        elif means(word, "trăm") and self.digit is not None:
            self._rank(self.digit, 100)
        elif scale and (self.group or self.digit):
            self.total += (self.group + (self.digit or 0)) * scale
            self.group, self.digit, self.last = 0.0, None, scale
        elif means(word, "rưỡi") and self.last > 10 and self.digit is None:
            self.total, self.last = self.total + self.last / 2, 1
        else:
            return means(word, "linh", "lẻ") and self.last == 100
        return True

    def _rank(self, times: int, rank: int) -> None:
        self.group, self.digit, self.last = self.group + times * rank, None, rank

    @property
    def value(self) -> float:
        """With what was said last: *một trăm hai* is 120, *ba triệu hai* 3.2 million, *hai mươi hai* 22."""
        unit = self.last / 10 if self.last >= 100 else 1
        return self.total + self.group + (self.digit or 0) * unit


def _in_words(words: Sequence[Word], at: int) -> tuple[float, int, bool]:
    """Value, index after, and whether a ten, a hundred or a scale makes it surely a number."""
    first, said = at, _Sum()
    while at < min(len(words), first + _LONGEST) and not (at > first and words[at].breaks):
        if not said.add(words[at], _is_bank(words, at)):
            break
        at += 1
    if said.digit is not None and said.last >= 100 and _counts(words, at):
        said.digit, at = None, at - 1  # "ba triệu một người" is three million
    return said.value, at, bool(said.total or said.group)


def _counts(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and words[at].folded in _COUNTED and not words[at].breaks


def _is_bank(words: Sequence[Word], at: int) -> bool:
    """Whether a bare ``ngan`` is the bank's and no thousand."""
    return words[at].folded == "ngan" and at + 1 < len(words) and words[at + 1].folded == "hang"


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

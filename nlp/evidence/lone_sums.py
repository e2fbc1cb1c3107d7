"""Sums of a slot that is known to tell money: what a whole text leaves open ("trăm rưỡi", "2 chai", "hai chục") has one reading here.

Slang is told in plain units first. In a slot of the kind ``AMOUNT`` also people, sims and litres are marked: there a
number without a unit is money only where its sentence speaks of money. What it cannot see: "vài trăm", "mấy củ".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from models.vocabulary import SlotKind
from nlp import lexicons
from nlp.evidence.money import Money, find_money
from nlp.evidence.numerals import parse_digits, read_number, spoken_ten
from nlp.evidence.phrasebook import PhraseBook
from nlp.evidence.scan import Scan, Word, scan_words, slice_text
from nlp.evidence.sum_tails import HALF, closes, spoken_hundreds

_IN_THOUSANDS = 1_000
"""A fee below this is told in thousands: "hai chục" is 20,000."""

_MARKS = {"tram": "trăm", "chuc": "chục", "sau": "sáu"}
"""What these are beside money, in a slot without marks; others are read without them too."""

_BEFORE_K = (
    "mươi",
    "mười",
    "chục",
    "trăm",
    "lăm",
    "mốt",
    "tư",
    "một",
    "hai",
    "ba",
    "bốn",
    "năm",
    "sáu",
    "bảy",
    "tám",
    "chín",
)
"""Behind these in a sum a "k", which is spelt out as "không" everywhere, is thousands."""

_ALWAYS_SLANG = {"củ": "triệu", "cu": "triệu"}
_SLANG = {**_ALWAYS_SLANG, "chai": "triệu", "tỏi": "tỷ"}
_UNITS = ("nghìn", "ngàn", "nghin", "ngan", "k", "triệu", "trieu", "tr", "tỷ", "tỉ", "ty")
_LEADS = ("phí", "tiền", "từ", "tới", "đến", "khoảng", "tầm", "cỡ", "chừng", "gần", "hơn", "trên", "dưới", "đúng", "mất", "hết", "tốn", "thu", "đóng", "nộp", "trả", "phạt", "chỉ", "có", "chưa")  # fmt: skip
"""Before "trăm" and "chục" these leave out a "một"; "hàng trăm" and "vài chục" say no number."""

_BEFORE_FIVE = ("trăm", "nghìn", "ngàn", "triệu", "tỷ", "tỉ")
"""Behind these, in words, "năm" is five tenths; "200 triệu năm" is paid a year."""

_GROUPED = re.compile(
    r"(?:từ |tu )?(\d[\d., ]{0,18}?) ?(?:[-–~]|đến|den|tới) ?(\d[\d., ]{0,18}?)(?: ?(?:đồng|đ|dong|d|vnđ|vnd))?"
)
"""Two whole sums with at most one currency: "50.000 - 70.000"."""

_VAGUE = ("vài", "mấy", "dăm", "hàng", "bạc", "nhiều")
_RANGE = ("-", "–", "~", "đến", "tới")
_COUNTED = (
    "bản", "lần", "suất", "bộ", "tờ", "tấm", "cái", "chiếc", "ngày", "tuần", "giờ", "hộ", "em", "cháu", "người", "nay", "ngoái", "trước", "sau",
    "qua", "học", "gram", "gam", "mét", "cân", "ký", "lít", "xe", "nhà", "xã", "con", "bạn", "đứa", "cụ", "trường", "lớp", "thẻ", "sim", "hồ",
)  # fmt: skip
"""Behind a slot these are what its last number counts."""


@lru_cache(maxsize=1)
def _words() -> tuple[PhraseBook, PhraseBook]:
    data = lexicons.from_yaml((Path(__file__).parent / "money.yaml").read_text(encoding="utf-8"))
    return (
        PhraseBook({"money": data["speaks_of_money"]}, data["accented_only"]),
        PhraseBook({"bottle": data["in_bottles"]}),
    )


def speaks_of_money(scanned: Scan, start: int, end: int) -> bool:
    """Whether the sentence of a slot speaks of money, names nothing that comes in bottles, and nothing counted follows the slot."""
    low, high = scanned.sentence(start)
    part = slice_text(scanned.text, max(low, start - 120), min(high, end + 60))
    money, bottles = _words()
    return not counts_more(scanned, end) and bool(money.find(part)) and not bottles.find(part)


def counts_more(scanned: Scan, end: int) -> bool:
    """Whether what follows the slot may be what its last number counts."""
    at = scanned.word_index(end)
    words = scanned.words
    if closes(words, at):
        return False
    return words[at].is_number or words[at].reads(*_COUNTED)


def joined(scanned: Scan, sums: Sequence[Money]) -> list[Money]:
    """The first sum with the other end of its range, be it of the same words or a whole sum of its own ("800k đến 1tr2")."""
    first = [one for one in sums if one.start == sums[0].start]
    if len(first) > 1 or len(sums) == 1:
        return first
    between = scanned.between(first[0].end, sums[1].start)
    one_sign = len(between) == 1 and between[0].reads(*_RANGE)
    return [*first, sums[1]] if one_sign and sums[1].value > first[0].value else first


class LoneSums(NamedTuple):
    """``values``: a sum, or both ends of a range, in VND. ``left_out``: how many words of the slot say nothing of it."""

    values: tuple[int, ...] = ()
    left_out: int = 0


def left_out(scanned: Scan, sums: Sequence[Money], start: int, end: int) -> int:
    """Words of the slot outside the sums."""
    return len(scanned.between(start, sums[0].start)) + len(scanned.between(sums[-1].end, end))


def lone_sums(kind: SlotKind, written: str, told: bool) -> LoneSums:
    """What the words of a slot, in lower case, tell by themselves. ``told``: money is spoken of around an ``AMOUNT``.

    >>> lone_sums(SlotKind.FEE, "trăm rưỡi", False).values, lone_sums(SlotKind.AMOUNT, "4 đến 6 củ", False).values
    ((150000,), (4000000, 6000000))
    """
    money = kind is not SlotKind.AMOUNT or told
    plain = in_plain_units(written, money)
    bare = written.isascii()
    scanned = _read(plain, bare)
    if any(word.reads(*_VAGUE) for word in scanned.words[1:]):
        return LoneSums()
    if grouped := _GROUPED.fullmatch(plain):
        low, high = parse_digits(grouped[1].replace(" ", "")), parse_digits(grouped[2].replace(" ", ""))
        if isinstance(low, int) and isinstance(high, int) and _IN_THOUSANDS <= low < high:
            return LoneSums((low, high))
    if sums := find_money(scanned):
        whole = joined(scanned, sums)
        start, end = scanned.words[0].end, len(scanned.text.normalised)
        return LoneSums(tuple(one.value for one in whole), left_out(scanned, whole, start, end))
    if kind is not SlotKind.FEE and not (money and _told_by_tens(scanned.words)):
        return LoneSums()
    two = find_money(_read(f"{plain} ngàn", bare))
    if len(two) == 2 and two[0].start == two[1].start and two[1].value < 1_000 * _IN_THOUSANDS:
        return LoneSums(tuple(one.value for one in two))
    return _without_unit(scanned.words)


def _read(plain: str, bare: bool) -> Scan:
    lead = "phi" if bare else "phí"  # a text with few marks is read as one without
    return scan_words(f"{lead} {plain}")


def _told_by_tens(words: Sequence[Word]) -> bool:
    return any(word.written in ("trăm", "chục") for word in words)


def _without_unit(words: Sequence[Word]) -> LoneSums:
    for at in range(1, len(words)):
        number = spoken_hundreds(words, at) or read_number(words, at)
        if number is not None:
            break
    else:
        return LoneSums()
    value, after = round(number[0]), number[1]
    following = words[after] if after < len(words) else None
    if following is not None and words[after - 1].reads("chục") and following.reads(*HALF):
        value, after = value + 5, after + 1
    elif following is not None and following.reads("đồng", "đ"):  # "hai chục đồng" may be thousands
        return LoneSums((value,)) if value >= 100 else LoneSums()
    if 0 < value < _IN_THOUSANDS and not closes(words, after):
        return LoneSums()
    return LoneSums((value * (_IN_THOUSANDS if value < _IN_THOUSANDS else 1),), at - 1 + len(words) - after)


def in_plain_units(written: str, money: bool) -> str:
    """The words of a slot as a whole text would tell the sum. ``money``: only then are bottles and garlic millions.

    >>> in_plain_units("1 chai ruoi", True), in_plain_units("trăm tám", True), in_plain_units("hai triệu năm", True)
    ('1 triệu ruoi', 'một trăm tám', 'hai triệu rưỡi')
    """
    words = written.split()
    if written.isascii():
        words = [_MARKS.get(word, word) for word in words]
    if len(words) > 1 and words[-1] in ("không", "k") and words[-2] in _BEFORE_K:
        words[-1] = "ngàn"
    slang = _SLANG if money else _ALWAYS_SLANG
    words = [slang.get(word, word) for word in words]
    first = next((at for at, word in enumerate(words) if word not in _LEADS), len(words))
    words = [*words[:first], *_first_in_full(words[first:], money)]
    if len(words) > 2 and words[-1] == "năm" and words[-2] in _BEFORE_FIVE:
        told_in_digits = any(word[0].isdigit() for word in words)
        words[-1] = "năm" if told_in_digits else HALF[0]
    return " ".join(words)


def _first_in_full(words: list[str], money: bool) -> list[str]:
    """ "trăm tám", "lít rưỡi", "nửa xị", "chín chín ngàn", "2 3 triệu"."""
    match words:
        case [("trăm" | "chục"), *_]:
            return ["một", *words]
        case [("lít" | "xị"), ("rưỡi" | "rưởi"), *_] if money:
            return ["1", *words]
        case [("nửa" | "nua"), ("lít" | "lit" | "xị" | "xi"), *rest] if money:
            return ["50", "ngàn", *rest]
        case [low, high, unit, *rest] if unit in _UNITS:
            lower, digit = low.rstrip(","), (*low.rstrip(","), *high)
            if len(digit) == 2 and lower.isdigit() and high.isdigit() and int(high) == int(lower) + 1:
                return [f"{lower}-{high}", unit, *rest]
            ten = None if low.endswith(",") else spoken_ten(scan_words(f"{low} {high}").words, 0)
            return words if ten is None else [str(ten), unit, *rest]
    return words

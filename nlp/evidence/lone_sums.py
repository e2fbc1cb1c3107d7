"""Sums of a slot that is known to tell money: what a whole text leaves open ("trăm rưỡi", "2 chai", "hai chục") has one reading here.

Slang is told in plain units first. In a slot of the kind ``AMOUNT`` also people, sims and litres are marked: there a
number without a unit is money only where its sentence speaks of money. What it cannot see: "vài trăm", "mấy củ".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from models.vocabulary import SlotKind
from nlp import lexicons
from nlp.evidence.money import Money, find_money
from nlp.evidence.numerals import parse_digits, read_number
from nlp.evidence.phrasebook import PhraseBook
from nlp.evidence.scan import Scan, Word, scan, slice_text
from nlp.evidence.sum_tails import HALF, closes, spoken_hundreds
from nlp.normalise import normalise

_IN_THOUSANDS = 1_000
"""A fee below this is told in thousands: "hai chục" is 20,000."""

_MARKS = {"tram": "trăm", "chuc": "chục"}
"""What these are beside money, in a slot without marks; others are read without them too."""

_SLANG = {"chai": "triệu", "củ": "triệu", "cu": "triệu", "tỏi": "tỷ"}
_LEADS = ("phí", "tiền", "từ", "tới", "đến", "khoảng", "tầm", "cỡ", "chừng", "gần", "hơn", "trên", "dưới", "đúng", "mất", "hết", "tốn", "thu", "đóng", "nộp", "trả", "phạt", "chỉ", "có", "chưa")  # fmt: skip
"""Before "trăm" and "chục" these leave out a "một"; "hàng trăm" and "vài chục" say no number."""

_BEFORE_FIVE = ("trăm", "nghìn", "ngàn", "triệu", "tỷ", "tỉ")
"""Behind these, in words, "năm" is five tenths; "200 triệu năm" is paid a year."""

_GROUPED = re.compile(
    r"(?:từ |tu )?(\d[\d.,]*) ?(?:[-–~]|đến|den|tới) ?(\d[\d.,]*)(?: ?(?:đồng|đ|dong|d|vnđ|vnd))?"
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


def lone_sums(kind: SlotKind, written: str, told: bool) -> tuple[tuple[int, ...], bool]:
    """The sum, or both ends of a range, in VND, and whether it reaches to the end of the words; nothing where none is read.

    ``written``: the slot in lower case. ``told``: money is spoken of around an ``AMOUNT``.

    >>> lone_sums(SlotKind.FEE, "trăm rưỡi", False), lone_sums(SlotKind.AMOUNT, "4 đến 6 củ", False)
    (((150000,), True), ((4000000, 6000000), True))
    """
    money = kind is not SlotKind.AMOUNT or told
    plain = _in_plain_units(written, money)
    bare = written.isascii()
    scanned = _read(plain, bare)
    if any(word.reads(*_VAGUE) for word in scanned.words[1:]):
        return (), False
    if grouped := _GROUPED.fullmatch(plain):
        low, high = parse_digits(grouped[1]), parse_digits(grouped[2])
        if isinstance(low, int) and isinstance(high, int) and _IN_THOUSANDS <= low < high:
            return (low, high), True
    if sums := find_money(scanned):
        whole = joined(scanned, sums)
        return tuple(one.value for one in whole), whole[-1].end >= len(scanned.text.normalised.rstrip())
    if kind is not SlotKind.FEE and not (money and _told_by_tens(scanned.words)):
        return (), False
    several = find_money(_read(f"{plain} ngàn", bare))
    if (
        len(several) == 2
        and several[0].start == several[1].start
        and several[1].value < 1_000 * _IN_THOUSANDS
    ):
        return tuple(one.value for one in several), True
    return _without_unit(scanned.words)


def _read(plain: str, bare: bool) -> Scan:
    lead = "phi" if bare else "phí"  # a text with few marks is read as one without
    return scan(normalise(f"{lead} {plain}"))


def _told_by_tens(words: Sequence[Word]) -> bool:
    return any(word.written in ("trăm", "chục") for word in words)


def _without_unit(words: Sequence[Word]) -> tuple[tuple[int, ...], bool]:
    for at in range(1, len(words)):
        number = spoken_hundreds(words, at) or read_number(words, at)
        if number is not None:
            break
    else:
        return (), False
    value, after = round(number[0]), number[1]
    if (
        after < len(words)
        and value % 10 == 0
        and words[after - 1].reads("chục")
        and words[after].reads(*HALF)
    ):
        value, after = value + 5, after + 1
    if after < len(words) and words[after].reads(
        "đồng", "đ"
    ):  # "năm trăm đồng"; "hai chục đồng" may be thousands
        return ((value,), after + 1 == len(words)) if value >= 100 else ((), False)
    if 0 < value < _IN_THOUSANDS and not closes(words, after):
        return (), False
    return (value * (_IN_THOUSANDS if value < _IN_THOUSANDS else 1),), after == len(words)


def _in_plain_units(written: str, money: bool) -> str:
    """ "1 chai ruoi" → "1 triệu rưỡi", "trăm tám" → "một trăm tám", "hai triệu năm" → "hai triệu rưỡi"."""
    words = written.split()
    if written.isascii():
        words = [_MARKS.get(word, word) for word in words]
    if money:
        words = [words[0], *(_SLANG.get(word, word) for word in words[1:])] if words else words
    lead = 0
    while lead < len(words) and words[lead] in _LEADS:
        lead += 1
    if lead < len(words) and words[lead] in ("trăm", "chục"):
        words.insert(lead, "một")
    if len(words) > 2 and words[-1] == "năm" and words[-2] in _BEFORE_FIVE:
        told_in_digits = any(word[0].isdigit() for word in words)
        words[-1] = "năm" if told_in_digits else HALF[0]
    return " ".join(words)

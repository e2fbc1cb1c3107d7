"""Vietnamese numbers in digits and in words.

>>> parse_digits("1.263.600"), parse_digits("1,5"), parse_digits("50,000")
(1263600, 1.5, 50000)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nlp.evidence.scan import Word

MAX_NUMBER = 10**15

_DIGITS: dict[str, tuple[int, tuple[str, ...]]] = {
    "khong": (0, ("không",)),
    "mot": (1, ("một",)),
    "hai": (2, ("hai",)),
    "ba": (3, ("ba",)),
    "bon": (4, ("bốn",)),
    "nam": (5, ("năm",)),
    "sau": (6, ("sáu",)),
    "bay": (7, ("bảy", "bẩy")),
    "tam": (8, ("tám",)),
    "chin": (9, ("chín",)),
}
# Only behind "mươi": alone "tư", "lăm", "mốt" count nothing, and bare "tu" is mostly "từ".
_LAST_DIGITS = {"mot": (1, "mốt"), "tu": (4, "tư"), "lam": (5, "lăm"), "nham": (5, "nhăm")}
_TENS = ("mươi", "chục")
_SHORT_TENS = {"lam": "lăm", "mot": "mốt", "nham": "nhăm"}
"""Said right behind a digit, these are its ones: "ba lăm" is 35, "hai mốt" 21. Bare "mot" is nearly always "một"."""

NUMBER_WORDS = frozenset({*_DIGITS, "muoi", "ham"})
"""Folded words a number can begin with."""

_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+$")


def parse_digits(text: str) -> int | float | None:
    """A number as Vietnamese write it: dots or commas between groups of three, else a decimal mark.

    None when it is neither (``1.2.3``) or absurdly large.
    """
    if len(text) > 20:
        return None
    if _GROUPED.match(text):
        value = int(re.sub(r"[.,]", "", text))
        return value if value <= MAX_NUMBER else None
    if text.isdigit():
        return int(text) if int(text) <= MAX_NUMBER else None
    if re.fullmatch(r"\d{1,12}[.,]\d{1,3}", text):
        return float(text.replace(",", "."))
    return None


def _digit(word: Word) -> int | None:
    entry = _DIGITS.get(word.folded)
    if word.written == "sau":  # bare "sau" is nearly always "after"
        return None
    return entry[0] if entry and word.reads(*entry[1]) else None


def _last_digit(words: Sequence[Word], at: int) -> int | None:
    entry = _LAST_DIGITS.get(words[at].folded)
    tens = (*_TENS, "mười") if entry and entry[0] == 5 else _TENS  # "mười lăm", but no "mười tư"
    return entry[0] if entry and at and words[at - 1].reads(*tens) and words[at].reads(entry[1]) else None


def read_number(words: Sequence[Word], at: int) -> tuple[int | float, int] | None:
    """The number starting at ``words[at]`` and the index after it; None when there is none.

    Words up to 999 ("ba trăm năm mươi"); thousands and above are units of what is counted.
    """
    return numbers_in(words).get(at)


def numbers_in(words: Sequence[Word]) -> Mapping[int, tuple[int | float, int]]:
    """``read_number`` of every word a number begins with, in order; kept while the same words are being read."""
    global _last  # one slot, replaced whole: safe between threads
    last = _last
    if last is not None and last[0] is words:
        return last[1]
    found: dict[int, tuple[int | float, int]] = {}
    points = any(word.folded in ("phay", "cham") for word in words)
    for at, word in enumerate(words):
        number: tuple[int | float, int] | None = None
        if word.folded in NUMBER_WORDS:
            number = _read_words(words, at)
            if number is None and points and word.written == "sau":  # "sau phay hai": after nothing
                number = (6, at + 1) if _decimals(words, at + 1) else None
        elif word.folded[0].isdigit():
            value = parse_digits(word.folded)
            tens = _read_words(words, at) if _counts_tens(words, at) else None
            if value is not None:
                number = _and_tens(words, *tens) if tens else (value, at + 1)
        if number is not None:
            found[at] = (points and _with_decimals(words, *number)) or number
    _last = (words, found)
    return found


_last: tuple[Sequence[Word], Mapping[int, tuple[int | float, int]]] | None = None


_POINTS = ("phẩy", "phảy", "chấm")
_BEHIND_TENS = frozenset({"nghin", "ngan", "trieu", "tr", "ty", "k", "dong", "phan", "%", "ruoi", "cu"})


def _counts_tens(words: Sequence[Word], at: int) -> bool:
    """ "8 chục", "2 trăm": a single digit for a word. Without marks "2 tram" may be stations and "5 chuc" the first half of titles."""
    if len(words[at].folded) > 1 or words[at].folded == "0" or at + 1 >= len(words):
        return False
    word = words[at + 1]
    if word.glued or not word.reads("trăm", *_TENS):
        return False
    return word.written != word.folded or (at + 2 < len(words) and words[at + 2].folded in _BEHIND_TENS)


def _with_decimals(words: Sequence[Word], whole: float, at: int) -> tuple[float, int] | None:
    """ "một phẩy năm", "2 phẩy 25", "không phẩy không ba"."""
    read = _decimals(words, at) if isinstance(whole, int) else None
    return (float(f"{whole}.{read[0]}"), read[1]) if read else None


def _decimals(words: Sequence[Word], at: int) -> tuple[str, int] | None:
    """The digits behind a point that is told, and the index after them; "chấm" only with its marks ("chậm")."""
    if (
        at + 1 >= len(words)
        or not words[at].reads(*_POINTS)
        or words[at].written == "cham"
        or not next_to(words, at)
    ):
        return None
    at, digits = at + 1, ""
    while at < len(words) and len(digits) < 3 and words[at].reads("không") and next_to(words, at):
        at, digits = at + 1, f"{digits}0"
    if at < len(words) and next_to(words, at):
        if words[at].folded.isdigit() and len(words[at].folded) <= 3:
            return digits + words[at].folded, at + 1
        read = (6, at + 1) if words[at].folded == "sau" and words[at].reads("sáu") else _read_words(words, at)
        if read is not None and read[0] < 100:
            return f"{digits}{read[0]}", read[1]
    return (digits, at) if digits else None


def one_digit(word: Word) -> int | None:
    """0 to 9, in a digit or a word."""
    return int(word.folded) if word.is_number and len(word.folded) == 1 else _digit(word)


def are_a_pair(words: Sequence[Word], at: int) -> bool:
    """ "hai ba", "năm bảy": two digits in words that say from one to the other, where "hai" and "ba" count the same."""
    low, high = _digit(words[at]), _digit(words[at + 1]) if at + 1 < len(words) else None
    if (
        not low
        or high is None
        or not next_to(words, at + 1)
        or words[at].is_number
        or words[at + 1].is_number
    ):
        return False
    return high == low + 1 or (low, high) == (5, 7)


def spoken_ten(words: Sequence[Word], at: int) -> int | None:
    """ "chín chín" is 99, "bốn tám" 48; "hai ba" may be two or three, and behind "năm" a year's number may follow."""
    tens, ones = _digit(words[at]), _digit(words[at + 1]) if at + 1 < len(words) else None
    if not tens or not ones or tens == 5 or ones == 5 or not next_to(words, at + 1) or are_a_pair(words, at):
        return None
    return 10 * tens + ones


def shared_tens(words: Sequence[Word], low: float, second: int) -> int:
    """ "hai đến ba trăm ngàn": the first of a range takes its hundreds or tens from the second, at ``second``, too.

    "năm đến hai mươi" and "một đến hai mươi" do not.
    """
    digit = one_digit(words[second]) if second + 1 < len(words) else None
    if digit is None or not 1 <= low < digit:
        return 1
    ten = words[second + 1]
    if ten.reads("trăm"):
        return 100
    return 10 if ten.reads("chục") or (ten.reads("mươi") and 2 <= low == digit - 1) else 1


def next_to(words: Sequence[Word], at: int) -> bool:
    """Whether nothing but a blank stands between the word and the one before it."""
    return at > 0 and words[at].start - words[at - 1].end <= 1


def _short_ten(words: Sequence[Word], at: int, first: int) -> int | None:
    """The ones of "ba lăm", "chín mốt": a digit stands right before."""
    word = words[at]
    meant = _SHORT_TENS.get(word.folded)
    if at == first or meant is None or word.written == "mot" or not word.reads(meant):
        return None
    return _LAST_DIGITS[word.folded][0]


def _digit_of_ten(word: Word) -> int | None:
    """What may follow "hăm": "hăm tám", "hăm mốt", "hăm lăm"."""
    entry = _LAST_DIGITS.get(word.folded)
    return entry[0] if entry and word.reads(entry[1]) else _digit(word)


def _and_tens(words: Sequence[Word], value: int, at: int) -> tuple[int, int]:
    """ "2 trăm 50": two digits behind hundreds."""
    if value >= 100 and value % 100 == 0 and at < len(words) and next_to(words, at):
        tens = words[at].folded
        if len(tens) == 2 and tens.isdigit() and tens[0] != "0" and words[at - 1].reads("trăm"):
            return value + int(tens), at + 1
    return value, at


def _digit_at(words: Sequence[Word], at: int, first: int) -> int | None:
    word = words[at]
    if word.is_number:
        return int(word.folded) if _counts_tens(words, at) else None
    return _last_digit(words, at) if at > first and _digit(word) is None else _digit(word)


def _read_words(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    total, pending, first = 0, None, at
    while at < len(words) and at - first < 6:
        word = words[at]
        short = _short_ten(words, at, first)
        if short is not None and pending:
            total, pending = total + pending * 10, short
            at += 1
            continue
        if at == first and word.reads("hăm") and at + 1 < len(words) and _digit_of_ten(words[at + 1]):
            total, pending = 20, _digit_of_ten(words[at + 1])
            at += 2
            continue
        digit = _digit_at(words, at, first)
        if digit is not None:
            if pending is not None:
                break
            pending = digit
        elif word.reads("trăm") and pending is not None:
            total, pending = total + pending * 100, None
        elif word.reads(*_TENS) and pending is not None:
            total, pending = total + pending * 10, None
        elif word.reads("mười") and pending is None:
            total += 10
        elif not (word.reads("linh", "lẻ") and total >= 100):
            break
        at += 1
    if at == first:
        return None
    return total + (pending or 0), at

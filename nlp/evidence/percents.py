"""Shares: ``100%``, ``30 phần trăm``, ``10-15%``, ``một phẩy năm phần trăm``, ``bảy rưỡi phần trăm``, ``ba phần tư``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.evidence.mentions import Mention
from nlp.evidence.numerals import next_to, numbers_in, read_number
from nlp.evidence.scan import MAX_FOUND, Scan, Word, kept

_RANGE = ("-", "–", "~", "đến", "tới")
_HALF = ("rưỡi", "rưởi")

_OF = {"hai": (2, "hai"), "ba": (3, "ba"), "tu": (4, "tư"), "bon": (4, "bốn"), "nam": (5, "năm"), "sau": (6, "sáu"), "bay": (7, "bảy"), "tam": (8, "tám"), "chin": (9, "chín"), "muoi": (10, "mười")}  # fmt: skip
_BEHIND_A_YEAR = ("nay", "ngoái", "sau", "trước", "tới", "qua", "đầu", "cuối", "học", "nhuận")
"""Behind these "năm" is a year and no fifth: "một phần năm nay", "một phần năm 2025"."""


@kept
def find_percents(scan: Scan) -> tuple[Mention, ...]:
    """Shares told in hundredths; a range gives two values over the same words."""
    found: list[Mention] = []
    words = scan.words
    if "%" not in scan.text.folded and "phan" not in scan.text.folded:
        return ()
    at = 0
    for first, number in numbers_in(words).items():
        if first < at:
            continue
        if len(found) >= MAX_FOUND:
            break
        values, after = [number[0]], number[1]
        if after < len(words) and words[after].reads(*_RANGE):
            high = read_number(words, after + 1)
            if high is not None and high[0] > number[0]:
                values, after = [number[0], high[0]], high[1]
        half = after < len(words) and words[after].reads(*_HALF)
        end = _percent_end(words, after + half)
        if end and not half and end < len(words) and words[end].reads(*_HALF) and next_to(words, end):
            half, end = True, end + 1
        if end:
            values[-1] += _half_of(values[-1]) if half else 0
            found.extend(Mention(value, words[first].start, words[end - 1].end) for value in values)
        at = max(end, number[1])
    return tuple(sorted([*found, *_halves(words)], key=lambda one: one.start)[:MAX_FOUND])


def _half_of(number: float) -> float:
    """Half of what was counted last: "bảy rưỡi", "một trăm rưỡi"."""
    return 50 if number >= 100 and number % 100 == 0 else 0.5


def _halves(words: Sequence[Word]) -> Iterator[Mention]:
    """ "nửa phần trăm"."""
    for at, word in enumerate(words):
        if word.folded == "nua" and word.reads("nửa") and (end := _percent_end(words, at + 1)):
            yield Mention(0.5, word.start, words[end - 1].end)


def _percent_end(words: Sequence[Word], at: int) -> int:
    if at < len(words) and words[at].folded == "%":
        return at + 1
    if at + 1 < len(words) and words[at].reads("phần") and words[at + 1].reads("trăm"):
        return at + 2
    return 0


@kept
def find_fractions(scan: Scan) -> tuple[Mention, ...]:
    """ "ba phần tư", "2 phần 3" in percent; a whole that is not told is no share here ("sáu phần")."""
    words = scan.words
    found = []
    for first, (number, after) in numbers_in(words).items():
        if after + 1 >= len(words) or not words[after].reads("phần") or not isinstance(number, int):
            continue
        whole = _whole(words, after + 1)
        if whole and 0 < number < whole and len(found) < MAX_FOUND and next_to(words, after + 1):
            found.append(Mention(100 * number / whole, words[first].start, words[after + 1].end))
    return tuple(found)


def _whole(words: Sequence[Word], at: int) -> int:
    word, following = words[at], words[at + 1] if at + 1 < len(words) else None
    if word.is_number:
        return int(word.folded) if word.folded.isdigit() and len(word.folded) <= 2 else 0
    entry = _OF.get(word.folded)
    if entry is None or not word.reads(entry[1]):
        return 0
    if following is not None and next_to(words, at + 1):
        if following.reads("phần", "trăm", "nghìn", "ngàn", "mươi", "triệu"):
            return 0
        if entry[0] == 5 and (following.is_number or following.reads(*_BEHIND_A_YEAR)):
            return 0
    return entry[0]

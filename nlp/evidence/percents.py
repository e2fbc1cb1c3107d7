"""Shares: ``100%``, ``30 phần trăm``, ``10-15%``, ``một phẩy năm phần trăm``, ``bảy rưỡi phần trăm``, ``ba phần tư``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.evidence.mentions import Mention
from nlp.evidence.numerals import are_a_pair, next_to, numbers_in, read_number, shared_tens, spoken_ten
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
        values, after = _one_or_two(words, first, *number)
        half = after < len(words) and words[after].reads(*_HALF)
        end = _percent_end(words, after + half)
        if end and not half and end < len(words) and words[end].reads(*_HALF) and next_to(words, end):
            half, end = True, end + 1
        if end:
            values[-1] += _half_of(values[-1]) if half else 0
            found.extend(Mention(value, words[first].start, words[end - 1].end) for value in values)
        at = max(end, number[1])
    return tuple(sorted([*found, *_halves(words)], key=lambda one: one.start)[:MAX_FOUND])


def _one_or_two(words: Sequence[Word], at: int, low: float, after: int) -> tuple[list[float], int]:
    """The number, or both of "10 đến 15", "hai ba", "hai đến ba mươi"."""
    second = after + 1 if after < len(words) and words[after].reads(*_RANGE) else after
    if second > after or (after == at + 1 and are_a_pair(words, at)):
        high = read_number(words, second)
        first = low * shared_tens(words, low, second) if high is not None else low
        if high is not None and high[0] > first:
            return [first, high[0]], high[1]
    ten = spoken_ten(words, at) if after == at + 1 else None
    return ([low], after) if ten is None else ([ten], after + 1)


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


_TOLD = (
    ("gấp đôi", 200),
    ("gấp hai", 200),
    ("gấp 2", 200),
    ("gấp ba", 300),
    ("gấp 3", 300),
    ("gấp bốn", 400),
    ("gấp rưỡi", 150),
    ("nửa", 50),
    ("toàn bộ", 100),
    ("trăm phần trăm", 100),
    ("trăm %", 100),
)


def lone_share(scan: Scan) -> float | None:
    """The share that words are which are known to tell one: also "phân nửa", "1/3", "bảy phần" (of ten), "ba phần nghìn"."""
    told = find_percents(scan) or find_fractions(scan)
    if told:
        return _plain(float(told[0].value))
    words = scan.words
    for first, (number, after) in numbers_in(words).items():
        left = words[after : after + 2]
        if (
            len(left) == 2
            and left[0].folded == "/"
            and left[1].folded.isdigit()
            and 0 < number < int(left[1].folded) <= 20
        ):
            return _plain(100 * number / int(left[1].folded))
        if len(left) == 2 and left[0].reads("phần") and left[1].reads("nghìn", "ngàn"):
            return number / 10
        if len(left) == 1 and left[0].reads("phần") and first == 0 and 1 < number < 10:
            return 10 * number
    told_as = (share for phrase, share in _TOLD if _says(words, phrase.split()))
    return next(told_as, None)


def _plain(share: float) -> float:
    return int(share) if share.is_integer() else round(share, 2)


def _says(words: Sequence[Word], phrase: Sequence[str]) -> bool:
    return any(
        all(
            word.reads(form) or word.folded == form
            for word, form in zip(words[at : at + len(phrase)], phrase, strict=True)
        )
        for at in range(len(words) - len(phrase) + 1)
    )


@kept
def find_fractions(scan: Scan) -> tuple[Mention, ...]:
    """ "ba phần tư", "2 phần 3" in percent; a whole that is not told is no share here ("sáu phần")."""
    words = scan.words
    found: list[Mention] = []
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

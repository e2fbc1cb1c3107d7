"""Reads one sum of money at a word: ``50k``, ``1tr5``, ``1 tỷ 2``, ``50-70k``, ``triệu mốt``. Whether it is a fee: ``money``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nlp import lexicons
from nlp.evidence.numerals import NUMBER_WORDS, are_a_pair, next_to, read_number, shared_tens
from nlp.evidence.scan import Scan, Word
from nlp.evidence.sum_tails import closes, read_tail
from nlp.normalise import fold

_UNITS: dict[str, tuple[int, tuple[str, ...]]] = {
    "nghin": (1_000, ("nghìn",)),
    "ngan": (1_000, ("ngàn",)),
    "k": (1_000, ("k",)),
    "trieu": (1_000_000, ("triệu",)),
    "tr": (1_000_000, ("tr",)),
    "ty": (1_000_000_000, ("tỷ",)),
    "ti": (1_000_000_000, ("tỉ",)),
}
_SLANG: dict[str, tuple[int, tuple[str, ...]]] = {
    "canh": (1_000, ("cành",)),
    "lit": (100_000, ("lít",)),
    "xi": (100_000, ("xị",)),
    "cu": (1_000_000, ("củ",)),
}
_CURRENCY = ("đồng", "đ", "vnđ", "vnd")
_RANGE = ("-", "–", "~", "đến", "tới")
_BEHIND_A_SUM = frozenset({*_UNITS, *_SLANG, *map(fold, _CURRENCY), *map(fold, _RANGE)})
_GROUP_ENDS = ("000", "500")


@dataclass(frozen=True)
class _Words:
    counted: frozenset[str]
    lengths: tuple[str, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = lexicons.from_yaml((Path(__file__).parent / "money.yaml").read_text(encoding="utf-8"))
    return _Words(frozenset(data["counted"]), tuple(data["lengths"]), tuple(data["names"]))


def may_be_a_sum(words: Sequence[Word], at: int, after: int) -> bool:
    """Whether a unit, a currency or the sign of a range follows the number, or it is grouped as sums are."""
    if after < len(words) and (words[after].folded in _BEHIND_A_SUM or _is_group(words, after)):
        return True
    if words[at].is_number:
        return words[at].folded.endswith(_GROUP_ENDS)
    return after == at + 1 and after < len(words) and words[after].folded in NUMBER_WORDS  # "hai ba triệu"


Read = tuple[tuple[int, ...], int]
"""The value, or both ends of a range, in VND; and the index of the word after it."""


def read_range(words: Sequence[Word], at: int, cued: bool) -> Read | None:
    """``50-70k``: two numbers that share a unit, the first the smaller. ``cued``: money is spoken of shortly before."""
    low = read_number(words, at)
    if low is None or low[1] >= len(words):
        return None
    second = _second(words, at, low[1])
    if second is None:
        return None
    high = read_sum(words, second, cued)
    step = _unit_value(words, second, cued)
    if high is None or step is None:
        return None
    first = low[0] * step * shared_tens(words, low[0], second)
    if step == 1_000_000 and 100 <= low[0] < 1_000 and high[0][0] < 10 * step:  # "500 đến 1 triệu"
        first = low[0] * 1_000
    return ((round(first), *high[0]), high[1]) if first < high[0][0] else None


_NAMED_BY_NUMBER = ("tháng", "thứ", "lần", "số", "quý", "loại", "mức", "bậc", "lớp", "điều", "khoản")
"""Behind these a number names: "tháng hai ba triệu" is no range, "lớp 12 500 000 đồng" no twelve millions."""


def _second(words: Sequence[Word], at: int, after: int) -> int | None:
    """Where the second number of a range begins: behind "đến" or a dash, or right behind the digit before it ("hai ba triệu")."""
    if words[after].reads(*_RANGE):
        return after + 1
    named = at and words[at - 1].reads(*_NAMED_BY_NUMBER)
    return after if after == at + 1 and are_a_pair(words, at) and not named else None


def _unit_value(words: Sequence[Word], at: int, cued: bool) -> int | None:
    number = read_number(words, at)
    unit = _unit(words, number[1], cued) if number else None
    return unit[0] if unit else None


def _unit(words: Sequence[Word], at: int, cued: bool) -> tuple[int, int] | None:
    """Value of the unit at ``words[at]`` and the index after it."""
    if at >= len(words):
        return None
    word = words[at]
    entry = _UNITS.get(word.folded) or (_SLANG.get(word.folded) if cued else None)
    if entry is None or not word.reads(*entry[1]):
        return None
    if word.folded == "lit" and at and (len(words[at - 1].folded) > 1 or _per_time(words, at + 1)):
        return None  # water: "200 lít/ngày"
    following = words[at + 1] if at + 1 < len(words) else None
    named = at >= 2 and words[at - 2].reads(*_words().names)
    if word.folded == "k" and named and following is not None and following.glued and following.is_number:
        return None  # "lớp 12k3"
    # "k" and "tr" are money only right behind the figure ("80k"); apart they are "không", "trước".
    if word.folded in ("k", "tr") and not word.glued and not cued:
        return None
    if entry[0] == 1_000 and following is not None and following.reads("tỷ", "tỉ") and next_to(words, at + 1):
        return 1_000 * 1_000_000_000, at + 2  # "120 nghìn tỷ"
    return entry[0], at + 1


def _per_time(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and words[at].folded == "/"


def read_sum(words: Sequence[Word], at: int, cued: bool) -> Read | None:
    """``(number unit)+ [tail] [đồng]``, or a number with a currency."""
    total, after, last = 0.0, at, 0
    while after < len(words) and (after == at or not words[after - 1].is_number):
        number = (_spaced(words, at) if after == at else None) or read_number(words, after)
        unit = _unit(words, number[1], cued) if number else None
        if number is None or unit is None or (last and unit[0] >= last):
            break
        total, last, after = total + number[0] * unit[0], unit[0], unit[1]
        if after + 1 < len(words) and words[after].reads("lẻ", "linh") and read_number(words, after + 1):
            after += 1
    if not last:
        return _read_spaced(words, at, cued) or _read_currency(words, at)
    after -= words[after - 1].reads("lẻ", "linh")
    if words[after - 1].folded == "k" and at and words[at - 1].reads(*_words().lengths):
        return None  # "đường 5K", "màn hình 4K"
    total, after = read_tail(words, after, total, last, _no_tenths())
    if after < len(words) and words[after].reads(*_CURRENCY):
        after += 1
    elif after < len(words) and _counts(words, after) and words[after - 1].folded != "k":
        return None
    return (round(total),), after


def _counts(words: Sequence[Word], at: int) -> bool:
    """Whether the number before is one of things: "50 nghìn người"; "2tr tới 3tr" counts no garlic."""
    to_a_number = words[at].reads("tới") and at + 1 < len(words) and read_number(words, at + 1) is not None
    return words[at].folded in _words().counted and not to_a_number


def _no_tenths() -> frozenset[str]:
    return _words().counted.union(_UNITS)


def _is_group(words: Sequence[Word], at: int) -> bool:
    """ "000" behind "100" and a blank."""
    word, before = words[at], words[at - 1]
    if len(word.folded) != 3 or word.glued or not word.folded.isdigit() or not next_to(words, at):
        return False
    return before.folded.isdigit() and len(before.folded) <= 3


def _spaced(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """ "100 000"; no name with another sum behind it ("lớp 12 500 đồng")."""
    after = at + 1
    while after < len(words) and after - at < 5 and _is_group(words, after):
        after += 1
    if after == at + 1 or words[at].folded[0] == "0" or after - at > 4:
        return None
    if at and (words[at - 1].is_number or words[at - 1].reads(*_NAMED_BY_NUMBER, *_words().names)):
        return None
    return int("".join(word.folded for word in words[at:after])), after


def _read_spaced(words: Sequence[Word], at: int, cued: bool) -> Read | None:
    """ "100 000 đồng"; without a currency only behind a money word."""
    spaced = _spaced(words, at)
    if spaced is None:
        return None
    value, after = spaced
    in_dong = after < len(words) and words[after].reads(*_CURRENCY)
    if in_dong and not (after + 1 < len(words) and words[after + 1].reads("chí")):
        return (value,), after + 1
    if cued and words[after - 1].folded in _GROUP_ENDS and closes(words, after):
        return (value,), after
    return None


def lone_units(scan: Scan) -> Iterator[tuple[int, int, int]]:
    """Sums with no number before: "triệu mốt", "tỷ hai", "nửa triệu". Value, first word, the word after."""
    words = scan.words
    if "trieu" not in scan.text.folded and "ty" not in scan.text.folded:
        return
    for at, word in enumerate(words):
        if word.folded not in ("trieu", "ty") or not word.reads("triệu", "tỷ"):
            continue
        before = words[at - 1] if at else None
        if before is not None and (before.is_number or before.folded in NUMBER_WORDS or before.reads("mươi", "chục", "trăm", "lăm", "mốt", "rưỡi", "vài", "mấy", "nghìn", "ngàn")):  # fmt: skip
            continue
        unit = _UNITS[word.folded][0]
        if before is not None and before.reads("nửa"):
            yield unit // 2, at - 1, at + 1
            continue
        total, after = read_tail(words, at + 1, unit, unit, _no_tenths())
        if after > at + 1:
            yield round(total), at, after


def _read_currency(words: Sequence[Word], at: int) -> Read | None:
    number = read_number(words, at)
    if number is None or number[1] >= len(words) or not words[number[1]].reads(*_CURRENCY):
        return None
    value, after = number
    bare = words[after].written in ("d", "dong")
    # "3 đồng chí", "Điều 5 đ": small sums other than nought are not money any more.
    if (value < 1_000 and value != 0) or (bare and value != 0 and not words[at].is_number):
        return None
    return (round(value),), after + 1


def read_bare(words: Sequence[Word], at: int, cued: bool) -> Read | None:
    """``phí 50.000``: grouped digits right behind a money word."""
    word = words[at]
    if not cued or not word.is_number or not word.folded.endswith(_GROUP_ENDS) or len(word.folded) < 5:
        return None
    number = read_number(words, at)
    following = words[at + 1].folded if at + 1 < len(words) else ""
    if number is None or following in _words().counted or following in ("-", "ngay", "thang"):
        return None
    return (round(number[0]),), number[1]

"""What a bare number counts: a measure in its base unit ("2,5 tấn" is 2,500 kg, "nửa mét" 0.5 m), or so many of a noun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nlp.evidence.numerals import numbers_in
from nlp.evidence.scan import Scan, Word

_UNITS: Mapping[str, tuple[tuple[str, ...], str, float]] = {
    "mm": (("mm",), "m", 0.001), "cm": (("cm",), "m", 0.01), "m": (("m",), "m", 1), "met": (("mét",), "m", 1),
    "km": (("km",), "m", 1000), "thuoc": (("thước",), "m", 1), "cay": (("cây số",), "m", 1000),
    "g": (("g",), "kg", 0.001), "kg": (("kg",), "kg", 1), "ky": (("ký",), "kg", 1), "ki": (("kí",), "kg", 1),
    "can": (("cân",), "kg", 1), "yen": (("yến",), "kg", 10), "ta": (("tạ",), "kg", 100), "tan": (("tấn",), "kg", 1000),
    "ml": (("ml",), "lit", 0.001), "lit": (("lít",), "lit", 1), "l": (("l",), "lit", 1), "khoi": (("khối",), "m3", 1),
    "ha": (("ha",), "m2", 10_000), "hec": (("héc ta",), "m2", 10_000), "hecta": (("hecta",), "m2", 10_000), "kw": (("kw",), "kw", 1), "kwh": (("kwh",), "kwh", 1),
    "do": (("độ",), "do", 1), "dba": (("dba",), "db", 1), "db": (("db",), "db", 1),
}  # fmt: skip
"""Folded first word of a unit → how it is written, its base unit, and how many of that."""

MEASURED = frozenset(base for _, base, _ in _UNITS.values()) | {"m2", "m3", "kmh"}
"""Base units: a figure of one of these has its unit within its own words."""

_POWERS = {
    "mét": {"vuông": "m2", "khối": "m3"},
    "m": {"vuông": "m2", "khối": "m3", "2": "m2", "3": "m3", "²": "m2", "³": "m3"},
}
_THOUSANDS = {
    "nghìn": 1_000,
    "ngàn": 1_000,
    "k": 1_000,
    "triệu": 1_000_000,
    "tr": 1_000_000,
    "tỷ": 1_000_000_000,
}
_COUNTED = ("người", "hộ", "con", "chiếc", "căn", "suất", "lượt", "thẻ", "hồ sơ", "hs", "học", "em", "sinh", "lao", "khách", "doanh", "máy", "xe", "trường", "ca", "đơn", "mét", "m", "km", "lít", "tấn", "kg", "ha", "view", "like", "follow", "bản", "cây")  # fmt: skip
_OF_A_PRICE = ("đồng", "đ", "nghìn", "ngàn", "k", "tr", "triệu", "tỷ")
"""Behind these "một mét khối" is what a price is for."""

_NO_NOUN = ("như", "được", "là", "thì", "mà", "của", "cho", "với", "để", "nếu", "vì", "còn", "cũng", "vẫn", "phải", "bị", "thôi", "nha", "nhé", "nghe", "và", "hoặc", "hay", "trở", "luôn", "ngay")  # fmt: skip
"""Behind a number these are nothing that is counted."""

_ONE_OF_NUMBERS = ("ba", "tam", "nam", "sau", "bay", "bon", "hai", "chin", "tu")
"""Bare, these are mostly other words: "bà con", "tạm trú"."""

_BARE_COUNTED = ("nguoi", "ho", "ngay", "thang", "nam", "tuan", "lan", "cai", "chiec", "buoi", "mon", "met", "kg", "lit", "tan", "xe", "m", "can", "suat", "tang", "loai", "nhom", "mui", "khoi")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """``unit``: a base unit, ``vnd``, or the folded noun that follows. ``first`` and ``after``: the words it takes."""

    value: float
    unit: str
    first: int
    after: int


def read_measure(scan: Scan, at: int) -> Measured | None:
    """What the number at word ``at`` counts; None where it is no figure."""
    words = scan.words
    value, after = numbers_in(words)[at]
    if _is_name(scan, at):
        return None
    following = words[after] if after < len(words) else None
    thousand = _thousand(words, after)
    if thousand:
        return _in_thousands(words, at, value, after, thousand)
    unit = _unit(words, after)
    if unit is not None:
        if words[at].folded == "mot" and at and words[at - 1].reads(*_OF_A_PRICE):
            return None
        base, factor, after = unit
        value, after = _tail(words, after, float(value))
        return Measured(round(value * factor, 4), base, at, after)
    if words[at].is_number or _counts(words[at], following):
        if following is not None and following.reads("đồng") and words[at].is_number:
            return Measured(float(value), "vnd", at, after + 1)
        if following is not None and following.reads("cái", "chiếc") and after + 1 < len(words):
            following = words[after + 1]
        return Measured(float(value), _noun(following), at, after)
    return None


def _noun(following: Word | None) -> str:
    """What is counted; "" where the next word is none ("25 triệu như tổ chức"), of a child always the same."""
    if following is None or following.is_number or following.reads(*_NO_NOUN):
        return ""
    if following.reads("thành"):
        return "nguoi"  # "05 thành viên"
    return "em" if following.reads("đứa", "cháu", "nhóc") else following.folded


def halves(scan: Scan) -> Iterator[Measured]:
    """ "nửa mét", "nửa ký": a half of a unit."""
    for at, word in enumerate(scan.words):
        if word.folded == "nua" and word.reads("nửa"):
            unit = _unit(scan.words, at + 1)
            if unit is not None:
                yield Measured(unit[1] / 2, unit[0], at, unit[2])


def _is_name(scan: Scan, at: int) -> bool:
    """ "Khau Tám", "bà con" without marks: a number word within a name, or one that is another word."""
    words = scan.words
    word = words[at]
    if word.is_number:  # "m3", "A1"
        return word.glued and at > 0 and words[at - 1].folded.isalpha()
    written = scan.text.normalised
    before = words[at - 1] if at else None
    behind = words[at + 1] if at + 1 < len(words) else None
    beside = [one for one in (before, behind) if one is not None and written[one.start].isupper()]
    if written[word.start].isupper() and before is not None and beside:
        return True  # "Khau Tám", "đò Ba Lai"
    if not word.bare or word.folded not in _ONE_OF_NUMBERS:
        return False
    after = numbers_in(words)[at][1]
    return after == at + 1 and (after >= len(words) or words[after].folded not in _BARE_COUNTED)


def _thousand(words: Sequence[Word], at: int) -> int:
    if at >= len(words):
        return 0
    word = words[at]
    for form, value in _THOUSANDS.items():
        if word.reads(form) and (len(form) > 2 or word.glued):
            return value
    return 0


def _in_thousands(words: Sequence[Word], at: int, value: float, after: int, thousand: int) -> Measured:
    """A sum that the finder of money left, or a great number of something."""
    total, after = value * thousand, after + 1
    if (
        after < len(words)
        and words[after].glued
        and words[after].folded.isdigit()
        and len(words[after].folded) <= 3
    ):
        total += int(words[after].folded) * thousand / 10 ** len(words[after].folded)
        after += 1
    elif after < len(words) and words[after].reads("rưỡi"):
        total, after = total + thousand / 2, after + 1
    following = words[after] if after < len(words) else None
    if any(word.reads("phạt", "thu", "phí", "giá") for word in words[max(0, at - 2) : at]):
        return Measured(total, "vnd", at, after)
    unit = _unit(words, after)
    if unit is not None and unit[0] != "do":
        return Measured(round(total * unit[1], 4), unit[0], at, unit[2])
    if following is not None and following.reads(*_COUNTED) and not _lesson(words, after):
        return Measured(total, following.folded, at, after)
    return Measured(total, "vnd", at, after)


def _lesson(words: Sequence[Word], at: int) -> bool:
    """ "5 triệu học tiếng" is a sum, "5 triệu học sinh" so many of them."""
    second = words[at + 1] if at + 1 < len(words) else None
    return words[at].reads("học") and (second is None or not second.reads("sinh", "viên"))


def _unit(words: Sequence[Word], at: int) -> tuple[str, float, int] | None:
    """Base unit, how many of it, and the index after the unit."""
    if at >= len(words):
        return None
    word = words[at]
    entry = _UNITS.get(word.folded)
    if entry is None:
        return None
    second = words[at + 1] if at + 1 < len(words) else None
    forms = entry[0][0].split()
    if not word.reads(forms[0]) or (len(forms) > 1 and (second is None or not second.reads(forms[1]))):
        return None
    for first, powers in _POWERS.items():
        for written, base in powers.items():
            if second is None or not word.reads(first):
                continue
            if second.reads(written) if written.isalpha() else second.glued and second.folded == written:
                return base, 1.0, at + 2
    after = at + len(forms)
    if (
        entry[1] == "m"
        and after + 1 < len(words)
        and words[after].folded == "/"
        and words[after + 1].folded in ("h", "gio")
    ):
        return "kmh", 1.0, after + 2
    return entry[1], entry[2], after


def _tail(words: Sequence[Word], after: int, value: float) -> tuple[float, int]:
    """ "1m5" is 1.5 m, "3 tấn rưỡi" 3.5 t."""
    if after >= len(words):
        return value, after
    word = words[after]
    if word.reads("rưỡi", "rưởi"):
        return value + 0.5, after + 1
    if (
        word.glued
        and word.folded.isdigit()
        and len(word.folded) <= 2
        and words[after - 1].folded in ("m", "met", "kg", "km")
    ):
        return value + int(word.folded) / 10 ** len(word.folded), after + 1
    return value, after


def _counts(word: Word, following: Word | None) -> bool:
    """A number in words counts when a noun follows; "một" is mostly an article, "năm" a year."""
    if (
        following is not None
        and word.folded == "ba"
        and following.folded in ("ma", "me", "con", "noi", "ngoai")
    ):
        return False  # "ba má"
    return following is not None and word.folded not in ("mot", "nam", "khong") and not following.is_number

"""Bare numbers of a text with what they count: measures, people, things, ages, days; and those that only name something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from nlp.evidence.numerals import numbers_in
from nlp.evidence.scan import Scan, Word
from nlp.evidence.verdict.limits import bounded, dated
from nlp.evidence.verdict.measures import halves, read_measure
from nlp.evidence.verdict.quantity import AGE, DATE, MONEY, Quantity

_ORDINAL_BEFORE = (
    "thứ", "lần", "điều", "khoản", "lớp", "khối", "bậc", "cấp", "số", "mức", "hạng", "loại", "bảng", "vực", "tuyến", "ấp", "thôn", "đợt", "kỳ", "quý", "trang",
)  # fmt: skip
_ALSO_IN_WORDS = ("thứ", "lần", "hạng", "bậc", "cấp", "loại", "lớp")
"""Behind these a number word is an ordinal too ("lần hai"); "chuyển khoản một lần" counts no clause."""

_ORDINAL_OR_MANY, _MANY = ("tổ", "nhóm", "đội"), ("người", "thành", "hộ", "em", "cháu", "con", "đứa")
"""The fourth group, or a group of four."""

_GIVEN = ("con", "cái", "chiếc", "suất", "máy", "bộ", "bồn", "thùng", "túi", "thẻ", "cây", "lít", "kg", "tấn", "phiếu", "cuốn")  # fmt: skip
"""Things of which so many are given: "được cấp 4 con giống" is no fourth level."""

_DOCUMENTS = {
    "định": ("quyết", "nghị", "quy"),
    "quyết": ("nghị",),
    "báo": ("thông",),
    "thị": ("chỉ",),
    "tư": ("thông",),
    "hoạch": ("kế",),
}
"""A number behind these names a document, which the passage itself does not: "Quyết định 41"."""

_ON_THE, _LAST_DAY = ("ngày", "mùng", "mồng"), 31
_OLD, _GROWN = ("trên", "dưới", "đủ", "tròn", "qua", "quá", "ngoài"), (10, 110)
_NO_THING = (
    "thì",
    "mà",
    "được",
    "là",
    "trở",
    "vẫn",
    "cũng",
    "phải",
    "mới",
    "làm",
    "chưa",
    "không",
    "nếu",
    "nha",
)
"""Behind a number these are nothing that is counted: "trên 75 thì" is an age."""

_YEARS = (1000, 2100)


def find_counted(scan: Scan, per: Callable[[Scan, Quantity], str]) -> Iterator[Quantity]:
    """Quantities in order of the text; ``per`` tells the time or use that one is for."""
    words = scan.words
    for half in halves(scan):
        yield bounded(
            scan,
            Quantity(f"count:{half.unit}", half.value, words[half.first].start, words[half.after - 1].end),
        )
    done = 0
    for at, (value, after) in numbers_in(words).items():
        if at < done:
            continue
        done = after
        named = _named(scan, at, after, float(value))
        if named is not None:
            yield from named
            continue
        measured = read_measure(scan, at)
        if measured is not None:
            done = measured.after
            kind = MONEY if measured.unit == "vnd" else f"count:{measured.unit}"
            one = bounded(
                scan, Quantity(kind, measured.value, words[at].start, words[measured.after - 1].end)
            )
            yield replace(one, per=per(scan, one))


def _named(scan: Scan, at: int, after: int, value: float) -> Sequence[Quantity] | None:
    """The ordinal, year, day or age a number is, nothing where it names something; None where it counts."""
    words = scan.words
    word, end = words[at], words[after - 1].end
    before = words[at - 1] if at else None
    following = (
        words[after] if after < len(words) and words[after].start < scan.clause(word.start)[1] else None
    )
    if before is not None:
        if _is_ordinal(word, before, following):
            return [Quantity(f"no:{before.folded}", value, word.start, end)]
        if word.is_number and _names_document(words, at):
            return []
    if (
        word.is_number
        and len(word.folded) == 4
        and _YEARS[0] <= value <= _YEARS[1]
        and "." not in word.written
    ):
        return [Quantity(DATE, f"{int(value)}", word.start, end)]
    if following is not None and following.folded == "/":
        return []
    if following is not None and following.reads("tuổi"):
        return [bounded(scan, Quantity(AGE, value, word.start, end))]
    if before is None or not word.is_number or not value.is_integer():
        return None
    if (
        before.reads(*_ON_THE)
        and 1 <= value <= _LAST_DAY
        and (following is None or not following.reads("làm"))
    ):
        return [dated(scan, Quantity(DATE, f"---{int(value):02d}", before.start, end))]
    if _GROWN[0] <= value <= _GROWN[1] and _is_age(words, at, following):
        return [bounded(scan, Quantity(AGE, value, word.start, end))]
    return None


def _is_ordinal(word: Word, before: Word, following: Word | None) -> bool:
    if before.reads("cấp") and following is not None and following.reads(*_GIVEN):
        return False
    if before.reads(*(_ORDINAL_BEFORE if word.is_number else _ALSO_IN_WORDS)):
        return True
    return (
        word.is_number
        and before.reads(*_ORDINAL_OR_MANY)
        and (following is None or not following.reads(*_MANY))
    )


def _names_document(words: Sequence[Word], at: int) -> bool:
    kinds = next((firsts for last, firsts in _DOCUMENTS.items() if words[at - 1].reads(last)), ())
    return at > 1 and bool(kinds) and words[at - 2].reads(*kinds)


def _is_age(words: Sequence[Word], at: int, following: Word | None) -> bool:
    """ "tuổi 30", "trên 75 thì", "chưa đủ 18"."""
    if words[at - 1].reads("tuổi"):
        return True
    return words[at - 1].reads(*_OLD) and (following is None or following.reads(*_NO_THING))

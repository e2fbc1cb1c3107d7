"""What follows the unit of a sum without one of its own: ``1tr5``, ``2 triệu rưỡi``, ``bảy ngàn hai``, ``3 triệu 63``, ``một triệu hai trăm``."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from nlp.evidence.numerals import next_to, read_number
from nlp.evidence.scan import Word

TENTHS = {
    "mốt": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "rưởi": 5, "lăm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
    "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9,
}  # fmt: skip
"""Behind a unit: "1 tỷ 2", "triệu tám". "năm" is left out: it is a year."""

_BARE_TENTHS = {"bon": 4, "bay": 7, "tam": 8, "chin": 9}


def tenth_at(words: Sequence[Word], at: int) -> int | None:
    """The tenths a word tells; without marks only where nothing stands behind it ("bay gio", "tam tru")."""
    word = words[at]
    return TENTHS.get(word.written) or (
        _BARE_TENTHS.get(word.written) if word.bare and at + 1 == len(words) else None
    )


HALF = ("rưỡi", "rưởi")
_ONES = {**{word: tenth for word, tenth in TENTHS.items() if word.isalpha()}, "một": 1}

_DONG = ("đồng", "đ", "vnđ", "vnd")
_CLOSERS = (
    *_DONG, "thôi", "nha", "nhé", "nghen", "nghe", "nhá", "ạ", "luôn", "lận", "rồi", "một", "mỗi", "là",
    "thì", "mà", "cho", "tiền", "và", "đến", "tới", "với", "hoặc", "nếu", "tùy", "chứ", "đó", "đấy", "á", "bạc", "chẵn", "tròn", "hết",
)  # fmt: skip
"""Behind these the sum has ended; any other word may be what a last number counts ("bảy ngàn hai bản", "3 triệu 63 hộ")."""


def closes(words: Sequence[Word], at: int) -> bool:
    """Whether a number that ends before ``at`` counts nothing that stands there."""
    if at >= len(words):
        return True
    if words[at].folded == "/":  # "/tháng", but "20/11"
        return at + 1 < len(words) and not words[at + 1].is_number
    return not next_to(words, at) or words[at].reads(*_CLOSERS)


def read_tail(
    words: Sequence[Word], after: int, total: float, unit: int, counted: Collection[str]
) -> tuple[float, int]:
    """The sum with its tail and the index after it. ``counted``: folded words that make a digit before them a number of its own."""
    if after >= len(words):
        return total, after
    word = words[after]
    if word.reads(*HALF):
        return total + unit / 2, after + 1
    if word.glued and word.is_number and len(word.folded) <= 3 and word.folded.isdigit():
        return total + int(word.folded) * unit / 10 ** len(word.folded), after + 1
    if unit == 1_000:
        return _behind_thousands(words, after, total)
    if unit > 1_000 and (read := _behind_millions(words, after)) is not None:
        return total + read[0] * unit, read[1]
    tenth = tenth_at(words, after)
    if unit >= 1_000_000 and tenth and not (after + 1 < len(words) and _goes_on(words[after + 1], counted)):
        return total + tenth * unit / 10, after + 1
    return total, after


def _behind_thousands(words: Sequence[Word], after: int, total: float) -> tuple[float, int]:
    """ "bảy nghìn hai trăm đồng", "mười hai ngàn năm trăm một số", "bảy ngàn hai"; behind "k" a figure has to be glued."""
    number = read_number(words, after)
    if number is not None and 100 <= number[0] < 1_000:
        told = spoken_hundreds(words, after)
        if told is not None and closes(words, told[1]):
            number = told
        in_dong = number[1] < len(words) and words[number[1]].reads(*_DONG)
        if not words[after].is_number or in_dong:  # "2 nghìn 380 đồng", but "2 nghìn 380 hộ"
            return total + number[0], number[1]
    tenth = tenth_at(words, after)
    if tenth and words[after - 1].folded != "k" and next_to(words, after) and closes(words, after + 1):
        return total + tenth * 100, after + 1
    return total, after


def _behind_millions(words: Sequence[Word], after: int) -> tuple[float, int] | None:
    """The part of a unit that hundreds ("một triệu hai trăm", "1 triệu 490") or tens ("3 triệu 63", "hai triệu ba tư") make."""
    if not next_to(words, after):
        return None
    word = words[after]
    if word.is_number:
        size = len(word.folded)
        told = word.folded.isdigit() and word.folded[0] != "0" and size in (2, 3) and closes(words, after + 1)
        return (int(word.folded) / 10**size, after + 1) if told else None
    hundreds = spoken_hundreds(words, after)
    if hundreds is not None and closes(words, hundreds[1]):
        return hundreds[0] / 1_000, hundreds[1]
    if (
        word.reads("không")
        and after + 1 < len(words)
        and (small := read_number(words, after))
        and closes(words, small[1])
        and small[0] < 100
    ):
        return (small[0] / 1_000, small[1]) if words[after + 1].reads("trăm") and small[0] else None
    tens = TENTHS.get(word.written)
    ones = (
        _ONES.get(words[after + 1].written) if after + 1 < len(words) and next_to(words, after + 1) else None
    )
    if (
        tens
        and ones
        and not word.reads(*HALF, "mốt", "lăm")
        and words[after + 1].written != "một"
        and closes(words, after + 2)
    ):
        return (tens * 10 + ones) / 100, after + 2
    return None


def spoken_hundreds(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """Hundreds as they are said: "hai trăm rưỡi" is 250, "một trăm tám" 180 ("một trăm lẻ tám" is 108), and "250" in digits is none."""
    number = read_number(words, at)
    if number is None or (words[at].is_number and number[1] == at + 1) or not 100 <= number[0] < 1_000:
        return None
    value, after = round(number[0]), number[1]
    if value % 100 and value % 100 < 10 and words[after - 2].reads("trăm"):
        value, after = value - value % 100, after - 1
    if value % 100 == 0 and after < len(words) and next_to(words, after):
        tenth = 5 if words[after].reads(*HALF) else tenth_at(words, after)
        if tenth and words[after - 1].reads("trăm"):
            return value + tenth * 10, after + 1
    return value, after


def _goes_on(word: Word, counted: Collection[str]) -> bool:
    """Whether what follows a figure makes it a number of its own ("1 triệu 2 người", "1 triệu 5 tháng")."""
    return word.is_number or word.folded in counted or word.folded in ("muoi", "tram", "chuc", "thang", "ngay", "nam", "tuan", "lan", "gio")  # fmt: skip

"""Times as people write them, found by their words: "sáng thứ ba", "ra Giêng", "từ 7h đến 11h", "hết quý tới".

A wide net for the slot tagger, which learns which of them matter and how ("trước" makes a deadline);
``nlp.evidence.dates`` reads the values. What it cannot see: a time told without any such word ("bữa giỗ cụ").
"""

from __future__ import annotations

from functools import lru_cache

from nlp.evidence.word_classes import Chunk, ClassedWords, word_classes

MAX_CHAIN = 24
"""Most words of one chain of times; a longer one is a timetable."""

_OPENERS = (
    "number", "five", "part_of_day", "day_word", "tomorrow", "period", "edge", "feast", "day_lead", "month", "quarter",
    "year", "term", "to_next", "english", "next",
)  # fmt: skip
"""Classes of words a time can begin with."""
_SHORT = frozenset({"t", "thu", "chu", "cn", "hk"})
"""The same for words of no class: ``t7``, ``thứ bảy``, ``chủ nhật``, ``cn``, ``hk2``."""


@lru_cache(maxsize=1)
def _openers() -> int:
    bits = word_classes().grammar
    return sum(bits[name] for name in _OPENERS)


def find_times(words: ClassedWords) -> list[Chunk]:
    """Times in order of the text; they do not overlap."""
    found = []
    done = 0
    for at, opens in enumerate(_opening(words)):
        if not opens or at < done:
            continue
        read = _atom(words, at) or _part_and_atom(words, at)
        if read is None:
            continue
        end, what = _chain(words, at, *read)
        done = min(end, len(words.words))  # "ngày 5 tháng" may break off
        found.append(Chunk(at, done, "time", what))
    return found


def _opening(words: ClassedWords) -> list[bool]:
    """Whether a time can begin at each word at all: most are passed over with this one look."""
    openers = _openers()
    return [
        own & openers != 0 or word.folded in _SHORT or word.folded[0].isdigit()
        for own, word in zip(words.classes, words.words, strict=True)
    ]


def _may_open(words: ClassedWords, at: int) -> bool:
    word = words.words[at]
    return words.classes[at] & _openers() != 0 or word.folded[0].isdigit() or word.folded in _SHORT


def _chain(words: ClassedWords, start: int, end: int, first: str) -> tuple[int, str]:
    """Further times joined to the first: "sáng thứ ba và thứ năm", "7h đến 11h", "thứ bảy hằng tuần"."""
    met = [first]
    while end < len(words.words) and end - start < MAX_CHAIN:
        following = _atom(words, end) or _part_and_atom(words, end)
        if following is None and (words.has(end, "connects") or words.folded(end) in ("-", "–", "~")):
            following = _atom(words, end + 1) or _part_and_atom(words, end + 1)
            if following:
                met.append("range")
        if following:
            end = following[0]
            met.append(following[1])
        elif words.has(end, "every") and words.has(end + 1, "period"):
            end += 2
            met.append("every")
        elif words.has(end, "later"):
            end += 1
            met.append("later")
        else:
            break
    return end, "+".join(dict.fromkeys(met))


def _part_and_atom(words: ClassedWords, at: int) -> tuple[int, str] | None:
    if not words.has(at, "part_of_day"):
        return None
    read = _atom(words, at + 1)
    return (read[0], f"{read[1]}_part") if read and read[1] != "duration" else None


def _atom(words: ClassedWords, at: int, nested: bool = False) -> tuple[int, str] | None:
    """One time at a place: the index after it and what it is."""
    if not 0 <= at < len(words.words):
        return None
    word = words.words[at]
    if word.is_number:
        return _numeric(words, at)
    if not _may_open(words, at):
        return None
    return (
        _weekday(words, at)
        or _spoken_duration(words, at)
        or _day(words, at)
        or _period(words, at, nested)
        or _feast(words, at)
    )


def _numeric(words: ClassedWords, at: int) -> tuple[int, str] | None:
    digits, mark, second = words.digits(at), words.folded(at + 1), words.digits(at + 2)
    if (
        mark in ("/", "-", "–")
        and second
        and words.words[at + 2].glued
        and digits.isdigit()
        and second.isdigit()
    ):
        if digits == "24" and second in ("24", "7"):
            return at + 3, "always"
        longer = words.folded(at + 3) == "/" and bool(words.digits(at + 4))
        if mark == "/" and int(digits) <= 31 and int(second) <= 12:
            return (at + 5 if longer else at + 3), "day"
        if mark == "/" and len(second) == 4:
            return at + 3, "month"
        if mark != "/" and int(digits) <= 31 and longer:
            return at + 5, "days"
    if mark == "gio" or (mark in ("h", "g") and words.words[at + 1].glued):
        return _clock(words, at, mark)
    if mark in ("am", "pm"):
        return at + 2, "clock"
    if words.has(at + 1, "lasts"):
        if mark == "thang" and digits.isdigit() and int(digits) <= 31 and words.digits(at + 2):
            return at + 3, "day"
        return _working(words, at + 2), "duration"
    return (at + 1, "year") if len(digits) == 4 and "2020" <= digits <= "2040" else None


def _clock(words: ClassedWords, at: int, mark: str) -> tuple[int, str]:
    end, what = at + 2, "hour" if mark == "gio" else "clock"
    if words.digits(end) and (words.words[end].glued or mark == "gio"):
        end, what = end + 1, "clock"
    if words.has(end, "clock_after"):
        end, what = end + 1, "clock"
    return end, what


def _working(words: ClassedWords, end: int) -> int:
    return end + 2 if words.folded(end) == "lam" and words.folded(end + 1) == "viec" else end


def _spoken_duration(words: ClassedWords, at: int) -> tuple[int, str] | None:
    if not words.has(at, "number") and not (
        words.has(at, "five") and words.has(at + 1, "lasts") and not words.has(at + 1, "year")
    ):
        return None
    end = at + 1
    while end < at + 4 and words.has(end, "number"):
        end += 1
    if not words.has(end, "lasts"):
        return None
    if words.folded(end) == "gio":
        return (end + 2, "clock") if words.has(end + 1, "clock_after") else (end + 1, "hour")
    return _working(words, end + 1), "duration"


def _weekday(words: ClassedWords, at: int) -> tuple[int, str] | None:
    folded, digits = words.folded(at), words.digits(at + 1)
    if folded == "t" and digits and words.words[at + 1].glued and len(digits) <= 2:
        return at + 2, "short"
    if (
        folded == "thu"
        and words.words[at].written in ("thứ", "thu")
        and (words.has(at + 1, "weekday") or digits in tuple("234567"))
    ):
        return at + 2, "weekday"
    if folded == "chu" and words.folded(at + 1) == "nhat":
        return at + 2, "weekday"
    if folded == "cn" or words.has(at, "english"):
        return at + 1, "weekday"
    if words.has(at, "next") and words.folded(at + 1) in ("week", "month", "year", "semester"):
        return at + 2, "relative"
    return (at + 2, "relative") if folded == "hk" and digits else None


def _day(words: ClassedWords, at: int) -> tuple[int, str] | None:
    digits = words.digits(at + 1)
    if words.has(at, "day_lead") and (
        digits or (words.has(at + 1, "ordinal") and words.folded(at) in ("mung", "mong"))
    ):
        end = at + 2
        while words.folded(end) == "/" and words.digits(end + 1) and end < at + 6:
            end += 2
        return (end + 2 if end == at + 2 and words.has(end, "month") else end), "day"
    if words.has(at, "day_word") and words.has(at + 1, "day_which"):
        return at + 2, "relative"
    return (at + 1, "relative") if words.has(at, "tomorrow") else None


def _period(words: ClassedWords, at: int, nested: bool) -> tuple[int, str] | None:
    digits, second = words.digits(at + 1), words.folded(at + 1)
    if words.has(at, "month") and (digits or words.has(at + 1, "ordinal")):
        end = at + 3 if second == "muoi" and words.folded(at + 2) in ("mot", "hai") else at + 2
        return (end + 2 if words.folded(end) == "/" and words.digits(end + 1) else end), "month"
    if words.has(at, "quarter") and (
        digits or second in ("i", "ii", "iii", "iv") or words.has(at + 1, "quarter_which")
    ):
        return at + 2, "quarter"
    if words.has(at, "year") and len(digits) == 4:
        return at + 2, "year"
    if (
        words.has(at, "term")
        and words.has(at + 1, "term_of")
        and (words.has(at + 2, "term_which") or words.digits(at + 2) or words.folded(at + 2) in ("i", "ii"))
    ):
        return at + 3, "relative"
    if words.has(at, "period") and words.has(at + 1, "period_which"):
        return at + 2, "relative"
    if words.has(at, "to_next") and words.has(at + 1, "long_period"):
        return at + 2, "relative"
    if words.has(at, "edge") and not nested:
        inner = _atom(words, at + 1, nested=True)
        if inner and inner[1] in ("month", "relative", "year", "quarter"):
            return inner[0], "edge"
        if words.has(at + 1, "long_period"):
            return at + 2, "edge"
    return None


def _feast(words: ClassedWords, at: int) -> tuple[int, str] | None:
    if not words.has(at, "feast") or not (words.has(at, "sure_feast") or words.has(at - 1, "feast_lead")):
        return None
    end = at + 1
    if words.has(end, "feast_of"):
        end += 2 if words.folded(end) in ("nguyen", "thang") else 1
    return min(end, len(words.words)), "feast"

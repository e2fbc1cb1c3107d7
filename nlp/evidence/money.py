"""Money in posts: ``50k``, ``1tr5``, ``1 tỷ``, ``năm mươi nghìn``, ``50-70k``, ``1 củ``, ``miễn phí``.

What it cannot see: sums in other currencies, "vài trăm", prices spread over two sentences.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nlp import lexicons
from nlp.evidence.numerals import numbers_in
from nlp.evidence.phrasebook import Cue, PhraseBook
from nlp.evidence.scan import MAX_FOUND, Scan, kept, slice_text
from nlp.evidence.sums import lone_units, may_be_a_sum, read_bare, read_range, read_sum
from nlp.normalise import fold

MAX_SENTENCE = 400
"""Characters of a sentence that are searched for the service a sum is asked for."""


@dataclass(frozen=True)
class _Words:
    kinds: PhraseBook
    free: PhraseBook
    service: PhraseBook
    always_amount: PhraseBook
    not_free_before: tuple[str, ...]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = lexicons.from_yaml((Path(__file__).parent / "money.yaml").read_text(encoding="utf-8"))
    only = data["accented_only"]
    return _Words(
        PhraseBook({"fee": data["fee"], "amount": data["amount"]}, only),
        PhraseBook({"free": data["free"]}),
        PhraseBook({"service": data["service"]}, only),
        PhraseBook({"amount": data["always_amount"]}, only),
        tuple(data["not_free_before"]),
    )


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in VND. ``fee``: what a person pays for a procedure or service; else any other figure."""

    value: int
    fee: bool
    start: int
    end: int


@kept
def find_money(scan: Scan) -> tuple[Money, ...]:
    """Sums of money in order, at most ``MAX_FOUND``. A range gives two, each with the whole range's text."""
    free = [cue for cue in _words().free.find(scan.text, scan.runs) if not _way_of_paying(scan, cue)]
    cues: tuple[Cue, ...] = ()
    alone = list(lone_units(scan))
    if alone or any(may_be_a_sum(scan.words, at, number[1]) for at, number in numbers_in(scan.words).items()):
        cues = _words().kinds.find(scan.text, scan.runs)
    elif not free:  # most posts
        return ()
    starts = [cue.start for cue in cues]
    found: list[Money] = []
    for value, first, last in sorted([*_sums(scan, starts), *alone], key=lambda one: one[1]):
        start, end = scan.words[first].start, scan.words[last - 1].end
        free = [cue for cue in free if not _denies(scan, cue, start)]
        found.append(Money(value, value == 0 or _is_fee(scan, cues, starts, start, end), start, end))
        if len(found) >= MAX_FOUND:
            break
    nothing = (Money(0, True, cue.start, cue.end) for cue in free[:MAX_FOUND])
    taken = [
        one for one in nothing if not any(one.start < sum_.end and sum_.start < one.end for sum_ in found)
    ]
    return tuple(sorted([*taken, *found], key=lambda money: (money.start, money.value)))


def _way_of_paying(scan: Scan, free: Cue) -> bool:
    following = scan.after(free.end, 1)
    return bool(following) and following[0].reads(*_words().not_free_before)


def _denies(scan: Scan, free: Cue, start: int) -> bool:
    """ "không thu phí 50k" denies a sum, it does not say that the thing is free."""
    if not 0 <= start - free.end <= 20 or free.phrase.startswith(("miễn", "free")):
        return False
    return (
        free.end <= start and scan.clause(start)[0] <= free.start and len(scan.between(free.end, start)) <= 2
    )


def _sums(scan: Scan, cue_starts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    words = scan.words
    done = 0
    for at, number in numbers_in(words).items():
        if at < done:
            continue
        if not may_be_a_sum(words, at, number[1]):
            done = number[1] if words[at].is_number else at + 1
            continue
        money = _cued(scan, cue_starts, at)
        read = read_range(words, at, money) or read_sum(words, at, money) or read_bare(words, at, money)
        if read is None:
            done = number[1] if words[at].is_number else at + 1
            continue
        values, done = read
        for value in values:
            yield value, at, done


def _cued(scan: Scan, cue_starts: Sequence[int], at: int) -> bool:
    """Whether money is spoken of shortly before the word, in its sentence."""
    before = scan.before(scan.words[at].start, 5)
    if not before:
        return False
    low, high = before[0].start, scan.words[at].start
    return bisect_left(cue_starts, low) < bisect_left(cue_starts, high) or any(
        word.reads("tiền", "phí", "mất", "đóng", "nộp", "thu", "trả", "phạt") for word in before
    )


def _is_fee(scan: Scan, cues: Sequence[Cue], cue_starts: Sequence[int], start: int, end: int) -> bool:
    """The nearest money word of the sentence decides; before the sum counts more than after it."""
    low, high = scan.sentence(start)
    clause = slice_text(scan.text, *scan.clause(start))
    if len(clause.folded) <= MAX_SENTENCE and _words().always_amount.find(clause):
        return False
    before = scan.before(start, 1)
    if before and before[0].reads("dưới", "trên"):  # a threshold
        return False
    at = bisect_left(cue_starts, start)
    if at and cues[at - 1].start >= low:
        return cues[at - 1].label == "fee" and not _names_something_else(scan, cues[at - 1])
    at = bisect_left(cue_starts, end)
    if at < len(cues) and cues[at].end <= high:
        return cues[at].label == "fee" and cues[at].start - end <= 30
    if any(word.reads("phí") for word in scan.before(start, 3)):
        return True
    return bool(_words().service.find(slice_text(scan.text, low, min(high, low + MAX_SENTENCE))))


def _names_something_else(scan: Scan, cue: Cue) -> bool:
    """ "thu hồ sơ", "trả lời", "mất sóng" are no payments."""
    following = [fold(word.written) for word in scan.after(cue.end, 1)]
    return following in (["hoi"], ["loi"], ["song"], ["mang"])

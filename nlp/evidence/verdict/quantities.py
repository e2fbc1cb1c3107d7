"""Everything counted in a text: sums, shares, days, spans of time, how often, ages, times of the clock, measures, numbers of things.

A quantity is compared only with one of its kind: money with money, "60 tuổi" with "70 tuổi", "2 con" with "3 con".
What it cannot see: "vài", "một ít", and a number whose noun stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from models.vocabulary import Unit
from nlp.evidence.dates import find_dates
from nlp.evidence.durations import HOURS, find_durations
from nlp.evidence.money import find_money
from nlp.evidence.percents import find_fractions, find_percents
from nlp.evidence.scan import Scan
from nlp.evidence.spelling import may_be, writes_marks
from nlp.evidence.time_atoms import spoken_dates
from nlp.evidence.verdict.clocks import find_clocks, find_weekdays
from nlp.evidence.verdict.counted import find_counted
from nlp.evidence.verdict.frequencies import find_frequencies
from nlp.evidence.verdict.limits import bounded, dated
from nlp.evidence.verdict.quantity import DATE, MONEY, MOST, OFTEN, PERCENT, SPAN, Quantity
from nlp.evidence.verdict.ranges import with_ranges
from nlp.evidence.written import Written
from nlp.official.numbers import find_numbers

_HALF = re.compile(
    r"(?<![a-z0-9])(?:(?:mot|phan)\s{1,3}nua|nua\s{1,3}(?:gia|tien|phi|le\s{1,3}phi|hoc\s{1,3}phi|vien\s{1,3}phi)|1\s?/\s?2)(?![\d/])"
)
_WHOLE = Written(
    r"(?<!\w)(?:giảm|hỗ trợ|lo|bù|chi trả|hoàn|tài trợ|đóng|chịu|trả)\s{1,3}(?:cho\s{1,3})?(?P<all>toàn bộ)(?=\s{1,3}(?:số\s{1,3})?(?:tiền|phí|chi phí|học phí|lệ phí|kinh phí|mức đóng|giá)(?!\w))"
)
"""All of a price: "được giảm toàn bộ tiền ăn"."""

_PART_NUMBER = {"hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, **{str(n): n for n in range(2, 10)}}  # fmt: skip
_TENTHS = re.compile(
    r"(?<![a-z0-9])(hai|ba|bon|nam|sau|bay|tam|chin|[2-9])\s{1,3}phan(?!\s{1,3}(?:\d|tram|nua|nghin|ngan|hai|ba|tu|bon|nam|sau|bay|tam|chin|muoi)(?![a-z]))(?![a-z0-9])"
)
"""Parts of ten where no whole is told ("sáu phần" is 60 %), but "một phần" is some part."""

_DAY_AND_NIGHT = re.compile(r"(?<![a-z0-9])(?:mot|1)\s{1,3}ngay\s{1,3}(?:mot\s{1,3})?dem(?![a-z0-9])")
_SAME_DAY = re.compile(
    r"(?<![a-z])(?:(?:ngay\s{1,3})?trong\s{1,3}(?:cung\s{1,3})?(?:ngay|buoi)|lien\s{1,3}trong\s{1,3}ngay|cung\s{1,3}ngay)(?![a-z])"
    r"(?!\s{1,3}(?:\d|hom|le|nghi|lam(?!\s{1,3}viec\s{0,3}(?:[.,;]|$))|dau|cuoi|thi|hoi|mai|nay|tet|sinh|hai|thu|phat|day))"
)
"""Done on the day it is asked for: a span of at most a day."""

_FIRST_YEAR = Written(r"(?<!\w)(?P<unit>năm|tháng)\s{1,3}đầu(?:\s{1,3}tiên)?(?!\w)")
"""The first of them with no number before it is one: "miễn phí trong năm đầu"."""

_UNPAID = re.compile(
    r"(?<![a-z])(?:(?:khong|ko|k)\s{1,3}duoc|nghiem\s{1,3}cam(?:\s{1,3}viec)?|cam|(?:khong|ko|k|chua|chang|khoi)(?:\s{1,3}(?:he|bi|phai|can))?|mien)\s{1,3}(?P<verb>thu|nop|dong|tra|mat|ton|lay|tinh)"
    r"(?:\s{1,3}(?:them|bat\s{1,3}ky|bat\s{1,3}cu|khoan|cac|mot|gi|bat|ca|luon|toan\s{1,3}bo)){0,3}\s{1,3}(?P<what>le\s{1,3}phi|hoc\s{1,3}phi|vien\s{1,3}phi|an\s{1,3}phi|phi|tien|dong\s{1,3}nao|xu\s{1,3}nao|khoan\s{1,3}nao)"
    r"(?![a-z])(?!\s{1,3}(?:mat|le|gop|cuoc|no))(?!(?:\s{1,3}\S{1,9}){0,3}\s{1,3}(?:cao\s{1,3}hon|qua|vuot|nhieu\s{1,3}hon))"
)
_UNPAID_WORDS = {
    "thu": "thu",
    "nop": "nộp",
    "dong": "đóng",
    "tra": "trả",
    "mat": "mất",
    "ton": "tốn",
    "lay": "lấy",
    "tinh": "tính",
}
_FREE_TALK = re.compile(
    r"(?<![a-z])(?:mien\s{1,3}(?:100\s?%\s{1,3}(?:hoc\s{1,3}phi|le\s{1,3}phi|phi|tien)|ve|thu|hoan\s{1,3}toan|hoc\s{1,3}phi)|khoi\s{1,3}(?:ton|mat|dong|tra|nop)(?:\s{1,3}(?:tien|phi|dong|xu|le\s{1,3}phi))(?:\s{1,3}nao)?|(?<![\d.,])(?:0|khong)\s{1,3}dong(?![a-z])(?!\s{1,3}(?:y|chi|bo|tinh|thoi|loat)))(?![a-z])"
)
_FREE_AT_END = re.compile(
    r"(?<![a-z])(?:(?:khong|ko|khoi|chang)(?:\s{1,3}(?:phai|can))?\s{1,3}(?P<verb>tra|nop|dong)|duoc\s{1,3}mien|mien)"
    r"(?=\s{0,3}(?:[.,;:)]|$)|\s{1,3}(?:nha|nhe|luon|het|nghen|nghe|a)(?![a-z]))"
)
_JUST_BEFORE = 120
"""Characters before a sentence in which the price may stand: "15.000 đồng; trẻ em được miễn"."""

_PAID_FOR = re.compile(r"(?<!\w)(?:phí|giá|vé|tiền|đồng|cước|thu)(?!\w)")
_PAID_FOR_BARE = re.compile(r"(?<![a-z])(?:phi|ve|tien|dong|cuoc)(?![a-z])")
"""A sentence that speaks of a price: what is "miễn" there, with nothing said behind it, costs nothing ("hộ nghèo được miễn")."""

_PER = re.compile(
    r"\s{0,3}(?:trong\s{1,3})?(?:(?:/|moi|mot|tren|tinh\s{1,3}theo|cho\s{1,3}moi|1)\s{0,3}){1,2}(?:(?:nguoi|ho|hoc sinh|em|tre|xe|may|m2|sinh vien|chau|phong|can|suat|sao|ha|dau nguoi|m²|m³|m3|kg|con|dem|khoi|met vuong|met khoi|hoc vien|tre em|cau|bo|lit|cho|sap|chuyen)\s{0,3}(?:/|moi|mot)\s{0,3}){0,2}(?P<per>ngay|tuan|thang|quy|nam|ky|luot|lan)(?![a-z])"
)
_PER_BEFORE = re.compile(
    r"(?<![a-z])(?:(?:moi|mot|hang|1)\s{1,3}(?P<per>ngay|tuan|thang|quy|nam|luot)|moi\s{1,3}(?P<each>lan))(?:\s{1,3}\S{1,10}){0,4}\s{1,3}$"
)


def find_quantities(scan: Scan, posted_on: date | None = None) -> tuple[Quantity, ...]:
    """Quantities in order of the text; ``posted_on`` resolves relative dates."""
    taken = [(number.start, number.end) for number in find_numbers(scan.text.normalised)]
    found: list[Quantity] = []
    for read in (find_frequencies(scan), _free(scan), find_clocks(scan), find_weekdays(scan), _named(scan, posted_on), find_counted(scan, _per)):  # fmt: skip
        new = _apart(read, taken)
        taken.extend((one.start, one.end) for one in new)
        found += new
    return tuple(with_ranges(scan, sorted(_without_uses(scan, found), key=lambda one: one.start)))


def _without_uses(scan: Scan, found: list[Quantity]) -> list[Quantity]:
    """Without what says what something is paid or given for ("500 lít một ngày" lasts no day, "8k 1 bản" counts no copy)."""
    uses = [
        (one.end, match.end())
        for one in found
        if one.per and (match := _PER.match(scan.text.folded, one.end))
    ]
    sums = {one.end for one in found if one.kind == MONEY}
    return [
        one
        for one in found
        if not (
            (one.kind in (SPAN, OFTEN) or one.kind.startswith("count:"))
            and any(low <= one.start and one.end <= high for low, high in uses)
        )
        and not (one.kind.startswith("count:") and one.value == 1 and one.start - 1 in sums)
    ]


def _apart(found: Iterator[Quantity], taken: list[tuple[int, int]]) -> list[Quantity]:
    """Those that share no character with what is taken."""
    kept: list[Quantity] = []
    for one in found:
        if not any(one.start < end and start < one.end for start, end in taken):
            free = one.kind != MONEY or one.value
            if free or not any(one.start < two.end and two.start < one.end for two in kept):
                kept.append(one)
    return kept


def _free(scan: Scan) -> Iterator[Quantity]:
    """What costs nothing, said in words that the finder of fees does not know."""
    bare = not writes_marks(scan.text.normalised)
    for match in _UNPAID.finditer(scan.text.folded):
        written = scan.text.normalised[match.start("verb") : match.end("verb")].lower()
        if may_be(written, _UNPAID_WORDS[match["verb"]], bare):
            yield Quantity(MONEY, 0.0, match.start(), match.end())
    for match in _FREE_TALK.finditer(scan.text.folded):
        first = scan.text.normalised[match.start() : match.end()].lower().split()[0]
        if any(may_be(first, form, bare) for form in ("miễn", "khỏi", "0", "không")):
            yield Quantity(MONEY, 0.0, match.start(), match.end())
    yield from _free_at_end(scan, bare)


def _free_at_end(scan: Scan, bare: bool) -> Iterator[Quantity]:
    """ "Hộ nghèo được miễn", "… không phải trả", where a price was spoken of."""
    text, price = scan.text, _PAID_FOR_BARE if bare else _PAID_FOR
    words = text.folded if bare else text.normalised.lower()
    for match in _FREE_AT_END.finditer(text.folded):
        low, high = scan.sentence(match.start())
        start, end = match.span("verb") if match["verb"] else (match.end() - len("mien"), match.end())
        meant = _UNPAID_WORDS[match["verb"]] if match["verb"] else "miễn"
        said = may_be(text.normalised[start:end].lower(), meant, bare)
        if said and price.search(words[max(0, low - _JUST_BEFORE) : high]):
            yield Quantity(MONEY, 0.0, match.start(), match.end())


def _named(scan: Scan, posted_on: date | None) -> Iterator[Quantity]:
    """Those the finders of slots know."""
    for money in find_money(scan):
        one = bounded(scan, Quantity(MONEY, float(money.value), money.start, money.end))
        yield replace(one, per=_per(scan, one))
    yield from _shares(scan)
    for whole_day in _DAY_AND_NIGHT.finditer(scan.text.folded):
        yield Quantity(SPAN, 24.0, whole_day.start(), whole_day.end())
    yield from _days(scan, posted_on)
    yield from _spans(scan)


def _shares(scan: Scan) -> Iterator[Quantity]:
    for percent in find_percents(scan):
        yield bounded(scan, Quantity(PERCENT, float(percent.value), percent.start, percent.end))
    for half in _HALF.finditer(scan.text.folded):
        yield Quantity(PERCENT, 50.0, half.start(), half.end())
    for whole in _WHOLE.finditer(scan.text):
        yield Quantity(PERCENT, 100.0, *whole.span("all"))
    for part in find_fractions(scan):
        yield Quantity(PERCENT, round(float(part.value), 1), part.start, part.end)
    for tenths in _TENTHS.finditer(scan.text.folded):
        yield Quantity(PERCENT, 10.0 * _PART_NUMBER[tenths[1]], tenths.start(), tenths.end())


def _days(scan: Scan, posted_on: date | None) -> Iterator[Quantity]:
    spoken = [dated(scan, Quantity(DATE, *one)) for one in spoken_dates(scan.words)]
    yield from spoken
    for day in find_dates(scan, posted_on):
        if not any(day.start < one.end and one.start < day.end for one in spoken):
            yield dated(scan, Quantity(DATE, day.value, day.start, day.end))


def _spans(scan: Scan) -> Iterator[Quantity]:
    for lasting in find_durations(scan):
        hours = float(lasting.value) * HOURS[lasting.unit]
        working = lasting.unit is Unit.WORKING_DAY
        one = bounded(scan, Quantity(SPAN, hours, lasting.start, lasting.end, working=working))
        after = _PER.match(scan.text.folded, one.end)
        yield replace(one, per=after["per"]) if after else one
    for first in _FIRST_YEAR.finditer(scan.text):
        before = scan.before(first.start(), 1)
        if before and before[0].reads("trong", "của", "suốt", "ngay"):
            months = 12.0 if first["unit"].lower() in ("năm", "nam") else 1.0
            yield Quantity(SPAN, months * HOURS[Unit.MONTH], *first.span())
    for same_day in _SAME_DAY.finditer(scan.text.folded):
        yield Quantity(SPAN, 24.0, same_day.start(), same_day.end(), MOST)


def _per(scan: Scan, one: Quantity) -> str:
    """The time or the use a sum is paid for; "" where none is said."""
    folded = scan.text.folded
    after = _PER.match(folded, one.end)
    if after:
        return after["per"]
    clause = scan.clause(one.start)[0]
    low = max(clause, one.start - 40)
    before = _PER_BEFORE.search(folded[low : one.start])
    return (before["per"] or before["each"]) if before else _of_a_ticket(scan, clause, one.start)


def _of_a_ticket(scan: Scan, low: int, high: int) -> str:
    """The time a ticket is for: "vé tháng xe máy 90.000 đồng" is no price of a ride."""
    for word, after in pairwise(scan.between(low, high)):
        if word.reads("vé", "thẻ") and after.reads("tháng", "quý", "năm"):
            return after.folded
    return ""

"""Value, unit and modality of a slot whose place is known: the readers of figures, asked about that place.

The tagger says where a slot stands and of which kind; the rules that read money, dates, durations and duties in the
whole text say what is written there. A figure they cannot read is kept as text; of a time ("sáng thứ bảy") that is
still a date, as those who mark posts write it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Protocol, TypeVar

from models.vocabulary import Modality, SlotKind, Unit
from nlp.evidence.dates import FoundDate, find_dates
from nlp.evidence.durations import Duration, find_durations
from nlp.evidence.duty_words import duty_left, duty_of_words
from nlp.evidence.lengths import read_lengths
from nlp.evidence.lone_figures import MAX_LENGTH, in_digits, lone_figure
from nlp.evidence.lone_sums import counts_more, joined, left_out, lone_sums, speaks_of_money
from nlp.evidence.mentions import Mention, find_documents
from nlp.evidence.modality import is_refuted, marks_at, told_by
from nlp.evidence.money import Money, find_money
from nlp.evidence.numerals import read_number
from nlp.evidence.obligations import Obligation, find_obligations
from nlp.evidence.outer_duties import duty_around, is_negated
from nlp.evidence.percents import find_percents
from nlp.evidence.phrasebook import Cue
from nlp.evidence.scan import Scan, Word
from nlp.evidence.slot_modality import modality_at, sanction_modality
from nlp.evidence.slot_spans import read_span
from nlp.evidence.slot_times import read_time
from nlp.evidence.spelling import NOT
from nlp.evidence.tagger import Tagged
from nlp.evidence.time_phrases import is_untold, read_phrase
from nlp.evidence.told_marks import Mark

Value = int | float | str

_FREE = (*NOT, "khỏi", "nỏ", "miễn", "free", "no", "chùa")
"""A fee without a figure but with one of these is nought."""

_IN_UNITS = ("nghìn", "ngàn", "triệu", "tỷ", "mấy", "vài")
"""What has one of these is neither free ("chưa tới mấy ngàn") nor the number beside it ("1 triệu mấy")."""

_FIRST = 3
"""Words of a duty in which its negation stands; further in, it is of something else ("phát cho người không có tên")."""
_WEAK = ("cho", "nhận")
"""What a duty that begins so says is left to the words around it: "cấm cho thuê"."""

_TOLD_OTHERWISE = (Modality.PROPOSAL, Modality.TARGET, Modality.HEARSAY)


class _Placed(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Found = TypeVar("Found", bound=_Placed)


class SlotValues:
    """The readers of one text, each asked at most once and only when a slot needs it."""

    def __init__(self, scanned: Scan, cues: Sequence[Cue], posted_on: date | None) -> None:
        """``cues``: the words of modality of the text; ``posted_on`` resolves relative dates."""
        self._scan = scanned
        self._cues = cues
        self._posted_on = posted_on

    def values(self, slot: Tagged) -> Iterator[tuple[Value, Unit | None]]:
        """One value and unit; two for a range of money, percent or time that something lasts."""
        match slot.kind:
            case SlotKind.FEE | SlotKind.AMOUNT:
                yield from self._sums(slot)
            case SlotKind.PERCENT:
                shares = _within(self._percents, slot)
                yield from ((share.value, Unit.PERCENT) for share in shares)
                if not shares:
                    yield self._lone(slot)
            case SlotKind.DATE | SlotKind.DEADLINE:
                yield from self._times(slot)
            case SlotKind.SANCTION:
                fines = _within(self._money, slot)
                yield (fines[0].value, Unit.VND) if fines else self._lone(slot)
            case SlotKind.DOCUMENT:
                numbers = _within(self._documents, slot)
                yield (numbers[0].value if numbers else self.text(slot)), None
            case _:
                yield self.text(slot), None

    def modality(self, slot: Tagged) -> Modality:
        """How firmly the slot is told; of an obligation, what kind of duty it is."""
        if slot.kind is SlotKind.SANCTION:
            return sanction_modality(self._scan, self._cues, slot.start, slot.end)
        if slot.kind is SlotKind.OBLIGATION:
            return self._duty(slot)
        return modality_at(self._scan, self._cues, slot.start, slot.end, slot.kind)

    def text(self, slot: Tagged) -> str:
        """The words in standard spelling, lower case, single spaces."""
        return " ".join(self._scan.text.normalised[slot.start : slot.end].lower().split())

    @cached_property
    def _money(self) -> tuple[Money, ...]:
        return find_money(self._scan)

    @cached_property
    def _percents(self) -> tuple[Mention, ...]:
        return find_percents(self._scan)

    @cached_property
    def _dates(self) -> tuple[FoundDate, ...]:
        return find_dates(self._scan, self._posted_on)

    @cached_property
    def _durations(self) -> tuple[Duration, ...]:
        return find_durations(self._scan)

    @cached_property
    def _documents(self) -> tuple[Mention, ...]:
        return find_documents(self._scan)

    @cached_property
    def _duties(self) -> tuple[Obligation, ...]:
        return find_obligations(self._scan, self._cues)

    def _sums(self, slot: Tagged) -> Iterator[tuple[Value, Unit | None]]:
        told = slot.kind is SlotKind.AMOUNT and speaks_of_money(self._scan, slot.start, slot.end)
        sums = joined(self._scan, found) if (found := _within(self._money, slot)) else []
        lone, rest = lone_sums(slot.kind, in_digits(self.text(slot)[:MAX_LENGTH]), told)
        whole = bool(lone) and not counts_more(self._scan, slot.end)
        if sums and not (whole and rest < left_out(self._scan, sums, slot.start, slot.end)):
            lone = tuple(money.value for money in sums)
        words = self._scan.between(slot.start, slot.end)
        in_units = any(word.reads(*_IN_UNITS) for word in words) or (
            words[:1] and words[0].reads("trăm", "chục")
        )
        number = None if in_units else next(_numbers(words), None)
        if lone:
            yield from ((value, Unit.VND) for value in lone)
        elif slot.kind is SlotKind.FEE and not in_units and any(word.reads(*_FREE) for word in words):
            yield 0, Unit.VND
        elif slot.kind is SlotKind.AMOUNT and number is not None:
            yield number, None
        else:
            yield self.text(slot), None

    def _lone(self, slot: Tagged) -> tuple[Value, Unit | None]:
        """The words read by themselves, or the words."""
        return lone_figure(slot.kind, self.text(slot), self._posted_on) or (self.text(slot), None)

    def _times(self, slot: Tagged) -> Iterator[tuple[Value, Unit | None]]:
        words, deadline = self.text(slot), slot.kind is SlotKind.DEADLINE
        if deadline and (span := read_span(words)) is not None:
            yield span
        elif (phrase := read_phrase(words, self._posted_on)) is not None:
            yield phrase, Unit.DATE
        elif deadline and (lengths := read_lengths(words)) is not None:
            yield from lengths
        elif is_untold(words):
            yield words, Unit.DATE
        else:
            yield self._time(slot)

    def _time(self, slot: Tagged) -> tuple[Value, Unit | None]:
        told = read_time(self.text(slot), self._posted_on)
        if told is not None:
            return told, Unit.DATE
        dates = _within(self._dates, slot)
        if len(dates) == 1:
            return dates[0].value, Unit.DATE
        if dates:
            return _interval(dates[0].value, dates[1].value), Unit.DATE
        lasting = _within(self._durations, slot)
        if lasting and slot.kind is SlotKind.DEADLINE:
            return lasting[0].value, lasting[0].unit
        return lone_figure(slot.kind, self.text(slot), self._posted_on) or (self.text(slot), Unit.DATE)

    def _duty(self, slot: Tagged) -> Modality:
        words = self._scan.between(slot.start, slot.end)
        marks = marks_at(self._scan, self._cues, slot.start, slot.end)
        around = told_by(self._scan, marks, slot.start)
        own = self._own_duty(slot, words)
        outer = duty_around(self._scan, slot.start, slot.end)
        if own is Modality.PROHIBITED and is_negated(self._scan, slot.start):  # "không hề cấm"
            own = Modality.DENIED
        if Modality.DENIED in around:
            lifted = outer is Modality.DENIED or duty_left(words[:_FIRST]) is Modality.DENIED
            return (
                Modality.IN_FORCE if lifted and is_refuted(self._scan, marks, slot.end) else Modality.DENIED
            )
        for told in _TOLD_OTHERWISE:
            if told in around and not (own and self._stays(told, own, slot, marks)):
                return told
        return own or outer or self._weak_duty(slot, words)

    def _own_duty(self, slot: Tagged, words: Sequence[Word]) -> Modality | None:
        """What the words of the slot say themselves."""
        own = duty_of_words(words)
        if own is not None:
            return None if words[0].reads(*_WEAK) else own
        duties = [duty for duty in self._duties if slot.start <= duty.start < slot.end]
        if duties:
            return duties[0].modality
        begins = duty_left(words[:_FIRST])
        if begins is Modality.DENIED:
            return duty_left(words)
        return begins if begins is not Modality.IN_FORCE else None

    def _weak_duty(self, slot: Tagged, words: Sequence[Word]) -> Modality:
        """What is read where neither the words nor those around say for certain: a duty before that may govern them."""
        own = duty_of_words(words)
        governing = _within(self._duties, slot)
        return own or (governing[0].modality if governing else duty_left(words))

    def _stays(self, told: Modality, own: Modality, slot: Tagged, marks: Sequence[Mark]) -> bool:
        """ "phấn đấu 80%, không bắt buộc", "dự thảo …, chưa áp dụng": what is said for certain beside an aim or a draft."""
        if told is Modality.TARGET:
            low, _ = self._scan.clause(slot.start)
            aside = all(mark.told is not told or mark.start < low for mark in marks)
            return aside and own is not Modality.IN_FORCE
        return told is Modality.PROPOSAL and self._scan.between(slot.start, slot.end)[0].reads("chưa")


def _within(found: Sequence[Found], slot: Tagged) -> list[Found]:
    return [one for one in found if one.start < slot.end and slot.start < one.end]


def _numbers(words: Sequence[Word]) -> Iterator[int | float]:
    at = 0
    while at < len(words):
        read = read_number(words, at)
        if read:
            yield read[0]
        at = read[1] if read else at + 1


def _interval(first: str, last: str) -> str:
    """``--12-02/--12-10``; a bare first day takes the month of the last ("từ ngày 02 đến 10/12")."""
    if first.startswith("---") and last.startswith("--") and len(last) == 7:
        first = f"{last[:4]}-{first[3:]}"
    return first if "/" in first or "/" in last else f"{first}/{last}"

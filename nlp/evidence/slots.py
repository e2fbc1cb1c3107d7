"""The checkable parts of a text: ``extract_slots``.

>>> from nlp.normalise import normalise
>>> [(s.kind.value, s.value, s.modality.value) for s in extract_slots(normalise("dự thảo thu phí 50k"), None)]
[('fee', 50000, 'proposal')]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.vocabulary import Modality, SlotKind, Unit
from nlp.contracts import Slot, Text
from nlp.evidence.dates import find_dates
from nlp.evidence.durations import find_durations
from nlp.evidence.mentions import (
    find_agencies,
    find_documents,
    find_procedures,
    find_sanctions,
    find_scopes,
)
from nlp.evidence.modality import cues_of
from nlp.evidence.money import find_money
from nlp.evidence.obligations import find_obligations
from nlp.evidence.percents import find_percents
from nlp.evidence.scan import MAX_FOUND, Scan, scan
from nlp.evidence.slot_modality import modality_at, sanction_modality
from nlp.evidence.slot_values import SlotValues
from nlp.evidence.tagger import SlotTagger, Tagged

MAX_SLOTS = MAX_FOUND
"""Most slots of one text, the first ones."""

_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

Found = tuple[int, int, SlotKind, int | float | str, Unit | None, Modality | None]
"""Start and end in the normalised view, kind, value, unit, and the modality where it is already known."""


def extract_slots(
    text: Text, posted_at: datetime | None, tagger: SlotTagger | None = None
) -> tuple[Slot, ...]:
    """Slots in order of the text, spans into ``text.original``.

    ``posted_at`` resolves relative dates (in local time when it carries a zone); without it they keep
    their relative form. A range of money or percent gives two slots over the same words. A ``tagger`` says
    where the slots of a post stand; without one rules do, as for official documents, which no tagger was taught.
    """
    if tagger is not None:
        return slots_of_each([text], [posted_at], tagger)[0]
    scanned = scan(text)
    return _in_order(scanned, [*_figures(scanned, local_day(posted_at)), *_rules(scanned)])


def extract_figures(text: Text, posted_at: datetime | None) -> tuple[Slot, ...]:
    """Money, percent, dates and durations alone, by rules: what people mark in a post that asserts nothing."""
    scanned = scan(text)
    return _in_order(scanned, list(_figures(scanned, local_day(posted_at))))


def compared_slots(text: Text, posted_at: datetime | None) -> tuple[Slot, ...]:
    """Those of ``extract_slots`` that can be compared (``FAMILIES``), by rules, without a look for the others."""
    scanned = scan(text)
    found = [*_figures(scanned, local_day(posted_at)), *_duties(scanned), *_fines(scanned)]
    return tuple(slot for slot in _in_order(scanned, found) if slot.kind in FAMILIES)


def slots_of_kind(scanned: Scan, kind: SlotKind) -> tuple[Slot, ...]:
    """The slots of official text that answer the same kind of question as one of ``kind``, by rules; relative dates stay relative.

    What ``extract_slots`` has of them without a look for anything else. ``kind`` is one of ``FAMILIES``.
    """
    found = list(FAMILIES[kind](scanned))
    if not found:
        return ()
    slots = _in_order(scanned, [*found, *_fines(scanned)])
    return tuple(slot for slot in slots if slot.kind in FAMILIES)


def _in_order(scanned: Scan, found: Sequence[Found]) -> tuple[Slot, ...]:
    """What was found, as slots."""
    if not found:
        return ()
    text, cues = scanned.text, cues_of(scanned)
    fines = [one for one in found if one[2] is SlotKind.SANCTION]
    slots = []
    for start, end, kind, value, unit, modality in sorted(found, key=lambda item: item[:2])[:MAX_SLOTS]:
        span = text.to_original(start, end)
        fined = [fine[5] for fine in fines if fine[0] <= start and end <= fine[1]]  # told like its sanction
        told = modality or (fined and fined[0]) or modality_at(scanned, cues, start, end, kind)
        slots.append(Slot(kind, text.original[span.start : span.end], value, unit and unit.value, told, span))
    return tuple(slots)


def slots_of_each(
    texts: Sequence[Text], posted_at: Sequence[datetime | None], tagger: SlotTagger | None
) -> list[tuple[Slot, ...]]:
    """``extract_slots`` of many texts and when each was posted, in order; a tagger reads them far faster together."""
    if tagger is None:
        return [extract_slots(*one) for one in zip(texts, posted_at, strict=True)]
    scans = [scan(text) for text in texts]
    cues = [cues_of(one) for one in scans]
    tagged = tagger.tag(scans, cues)
    return [
        tuple(_valued(SlotValues(scanned, its_cues, local_day(posted)), scanned.text, found))[:MAX_SLOTS]
        for scanned, its_cues, posted, found in zip(scans, cues, posted_at, tagged, strict=True)
    ]


def _valued(read: SlotValues, text: Text, tagged: Sequence[Tagged]) -> Iterator[Slot]:
    for one in tagged:
        span = text.to_original(one.start, one.end)
        told = read.modality(one)
        for value, unit in read.values(one):
            yield Slot(one.kind, text.original[span.start : span.end], value, unit and unit.value, told, span)


def _figures(scanned: Scan, posted_on: date | None) -> Iterator[Found]:
    yield from _money(scanned)
    yield from _shares(scanned)
    yield from _times(scanned, posted_on)


def _money(scanned: Scan) -> Iterator[Found]:
    for money in find_money(scanned):
        kind = SlotKind.FEE if money.fee else SlotKind.AMOUNT
        yield money.start, money.end, kind, money.value, Unit.VND, None


def _shares(scanned: Scan) -> Iterator[Found]:
    for percent in find_percents(scanned):
        yield percent.start, percent.end, SlotKind.PERCENT, percent.value, Unit.PERCENT, None


def _times(scanned: Scan, posted_on: date | None) -> Iterator[Found]:
    for day in find_dates(scanned, posted_on):
        kind = SlotKind.DEADLINE if day.deadline else SlotKind.DATE
        yield day.start, day.end, kind, day.value, Unit.DATE, None
    for lasting in find_durations(scanned):
        start = lasting.start if lasting.low_start is None else lasting.low_start
        if lasting.low is not None:
            yield start, lasting.end, SlotKind.DEADLINE, lasting.low, lasting.unit, None
        yield start, lasting.end, SlotKind.DEADLINE, lasting.value, lasting.unit, None


def _plain(text: Text, start: int, end: int) -> str:
    """A range in standard spelling, lower case, single spaces."""
    return " ".join(text.normalised[start:end].lower().split())


def _rules(scanned: Scan) -> Iterator[Found]:
    yield from _duties(scanned)
    yield from _fines(scanned)
    for kind, finder in _SIMPLE:
        for one in finder(scanned):
            yield one.start, one.end, kind, one.value, None, None


def _duties(scanned: Scan) -> Iterator[Found]:
    for duty in find_obligations(scanned, cues_of(scanned)):
        yield (
            duty.start,
            duty.end,
            SlotKind.OBLIGATION,
            _plain(scanned.text, duty.start, duty.end),
            None,
            duty.modality,
        )


def _fines(scanned: Scan) -> Iterator[Found]:
    for sanction in find_sanctions(scanned):
        told = sanction_modality(scanned, cues_of(scanned), sanction.start, sanction.end)
        sums = find_money(scanned)
        fine = next(
            (sum_ for sum_ in sums if sanction.start <= sum_.start and sum_.end <= sanction.end), None
        )
        value, unit = (fine.value, Unit.VND) if fine else (sanction.value, None)
        yield sanction.start, sanction.end, SlotKind.SANCTION, value, unit, told


def _times_told(scanned: Scan) -> Iterator[Found]:
    return _times(scanned, None)


FAMILIES: Mapping[SlotKind, Callable[[Scan], Iterator[Found]]] = {
    SlotKind.FEE: _money,
    SlotKind.AMOUNT: _money,
    SlotKind.PERCENT: _shares,
    SlotKind.DATE: _times_told,
    SlotKind.DEADLINE: _times_told,
    SlotKind.OBLIGATION: _duties,
}
"""How the slots are found that answer the same kind of question as one of a kind."""


_SIMPLE = (
    (SlotKind.DOCUMENT, find_documents),
    (SlotKind.AGENCY, find_agencies),
    (SlotKind.SCOPE, find_scopes),
    (SlotKind.PROCEDURE, find_procedures),
)


def local_day(moment: datetime | None) -> date | None:
    """The calendar day of a moment in Viet Nam; a naive moment is taken as local."""
    if moment is None:
        return None
    return (moment.astimezone(_LOCAL) if moment.tzinfo else moment).date()

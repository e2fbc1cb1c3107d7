"""What the office has to prepare for: documents of the official base that take effect or end within three weeks, and new ones that do
not say when they do. Of each the sentences that name a figure, a term or a duty, word for word, with their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from models.queries import coming_policies
from models.queries.coming_policies import ComingDocument, EndingPassage
from models.session import Session
from models.vocabulary import Modality, SlotKind
from nlp.contracts import Slot, Span, Text
from nlp.evidence.reading import PassageReading, official_text
from nlp.evidence.slots import compared_slots
from reports.lines import MAX_ROWS, Lines
from reports.period import local_day
from reports.wording import named, quoted, web_address

AHEAD = timedelta(weeks=3)
MOST_QUOTES = 3
"""Sentences quoted of one document; the rest is read in the document."""
QUOTE = 520
TITLE = 160
WEIGHTS = {
    SlotKind.FEE: 4,
    SlotKind.AMOUNT: 4,
    SlotKind.PERCENT: 4,
    SlotKind.SANCTION: 4,
    SlotKind.DEADLINE: 3,
    SlotKind.DATE: 2,
    SlotKind.OBLIGATION: 1,
}
"""How much a sentence is worth telling by what it names. Own choice: figures are what people ask about and what is told wrongly."""
LEAST = 2
"""A sentence that names a duty and nothing else ("phải bám sát …") is not quoted."""
FRAMES = ("mở đầu", "kết", "tiêu đề", "chú thích")
"""Places that say what a document is about, not what it lays down."""
_END = re.compile(r"[.!?…](?:[”\"»)]{0,2})(?=\s|$)|\n")
_SOFT = (Modality.TARGET, Modality.PERMITTED)
"""Drafts are not among these documents; in one that is issued the words of a proposal ("nghiên cứu", "xem xét") name work to do."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of a document, word for word (cut when very long), its place and how firmly it is told."""

    path: str
    words: str
    firmness: Modality


@dataclass(frozen=True, slots=True)
class ComingLine:
    """A document about to begin; ``starts`` None: it is new in the base and does not say when it does."""

    document: str
    title: str
    starts: date | None
    quotes: Sequence[Quoted]
    document_id: int | None = None
    issuer: str = ""
    address: str | None = None


@dataclass(frozen=True, slots=True)
class EndingLine:
    """A document, or one passage of it, that holds until a day."""

    document: str
    path: str | None
    until: date
    document_id: int | None = None
    issuer: str = ""
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """Everything section 10 may use. ``until``: the last day looked ahead. ``looked_up``: the day the base was as it is told here."""

    until: date | None = None
    begin: Lines[ComingLine] = field(default_factory=lambda: Lines(()))
    end: Lines[EndingLine] = field(default_factory=lambda: Lines(()))
    looked_up: date | None = None


def gather(session: Session, start: datetime, until: datetime) -> Coming:
    """From rows to what may be printed; four questions. The base is one for all offices."""
    first = local_day(until)
    last = first + AHEAD
    return protect(
        coming_policies.coming(session, first, last, start, until, MAX_ROWS + 1),
        coming_policies.ending(session, first, last, until, MAX_ROWS + 1),
        last,
        local_day(until - timedelta(microseconds=1)),
    )


def protect(
    begin: Sequence[ComingDocument],
    end: Sequence[EndingPassage],
    until: date,
    looked_up: date | None = None,
) -> Coming:
    """Official words made safe to quote, like everything in a report."""
    starts = [
        ComingLine(
            named(one),
            quoted(one.title, TITLE),
            one.starts,
            tuple(quotes(one.passages)),
            one.id,
            one.issuer,
            web_address(one.source_url),
        )
        for one in begin[:MAX_ROWS]
    ]
    ends = [
        EndingLine(named(one), one.path, one.until, one.document_id, one.issuer, web_address(one.source_url))
        for one in end
    ]
    return Coming(until, Lines(starts, len(begin) > MAX_ROWS), Lines.first(ends), looked_up)


def quotes(passages: Sequence[tuple[str, str]]) -> list[Quoted]:
    """The sentences of a document that are most worth telling, in its order. ``passages``: (path, text).

    >>> [(one.path, one.words, one.firmness.value) for one in quotes([("Điều 1", "Phạm vi."), ("Điều 2", "Phấn đấu 90% hồ sơ nộp qua mạng.")])]
    [('Điều 2', 'Phấn đấu 90% hồ sơ nộp qua mạng.', 'target')]
    """
    weighed = [
        (weight, place, quote)
        for place, (path, text) in enumerate(passages)
        if not path.startswith(FRAMES)
        for weight, quote in _weighed(path, text)
        if weight >= LEAST
    ]
    best = sorted(weighed, key=lambda one: (-one[0], one[1]))[:MOST_QUOTES]
    return [quote for _, _, quote in sorted(best, key=lambda one: one[1])]


def _weighed(path: str, written: str) -> Iterator[tuple[int, Quoted]]:
    """Every sentence of a passage that names something, with the sum of its weights; each kind counts once."""
    text = official_text(written)
    slots = compared_slots(text, None)
    if not slots:
        return
    reading = PassageReading(text)
    for sentence in _sentences(text):
        named = [slot for slot in slots if sentence.start <= slot.span.start < sentence.end]
        weight = sum(WEIGHTS.get(kind, 0) for kind in {slot.kind for slot in named})
        if weight:
            words = written[sentence.start : sentence.end].strip(" \n-–+•")
            yield weight, Quoted(path, quoted(words, QUOTE), _firmness(reading, sentence, named))


def _sentences(text: Text) -> Iterator[Span]:
    """Whole written sentences, of the original: what stands between semicolons is told by the words before the first."""
    start, written = 0, text.original
    for end in _END.finditer(written):
        if not re.fullmatch(r"\s*\d{1,3}\.", written[start : end.end()]):  # "3." begins its sentence
            yield Span(start, end.end())
            start = end.end()
    if written[start:].strip():
        yield Span(start, len(written))


def _firmness(reading: PassageReading, sentence: Span, named: Sequence[Slot]) -> Modality:
    """The softest thing that is said in the sentence: an aim stays an aim, whatever stands behind it."""
    told = {
        firm for span, _, firm in reading.sentences if span.start < sentence.end and sentence.start < span.end
    }
    told |= {slot.modality for slot in named}
    return next((one for one in _SOFT if one in told), Modality.IN_FORCE)

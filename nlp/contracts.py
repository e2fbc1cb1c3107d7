"""The shapes that travel through the language side. Plain frozen data, no behaviour beyond offsets.

Offsets are Unicode code points, end exclusive. A ``Text`` has three views:

* ``original``: exactly as given; shown and quoted, never changed;
* ``normalised``: standard spelling, for reading by rules and models;
* ``folded``: lower case without diacritics, character for character as long as ``normalised``,
  so one offset map serves both.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from models.vocabulary import (
    Distortion,
    IndicatorKind,
    Label,
    Modality,
    Placeholder,
    Queue,
    Relation,
    Severity,
    SlotKind,
    Topic,
)

if TYPE_CHECKING:
    from nlp.marks import Marks


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points, ``0 <= start <= end``."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Text:
    """A text in three views with one offset map.

    ``starts[i]`` and ``ends[i]`` are the range of ``original`` that character ``i`` of
    ``normalised`` (and ``folded``) came from. Built by ``nlp.normalise.normalise``.
    """

    original: str
    normalised: str
    folded: str
    starts: Sequence[int]
    ends: Sequence[int]

    def to_original(self, start: int, end: int) -> Span:
        """The range of ``original`` behind a range of ``normalised`` or ``folded``."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.original)
            return Span(at, at)
        return Span(self.starts[start], self.ends[end - 1])

    def from_original(self, start: int, end: int) -> Span:
        """The range of ``normalised`` or ``folded`` that a range of ``original`` became.

        Holds every character with a source in the range, so what stands as a whole for what it replaced is
        taken whole. Empty where nothing is left of the range (invisible characters); found by bisection.

        >>> text = Text("đc ạ", "được ạ", "duoc a", (0, 0, 0, 0, 2, 3), (2, 2, 2, 2, 3, 4))
        >>> text.from_original(1, 2), text.from_original(3, 4)
        (Span(start=0, end=4), Span(start=5, end=6))
        """
        first = bisect_right(self.ends, start)
        return Span(first, max(first, bisect_left(self.starts, end)) if start < end else first)


@dataclass(frozen=True, slots=True)
class Slot:
    """One checkable part of an assertion.

    ``value`` is VND for money, a number for percent and durations, an ISO date for dates (or a
    relative form such as ``P1M`` kept as text until the post's date is known), a canonical number
    for documents, normalised text otherwise. ``text`` and ``span`` are of the original.
    """

    kind: SlotKind
    text: str
    value: int | float | str | None
    unit: str | None
    modality: Modality
    span: Span


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something that can be looked up: an address, a number, an account. One per occurrence."""

    kind: IndicatorKind
    text: str
    normalised: str
    span: Span
    official: bool = False
    lookalike_of: str | None = None
    normalised_host: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a detector raised its hand. ``reason`` is one Vietnamese clause for a reviewer."""

    detector: str
    code: str
    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """One masked range: where it was in the raw text and where its placeholder stands."""

    placeholder: Placeholder
    raw: Span
    masked: Span


@dataclass(frozen=True, slots=True)
class Masked:
    """A raw text made safe to store.

    ``candidates`` are possible scam indicators that were masked (phone, account, e-mail, profile
    link), with spans into the raw text: encrypted and stored apart, or dropped.
    """

    text: str
    replacements: tuple[Replacement, ...] = ()
    candidates: tuple[Indicator, ...] = ()

    def to_raw(self, span: Span) -> Span:
        """Map a range of the masked text back to the raw text; inside a placeholder, to all of it."""
        return Span(self._raw_offset(span.start, False), self._raw_offset(span.end, True))

    def _raw_offset(self, offset: int, is_end: bool) -> int:
        shift = 0
        for item in self.replacements:
            if offset < item.masked.start or (is_end and offset == item.masked.start):
                break
            if offset < item.masked.end or (is_end and offset == item.masked.end):
                return item.raw.end if is_end else item.raw.start
            shift = item.raw.end - item.masked.end
        return offset + shift


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of an official document, as the evidence side sees it.

    ``key`` identifies it to the caller (a database id as text, or ``number#path``).
    ``valid_from`` / ``valid_until`` are inclusive; ``None`` is open. ``context`` is what it stands under, a line
    each: the title of its document and the headings above it (``nlp.official.context``).
    """

    key: str
    document: str
    document_name: str
    issuer: str
    issued: date | None
    path: str
    text: str
    valid_from: date | None = None
    valid_until: date | None = None
    draft: bool = False
    context: str = ""


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage found for a query; ``score`` in 0..1, comparable between queries."""

    passage: Passage
    score: float


class PassageIndex(Protocol):
    """Search over the official-information base."""

    def search(self, text: Text, on: date | None, limit: int = 5) -> Sequence[PassageHit]:
        """Passages about the same thing, best first; ``on`` does not hide what has expired."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one passage says of one slot of a claim (``slot`` is its index, or None).

    ``distortion`` says in which way a contradicting passage differs: value, date of validity or
    modality. ``explanation`` is one Vietnamese sentence naming both sides.
    """

    passage: Passage
    quote: str
    relation: Relation
    slot: int | None
    explanation: str
    distortion: Distortion | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What the label model says: one probability per label, summing to one, and whether it abstains.

    ``rivals`` are the labels it cannot tell apart when it abstains. ``topics``: the watched topics it recognises,
    in the order of the closed list; empty for none.
    """

    scores: Mapping[Label, float]
    label: Label
    abstained: bool = False
    rivals: frozenset[Label] = frozenset()
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known about a post beside its text.

    ``own_channel``: written on the office's own page or submitted through its form.
    ``spread``: distinct sources or threads of its narrative; None when unknown.
    ``official_known``: whether an official-information base was consulted at all.
    """

    posted_at: datetime | None = None
    own_channel: bool = False
    spread: int | None = None
    official_known: bool = True


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything the machine has to say about one text. Spans are of the text assessed."""

    label: Label
    scores: Mapping[Label, float]
    abstained: bool
    rivals: frozenset[Label]
    topics: tuple[Topic, ...]
    slots: tuple[Slot, ...]
    indicators: tuple[Indicator, ...]
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]
    model: str


@dataclass(frozen=True, slots=True)
class Route:
    """Where an assessed post goes. ``queue`` None means nobody is asked to look.

    ``primary_slot`` is the index of the slot a claim stands on: never None in queue ``claims``.
    ``unsure``: marked "máy không chắc". ``gap``: marked "thiếu thông tin chính thức".
    """

    queue: Queue | None
    severity: Severity | None = None
    distortion: Distortion | None = None
    primary_slot: int | None = None
    unsure: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class DetectorInput:
    """What a detector may look at. ``marks`` spares it from looking for phrases again (``nlp.marks.marks_in``)."""

    text: Text
    indicators: tuple[Indicator, ...] = ()
    circumstances: Circumstances = field(default_factory=Circumstances)
    marks: Marks | None = None


class Detector(Protocol):
    """One way of noticing something. Detectors do not know of each other."""

    name: str

    def detect(self, given: DetectorInput) -> Sequence[Finding]:
        """Findings in the order of the text; empty when nothing was noticed."""
        ...

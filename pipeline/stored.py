"""Between the language side's findings and the rows they are kept in, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from models.queries.assessing import (
    AssessmentRecord,
    EvidenceRecord,
    FindingRecord,
    IndicatorRecord,
    SlotRecord,
)
from models.queries.known_claims import KnownRow
from models.tables.assessment import AssessmentSlot, PostAssessment
from models.tables.official import DocumentPassage
from models.vocabulary import IndicatorKind, Label, Topic, Unit
from nlp.contracts import Assessment, Evidence, Finding, Indicator, Passage, Slot, Span
from nlp.evidence.known_claims import KnownClaim
from nlp.official.context import contexts

NUMERIC_UNITS = frozenset({Unit.VND, Unit.PERCENT, Unit.DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.HOUR})

GROUPED_LABELS = frozenset({Label.SCAM, Label.CLAIM, Label.QUESTION})


def may_be_grouped(label: Label, own_channel: bool) -> bool:
    """Whether a post may belong to a narrative: what may be queued now or once it spreads.

    Opinions and petitions written elsewhere are not grouped at all, not even by a signature.
    """
    return label in GROUPED_LABELS or (label is Label.GRIEVANCE and own_channel)


def to_record(assessment: Assessment, signature: bytes = b"", bands: Sequence[int] = ()) -> AssessmentRecord:
    """An assessment as rows. Evidence keys are passage ids."""
    return AssessmentRecord(
        model=assessment.model,
        label=assessment.label,
        abstained=assessment.abstained,
        rivals=tuple(sorted(assessment.rivals)),
        scores=tuple(float(assessment.scores[label]) for label in Label),
        topics=assessment.topics,
        slots=tuple(
            SlotRecord(
                slot.kind,
                slot.text,
                None if slot.value is None else str(slot.value),
                slot.unit,
                slot.modality,
                slot.span.start,
                slot.span.end,
            )
            for slot in assessment.slots
        ),
        findings=tuple(
            FindingRecord(found.detector, found.code, found.reason, found.span.start, found.span.end)
            for found in assessment.findings
        ),
        indicators=tuple(
            IndicatorRecord(
                found.kind,
                found.normalised,
                found.official,
                found.lookalike_of,
                found.span.start,
                found.span.end,
            )
            for found in assessment.indicators
        ),
        evidence=tuple(
            EvidenceRecord(
                int(found.passage.key),
                found.slot,
                found.relation,
                found.distortion,
                found.quote,
                found.explanation,
                found.score,
            )
            for found in assessment.evidence
        ),
        signature=signature,
        bands=tuple(bands),
    )


def from_row(row: PostAssessment, text: str | None = None) -> Assessment:
    """A stored assessment as the language side knows it. ``text`` gives indicators their wording back."""
    positions = {slot.id: slot.position for slot in row.slots}
    return Assessment(
        label=row.label,
        scores=dict(zip(Label, row.scores, strict=True)),
        abstained=row.abstained,
        rivals=frozenset(Label(value) for value in row.rivals),
        topics=tuple(Topic(value) for value in row.topics),
        slots=tuple(slot_of(slot) for slot in row.slots),
        indicators=tuple(
            Indicator(
                kind=IndicatorKind(found.kind),
                text=(text or "")[found.start : found.end],
                normalised=found.normalised,
                span=Span(found.start, found.end),
                official=found.official,
                lookalike_of=found.lookalike_of,
            )
            for found in row.addresses
        ),
        findings=tuple(
            Finding(found.detector, found.code, Span(found.start, found.end), found.reason)
            for found in row.findings
        ),
        evidence=tuple(
            Evidence(
                passage=passage_of(found.passage),
                quote=found.quote,
                relation=found.relation,
                slot=None if found.slot_id is None else positions[found.slot_id],
                explanation=found.explanation,
                distortion=found.distortion,
                score=float(found.score),
            )
            for found in row.evidence
        ),
        model=row.model,
    )


def slot_of(row: AssessmentSlot) -> Slot:
    """A stored slot; the value gets its type back from the unit."""
    value: int | float | str | None = row.value
    if row.value is not None and row.unit in NUMERIC_UNITS:
        number = float(row.value)
        value = int(number) if number.is_integer() else number
    return Slot(row.kind, row.text, value, row.unit, row.modality, Span(row.start, row.end))


def known_claim_of(row: KnownRow) -> KnownClaim:
    """A known claim as the language side matches it."""
    return KnownClaim(row.key, row.verdict, row.wordings, row.valid_from, row.valid_until, row.imported)


def passages_of(rows: Iterable[DocumentPassage]) -> Iterator[Passage]:
    """Stored passages, whole documents in reading order, each with what stands above it."""
    for _, of_one in groupby(rows, key=lambda row: row.document_id):
        listed = list(of_one)
        above = contexts(listed[0].document.title, [(row.path, row.text) for row in listed])
        for row, context in zip(listed, above, strict=True):
            yield replace(passage_of(row), context=context)


def passage_of(row: DocumentPassage) -> Passage:
    """A stored passage by itself, with what its document says of time and standing."""
    document = row.document
    return Passage(
        key=str(row.id),
        document=document.number,
        document_name=document.kind,
        issuer=document.issuer,
        issued=document.issued,
        path=row.path,
        text=row.text,
        valid_from=document.effective_from or document.issued,
        valid_until=row.holds_until,
        draft=document.draft,
    )

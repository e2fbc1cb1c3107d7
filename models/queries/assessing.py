"""Posts that wait for an assessment, and the writing of assessments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from models.queries.intake import LOCAL
from models.queries.setbacks import MAX_ATTEMPTS
from models.tables.assessment import (
    AssessmentEvidence,
    AssessmentFinding,
    AssessmentIndicator,
    AssessmentSlot,
    PostAssessment,
)
from models.tables.post import Post, PostBand, PostSignature
from models.vocabulary import (
    Distortion,
    IndicatorKind,
    Label,
    Modality,
    PostState,
    Relation,
    SlotKind,
    Topic,
)

SIGNATURE_LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SlotRecord:
    """A slot as it is written; ``value`` is its canonical text."""

    kind: SlotKind
    text: str
    value: str | None
    unit: str | None
    modality: Modality
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """A detector's finding."""

    detector: str
    code: str
    reason: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class IndicatorRecord:
    """An indicator standing in the masked text."""

    kind: IndicatorKind
    normalised: str
    official: bool
    lookalike_of: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """What a passage says of the slot at position ``slot`` (or of the whole text)."""

    passage_id: int
    slot: int | None
    relation: Relation
    distortion: Distortion | None
    quote: str
    explanation: str
    score: float


@dataclass(frozen=True, slots=True)
class AssessmentRecord:
    """One assessment, ready to be written. ``scores`` follow the order of ``Label``."""

    model: str
    label: Label
    abstained: bool
    rivals: tuple[Label, ...]
    scores: tuple[float, ...]
    topics: tuple[Topic, ...]
    slots: tuple[SlotRecord, ...] = ()
    findings: tuple[FindingRecord, ...] = ()
    indicators: tuple[IndicatorRecord, ...] = ()
    evidence: tuple[EvidenceRecord, ...] = ()
    signature: bytes = b""
    bands: tuple[int, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class PendingPost:
    """A post to assess. ``text`` is masked."""

    month: date
    id: int
    office_id: int
    version: int
    text: str = field(repr=False)
    posted_at: datetime | None
    own_channel: bool


def claim_pending(session: Session, limit: int) -> list[PendingPost]:
    """Lock up to ``limit`` posts that wait for assessment; other workers skip them until this commits.

    Posts that failed ``MAX_ATTEMPTS`` times wait for ``reassess_since``.
    """
    rows = session.scalars(
        select(Post)
        .where(Post.state == PostState.PENDING, Post.attempt < MAX_ATTEMPTS)
        .order_by(Post.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [
        PendingPost(
            month=row.month,
            id=row.id,
            office_id=row.office_id,
            version=row.version,
            text=row.text or "",
            posted_at=row.posted_at,
            own_channel=row.own_channel,
        )
        for row in rows
    ]


def overwrite_text(session: Session, post: PendingPost) -> None:
    """Put the text of ``post``, masked more closely than before, in place of the stored one; nothing when it is the same.

    What the source says is recognised by the fingerprint of the first masked text, which stays.
    """
    session.execute(
        update(Post)
        .where(Post.month == post.month, Post.id == post.id, Post.text != post.text)
        .values(text=post.text)
        .execution_options(synchronize_session=False)
    )


def store_assessment(session: Session, post: PendingPost, record: AssessmentRecord) -> int:
    """Write an assessment, make it the current one and pass the post on to routing. Returns its id."""
    session.execute(
        update(PostAssessment)
        .where(PostAssessment.month == post.month, PostAssessment.post_id == post.id, PostAssessment.current)
        .values(current=False)
    )
    assessment_id = _insert(session, post, record)
    _replace_signature(session, post, record)
    session.execute(
        update(Post)
        .where(Post.month == post.month, Post.id == post.id)
        .values(state=PostState.ASSESSED, attempt=0)
    )
    return assessment_id


def reassess_since(session: Session, since: date | None) -> int:
    """Send posts that still have their text back to assessment, those set aside too; returns how many.

    ``since``: only what was collected from that day on (in the office's zone).
    """
    set_aside = and_(Post.state.in_((PostState.PENDING, PostState.ASSESSED)), Post.attempt >= MAX_ATTEMPTS)
    statement = (
        update(Post)
        .where(or_(Post.state == PostState.ROUTED, set_aside))
        .values(state=PostState.PENDING, attempt=0)
    )
    if since is not None:
        statement = statement.where(Post.collected_at >= datetime.combine(since, time.min, LOCAL))
    statement = statement.returning(Post.id).execution_options(synchronize_session=False)
    return len(session.execute(statement).all())


def _insert(session: Session, post: PendingPost, record: AssessmentRecord) -> int:
    row = PostAssessment(
        month=post.month,
        post_id=post.id,
        post_version=post.version,
        office_id=post.office_id,
        model=record.model,
        label=record.label,
        abstained=record.abstained,
        rivals=[label.value for label in record.rivals],
        scores=list(record.scores),
        topics=[topic.value for topic in record.topics],
    )
    session.add(row)
    session.flush()
    slots = [
        AssessmentSlot(
            assessment_id=row.id,
            position=position,
            kind=slot.kind,
            text=slot.text,
            value=slot.value,
            unit=slot.unit,
            modality=slot.modality,
            start=slot.start,
            end=slot.end,
        )
        for position, slot in enumerate(record.slots)
    ]
    session.add_all(slots)
    session.flush()
    session.add_all(
        AssessmentFinding(
            assessment_id=row.id,
            detector=finding.detector,
            code=finding.code,
            reason=finding.reason,
            start=finding.start,
            end=finding.end,
        )
        for finding in record.findings
    )
    session.add_all(
        AssessmentIndicator(
            assessment_id=row.id,
            kind=indicator.kind.value,
            normalised=indicator.normalised,
            official=indicator.official,
            lookalike_of=indicator.lookalike_of,
            start=indicator.start,
            end=indicator.end,
        )
        for indicator in record.indicators
    )
    session.add_all(
        AssessmentEvidence(
            assessment_id=row.id,
            slot_id=None if evidence.slot is None else slots[evidence.slot].id,
            passage_id=evidence.passage_id,
            relation=evidence.relation,
            distortion=evidence.distortion,
            quote=evidence.quote,
            explanation=evidence.explanation,
            score=round(evidence.score, 4),
        )
        for evidence in record.evidence
    )
    session.flush()
    return row.id


def _replace_signature(session: Session, post: PendingPost, record: AssessmentRecord) -> None:
    for table in (PostBand, PostSignature):
        session.execute(delete(table).where(table.month == post.month, table.post_id == post.id))
    if not record.signature:
        return
    session.execute(
        insert(PostSignature).values(
            month=post.month,
            post_id=post.id,
            signature=record.signature,
            expires_at=func.now() + SIGNATURE_LIFE,
        )
    )
    session.execute(
        insert(PostBand),
        [
            {"office_id": post.office_id, "band": band, "month": post.month, "post_id": post.id}
            for band in sorted(set(record.bands))
        ],
    )

"""What the machine said of a post: versioned, with slots, findings and evidence as rows, no free JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy import (
    text as sql,
)
from sqlalchemy.dialects.postgresql import ARRAY, DOUBLE_PRECISION
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now, coded
from models.tables.official import DocumentPassage
from models.tables.source import TOPICS
from models.vocabulary import Distortion, Label, Modality, Relation, SlotKind


class PostAssessment(Base):
    """One assessment of one version of a post. ``scores`` follow the order of ``vocabulary.Label``."""

    __tablename__ = "post_assessment"
    __table_args__ = (
        ForeignKeyConstraint(["month", "post_id"], ["post.month", "post.id"]),
        CheckConstraint("cardinality(scores) = 7", name="seven_scores"),
        CheckConstraint(f"topics <@ ARRAY[{TOPICS}]::varchar[]", name="topics"),
        Index("uq_post_assessment_current", "month", "post_id", unique=True, postgresql_where=sql("current")),
    )

    id: Mapped[Id]
    month: Mapped[date]
    post_id: Mapped[int]
    post_version: Mapped[int]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    model: Mapped[str] = mapped_column(String(40))
    schema_version: Mapped[int] = mapped_column(SmallInteger, server_default=sql("1"))
    label: Mapped[Label] = mapped_column(coded(Label, "label"))
    abstained: Mapped[bool]
    rivals: Mapped[list[str]] = mapped_column(ARRAY(String(40)), server_default=sql("'{}'"))
    scores: Mapped[list[float]] = mapped_column(ARRAY(DOUBLE_PRECISION))
    topics: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    current: Mapped[bool] = mapped_column(server_default=sql("true"))
    created_at: Mapped[Now]

    slots: Mapped[list[AssessmentSlot]] = relationship(order_by="AssessmentSlot.position")
    findings: Mapped[list[AssessmentFinding]] = relationship(order_by="AssessmentFinding.start")
    evidence: Mapped[list[AssessmentEvidence]] = relationship(order_by="AssessmentEvidence.id")
    addresses: Mapped[list[AssessmentIndicator]] = relationship(order_by="AssessmentIndicator.start")


class AssessmentSlot(Base):
    """One checkable part of the post. ``value`` is the canonical text of the value (SPEC §3)."""

    __tablename__ = "assessment_slot"
    __table_args__ = (
        UniqueConstraint("assessment_id", "position"),
        UniqueConstraint("id", "assessment_id"),
        CheckConstraint('start >= 0 AND start <= "end"', name="span"),
    )

    id: Mapped[Id]
    assessment_id: Mapped[int] = mapped_column(ForeignKey("post_assessment.id"), index=True)
    position: Mapped[int]
    kind: Mapped[SlotKind] = mapped_column(coded(SlotKind, "kind"))
    text: Mapped[str] = mapped_column(Text)
    value: Mapped[str | None] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(String(20))
    modality: Mapped[Modality] = mapped_column(coded(Modality, "modality"))
    start: Mapped[int]
    end: Mapped[int]


class AssessmentFinding(Base):
    """Why a detector raised its hand, in one Vietnamese clause."""

    __tablename__ = "assessment_finding"
    __table_args__ = (CheckConstraint('start >= 0 AND start <= "end"', name="span"),)

    id: Mapped[Id]
    assessment_id: Mapped[int] = mapped_column(ForeignKey("post_assessment.id"), index=True)
    detector: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    start: Mapped[int]
    end: Mapped[int]


class AssessmentIndicator(Base):
    """Where an indicator stands in the masked text; values that were masked are not repeated here."""

    __tablename__ = "assessment_indicator"
    __table_args__ = (CheckConstraint('start >= 0 AND start <= "end"', name="span"),)

    id: Mapped[Id]
    assessment_id: Mapped[int] = mapped_column(ForeignKey("post_assessment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    normalised: Mapped[str] = mapped_column(Text)
    official: Mapped[bool]
    lookalike_of: Mapped[str | None] = mapped_column(String(253))
    start: Mapped[int]
    end: Mapped[int]


class AssessmentEvidence(Base):
    """What one official passage says of one slot of the post."""

    __tablename__ = "assessment_evidence"

    id: Mapped[Id]
    assessment_id: Mapped[int] = mapped_column(ForeignKey("post_assessment.id"), index=True)
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_slot.id"), index=True)
    passage_id: Mapped[int] = mapped_column(ForeignKey("document_passage.id"), index=True)
    relation: Mapped[Relation] = mapped_column(coded(Relation, "relation"))
    distortion: Mapped[Distortion | None] = mapped_column(coded(Distortion, "distortion"))
    quote: Mapped[str] = mapped_column(Text)
    explanation: Mapped[str] = mapped_column(Text)
    score: Mapped[Decimal] = mapped_column(Numeric(6, 4), server_default=sql("0"))

    passage: Mapped[DocumentPassage] = relationship()

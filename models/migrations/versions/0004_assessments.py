"""Classifier versions and assessments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "classifier_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("artefact", sa.LargeBinary(), nullable=False),
        sa.Column("macro_f1", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.Column("protected_queued_share", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.Column("in_use", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("promoted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promoted_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_classifier_version_sha256")),
        sa.ForeignKeyConstraint(
            ["promoted_by"], ["account.id"], name=op.f("fk_classifier_version_promoted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classifier_version")),
        sa.UniqueConstraint("version", name=op.f("uq_classifier_version_version")),
    )
    op.create_index(
        "uq_classifier_version_in_use",
        "classifier_version",
        ["in_use"],
        unique=True,
        postgresql_where=sa.text("in_use"),
    )
    op.create_table(
        "post_assessment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("post_version", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("schema_version", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "label",
            sa.Enum(
                "scam",
                "claim",
                "question",
                "grievance",
                "scam_awareness",
                "opinion",
                "off_topic",
                name="label",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("abstained", sa.Boolean(), nullable=False),
        sa.Column(
            "rivals", postgresql.ARRAY(sa.String(length=40)), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("scores", postgresql.ARRAY(postgresql.DOUBLE_PRECISION()), nullable=False),
        sa.Column("topics", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("current", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "topics <@ ARRAY['dich_vu_cong', 'dinh_danh_dien_tu', 'binh_dan_hoc_vu_so', 'thanh_toan_so', 'du_lieu_so', 'an_toan_thong_tin', 'ha_tang_so', 'thue_ho_kinh_doanh', 'bhxh_bhyt', 'giay_to_dia_gioi', 'giao_thong_gplx', 'giao_duc', 'vien_thong_sim', 'ngan_hang_sinh_trac', 'dien_nuoc', 'an_sinh', 'khac']::varchar[]",
            name=op.f("ck_post_assessment_topics"),
        ),
        sa.CheckConstraint("cardinality(scores) = 7", name=op.f("ck_post_assessment_seven_scores")),
        sa.ForeignKeyConstraint(
            ["month", "post_id"], ["post.month", "post.id"], name=op.f("fk_post_assessment_month_post_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_post_assessment_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_assessment")),
    )
    op.create_index(op.f("ix_post_assessment_office_id"), "post_assessment", ["office_id"], unique=False)
    op.create_index(
        "uq_post_assessment_current",
        "post_assessment",
        ["month", "post_id"],
        unique=True,
        postgresql_where=sa.text("current"),
    )
    op.create_table(
        "assessment_slot",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("assessment_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "fee",
                "amount",
                "percent",
                "date",
                "deadline",
                "obligation",
                "scope",
                "document",
                "agency",
                "sanction",
                "procedure",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column(
            "modality",
            sa.Enum(
                "in_force",
                "target",
                "proposal",
                "permitted",
                "prohibited",
                "denied",
                "hearsay",
                name="modality",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.CheckConstraint('start >= 0 AND start <= "end"', name=op.f("ck_assessment_slot_span")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["post_assessment.id"], name=op.f("fk_assessment_slot_assessment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_slot")),
        sa.UniqueConstraint(
            "assessment_id", "position", name=op.f("uq_assessment_slot_assessment_id_position")
        ),
        sa.UniqueConstraint("id", "assessment_id", name=op.f("uq_assessment_slot_id_assessment_id")),
    )
    op.create_index(
        op.f("ix_assessment_slot_assessment_id"), "assessment_slot", ["assessment_id"], unique=False
    )
    op.create_table(
        "assessment_finding",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("assessment_id", sa.BigInteger(), nullable=False),
        sa.Column("detector", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.CheckConstraint('start >= 0 AND start <= "end"', name=op.f("ck_assessment_finding_span")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["post_assessment.id"], name=op.f("fk_assessment_finding_assessment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_finding")),
    )
    op.create_index(
        op.f("ix_assessment_finding_assessment_id"), "assessment_finding", ["assessment_id"], unique=False
    )
    op.create_table(
        "assessment_indicator",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("assessment_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("normalised", sa.Text(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("lookalike_of", sa.String(length=253), nullable=True),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.CheckConstraint('start >= 0 AND start <= "end"', name=op.f("ck_assessment_indicator_span")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["post_assessment.id"], name=op.f("fk_assessment_indicator_assessment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_indicator")),
    )
    op.create_index(
        op.f("ix_assessment_indicator_assessment_id"), "assessment_indicator", ["assessment_id"], unique=False
    )
    op.create_table(
        "assessment_evidence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("assessment_id", sa.BigInteger(), nullable=False),
        sa.Column("slot_id", sa.BigInteger(), nullable=True),
        sa.Column("passage_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "contradicts",
                "supports",
                "related",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "distortion",
            sa.Enum(
                "contradicted",
                "outdated",
                "modality",
                "unverified",
                name="distortion",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("score", sa.Numeric(precision=6, scale=4), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["post_assessment.id"], name=op.f("fk_assessment_evidence_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["document_passage.id"], name=op.f("fk_assessment_evidence_passage_id")
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["assessment_slot.id"], name=op.f("fk_assessment_evidence_slot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_evidence")),
    )
    op.create_index(
        op.f("ix_assessment_evidence_assessment_id"), "assessment_evidence", ["assessment_id"], unique=False
    )
    op.create_index(
        op.f("ix_assessment_evidence_passage_id"), "assessment_evidence", ["passage_id"], unique=False
    )
    op.create_index(op.f("ix_assessment_evidence_slot_id"), "assessment_evidence", ["slot_id"], unique=False)


def downgrade() -> None:

    op.drop_table("assessment_evidence")
    op.drop_table("assessment_indicator")
    op.drop_table("assessment_finding")
    op.drop_table("assessment_slot")
    op.drop_table("post_assessment")
    op.drop_table("classifier_version")

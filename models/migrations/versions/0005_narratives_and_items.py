"""Narratives, items and their append-only events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""

ITEM_OF_ITS_POST = """
CREATE FUNCTION item_of_its_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM post_assessment a JOIN post p ON p.month = a.month AND p.id = a.post_id
        WHERE a.id = NEW.assessment_id AND p.office_id = NEW.office_id AND p.own_channel = NEW.own_channel
    ) THEN
        RAISE EXCEPTION 'an item has the office and the channel of its post' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
"""The firewall's CHECK trusts ``own_channel``; this makes sure that it is the post's."""


def upgrade() -> None:
    op.create_table(
        "narrative",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("post_count", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("thread_count", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("post_count >= 1 AND thread_count >= 1", name=op.f("ck_narrative_counts")),
        sa.ForeignKeyConstraint(
            ["month", "post_id"], ["post.month", "post.id"], name=op.f("fk_narrative_month_post_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_narrative_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_narrative")),
        sa.UniqueConstraint("month", "post_id", name=op.f("uq_narrative_month_post_id")),
    )
    op.create_index(
        "ix_narrative_office_id_last_seen_at", "narrative", ["office_id", "last_seen_at"], unique=False
    )
    op.create_table(
        "narrative_post",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("narrative_id", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["month", "post_id"], ["post.month", "post.id"], name=op.f("fk_narrative_post_month_post_id")
        ),
        sa.ForeignKeyConstraint(
            ["narrative_id"], ["narrative.id"], name=op.f("fk_narrative_post_narrative_id")
        ),
        sa.PrimaryKeyConstraint("month", "post_id", name=op.f("pk_narrative_post")),
    )
    op.create_index(op.f("ix_narrative_post_narrative_id"), "narrative_post", ["narrative_id"], unique=False)
    op.create_table(
        "narrative_lookalike",
        sa.Column("narrative_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("difference", sa.String(length=40), nullable=False),
        sa.Column("ours", sa.String(length=200), nullable=False),
        sa.Column("theirs", sa.String(length=200), nullable=False),
        sa.CheckConstraint("narrative_id < other_id", name=op.f("ck_narrative_lookalike_ordered")),
        sa.ForeignKeyConstraint(
            ["narrative_id"], ["narrative.id"], name=op.f("fk_narrative_lookalike_narrative_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["narrative.id"], name=op.f("fk_narrative_lookalike_other_id")),
        sa.PrimaryKeyConstraint(
            "narrative_id", "other_id", "difference", name=op.f("pk_narrative_lookalike")
        ),
    )
    op.create_index(
        op.f("ix_narrative_lookalike_other_id"), "narrative_lookalike", ["other_id"], unique=False
    )
    op.create_table(
        "item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("narrative_id", sa.BigInteger(), nullable=False),
        sa.Column("assessment_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "queue",
            sa.Enum(
                "scam",
                "claims",
                "questions",
                "grievances",
                name="queue",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
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
        sa.Column(
            "severity",
            sa.Enum(
                "high", "medium", "low", name="severity", native_enum=False, create_constraint=True, length=40
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
        sa.Column(
            "topic",
            sa.Enum(
                "dich_vu_cong",
                "dinh_danh_dien_tu",
                "binh_dan_hoc_vu_so",
                "thanh_toan_so",
                "du_lieu_so",
                "an_toan_thong_tin",
                "ha_tang_so",
                "thue_ho_kinh_doanh",
                "bhxh_bhyt",
                "giay_to_dia_gioi",
                "giao_thong_gplx",
                "giao_duc",
                "vien_thong_sim",
                "ngan_hang_sinh_trac",
                "dien_nuoc",
                "an_sinh",
                "khac",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("primary_slot_id", sa.BigInteger(), nullable=True),
        sa.Column("own_channel", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("unsure", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("gap", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "assigned",
                "second_review",
                "awaiting_reply",
                "waiting_office",
                "closed",
                "dismissed",
                "merged",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="open",
            nullable=False,
        ),
        sa.Column("escalated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("assigned_to", sa.BigInteger(), nullable=True),
        sa.Column("lease_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalate_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("harm", sa.Numeric(precision=4, scale=3), nullable=False),
        sa.Column("reach", sa.Numeric(precision=4, scale=3), nullable=False),
        sa.Column("novelty", sa.Numeric(precision=4, scale=3), nullable=False),
        sa.Column("doubt", sa.Numeric(precision=4, scale=3), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(queue = 'scam' AND label = 'scam') OR (queue = 'claims' AND label = 'claim') OR (queue = 'questions' AND label = 'question') OR (queue = 'grievances' AND label = 'grievance' AND own_channel)",
            name=op.f("ck_item_firewall"),
        ),
        sa.CheckConstraint(
            "(state = 'assigned') = (assigned_to IS NOT NULL AND lease_expires_at IS NOT NULL)",
            name=op.f("ck_item_lease"),
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)", name=op.f("ck_item_merged_into")
        ),
        sa.CheckConstraint(
            "distortion IS NULL OR queue = 'claims'", name=op.f("ck_item_distortion_of_claim")
        ),
        sa.CheckConstraint(
            "queue <> 'claims' OR primary_slot_id IS NOT NULL", name=op.f("ck_item_claim_has_slot")
        ),
        sa.CheckConstraint(
            "harm BETWEEN 0 AND 1 AND reach BETWEEN 0 AND 1 AND novelty BETWEEN 0 AND 1 AND doubt BETWEEN 0 AND 1",
            name=op.f("ck_item_factors"),
        ),
        sa.CheckConstraint("merged_into <> id", name=op.f("ck_item_not_into_itself")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["post_assessment.id"], name=op.f("fk_item_assessment_id")
        ),
        sa.ForeignKeyConstraint(["assigned_to"], ["account.id"], name=op.f("fk_item_assigned_to")),
        sa.ForeignKeyConstraint(["merged_into"], ["item.id"], name=op.f("fk_item_merged_into")),
        sa.ForeignKeyConstraint(["narrative_id"], ["narrative.id"], name=op.f("fk_item_narrative_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_item_office_id")),
        sa.ForeignKeyConstraint(
            ["primary_slot_id", "assessment_id"],
            ["assessment_slot.id", "assessment_slot.assessment_id"],
            name=op.f("fk_item_primary_slot_id_assessment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("narrative_id", name=op.f("uq_item_narrative_id")),
    )
    op.create_index(op.f("ix_item_assessment_id"), "item", ["assessment_id"], unique=False)
    op.create_index(op.f("ix_item_assigned_to"), "item", ["assigned_to"], unique=False)
    op.create_index(op.f("ix_item_merged_into"), "item", ["merged_into"], unique=False)
    op.create_index(op.f("ix_item_primary_slot_id"), "item", ["primary_slot_id"], unique=False)
    op.create_index("ix_item_waiting", "item", ["office_id", "queue", "state", "due_at"], unique=False)
    op.create_table(
        "item_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opened",
                "leased",
                "released",
                "skipped",
                "lease_expired",
                "dismissed_opinion",
                "dismissed_irrelevant",
                "dismissal_undone",
                "decided",
                "confirmed",
                "disagreed",
                "office_asked",
                "office_answered",
                "reply_drafted",
                "reply_submitted",
                "reply_returned",
                "reply_approved",
                "reply_posted",
                "closed",
                "reopened",
                "merged",
                "split",
                "escalated",
                "noted",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "from_state",
            sa.Enum(
                "open",
                "assigned",
                "second_review",
                "awaiting_reply",
                "waiting_office",
                "closed",
                "dismissed",
                "merged",
                name="from_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "open",
                "assigned",
                "second_review",
                "awaiting_reply",
                "waiting_office",
                "closed",
                "dismissed",
                "merged",
                name="to_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "actor_kind",
            sa.Enum(
                "person",
                "machine",
                "clock",
                name="actor_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("idempotency_key", sa.String(length=80), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(actor_kind = 'person') = (actor_id IS NOT NULL)", name=op.f("ck_item_event_actor")
        ),
        sa.CheckConstraint(
            "kind IN ('opened', 'lease_expired', 'reopened', 'escalated', 'noted') OR actor_kind = 'person'",
            name=op.f("ck_item_event_person_decides"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_item_event_actor_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_event_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_event")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_item_event_idempotency_key")),
        sa.UniqueConstraint("item_id", "sequence", name=op.f("uq_item_event_item_id_sequence")),
    )

    op.execute(APPEND_ONLY)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON item_event"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(ITEM_OF_ITS_POST)
    op.execute(
        "CREATE TRIGGER item_of_its_post BEFORE INSERT OR UPDATE OF assessment_id, office_id, own_channel ON item"
        " FOR EACH ROW EXECUTE FUNCTION item_of_its_post()"
    )


def downgrade() -> None:

    op.execute("DROP TRIGGER item_of_its_post ON item")
    op.execute("DROP FUNCTION item_of_its_post()")
    op.execute("DROP TRIGGER append_only ON item_event")
    op.execute("DROP FUNCTION refuse_change()")

    op.drop_table("item_event")
    op.drop_table("item")
    op.drop_table("narrative_lookalike")
    op.drop_table("narrative_post")
    op.drop_table("narrative")

"""Audit trail, retention, schedules and reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


AUDIT_CHAIN = """
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    previous bytea;
BEGIN
    -- One writer at a time until it commits: ids, times and hashes then stand in one order.
    PERFORM pg_advisory_xact_lock(hashtext('audit_event'));
    NEW.id := nextval(pg_get_serial_sequence('audit_event', 'id'));
    NEW.at := clock_timestamp();
    SELECT hash INTO previous FROM audit_event ORDER BY id DESC LIMIT 1;
    NEW.previous_hash := coalesce(previous, sha256('sangtin'::bytea));
    NEW.hash := audit_hash(NEW);
    RETURN NEW;
END $$
"""

AUDIT_HASH = """
CREATE FUNCTION audit_hash(entry audit_event) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(entry.previous_hash || convert_to(jsonb_build_array(
        entry.id, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), entry.office_id, entry.actor_id,
        entry.action, entry.subject_kind, entry.subject_id, entry.detail
    )::text, 'UTF8'))
$$
"""

RETENTION = (
    ("protected_text", 24, "thời điểm đánh giá"),
    ("audit_sample", 7 * 24, "thời điểm đánh giá"),
    ("unqueued_text", 7 * 24, "thời điểm đánh giá"),
    ("queued_text", 30 * 24, "ngày vụ việc kết thúc"),
    ("dismissed_opinion_text", 24, "lúc đưa ra khỏi hàng việc"),
    ("indicator_candidate", 0, "thời điểm đánh giá"),
    ("scam_pattern", 24 * 30 * 24, "ngày xác nhận"),
    ("training_example", 24 * 30 * 24, "ngày gán nhãn"),
    ("access_log", 12 * 30 * 24, "ngày ghi"),
    ("signature", 30 * 24, "ngày thu thập"),
)
"""SPEC §8, in hours; a month counts 30 days."""

SCHEDULES = (
    ("thu-thap", "crawl", "*/5 * * * *"),
    ("danh-gia", "assess", "*/5 * * * *"),
    ("chuyen-hang", "route", "2-59/5 * * * *"),
    ("bao-cao-tuan", "report", "0 5 * * mon"),
    ("xoa-theo-han", "purge", "40 * * * *"),
)


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.String(length=300), nullable=True),
        sa.Column("previous_hash", sa.LargeBinary(), server_default="", nullable=False),
        sa.Column("hash", sa.LargeBinary(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_audit_event_actor_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_audit_event_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_subject", "audit_event", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "retention_rule",
        sa.Column(
            "retention_class",
            sa.Enum(
                "protected_text",
                "audit_sample",
                "unqueued_text",
                "queued_text",
                "dismissed_opinion_text",
                "indicator_candidate",
                "scam_pattern",
                "training_example",
                "access_log",
                "signature",
                name="retention_class",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("keep_hours", sa.BigInteger(), nullable=False),
        sa.Column("counted_from", sa.String(length=80), nullable=False),
        sa.CheckConstraint("keep_hours >= 0", name=op.f("ck_retention_rule_keep")),
        sa.PrimaryKeyConstraint("retention_class", name=op.f("pk_retention_rule")),
    )
    op.create_table(
        "purge_receipt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "retention_class",
            sa.Enum(
                "protected_text",
                "audit_sample",
                "unqueued_text",
                "queued_text",
                "dismissed_opinion_text",
                "indicator_candidate",
                "scam_pattern",
                "training_example",
                "access_log",
                "signature",
                name="retention_class",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("purged_count", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("purged_count > 0", name=op.f("ck_purge_receipt_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge_receipt")),
    )
    op.create_table(
        "schedule",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("task", sa.String(length=40), nullable=False),
        sa.Column("cron", sa.String(length=80), nullable=False),
        sa.Column("timezone", sa.String(length=60), server_default="Asia/Ho_Chi_Minh", nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("name", name=op.f("uq_schedule_name")),
    )
    op.create_table(
        "schedule_fire",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("fire_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name=op.f("fk_schedule_fire_schedule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_fire")),
        sa.UniqueConstraint("schedule_id", "fire_at", name=op.f("uq_schedule_fire_schedule_id_fire_at")),
    )
    op.create_table(
        "report_order",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ordered_by", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("week ~ '^[0-9]{4}-W[0-9]{2}$'", name=op.f("ck_report_order_week")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_report_order_office_id")),
        sa.ForeignKeyConstraint(["ordered_by"], ["account.id"], name=op.f("fk_report_order_ordered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_order")),
    )
    op.create_index(
        "uq_report_order_open",
        "report_order",
        ["office_id", "week"],
        unique=True,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "report_snapshot",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("week ~ '^[0-9]{4}-W[0-9]{2}$'", name=op.f("ck_report_snapshot_week")),
        sa.CheckConstraint(
            "(approved_by IS NULL) = (approved_at IS NULL)", name=op.f("ck_report_snapshot_approval")
        ),
        sa.CheckConstraint("octet_length(content_hash) = 32", name=op.f("ck_report_snapshot_content_hash")),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_report_snapshot_approved_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_report_snapshot_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_snapshot")),
        sa.UniqueConstraint(
            "office_id", "week", "content_hash", name=op.f("uq_report_snapshot_office_id_week_content_hash")
        ),
        sa.UniqueConstraint(
            "office_id", "week", "version", name=op.f("uq_report_snapshot_office_id_week_version")
        ),
    )

    op.execute(AUDIT_HASH)
    op.execute(AUDIT_CHAIN)
    op.execute(
        "CREATE TRIGGER audit_chain BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_chain()"
    )
    for table in ("audit_event", "purge_receipt"):
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.bulk_insert(
        sa.table(
            "retention_rule", sa.column("retention_class"), sa.column("keep_hours"), sa.column("counted_from")
        ),
        [
            {"retention_class": name, "keep_hours": hours, "counted_from": start}
            for name, hours, start in RETENTION
        ],
    )
    op.bulk_insert(
        sa.table("schedule", sa.column("name"), sa.column("task"), sa.column("cron")),
        [{"name": name, "task": task, "cron": cron} for name, task, cron in SCHEDULES],
    )


def downgrade() -> None:

    for table in ("audit_event", "purge_receipt"):
        op.execute(f"DROP TRIGGER append_only ON {table}")
    op.execute("DROP TRIGGER audit_chain ON audit_event")
    op.execute("DROP FUNCTION audit_chain()")
    op.execute("DROP FUNCTION audit_hash(audit_event)")

    op.drop_table("report_snapshot")
    op.drop_table("report_order")
    op.drop_table("schedule_fire")
    op.drop_table("schedule")
    op.drop_table("purge_receipt")
    op.drop_table("retention_rule")
    op.drop_table("audit_event")

"""Sources, runs and monthly partitioned posts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


ENSURE_PARTITION = """
CREATE FUNCTION ensure_post_partition(wanted date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    first date := date_trunc('month', wanted)::date;
    name text := 'post_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass('public.' || name) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('ensure_post_partition'));
    -- A query, not to_regclass again: that would answer from its cache what was true before the wait.
    IF EXISTS (SELECT FROM pg_class WHERE relname = name AND relnamespace = 'public'::regnamespace) THEN
        RETURN;
    END IF;
    -- Made beside and attached: CREATE TABLE … PARTITION OF would wait for every reader of post.
    EXECUTE format(
        'CREATE TABLE public.%I (LIKE public.post INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', name
    );
    EXECUTE format(
        'ALTER TABLE public.post ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
        name, first, (first + interval '1 month')::date
    );
END $$
"""
"""Months are created on demand. The function runs as the owner, since the application may not create tables.
It locks what posts refer to, so ask before writing to sources or runs; ``prepare_months`` asks ahead of time."""


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "feed",
                "forum",
                "form",
                "file",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("own_channel", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("demonstration", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("every_seconds", sa.BigInteger(), server_default=sa.text("1800"), nullable=False),
        sa.Column(
            "delay_seconds", sa.Numeric(precision=6, scale=2), server_default=sa.text("3"), nullable=False
        ),
        sa.Column("max_pages", sa.BigInteger(), server_default=sa.text("50"), nullable=False),
        sa.Column(
            "topics", postgresql.ARRAY(sa.String(length=40)), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("next_due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("disabled_reason", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "NOT demonstration OR url ~ '^http://127\\.0\\.0\\.1:[0-9]+/'",
            name=op.f("ck_source_demonstration_loopback"),
        ),
        sa.CheckConstraint(
            "topics <@ ARRAY['dich_vu_cong', 'dinh_danh_dien_tu', 'binh_dan_hoc_vu_so', 'thanh_toan_so', 'du_lieu_so', 'an_toan_thong_tin', 'ha_tang_so', 'thue_ho_kinh_doanh', 'bhxh_bhyt', 'giay_to_dia_gioi', 'giao_thong_gplx', 'giao_duc', 'vien_thong_sim', 'ngan_hang_sinh_trac', 'dien_nuoc', 'an_sinh', 'khac']::varchar[]",
            name=op.f("ck_source_topics"),
        ),
        sa.CheckConstraint("delay_seconds >= 0 AND max_pages > 0", name=op.f("ck_source_limits")),
        sa.CheckConstraint("every_seconds >= 60", name=op.f("ck_source_cadence_floor")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_source_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_source_office_id_name")),
    )
    op.create_index(op.f("ix_source_office_id"), "source", ["office_id"], unique=False)
    op.create_table(
        "run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="queued",
            nullable=False,
        ),
        sa.Column("queued_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("pages", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("posts_new", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("posts_changed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("posts_same", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("set_aside", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("error_code", sa.String(length=60), nullable=True),
        sa.Column("error_message", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "state <> 'failed' OR error_code IS NOT NULL", name=op.f("ck_run_failed_with_code")
        ),
        sa.CheckConstraint(
            "state NOT IN ('done', 'failed') OR finished_at IS NOT NULL", name=op.f("ck_run_finished")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_run_office_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_run_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index(op.f("ix_run_office_id"), "run", ["office_id"], unique=False)
    op.create_index(op.f("ix_run_source_id"), "run", ["source_id"], unique=False)
    op.create_index(
        "uq_run_open_source",
        "run",
        ["source_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_table(
        "fetch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("url_key", sa.LargeBinary(), nullable=False),
        sa.Column("etag", sa.String(length=300), nullable=True),
        sa.Column("last_modified", sa.String(length=60), nullable=True),
        sa.Column("body_key", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_fetch_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fetch")),
        sa.UniqueConstraint("source_id", "url_key", name=op.f("uq_fetch_source_id_url_key")),
    )
    op.create_index(op.f("ix_fetch_source_id"), "fetch", ["source_id"], unique=False)
    op.create_table(
        "set_aside",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("error_code", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_set_aside_office_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_set_aside_run_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_set_aside_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
    )
    op.create_index(op.f("ix_set_aside_office_id"), "set_aside", ["office_id"], unique=False)
    op.create_index(op.f("ix_set_aside_run_id"), "set_aside", ["run_id"], unique=False)
    op.create_index(op.f("ix_set_aside_source_id"), "set_aside", ["source_id"], unique=False)
    op.create_table(
        "post",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "article",
                "thread",
                "comment",
                "report",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("own_channel", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("thread_key", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "collected_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "assessed",
                "routed",
                "purged",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="pending",
            nullable=False,
        ),
        sa.Column("attempt", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
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
            nullable=True,
        ),
        sa.Column("purge_after", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(text IS NULL) = (state = 'purged')", name=op.f("ck_post_purged_without_text")),
        sa.CheckConstraint("extract(day from month) = 1", name=op.f("ck_post_month_start")),
        sa.CheckConstraint("length(text) <= 50000", name=op.f("ck_post_text_length")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_post_office_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_post_run_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_post_source_id")),
        sa.PrimaryKeyConstraint("month", "id", name=op.f("pk_post")),
        postgresql_partition_by="RANGE (month)",
    )
    op.create_index(op.f("ix_post_office_id"), "post", ["office_id"], unique=False)
    op.create_index(
        "ix_post_purge", "post", ["purge_after"], unique=False, postgresql_where=sa.text("state <> 'purged'")
    )
    op.create_index(op.f("ix_post_source_id"), "post", ["source_id"], unique=False)
    op.create_index(
        "ix_post_waiting",
        "post",
        ["state", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('pending', 'assessed')"),
    )
    op.create_table(
        "post_key",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("address_key", sa.LargeBinary(), nullable=False),
        sa.Column("content_key", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "last_seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["month", "post_id"], ["post.month", "post.id"], name=op.f("fk_post_key_month_post_id")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_post_key_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_key")),
        sa.UniqueConstraint("source_id", "address_key", name=op.f("uq_post_key_source_id_address_key")),
    )
    op.create_index("ix_post_key_month_post_id", "post_key", ["month", "post_id"], unique=False)
    op.create_table(
        "post_address",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["month", "post_id"], ["post.month", "post.id"], name=op.f("fk_post_address_month_post_id")
        ),
        sa.PrimaryKeyConstraint("month", "post_id", name=op.f("pk_post_address")),
    )
    op.create_table(
        "post_signature",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["month", "post_id"], ["post.month", "post.id"], name=op.f("fk_post_signature_month_post_id")
        ),
        sa.PrimaryKeyConstraint("month", "post_id", name=op.f("pk_post_signature")),
    )
    op.create_index(op.f("ix_post_signature_expires_at"), "post_signature", ["expires_at"], unique=False)
    op.create_table(
        "post_band",
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["month", "post_id"], ["post.month", "post.id"], name=op.f("fk_post_band_month_post_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_post_band_office_id")),
        sa.PrimaryKeyConstraint("office_id", "band", "month", "post_id", name=op.f("pk_post_band")),
    )
    op.create_index("ix_post_band_office_id_band", "post_band", ["office_id", "band"], unique=False)
    op.create_table(
        "indicator_candidate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "url",
                "domain",
                "phone",
                "bank_account",
                "app",
                "zalo",
                "telegram",
                "email",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["month", "post_id"], ["post.month", "post.id"], name=op.f("fk_indicator_candidate_month_post_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_candidate")),
        sa.UniqueConstraint(
            "month",
            "post_id",
            "kind",
            "fingerprint",
            name=op.f("uq_indicator_candidate_month_post_id_kind_fingerprint"),
        ),
    )

    op.execute(ENSURE_PARTITION)
    op.execute(
        "SELECT ensure_post_partition((now() + months * interval '1 month')::date) FROM generate_series(0, 2) months"
    )


def downgrade() -> None:

    op.execute("DROP FUNCTION ensure_post_partition(date)")

    op.drop_table("indicator_candidate")
    op.drop_table("post_band")
    op.drop_table("post_signature")
    op.drop_table("post_address")
    op.drop_table("post_key")
    op.drop_table("post")
    op.drop_table("set_aside")
    op.drop_table("fetch")
    op.drop_table("run")
    op.drop_table("source")

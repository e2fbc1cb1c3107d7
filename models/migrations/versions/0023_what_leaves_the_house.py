"""Indicators leave by two people and can be taken back; questions heard at meetings; summaries and webhooks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

APPLICATION = "sangtin_app"
NOW = sa.text("now()")
REASONS = ("not_a_scam", "official", "innocent", "repaired", "mistaken", "verdict_withdrawn")
TOPICS = (
    "dich_vu_cong", "dinh_danh_dien_tu", "binh_dan_hoc_vu_so", "thanh_toan_so", "du_lieu_so", "an_toan_thong_tin",
    "ha_tang_so", "thue_ho_kinh_doanh", "bhxh_bhyt", "giay_to_dia_gioi", "giao_thong_gplx", "giao_duc",
    "vien_thong_sim", "ngan_hang_sinh_trac", "dien_nuoc", "an_sinh", "khac",
)  # fmt: skip
EVENTS = (
    "items.opened",
    "verdict.published",
    "indicator.confirmed",
    "indicator.retracted",
    "report.approved",
)
STATES = ("waiting", "delivered", "dead")

PROTECTED = """
CREATE FUNCTION protected_indicator(wanted bigint) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = pg_catalog, public AS $$
    SELECT NOT EXISTS (SELECT FROM public.protected_contact) OR EXISTS (
        SELECT FROM public.scam_indicator i
        CROSS JOIN LATERAL (SELECT lower(rtrim(split_part(split_part(split_part(
            replace(i.defanged, '[.]', '.'), '/', 1), '@', CASE WHEN i.kind = 'email' THEN 2 ELSE 1 END), ':', 1), '.'))
            AS name) host
        JOIN public.protected_contact p ON
            (i.kind IN ('url', 'domain', 'email') AND (host.name = p.value OR host.name LIKE '%.' || p.value))
            OR (i.kind IN ('phone', 'zalo') AND p.value = encode(i.fingerprint, 'hex'))
        WHERE i.id = wanted)
$$
"""
"""Official hosts and everything under them, and hotlines by their keyed fingerprint. An empty list protects all."""

CONFIRMED = """
CREATE FUNCTION indicator_confirmed() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public AS $$
BEGIN
    IF public.protected_indicator(NEW.indicator_id) THEN
        RAISE EXCEPTION 'an official contact is never listed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'ck_indicator_confirmation_not_official';
    END IF;
    RETURN NEW;
END $$
"""
LEAVES = """
CREATE FUNCTION indicator_leaves() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.confirmed_at IS NOT NULL AND NEW.retracted_at IS NULL AND (
        (SELECT count(*) FROM public.indicator_confirmation c WHERE c.indicator_id = NEW.id) < 2
        OR public.protected_indicator(NEW.id)) THEN
        RAISE EXCEPTION 'an indicator leaves by two people' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'ck_scam_indicator_two_people';
    END IF;
    RETURN NEW;
END $$
"""


def _code(name: str, known: tuple[str, ...], column: str) -> sa.CheckConstraint:
    named = ", ".join(f"'{one}'" for one in known)
    return sa.CheckConstraint(f"{column} IN ({named})", name=op.f(name))


def _time(name: str, *, now: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=NOW if now else None, nullable=not now)


def upgrade() -> None:
    _indicators()
    _questions()
    _digests()
    _webhooks()
    op.execute(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON heard_question, digest_setting, digest, webhook, webhook_delivery"
        f" TO {APPLICATION}"
    )
    op.execute(f"GRANT SELECT, INSERT, DELETE ON indicator_confirmation TO {APPLICATION}")
    op.execute(f"GRANT SELECT, INSERT ON protected_contact TO {APPLICATION}")
    op.execute(f"GRANT EXECUTE ON FUNCTION protected_indicator(bigint) TO {APPLICATION}")
    op.execute(
        "INSERT INTO schedule (name, task, cron) VALUES ('Gửi tóm tắt và thông báo ra ngoài', 'deliver', '*/5 * * * *')"
    )


def _indicators() -> None:
    for column in ("confirmed_at", "retracted_at"):
        op.add_column("scam_indicator", _time(column))
    op.add_column("scam_indicator", sa.Column("retracted_by", sa.BigInteger(), nullable=True))
    op.add_column("scam_indicator", sa.Column("retracted_reason", sa.String(40), nullable=True))
    op.add_column("scam_indicator", sa.Column("retracted_note", sa.String(300), nullable=True))
    op.add_column(
        "scam_indicator", sa.Column("listing", sa.BigInteger(), server_default=sa.text("1"), nullable=False)
    )
    op.create_foreign_key(
        op.f("fk_scam_indicator_retracted_by"), "scam_indicator", "account", ["retracted_by"], ["id"]
    )
    named = ", ".join(f"'{one}'" for one in REASONS)
    for name, rule in (
        ("retracted_reason", f"retracted_reason IN ({named})"),
        ("retracted_with_reason", "(retracted_at IS NULL) = (retracted_reason IS NULL)"),
        ("retracted_once_listed", "retracted_at IS NULL OR confirmed_at IS NOT NULL"),
    ):
        op.create_check_constraint(op.f(f"ck_scam_indicator_{name}"), "scam_indicator", rule)
    op.create_table(
        "indicator_confirmation",
        sa.Column("indicator_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        _time("confirmed_at", now=True),
        sa.ForeignKeyConstraint(
            ["indicator_id"],
            ["scam_indicator.id"],
            name=op.f("fk_indicator_confirmation_indicator_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_indicator_confirmation_account_id")
        ),
        sa.PrimaryKeyConstraint("indicator_id", "account_id", name=op.f("pk_indicator_confirmation")),
    )
    op.create_table(
        "protected_contact",
        sa.Column("value", sa.String(253), nullable=False),
        sa.PrimaryKeyConstraint("value", name=op.f("pk_protected_contact")),
    )
    for function in (PROTECTED, CONFIRMED, LEAVES):
        op.execute(function)
    op.execute(
        "CREATE TRIGGER indicator_confirmed BEFORE INSERT ON indicator_confirmation"
        " FOR EACH ROW EXECUTE FUNCTION indicator_confirmed()"
    )
    op.execute(
        "CREATE TRIGGER indicator_leaves_by_two BEFORE INSERT OR UPDATE ON scam_indicator"
        " FOR EACH ROW EXECUTE FUNCTION indicator_leaves()"
    )


def _questions() -> None:
    op.create_table(
        "heard_question",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        _code("ck_heard_question_place", ("commune", "hamlet"), "place"),
        _code("ck_heard_question_topic", TOPICS, "topic"),
        sa.ForeignKeyConstraint(
            ["month", "post_id"], ["post.month", "post.id"], name=op.f("fk_heard_question_month_post_id")
        ),
        sa.PrimaryKeyConstraint("month", "post_id", name=op.f("pk_heard_question")),
    )


def _digests() -> None:
    op.create_table(
        "digest_setting",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("frequency", sa.String(40), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("sealed_address", sa.LargeBinary(), nullable=False),
        _time("changed_at", now=True),
        _code("ck_digest_setting_frequency", ("daily", "weekly"), "frequency"),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_digest_setting_hour")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_digest_setting_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_digest_setting")),
    )
    op.create_table(
        "digest",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        *_delivery("digest"),
        _time("sent_at"),
        sa.CheckConstraint("(state = 'delivered') = (sent_at IS NOT NULL)", name=op.f("ck_digest_sent")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_digest_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("account_id", "period", name=op.f("uq_digest_account_id_period")),
    )
    op.create_index(
        "ix_digest_waiting", "digest", ["next_try_at"], postgresql_where=sa.text("state = 'waiting'")
    )


def _delivery(table: str) -> tuple[sa.Column[object] | sa.CheckConstraint, ...]:
    return (
        sa.Column("state", sa.String(40), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        _time("next_try_at", now=True),
        _time("created_at", now=True),
        sa.Column("error_code", sa.String(80), nullable=True),
        _code(f"ck_{table}_state", STATES, "state"),
    )


def _webhooks() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("host", sa.String(253), nullable=False),
        sa.Column("sealed_url", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("events", postgresql.ARRAY(sa.Text()), nullable=False),
        _time("created_at", now=True),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        _time("rotated_at"),
        _time("disabled_at"),
        sa.CheckConstraint("cardinality(events) > 0", name=op.f("ck_webhook_events")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_webhook_office_id")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_webhook_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index(op.f("ix_webhook_office_id"), "webhook", ["office_id"])
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("webhook_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("key", sa.String(40), server_default=sa.text("(gen_random_uuid())::text"), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        *_delivery("webhook_delivery"),
        _time("delivered_at"),
        sa.Column("status", sa.BigInteger(), nullable=True),
        _code("ck_webhook_delivery_event", EVENTS, "event"),
        sa.CheckConstraint(
            "(state = 'delivered') = (delivered_at IS NOT NULL)", name=op.f("ck_webhook_delivery_delivered")
        ),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint(
            "webhook_id", "event", "subject", name=op.f("uq_webhook_delivery_webhook_id_event_subject")
        ),
        sa.UniqueConstraint("key", name=op.f("uq_webhook_delivery_key")),
    )
    op.create_index(
        "ix_webhook_delivery_waiting",
        "webhook_delivery",
        ["next_try_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.execute(
        "DELETE FROM schedule_fire WHERE schedule_id IN (SELECT id FROM schedule WHERE task = 'deliver')"
    )
    op.execute("DELETE FROM schedule WHERE task = 'deliver'")
    for table in ("webhook_delivery", "webhook", "digest", "digest_setting", "heard_question"):
        op.drop_table(table)
    op.execute("DROP TRIGGER indicator_leaves_by_two ON scam_indicator")
    op.drop_table("indicator_confirmation")
    for function in ("indicator_leaves()", "indicator_confirmed()", "protected_indicator(bigint)"):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_table("protected_contact")
    for name in ("retracted_once_listed", "retracted_with_reason", "retracted_reason"):
        op.drop_constraint(op.f(f"ck_scam_indicator_{name}"), "scam_indicator", type_="check")
    for column in (
        "listing", "retracted_note", "retracted_reason", "retracted_by", "retracted_at", "confirmed_at",
    ):  # fmt: skip
        op.drop_column("scam_indicator", column)

"""Decisions, verdicts, replies, gaps and indicators."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


DECISION_CITES = """
CREATE FUNCTION decision_cites() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.verdict IN ('true', 'false', 'missing_context', 'outdated', 'official_unclear', 'official_wrong', 'answered')
       AND NOT NEW.no_official_text
       AND NOT EXISTS (SELECT 1 FROM decision_passage WHERE decision_id = NEW.id) THEN
        RAISE EXCEPTION 'decision % cites no passage', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.verdict IN ('true', 'false', 'outdated', 'official_wrong', 'answered') AND NEW.no_official_text THEN
        RAISE EXCEPTION 'verdict % needs official text', NEW.verdict USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""

REPLY_CITES = """
CREATE FUNCTION reply_cites() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM reply WHERE id = NEW.id AND state IN ('approved', 'posted'))
       AND NOT EXISTS (SELECT 1 FROM reply_sentence WHERE reply_id = NEW.id AND passage_id IS NOT NULL) THEN
        RAISE EXCEPTION 'reply % cites no passage', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""

SENTENCE_FROZEN = """
CREATE FUNCTION reply_sentence_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stands text;
BEGIN
    -- Both ends of a move; the row lock makes an edit wait for an approval that is under way.
    FOR stands IN
        SELECT state FROM reply
        WHERE id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.reply_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.reply_id END)
        FOR SHARE
    LOOP
        IF stands IN ('approved', 'posted', 'superseded') THEN
            RAISE EXCEPTION 'an approved reply is not edited' USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""

REPLY_STANDS = """
CREATE FUNCTION reply_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.state = 'approved' AND NEW.state NOT IN ('approved', 'posted', 'superseded'))
       OR (OLD.state = 'posted' AND NEW.state NOT IN ('posted', 'superseded'))
       OR (OLD.state = 'superseded' AND NEW.state <> 'superseded')
       OR (NEW.approved_by, NEW.approved_at, NEW.drafted_by, NEW.item_id, NEW.office_id)
          IS DISTINCT FROM (OLD.approved_by, OLD.approved_at, OLD.drafted_by, OLD.item_id, OLD.office_id) THEN
        RAISE EXCEPTION 'an approved reply stands as it was approved' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
"""Otherwise an approved wording could go back to a draft, be rewritten and keep its approval."""

POSTING_ON_OWN_CHANNEL = """
CREATE FUNCTION posting_on_own_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM channel c JOIN reply r ON r.office_id = c.office_id
        WHERE c.id = NEW.channel_id AND r.id = NEW.reply_id AND r.item_id = NEW.item_id
          AND r.state IN ('approved', 'posted') AND c.active AND starts_with(NEW.url, c.url_prefix)
    ) THEN
        RAISE EXCEPTION 'not an address on a registered channel' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

FUNCTIONS = (DECISION_CITES, REPLY_CITES, SENTENCE_FROZEN, REPLY_STANDS, POSTING_ON_OWN_CHANNEL)
TRIGGERS = (
    "CREATE CONSTRAINT TRIGGER decision_cites AFTER INSERT OR UPDATE ON decision"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION decision_cites()",
    "CREATE CONSTRAINT TRIGGER reply_cites AFTER INSERT OR UPDATE ON reply"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION reply_cites()",
    "CREATE TRIGGER reply_sentence_frozen BEFORE INSERT OR UPDATE OR DELETE ON reply_sentence"
    " FOR EACH ROW EXECUTE FUNCTION reply_sentence_frozen()",
    "CREATE TRIGGER reply_stands BEFORE UPDATE OR DELETE ON reply"
    " FOR EACH ROW WHEN (OLD.state IN ('approved', 'posted', 'superseded')) EXECUTE FUNCTION reply_stands()",
    "CREATE TRIGGER posting_on_own_channel BEFORE INSERT OR UPDATE ON reply_posting"
    " FOR EACH ROW EXECUTE FUNCTION posting_on_own_channel()",
)


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "true",
                "false",
                "missing_context",
                "outdated",
                "no_basis",
                "official_unclear",
                "official_wrong",
                "scam",
                "not_scam",
                "suspected",
                "answered",
                "no_official_answer",
                "forwarded",
                "already_answered",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("no_official_text", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("current", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("idempotency_key", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "length(rationale) <= 4000 AND length(sentence) <= 4000", name=op.f("ck_decision_length")
        ),
        sa.CheckConstraint("round BETWEEN 1 AND 3", name=op.f("ck_decision_round")),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= valid_from", name=op.f("ck_decision_validity")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_decision_decided_by")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_decision_item_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_decision_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_decision_idempotency_key")),
    )
    op.create_index(op.f("ix_decision_item_id"), "decision", ["item_id"], unique=False)
    op.create_index(op.f("ix_decision_office_id"), "decision", ["office_id"], unique=False)
    op.create_index(
        "uq_decision_person",
        "decision",
        ["item_id", "decided_by"],
        unique=True,
        postgresql_where=sa.text("current"),
    )
    op.create_index(
        "uq_decision_round",
        "decision",
        ["item_id", "round"],
        unique=True,
        postgresql_where=sa.text("current"),
    )
    op.create_table(
        "decision_passage",
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("passage_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_passage_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["document_passage.id"], name=op.f("fk_decision_passage_passage_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", "passage_id", name=op.f("pk_decision_passage")),
    )
    op.create_index(op.f("ix_decision_passage_passage_id"), "decision_passage", ["passage_id"], unique=False)
    op.create_table(
        "standing_verdict",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "true",
                "false",
                "missing_context",
                "outdated",
                "no_basis",
                "official_unclear",
                "official_wrong",
                "scam",
                "not_scam",
                "suspected",
                "answered",
                "no_official_answer",
                "forwarded",
                "already_answered",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column(
            "stands_since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=300), nullable=True),
        sa.CheckConstraint("valid_until > valid_from", name=op.f("ck_standing_verdict_validity")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_standing_verdict_decision_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_standing_verdict_item_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_standing_verdict_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_verdict")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_standing_verdict_decision_id")),
    )
    op.create_index(op.f("ix_standing_verdict_office_id"), "standing_verdict", ["office_id"], unique=False)
    op.create_index(
        "uq_standing_verdict_item",
        "standing_verdict",
        ["item_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "channel",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("url_prefix", sa.String(length=500), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("url_prefix ~ '^https?://[^/]+/(.*/)?$'", name=op.f("ck_channel_url_prefix")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_channel_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("office_id", "url_prefix", name=op.f("uq_channel_office_id_url_prefix")),
    )
    op.create_index(op.f("ix_channel_office_id"), "channel", ["office_id"], unique=False)
    op.create_table(
        "reply",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "approved",
                "posted",
                "superseded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="draft",
            nullable=False,
        ),
        sa.Column("drafted_by", sa.BigInteger(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_note", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'posted') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
            name=op.f("ck_reply_person_approves"),
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> drafted_by", name=op.f("ck_reply_second_person")
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_reply_approved_by")),
        sa.ForeignKeyConstraint(["drafted_by"], ["account.id"], name=op.f("fk_reply_drafted_by")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_reply_item_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_reply_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    op.create_index(op.f("ix_reply_item_id"), "reply", ["item_id"], unique=False)
    op.create_index(op.f("ix_reply_office_id"), "reply", ["office_id"], unique=False)
    op.create_index(
        "uq_reply_live_item",
        "reply",
        ["item_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'submitted', 'returned', 'approved', 'posted')"),
    )
    op.create_table(
        "reply_sentence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reply_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("passage_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("length(trim(text)) BETWEEN 1 AND 2000", name=op.f("ck_reply_sentence_length")),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["document_passage.id"], name=op.f("fk_reply_sentence_passage_id")
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["reply.id"], name=op.f("fk_reply_sentence_reply_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_sentence")),
        sa.UniqueConstraint("reply_id", "position", name=op.f("uq_reply_sentence_reply_id_position")),
    )
    op.create_index(op.f("ix_reply_sentence_passage_id"), "reply_sentence", ["passage_id"], unique=False)
    op.create_index(op.f("ix_reply_sentence_reply_id"), "reply_sentence", ["reply_id"], unique=False)
    op.create_table(
        "reply_posting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reply_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("thread_key", sa.LargeBinary(), nullable=False),
        sa.Column("posted_by", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_reply_posting_channel_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_reply_posting_item_id")),
        sa.ForeignKeyConstraint(["posted_by"], ["account.id"], name=op.f("fk_reply_posting_posted_by")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_posting_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_posting")),
        sa.UniqueConstraint("item_id", "thread_key", name=op.f("uq_reply_posting_item_id_thread_key")),
    )
    op.create_index(op.f("ix_reply_posting_channel_id"), "reply_posting", ["channel_id"], unique=False)
    op.create_index(op.f("ix_reply_posting_reply_id"), "reply_posting", ["reply_id"], unique=False)
    op.create_table(
        "information_gap",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
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
        sa.Column(
            "verdict",
            sa.Enum(
                "true",
                "false",
                "missing_context",
                "outdated",
                "no_basis",
                "official_unclear",
                "official_wrong",
                "scam",
                "not_scam",
                "suspected",
                "answered",
                "no_official_answer",
                "forwarded",
                "already_answered",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_information_gap_item_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_information_gap_office_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["account.id"], name=op.f("fk_information_gap_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_gap")),
        sa.UniqueConstraint("item_id", name=op.f("uq_information_gap_item_id")),
    )
    op.create_index(op.f("ix_information_gap_office_id"), "information_gap", ["office_id"], unique=False)
    op.create_table(
        "scam_indicator",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
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
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("defanged", sa.String(length=300), nullable=False),
        sa.Column("lookalike_of", sa.String(length=253), nullable=True),
        sa.Column(
            "first_seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_count", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_scam_indicator_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scam_indicator")),
        sa.UniqueConstraint(
            "office_id", "kind", "fingerprint", name=op.f("uq_scam_indicator_office_id_kind_fingerprint")
        ),
    )
    op.create_index(op.f("ix_scam_indicator_office_id"), "scam_indicator", ["office_id"], unique=False)
    op.create_table(
        "item_indicator",
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("indicator_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["scam_indicator.id"], name=op.f("fk_item_indicator_indicator_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_indicator_item_id")),
        sa.PrimaryKeyConstraint("item_id", "indicator_id", name=op.f("pk_item_indicator")),
    )
    op.create_index(op.f("ix_item_indicator_indicator_id"), "item_indicator", ["indicator_id"], unique=False)

    for statement in (*FUNCTIONS, *TRIGGERS):
        op.execute(statement)


def downgrade() -> None:

    for trigger, table in (
        ("decision_cites", "decision"),
        ("reply_cites", "reply"),
        ("reply_sentence_frozen", "reply_sentence"),
        ("reply_stands", "reply"),
        ("posting_on_own_channel", "reply_posting"),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for function in (
        "decision_cites",
        "reply_cites",
        "reply_sentence_frozen",
        "reply_stands",
        "posting_on_own_channel",
    ):
        op.execute(f"DROP FUNCTION {function}()")

    op.drop_table("item_indicator")
    op.drop_table("scam_indicator")
    op.drop_table("information_gap")
    op.drop_table("reply_posting")
    op.drop_table("reply_sentence")
    op.drop_table("reply")
    op.drop_table("channel")
    op.drop_table("standing_verdict")
    op.drop_table("decision_passage")
    op.drop_table("decision")

"""Information gaps with an office in charge and a history, corrections as training examples, and the random sample's reading."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None

APPLICATION = "sangtin_app"
LABELS = ("scam", "claim", "question", "grievance", "scam_awareness", "opinion", "off_topic")
TOPICS = (
    "dich_vu_cong", "dinh_danh_dien_tu", "binh_dan_hoc_vu_so", "thanh_toan_so", "du_lieu_so", "an_toan_thong_tin", "ha_tang_so",
    "thue_ho_kinh_doanh", "bhxh_bhyt", "giay_to_dia_gioi", "giao_thong_gplx", "giao_duc", "vien_thong_sim", "ngan_hang_sinh_trac",
    "dien_nuoc", "an_sinh", "khac",
)  # fmt: skip
GAP_EVENTS = ("opened", "asked_again", "reassigned", "answered")


def upgrade() -> None:
    op.add_column("information_gap", sa.Column("in_charge_id", sa.BigInteger(), nullable=True))
    op.execute("UPDATE information_gap SET in_charge_id = office_id")
    op.alter_column("information_gap", "in_charge_id", nullable=False)
    op.create_foreign_key(
        op.f("fk_information_gap_in_charge_id"), "information_gap", "office", ["in_charge_id"], ["id"]
    )
    op.create_index(op.f("ix_information_gap_in_charge_id"), "information_gap", ["in_charge_id"])
    op.create_table(
        "gap_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("gap_id", sa.BigInteger(), nullable=False),
        _coded("kind", "kind", GAP_EVENTS),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("in_charge_id", sa.BigInteger(), nullable=False),
        sa.Column("passage_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.String(length=80), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("length(note) <= 4000", name=op.f("ck_gap_event_length")),
        sa.CheckConstraint(
            "passage_id IS NULL OR kind = 'answered'", name=op.f("ck_gap_event_passage_of_answer")
        ),
        sa.CheckConstraint("note <> '' OR passage_id IS NOT NULL", name=op.f("ck_gap_event_says_something")),
        sa.ForeignKeyConstraint(["gap_id"], ["information_gap.id"], name=op.f("fk_gap_event_gap_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_gap_event_actor_id")),
        sa.ForeignKeyConstraint(["in_charge_id"], ["office.id"], name=op.f("fk_gap_event_in_charge_id")),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["document_passage.id"], name=op.f("fk_gap_event_passage_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_event")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_gap_event_idempotency_key")),
    )
    op.create_index(op.f("ix_gap_event_gap_id"), "gap_event", ["gap_id"])
    op.execute(
        "INSERT INTO gap_event (gap_id, kind, actor_id, in_charge_id, note, due_at, at)"
        " SELECT id, 'opened', opened_by, office_id, CASE WHEN missing = '' THEN '–' ELSE left(missing, 4000) END, due_at, opened_at"
        " FROM information_gap"
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON gap_event"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"GRANT SELECT, INSERT ON gap_event TO {APPLICATION}")
    op.create_table(
        "training_example",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _coded("label", "label", LABELS),
        _coded("machine_label", "machine_label", LABELS),
        _coded("topic", "topic", TOPICS),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("label <> 'opinion'", name=op.f("ck_training_example_never_opinion")),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 50000", name=op.f("ck_training_example_length")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_training_example_office_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_training_example_item_id")),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_training_example_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_example")),
        sa.UniqueConstraint("item_id", name=op.f("uq_training_example_item_id")),
    )
    op.create_index(op.f("ix_training_example_office_id"), "training_example", ["office_id"])
    op.create_index(op.f("ix_training_example_added_at"), "training_example", ["added_at"])
    op.execute(f"GRANT SELECT, INSERT, DELETE ON training_example TO {APPLICATION}")
    op.create_table(
        "sample_reading",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        _coded("label", "label", LABELS),
        _coded("machine_label", "machine_label", LABELS),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("read_by", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_sample_reading_office_id")),
        sa.ForeignKeyConstraint(
            ["month", "post_id"], ["post.month", "post.id"], name=op.f("fk_sample_reading_month_post_id")
        ),
        sa.ForeignKeyConstraint(["read_by"], ["account.id"], name=op.f("fk_sample_reading_read_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_reading")),
        sa.UniqueConstraint("month", "post_id", name=op.f("uq_sample_reading_month_post_id")),
    )
    op.create_index("ix_sample_reading_office_id_read_at", "sample_reading", ["office_id", "read_at"])
    op.execute(f"GRANT SELECT, INSERT ON sample_reading TO {APPLICATION}")
    op.create_index(
        "ix_post_sample",
        "post",
        ["office_id", "id"],
        postgresql_where=sa.text("retention_class = 'audit_sample' AND state = 'routed'"),
    )
    op.create_index(
        "ix_item_event_differed",
        "item_event",
        ["actor_id", "item_id"],
        postgresql_where=sa.text("kind = 'disagreed'"),
    )


def downgrade() -> None:
    op.drop_index("ix_item_event_differed", table_name="item_event")
    op.drop_index("ix_post_sample", table_name="post")
    op.drop_table("sample_reading")
    op.drop_table("training_example")
    op.drop_table("gap_event")
    op.drop_column("information_gap", "in_charge_id")


def _coded(column: str, name: str, codes: tuple[str, ...]) -> sa.Column[str]:
    kind = sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(column, kind, nullable=False)

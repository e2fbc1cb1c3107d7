"""Who has an item's page open, for two minutes; and what is half typed, masked, until it is sent or two weeks old."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

APPLICATION = "sangtin_app"
NOW = sa.text("now()")
BEFORE = (
    "protected_text", "audit_sample", "unqueued_text", "queued_text", "dismissed_opinion_text", "indicator_candidate",
    "scam_pattern", "training_example", "access_log", "signature",
)  # fmt: skip
FORMS = ("conclusion", "reply")


def upgrade() -> None:
    op.create_table(
        "item_presence",
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_presence_item_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_item_presence_account_id")),
        sa.PrimaryKeyConstraint("item_id", "account_id", name=op.f("pk_item_presence")),
        prefixes=["UNLOGGED"],  # worth nothing after a crash, and not worth a line of the log
    )
    op.create_index(op.f("ix_item_presence_account_id"), "item_presence", ["account_id"])
    op.create_table(
        "form_draft",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("form", _coded("form", FORMS), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_form_draft_account_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_form_draft_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_draft")),
        sa.UniqueConstraint(
            "account_id", "item_id", "form", name=op.f("uq_form_draft_account_id_item_id_form")
        ),
    )
    op.create_index(op.f("ix_form_draft_item_id"), "form_draft", ["item_id"])
    op.create_table(
        "form_draft_part",
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("position BETWEEN 0 AND 99", name=op.f("ck_form_draft_part_position")),
        sa.CheckConstraint("length(text) <= 8000", name=op.f("ck_form_draft_part_length")),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["form_draft.id"], name=op.f("fk_form_draft_part_draft_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("draft_id", "position", name=op.f("pk_form_draft_part")),
    )
    op.execute(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON item_presence, form_draft, form_draft_part TO {APPLICATION}"
    )
    _classes((*BEFORE, "form_draft"))
    op.execute(
        "INSERT INTO retention_rule (retention_class, keep_hours, counted_from) VALUES ('form_draft', 336, 'lần lưu cuối')"
    )


def downgrade() -> None:
    """Receipts are never deleted: where there are some of the new class, the older list holds for new ones only."""
    op.execute("DELETE FROM retention_rule WHERE retention_class = 'form_draft'")
    told = op.get_bind().scalar(
        sa.text("SELECT EXISTS (SELECT FROM purge_receipt WHERE retention_class = 'form_draft')")
    )
    _classes(BEFORE, held_by_old_rows=not told)
    op.drop_table("form_draft_part")
    op.drop_table("form_draft")
    op.drop_table("item_presence")


def _classes(known: tuple[str, ...], *, held_by_old_rows: bool = True) -> None:
    """A post is never of the new class, so its own list stays as it is."""
    named = ", ".join(f"'{one}'" for one in known)
    for table in ("retention_rule", "purge_receipt"):
        name = op.f(f"ck_{table}_retention_class")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(
            name, table, f"retention_class IN ({named})", postgresql_not_valid=not held_by_old_rows
        )


def _coded(name: str, known: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*known, name=name, native_enum=False, create_constraint=True, length=40)

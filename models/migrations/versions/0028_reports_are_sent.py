"""Reports are corrected with a reason, approved with the office's own words, and sent to a list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

APPLICATION = "sangtin_app"
NOW = sa.text("now()")
FORMS = "form IN ('chinhquyen', 'dang')"
PERIOD = "^([0-9]{4}-(W[0-9]{2}|0[1-9]|1[0-2])|L[0-9]{1,19}-[0-9]{4}-[0-9]{2}-[0-9]{2})$"
WEEK = "^[0-9]{4}-W[0-9]{2}$"


def _time(name: str, *, now: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=NOW if now else None, nullable=not now)


def _periods(form: str, length: int) -> None:
    for table in ("report_order", "report_snapshot"):
        op.drop_constraint(op.f(f"ck_{table}_week"), table, type_="check")
        op.alter_column(table, "week", type_=sa.String(length), existing_nullable=False)
        op.create_check_constraint(op.f(f"ck_{table}_week"), table, f"week ~ '{form}'")


def upgrade() -> None:
    _periods(PERIOD, 40)
    op.add_column("report_order", sa.Column("reason", sa.String(300), nullable=True))
    op.add_column("report_snapshot", sa.Column("reason", sa.String(300), nullable=True))
    op.add_column("report_snapshot", sa.Column("made_by", sa.BigInteger(), nullable=True))
    op.add_column("report_snapshot", sa.Column("note", sa.String(2000), nullable=True))
    op.add_column("report_snapshot", sa.Column("words", sa.Text(), server_default="", nullable=False))
    op.create_foreign_key(
        op.f("fk_report_snapshot_made_by"), "report_snapshot", "account", ["made_by"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_report_snapshot_note"), "report_snapshot", "note IS NULL OR approved_at IS NOT NULL"
    )
    op.create_unique_constraint(
        op.f("uq_report_snapshot_id_approved_by"), "report_snapshot", ["id", "approved_by"]
    )
    op.execute(f"GRANT UPDATE (note) ON report_snapshot TO {APPLICATION}")
    _settings()
    _letters()
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON report_setting, report_recipient TO {APPLICATION}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON report_letter TO {APPLICATION}")


def _settings() -> None:
    op.create_table(
        "report_setting",
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("form", sa.String(20), nullable=False),
        _time("changed_at", now=True),
        sa.CheckConstraint(FORMS, name=op.f("ck_report_setting_form")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_report_setting_office_id")),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_report_setting")),
    )
    op.create_table(
        "report_recipient",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("sealed_address", sa.LargeBinary(), nullable=True),
        _time("added_at", now=True),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        _time("removed_at"),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (sealed_address IS NOT NULL)", name=op.f("ck_report_recipient_removed")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_report_recipient_office_id")),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_report_recipient_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_recipient")),
    )
    op.create_index(op.f("ix_report_recipient_office_id"), "report_recipient", ["office_id"])


def _letters() -> None:
    op.create_table(
        "report_letter",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("snapshot_id", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("form", sa.String(20), nullable=False),
        sa.Column("state", sa.String(40), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        _time("next_try_at", now=True),
        _time("created_at", now=True),
        _time("sent_at"),
        sa.Column("error_code", sa.String(80), nullable=True),
        sa.CheckConstraint(FORMS, name=op.f("ck_report_letter_form")),
        sa.CheckConstraint("state IN ('waiting', 'delivered', 'dead')", name=op.f("ck_report_letter_state")),
        sa.CheckConstraint(
            "(state = 'delivered') = (sent_at IS NOT NULL)", name=op.f("ck_report_letter_sent")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id", "approved_by"],
            ["report_snapshot.id", "report_snapshot.approved_by"],
            name=op.f("fk_report_letter_snapshot_id_approved_by"),
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["report_recipient.id"], name=op.f("fk_report_letter_recipient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_letter")),
        sa.UniqueConstraint(
            "snapshot_id", "recipient_id", name=op.f("uq_report_letter_snapshot_id_recipient_id")
        ),
    )
    op.create_index(
        "ix_report_letter_waiting",
        "report_letter",
        ["next_try_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    for table in ("report_letter", "report_recipient", "report_setting"):
        op.drop_table(table)
    op.drop_constraint(op.f("uq_report_snapshot_id_approved_by"), "report_snapshot", type_="unique")
    op.drop_constraint(op.f("ck_report_snapshot_note"), "report_snapshot", type_="check")
    for column in ("words", "note", "made_by", "reason"):
        op.drop_column("report_snapshot", column)
    op.drop_column("report_order", "reason")
    _forget_other_periods()
    _periods(WEEK, 8)


def _forget_other_periods() -> None:
    for table in ("report_order", "report_snapshot"):
        op.execute(f"DELETE FROM {table} WHERE week !~ '{WEEK}'")  # noqa: S608  (names of our own)

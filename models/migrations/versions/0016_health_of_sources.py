"""Politeness per host for all workers, the pace of a source, what a run asked, and what can be tried again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

APPLICATION = "sangtin_app"


def upgrade() -> None:
    op.create_table(
        "host",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("next_request_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("robots_status", sa.BigInteger(), nullable=True),
        sa.Column("robots_body", sa.LargeBinary(), nullable=True),
        sa.Column("robots_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("robots_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_by", sa.BigInteger(), nullable=True),
        sa.Column("stopped_reason", sa.String(length=300), nullable=True),
        sa.CheckConstraint("length(robots_body) <= 512000", name=op.f("ck_host_robots_length")),
        sa.CheckConstraint(
            "(stopped_at IS NULL) = (stopped_reason IS NULL)", name=op.f("ck_host_stopped_with_reason")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_host_run_id")),
        sa.ForeignKeyConstraint(["stopped_by"], ["account.id"], name=op.f("fk_host_stopped_by")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_host")),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON host TO {APPLICATION}")
    op.add_column(
        "source", sa.Column("pace_seconds", sa.BigInteger(), server_default=sa.text("1800"), nullable=False)
    )
    op.execute("UPDATE source SET pace_seconds = every_seconds")
    op.create_check_constraint(op.f("ck_source_pace_floor"), "source", "pace_seconds >= 60")
    op.add_column(
        "source", sa.Column("failures", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("source", sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True))
    for counter in ("requests", "bytes", "unchanged", "left_over"):
        op.add_column("run", sa.Column(counter, sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("run", sa.Column("cut_short", sa.String(length=40), nullable=True))
    op.create_check_constraint(op.f("ck_run_cut_short"), "run", "cut_short IN ('pages', 'bytes', 'seconds')")
    op.add_column("set_aside", sa.Column("address_key", sa.LargeBinary(), nullable=True))
    op.add_column("set_aside", sa.Column("role", sa.String(length=20), nullable=True))
    op.add_column("set_aside", sa.Column("status", sa.BigInteger(), nullable=True))
    op.add_column(
        "set_aside", sa.Column("times", sa.BigInteger(), server_default=sa.text("1"), nullable=False)
    )
    op.add_column(
        "set_aside",
        sa.Column("last_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.execute("UPDATE set_aside SET last_at = at")
    op.add_column("set_aside", sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "uq_set_aside_open_address",
        "set_aside",
        ["source_id", "address_key"],
        unique=True,
        postgresql_where=sa.text("resolved_at IS NULL AND address_key IS NOT NULL"),
    )
    op.create_table(
        "set_aside_address",
        sa.Column("set_aside_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_aside_id"],
            ["set_aside.id"],
            name=op.f("fk_set_aside_address_set_aside_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("set_aside_id", name=op.f("pk_set_aside_address")),
    )
    op.create_index(op.f("ix_set_aside_address_expires_at"), "set_aside_address", ["expires_at"])
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON set_aside_address TO {APPLICATION}")


def downgrade() -> None:
    op.drop_table("set_aside_address")
    op.drop_index("uq_set_aside_open_address", table_name="set_aside")
    for column in ("retry_at", "last_at", "times", "status", "role", "address_key"):
        op.drop_column("set_aside", column)
    op.drop_constraint(op.f("ck_run_cut_short"), "run", type_="check")
    for column in ("cut_short", "left_over", "unchanged", "bytes", "requests"):
        op.drop_column("run", column)
    op.drop_column("source", "disabled_at")
    op.drop_column("source", "failures")
    op.drop_constraint(op.f("ck_source_pace_floor"), "source", type_="check")
    op.drop_column("source", "pace_seconds")
    op.drop_table("host")

"""Sessions that are listed and limited, second factors, known browsers, one-time links; the role table is code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

APPLICATION = "sangtin_app"
ROLE_ACTIONS = {
    "reviewer": "report_text review second_review see_address_on_own_lease read_reports",
    "coordinator": "report_text review coordinate second_review see_address manage_official read_reports",
    "approver": "report_text review coordinate second_review approve see_address export_indicators"
    " manage_official read_reports approve_reports",
    "analyst": "report_text train read_reports",
    "leader": "report_text read_reports",
    "administrator": "report_text promote_model administer",
    "auditor": "read_reports audit",
}
"""What the table held; only to put it back."""


def upgrade() -> None:
    """Everybody signs in anew: sessions of before have no number to be listed by."""
    op.drop_table("role_permission")
    op.execute("DELETE FROM login_session")
    op.add_column(
        "login_session", sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)
    )
    op.add_column(
        "login_session",
        sa.Column(
            "kind",
            sa.Enum("phone", "desktop", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
    )
    op.add_column(
        "login_session", sa.Column("pending", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_unique_constraint(op.f("uq_login_session_id"), "login_session", ["id"])
    op.add_column("account", sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE account SET password_set_at = created_at")
    op.add_column("api_token", sa.Column("last_used_on", sa.Date(), nullable=True))
    op.create_table(
        "account_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_link_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_link_token_hash")),
    )
    op.create_index(op.f("ix_account_link_account_id"), "account_link", ["account_id"], unique=False)
    op.create_table(
        "known_browser",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_known_browser_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", "account_id", name=op.f("pk_known_browser")),
    )
    op.create_index(op.f("ix_known_browser_account_id"), "known_browser", ["account_id"], unique=False)
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_second_factor_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"], unique=False)
    tables = "account_link, known_browser, second_factor, recovery_code"
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {APPLICATION}")


def downgrade() -> None:
    """Second factors and links are lost; passwords stay."""
    for table in ("recovery_code", "second_factor", "known_browser", "account_link"):
        op.drop_table(table)
    op.drop_column("api_token", "last_used_on")
    op.drop_column("account", "password_set_at")
    op.drop_constraint(op.f("uq_login_session_id"), "login_session", type_="unique")
    for column in ("pending", "kind", "id"):
        op.drop_column("login_session", column)
    op.create_table(
        "role_permission",
        sa.Column("role", sa.Enum(*ROLE_ACTIONS, name="role", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "report_text", "review", "coordinate", "second_review", "approve", "see_address_on_own_lease", "see_address",
                "export_indicators", "manage_official", "train", "promote_model", "read_reports", "approve_reports", "administer",
                "audit", name="action", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("role", "action", name=op.f("pk_role_permission")),
    )  # fmt: skip
    op.bulk_insert(
        sa.table("role_permission", sa.column("role", sa.String), sa.column("action", sa.String)),
        [
            {"role": role, "action": action}
            for role, actions in ROLE_ACTIONS.items()
            for action in actions.split()
        ],
    )
    op.execute(f"GRANT SELECT ON role_permission TO {APPLICATION}")

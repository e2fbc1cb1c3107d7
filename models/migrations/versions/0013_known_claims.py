"""Known claims: verdicts imported from other publishers, and further wordings of the office's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

APPLICATION = "sangtin_app"
VERDICTS = (
    "true", "false", "missing_context", "outdated", "no_basis", "official_unclear", "official_wrong", "scam", "not_scam",
    "suspected", "answered", "no_official_answer", "forwarded", "already_answered",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "imported_verdict",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("publisher", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(*VERDICTS, name="verdict", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("explanation", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("imported_by", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= valid_from", name=op.f("ck_imported_verdict_validity")
        ),
        sa.CheckConstraint(
            "length(sentence) BETWEEN 1 AND 4000 AND length(explanation) <= 4000",
            name=op.f("ck_imported_verdict_length"),
        ),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["account.id"], name=op.f("fk_imported_verdict_imported_by")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_imported_verdict_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_verdict")),
    )
    op.create_index(op.f("ix_imported_verdict_office_id"), "imported_verdict", ["office_id"], unique=False)
    op.create_index(
        "uq_imported_verdict_standing",
        "imported_verdict",
        ["office_id", "publisher", sa.text("md5(sentence)")],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "claim_wording",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("standing_verdict_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 1000", name=op.f("ck_claim_wording_length")),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_claim_wording_added_by")),
        sa.ForeignKeyConstraint(
            ["standing_verdict_id"],
            ["standing_verdict.id"],
            name=op.f("fk_claim_wording_standing_verdict_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_wording")),
        sa.UniqueConstraint(
            "standing_verdict_id", "text", name=op.f("uq_claim_wording_standing_verdict_id_text")
        ),
    )
    op.execute(f"GRANT SELECT, INSERT ON imported_verdict, claim_wording TO {APPLICATION}")
    op.execute(f"GRANT UPDATE (withdrawn_at) ON imported_verdict TO {APPLICATION}")


def downgrade() -> None:
    op.drop_table("claim_wording")
    op.drop_table("imported_verdict")

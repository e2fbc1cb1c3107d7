"""The public side: requests to review a published verdict, and hotlines an office vouches for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

APPLICATION = "sangtin_app"
REVIEW_BY_ANOTHER = """
CREATE FUNCTION review_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.answered_by IS NOT NULL AND (
        EXISTS (SELECT 1 FROM decision d WHERE d.item_id = NEW.item_id AND d.decided_by = NEW.answered_by)
        OR EXISTS (SELECT 1 FROM reply r WHERE r.item_id = NEW.item_id
                   AND NEW.answered_by IN (r.drafted_by, r.approved_by))
        OR EXISTS (SELECT 1 FROM item_event e WHERE e.item_id = NEW.item_id AND e.actor_id = NEW.answered_by
                   AND e.kind IN ('reply_drafted', 'reply_submitted'))
    ) THEN
        RAISE EXCEPTION 'review_by_another' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "review_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("standing_verdict_id", sa.BigInteger(), nullable=False),
        sa.Column("receipt_hash", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "requested_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("kept", "changed", name="outcome", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 4000", name=op.f("ck_review_request_length")),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL) AND (outcome IS NULL) = (answered_by IS NULL)"
            " AND (outcome IS NULL) = (answer IS NULL)",
            name=op.f("ck_review_request_answered"),
        ),
        sa.CheckConstraint(
            "answer IS NULL OR length(answer) BETWEEN 1 AND 2000",
            name=op.f("ck_review_request_answer_length"),
        ),
        sa.CheckConstraint("octet_length(receipt_hash) = 32", name=op.f("ck_review_request_receipt")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_review_request_office_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_review_request_item_id")),
        sa.ForeignKeyConstraint(
            ["standing_verdict_id"],
            ["standing_verdict.id"],
            name=op.f("fk_review_request_standing_verdict_id"),
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_review_request_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_request")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_review_request_receipt_hash")),
    )
    op.create_index(op.f("ix_review_request_item_id"), "review_request", ["item_id"])
    op.create_index(op.f("ix_review_request_standing_verdict_id"), "review_request", ["standing_verdict_id"])
    op.create_index(
        "ix_review_request_waiting",
        "review_request",
        ["office_id", "due_at"],
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.execute(REVIEW_BY_ANOTHER)
    op.execute(
        "CREATE TRIGGER review_by_another BEFORE INSERT OR UPDATE ON review_request"
        " FOR EACH ROW EXECUTE FUNCTION review_by_another()"
    )
    op.create_table(
        "public_contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("found_in", sa.String(length=300), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_public_contact_confirmed")
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> added_by", name=op.f("ck_public_contact_second_person")
        ),
        sa.CheckConstraint("number ~ '^[0-9][0-9 .]{1,18}[0-9]$'", name=op.f("ck_public_contact_number")),
        sa.CheckConstraint(
            "length(trim(name)) > 0 AND length(trim(found_in)) > 0", name=op.f("ck_public_contact_named")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_public_contact_{column}"))
            for column, target in (
                ("office_id", "office"),
                ("added_by", "account"),
                ("confirmed_by", "account"),
                ("withdrawn_by", "account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_contact")),
    )
    op.create_index(op.f("ix_public_contact_office_id"), "public_contact", ["office_id"])
    op.execute(f"GRANT SELECT, INSERT ON review_request, public_contact TO {APPLICATION}")
    op.execute(f"GRANT UPDATE (outcome, answer, answered_by, answered_at) ON review_request TO {APPLICATION}")
    op.execute(
        "GRANT UPDATE (confirmed_by, confirmed_at, withdrawn_by, withdrawn_at)"
        f" ON public_contact TO {APPLICATION}"
    )


def downgrade() -> None:
    op.drop_table("public_contact")
    op.drop_table("review_request")
    op.execute("DROP FUNCTION review_by_another()")

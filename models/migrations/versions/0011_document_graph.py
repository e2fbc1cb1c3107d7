"""What documents do to each other, what ended by it, and whom it concerns when evidence changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

APPLICATION = "sangtin_app"

KNOWN_CITATIONS = """
INSERT INTO document_link (document_id, position, relation, number, name, issued, issuer, path, sentence)
SELECT document_id, position, 'cites', number, name, issued, issuer, coalesce(path, ''), '' FROM document_citation
"""
"""Documents added before are known to cite; what else their words say is read when they are added again."""

STOOD = """
UPDATE decision_passage dp SET stood = false
FROM decision d, document_passage p, document o
WHERE d.id = dp.decision_id AND p.id = dp.passage_id AND o.id = p.document_id AND (
    o.effective_until < d.valid_from
    OR EXISTS (
        SELECT 1 FROM document n
        WHERE (n.number, n.issued, n.issuer) = (o.number, o.issued, o.issuer) AND n.version > o.version
          AND (o.draft OR NOT n.draft) AND n.obtained_at <= d.decided_at
    )
)
"""
"""What had ended, or had a newer version, when it was cited, was cited knowingly."""


def upgrade() -> None:
    op.create_table(
        "document_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "amends",
                "replaces",
                "repeals",
                "guides",
                "based_on",
                "cites",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(length=200), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column(
            "target_paths",
            postgresql.ARRAY(sa.String(length=200)),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.CheckConstraint("length(sentence) <= 500", name=op.f("ck_document_link_length")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_link_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_link")),
        sa.UniqueConstraint("document_id", "position", name=op.f("uq_document_link_document_id_position")),
    )
    op.create_index(op.f("ix_document_link_number"), "document_link", ["number"], unique=False)
    op.create_table(
        "document_ending",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.String(length=200), server_default="", nullable=False),
        sa.Column("link_id", sa.BigInteger(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("held_until", sa.Date(), nullable=True),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "confirmed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_reason", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_document_ending_undone")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["account.id"], name=op.f("fk_document_ending_confirmed_by")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_ending_document_id")
        ),
        sa.ForeignKeyConstraint(["link_id"], ["document_link.id"], name=op.f("fk_document_ending_link_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_document_ending_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_ending")),
    )
    op.create_index(op.f("ix_document_ending_link_id"), "document_ending", ["link_id"], unique=False)
    op.create_index(
        "uq_document_ending_standing",
        "document_ending",
        ["document_id", "path", "link_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "item_notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_item_notice_account_id")),
        sa.ForeignKeyConstraint(["event_id"], ["item_event.id"], name=op.f("fk_item_notice_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_notice")),
        sa.UniqueConstraint("event_id", "account_id", name=op.f("uq_item_notice_event_id_account_id")),
    )
    op.create_index(op.f("ix_item_notice_account_id"), "item_notice", ["account_id"], unique=False)
    op.add_column("document_passage", sa.Column("effective_until", sa.Date(), nullable=True))
    op.add_column(
        "decision_passage", sa.Column("stood", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.execute(KNOWN_CITATIONS)
    op.execute(STOOD)
    op.bulk_insert(
        sa.table("schedule", sa.column("name"), sa.column("task"), sa.column("cron")),
        [{"name": "can-cu", "task": "evidence", "cron": "5 0 * * *"}],
    )
    for grant in (
        "SELECT, INSERT ON document_link",
        "SELECT, INSERT, UPDATE (undone_by, undone_at, undone_reason) ON document_ending",
        "SELECT, INSERT, UPDATE (seen_at) ON item_notice",
        "UPDATE (effective_until) ON document_passage",
    ):
        op.execute(f"GRANT {grant} TO {APPLICATION}")


def downgrade() -> None:
    # What people confirmed goes back to what was known before, as nothing would be left to undo it with.
    op.execute(
        "UPDATE document d SET effective_until = first.held_until FROM ("
        " SELECT DISTINCT ON (document_id) document_id, held_until FROM document_ending WHERE path = ''"
        " ORDER BY document_id, id) first WHERE first.document_id = d.id"
    )
    op.execute("DELETE FROM schedule_fire USING schedule s WHERE s.id = schedule_id AND s.task = 'evidence'")
    op.execute("DELETE FROM schedule WHERE task = 'evidence'")
    op.drop_column("decision_passage", "stood")
    op.drop_column("document_passage", "effective_until")
    op.drop_table("item_notice")
    op.drop_table("document_ending")
    op.drop_table("document_link")

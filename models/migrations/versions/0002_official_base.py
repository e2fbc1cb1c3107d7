"""Official documents, passages and citations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issued", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("draft", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_until", sa.Date(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("filename", sa.String(length=300), nullable=False),
        sa.Column("source_url", sa.String(length=2000), nullable=True),
        sa.Column("obtained_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "effective_until IS NULL OR effective_until >= effective_from", name=op.f("ck_document_validity")
        ),
        sa.CheckConstraint("length(number) > 0", name=op.f("ck_document_numbered")),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_document_sha256")),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_document_added_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name=op.f("fk_document_confirmed_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_document_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint(
            "number", "issued", "issuer", "version", name=op.f("uq_document_number_issued_issuer_version")
        ),
        sa.UniqueConstraint("sha256", name=op.f("uq_document_sha256")),
    )
    op.create_index(op.f("ix_document_number"), "document", ["number"], unique=False)
    op.create_index(op.f("ix_document_office_id"), "document", ["office_id"], unique=False)
    op.create_table(
        "document_passage",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_passage_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_passage")),
        sa.UniqueConstraint("document_id", "path", name=op.f("uq_document_passage_document_id_path")),
        sa.UniqueConstraint("document_id", "position", name=op.f("uq_document_passage_document_id_position")),
    )
    op.create_index(
        op.f("ix_document_passage_document_id"), "document_passage", ["document_id"], unique=False
    )
    op.create_table(
        "document_citation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(length=200), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_citation_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_citation")),
        sa.UniqueConstraint(
            "document_id", "position", name=op.f("uq_document_citation_document_id_position")
        ),
    )
    op.create_index(
        op.f("ix_document_citation_document_id"), "document_citation", ["document_id"], unique=False
    )
    op.create_index(op.f("ix_document_citation_number"), "document_citation", ["number"], unique=False)


def downgrade() -> None:

    op.drop_table("document_citation")
    op.drop_table("document_passage")
    op.drop_table("document")

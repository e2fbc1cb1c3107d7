"""Which documents and passages were read from pictures of pages, so that a person looks at their figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("document", "document_passage"):
        op.add_column(table, sa.Column("ocr", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    for table in ("document_passage", "document"):
        op.drop_column(table, "ocr")

"""When a post was found to be gone from its page, so that its text goes too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_post_gone",
        "post",
        ["gone_at"],
        postgresql_where=sa.text("gone_at IS NOT NULL AND state <> 'purged'"),
    )


def downgrade() -> None:
    op.drop_index("ix_post_gone", table_name="post")
    op.drop_column("post", "gone_at")

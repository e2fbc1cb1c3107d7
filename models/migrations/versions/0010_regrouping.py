"""Which posts a person's merge or split moved, so that it can be undone. Rows are written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

APPLICATION = "sangtin_app"


def upgrade() -> None:
    op.create_table(
        "narrative_move",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_narrative_move_elsewhere")),
        sa.ForeignKeyConstraint(["event_id"], ["item_event.id"], name=op.f("fk_narrative_move_event_id")),
        sa.ForeignKeyConstraint(
            ["month", "post_id"], ["post.month", "post.id"], name=op.f("fk_narrative_move_month_post_id")
        ),
        sa.ForeignKeyConstraint(["from_id"], ["narrative.id"], name=op.f("fk_narrative_move_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["narrative.id"], name=op.f("fk_narrative_move_to_id")),
        sa.PrimaryKeyConstraint("event_id", "month", "post_id", name=op.f("pk_narrative_move")),
    )
    op.create_index(op.f("ix_narrative_move_from_id"), "narrative_move", ["from_id"], unique=False)
    op.create_index(op.f("ix_narrative_move_to_id"), "narrative_move", ["to_id"], unique=False)
    op.execute(f"GRANT SELECT, INSERT ON narrative_move TO {APPLICATION}")


def downgrade() -> None:
    op.drop_table("narrative_move")

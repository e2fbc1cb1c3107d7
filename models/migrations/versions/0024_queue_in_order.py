"""The queue is read in order: an item keeps its priority, and the clock watches over the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

LIVE = "state IN ('open', 'assigned', 'second_review', 'awaiting_reply', 'waiting_office')"
IN_ORDER = (sa.text("priority DESC"), "due_at", "id")
INDEXES = {
    "ix_item_next": (("office_id", *IN_ORDER), "state = 'open'"),
    "ix_item_next_of_queue": (("office_id", "queue", *IN_ORDER), "state = 'open'"),
    "ix_item_live": (("office_id", *IN_ORDER), LIVE),
    "ix_item_live_everywhere": (IN_ORDER, LIVE),
    "ix_item_lease": (("lease_expires_at",), "state = 'assigned'"),
    "ix_item_to_escalate": (("escalate_at",), f"NOT escalated AND {LIVE}"),
}


def upgrade() -> None:
    op.add_column(
        "item", sa.Column("priority", sa.Numeric(precision=3, scale=2), server_default="0", nullable=False)
    )
    op.add_column(
        "item",
        sa.Column("timed_from", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    # The clock reckons anew within a minute; until then the items stand in an order that makes sense.
    op.execute(
        "UPDATE item SET timed_from = opened_at,"
        " priority = round(0.40 * harm + 0.25 * reach + 0.15 * novelty + 0.10 * doubt, 2)"
    )
    op.create_check_constraint("priority", "item", "priority BETWEEN 0 AND 1")
    op.drop_index("ix_item_waiting", table_name="item")
    op.create_index("ix_item_counts", "item", ["office_id", "queue", "state", "due_at", "escalated"])
    for name, (columns, where) in INDEXES.items():
        op.create_index(name, "item", list(columns), postgresql_where=sa.text(where))
    op.create_index(
        "ix_item_event_skipped",
        "item_event",
        ["actor_id", "item_id"],
        postgresql_where=sa.text("kind = 'skipped'"),
    )
    op.execute("INSERT INTO schedule (name, task, cron) VALUES ('Trông bàn việc', 'desk', '* * * * *')")


def downgrade() -> None:
    op.execute("DELETE FROM schedule_fire WHERE schedule_id IN (SELECT id FROM schedule WHERE task = 'desk')")
    op.execute("DELETE FROM schedule WHERE task = 'desk'")
    op.drop_index("ix_item_event_skipped", table_name="item_event")
    for name in (*INDEXES, "ix_item_counts"):
        op.drop_index(name, table_name="item")
    op.create_index("ix_item_waiting", "item", ["office_id", "queue", "state", "due_at"])
    op.drop_constraint(op.f("ck_item_priority"), "item", type_="check")
    op.drop_column("item", "timed_from")
    op.drop_column("item", "priority")

"""The audit trail is looked at every night."""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO schedule (name, task, cron) VALUES ('Kiểm nhật ký', 'trail', '20 1 * * *')")


def downgrade() -> None:
    op.execute(
        "DELETE FROM schedule_fire WHERE schedule_id IN (SELECT id FROM schedule WHERE task = 'trail')"
    )
    op.execute("DELETE FROM schedule WHERE task = 'trail'")

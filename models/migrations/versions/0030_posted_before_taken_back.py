"""An answer that was taken back can still be told as posted: people post first and tell afterwards."""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

FUNCTION = """
CREATE OR REPLACE FUNCTION posting_on_own_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM channel c JOIN reply r ON r.office_id = c.office_id
        WHERE c.id = NEW.channel_id AND r.id = NEW.reply_id AND r.item_id = NEW.item_id
          AND {states} AND c.active AND starts_with(NEW.url, c.url_prefix)
    ) THEN
        RAISE EXCEPTION 'not an address on a registered channel' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
STANDS = "r.state IN ('approved', 'posted')"
STOOD = f"({STANDS} OR (r.state = 'superseded' AND date_trunc('minute', r.approved_at) <= NEW.posted_at))"
"""A draft that was dropped has no time of approval, so the comparison is not true. People tell minutes."""


def upgrade() -> None:
    op.execute(FUNCTION.format(states=STOOD))


def downgrade() -> None:
    """What was told before stays: the older program asks at the writing only."""
    op.execute(FUNCTION.format(states=STANDS))

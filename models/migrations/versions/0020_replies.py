"""Replies: sentences marked as the office's own words, no blank approved, answers reused, corrections in the same thread."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

FILLED = """
CREATE FUNCTION reply_filled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM reply WHERE id = NEW.id AND state = 'approved')
       AND EXISTS (SELECT 1 FROM reply_sentence WHERE reply_id = NEW.id AND text ~ '[{}]') THEN
        RAISE EXCEPTION 'reply % has a blank that is not filled', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
ANSWER = """
CREATE FUNCTION posting_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.answer_id := (SELECT coalesce(reused_from, id) FROM reply WHERE id = NEW.reply_id);
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.add_column(
        "reply_sentence",
        sa.Column("own_words", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_reply_sentence_one_basis"), "reply_sentence", "NOT own_words OR passage_id IS NULL"
    )
    op.add_column("reply", sa.Column("reused_from", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_reply_reused_from"), "reply", "reply", ["reused_from"], ["id"])
    op.create_index(op.f("ix_reply_reused_from"), "reply", ["reused_from"])
    op.add_column("reply_posting", sa.Column("answer_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_reply_posting_answer_id"), "reply_posting", "reply", ["answer_id"], ["id"])
    # What was posted is history, also where its channel was given up since.
    op.execute("ALTER TABLE reply_posting DISABLE TRIGGER posting_on_own_channel")
    op.execute("UPDATE reply_posting SET answer_id = reply_id")
    op.execute("ALTER TABLE reply_posting ENABLE TRIGGER posting_on_own_channel")
    op.alter_column("reply_posting", "answer_id", nullable=False)
    op.drop_constraint(op.f("uq_reply_posting_item_id_thread_key"), "reply_posting", type_="unique")
    op.create_unique_constraint(
        op.f("uq_reply_posting_answer_id_thread_key"), "reply_posting", ["answer_id", "thread_key"]
    )
    op.create_index(op.f("ix_reply_posting_item_id"), "reply_posting", ["item_id"])
    op.execute(FILLED)
    op.execute(ANSWER)
    op.execute(
        "CREATE CONSTRAINT TRIGGER reply_filled AFTER INSERT OR UPDATE ON reply"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION reply_filled()"
    )
    op.execute(
        "CREATE TRIGGER posting_answer BEFORE INSERT OR UPDATE ON reply_posting"
        " FOR EACH ROW EXECUTE FUNCTION posting_answer()"
    )


def downgrade() -> None:
    """Of an item's postings in one thread the older program knows the first only."""
    op.execute("DROP TRIGGER posting_answer ON reply_posting")
    op.execute("DROP TRIGGER reply_filled ON reply")
    op.execute("DROP FUNCTION posting_answer()")
    op.execute("DROP FUNCTION reply_filled()")
    op.drop_index(op.f("ix_reply_posting_item_id"), "reply_posting")
    op.drop_constraint(op.f("uq_reply_posting_answer_id_thread_key"), "reply_posting", type_="unique")
    op.execute(
        "DELETE FROM reply_posting later USING reply_posting earlier WHERE later.item_id = earlier.item_id"
        " AND later.thread_key = earlier.thread_key AND later.id > earlier.id"
    )
    op.create_unique_constraint(
        op.f("uq_reply_posting_item_id_thread_key"), "reply_posting", ["item_id", "thread_key"]
    )
    op.drop_column("reply_posting", "answer_id")
    op.drop_column("reply", "reused_from")
    op.drop_column("reply_sentence", "own_words")

"""What the application may do: read and write rows, never change history, never change the schema."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

APPLICATION = "sangtin_app"
APPEND_ONLY = ("item_event", "audit_event", "purge_receipt")
READ_ONLY = ("role_permission",)
WRITTEN_ONCE = {
    "decision": "current",
    "decision_passage": None,
    "standing_verdict": "withdrawn_at, withdrawn_reason",
    "reply_posting": None,
    "report_snapshot": "approved_by, approved_at",
    "document": "effective_from, effective_until, confirmed_by, confirmed_at",
    "document_passage": None,
    "document_citation": None,
    "classifier_version": "in_use, promoted_at, promoted_by",
}
"""Never deleted, and never changed but for these columns."""
NEVER_DELETED = ("item", "information_gap", "account", "office")


def upgrade() -> None:
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION}")
    op.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION}")
    op.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APPLICATION}")
    op.execute("REVOKE EXECUTE ON FUNCTION ensure_post_partition(date) FROM PUBLIC")
    op.execute(f"REVOKE UPDATE, DELETE ON {', '.join((*APPEND_ONLY, *WRITTEN_ONCE))} FROM {APPLICATION}")
    for table, columns in WRITTEN_ONCE.items():
        if columns is not None:
            op.execute(f"GRANT UPDATE ({columns}) ON {table} TO {APPLICATION}")
    op.execute(f"REVOKE INSERT, UPDATE, DELETE ON {', '.join(READ_ONLY)} FROM {APPLICATION}")
    op.execute(f"REVOKE DELETE ON {', '.join(NEVER_DELETED)} FROM {APPLICATION}")
    op.execute(f"REVOKE ALL ON alembic_version FROM {APPLICATION}")
    op.execute(f"GRANT SELECT ON alembic_version TO {APPLICATION}")


def downgrade() -> None:
    for table, columns in WRITTEN_ONCE.items():
        if columns is not None:
            op.execute(f"REVOKE UPDATE ({columns}) ON {table} FROM {APPLICATION}")
    op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {APPLICATION}")
    op.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {APPLICATION}")
    op.execute(f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM {APPLICATION}")
    op.execute(f"REVOKE ALL ON SCHEMA public FROM {APPLICATION}")

"""A model keeps how often it was right, label by label, and the corpus it was measured on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

APPLICATION = "sangtin_app"
LABELS = "label IN ('scam', 'claim', 'question', 'grievance', 'scam_awareness', 'opinion', 'off_topic')"
SHARES = (
    "0 <= precision_low AND precision_low <= precision_high AND precision_high <= 1"
    " AND 0 <= recall_low AND recall_low <= recall_high AND recall_high <= 1"
)
FIGURES = ("precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high")


def upgrade() -> None:
    for name in ("corpus_sha256", "parameters_sha256"):
        op.add_column("classifier_version", sa.Column(name, sa.String(64), nullable=True))
    op.add_column("classifier_version", sa.Column("protected_queued_upper", sa.Numeric(5, 4), nullable=True))
    op.create_table(
        "classifier_figure",
        sa.Column("classifier_id", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("posts", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Numeric(5, 4), nullable=False) for name in FIGURES),
        sa.CheckConstraint(LABELS, name=op.f("ck_classifier_figure_label")),
        sa.CheckConstraint(SHARES, name=op.f("ck_classifier_figure_shares")),
        sa.ForeignKeyConstraint(
            ["classifier_id"],
            ["classifier_version.id"],
            name=op.f("fk_classifier_figure_classifier_id_classifier_version"),
        ),
        sa.PrimaryKeyConstraint("classifier_id", "label", name=op.f("pk_classifier_figure")),
    )
    # What was measured is not rewritten.
    op.execute(f"GRANT SELECT, INSERT ON classifier_figure TO {APPLICATION}")


def downgrade() -> None:
    op.drop_table("classifier_figure")
    for name in ("protected_queued_upper", "parameters_sha256", "corpus_sha256"):
        op.drop_column("classifier_version", name)

"""Settings of a desk, who has which topics, items given to a person, and who is away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

APPLICATION = "sangtin_app"
NOW = sa.text("now()")
TOPICS = (
    "dich_vu_cong", "dinh_danh_dien_tu", "binh_dan_hoc_vu_so", "thanh_toan_so", "du_lieu_so", "an_toan_thong_tin",
    "ha_tang_so", "thue_ho_kinh_doanh", "bhxh_bhyt", "giay_to_dia_gioi", "giao_thong_gplx", "giao_duc",
    "vien_thong_sim", "ngan_hang_sinh_trac", "dien_nuoc", "an_sinh", "khac",
)  # fmt: skip
QUEUES = ("scam", "claims", "questions", "grievances")
KINDS = (
    "opened", "leased", "released", "skipped", "lease_expired", "dismissed_opinion", "dismissed_irrelevant",
    "dismissal_undone", "decided", "confirmed", "disagreed", "office_asked", "office_answered", "reply_drafted",
    "reply_submitted", "reply_returned", "reply_approved", "reply_posted", "closed", "reopened", "merged", "split",
    "escalated", "noted",
)  # fmt: skip
NEW_KINDS = ("given", "declined")
NUMBERS = (
    "weight_harm", "weight_reach", "weight_novelty", "weight_time_to_due", "weight_doubt", "lease_minutes",
    "undo_minutes", "given_minutes", "topic_minutes", "due_high", "escalate_high", "due_medium", "escalate_medium",
    "due_low", "escalate_low",
)  # fmt: skip
CHECKS = {
    "weights": "weight_harm + weight_reach + weight_novelty + weight_time_to_due + weight_doubt = 100"
    " AND least(weight_harm, weight_reach, weight_novelty, weight_time_to_due, weight_doubt) >= 0",
    "share": "second_review_share BETWEEN 0 AND 1",
    "minutes": "lease_minutes BETWEEN 5 AND 240 AND undo_minutes BETWEEN 0 AND 120",
    "first_minutes": "given_minutes BETWEEN 5 AND 480 AND topic_minutes BETWEEN 5 AND 480",
    "hours": "least(due_high, due_medium, due_low) >= 1 AND greatest(escalate_high, escalate_medium, escalate_low) <= 720"
    " AND due_high < escalate_high AND due_medium < escalate_medium AND due_low < escalate_low"
    " AND due_high <= due_medium AND due_medium <= due_low"
    " AND escalate_high <= escalate_medium AND escalate_medium <= escalate_low",
    "open": "opens + interval '2 hours' <= closes AND opens <= time '20:00'",
    "days": "cardinality(workdays) BETWEEN 1 AND 7 AND workdays <@ ARRAY[0, 1, 2, 3, 4, 5, 6]::bigint[]"
    " AND cardinality(days_off) <= 60",
}


def _coded(name: str, known: tuple[str, ...], column: str) -> sa.CheckConstraint:
    named = ", ".join(f"'{one}'" for one in known)
    return sa.CheckConstraint(f"{column} IN ({named})", name=op.f(name))


def _kinds(known: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_item_event_kind"), "item_event", type_="check")
    named = ", ".join(f"'{one}'" for one in known)
    op.create_check_constraint(op.f("ck_item_event_kind"), "item_event", f"kind IN ({named})")


def _of(table: str, column: str, other: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    gone = "CASCADE" if cascade else None
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=gone
    )


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _since(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=NOW, nullable=False)


def upgrade() -> None:
    _settings()
    _rules()
    op.create_table(
        "given_item",
        _number("item_id"),
        _number("account_id"),
        _number("given_by"),
        _since("given_at"),
        _of("given_item", "item_id", "item"),
        _of("given_item", "account_id", "account", cascade=True),
        _of("given_item", "given_by", "account"),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_given_item")),
    )
    op.create_index("ix_given_item_account_id", "given_item", ["account_id"])
    op.create_table(
        "absence",
        _number("account_id"),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=False),
        _since("set_at"),
        _number("set_by"),
        _of("absence", "account_id", "account", cascade=True),
        _of("absence", "set_by", "account"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_absence")),
    )
    _kinds((*KINDS, *NEW_KINDS))
    op.execute(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON desk_setting, assignment_rule, given_item, absence TO {APPLICATION}"
    )


def _settings() -> None:
    op.create_table(
        "desk_setting",
        _number("office_id"),
        *(_number(name) for name in NUMBERS),
        sa.Column("second_review_share", sa.Float(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("workdays", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("days_off", postgresql.ARRAY(sa.Date()), nullable=False),
        _since("changed_at"),
        _number("changed_by"),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_desk_setting_{name}")) for name, rule in CHECKS.items()),
        _of("desk_setting", "office_id", "office"),
        _of("desk_setting", "changed_by", "account"),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_desk_setting")),
    )


def _rules() -> None:
    op.create_table(
        "assignment_rule",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        _number("office_id"),
        _number("account_id"),
        sa.Column("topic", sa.String(40), nullable=True),
        sa.Column("queue", sa.String(40), nullable=True),
        _since("created_at"),
        _number("created_by"),
        _coded("ck_assignment_rule_topic", TOPICS, "topic"),
        _coded("ck_assignment_rule_queue", QUEUES, "queue"),
        sa.CheckConstraint(
            "topic IS NOT NULL OR queue IS NOT NULL", name=op.f("ck_assignment_rule_of_something")
        ),
        _of("assignment_rule", "office_id", "office"),
        _of("assignment_rule", "account_id", "account", cascade=True),
        _of("assignment_rule", "created_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_rule")),
        sa.UniqueConstraint(
            "account_id",
            "topic",
            "queue",
            name=op.f("uq_assignment_rule_account_id_topic_queue"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_assignment_rule_office_id"), "assignment_rule", ["office_id"])


def downgrade() -> None:
    """Events of items given to a person become notes: a history keeps what happened, and its numbers."""
    for table in ("absence", "given_item", "assignment_rule", "desk_setting"):
        op.drop_table(table)
    op.execute("ALTER TABLE item_event DISABLE TRIGGER append_only")
    op.execute("UPDATE item_event SET kind = 'noted' WHERE kind IN ('given', 'declined')")
    op.execute("ALTER TABLE item_event ENABLE TRIGGER append_only")
    _kinds(KINDS)

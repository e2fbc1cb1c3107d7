"""Kinds of source that are read over a platform's own interface: Facebook Pages, YouTube, Zalo OA."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BEFORE = (
    "feed", "sitemap", "listing", "wordpress", "forum", "discourse", "xenforo", "isso", "form", "file",
)  # fmt: skip
KINDS = (*BEFORE[:8], "facebook_page", "youtube", "zalo_oa", *BEFORE[8:])


def upgrade() -> None:
    _allow(KINDS)


def downgrade() -> None:
    """Sources of the new kinds become unreadable to the older program, so they are taken out of service first."""
    older = ", ".join(f"'{kind}'" for kind in BEFORE)
    op.execute(f"UPDATE source SET kind = 'feed', enabled = false WHERE kind NOT IN ({older})")  # noqa: S608  (our own words)
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    named = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint(op.f("ck_source_kind"), "source", type_="check")
    op.create_check_constraint(op.f("ck_source_kind"), "source", f"kind IN ({named})")

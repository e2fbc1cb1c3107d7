"""What is asked on every page or lease has an index of its own, also once a plan is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select, text

from models.queries import samples
from models.queries.dissent import differed
from models.tables.item import Item
from tests.models.rows import Rows

pytestmark = pytest.mark.database


def plan_of(rows: Rows, ask: object) -> str:
    """The plan of the one statement ``ask`` makes, with parameters the planner does not know."""
    seen: list[tuple[str, object]] = []
    connection = rows.session.connection()

    def note(_connection: object, _cursor: object, statement: str, given: object, *_more: object) -> None:
        seen.append((statement, given))

    event.listen(connection, "before_cursor_execute", note)
    try:
        ask()  # type: ignore[operator]
    finally:
        event.remove(connection, "before_cursor_execute", note)
    ((statement, given),) = seen
    rows.session.execute(text("SET LOCAL enable_seqscan = off"))
    rows.session.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
    found = connection.exec_driver_sql("EXPLAIN " + statement, given)  # type: ignore[arg-type]
    return "\n".join(line for (line,) in found)


def test_the_sample_is_found_by_its_own_index(rows: Rows) -> None:
    office_id = rows.post().office_id
    for ask in (
        lambda: samples.count_waiting(rows.session, office_id),
        lambda: samples.next_sample(rows.session, office_id, 1),
    ):
        plan = plan_of(rows, ask)
        assert "_office_id_id_idx on post_20" in plan
        # What the index says by being there is not asked of each row again.
        assert "audit_sample" not in plan


def test_who_differed_is_found_by_its_own_index(rows: Rows) -> None:
    rows.item()
    plan = plan_of(rows, lambda: rows.session.scalars(select(Item.id).where(~differed(1))).all())
    assert "ix_item_event_differed" in plan

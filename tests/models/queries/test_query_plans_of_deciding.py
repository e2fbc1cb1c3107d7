"""What is asked on every page or lease has an index of its own, also once a plan is kept."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest
from sqlalchemy import event, select, text

from models.queries import samples
from models.queries.dissent import differed
from models.tables.item import Item
from tests.models.rows import Rows

pytestmark = pytest.mark.database


def plan_of(rows: Rows, ask: Callable[[], object]) -> str:
    """The plan of the one statement ``ask`` makes, as it is kept: no parameter is known to the planner."""
    seen: list[str] = []
    connection = rows.session.connection()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    (statement,) = seen
    numbers = itertools.count(1)
    kept = re.sub(r"%\(\w+\)s", lambda _found: f"${next(numbers)}", statement)
    rows.session.execute(text("SET LOCAL enable_seqscan = off"))
    found = connection.exec_driver_sql(f"EXPLAIN (GENERIC_PLAN) {kept}")
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

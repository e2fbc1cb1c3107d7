"""A small shift at two desks: nobody idle while work for them waits, nothing twice, what is grave seen in time, nothing starves.

The whole one, fifty people and thousands of items, is ``tests/soak/test_shift.py``.
"""

from __future__ import annotations

import pytest

from models.queries.offices import ensure_office
from models.session import transaction
from models.tables.item import Item
from models.vocabulary import ItemState, OfficeLevel, Severity
from tests.triage_api.desk import Desk
from tests.triage_api.shift import TICK, WAITS, Shift, run
from tests.triage_api.soundness import assert_sound

pytestmark = pytest.mark.database
STEPS, QUIET_FROM, PEOPLE, ITEMS = 20, 4, 4, 6


def two_desks(desk: Desk) -> list[int]:
    """The commune and the one beside it."""
    with transaction() as session:
        beside = ensure_office(session, "beben", "UBND xã Bến Bè", OfficeLevel.COMMUNE, "songlam")
    return [desk.office_id, beside]


def assert_a_good_shift(shift: Shift) -> None:
    """What holds at the end of a shift with enough people: everything was seen, and in time."""
    assert_sound(shift.opened)
    unseen = set(shift.opened) - set(shift.first_seen)
    assert unseen == set(), "something starves"
    late = [
        item_id
        for item_id, (opened, severity) in shift.opened.items()
        if severity is Severity.HIGH and shift.first_seen[item_id] - opened >= WAITS[severity][1] * 60
    ]
    assert late == []
    with transaction() as session:
        left = [state for (state,) in session.query(Item.state).filter(Item.id.in_(shift.opened))]
    assert left.count(ItemState.OPEN) == 0, "at the end of a quiet afternoon nothing is left lying"


def test_a_small_shift_at_two_desks(desk: Desk) -> None:
    shift = Shift(desk, two_desks(desk), seed=20261127)
    shift.hire(PEOPLE)
    run(shift, STEPS, lambda step: ITEMS if step < QUIET_FROM else 0)
    assert_a_good_shift(shift)
    assert shift.now == STEPS * TICK
    assert shift.done > len(shift.opened)
    assert shift.compared > 0

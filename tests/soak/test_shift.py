"""A full shift of eight hours in simulated time: fifty people at three desks, thousands of items."""

from __future__ import annotations

import time

import pytest

from models.queries.offices import ensure_office
from models.session import transaction
from models.vocabulary import OfficeLevel
from tests.triage_api.desk import Desk
from tests.triage_api.shift import Shift, run
from tests.triage_api.test_shift import assert_a_good_shift, two_desks

pytestmark = [pytest.mark.database, pytest.mark.soak]
STEPS = 8 * 6
ARRIVALS = 24
"""Per ten minutes until two hours before the end: 864 items. Fifty people finish some 1,200 in a shift, so that at times nothing waits."""
ASKED = 0.1
"""Of the items taken, how many are compared with the second reading of the rules, which reads a whole desk each time."""


def test_a_full_shift_of_fifty_people(desk: Desk) -> None:
    with transaction() as session:
        third = ensure_office(session, "songha", "UBND xã Sông Hạ", OfficeLevel.COMMUNE, "songlam")
    shift = Shift(desk, [*two_desks(desk), third], seed=8, asked=ASKED)
    shift.hire(17)
    begun = time.monotonic()
    run(shift, STEPS, lambda step: ARRIVALS if step < STEPS - 12 else 0)
    assert_a_good_shift(shift)
    assert shift.kept > 0
    print(  # noqa: T201  (figures of a soak run)
        f"\n{len(shift.people)} people, {shift.now // 60} hours, {len(shift.opened)} items, taken {shift.taken} times, {shift.done} moves:"
        f" none lost, none held by two, none decided twice; {shift.compared} compared with the rules;"
        f" {shift.ran_out} leases ran out, {shift.kept} of them with a draft, all kept; {time.monotonic() - begun:.0f} s"
    )

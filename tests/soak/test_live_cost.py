"""What it costs to tell fifty open pages how the desk stands: processor time a minute, here and in the database."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from models.queries import sessions
from models.session import transaction
from models.staff import BrowserKind
from models.tables.item import Item
from models.vocabulary import ItemState
from tests.triage_api.desk import Desk
from tests.triage_api.shift import Shift
from tests.triage_api.test_shift import two_desks
from triage_api import security
from triage_api.live import READ_SECONDS, Board, events
from triage_api.services import lease, live, presence
from triage_api.services.live import Listening

pytestmark = [pytest.mark.database, pytest.mark.soak]
PEOPLE, ITEMS, READINGS = 50, 2_000, 40
MOST_MS = 6_000
"""Of processor time a minute, both together: a tenth of one core, so that what is told never stands in the way of what is done."""


def _spent(pid: int) -> float:
    """Processor seconds a process of this machine has used; 0 where they cannot be read."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _listening(desk: Desk) -> list[Listening]:
    """Fifty people, each with a session and an item open, half of them holding theirs."""
    shift = Shift(desk, two_desks(desk), seed=33)
    shift.hire(PEOPLE // 2)
    shift.arrive(ITEMS)
    asked = []
    for number, person in enumerate(shift.people):
        token = security.hashed(f"trang {number}")
        with transaction() as session:
            sessions.open_session(session, token, person.id, next(iter(BrowserKind)))
            number_of = select(Item.id).where(
                Item.office_id == person.office_id, Item.state == ItemState.OPEN
            )
            item = lease.lease(session, person, session.scalars(number_of.limit(1)).one())
            presence.note(session, person, item)
        with transaction() as session:
            if number % 2:
                lease.release(session, person, item.id)
        asked.append(live.listening(token, person, item.id))
    return asked


async def _told(asked: list[Listening]) -> tuple[int, int]:
    """Let the board read so many times for all; how many states were told, and how many readings there were."""
    read = 0

    def states(listeners: Collection[Listening]) -> Any:
        nonlocal read
        read += 1
        return live.states(listeners)

    board = Board(states, read_seconds=0.02)
    told = 0

    async def page(one: Listening) -> None:
        nonlocal told
        listener = board.join(one)
        try:
            async for event in events(listener):
                told += event.startswith("data")
        finally:
            board.leave(listener)

    pages = [asyncio.create_task(page(one)) for one in asked]
    while read < READINGS:
        await asyncio.sleep(0.02)
    for one in pages:
        one.cancel()
    await asyncio.gather(*pages, return_exceptions=True)
    return told, read


def test_fifty_open_pages_cost_little(desk: Desk) -> None:
    asked = _listening(desk)
    with transaction() as session:
        backends = session.scalars(
            text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        ).all()
    before, here = {pid: _spent(pid) for pid in backends}, time.process_time()
    told, read = asyncio.run(_told(asked))
    here = time.process_time() - here
    there = sum(_spent(pid) - before[pid] for pid in backends)
    a_minute = 60 / READ_SECONDS / read * 1000
    print(  # noqa: T201  (figures of a soak run)
        f"\n{len(asked)} open pages, {ITEMS} items, one reading each {READ_SECONDS:g} s: {here * a_minute:.0f} ms of processor a minute"
        f" here, {there * a_minute:.0f} ms in the database ({read} readings, {told} states told)"
    )
    assert told >= len(asked), "every page was told once"
    assert (here + there) * a_minute < MOST_MS

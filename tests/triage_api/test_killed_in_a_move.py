"""I6 at the desk: a process that dies inside a move leaves the item as it was, held by nobody, and the next person goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import NoReturn

import pytest
from sqlalchemy import event as database_event

from models.queries import items
from models.queries.accounts import Person
from models.session import Session, transaction
from models.tables.item import Item, ItemEvent
from models.vocabulary import ItemState, Role, Verdict
from tests.triage_api.desk import Desk, conclusion
from tests.triage_api.soundness import assert_sound
from triage_api.services import decide, lease, regroup

pytestmark = pytest.mark.database
Act = Callable[[Session, Desk, Person, int], object]


def _lease(session: Session, _desk: Desk, person: Person, item_id: int) -> None:
    lease.lease(session, person, item_id)


def _decide(session: Session, desk: Desk, person: Person, item_id: int) -> None:
    if session.get_one(Item, item_id).state is ItemState.OPEN:
        lease.lease(session, person, item_id)
    decide.decide(session, person, item_id, conclusion(desk, Verdict.FALSE))


def _second_look(session: Session, desk: Desk, person: Person, item_id: int) -> None:
    decide.second_look(session, person, item_id, conclusion(desk, Verdict.FALSE))


def _merge(session: Session, _desk: Desk, person: Person, item_id: int) -> None:
    regroup.merge(session, person, item_id, item_id - 1)


ACTS: dict[str, tuple[Act, ItemState, ItemState]] = {
    "lease": (_lease, ItemState.OPEN, ItemState.ASSIGNED),
    "decide": (_decide, ItemState.OPEN, ItemState.SECOND_REVIEW),
    "second look": (_second_look, ItemState.SECOND_REVIEW, ItemState.AWAITING_REPLY),
    "merge": (_merge, ItemState.OPEN, ItemState.MERGED),
}


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def _after_the_event() -> None:
    """Die when the event is written and the state is not."""
    written = items.append_event

    def write_and_die(*given: object, **more: object) -> ItemEvent:
        written(*given, **more)  # type: ignore[arg-type]
        _die()

    items.append_event = write_and_die


def _before_the_commit() -> None:
    """Die when event and state are both written and nothing is committed."""

    @database_event.listens_for(Session, "before_commit")
    def _flush_and_die(session: Session) -> None:
        session.flush()
        _die()


POINTS = {"between event and state": _after_the_event, "between state and commit": _before_the_commit}


def _killed(place: Callable[[], None], act: Act, desk: Desk, person: Person, item_id: int) -> None:
    """A child process makes the move and is killed in it. It forgets the connections it inherits (``models.session``)."""
    child = os.fork()
    if child == 0:
        try:
            place()
            with transaction() as session:
                act(session, desk, person, item_id)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the move ended without being killed"
    assert os.WTERMSIG(status) == signal.SIGKILL


def _history(item_id: int) -> list[tuple[int, object, object]]:
    with transaction() as session:
        return [(one.sequence, one.kind, one.to_state) for one in items.history(session, item_id)]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("move", ACTS)
def test_whoever_is_killed_in_a_move_made_none(desk: Desk, move: str, point: str) -> None:
    act, before, after = ACTS[move]
    other = desk.item("Từ 1/12 nộp hồ sơ ở xã mất phí 50k, bài trước")
    item_id = desk.item()
    first, dying, next_one = (desk.person(name, Role.COORDINATOR) for name in ("th1", "th2", "th3"))
    if before is ItemState.SECOND_REVIEW:
        with transaction() as session:
            _decide(session, desk, first, item_id)
    known = _history(item_id)

    _killed(POINTS[point], act, desk, dying, item_id)

    with transaction() as session:
        item = session.get_one(Item, item_id)
        assert (item.state, item.assigned_to, item.lease_expires_at) == (before, None, None)
    assert _history(item_id) == known
    assert_sound([item_id, other])
    with transaction() as session:
        act(session, desk, next_one, item_id)
    with transaction() as session:
        assert session.get_one(Item, item_id).state is after
    assert_sound([item_id, other])

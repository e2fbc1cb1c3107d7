"""What one open page is told: the counts of the person's queues, and who is at the item it shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from models.queries import live
from models.queries.accounts import Person
from models.queries.live import Held, Moment
from models.session import transaction
from models.vocabulary import ItemState, Queue
from triage_api.catalogue import _
from triage_api.services import presence
from triage_api.services.sight import item_in_sight, offices_in_sight


@dataclass(frozen=True, slots=True)
class Listening:
    """One open page: whose browser, what its owner may see, and the item it shows, if it shows one."""

    token_hash: bytes
    account_id: int
    office_id: int
    offices: tuple[int, ...]
    item_id: int | None = None


def listening(token_hash: bytes, person: Person, item_id: int | None) -> Listening:
    """Who listens, looked up in a transaction of its own, so that none is open while they wait.

    Raises:
        NotFound: the item is not there or not in the person's sight.
    """
    with transaction() as session:
        offices = tuple(offices_in_sight(session, person))
        if item_id is not None:
            item_in_sight(session, person, item_id)
    return Listening(token_hash, person.id, person.office_id, offices, item_id)


def states(listeners: Collection[Listening]) -> dict[Listening, dict[str, Any] | None]:
    """The state of each page now, in one short transaction; None for whom the session has ended or the office changed."""
    with transaction() as session:
        now = live.moment(
            session,
            {one.token_hash for one in listeners},
            {office for one in listeners for office in one.offices},
            {one.account_id for one in listeners},
            {one.item_id for one in listeners if one.item_id is not None},
        )
    return {one: _told(now, one) if in_force(now, one) else None for one in listeners}


def in_force(now: Moment, one: Listening) -> bool:
    """Whether the session that listens is in force, and its owner still of the office they were of."""
    return now.sessions.get(one.token_hash) == one.office_id


def _told(now: Moment, one: Listening) -> dict[str, Any]:
    told: dict[str, Any] = {"counts": _counts(now, one)}
    held = now.items.get(one.item_id) if one.item_id is not None else None
    if held is not None:
        told["item"] = {
            "watching": _watching(now, held, one),
            "holder": _holder(held, one),
            "state": held.state.value,
        }
    return told


def _counts(now: Moment, one: Listening) -> dict[str, int]:
    first = {
        queue.value: sum(
            now.waiting[office, state, queue]
            for office in one.offices
            for state in (ItemState.OPEN, ItemState.ASSIGNED)
        )
        for queue in Queue
    }
    second = sum(
        now.waiting[office, ItemState.SECOND_REVIEW, queue] for office in one.offices for queue in Queue
    )
    return {**first, "all": sum(first.values()), "second": second, "mine": now.held[one.account_id]}


def _watching(now: Moment, held: Held, one: Listening) -> str:
    viewers = [viewer for viewer in now.viewers if viewer.item_id == one.item_id]
    return presence.sentence(viewers, one.office_id, {one.account_id, held.holder_id or 0})


def _holder(held: Held, one: Listening) -> str:
    if held.state is not ItemState.ASSIGNED or held.holder_id in (None, one.account_id):
        return ""
    return _("{name} đang giữ việc này").format(name=held.holder)

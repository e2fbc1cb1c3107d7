"""SPEC §5 written down once more, from its text and not from the code: every state, event and role is compared with it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select, update

from models.errors import IllegalMove, TriageError
from models.queries import assignment
from models.queries.accounts import Person
from models.session import Session, transaction
from models.tables.item import Item, ItemEvent
from models.vocabulary import EventKind, ItemState, Role, Verdict
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import decide, giving, lease, notes, office, regroup
from triage_api.services.transitions import MOVES, next_state

S = ItemState
E = EventKind
EVERY = frozenset(ItemState)
LIVE = {S.OPEN, S.ASSIGNED, S.SECOND_REVIEW, S.AWAITING_REPLY, S.WAITING_OFFICE}
AT_THE_DESK = {Role.REVIEWER, Role.COORDINATOR, Role.APPROVER}
COORDINATING = {Role.COORDINATOR, Role.APPROVER}
APPROVING = {Role.APPROVER}
CLOCK: set[Role] = set()

SPEC: dict[EventKind, tuple[set[ItemState], set[ItemState], set[Role]]] = {
    # move: from, to, who (SPEC §5; who of §6)
    E.LEASED: ({S.OPEN}, {S.ASSIGNED}, AT_THE_DESK),
    E.RELEASED: ({S.ASSIGNED}, {S.OPEN}, AT_THE_DESK),
    E.SKIPPED: ({S.ASSIGNED}, {S.OPEN}, AT_THE_DESK),
    E.LEASE_EXPIRED: ({S.ASSIGNED}, {S.OPEN}, CLOCK),
    E.DISMISSED_OPINION: ({S.ASSIGNED}, {S.DISMISSED}, AT_THE_DESK),
    E.DISMISSED_IRRELEVANT: ({S.ASSIGNED}, {S.DISMISSED}, AT_THE_DESK),
    E.DISMISSAL_UNDONE: ({S.DISMISSED}, {S.OPEN}, AT_THE_DESK),
    E.DECIDED: (
        {S.ASSIGNED},
        {S.SECOND_REVIEW, S.AWAITING_REPLY, S.WAITING_OFFICE, S.CLOSED},
        AT_THE_DESK,
    ),
    E.CONFIRMED: ({S.SECOND_REVIEW}, {S.AWAITING_REPLY}, AT_THE_DESK),
    E.DISAGREED: ({S.SECOND_REVIEW}, {S.OPEN}, AT_THE_DESK),
    E.OFFICE_ASKED: ({S.ASSIGNED, S.AWAITING_REPLY}, {S.WAITING_OFFICE}, APPROVING),
    E.OFFICE_ANSWERED: ({S.WAITING_OFFICE}, {S.AWAITING_REPLY}, APPROVING),
    E.CLOSED: ({S.AWAITING_REPLY}, {S.CLOSED}, APPROVING),
    E.REOPENED: ({S.CLOSED, S.DISMISSED}, {S.OPEN}, AT_THE_DESK),
    E.MERGED: (set(EVERY - {S.MERGED}), {S.MERGED}, COORDINATING),
    E.SPLIT: ({S.MERGED}, set(EVERY - {S.ASSIGNED, S.MERGED}), COORDINATING),
}
"""A merged item comes back as what it was; one that was held is open, but the state it had may be named."""
SPEC_ALLOWS_TOO = {E.SPLIT: {S.ASSIGNED}}
"""``assigned`` as an end of a split: allowed to the table ("any but merged"), never asked for by the service."""

MORE: dict[EventKind, tuple[set[ItemState], str]] = {
    E.REPLY_DRAFTED: (
        {S.AWAITING_REPLY},
        "states of a reply (SPEC §5, last line) are part of the item's history",
    ),
    E.REPLY_SUBMITTED: ({S.AWAITING_REPLY}, "as above"),
    E.REPLY_RETURNED: ({S.AWAITING_REPLY}, "as above"),
    E.REPLY_APPROVED: ({S.AWAITING_REPLY}, "as above; posting it, or needing none, closes"),
    E.REPLY_POSTED: ({S.AWAITING_REPLY}, "as above"),
    E.ESCALATED: (LIVE, "the flag of SPEC §5; §6 names who"),
    E.NOTED: (LIVE | {S.CLOSED}, "a remark of colleagues, or a post put back: no state of the item changes"),
    E.SPLIT: (LIVE | {S.CLOSED}, "a post taken out of an item leaves the item where it is"),
    E.GIVEN: ({S.OPEN}, "assign (SPEC §6): the item stays open and is offered to one person first"),
    E.DECLINED: ({S.OPEN}, "the same taken back"),
}
"""What the code knows beyond the table, each with its reason. None of it changes a state."""
BY_CLOCK_TOO: dict[tuple[ItemState, EventKind], tuple[ItemState, str]] = {
    (S.AWAITING_REPLY, E.REOPENED): (S.OPEN, "evidence changed before the answer was finished (DESIGN I5)"),
    (S.WAITING_OFFICE, E.REOPENED): (S.OPEN, "as above"),
    (S.MERGED, E.NOTED): (S.MERGED, "its verdict stands no more: said in its history, which stays its own"),
}


def expected(state: ItemState, event: EventKind, *, by_clock: bool) -> set[ItemState]:
    """Where the table, and what is listed beside it with a reason, let an event lead from a state."""
    ends: set[ItemState] = set()
    if event in SPEC and state in SPEC[event][0]:
        ends |= SPEC[event][1] | SPEC_ALLOWS_TOO.get(event, set())
    if event in MORE and state in MORE[event][0]:
        ends |= {state}
    if by_clock and (state, event) in BY_CLOCK_TOO:
        ends |= {BY_CLOCK_TOO[state, event][0]}
    return ends


def reached(state: ItemState, event: EventKind, *, by_clock: bool) -> set[ItemState]:
    """Where the code leads, whatever end is asked for."""
    found = set()
    for wanted in (None, *ItemState):
        try:
            found.add(next_state(state, event, wanted, by_clock=by_clock))
        except IllegalMove:
            continue
    return found


@pytest.mark.parametrize("by_clock", [False, True])
def test_every_state_and_event_does_what_the_table_says(by_clock: bool) -> None:
    different = {
        (state.value, event.value): (reached(state, event, by_clock=by_clock), wanted)
        for state, event in product(ItemState, EventKind)
        if reached(state, event, by_clock=by_clock) != (wanted := expected(state, event, by_clock=by_clock))
    }
    assert different == {}


def test_every_event_is_of_the_table_or_listed_with_a_reason() -> None:
    assert set(EventKind) - {E.OPENED} == set(SPEC) | set(MORE) == set(MOVES)


@pytest.mark.parametrize("event", [E.REOPENED, E.MERGED])
def test_nothing_brings_an_opinion_back(event: EventKind) -> None:
    for by_clock, wanted in product((False, True), (None, *ItemState)):
        with pytest.raises(IllegalMove):
            next_state(S.DISMISSED, event, wanted, dismissed_as_opinion=True, by_clock=by_clock)


Act = Callable[[Session, Person, int, "Stand"], Any]
ACTS: dict[EventKind, Act] = {
    E.LEASED: lambda s, p, i, _: lease.lease(s, p, i),
    E.RELEASED: lambda s, p, i, _: lease.release(s, p, i),
    E.SKIPPED: lambda s, p, i, _: lease.release(s, p, i, "ngoài địa bàn"),
    E.DISMISSED_OPINION: lambda s, p, i, _: lease.dismiss(s, p, i, as_opinion=True),
    E.DISMISSED_IRRELEVANT: lambda s, p, i, _: lease.dismiss(s, p, i, as_opinion=False),
    E.DISMISSAL_UNDONE: lambda s, p, i, _: lease.undo_dismissal(s, p, i),
    E.DECIDED: lambda s, p, i, t: decide.decide(s, p, i, conclusion(t.desk, Verdict.TRUE)),
    E.CONFIRMED: lambda s, p, i, t: decide.second_look(s, p, i, conclusion(t.desk, Verdict.FALSE)),
    E.DISAGREED: lambda s, p, i, t: decide.second_look(s, p, i, conclusion(t.desk, Verdict.TRUE)),
    E.OFFICE_ASKED: lambda s, p, i, _: office.ask_office(s, p, i, "thiếu mức phí"),
    E.OFFICE_ANSWERED: lambda s, p, i, _: office.office_answered(s, p, i, "có công văn"),
    E.CLOSED: lambda s, p, i, _: office.close_without_reply(s, p, i, "xong"),
    E.REOPENED: lambda s, p, i, _: decide.reopen(s, p, i, "xem lại"),
    E.MERGED: lambda s, p, i, t: regroup.merge(s, p, i, t.target),
    E.SPLIT: lambda s, p, i, _: regroup.split(s, p, i),
    E.ESCALATED: lambda s, p, i, _: office.escalate(s, p, i, "lan rộng"),
    E.NOTED: lambda s, p, i, _: notes.add_note(s, p, i, "đã gọi điện hỏi"),
    E.GIVEN: lambda s, p, i, t: giving.give(s, p, i, t.colleague.id),
    E.DECLINED: lambda s, p, i, _: _declined(s, p, i),
}
MORE_WHO = {
    E.ESCALATED: COORDINATING,
    E.NOTED: AT_THE_DESK,
    E.GIVEN: COORDINATING,
    E.DECLINED: AT_THE_DESK,
}


class Stand:
    """One item in every state, and one person of every role."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.first = desk.person("nguoi-dau")
        self.colleague = desk.person("dong-nghiep")
        self.people = {role: desk.person(f"vai-{role.value}", role) for role in Role}
        self.target = desk.item("Từ 1/12 nộp hồ sơ ở xã mất phí 50k, việc khác")
        self.by_state = {state: self._in(state) for state in ItemState}
        self.lengths: dict[int, int] = {}
        self.dismissed_by = {role: self._dismissed(self.people[role]) for role in AT_THE_DESK}

    def item(self, state: ItemState, role: Role, event: EventKind) -> int:
        """The item to try an event on; a dismissal is undone by whoever made it."""
        if state is S.DISMISSED and event is E.DISMISSAL_UNDONE and role in self.dismissed_by:
            return self.dismissed_by[role]
        return self.by_state[state]

    def _in(self, state: ItemState) -> int:
        if state is S.DISMISSED:
            return self._dismissed(self.first)
        item_id = self.desk.item()
        verdicts = {
            S.SECOND_REVIEW: Verdict.FALSE,
            S.AWAITING_REPLY: Verdict.TRUE,
            S.WAITING_OFFICE: Verdict.OFFICIAL_UNCLEAR,
            S.CLOSED: Verdict.TRUE,
        }
        with transaction() as session:
            if state is S.MERGED:
                regroup.merge(session, self.people[Role.APPROVER], item_id, self.target)
            elif state is not S.OPEN:
                lease.lease(session, self.first, item_id)
            if state in verdicts:
                decide.decide(session, self.first, item_id, conclusion(self.desk, verdicts[state]))
            if state is S.CLOSED:
                office.close_without_reply(session, self.people[Role.APPROVER], item_id, "xong")
        return item_id

    def _dismissed(self, person: Person) -> int:
        item_id = self.desk.item()
        with transaction() as session:
            lease.lease(session, person, item_id)
            lease.dismiss(session, person, item_id, as_opinion=False)
        return item_id


def _declined(session: Session, person: Person, item_id: int) -> Item:
    assignment.give(session, item_id, person.id, person.id)
    return giving.decline(session, person, item_id)


def _did(session: Session, stand: Stand, state: ItemState, role: Role, event: EventKind) -> bool:
    """Whether the service wrote the event; everything is taken back."""
    person, item_id = stand.people[role], stand.item(state, role, event)
    events = select(ItemEvent.kind).where(ItemEvent.item_id == item_id).order_by(ItemEvent.sequence)
    if item_id not in stand.lengths:
        stand.lengths[item_id] = len(session.scalars(events).all())
    try:
        with session.begin_nested() as attempt:
            if state is S.ASSIGNED:  # held by whoever tries: what a role may not do, holding does not give
                session.execute(update(Item).where(Item.id == item_id).values(assigned_to=person.id))
            session.expire_all()
            ACTS[event](session, person, item_id, stand)
            new = session.scalars(events).all()[stand.lengths[item_id] :]
            attempt.rollback()
    except TriageError:
        return False
    return new == [event]


@pytest.mark.database
def test_every_state_event_and_role_does_what_the_tables_say(desk: Desk) -> None:
    stand = Stand(desk)
    wrong = []
    with transaction() as session:
        for state, event, role in product(ItemState, ACTS, Role):
            sources = SPEC[event][0] if event in SPEC else MORE[event][0]
            who = SPEC[event][2] if event in SPEC else MORE_WHO[event]
            allowed = state in sources and role in who
            if _did(session, stand, state, role, event) is not allowed:
                wrong.append((state.value, event.value, role.value, "refused" if allowed else "done"))
    assert wrong == []

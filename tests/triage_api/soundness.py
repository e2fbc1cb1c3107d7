"""What holds of every item at every moment, whatever people did in which order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from models.session import transaction
from models.tables.decision import Decision, StandingVerdict
from models.tables.gap import InformationGap
from models.tables.item import Item, ItemEvent
from models.vocabulary import ActorKind, EventKind, ItemState
from triage_api.services.second_review import ALWAYS
from triage_api.services.transitions import ALSO_BY_CLOCK, MOVES, STAYS


def assert_sound(expected: Collection[int]) -> None:
    """Nothing is lost, owned by two, decided twice by one, or moved against the rules."""
    with transaction() as session:
        found = session.query(Item).filter(Item.id.in_(expected)).all()
        assert {item.id for item in found} == set(expected)
        events = session.query(ItemEvent).filter(ItemEvent.item_id.in_(expected)).order_by(ItemEvent.sequence)
        current = session.query(Decision).filter(Decision.item_id.in_(expected), Decision.current)
        standing = session.query(StandingVerdict).filter(
            StandingVerdict.item_id.in_(expected), StandingVerdict.withdrawn_at.is_(None)
        )
        histories, decisions, verdicts = _by_item(events), _by_item(current), _by_item(standing)
        tickets = _by_item(session.query(InformationGap).filter(InformationGap.item_id.in_(expected)))
        for item in found:
            _history_is_legal(item, histories[item.id])
            _leases_do_not_overlap(histories[item.id])
            _decisions_are_of_different_people(item, decisions[item.id])
            _who_waits_for_an_office_asks_one(item, tickets[item.id])
            _verdict_stands_on_enough_people(item, decisions[item.id], verdicts[item.id])


def _by_item(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.item_id].append(row)
    return grouped


def _history_is_legal(item: Item, history: list[ItemEvent]) -> None:
    assert [event.sequence for event in history] == list(range(1, len(history) + 1))
    assert history[0].kind is EventKind.OPENED
    state = history[0].to_state
    as_opinion = False
    for event in history[1:]:
        assert event.from_state is state, (item.id, event.sequence)
        also = ALSO_BY_CLOCK.get(event.kind) if event.actor_kind is ActorKind.CLOCK else None
        move = also if also is not None and state in also.sources else MOVES[event.kind]
        assert state in move.sources, (item.id, event.kind, state)
        assert event.to_state is state if event.kind in STAYS else event.to_state in move.targets
        assert not (event.kind is EventKind.REOPENED and as_opinion), "an opinion came back"
        as_opinion = event.kind is EventKind.DISMISSED_OPINION or (
            as_opinion and event.kind is not EventKind.DISMISSAL_UNDONE
        )
        state = event.to_state
    assert item.state is state
    assert (item.state is ItemState.ASSIGNED) == (item.assigned_to is not None)


def _leases_do_not_overlap(history: list[ItemEvent]) -> None:
    holder = None
    for event in history:
        if event.kind is EventKind.LEASED:
            assert holder is None, "two people hold one item"
            holder = event.actor_id
        elif event.from_state is ItemState.ASSIGNED and event.to_state is not ItemState.ASSIGNED:
            assert event.actor_id in (holder, None)
            holder = None


def _decisions_are_of_different_people(item: Item, current: list[Decision]) -> None:
    assert max(Counter(decision.decided_by for decision in current).values(), default=1) == 1, item.id
    # Without a second one, the second person only said that it is an opinion.
    assert sorted(decision.round for decision in current) in ([], [1], [1, 2], [1, 3], [1, 2, 3])


def _who_waits_for_an_office_asks_one(item: Item, tickets: list[InformationGap]) -> None:
    waits = item.state is ItemState.WAITING_OFFICE
    assert not waits or any(ticket.answered_at is None for ticket in tickets), item.id


def _verdict_stands_on_enough_people(
    item: Item, current: list[Decision], standing: list[StandingVerdict]
) -> None:
    assert len(standing) <= 1
    settled = item.state in (ItemState.AWAITING_REPLY, ItemState.WAITING_OFFICE)
    assert not settled or standing or not current
    for verdict in standing:
        if verdict.verdict in ALWAYS:
            assert len(current) >= 2, (item.id, verdict.verdict)
        last = max(current, key=lambda decision: decision.round)
        assert verdict.decision_id == last.id, "the last person's word stands"
        if len(current) == 2 and last.round == 2:
            assert current[0].verdict is current[1].verdict, "two who differ settle nothing"
    if item.state is ItemState.SECOND_REVIEW:
        assert len(current) == 1
        assert not standing

"""The legal moves of an item (SPEC §5): one pure function over states.

No move is made anywhere else; ``triage_api.services.moves`` applies what this allows.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.errors import IllegalMove
from models.vocabulary import ITEM_STATE_NAMES, EventKind, ItemState
from triage_api.catalogue import _

S = ItemState
E = EventKind
LIVE = frozenset({S.OPEN, S.ASSIGNED, S.SECOND_REVIEW, S.AWAITING_REPLY, S.WAITING_OFFICE})


@dataclass(frozen=True, slots=True)
class Move:
    """From where a move is legal, and where it may lead."""

    sources: frozenset[ItemState]
    targets: frozenset[ItemState]


def _move(sources: set[ItemState] | frozenset[ItemState], *targets: ItemState) -> Move:
    return Move(frozenset(sources), frozenset(targets))


STAYS = frozenset(
    {
        E.REPLY_DRAFTED,
        E.REPLY_SUBMITTED,
        E.REPLY_RETURNED,
        E.REPLY_APPROVED,
        E.REPLY_POSTED,
        E.ESCALATED,
        E.NOTED,
        E.GIVEN,
        E.DECLINED,
    }
)
"""Moves that are part of the history but change no state."""

ALSO_BY_CLOCK: dict[EventKind, Move] = {
    E.REOPENED: _move({S.AWAITING_REPLY, S.WAITING_OFFICE}, S.OPEN),
    E.NOTED: _move({S.MERGED}, S.MERGED),
}
"""What only the clock does, when the evidence has changed: an answer that is not finished is begun anew, and a merged
item is told that its verdict stands no more."""

MOVES: dict[EventKind, Move] = {
    E.LEASED: _move({S.OPEN}, S.ASSIGNED),
    E.RELEASED: _move({S.ASSIGNED}, S.OPEN),
    E.SKIPPED: _move({S.ASSIGNED}, S.OPEN),
    E.LEASE_EXPIRED: _move({S.ASSIGNED}, S.OPEN),
    E.DISMISSED_OPINION: _move({S.ASSIGNED}, S.DISMISSED),
    E.DISMISSED_IRRELEVANT: _move({S.ASSIGNED}, S.DISMISSED),
    E.DISMISSAL_UNDONE: _move({S.DISMISSED}, S.OPEN),
    E.DECIDED: _move({S.ASSIGNED}, S.SECOND_REVIEW, S.AWAITING_REPLY, S.WAITING_OFFICE, S.CLOSED),
    E.CONFIRMED: _move({S.SECOND_REVIEW}, S.AWAITING_REPLY),
    E.DISAGREED: _move({S.SECOND_REVIEW}, S.OPEN),
    E.OFFICE_ASKED: _move({S.ASSIGNED, S.AWAITING_REPLY}, S.WAITING_OFFICE),
    E.OFFICE_ANSWERED: _move({S.WAITING_OFFICE}, S.AWAITING_REPLY),
    E.REPLY_DRAFTED: _move({S.AWAITING_REPLY}, S.AWAITING_REPLY),
    E.REPLY_SUBMITTED: _move({S.AWAITING_REPLY}, S.AWAITING_REPLY),
    E.REPLY_RETURNED: _move({S.AWAITING_REPLY}, S.AWAITING_REPLY),
    E.REPLY_APPROVED: _move({S.AWAITING_REPLY}, S.AWAITING_REPLY),
    E.REPLY_POSTED: _move({S.AWAITING_REPLY}, S.AWAITING_REPLY),
    E.CLOSED: _move({S.AWAITING_REPLY}, S.CLOSED),
    E.REOPENED: _move({S.CLOSED, S.DISMISSED}, S.OPEN),
    E.MERGED: _move(LIVE | {S.CLOSED, S.DISMISSED}, S.MERGED),
    E.SPLIT: _move(LIVE | {S.CLOSED, S.MERGED}, *LIVE, S.CLOSED, S.DISMISSED),
    E.ESCALATED: _move(LIVE, *LIVE),
    E.NOTED: _move(LIVE | {S.CLOSED}, *LIVE, S.CLOSED),
    E.GIVEN: _move({S.OPEN}, S.OPEN),
    E.DECLINED: _move({S.OPEN}, S.OPEN),
}


NOT_FOR_OPINION = frozenset({E.REOPENED, E.MERGED})
"""What is never done to an item a person took out as opinion."""


def next_state(
    state: ItemState,
    kind: EventKind,
    wanted: ItemState | None = None,
    *,
    dismissed_as_opinion: bool = False,
    by_clock: bool = False,
) -> ItemState:
    """The state after ``kind``; ``wanted`` chooses where a move has several ends.

    Raises:
        IllegalMove: the move is not legal from ``state``, or ``wanted`` is not one of its ends. An item
            dismissed as opinion is never reopened nor merged. A split gives a merged item its state back; one that takes
            a post out of an item leaves the item where it is.
    """
    move = MOVES.get(kind)
    also = ALSO_BY_CLOCK.get(kind) if by_clock else None
    if also is not None and state in also.sources:
        return next(iter(also.targets))
    if move is None or state not in move.sources:
        raise IllegalMove(
            "Vụ việc đang ở tình trạng “{state}” nên không làm được việc này.",
            state=_(ITEM_STATE_NAMES[state]),
        )
    if kind is E.REOPENED and dismissed_as_opinion:
        raise IllegalMove("Vụ việc đã được xác định là ý kiến nên không mở lại.")
    if kind is E.MERGED and dismissed_as_opinion:
        raise IllegalMove("Vụ việc đã được xác định là ý kiến nên không gộp.")
    if kind in STAYS or (kind is E.SPLIT and state is not S.MERGED):
        return state
    if wanted is None and len(move.targets) == 1:
        return next(iter(move.targets))
    if wanted not in move.targets:
        raise IllegalMove("Việc này không dẫn tới tình trạng được yêu cầu.")
    return wanted

"""Notes colleagues leave on an item: for the desk alone, masked before they are written, part of its history."""

from __future__ import annotations

from models.errors import BadInput
from models.queries.accounts import Person
from models.session import Session
from models.tables.item import Item, ItemEvent
from models.vocabulary import Action, EventKind
from triage_api.services import moves
from triage_api.services.transitions import MOVES

LONGEST = 1000
"""Characters of a note; what is longer belongs into the reasons of a conclusion."""


def add_note(session: Session, person: Person, item_id: int, written: str) -> ItemEvent:
    """Keep a note on an item of the person's own office. Names and numbers in it are masked first (I1).

    Raises:
        BadInput: nothing was written, or too much.
        IllegalMove: the item was dismissed or merged.
    """
    moves.require(person, Action.REVIEW)
    item = moves.own_item(session, person, item_id)
    note = written.strip()
    if not note:
        raise BadInput("Hãy ghi vài chữ để người sau đọc là hiểu.")
    if len(note) > LONGEST:
        raise BadInput("Phần viết dài quá {most} ký tự.", most=LONGEST)
    return moves.apply(session, item, EventKind.NOTED, person, item.state, note=note)


def may_note(person: Person, item: Item) -> bool:
    """Whether this person may leave a note on the item now."""
    takes = MOVES[EventKind.NOTED].sources
    return item.office_id == person.office_id and person.may(Action.REVIEW) and item.state in takes

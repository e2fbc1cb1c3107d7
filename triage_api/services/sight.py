"""What a person may see: the items of their office and of those below it."""

from __future__ import annotations

from models.errors import NotFound
from models.queries import items
from models.queries.accounts import Person
from models.queries.offices import offices_below
from models.session import Session
from models.tables.item import Item


def offices_in_sight(session: Session, person: Person) -> list[int]:
    """The offices whose items a person may read: their own and those below."""
    return list(offices_below(session, person.office_id))


def item_in_sight(session: Session, person: Person, item_id: int) -> Item:
    """An item the person may read, not locked.

    Raises:
        NotFound: there is none, or it is not in sight; the two are not told apart.
    """
    item = items.find_item(session, item_id, offices_in_sight(session, person))
    if item is None:
        raise NotFound("Không có vụ việc này, hoặc nó thuộc cơ quan khác.")
    return item

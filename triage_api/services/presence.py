"""Who is looking at an item just now, held or not: so that two people never do one item by accident."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from models.queries import presence
from models.queries.accounts import Person
from models.queries.presence import Viewer
from models.session import Session
from models.tables.item import Item
from triage_api.catalogue import _

MOST_NAMES = 3


def note(session: Session, person: Person, item: Item) -> None:
    """Remember for two minutes that this person has the item's page open."""
    presence.note(session, item.id, person.id)


def watching(
    session: Session, person: Person, item_ids: Collection[int], holders: Collection[int] = ()
) -> dict[int, str]:
    """For each item that colleagues of the person's own office look at, a sentence that says who. Holders are told of elsewhere."""
    found = presence.viewers(session, item_ids)
    told = {one.item_id for one in found}
    sentences = {
        item_id: sentence(
            [one for one in found if one.item_id == item_id], person.office_id, {person.id, *holders}
        )
        for item_id in told
    }
    return {item_id: words for item_id, words in sentences.items() if words}


def sentence(found: Iterable[Viewer], office_id: int, but: Collection[int]) -> str:
    """Who of this office looks at one item, in words; empty when nobody does. Where names may not be told, none is."""
    others = [one.label for one in found if one.office_id == office_id and one.account_id not in but]
    if not others:
        return ""
    names = [label for label in others if label]
    if not names:
        return _("Có người khác đang xem")
    more = len(names) - MOST_NAMES
    if more > 0:
        return _("{names} và {more} người nữa đang xem").format(
            names=", ".join(names[:MOST_NAMES]), more=more
        )
    return _("{names} đang xem").format(names=", ".join(names))

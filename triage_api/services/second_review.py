"""Which conclusions a second person looks at, blind: the grave ones always, and a share of the rest by lot (SPEC §5)."""

from __future__ import annotations

from models.crypto import Purpose, vault
from models.queries import decisions, desk_settings, items
from models.queries.accounts import Person
from models.session import Session
from models.tables.item import Item
from models.vocabulary import SECOND_REVIEW_VERDICTS, Action, Verdict
from triage_api.services import moves

ALWAYS = SECOND_REVIEW_VERDICTS | {Verdict.SCAM}
"""SPEC §5; every confirmed scam counts as one whose indicators are to be exported."""


def is_required(session: Session, item: Item, verdict: Verdict) -> bool:
    """Whether a first conclusion waits for a second person."""
    if verdict in ALWAYS:
        return True
    share = desk_settings.current(session, item.office_id).second_review_share
    return drawn(item.id, decisions.count_decisions(session, item.id), share)


def drawn(item_id: int, conclusions: int, share: float) -> bool:
    """Whether the lot falls on an item: by its number and how many conclusions it has had, under the installation's key.

    The same however often asked, and nobody without the key can tell which items it will fall on: neither can choose a
    verdict by it. Reopened, an item is drawn anew.
    """
    lot = vault().fingerprint(f"{item_id} {conclusions}", Purpose.SECOND_REVIEW)
    return int.from_bytes(lot[:8]) < share * 2**64


def next_for(session: Session, person: Person) -> Item | None:
    """The most pressing item that waits for a second look by somebody other than this person's earlier self."""
    moves.require(person, Action.SECOND_REVIEW)
    return items.next_for_second_look(session, person.office_id, person.id)

"""Known claims beside a post: what somebody has concluded already, shown with both texts and why. Nothing follows by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.errors import BadInput, NotFound
from models.queries import audit, decisions, known_claims
from models.queries.accounts import Person
from models.queries.known_claims import KnownRow
from models.session import Session
from models.vocabulary import Action
from nlp.evidence.known_claims import KnownClaims, KnownMatch, Tier
from nlp.normalise import fold, normalise
from nlp.privacy import mask
from triage_api.services import moves

MOST_SHOWN = 3
LONGEST_WORDING = 1000
SEARCHED = 12
"""Matches looked at before those of other offices that are not public are left out."""


@dataclass(frozen=True, slots=True)
class KnownShown:
    """A known claim as it is shown: who concluded what, and the words of both sides."""

    row: KnownRow
    match: KnownMatch

    @property
    def strong(self) -> bool:
        """Whether it is the same claim told again, as far as a machine can tell."""
        return self.match.tier is Tier.STRONG


def known_beside(
    session: Session,
    index: KnownClaims,
    text: str | None,
    on: date | None,
    office_id: int | None = None,
    without_item: int | None = None,
) -> Sequence[KnownShown]:
    """Known claims that say what a text says, at most three: public ones, and those of the office itself; the same words once.

    ``without_item``: the item whose page it is; its own verdict is no news.
    """
    if not text:
        return ()
    matches = index.match(normalise(text), on, SEARCHED)
    rows = {row.key: row for row in known_claims.known_rows(session, [match.claim.key for match in matches])}
    shown = [
        KnownShown(rows[match.claim.key], match)
        for match in matches
        if match.claim.key in rows
        and (rows[match.claim.key].public or rows[match.claim.key].office_id == office_id)
    ]
    told = {
        (one.row.publisher, one.row.verdict, fold(one.match.wording)): one
        for one in reversed(shown)
        if one.row.item_id is None or one.row.item_id != without_item
    }
    return list(reversed(told.values()))[:MOST_SHOWN]


def add_wording(session: Session, person: Person, item_id: int, text: str) -> bool:
    """Add another way the claim of a concluded item is told; False when it is known already.

    Raises:
        NotAllowed: the person does not coordinate, or the item is another office's.
        BadInput: nothing, or too long.
        NotFound: no verdict stands for the item.
    """
    moves.require(person, Action.COORDINATE)
    item = moves.own_item(session, person, item_id)
    said = " ".join(text.split())
    if not said or len(said) > LONGEST_WORDING:
        raise BadInput("Hãy ghi một câu, không quá {most} ký tự.", most=LONGEST_WORDING, field="cach_noi")
    standing = decisions.standing_verdict(session, item.id)
    if standing is None:
        raise NotFound("Vụ việc chưa có kết luận đang có giá trị.")
    added = known_claims.add_wording(session, standing.id, mask(said).text[:LONGEST_WORDING], person.id)
    if added:
        audit.record(session, "wording_added", "item", item.id, person.id, item.office_id)
    return added

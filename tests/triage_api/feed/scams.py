"""A scam two people called so, with indicators, for tests of what leaves the house."""

from __future__ import annotations

from models.crypto import vault
from models.queries.indicator_feed import indicator_rows
from models.queries.indicators import FoundIndicator, keep_for_item
from models.session import transaction
from models.vocabulary import IndicatorKind, Queue, Role, Verdict
from nlp.defang import defang
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import decide, lease, scam_indicators


def lure(kind: IndicatorKind, value: str, lookalike_of: str | None = None) -> FoundIndicator:
    """An indicator as the router leaves it."""
    return FoundIndicator(kind, value, defang(kind, value), lookalike_of)


def scam(desk: Desk, *found: FoundIndicator, called: bool = True) -> int:
    """An item with these indicators; ``called``: two people have called it a scam."""
    item_id = desk.item("bấm link nhận quà", Queue.SCAM)
    with transaction() as session:
        keep_for_item(session, vault(), desk.office_id, item_id, found)
    if called:
        one, other = desk.person("ctv-mot"), desk.person("ctv-hai")
        with transaction() as session:
            lease.lease(session, one, item_id)
            decide.decide(session, one, item_id, conclusion(desk, Verdict.SCAM))
        with transaction() as session:
            decide.second_look(session, other, item_id, conclusion(desk, Verdict.SCAM))
    return item_id


def ids(desk: Desk) -> dict[str, int]:
    """Every indicator of the office by its value."""
    with transaction() as session:
        rows = indicator_rows(session, [desk.office_id], scam_indicators.stale_after())
        return {scam_indicators.value_of(one.row): one.row.id for one in rows}


def confirm(desk: Desk, *values: str, people: int = 2) -> None:
    """So many approvers confirm these values."""
    known = ids(desk)
    for number in range(people):
        approver = desk.person(f"duyet0{number + 1}", Role.APPROVER)
        for value in values:
            with transaction() as session:
                scam_indicators.confirm(session, approver, known[value])

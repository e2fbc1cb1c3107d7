"""What two people concluded on the same item without seeing each other: the raw table of agreement. Never by person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables.decision import Decision
from models.tables.item import Item
from models.vocabulary import Queue, Verdict


def verdict_units(
    session: Session, office_ids: Sequence[int], start: datetime, end: datetime
) -> dict[Queue, list[tuple[Verdict | None, Verdict | None]]]:
    """By queue, one pair per round of work: the first verdict and the blind second one, None where there was none.

    The third person sees both and is no independent reader. What was reopened counts as often as it was concluded.
    """
    # Every first conclusion of an item begins a new round of work.
    work = func.count().filter(Decision.round == 1).over(partition_by=Decision.item_id, order_by=Decision.id)
    numbered = (
        select(Item.queue, Decision.item_id, Decision.round, Decision.verdict, work.label("work"))
        .join(Item, Item.id == Decision.item_id)
        .where(Item.office_id.in_(office_ids), Decision.decided_at >= start, Decision.decided_at < end)
        .subquery()
    )
    pairs: dict[tuple[Queue, int, int], list[Verdict | None]] = {}
    for queue, item_id, number, verdict, piece in session.execute(
        select(numbered).where(numbered.c.round <= 2).order_by(numbered.c.item_id, numbered.c.work)
    ):
        pairs.setdefault((queue, item_id, piece), [None, None])[number - 1] = verdict
    found: dict[Queue, list[tuple[Verdict | None, Verdict | None]]] = {queue: [] for queue in Queue}
    for (queue, _item_id, _piece), (first, second) in pairs.items():
        found[queue].append((first, second))
    return found

"""Scam indicators of queued scams, and what was masked and is not needed any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.crypto import Purpose, Vault
from models.tables.indicator import ItemIndicator, ScamIndicator
from models.tables.post import IndicatorCandidate
from models.vocabulary import IndicatorKind


@dataclass(frozen=True, slots=True)
class FoundIndicator:
    """An indicator of a scam. ``value`` goes encrypted; ``defanged`` is what pages show."""

    kind: IndicatorKind
    value: str = field(repr=False)
    defanged: str
    lookalike_of: str | None = None


def keep_for_item(
    session: Session, vault: Vault, office_id: int, item_id: int, found: Sequence[FoundIndicator]
) -> None:
    """Attach indicators to a scam item; the same indicator of the same office is one row, counted."""
    for indicator in found:
        indicator_id = session.scalars(
            insert(ScamIndicator)
            .values(
                office_id=office_id,
                kind=indicator.kind,
                fingerprint=vault.fingerprint(indicator.value, Purpose.INDICATOR),
                sealed=vault.seal(indicator.value, Purpose.INDICATOR),
                defanged=indicator.defanged[:300],
                lookalike_of=indicator.lookalike_of,
                last_seen_at=func.now(),
            )
            .on_conflict_do_update(
                index_elements=["office_id", "kind", "fingerprint"],
                set_={"last_seen_at": func.now(), "seen_count": ScamIndicator.seen_count + 1},
            )
            .returning(ScamIndicator.id)
        ).one()
        session.execute(
            insert(ItemIndicator).values(item_id=item_id, indicator_id=indicator_id).on_conflict_do_nothing()
        )


def drop_candidates(session: Session, month: date, post_id: int) -> None:
    """Delete what was masked out of a post: it is not a scam, or it was kept with its item."""
    session.execute(
        delete(IndicatorCandidate).where(
            IndicatorCandidate.month == month, IndicatorCandidate.post_id == post_id
        )
    )


def indicators_of(session: Session, item_id: int) -> Sequence[ScamIndicator]:
    """The indicators of an item, addresses first."""
    return session.scalars(
        select(ScamIndicator)
        .join(ItemIndicator, ItemIndicator.indicator_id == ScamIndicator.id)
        .where(ItemIndicator.item_id == item_id)
        .order_by(ScamIndicator.kind, ScamIndicator.id)
    ).all()

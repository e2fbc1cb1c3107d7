"""Scam indicators on their way out: who confirmed them, where they were met, what was taken back.

A sighting is an item, for an item is one narrative: a text copied a hundred times is one sighting. Items merged
into another count with it. The state is told from the row and the clock in one place (``STATE``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CTE, ColumnElement, and_, case, delete, false, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.account import Account
from models.tables.decision import StandingVerdict
from models.tables.indicator import IndicatorConfirmation, ItemIndicator, ProtectedContact, ScamIndicator
from models.tables.item import Item
from models.tables.narrative import Narrative
from models.vocabulary import IndicatorKind, IndicatorState, RetractionReason, Verdict

CONFIRMATIONS = 2
"""Different people who confirm before anything leaves (SPEC §5, §6)."""


@dataclass(frozen=True, slots=True)
class IndicatorFilter:
    """What of the list is wanted. None is everything."""

    kind: IndicatorKind | None = None
    state: IndicatorState | None = None


@dataclass(frozen=True, slots=True)
class ListedIndicator:
    """An indicator with what the list and the feed say of it. ``sightings`` are independent narratives."""

    row: ScamIndicator
    state: IndicatorState
    sightings: int
    confirmations: int
    called_scam: bool


@dataclass(frozen=True, slots=True)
class Sighting:
    """One narrative an indicator was met in: its item, when it was first and last seen, in how many threads."""

    item_id: int
    first_seen_at: datetime
    last_seen_at: datetime
    threads: int


def indicator_rows(
    session: Session,
    office_ids: Collection[int],
    stale_after: timedelta,
    wanted: IndicatorFilter | None = None,
    *,
    ids: Collection[int] | None = None,
    limit: int | None = None,
    after: tuple[datetime, int] | None = None,
) -> list[ListedIndicator]:
    """Indicators of these offices, the last seen first; ``after`` is (last seen, id) of the row a page ended with."""
    wanted = wanted or IndicatorFilter()
    seen = _seen()
    confirmations = _confirmations()
    state = _state(stale_after)
    statement = (
        select(
            ScamIndicator,
            state,
            func.coalesce(seen.c.sightings, 0),
            confirmations,
            func.coalesce(seen.c.called_scam, false()),
        )
        .outerjoin(seen, seen.c.indicator_id == ScamIndicator.id)
        .where(ScamIndicator.office_id.in_(office_ids))
        .order_by(ScamIndicator.last_seen_at.desc(), ScamIndicator.id.desc())
    )
    if wanted.kind is not None:
        statement = statement.where(ScamIndicator.kind == wanted.kind)
    if wanted.state is not None:
        statement = statement.where(state == wanted.state.value)
    if ids is not None:
        statement = statement.where(ScamIndicator.id.in_(ids))
    if after is not None:
        statement = statement.where(
            or_(
                ScamIndicator.last_seen_at < after[0],
                and_(ScamIndicator.last_seen_at == after[0], ScamIndicator.id < after[1]),
            )
        )
    if limit is not None:
        statement = statement.limit(limit)
    return [
        ListedIndicator(row, IndicatorState(code), seen, confirmed, scam)
        for row, code, seen, confirmed, scam in session.execute(statement)
    ]


def feed_rows(session: Session, office_ids: Collection[int], stale_after: timedelta) -> list[ListedIndicator]:
    """What leaves the house: confirmed and fresh, and, for ``stale_after`` from then on, what was taken back."""
    found = indicator_rows(session, office_ids, stale_after)
    limit = session.scalars(select(func.now() - stale_after)).one()
    return [
        one
        for one in found
        if one.state is IndicatorState.CONFIRMED
        or (one.state is IndicatorState.RETRACTED and one.row.retracted_at and one.row.retracted_at > limit)
    ]


def lock_indicator(session: Session, indicator_id: int, office_ids: Collection[int]) -> ScamIndicator | None:
    """An indicator of these offices, locked for a change."""
    return session.scalar(
        select(ScamIndicator)
        .where(ScamIndicator.id == indicator_id, ScamIndicator.office_id.in_(office_ids))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def sightings_of(session: Session, indicator_id: int) -> list[Sighting]:
    """Where an indicator was met, the first sighting first; a merged item counts with the one it went into."""
    roots = _roots()
    wanted = (
        select(roots.c.root_id)
        .join(ItemIndicator, ItemIndicator.item_id == roots.c.item_id)
        .where(ItemIndicator.indicator_id == indicator_id)
        .distinct()
    )
    found = session.execute(
        select(Item.id, Narrative.first_seen_at, Narrative.last_seen_at, Narrative.thread_count)
        .join(Narrative, Narrative.id == Item.narrative_id)
        .where(Item.id.in_(wanted))
        .order_by(Narrative.first_seen_at, Item.id)
    )
    return [Sighting(*row) for row in found]


def confirmers_of(session: Session, indicator_id: int) -> Sequence[tuple[int, str, datetime]]:
    """Who confirmed, by account id and label, and when."""
    rows = session.execute(
        select(Account.id, Account.label, IndicatorConfirmation.confirmed_at)
        .join(Account, Account.id == IndicatorConfirmation.account_id)
        .where(IndicatorConfirmation.indicator_id == indicator_id)
        .order_by(IndicatorConfirmation.confirmed_at)
    )
    return [(account_id, label, at) for account_id, label, at in rows]


def add_confirmation(session: Session, row: ScamIndicator, account_id: int) -> bool:
    """Note one person's word on a locked indicator; whether it was the last one needed."""
    session.execute(
        insert(IndicatorConfirmation)
        .values(indicator_id=row.id, account_id=account_id)
        .on_conflict_do_nothing()
    )
    count = session.scalar(select(func.count()).where(IndicatorConfirmation.indicator_id == row.id))
    if row.confirmed_at is not None or (count or 0) < CONFIRMATIONS:
        return False
    row.confirmed_at = session.scalars(select(func.clock_timestamp())).one()
    session.flush()
    return True


def relist(session: Session, row: ScamIndicator) -> None:
    """Begin anew with an indicator that was taken back and has left the feed; it gets another id there."""
    session.execute(delete(IndicatorConfirmation).where(IndicatorConfirmation.indicator_id == row.id))
    row.confirmed_at = row.retracted_at = row.retracted_by = row.retracted_reason = row.retracted_note = None
    row.listing += 1
    session.flush()


def retract(
    session: Session, row: ScamIndicator, account_id: int, reason: RetractionReason, note: str | None
) -> None:
    """Take back a locked indicator."""
    row.retracted_at = session.scalars(select(func.clock_timestamp())).one()
    row.retracted_by, row.retracted_reason, row.retracted_note = account_id, reason, note
    session.flush()


def retract_without_verdict(session: Session) -> list[tuple[int, int]]:
    """Take back what no standing verdict calls a scam any more; returns ids and offices. The clock's part of the work."""
    seen = _seen()
    rows = session.execute(
        update(ScamIndicator)
        .where(
            ScamIndicator.confirmed_at.is_not(None),
            ScamIndicator.retracted_at.is_(None),
            ScamIndicator.id.not_in(select(seen.c.indicator_id).where(seen.c.called_scam)),
        )
        .values(retracted_at=func.now(), retracted_reason=RetractionReason.VERDICT_WITHDRAWN)
        .returning(ScamIndicator.id, ScamIndicator.office_id)
        .execution_options(synchronize_session=False)
    )
    return [(indicator_id, office_id) for indicator_id, office_id in rows]


def protect(session: Session, values: Collection[str]) -> None:
    """Let the database refuse these contacts by itself (``ProtectedContact``). Never taken out again."""
    session.execute(
        insert(ProtectedContact)
        .values([{"value": value} for value in sorted(values)])
        .on_conflict_do_nothing()
    )


def _confirmations() -> ColumnElement[int]:
    return (
        select(func.count())
        .where(IndicatorConfirmation.indicator_id == ScamIndicator.id)
        .correlate(ScamIndicator)
        .scalar_subquery()
    )


def _state(stale_after: timedelta) -> ColumnElement[str]:
    return case(
        (ScamIndicator.retracted_at.is_not(None), literal(IndicatorState.RETRACTED.value)),
        (
            ScamIndicator.confirmed_at.is_not(None)
            & (ScamIndicator.last_seen_at <= func.now() - stale_after),
            literal(IndicatorState.STALE.value),
        ),
        (ScamIndicator.confirmed_at.is_not(None), literal(IndicatorState.CONFIRMED.value)),
        (_confirmations() > 0, literal(IndicatorState.HALF_CONFIRMED.value)),
        else_=literal(IndicatorState.CANDIDATE.value),
    )


def _seen() -> CTE:
    """Of every indicator: in how many narratives it was met, and whether one of them stands as a scam by two
    people's word. Reckoned once for all, so that the feed is linear in what was met."""
    roots = _roots()
    scam = (
        (StandingVerdict.item_id == roots.c.root_id)
        & (StandingVerdict.verdict == Verdict.SCAM)
        & StandingVerdict.withdrawn_at.is_(None)
    )
    return (
        select(
            ItemIndicator.indicator_id,
            func.count(roots.c.root_id.distinct()).label("sightings"),
            func.bool_or(StandingVerdict.id.is_not(None)).label("called_scam"),
        )
        .join(roots, roots.c.item_id == ItemIndicator.item_id)
        .outerjoin(StandingVerdict, scam)
        .group_by(ItemIndicator.indicator_id)
        .cte("seen")
    )


def _roots() -> CTE:
    """Every item met with an indicator and the item it lives on in: itself, or where its merges led."""
    start = (
        select(Item.id.label("item_id"), Item.id.label("at_id"), Item.merged_into)
        .where(Item.id.in_(select(ItemIndicator.item_id)))
        .cte("ways", recursive=True)
    )
    ways = start.union(
        select(start.c.item_id, Item.id, Item.merged_into).join(Item, Item.id == start.c.merged_into)
    )
    return (
        select(ways.c.item_id, ways.c.at_id.label("root_id")).where(ways.c.merged_into.is_(None)).cte("roots")
    )

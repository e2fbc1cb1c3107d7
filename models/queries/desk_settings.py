"""The settings of a desk: the one reader of them, and who changed what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.desk import FACTORS, WHOLE, DeskSettings, Hours, OfficeHours, Weights, defaults
from models.settings import settings
from models.tables.account import Account
from models.tables.desk import DeskSetting
from models.tables.office import Office


@dataclass(frozen=True, slots=True)
class SetBy:
    """Whose settings hold at an office, when they were changed, and by whom."""

    office_id: int
    office_name: str
    changed_at: datetime
    changed_by: str


def current(session: Session, office_id: int) -> DeskSettings:
    """What holds at an office's desk: its own settings, else those of the nearest office above that has some, else the
    installation's."""
    row = _nearest(session, office_id)
    return defaults(settings()) if row is None else _settings_of(row)


def current_weights(session: Session, office_id: int) -> Weights:
    """The weights of the five factors at an office's desk."""
    return weights_of(current(session, office_id))


def weights_of(desk: DeskSettings) -> Weights:
    """Whole percent as shares that sum to one."""
    return Weights(*(percent / WHOLE for percent in desk.weights))


def least_share(session: Session) -> float:
    """The smallest share of second looks at any desk that has settings of its own, or at one that has none."""
    least = session.scalar(select(func.min(DeskSetting.second_review_share)))
    share = settings().second_review_share
    return share if least is None else min(share, least)


def set_by(session: Session, office_id: int) -> SetBy | None:
    """Whose settings hold at an office; None while those of the installation do."""
    row = _nearest(session, office_id)
    if row is None:
        return None
    name = session.get_one(Office, row.office_id).name
    return SetBy(row.office_id, name, row.changed_at, session.get_one(Account, row.changed_by).label)


def save(session: Session, office_id: int, desk: DeskSettings, person_id: int) -> None:
    """Give an office settings of its own, in place of those it had."""
    values = {
        **{f"weight_{factor}": percent for factor, percent in zip(FACTORS, desk.weights, strict=True)},
        "lease_minutes": desk.lease_minutes,
        "undo_minutes": desk.undo_minutes,
        "second_review_share": desk.second_review_share,
        "given_minutes": desk.given_minutes,
        "topic_minutes": desk.topic_minutes,
        "due_high": desk.high.due,
        "escalate_high": desk.high.escalate,
        "due_medium": desk.medium.due,
        "escalate_medium": desk.medium.escalate,
        "due_low": desk.low.due,
        "escalate_low": desk.low.escalate,
        "opens": desk.office_hours.opens,
        "closes": desk.office_hours.closes,
        "workdays": sorted(desk.office_hours.workdays),
        "days_off": sorted(desk.office_hours.days_off),
        "changed_at": func.now(),
        "changed_by": person_id,
    }
    session.execute(
        insert(DeskSetting)
        .values(office_id=office_id, **values)
        .on_conflict_do_update(index_elements=["office_id"], set_=values)
    )


def forget(session: Session, office_id: int) -> bool:
    """Take an office's own settings back; False when it has none."""
    gone = session.execute(
        delete(DeskSetting).where(DeskSetting.office_id == office_id).returning(DeskSetting.office_id)
    )
    return gone.first() is not None


def lock_settings(session: Session, office_id: int) -> None:
    """Let those who change one office's settings take turns, so that what is written down as old was old."""
    session.execute(select(Office.id).where(Office.id == office_id).with_for_update(key_share=True))


def _nearest(session: Session, office_id: int) -> DeskSetting | None:
    """The settings of the office, or of the nearest one above (a circle by mistake ends: no tree is that deep)."""
    return session.scalar(_NEAREST, {"office_id": office_id})


def _nearest_above() -> Select[DeskSetting]:
    above = (
        select(Office.id, Office.parent_id, literal(0).label("depth"))
        .where(Office.id == bindparam("office_id"))
        .cte(recursive=True)
    )
    above = above.union_all(
        select(Office.id, Office.parent_id, above.c.depth + 1).where(
            Office.id == above.c.parent_id, above.c.depth < 16
        )
    )
    return (
        select(DeskSetting)
        .join(above, above.c.id == DeskSetting.office_id)
        .order_by(above.c.depth)
        .limit(1)
        .execution_options(populate_existing=True)
    )


_NEAREST = _nearest_above()


def _settings_of(row: DeskSetting) -> DeskSettings:
    return DeskSettings(
        weights=(
            row.weight_harm,
            row.weight_reach,
            row.weight_novelty,
            row.weight_time_to_due,
            row.weight_doubt,
        ),
        lease_minutes=row.lease_minutes,
        undo_minutes=row.undo_minutes,
        second_review_share=row.second_review_share,
        given_minutes=row.given_minutes,
        topic_minutes=row.topic_minutes,
        high=Hours(row.due_high, row.escalate_high),
        medium=Hours(row.due_medium, row.escalate_medium),
        low=Hours(row.due_low, row.escalate_low),
        office_hours=OfficeHours(row.opens, row.closes, frozenset(row.workdays), frozenset(row.days_off)),
    )

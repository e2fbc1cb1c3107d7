"""Changing the settings of an office's desk: checked as a whole, written down with old and new, taken back to what holds above."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from models.desk import (
    FACTORS,
    FIRST_MINUTES,
    HOURS,
    LEASE_MINUTES,
    MOST_DAYS_OFF,
    UNDO_MINUTES,
    WHOLE,
    DeskSettings,
    Hours,
)
from models.errors import BadInput
from models.queries import audit, desk_settings, priority
from models.queries.accounts import Person
from models.session import Session
from models.vocabulary import Action, Severity
from triage_api.services import moves

SHORTEST_DAY = timedelta(hours=2)
LATEST_OPENING = 20
"""O'clock: items fall due an hour after opening, on the same day."""
AT_ONCE = 2000
"""Items put in their new order with the change itself; the clock does the rest within a minute."""


def check(desk: DeskSettings) -> None:
    """Refuse what no desk can work with, naming the field.

    Raises:
        BadInput: a number out of bounds, weights that are not a whole, hours that contradict each other.
    """
    if min(desk.weights) < 0 or sum(desk.weights) != WHOLE:
        raise BadInput(
            "Năm trọng số phải cộng lại đúng 100%; hiện là {sum}%.", sum=sum(desk.weights), field="tac_hai"
        )
    _within(desk.lease_minutes, LEASE_MINUTES, "giu_viec")
    _within(desk.undo_minutes, UNDO_MINUTES, "hoan_tac")
    _within(desk.given_minutes, FIRST_MINUTES, "giu_nguoi")
    _within(desk.topic_minutes, FIRST_MINUTES, "giu_chu_de")
    if not 0 <= desk.second_review_share <= 1:
        raise BadInput("Tỷ lệ xem lần hai phải từ 0 đến 100%.", field="xem_hai")
    _check_hours(desk)
    _check_office_hours(desk)


def save(session: Session, person: Person, desk: DeskSettings) -> None:
    """Give the person's office these settings. Times hold for items from now on, weights for all.

    Raises:
        NotAllowed: the person is no administrator.
        BadInput: see ``check``.
    """
    moves.require(person, Action.ADMINISTER)
    check(desk)
    desk_settings.lock_settings(session, person.office_id)
    old = desk_settings.current(session, person.office_id)
    desk_settings.save(session, person.office_id, desk, person.id)
    _written(session, person, "desk_settings_changed", old, desk)


def reset(session: Session, person: Person) -> None:
    """Take the office's own settings back: those of the office above hold again, or the installation's.

    Raises:
        NotAllowed: the person is no administrator.
    """
    moves.require(person, Action.ADMINISTER)
    desk_settings.lock_settings(session, person.office_id)
    old = desk_settings.current(session, person.office_id)
    if desk_settings.forget(session, person.office_id):
        new = desk_settings.current(session, person.office_id)
        _written(session, person, "desk_settings_reset", old, new)


def changes(old: DeskSettings, new: DeskSettings) -> str:
    """What changed, as ``name: old → new`` joined by semicolons; names and numbers only."""
    before = dict(_flat(old))
    return "; ".join(
        f"{name}: {before[name]} → {value}" for name, value in _flat(new) if before[name] != value
    )


def _written(session: Session, person: Person, action: str, old: DeskSettings, new: DeskSettings) -> None:
    if old.weights != new.weights:
        priority.bring_up_to_date(session, person.office_id, AT_ONCE)
    detail = changes(old, new) or None
    audit.record(session, action, "office", person.office_id, person.id, person.office_id, detail)


def _flat(desk: DeskSettings) -> Iterator[tuple[str, str]]:
    for factor, percent in zip(FACTORS, desk.weights, strict=True):
        yield f"weight_{factor}", str(percent)
    for name in ("lease_minutes", "undo_minutes", "given_minutes", "topic_minutes"):
        yield name, str(getattr(desk, name))
    yield "second_review_share", f"{desk.second_review_share:g}"
    for severity in Severity:
        hours = desk.hours(severity)
        yield f"hours_{severity.value}", f"{hours.due}/{hours.escalate}"
    office = desk.office_hours
    yield "office_hours", f"{office.opens:%H:%M}–{office.closes:%H:%M}"
    yield "workdays", " ".join(str(day + 2) if day < 6 else "CN" for day in sorted(office.workdays))
    yield "days_off", " ".join(day.isoformat() for day in sorted(office.days_off)) or "–"


def _within(value: int, bounds: tuple[int, int], field: str) -> None:
    least, most = bounds
    if not least <= value <= most:
        raise BadInput("Số phút phải từ {least} đến {most}.", least=least, most=most, field=field)


def _check_hours(desk: DeskSettings) -> None:
    least, most = HOURS
    waits = [(severity, desk.hours(severity)) for severity in Severity]
    for severity, hours in waits:
        if not (least <= hours.due and hours.escalate <= most):
            raise BadInput(
                "Số giờ phải từ {least} đến {most}.", least=least, most=most, field=f"han_{severity.value}"
            )
        if not hours.due < hours.escalate:
            raise BadInput("Giờ báo cấp trên phải sau hạn xử lý.", field=f"cap_{severity.value}")
    for (_, graver), (severity, lighter) in pairwise(waits):
        if not _not_later(graver, lighter):
            raise BadInput(
                "Việc gấp hơn không được có hạn dài hơn việc ít gấp.", field=f"han_{severity.value}"
            )


def _not_later(graver: Hours, lighter: Hours) -> bool:
    return graver.due <= lighter.due and graver.escalate <= lighter.escalate


def _check_office_hours(desk: DeskSettings) -> None:
    office = desk.office_hours
    day = date(2000, 1, 1)
    length = datetime.combine(day, office.closes) - datetime.combine(day, office.opens)
    if length < SHORTEST_DAY:
        raise BadInput("Giờ đóng cửa phải sau giờ mở cửa ít nhất hai tiếng.", field="dong_cua")
    if office.opens > time(LATEST_OPENING):
        raise BadInput("Giờ mở cửa không sau 20 giờ.", field="mo_cua")
    if not office.workdays or not office.workdays <= set(range(7)):
        raise BadInput("Hãy chọn ít nhất một ngày làm việc trong tuần.", field="ngay_lam")
    if len(office.days_off) > MOST_DAYS_OFF:
        raise BadInput("Nhiều nhất {most} ngày nghỉ.", most=MOST_DAYS_OFF, field="ngay_nghi")

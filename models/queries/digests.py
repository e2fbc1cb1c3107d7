"""Summaries by e-mail: who wants one and when, what is owed, and the counts one is made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from models.crypto import Purpose, Vault
from models.tables.account import Account
from models.tables.decision import Decision
from models.tables.item import Item, ItemNotice
from models.tables.outbound import Digest, DigestSetting
from models.tables.reply import Reply
from models.vocabulary import DeliveryState, DigestFrequency, ItemState, Queue, ReplyState

KEPT_DAYS = 30
MOST_ITEMS = 10
WEEKLY_DAYS = 3
"""A weekly summary is owed from Monday on; a machine that stood still catches up until Wednesday."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """An item a person is waited for: number, queue and time. No words of it."""

    item_id: int
    queue: Queue
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one person: counts, and the items that are due first."""

    held: int
    overdue: int
    due_today: int
    second_review: int
    replies: int
    notices: int
    due: tuple[DueItem, ...]


def setting_of(session: Session, account_id: int) -> DigestSetting | None:
    """What a person asked for; None is no summary."""
    return session.get(DigestSetting, account_id)


def save_setting(
    session: Session, vault: Vault, account_id: int, frequency: DigestFrequency, hour: int, address: str
) -> None:
    """Remember what a person asked for; the mailbox is kept sealed."""
    values = {"frequency": frequency, "hour": hour, "sealed_address": vault.seal(address, Purpose.OUTBOUND)}
    session.execute(
        insert(DigestSetting)
        .values(account_id=account_id, **values)
        .on_conflict_do_update(index_elements=["account_id"], set_={**values, "changed_at": func.now()})
    )


def drop_setting(session: Session, account_id: int) -> None:
    """No more summaries, and what still waited is not sent."""
    session.execute(delete(DigestSetting).where(DigestSetting.account_id == account_id))
    session.execute(
        delete(Digest).where(Digest.account_id == account_id, Digest.state == DeliveryState.WAITING)
    )


def owe(session: Session, zone: ZoneInfo, now: datetime) -> None:
    """Write down the summaries whose hour has come; run again it writes nothing."""
    rows = session.scalars(
        select(DigestSetting)
        .join(Account, Account.id == DigestSetting.account_id)
        .where(Account.disabled_at.is_(None))
    )
    for setting in rows:
        period = period_of(setting, zone, now)
        if period is not None:
            session.execute(
                insert(Digest)
                .values(account_id=setting.account_id, period=period)
                .on_conflict_do_nothing(index_elements=["account_id", "period"])
            )


def period_of(setting: DigestSetting, zone: ZoneInfo, now: datetime) -> str | None:
    """The period a summary is owed for at ``now``, or None. What was asked for after its hour waits for the next."""
    local = now.astimezone(zone)
    day = local.date()
    if setting.frequency is DigestFrequency.WEEKLY:
        day -= timedelta(days=local.weekday())
        if local.weekday() >= WEEKLY_DAYS:
            return None
    start = datetime.combine(day, time(setting.hour), zone)
    if local < start or setting.changed_at > start:
        return None
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02d}" if setting.frequency is DigestFrequency.WEEKLY else day.isoformat()


def claim(session: Session, passed_over: Collection[int]) -> Digest | None:
    """The next summary that is due, locked until the transaction ends."""
    return session.scalar(
        select(Digest)
        .where(
            Digest.state == DeliveryState.WAITING,
            Digest.next_try_at <= func.now(),
            Digest.id.not_in(passed_over),
        )
        .order_by(Digest.next_try_at, Digest.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def sent(session: Session, row: Digest) -> None:
    """The mail server took it."""
    now = session.scalars(select(func.clock_timestamp())).one()
    row.attempts += 1
    row.state, row.error_code, row.sent_at = DeliveryState.DELIVERED, None, now
    session.flush()


def failed(session: Session, row: Digest, code: str, again_in: timedelta | None) -> None:
    """It was not sent; tried again after ``again_in``, or dead when that is None."""
    row.attempts += 1
    row.error_code = code
    if again_in is None:
        row.state = DeliveryState.DEAD
    else:
        row.next_try_at = session.scalars(select(func.clock_timestamp() + again_in)).one()
    session.flush()


def dead_digests(session: Session, office_id: int, limit: int = 50) -> Sequence[Digest]:
    """Summaries of an office's people that were given up, or are being tried again, the newest first."""
    return session.scalars(
        select(Digest)
        .join(Digest.account)
        .where(
            Account.office_id == office_id,
            (Digest.state == DeliveryState.DEAD)
            | ((Digest.state == DeliveryState.WAITING) & (Digest.attempts > 0)),
        )
        .order_by(Digest.id.desc())
        .limit(limit)
        .options(joinedload(Digest.account, innerjoin=True))
    ).all()


def try_again(session: Session, digest_id: int, office_id: int) -> bool:
    """Let a dead summary live again; False when there is none such."""
    own = select(Account.id).where(Account.office_id == office_id)
    return (
        session.scalar(
            update(Digest)
            .where(Digest.id == digest_id, Digest.state == DeliveryState.DEAD, Digest.account_id.in_(own))
            .values(state=DeliveryState.WAITING, attempts=0, next_try_at=func.now())
            .returning(Digest.id)
        )
        is not None
    )


def forget_old(session: Session) -> None:
    """Delete what was owed long ago; periods do not come back."""
    session.execute(
        delete(Digest).where(
            Digest.state != DeliveryState.WAITING,
            Digest.created_at < func.now() - timedelta(days=KEPT_DAYS),
        )
    )


def waiting_for(
    session: Session,
    account_id: int,
    office_id: int,
    until: datetime,
    *,
    reviews: bool,
    approves: bool,
) -> Waiting:
    """What waits for a person now; ``until`` is the end of their day. Counts of what they may not do are 0."""
    live = (ItemState.OPEN, ItemState.ASSIGNED)
    mine = (Item.assigned_to == account_id) | (Item.assigned_to.is_(None))
    waiting = (Item.office_id == office_id, Item.state.in_(live), mine)

    def count(*conditions: object) -> int:
        return session.scalar(select(func.count()).select_from(Item).where(*conditions)) or 0  # type: ignore[arg-type]

    own_decision = (
        select(Decision.id)
        .where(Decision.item_id == Item.id, Decision.current, Decision.decided_by == account_id)
        .exists()
    )
    due = session.execute(
        select(Item.id, Item.queue, Item.due_at)
        .where(*waiting, Item.due_at <= until)
        .order_by(Item.due_at, Item.id)
        .limit(MOST_ITEMS)
    ).all()
    replies = (
        session.scalar(
            select(func.count())
            .select_from(Reply)
            .where(
                Reply.office_id == office_id,
                Reply.state == ReplyState.SUBMITTED,
                Reply.drafted_by != account_id,
            )
        )
        or 0
    )
    notices = session.scalar(
        select(func.count())
        .select_from(ItemNotice)
        .where(ItemNotice.account_id == account_id, ItemNotice.seen_at.is_(None))
    )
    return Waiting(
        held=count(Item.office_id == office_id, Item.assigned_to == account_id) if reviews else 0,
        overdue=count(*waiting, Item.due_at < func.now()) if reviews else 0,
        due_today=count(*waiting, Item.due_at >= func.now(), Item.due_at <= until) if reviews else 0,
        second_review=count(Item.office_id == office_id, Item.state == ItemState.SECOND_REVIEW, ~own_decision)
        if reviews
        else 0,
        replies=replies if approves else 0,
        notices=notices or 0,
        due=tuple(DueItem(*row) for row in due) if reviews else (),
    )

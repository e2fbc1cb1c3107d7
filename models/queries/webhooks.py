"""Webhooks and what is owed to them. What is owed is read from the rows themselves, so nothing is told twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session, joinedload

from models.tables.outbound import Webhook, WebhookDelivery
from models.vocabulary import DeliveryState, WebhookEvent

LATE_DAYS = 7
"""Older happenings are not told any more: a machine that stood still does not flood receivers."""
KEPT_DAYS = 30
"""How long delivered rows are kept; longer than ``LATE_DAYS``, or they would be owed again."""
DEAD_KEPT_DAYS = 90

_HEAD = """
INSERT INTO webhook_delivery (webhook_id, event, subject, happened_at)
SELECT w.id, CAST(:event AS varchar), o.subject, o.at FROM webhook w JOIN LATERAL ({happened}) o
    ON o.at >= greatest(w.created_at, now() - make_interval(days => :late))
WHERE w.disabled_at IS NULL AND CAST(:event AS text) = ANY (w.events)
ORDER BY o.at ON CONFLICT (webhook_id, event, subject) DO NOTHING
"""
_HAPPENED = {
    WebhookEvent.ITEMS_OPENED: """
        SELECT to_char(date_trunc('hour', i.opened_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD"T"HH24') AS subject,
            date_trunc('hour', min(i.opened_at)) + interval '1 hour' AS at
        FROM item i WHERE i.office_id = w.office_id AND i.opened_at >= now() - make_interval(days => :late)
            AND i.opened_at < date_trunc('hour', now())
        GROUP BY 1""",
    WebhookEvent.VERDICT_PUBLISHED: """
        SELECT v.id::text AS subject, greatest(v.stands_since, min(r.approved_at)) AS at
        FROM standing_verdict v JOIN item i ON i.id = v.item_id
            AND (i.queue = 'claims' OR i.queue = 'scam' AND v.verdict = 'scam')
        JOIN reply r ON r.item_id = i.id AND r.state IN ('approved', 'posted')
        WHERE v.office_id = w.office_id AND v.withdrawn_at IS NULL GROUP BY v.id""",
    WebhookEvent.INDICATOR_CONFIRMED: """
        SELECT s.id || '/' || s.listing AS subject, s.confirmed_at AS at FROM scam_indicator s
        WHERE s.office_id = w.office_id AND s.confirmed_at IS NOT NULL""",
    WebhookEvent.INDICATOR_RETRACTED: """
        SELECT s.id || '/' || s.listing AS subject, s.retracted_at AS at FROM scam_indicator s
        WHERE s.office_id = w.office_id AND s.retracted_at IS NOT NULL""",
    WebhookEvent.REPORT_APPROVED: """
        SELECT p.id::text AS subject, p.approved_at AS at FROM report_snapshot p
        WHERE p.office_id = w.office_id AND p.approved_at IS NOT NULL""",
}


def owe(session: Session) -> None:
    """Write down what has happened since and is not owed yet; run again it writes nothing."""
    for event, happened in _HAPPENED.items():
        session.execute(text(_HEAD.format(happened=happened)), {"event": event.value, "late": LATE_DAYS})


def claim(session: Session, passed_over: Collection[int]) -> WebhookDelivery | None:
    """The next delivery that is due, locked until the transaction ends; webhooks in ``passed_over`` wait."""
    return session.scalar(
        select(WebhookDelivery)
        .join(WebhookDelivery.webhook)
        .where(
            WebhookDelivery.state == DeliveryState.WAITING,
            WebhookDelivery.next_try_at <= func.now(),
            WebhookDelivery.webhook_id.not_in(passed_over),
            Webhook.disabled_at.is_(None),
        )
        .order_by(WebhookDelivery.next_try_at, WebhookDelivery.id)
        .limit(1)
        .options(joinedload(WebhookDelivery.webhook, innerjoin=True))
        .with_for_update(skip_locked=True, of=WebhookDelivery)
    )


def delivered(session: Session, row: WebhookDelivery, status: int) -> None:
    """It arrived."""
    now = database_now(session)
    row.attempts += 1
    row.state, row.status, row.error_code, row.delivered_at = DeliveryState.DELIVERED, status, None, now
    session.flush()


def failed(
    session: Session, row: WebhookDelivery, code: str, status: int | None, again_in: timedelta | None
) -> None:
    """It did not arrive; tried again after ``again_in``, or dead when that is None."""
    row.attempts += 1
    row.status, row.error_code = status, code
    if again_in is None:
        row.state = DeliveryState.DEAD
    else:
        row.next_try_at = session.scalars(select(func.clock_timestamp() + again_in)).one()
    session.flush()


def webhooks_of(session: Session, office_id: int) -> Sequence[Webhook]:
    """The webhooks of an office that are on, the newest first."""
    return session.scalars(
        select(Webhook)
        .where(Webhook.office_id == office_id, Webhook.disabled_at.is_(None))
        .order_by(Webhook.id.desc())
    ).all()


def lock_webhook(session: Session, webhook_id: int, office_id: int) -> Webhook | None:
    """One webhook of an office that is on, locked."""
    return session.scalar(
        select(Webhook)
        .where(Webhook.id == webhook_id, Webhook.office_id == office_id, Webhook.disabled_at.is_(None))
        .with_for_update()
    )


def deliveries_of(session: Session, office_id: int, limit: int = 50) -> Sequence[WebhookDelivery]:
    """What did not arrive (dead or trying again), the newest first."""
    return session.scalars(
        select(WebhookDelivery)
        .join(WebhookDelivery.webhook)
        .where(
            Webhook.office_id == office_id,
            Webhook.disabled_at.is_(None),
            (WebhookDelivery.state == DeliveryState.DEAD)
            | ((WebhookDelivery.state == DeliveryState.WAITING) & (WebhookDelivery.attempts > 0)),
        )
        .order_by(WebhookDelivery.id.desc())
        .limit(limit)
        .options(joinedload(WebhookDelivery.webhook, innerjoin=True))
    ).all()


def counts_of(session: Session, office_id: int) -> dict[int, dict[DeliveryState, int]]:
    """How many deliveries each webhook of an office has in each state."""
    found: dict[int, dict[DeliveryState, int]] = {}
    for webhook_id, state, count in session.execute(
        select(WebhookDelivery.webhook_id, WebhookDelivery.state, func.count())
        .join(WebhookDelivery.webhook)
        .where(Webhook.office_id == office_id)
        .group_by(WebhookDelivery.webhook_id, WebhookDelivery.state)
    ):
        found.setdefault(webhook_id, {})[state] = count
    return found


def try_again(session: Session, delivery_id: int, office_id: int) -> bool:
    """Let a dead delivery live again from the first attempt; False when there is none such."""
    own = select(Webhook.id).where(Webhook.office_id == office_id, Webhook.disabled_at.is_(None))
    return (
        session.scalar(
            update(WebhookDelivery)
            .where(
                WebhookDelivery.id == delivery_id,
                WebhookDelivery.state == DeliveryState.DEAD,
                WebhookDelivery.webhook_id.in_(own),
            )
            .values(state=DeliveryState.WAITING, attempts=0, next_try_at=func.now())
            .returning(WebhookDelivery.id)
        )
        is not None
    )


def forget_old(session: Session) -> None:
    """Delete what arrived or died long ago."""
    for state, days in ((DeliveryState.DELIVERED, KEPT_DAYS), (DeliveryState.DEAD, DEAD_KEPT_DAYS)):
        session.execute(
            delete(WebhookDelivery).where(
                WebhookDelivery.state == state, WebhookDelivery.created_at < func.now() - timedelta(days=days)
            )
        )


def database_now(session: Session) -> datetime:
    """The time of the database."""
    now: datetime = session.scalars(select(func.clock_timestamp())).one()
    return now

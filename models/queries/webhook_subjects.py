"""What a webhook is told of a subject: numbers, codes and paths of ours. Never a word of a post, a value or a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables.decision import StandingVerdict
from models.tables.indicator import ScamIndicator
from models.tables.item import Item
from models.tables.report import ReportSnapshot
from models.vocabulary import WebhookEvent


def told(session: Session, office_id: int, event: WebhookEvent, subject: str) -> dict[str, Any] | None:
    """The data of one event; None when its subject is gone."""
    if event is WebhookEvent.ITEMS_OPENED:
        return _opened(session, office_id, subject)
    number = int(subject.partition("/")[0])
    if event is WebhookEvent.VERDICT_PUBLISHED:
        return _verdict(session, number)
    if event is WebhookEvent.REPORT_APPROVED:
        return _report(session, number)
    return _indicator(session, number, event)


def _opened(session: Session, office_id: int, subject: str) -> dict[str, Any]:
    hour = datetime.strptime(subject, "%Y-%m-%dT%H").replace(tzinfo=UTC)
    counts = session.execute(
        select(Item.queue, func.count())
        .where(
            Item.office_id == office_id,
            Item.opened_at >= hour,
            Item.opened_at < hour + timedelta(hours=1),
        )
        .group_by(Item.queue)
        .order_by(Item.queue)
    )
    return {"hour": hour.isoformat(), "counts": {queue.value: count for queue, count in counts}}


def _verdict(session: Session, number: int) -> dict[str, Any] | None:
    row = session.get(StandingVerdict, number)
    if row is None or row.withdrawn_at is not None:
        return None
    return {
        "claim": row.id,
        "verdict": row.verdict.value,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat(),
        "path": f"/api/v1/claims/{row.id}",
    }


def _indicator(session: Session, number: int, event: WebhookEvent) -> dict[str, Any] | None:
    row = session.get(ScamIndicator, number)
    if row is None:
        return None
    data: dict[str, Any] = {"indicator": row.id, "kind": row.kind.value, "path": "/api/v1/indicators"}
    if event is WebhookEvent.INDICATOR_RETRACTED and row.retracted_reason is not None:
        data["reason"] = row.retracted_reason.value
    return data


def _report(session: Session, number: int) -> dict[str, Any] | None:
    row = session.get(ReportSnapshot, number)
    if row is None:
        return None
    return {"week": row.week, "version": row.version, "path": f"/api/v1/reports/weekly/{row.week}.json"}

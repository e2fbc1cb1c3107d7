"""Weekly reports: ordering last week's, and making whatever was ordered."""

from __future__ import annotations

import logging

from models.queries import reporting
from models.queries.runs import set_aside
from models.session import transaction
from models.tables.office import Office
from reports.builder import build
from reports.period import last_full_week, parse_week

log = logging.getLogger("sangtin.report")

MAX_ATTEMPTS = 3


def drain() -> int:
    """Order last week's report where it is missing, then make every open order; returns how many were made."""
    week = last_full_week()
    with transaction() as session:
        reporting.order_missing(session, week.code, week.end)
    made, last = 0, 0
    while (order := _claim_and_make(last)) is not None:
        last, done = order
        made += done
    return made


def _claim_and_make(after: int) -> tuple[int, bool] | None:
    """One order in one transaction: a killed worker leaves the order open and nothing half made.

    Returns its id and whether the report was made; None when no order is left.
    """
    with transaction() as session:
        order = reporting.claim_order(session, after)
        if order is None:
            return None
        try:
            with session.begin_nested():
                content = build(session, session.get_one(Office, order.office_id), parse_week(order.week))
                reporting.save_snapshot(session, order.office_id, order.week, content)
        except Exception as error:
            log.error("report of order %d failed: %s", order.id, type(error).__name__)  # noqa: TRY400
            if reporting.count_failure(session, order) >= MAX_ATTEMPTS:
                set_aside(
                    session,
                    order.office_id,
                    stage="report",
                    error_code="report_failed",
                    reason=f"Báo cáo {order.week} không lập được sau {MAX_ATTEMPTS} lần thử.",
                )
                reporting.finish_order(session, order)
            return order.id, False
        reporting.finish_order(session, order)
        return order.id, True

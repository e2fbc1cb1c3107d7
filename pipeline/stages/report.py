"""Reports: ordering last week's and last month's, and making whatever was ordered."""

from __future__ import annotations

import logging

from models.errors import NotFound
from models.queries import reporting
from models.queries.runs import set_aside
from models.session import Session, transaction
from models.tables.office import Office
from models.tables.report import ReportOrder
from nlp.places import name_today
from reports.making import make
from reports.period import Month, Week, last_full_month, last_full_week, parse_period

log = logging.getLogger("sangtin.report")

MAX_ATTEMPTS = 3
WEEKS_BACK, MONTHS_BACK = 8, 2
"""How far back reports are made that were missed while the machine was off: as far as a report's trend and its comparison of answers
look. What is older can be made by hand.
"""


def drain() -> int:
    """Order last week's and last month's reports where they are missing, and those missed before them, then make every open order.

    A machine that was off for weeks owes a report of each: the trend and "tuần trước" of the later ones are what the earlier ones said,
    so the oldest come first, and weeks before months. Returns how many were made.
    """
    with transaction() as session:
        for ended, most in ((last_full_week(), WEEKS_BACK), (last_full_month(), MONTHS_BACK)):
            for period in _until(ended, most):
                reporting.order_missing(session, period.code, period.end, missed=period != ended)
    made, last = 0, 0
    while (order := _claim_and_make(last)) is not None:
        last, done = order
        made += done
    return made


def _until(last: Week | Month, most: int) -> list[Week | Month]:
    """So many periods up to the last one, the oldest first."""
    periods: list[Week | Month] = [last]
    while len(periods) < most:
        periods.insert(0, periods[0].previous())
    return periods


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
                _make(session, order)
        except Exception as error:
            log.error("report of order %d failed: %s", order.id, type(error).__name__)  # noqa: TRY400
            if reporting.count_failure(session, order) >= MAX_ATTEMPTS or isinstance(error, NotFound):
                set_aside(
                    session,
                    order.office_id,
                    stage="report",
                    error_code="report_failed",
                    reason=f"Báo cáo {order.week} không lập được sau {order.attempt} lần thử.",
                )
                reporting.finish_order(session, order)
            return order.id, False
        reporting.finish_order(session, order)
        return order.id, True


def _make(session: Session, order: ReportOrder) -> None:
    office = session.get_one(Office, order.office_id)
    content = make(session, office, parse_period(order.week), name_today=name_today)
    reporting.save_snapshot(session, order.office_id, order.week, content, order.reason, order.ordered_by)

"""What has left the house is not purged before those who have it were told that it was taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.tables.indicator import IndicatorConfirmation, ProtectedContact, ScamIndicator
from models.vocabulary import EventKind, ItemState, RetractionReason, Role
from tests.models.queries.test_query_purging import end, now, purge, scam
from tests.models.rows import Rows

pytestmark = pytest.mark.database


def test_one_that_left_stays_until_it_was_announced_that_it_was_taken_back(rows: Rows) -> None:
    item = scam(rows)
    indicator = rows.session.query(ScamIndicator).one()
    rows.session.add(ProtectedContact(value="songlam.example"))
    rows.session.flush()
    for _person in range(2):
        person = rows.account(Role.APPROVER).id
        rows.session.add(IndicatorConfirmation(indicator_id=indicator.id, account_id=person))
    rows.session.flush()
    indicator.confirmed_at = now(rows) - timedelta(days=10)
    end(rows, item, ItemState.CLOSED, 3, EventKind.CLOSED)
    purge(rows)
    (indicator,) = rows.session.query(ScamIndicator)
    indicator.retracted_at = now(rows) - timedelta(days=89)
    indicator.retracted_reason = RetractionReason.VERDICT_WITHDRAWN
    rows.session.flush()
    purge(rows)
    (indicator,) = rows.session.query(ScamIndicator)
    indicator.retracted_at = now(rows) - timedelta(days=91)
    rows.session.flush()
    purge(rows)
    assert (rows.session.query(ScamIndicator).count(), rows.session.query(IndicatorConfirmation).count()) == (
        0,
        0,
    )

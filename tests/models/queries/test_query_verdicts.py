"""Verdicts: one stands for an item, until another takes its place or it is withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.queries import decisions
from tests.models.rows import NOW, Rows

pytestmark = pytest.mark.database


def test_a_verdict_stands_until_another_or_until_it_is_withdrawn(rows: Rows) -> None:
    item = rows.item()
    until = NOW.date() + timedelta(days=30)
    verdicts = [
        decisions.let_stand(rows.session, rows.decision(item, round=number), until) for number in (1, 2)
    ]
    assert decisions.standing_verdict(rows.session, item.id) is verdicts[1]
    rows.session.refresh(verdicts[0])
    assert verdicts[0].withdrawn_at is not None
    decisions.retire_decisions(rows.session, item.id, "lý do " * 100)
    assert decisions.standing_verdict(rows.session, item.id) is None
    assert decisions.current_decisions(rows.session, item.id) == []

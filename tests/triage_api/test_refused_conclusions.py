"""A conclusion that cannot be taken is told in one sentence, kept on the page, and leaves nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.queries import decisions
from models.session import transaction
from models.tables.item import Item
from models.vocabulary import ItemState, Role
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from triage_api.services import lease, regroup

pytestmark = pytest.mark.database
WHY = "Văn bản ghi không thu, đã gọi hỏi một cửa."


def typed(desk: Desk, why: str = WHY) -> dict[str, Any]:
    """The form as a person fills it in."""
    return {
        "khoa": "khoa-tu-choi-1",
        "ket_luan": "false",
        "cau": "Từ 1/12 nộp hồ sơ ở xã mất phí 50k",
        "ly_do": why,
        "can_cu": str(desk.passage_id),
    }


def test_a_conclusion_on_an_item_that_was_merged_meanwhile_is_kept_beside_it(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    item_id, into = desk.item(), desk.item("Nghe nói nộp hồ sơ ở xã mất phí 50k")
    holder = desk.person("ctv01")
    client = browse("ctv01")
    with transaction() as session:
        lease.lease(session, holder, item_id)
        lease.release(session, holder, item_id, "xem lại")
        regroup.merge(session, desk.person("th01", Role.COORDINATOR), item_id, into)
    answer = client.submit(f"/viec/{item_id}/ket-luan", **typed(desk))
    assert answer.status_code == 409
    assert WHY in answer.text
    with transaction() as session:
        assert session.get_one(Item, item_id).state is ItemState.MERGED
        for one in (item_id, into):
            assert not decisions.current_decisions(session, one)


def test_a_rationale_of_100_kb_is_refused_and_comes_back_whole(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    item_id, holder = desk.item(), desk.person("ctv01")
    client = browse("ctv01")
    with transaction() as session:
        lease.lease(session, holder, item_id)
    long = "không thu " * 2900 + "HẾT"
    answer = client.submit(f"/viec/{item_id}/ket-luan", **typed(desk, long))
    assert answer.status_code == 422
    assert long in answer.text
    whole = client.submit(f"/viec/{item_id}/ket-luan", **typed(desk, "không thu " * 10_000))
    assert 400 <= whole.status_code < 500
    with transaction() as session:
        item = session.get_one(Item, item_id)
        assert item.state is ItemState.ASSIGNED
        assert not decisions.current_decisions(session, item_id)

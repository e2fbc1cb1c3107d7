"""The list of work: what is free, what is late, what was told to the office above, and how much of it there is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, update

from models.queries.sources import office_by_code
from models.session import transaction
from models.tables.item import Item
from models.vocabulary import ItemState, Queue, Role
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from triage_api.services import lease, office

pytestmark = pytest.mark.database


def change(item_id: int, **values: object) -> None:
    with transaction() as session:
        session.execute(update(Item).where(Item.id == item_id).values(values))


def shown(page: str) -> list[int]:
    """The items of a list, in its order."""
    return [int(number) for number in re.findall(r'<h3><a href="/viec/(\d+)"', page)]


def test_a_lease_that_ran_out_is_free_for_everybody_before_the_clock_has_seen_it(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    item_id = desk.item()
    with transaction() as session:
        lease.lease(session, desk.person("ctv01"), item_id)
    desk.person("ctv02")
    other, mine = browse("ctv02"), browse("ctv01")
    assert "Nhận việc này" not in other.get(f"/viec/{item_id}").text
    change(item_id, lease_expires_at=func.now())
    for page in (other.get("/hang-viec").text, mine.get("/hang-viec").text):
        assert "Chưa ai xem" in page
        assert "Bạn đang giữ" not in page
    assert "Nhận việc này" in other.get(f"/viec/{item_id}").text
    assert other.submit(f"/viec/{item_id}/nhan").status_code == 303
    with transaction() as session:
        assert session.get_one(Item, item_id).assigned_to == desk.person("ctv02").id


def test_what_was_told_to_the_office_above_is_found_there_too(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    late, _early = desk.item(opened_hours_ago=30.0), desk.item()
    with transaction() as session:
        assert office.escalate_overdue(session) == 1
        province = office_by_code(session, "songlam").id
    desk.person("ctv01")
    desk.person("tinh01", Role.COORDINATOR, office_id=province)
    for name in ("ctv01", "tinh01"):
        browser = browse(name)
        page = browser.get("/hang-viec").text
        assert re.search(r"Đã báo cấp trên\s*<b[^>]*>1</b>", page), name
        assert len(shown(page)) == 2
        assert shown(browser.get("/hang-viec?bao_cap_tren=1").text) == [late]
    assert "báo cấp trên" in browse("ctv01").get(f"/viec/{late}").text


def test_counts_beside_the_list_are_those_of_the_list(desk: Desk, browse: Callable[..., Browser]) -> None:
    for queue, count in ((Queue.SCAM, 3), (Queue.QUESTIONS, 2)):
        for _ in range(count):
            desk.item(queue=queue, opened_hours_ago=5.0)
    ended = desk.item()
    change(ended, state=ItemState.CLOSED, ended_at=func.now())
    desk.person("ctv01")
    browser = browse("ctv01")
    page = browser.get("/hang-viec").text
    assert "<b>5 việc</b>" in page
    assert re.search(r"Quá hạn\s*<b[^>]*>5</b>", page)
    assert len(shown(browser.get("/hang-viec?loai=scam").text)) == 3
    assert shown(browser.get("/hang-viec?xem=da-xong").text) == [ended]

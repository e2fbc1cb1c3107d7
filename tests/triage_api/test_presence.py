"""Who has an item open: for colleagues of the office, for two minutes, and never against a blind second look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from models.queries import offices
from models.queries import presence as rows
from models.session import transaction
from models.tables.presence import ItemPresence
from models.vocabulary import OfficeLevel, Role, Verdict
from pipeline.jobs import sweep_presence
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import decide, lease

pytestmark = pytest.mark.database


def age(by: timedelta) -> None:
    with transaction() as session:
        session.execute(text("UPDATE item_presence SET seen_at = now() - :by"), {"by": by})


def test_who_looks_is_seen_on_the_page_and_in_the_list_without_a_lease(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    item_id = desk.item()
    desk.person("ctv07")
    desk.person("ctv08")
    first, second = browse("ctv08"), browse("ctv07")
    assert "đang xem" not in first.get(f"/viec/{item_id}").text
    assert "CTV08 đang xem" in second.get("/hang-viec").text
    assert "CTV08 đang xem" in second.get(f"/viec/{item_id}").text
    assert "CTV07 đang xem" in first.get(f"/viec/{item_id}").text
    age(timedelta(minutes=2, seconds=1))
    assert "đang xem" not in second.get("/hang-viec").text


def test_offices_do_not_see_whom_another_office_has_at_its_desk(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    item_id = desk.item()
    with transaction() as session:
        above = offices.ensure_office(session, "songlam", "UBND tỉnh Sông Lam", OfficeLevel.PROVINCE, "goc")
    desk.person("tinh01", Role.APPROVER, office_id=above)
    desk.person("ctv01")
    browse("ctv01").get(f"/viec/{item_id}")
    page = browse("tinh01").get(f"/viec/{item_id}").text
    assert "CTV01" not in page
    assert "TINH01" not in browse("ctv01").get(f"/viec/{item_id}").text


def test_a_blind_second_look_is_told_no_name_and_nothing_of_who_concluded_first(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    item_id, first = desk.item(), desk.person("ctv01")
    desk.person("ctv02")
    desk.person("ctv03")
    with transaction() as session:
        lease.lease(session, first, item_id)
        decide.decide(session, first, item_id, conclusion(desk, Verdict.FALSE))
    browse("ctv01").get(f"/viec/{item_id}")
    second = browse("ctv02")
    for address in (f"/viec/{item_id}", "/hang-viec?xem=xem-lan-hai"):
        page = second.get(address).text
        assert "CTV01" not in page, address
        assert "đang xem" not in page, address
    browse("ctv03").get(f"/viec/{item_id}")
    for address in (f"/viec/{item_id}", "/hang-viec?xem=xem-lan-hai"):
        page = second.get(address).text
        assert "Có người khác đang xem" in page, address
        assert "CTV03" not in page, address


def test_a_sign_of_life_renews_it_and_is_written_at_most_every_twenty_seconds(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    item_id, person = desk.item(), desk.person("ctv01")
    client = browse("ctv01")

    def seen() -> datetime:
        with transaction() as session:
            return session.get_one(ItemPresence, (item_id, person.id)).seen_at

    client.get(f"/viec/{item_id}")
    before = seen()
    client.submit(f"/viec/{item_id}/con-xem")
    assert seen() == before
    age(timedelta(seconds=30))
    aged = seen()
    client.submit(f"/viec/{item_id}/con-xem")
    assert seen() > aged


def test_what_is_over_is_swept_without_anybody_looking(desk: Desk, browse: Callable[..., Browser]) -> None:
    old, new = desk.item(), desk.item()
    person = desk.person("ctv01")
    browse("ctv01").get(f"/viec/{old}")
    with transaction() as session:
        (task,) = session.execute(
            text("SELECT scheduled_at - now() FROM procrastinate_jobs WHERE task_name = 'presence'")
        ).one()
    assert task <= rows.KEPT
    age(timedelta(minutes=3))
    with transaction() as session:
        rows.note(session, new, person.id)
    sweep_presence()
    with transaction() as session:
        assert [one.item_id for one in session.query(ItemPresence)] == [new]


def test_a_page_of_another_office_gives_no_sign_of_life(desk: Desk, browse: Callable[..., Browser]) -> None:
    with transaction() as session:
        beside = offices.ensure_office(
            session, "dongthap", "UBND xã Đồng Tháp", OfficeLevel.COMMUNE, "songlam"
        )
    desk.person("ctv01")
    item_id = desk.item(office_id=beside)
    assert browse("ctv01").submit(f"/viec/{item_id}/con-xem").status_code == 404

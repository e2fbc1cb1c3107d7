"""Holding an item longer: by asking, by working, never beyond the most there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from models.errors import Conflict
from models.queries.accounts import Person
from models.session import transaction
from models.settings import settings
from models.tables.item import Item
from models.vocabulary import ItemState
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from triage_api.services import holding, lease

pytestmark = pytest.mark.database
JSON = {"accept": "application/json"}


def ends_in(item_id: int, minutes: float) -> None:
    """Let the lease end in so many minutes."""
    with transaction() as session:
        session.execute(
            text("UPDATE item SET lease_expires_at = now() + :left WHERE id = :id"),
            {"left": timedelta(minutes=minutes), "id": item_id},
        )


def left(item_id: int) -> float:
    """Minutes until the lease ends."""
    with transaction() as session:
        until = session.get_one(Item, item_id).lease_expires_at
    assert until is not None
    return (until - datetime.now(UTC)).total_seconds() / 60


@pytest.fixture
def held(desk: Desk) -> tuple[Person, int]:
    """A reviewer and an item they have just taken."""
    person, item_id = desk.person("ctv01"), desk.item()
    with transaction() as session:
        lease.lease(session, person, item_id)
    return person, item_id


def test_asking_gives_a_quarter_of_an_hour_more_up_to_the_most_there_is(held: tuple[Person, int]) -> None:
    person, item_id = held
    for expected in (45, 60, 75, 90, 105, 120):
        with transaction() as session:
            holding.hold_longer(session, person, item_id)
        assert left(item_id) == pytest.approx(expected, abs=0.2)
    with pytest.raises(Conflict, match="120 phút"), transaction() as session:
        holding.hold_longer(session, person, item_id)
    with transaction() as session:  # nor does taking it again
        lease.lease(session, person, item_id)
    assert left(item_id) == pytest.approx(120, abs=0.2)


def test_what_is_not_held_is_not_held_longer(desk: Desk, held: tuple[Person, int]) -> None:
    person, item_id = held
    other = desk.person("ctv02")
    with pytest.raises(Conflict, match="không giữ"), transaction() as session:
        holding.hold_longer(session, other, item_id)
    ends_in(item_id, -1)
    with pytest.raises(Conflict, match="hết giờ"), transaction() as session:
        holding.hold_longer(session, person, item_id)


def test_work_keeps_a_lease_that_would_end_and_leaves_a_long_one_alone(held: tuple[Person, int]) -> None:
    person, item_id = held
    for minutes, expected in ((20, 20), (4, 10)):
        ends_in(item_id, minutes)
        with transaction() as session:
            assert holding.keep_working(session, person, session.get_one(Item, item_id))
        assert left(item_id) == pytest.approx(expected, abs=0.2)


def test_work_does_not_keep_a_lease_beyond_the_most_there_is(
    held: tuple[Person, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    person, item_id = held
    monkeypatch.setenv("SANGTIN_LEASE_MOST_MINUTES", "6")
    settings.cache_clear()
    ends_in(item_id, 3)
    for _again in range(2):
        with transaction() as session:
            holding.keep_working(session, person, session.get_one(Item, item_id))
        assert left(item_id) == pytest.approx(6, abs=0.2)


def test_a_lease_that_is_over_does_not_come_back_by_work(held: tuple[Person, int]) -> None:
    person, item_id = held
    ends_in(item_id, -1)
    with transaction() as session:
        assert not holding.keep_working(session, person, session.get_one(Item, item_id))
    assert left(item_id) < 0


@given(left_minutes=st.floats(0.1, 600), wanted=st.floats(-10, 600), held_minutes=st.floats(0, 600))
def test_a_lease_is_never_shortened_and_never_lengthened_beyond_the_most(
    left_minutes: float, wanted: float, held_minutes: float
) -> None:
    now = datetime.now(UTC)
    before, latest = now + timedelta(minutes=left_minutes), now + timedelta(minutes=120 - held_minutes)
    item = Item(state=ItemState.ASSIGNED, lease_expires_at=before)
    after = holding.later(item, timedelta(minutes=wanted), latest)
    assert after == before or before < after <= latest


def test_the_page_says_until_when_and_what_to_do(
    held: tuple[Person, int], browse: Callable[..., Browser]
) -> None:
    _person, item_id = held
    client = browse("ctv01")
    page = client.get(f"/viec/{item_id}").text
    assert "Giữ thêm 15 phút" in page
    assert "Giữ được tất cả 120 phút" in page
    assert "Còn chưa đầy 5 phút" not in page
    ends_in(item_id, 4)
    assert "Còn chưa đầy 5 phút" in client.get(f"/viec/{item_id}").text
    answer = client.submit(f"/viec/{item_id}/giu-them")
    assert answer.status_code == 303
    assert left(item_id) == pytest.approx(19, abs=0.2)


def test_a_sign_of_life_tells_how_the_lease_stands(
    desk: Desk, held: tuple[Person, int], browse: Callable[..., Browser]
) -> None:
    _person, item_id = held
    desk.person("ctv02")
    client, other = browse("ctv01"), browse("ctv02")
    ends_in(item_id, 4)
    told = client.submit(f"/viec/{item_id}/con-xem", giu="1").json()
    assert told["lease"] == "held"
    assert told["seconds"] == pytest.approx(240, abs=10), "looking is not working"
    told = client.submit(f"/viec/{item_id}/con-xem", giu="1", lam="1").json()
    assert told["seconds"] == pytest.approx(600, abs=10)
    ends_in(item_id, -1)
    assert other.submit(f"/viec/{item_id}/nhan").status_code == 303
    told = client.submit(f"/viec/{item_id}/con-xem", giu="1", lam="1").json()
    assert told["lease"] == "lost"
    assert "CTV02 đã nhận việc này" in told["said"]
    assert "còn nguyên" in told["said"]
    assert "lease" not in client.submit(f"/viec/{item_id}/con-xem").json()


def test_an_expired_lease_is_told_on_the_page(
    held: tuple[Person, int], browse: Callable[..., Browser]
) -> None:
    _person, item_id = held
    client = browse("ctv01")
    ends_in(item_id, -1)
    page = client.get(f"/viec/{item_id}").text
    assert "Hết giờ giữ lúc" in page
    assert "Nhận lại việc rồi gửi" in page

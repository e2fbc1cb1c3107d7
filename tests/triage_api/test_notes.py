"""Notes on an item: for the desk alone, masked, kept in the history, hidden from who looks a second time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.errors import BadInput, IllegalMove, NotAllowed, NotFound
from models.queries import offices
from models.session import transaction
from models.vocabulary import OfficeLevel, Role, Verdict
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import decide, lease, notes

pytestmark = pytest.mark.database
NOTE = "Bộ phận một cửa nói tuần này có bốn người tới hỏi, gọi chị Nguyễn Thị Hoa 0900 000 123"


def test_a_note_is_masked_before_it_is_written(desk: Desk) -> None:
    person, item_id = desk.person("ctv01"), desk.item()
    with transaction() as session:
        written = notes.add_note(session, person, item_id, f"  {NOTE} ").note
    assert written is not None
    assert written.startswith("Bộ phận một cửa nói tuần này có bốn người tới hỏi")
    assert "Hoa" not in written
    assert "0900" not in written


@pytest.mark.parametrize("text", ["", " \n ", "x" * 1001])
def test_a_note_that_says_nothing_or_too_much_is_refused(desk: Desk, text: str) -> None:
    person, item_id = desk.person("ctv01"), desk.item()
    with transaction() as session, pytest.raises(BadInput):
        notes.add_note(session, person, item_id, text)


def test_only_the_desk_of_the_office_notes(desk: Desk) -> None:
    item_id, leader = desk.item(), desk.person("lanhdao01", Role.LEADER)
    with transaction() as session:
        elsewhere = offices.ensure_office(session, "khac", "Xã Khác", OfficeLevel.COMMUNE, "goc")
    stranger = desk.person("ctv99", office_id=elsewhere)
    with transaction() as session, pytest.raises(NotAllowed):
        notes.add_note(session, leader, item_id, "x")
    with transaction() as session, pytest.raises(NotFound):
        notes.add_note(session, stranger, item_id, "x")


def test_a_dismissed_item_takes_no_notes(desk: Desk) -> None:
    person, item_id = desk.person("ctv01"), desk.item()
    with transaction() as session:
        lease.lease(session, person, item_id)
        lease.dismiss(session, person, item_id, as_opinion=True)
    with transaction() as session, pytest.raises(IllegalMove):
        notes.add_note(session, person, item_id, "còn gì nữa")


def test_colleagues_read_it_and_who_looks_a_second_time_does_not(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    first, item_id = desk.person("ctv01"), desk.item()
    desk.person("ctv02")
    writer, reader = browse("ctv01"), browse("ctv02")
    answer = writer.submit(f"/viec/{item_id}/ghi-chu", ghi_chu="<b>Tôi</b> ngả về phía Sai")
    assert answer.status_code == 303
    assert "&lt;b&gt;Tôi&lt;/b&gt; ngả về phía Sai" in reader.get(f"/viec/{item_id}").text
    with transaction() as session:
        lease.lease(session, first, item_id)
        decide.decide(session, first, item_id, conclusion(desk, Verdict.FALSE))
    assert "ngả về phía" not in reader.get(f"/viec/{item_id}").text

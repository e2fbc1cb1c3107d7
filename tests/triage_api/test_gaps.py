"""Information-gap tickets: who is in charge, the clock, the answer that brings the item back, and who is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.errors import BadInput, Conflict, NotAllowed, NotFound
from models.queries import gaps as tickets
from models.queries import notices
from models.queries.accounts import Person
from models.queries.offices import ensure_office
from models.session import transaction
from models.settings import settings
from models.tables.gap import InformationGap
from models.tables.item import Item
from models.vocabulary import GapEventKind, ItemState, OfficeLevel, Queue, Role, Verdict
from tests.database import TestDatabase
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import decide, gaps, lease, office, regroup

pytestmark = pytest.mark.database
QUESTION = "Mất thẻ căn cước thì làm lại ở đâu?"


@pytest.fixture
def reviewer(desk: Desk) -> Person:
    return desk.person("ctv01")


@pytest.fixture
def approver(desk: Desk) -> Person:
    return desk.person("duyet01", Role.APPROVER)


@pytest.fixture
def department(desk: Desk) -> int:
    """A department beside the commune, under the same province."""
    with transaction() as session:
        return ensure_office(session, "so-tu-phap", "Sở Tư pháp", OfficeLevel.DEPARTMENT, "songlam")


@pytest.fixture
def ticket(desk: Desk, reviewer: Person) -> int:
    """A question nobody answers officially; its ticket is open."""
    return open_ticket(desk, reviewer)


def open_ticket(desk: Desk, reviewer: Person, text: str = QUESTION) -> int:
    item_id = desk.item(text, Queue.QUESTIONS)
    with transaction() as session:
        lease.lease(session, reviewer, item_id)
        given = conclusion(
            desk, Verdict.NO_OFFICIAL_ANSWER, sentence=text, passage_ids=(), no_official_text=True
        )
        decide.decide(session, reviewer, item_id, given)
    with transaction() as session:
        number = tickets.ticket_number(session, item_id)
    assert number is not None
    return number


def row(ticket: int) -> tuple[InformationGap, ItemState]:
    with transaction() as session:
        gap = session.get_one(InformationGap, ticket)
        return gap, session.get_one(Item, gap.item_id).state


def kinds(ticket: int) -> list[GapEventKind]:
    with transaction() as session:
        return [event.kind for event in reversed(tickets.gap_history(session, ticket))]


def test_an_answer_brings_the_item_back_and_tells_the_reviewer(
    desk: Desk, ticket: int, reviewer: Person, approver: Person
) -> None:
    with transaction() as session:
        gaps.answer(session, approver, ticket, "Làm lại ở bất kỳ xã nào trong tỉnh.", desk.passage_id, "tl-1")
    gap, state = row(ticket)
    assert (gap.answered_at is not None, state) == (True, ItemState.AWAITING_REPLY)
    assert kinds(ticket) == [GapEventKind.OPENED, GapEventKind.ANSWERED]
    with transaction() as session:
        (told,) = notices.notices_of(session, reviewer.id)
        assert told.answers
        assert told.event.note == "Làm lại ở bất kỳ xã nào trong tỉnh."
        assert notices.notices_of(session, approver.id) == []


def test_the_same_answer_twice_is_one_and_another_under_its_key_is_refused(
    desk: Desk, ticket: int, reviewer: Person, approver: Person
) -> None:
    for _time in range(2):
        with transaction() as session:
            gaps.answer(session, approver, ticket, "Ở xã.", None, "tl-1")
    assert kinds(ticket) == [GapEventKind.OPENED, GapEventKind.ANSWERED]
    with pytest.raises(Conflict, match="nội dung khác"), transaction() as session:
        gaps.answer(session, approver, ticket, "Ở huyện.", None, "tl-1")
    with pytest.raises(Conflict, match="đã được trả lời"), transaction() as session:
        gaps.answer(session, approver, ticket, "Ở huyện.", None, "tl-2")


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [("  ", "k", "viết vài chữ"), ("x" * 4001, "k", "dài quá"), ("ở xã", "", "Thiếu khóa")],
)
def test_an_answer_says_something(ticket: int, approver: Person, text: str, key: str, message: str) -> None:
    with pytest.raises(BadInput, match=message), transaction() as session:
        gaps.answer(session, approver, ticket, text, None, key)
    assert kinds(ticket) == [GapEventKind.OPENED]


def test_a_passage_that_is_not_in_the_base_answers_nothing(ticket: int, approver: Person) -> None:
    with pytest.raises(NotFound, match="không còn trong kho"), transaction() as session:
        gaps.answer(session, approver, ticket, "", 999_999, "k")


def test_another_office_is_put_in_charge_answers_and_its_clock_begins_anew(
    desk: Desk, ticket: int, department: int, db: TestDatabase
) -> None:
    coordinator = desk.person("th01", Role.COORDINATOR)
    there = desk.person("so01", Role.APPROVER, office_id=department)
    with db.owner() as owner:
        owner.execute("UPDATE information_gap SET due_at = now() - interval '1 day'")
    with pytest.raises(NotFound), transaction() as session:
        gaps.gap_in_sight(session, there, ticket)
    with pytest.raises(BadInput, match="đang phụ trách"), transaction() as session:
        gaps.reassign(session, coordinator, ticket, desk.office_id, "thẩm quyền", "c0")
    with transaction() as session:
        late = row(ticket)[0].due_at
        gaps.reassign(session, coordinator, ticket, department, "thuộc thẩm quyền của sở", "c1")
        gaps.reassign(session, coordinator, ticket, department, "thuộc thẩm quyền của sở", "c1")
    gap, _state = row(ticket)
    assert (gap.in_charge_id, gap.due_at > late) == (department, True)
    with transaction() as session:
        assert gaps.gap_in_sight(session, there, ticket).in_charge == "Sở Tư pháp"
        gaps.answer(session, there, ticket, "Theo công văn 15/STP-HCTP.", None, "tl-1")
    assert row(ticket)[1] is ItemState.AWAITING_REPLY
    assert kinds(ticket) == [GapEventKind.OPENED, GapEventKind.REASSIGNED, GapEventKind.ANSWERED]


def test_an_answer_is_an_approvers_and_reassigning_a_coordinators(
    desk: Desk, ticket: int, reviewer: Person, department: int
) -> None:
    with pytest.raises(NotAllowed), transaction() as session:
        gaps.answer(session, reviewer, ticket, "ở xã", None, "k")
    with pytest.raises(NotAllowed), transaction() as session:
        gaps.reassign(session, reviewer, ticket, department, "x", "k")
    with pytest.raises(NotAllowed), transaction() as session:
        gaps.answer(session, desk.person("th01", Role.COORDINATOR), ticket, "ở xã", None, "k")


def test_the_office_above_reads_and_does_not_answer(desk: Desk, ticket: int) -> None:
    from models.queries.sources import office_by_code

    with transaction() as session:
        province = office_by_code(session, "songlam").id
    above = desk.person("tinh01", Role.APPROVER, office_id=province)
    with transaction() as session:
        assert gaps.gap_in_sight(session, above, ticket).gap.id == ticket
    with pytest.raises(NotAllowed, match="cấp dưới"), transaction() as session:
        gaps.answer(session, above, ticket, "ở xã", None, "k")


def test_an_answer_written_on_the_item_closes_the_ticket_with_its_history(
    desk: Desk, ticket: int, approver: Person, reviewer: Person
) -> None:
    item_id = row(ticket)[0].item_id
    with transaction() as session:
        office.office_answered(session, approver, item_id, "có công văn")
    assert kinds(ticket) == [GapEventKind.OPENED, GapEventKind.ANSWERED]
    with transaction() as session:
        office.ask_office(session, approver, item_id, "công văn chưa nói mức phí")
    gap, state = row(ticket)
    assert (gap.answered_at, gap.missing, state) == (
        None,
        "công văn chưa nói mức phí",
        ItemState.WAITING_OFFICE,
    )
    assert kinds(ticket)[-1] is GapEventKind.ASKED_AGAIN
    with transaction() as session:
        assert len(notices.notices_of(session, reviewer.id)) == 1


def test_a_claim_without_official_text_opens_a_ticket_and_its_answer_is_noted(
    desk: Desk, reviewer: Person, approver: Person
) -> None:
    item_id = desk.item()
    with transaction() as session:
        lease.lease(session, reviewer, item_id)
        given = conclusion(desk, Verdict.NO_BASIS, passage_ids=(), no_official_text=True)
        decide.decide(session, reviewer, item_id, given)
        number = tickets.ticket_number(session, item_id)
    assert number is not None
    with transaction() as session:
        gaps.answer(session, approver, number, "Sở đã trả lời.", None, "tl-1")
    assert row(number)[1] is ItemState.AWAITING_REPLY
    with transaction() as session:
        assert [told.event.item_id for told in notices.notices_of(session, reviewer.id)] == [item_id]


def test_a_ticket_of_an_item_that_was_merged_asks_nobody_until_it_is_split_off(
    desk: Desk, ticket: int, approver: Person
) -> None:
    item_id, into = row(ticket)[0].item_id, desk.item("Làm lại thẻ ở đâu?", Queue.QUESTIONS)
    with transaction() as session:
        regroup.merge(session, approver, item_id, into)
    with pytest.raises(Conflict, match="không còn hỏi ai"), transaction() as session:
        gaps.answer(session, approver, ticket, "ở xã", None, "tl-1")
    with transaction() as session:
        assert tickets.list_gaps(session, [desk.office_id]) == []
        regroup.split(session, approver, item_id)
    assert (row(ticket)[0].answered_at, row(ticket)[1]) == (None, ItemState.WAITING_OFFICE)
    with transaction() as session:
        gaps.answer(session, approver, ticket, "ở xã", None, "tl-1")
    assert row(ticket)[1] is ItemState.AWAITING_REPLY


def test_what_waits_for_its_second_look_is_not_told_by_the_ticket(
    desk: Desk,
    ticket: int,
    approver: Person,
    reviewer: Person,
    browse: Callable[..., Browser],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item_id = row(ticket)[0].item_id
    with transaction() as session:
        gaps.answer(session, approver, ticket, "ở xã", desk.passage_id, "tl-1")
        office.close_without_reply(session, approver, item_id, "đã biết")
        assert tickets.picked_sentence(session, item_id) == QUESTION
        decide.reopen(session, approver, item_id, "xem lại")
        assert tickets.picked_sentence(session, item_id) is None
    monkeypatch.setenv("SANGTIN_SECOND_REVIEW_SHARE", "1")
    settings.cache_clear()
    with transaction() as session:
        lease.lease(session, reviewer, item_id)
        given = conclusion(desk, Verdict.ANSWERED, sentence="CÂU CHƯA AI ĐƯỢC BIẾT")
        decide.decide(session, reviewer, item_id, given)
    assert row(ticket)[1] is ItemState.SECOND_REVIEW
    client = browse("duyet01")
    for address in (f"/thieu-thong-tin/{ticket}", "/thieu-thong-tin?xem=da-tra-loi"):
        page = client.get(address).text
        assert QUESTION in page
        assert "CÂU CHƯA AI" not in page
    assert "Phiếu thiếu thông tin" not in client.get(f"/viec/{item_id}").text


def test_a_whole_document_pasted_by_mistake_comes_back_on_the_page(
    desk: Desk, ticket: int, approver: Person, browse: Callable[..., Browser]
) -> None:
    long = "văn bản dài " * 9000
    answer = browse("duyet01").submit(f"/thieu-thong-tin/{ticket}/tra-loi", khoa="k1", noi_dung=long)
    assert answer.status_code == 422
    assert "dài quá 4000 ký tự" in answer.text
    assert long.strip() in answer.text


def test_pages_show_due_and_overdue_by_office(
    desk: Desk, ticket: int, reviewer: Person, browse: Callable[..., Browser], db: TestDatabase
) -> None:
    late = open_ticket(desk, reviewer, "Lệ phí cấp lại là bao nhiêu?")
    with db.owner() as owner:
        owner.execute("UPDATE information_gap SET due_at = now() - interval '2 days' WHERE id = %s", (late,))
    client = browse("ctv01")
    page = client.get("/thieu-thong-tin").text
    assert "2 phiếu đang chờ" in page
    assert "1 phiếu quá hạn" in page
    assert page.index("Lệ phí cấp lại") < page.index("Mất thẻ căn cước")
    assert "UBND xã Đồng Mây" in page
    one = client.get(f"/thieu-thong-tin/{late}").text
    assert "Quá hạn từ" in one
    assert "Ghi trả lời" not in one
    assert client.get("/thieu-thong-tin?xem=da-tra-loi").status_code == 200


def test_the_page_answers_with_a_passage_found_by_search(
    desk: Desk, ticket: int, approver: Person, browse: Callable[..., Browser]
) -> None:
    client = browse("duyet01")
    page = client.get(f"/thieu-thong-tin/{ticket}?q=phí đăng ký tài khoản").text
    assert f'name="can_cu" value="{desk.passage_id}"' in page
    empty = client.submit(f"/thieu-thong-tin/{ticket}/tra-loi", khoa="k1", noi_dung=" ")
    assert empty.status_code == 422
    assert "viết vài chữ" in empty.text
    sent = client.submit(f"/thieu-thong-tin/{ticket}/tra-loi", khoa="k1", can_cu=str(desk.passage_id))
    assert sent.status_code == 303
    shown = client.get(f"/thieu-thong-tin/{ticket}").text
    assert "Không thu phí đăng ký tài khoản" in shown
    assert "Đã trả lời" in shown
    queue = browse("ctv01").get("/hang-viec").text
    assert "Cơ quan phụ trách đã trả lời" in queue
    again = client.submit(f"/thieu-thong-tin/{ticket}/tra-loi", khoa="k2", noi_dung="bài tôi đã viết")
    assert again.status_code == 409


def test_a_ticket_of_another_office_is_not_found(
    desk: Desk, ticket: int, department: int, browse: Callable[..., Browser]
) -> None:
    desk.person("so01", Role.APPROVER, office_id=department)
    client = browse("so01")
    assert client.get(f"/thieu-thong-tin/{ticket}").status_code == 404
    for move in ("tra-loi", "chuyen"):
        assert client.submit(f"/thieu-thong-tin/{ticket}/{move}", khoa="k", noi_dung="x").status_code == 404


def test_who_reads_no_reports_sees_no_tickets(
    desk: Desk, ticket: int, browse: Callable[..., Browser]
) -> None:
    desk.person("qt01", Role.ADMINISTRATOR)
    assert browse("qt01").get("/thieu-thong-tin").status_code == 403

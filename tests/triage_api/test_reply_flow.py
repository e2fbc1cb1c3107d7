"""Replies: cited, approved by somebody else, posted on registered channels once per thread, replaced after reopening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.errors import BadInput, Conflict, NotAllowed
from models.queries import replies
from models.queries.accounts import Person
from models.queries.replies import NewSentence
from models.session import transaction
from models.tables.item import Item
from models.tables.official import Document
from models.tables.reply import Reply, ReplyPosting
from models.vocabulary import ItemState, ReplyState, Role, Verdict
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from triage_api.formats import day, today
from triage_api.replying.compose import full_text
from triage_api.services import decide, lease, posting, reply

pytestmark = pytest.mark.database
HOME = "https://dongmay.songlam.example/"


@pytest.fixture
def people(desk: Desk) -> dict[str, Person]:
    """A reviewer and two approvers."""
    return {
        "writer": desk.person("ctv01"),
        "approver": desk.person("duyet01", Role.APPROVER),
        "other": desk.person("duyet02", Role.APPROVER),
    }


@pytest.fixture
def item_id(desk: Desk, people: dict[str, Person]) -> int:
    """An item that waits for its reply."""
    found = desk.item()
    with transaction() as session:
        lease.lease(session, people["writer"], found)
        decide.decide(session, people["writer"], found, conclusion(desk, Verdict.TRUE))
    return found


def draft(desk: Desk, person: Person, item_id: int, *texts: str, cited: bool = True) -> None:
    sentences = [
        NewSentence(text, desk.passage_id if cited else None) for text in texts or ("Không thu phí.",)
    ]
    with transaction() as session:
        reply.save_draft(session, person, item_id, sentences)


def submit(person: Person, item_id: int) -> None:
    with transaction() as session:
        reply.submit(session, person, item_id)


def approve(person: Person, item_id: int) -> None:
    with transaction() as session:
        reply.approve(session, person, item_id)


def post(person: Person, item_id: int, url: str) -> None:
    with transaction() as session:
        posting.record_posting(session, person, item_id, url)


def live(item_id: int) -> Reply:
    with transaction() as session:
        found = replies.live_reply(session, item_id)
        assert found is not None
        return found


def test_nothing_is_submitted_without_basis(desk: Desk, people: dict[str, Person], item_id: int) -> None:
    draft(desk, people["writer"], item_id, "Cảm ơn bà con.", cited=False)
    with pytest.raises(BadInput, match="chưa dẫn đoạn"):
        submit(people["writer"], item_id)
    draft(desk, people["writer"], item_id, "Đã giúp hơn 900 lượt.", cited=False)
    with pytest.raises(BadInput, match=r"Câu 1 có con số \(900\)"):
        submit(people["writer"], item_id)
    assert live(item_id).state is ReplyState.DRAFT


def test_nobody_who_wrote_or_sent_it_approves_it(desk: Desk, people: dict[str, Person], item_id: int) -> None:
    draft(desk, people["approver"], item_id)
    draft(desk, people["writer"], item_id, "Không thu phí khi nộp trực tuyến.")
    submit(people["writer"], item_id)
    with pytest.raises(NotAllowed, match="không tự duyệt"):
        approve(people["approver"], item_id)
    with pytest.raises(NotAllowed):
        approve(people["writer"], item_id)
    approve(people["other"], item_id)
    assert live(item_id).approved_by == people["other"].id


def test_a_submitted_reply_is_not_edited_until_given_back(
    desk: Desk, people: dict[str, Person], item_id: int
) -> None:
    draft(desk, people["writer"], item_id)
    submit(people["writer"], item_id)
    with pytest.raises(Conflict, match="trả lại thì mới sửa"):
        draft(desk, people["writer"], item_id, "Khác.")
    with pytest.raises(BadInput), transaction() as session:
        reply.give_back(session, people["approver"], item_id, " ")
    with transaction() as session:
        reply.give_back(session, people["approver"], item_id, "nói rõ hơn")
    assert (live(item_id).state, live(item_id).returned_note) == (ReplyState.RETURNED, "nói rõ hơn")
    draft(desk, people["writer"], item_id, "Rõ hơn.")
    submit(people["writer"], item_id)
    approve(people["approver"], item_id)


def test_what_changed_since_it_was_read_is_not_approved(
    desk: Desk, people: dict[str, Person], item_id: int, browse: Callable[..., Browser]
) -> None:
    draft(desk, people["writer"], item_id)
    submit(people["writer"], item_id)
    read = live(item_id).submitted_at
    assert read is not None
    with transaction() as session:
        reply.give_back(session, people["other"], item_id, "sửa")
    draft(desk, people["writer"], item_id, "Bản khác.")
    submit(people["writer"], item_id)
    client = browse("duyet01")
    address = f"/viec/{item_id}/tra-loi/duyet"
    assert client.submit(address, luc=read.isoformat()).status_code == 409
    assert client.submit(address, luc="").status_code == 422
    now = live(item_id).submitted_at
    assert now is not None
    assert client.submit(address, luc=now.isoformat()).status_code == 303


def test_a_document_that_has_ended_stops_the_approval(
    desk: Desk, people: dict[str, Person], item_id: int
) -> None:
    draft(desk, people["writer"], item_id)
    submit(people["writer"], item_id)
    ended = today() - timedelta(days=1)
    with transaction() as session:
        session.query(Document).update({"effective_until": ended})
    with pytest.raises(Conflict, match=day(ended)):
        approve(people["approver"], item_id)
    with transaction() as session:
        session.query(Document).update({"effective_until": today()})
    approve(people["approver"], item_id)


@pytest.mark.parametrize(
    "url",
    [
        "https://nguoi-khac.example/1",
        "http://dongmay.songlam.example/1",
        "https://dongmay.songlam.example.evil.example/1",
        "https://dongmay.songlam.example@evil.example/",
        "https://dongmay.songlam.example/a/../../x",
        "https://dongmay.songlam.example/%2e%2e/x",
        "https://dongmay.songlam.example/a b",
        "https://dongmay.songlam.example/a\nb",
        "javascript:alert(1)",
        "https://[",
        "",
        HOME + "x" * 2000,
    ],
)
def test_a_reply_is_posted_on_a_registered_channel_only(
    desk: Desk, people: dict[str, Person], item_id: int, url: str
) -> None:
    draft(desk, people["writer"], item_id)
    submit(people["writer"], item_id)
    approve(people["approver"], item_id)
    with pytest.raises(BadInput, match="kênh chính thức"):
        post(people["approver"], item_id, url)
    assert live(item_id).state is ReplyState.APPROVED


def test_a_thread_gets_the_reply_once(desk: Desk, people: dict[str, Person], item_id: int) -> None:
    draft(desk, people["writer"], item_id)
    submit(people["writer"], item_id)
    with pytest.raises(Conflict):
        post(people["approver"], item_id, HOME + "t/1")
    approve(people["approver"], item_id)
    post(people["approver"], item_id, HOME + "t/1")
    for same in ("t/1", "t/1/", "t/1#p3", "t/1?utm_source=zalo", "t/1?fbclid=x"):
        with pytest.raises(Conflict, match="mỗi luồng chỉ đăng một lần"):
            post(people["approver"], item_id, HOME + same)
    post(people["approver"], item_id, HOME + "t/2")
    with transaction() as session:
        assert session.query(ReplyPosting).count() == 2
        assert session.get_one(Item, item_id).state is ItemState.CLOSED


def test_after_reopening_a_new_reply_is_written_and_the_old_one_stays(
    desk: Desk, people: dict[str, Person], item_id: int
) -> None:
    draft(desk, people["writer"], item_id)
    submit(people["writer"], item_id)
    approve(people["approver"], item_id)
    post(people["approver"], item_id, HOME + "t/1")
    with transaction() as session:
        decide.reopen(session, people["writer"], item_id, "văn bản thay đổi")
        assert replies.live_reply(session, item_id) is None
    with transaction() as session:
        lease.lease(session, people["writer"], item_id)
        decide.decide(session, people["writer"], item_id, conclusion(desk, Verdict.TRUE))
    draft(desk, people["approver"], item_id)
    submit(people["approver"], item_id)
    approve(people["other"], item_id)
    with transaction() as session:
        states = [row.state for row in session.query(Reply).order_by(Reply.id)]
    assert states == [ReplyState.SUPERSEDED, ReplyState.APPROVED]


def test_what_is_posted_names_office_source_and_validity(
    desk: Desk, people: dict[str, Person], item_id: int
) -> None:
    draft(desk, people["writer"], item_id, "Không thu phí.", "Nộp trực tuyến cũng vậy.")
    text = full_text("UBND xã Đồng Mây", live(item_id), today())
    assert text.startswith("UBND xã Đồng Mây trả lời: Không thu phí. [1] Nộp trực tuyến cũng vậy. [1]\n")
    assert "[1] Nghị quyết số 12/2026/NQ-HĐND, ngày 10/07/2026, HĐND tỉnh Sông Lam, Điều 5 khoản 1." in text
    assert f"Có giá trị đến {day(today())}." in text
    assert "yêu cầu xem lại" in text


def test_what_was_typed_is_kept_when_it_is_refused(
    desk: Desk, people: dict[str, Person], item_id: int, browse: Callable[..., Browser]
) -> None:
    client = browse("ctv01")
    answer = client.submit(
        f"/viec/{item_id}/tra-loi", cau=["Giúp 900 lượt.", "Lời mời."], can_cu=["", ""], viec="gui"
    )
    assert answer.status_code == 422
    assert "Giúp 900 lượt." in answer.text
    assert 'id="e1"' in answer.text
    assert live(item_id).state is ReplyState.DRAFT

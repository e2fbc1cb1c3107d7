"""A posting counts by when it was posted, not by when somebody tells: late is fine, too late is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from models.errors import BadInput, Conflict
from models.queries import replies
from models.queries.accounts import Person
from models.queries.official import DocumentRecord, add_document
from models.queries.replies import NewSentence
from models.session import transaction
from models.tables.item import Item
from models.tables.official import Document
from models.tables.reply import Reply, ReplyPosting
from models.vocabulary import ItemState, ReplyState, Role, Verdict
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from triage_api.formats import day, local, parse_minute, today
from triage_api.services import decide, evidence, lease, posting, reply

pytestmark = pytest.mark.database
HOME = "https://dongmay.songlam.example/"


@pytest.fixture
def approver(desk: Desk) -> Person:
    """Who approves and tells where it stands."""
    return desk.person("duyet01", Role.APPROVER)


@pytest.fixture
def item_id(desk: Desk, approver: Person) -> int:
    """An item whose reply is approved and not told as posted."""
    found, writer = desk.item(), desk.person("ctv01")
    with transaction() as session:
        lease.lease(session, writer, found)
        decide.decide(session, writer, found, conclusion(desk, Verdict.TRUE))
    _approved(desk, found, approver, "Không thu phí.")
    return found


def _approved(desk: Desk, item_id: int, approver: Person, text: str) -> None:
    with transaction() as session:
        reply.save_draft(session, desk.person("ctv01"), item_id, [NewSentence(text, desk.passage_id)])
        reply.submit(session, desk.person("ctv01"), item_id)
        reply.approve(session, approver, item_id)


def days_pass(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """What has the clock of the postings say that it is later."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(days=days)

    monkeypatch.setattr(posting, "datetime", Later)


def ends(on: timedelta) -> None:
    with transaction() as session:
        session.query(Document).update({"effective_until": today() + on})


def tell(person: Person, item_id: int, at: datetime | None, thread: str = "t/1") -> None:
    with transaction() as session:
        posting.record_posting(session, person, item_id, HOME + thread, posted_at=at)


def stored() -> list[ReplyPosting]:
    with transaction() as session:
        return session.query(ReplyPosting).order_by(ReplyPosting.id).all()


def test_what_was_posted_in_time_is_told_days_later(
    desk: Desk, approver: Person, item_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = datetime.now(UTC)
    ends(timedelta())
    days_pass(monkeypatch, 2)
    for late in (None, posted + timedelta(days=1)):
        with pytest.raises(Conflict, match=f"chỉ có hiệu lực đến hết {day(today())}. Nếu đã đăng trước đó"):
            tell(approver, item_id, late)
    assert stored() == []
    tell(approver, item_id, posted)
    assert [one.posted_at for one in stored()] == [posted]
    with transaction() as session:
        assert session.get_one(Item, item_id).state is ItemState.CLOSED


def test_a_conclusion_that_was_over_by_then_is_not_told_as_posted(
    desk: Desk, approver: Person, item_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = datetime.now(UTC)
    days_pass(monkeypatch, 900)
    with pytest.raises(Conflict, match="Kết luận chỉ có giá trị đến hết"):
        tell(approver, item_id, None)
    tell(approver, item_id, posted)


def test_a_time_to_come_or_before_the_approval_is_refused(approver: Person, item_id: int) -> None:
    now = datetime.now(UTC)
    with pytest.raises(BadInput, match="không thể ở sau lúc này"):
        tell(approver, item_id, now + timedelta(minutes=2))
    with pytest.raises(BadInput, match="sớm hơn lúc câu trả lời được duyệt"):
        tell(approver, item_id, now - timedelta(hours=1))
    assert stored() == []
    with transaction() as session:
        approved = replies.approved_replies(session, item_id)[0].approved_at
    assert approved is not None
    tell(approver, item_id, approved.replace(second=0, microsecond=0))  # a field tells minutes


def test_what_was_taken_back_since_is_still_told_where_it_stood(
    desk: Desk, approver: Person, item_id: int, browse: Callable[..., Browser]
) -> None:
    posted = datetime.now(UTC)
    ends(timedelta())
    with transaction() as session:
        assert evidence.reopen_changed(session, item_id, today() + timedelta(days=1))
    client = browse("duyet01")
    page = client.get(f"/viec/{item_id}/tra-loi").text
    assert "Bản trước đã đăng mà chưa ghi?" in page
    with pytest.raises(Conflict, match="đã rút lúc"):
        tell(approver, item_id, datetime.now(UTC))
    tell(approver, item_id, posted)
    with transaction() as session:
        assert [row.state for row in session.query(Reply)] == [ReplyState.SUPERSEDED]
        assert session.get_one(Item, item_id).state is not ItemState.CLOSED, "the new version is still owed"
        assert replies.replaced_reply(session, item_id) is not None
    assert "t/1" in client.get(f"/viec/{item_id}/tra-loi").text


def test_the_version_that_was_out_at_that_time_is_meant(desk: Desk, approver: Person, item_id: int) -> None:
    first = datetime.now(UTC)
    tell(approver, item_id, first, "t/1")
    with transaction() as session:
        decide.reopen(session, approver, item_id, "văn bản thay đổi")
        lease.lease(session, desk.person("ctv01"), item_id)
        decide.decide(session, desk.person("ctv01"), item_id, conclusion(desk, Verdict.TRUE))
    _approved(desk, item_id, approver, "Vẫn không thu phí.")
    tell(approver, item_id, first, "t/2")
    tell(approver, item_id, None, "t/1")  # the corrected one follows into the same thread
    with transaction() as session:
        old, new = session.query(Reply).order_by(Reply.id)
        told = [(row.reply_id, row.url[-3:]) for row in session.query(ReplyPosting).order_by(ReplyPosting.id)]
    assert told == [(old.id, "t/1"), (old.id, "t/2"), (new.id, "t/1")]


def test_a_version_that_came_later_does_not_make_the_posting_wrong(
    desk: Desk, approver: Person, item_id: int
) -> None:
    posted = datetime.now(UTC)
    with transaction() as session:
        old = session.query(Document).one()
        add_document(
            session,
            desk.office_id,
            DocumentRecord(
                number=old.number,
                issued=old.issued,
                issuer=old.issuer,
                kind=old.kind,
                title=old.title,
                draft=False,
                effective_from=old.effective_from,
                effective_until=None,
                filename="nq12-v2.txt",
                data=b"v2",
                passages=(("Điều 5 khoản 1", "Thu phí từ nay."),),
            ),
        )
    with pytest.raises(Conflict, match=r"đã có nội dung mới hoặc không còn\. Nếu đã đăng trước đó"):
        tell(approver, item_id, None)
    tell(approver, item_id, posted)


def test_the_page_asks_when_and_keeps_what_was_typed(
    desk: Desk, approver: Person, item_id: int, browse: Callable[..., Browser]
) -> None:
    client = browse("duyet01")
    assert 'name="luc" type="datetime-local"' in client.get(f"/viec/{item_id}/tra-loi").text
    for typed, words in (("2020-01-01T08:00", "sớm hơn lúc"), ("hôm qua", "chưa đúng dạng")):
        answer = client.submit(f"/viec/{item_id}/tra-loi/da-dang", dia_chi=HOME + "t/1", luc=typed)
        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{typed}"' in answer.text
        assert f'value="{HOME}t/1"' in answer.text
    now = f"{local(datetime.now(UTC)):%Y-%m-%dT%H:%M}"
    address = f"/viec/{item_id}/tra-loi/da-dang"
    assert client.submit(address, dia_chi=HOME + "t/1", luc=now).status_code == 303
    assert [one.posted_at for one in stored()] == [parse_minute(now)]


@pytest.mark.parametrize("typed", ["2026-12-31T14:20", "2026-12-31T14:20:00", " 14:20  31/12/2026 "])
def test_a_minute_is_read_in_the_zone_of_the_office(typed: str) -> None:
    found = parse_minute(typed)
    assert found is not None
    assert found.isoformat() == "2026-12-31T14:20:00+07:00"

"""An approved answer used again until it expires, once per thread; corrected replies; whether the narrative came back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg.errors
import pytest
import sqlalchemy.exc

from models.errors import BadInput, Conflict, NotAllowed
from models.queries import narrative_return, replies
from models.queries.replies import NewSentence
from models.session import transaction
from models.tables.decision import StandingVerdict
from models.tables.item import Item
from models.tables.narrative import NarrativePost
from models.tables.post import Post
from models.tables.reply import Channel, Reply, ReplyPosting
from models.vocabulary import ReplyState, Role, Verdict
from tests.triage_api.conftest import Browser, known
from tests.triage_api.desk import Desk, conclusion
from triage_api.formats import local, today
from triage_api.services import decide, lease, posting, reply, reuse

pytestmark = pytest.mark.database
HOME = "https://dongmay.songlam.example/"


def awaiting(desk: Desk, sentence: str = "nộp hồ sơ ở xã mất phí 50k") -> int:
    """An item with a verdict, waiting for its reply."""
    writer = desk.person("ctv01")
    found = desk.item(f"Từ 1/12 {sentence}")
    with transaction() as session:
        lease.lease(session, writer, found)
        decide.decide(session, writer, found, conclusion(desk, Verdict.TRUE, sentence=sentence))
    return found


def approved(desk: Desk, item_id: int, text: str = "Không thu phí.") -> int:
    """Its reply, written by ctv01 and approved by duyet01."""
    with transaction() as session:
        reply.save_draft(session, desk.person("ctv01"), item_id, [NewSentence(text, desk.passage_id)])
        reply.submit(session, desk.person("ctv01"), item_id)
        return reply.approve(session, desk.person("duyet01", Role.APPROVER), item_id).id


def post(desk: Desk, item_id: int, thread: str) -> None:
    with transaction() as session:
        posting.record_posting(session, desk.person("duyet01", Role.APPROVER), item_id, HOME + thread)


def use(desk: Desk, item_id: int, answer_id: int, who: str = "duyet02") -> Reply:
    with transaction() as session:
        return reuse.reuse(session, desk.person(who, Role.APPROVER), item_id, answer_id, known())


def test_an_answer_is_used_again_and_stands_in_a_thread_once(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    first, second = awaiting(desk), awaiting(desk)
    answer = approved(desk, first)
    post(desk, first, "t/1")
    desk.person("duyet02", Role.APPROVER)
    client = browse("duyet02")
    assert "Dùng lại câu trả lời này" in client.get(f"/viec/{second}/tra-loi").text
    assert client.submit(f"/viec/{second}/tra-loi/dung-lai", ban=str(answer)).status_code == 303
    with transaction() as session:
        taken = replies.live_reply(session, second)
        assert taken is not None
        assert (taken.state, taken.reused_from, taken.sentences[0].text) == (
            ReplyState.APPROVED,
            answer,
            "Không thu phí.",
        )
    with pytest.raises(Conflict, match="mỗi luồng chỉ đăng một lần"):
        post(desk, second, "t/1?fbclid=x")
    post(desk, second, "t/2")


def test_the_database_itself_holds_one_answer_per_thread(desk: Desk) -> None:
    first, second = awaiting(desk), awaiting(desk)
    answer = approved(desk, first)
    post(desk, first, "t/1")
    taken = use(desk, second, answer)
    with transaction() as session:
        told = session.query(ReplyPosting).one()
        channel, key = told.channel_id, told.thread_key
    row = {"url": HOME + "t/1", "thread_key": key, "posted_by": desk.person("duyet01").id}
    again = ReplyPosting(reply_id=taken.id, item_id=second, channel_id=channel, **row)
    with pytest.raises(sqlalchemy.exc.IntegrityError) as refused, transaction() as session:
        session.add(again)
    assert isinstance(refused.value.orig, psycopg.errors.UniqueViolation)


def test_who_wrote_it_does_not_use_it_again_and_another_verdict_is_not_offered(desk: Desk) -> None:
    first, second = awaiting(desk), awaiting(desk)
    with transaction() as session:
        writer = desk.person("duyet03", Role.APPROVER)
        reply.save_draft(session, writer, first, [NewSentence("Không thu phí.", desk.passage_id)])
        reply.submit(session, writer, first)
        answer = reply.approve(session, desk.person("duyet01", Role.APPROVER), first).id
    with pytest.raises(NotAllowed, match="không tự duyệt"):
        use(desk, second, answer, "duyet03")
    with pytest.raises(NotAllowed), transaction() as session:
        reuse.reuse(session, desk.person("ctv01"), second, answer, known())
    other = awaiting(desk, "làm lại căn cước phải ra tỉnh")
    with pytest.raises(Conflict, match="không còn dùng lại được"):
        use(desk, other, answer)


def test_an_expired_answer_is_neither_used_again_nor_posted_further(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = awaiting(desk), awaiting(desk), awaiting(desk)
    answer = approved(desk, first)
    use(desk, second, answer)
    with transaction() as session:
        after = session.query(StandingVerdict).first().valid_until + timedelta(days=1)  # type: ignore[union-attr]
    monkeypatch.setattr("triage_api.services.reuse.today", lambda: after)
    monkeypatch.setattr("triage_api.services.posting.local", lambda at: local(at) + (after - today()))
    with pytest.raises(Conflict, match="không còn dùng lại được"):
        use(desk, third, answer)
    with pytest.raises(Conflict, match="Kết luận chỉ có giá trị đến hết"):
        post(desk, second, "t/9")


def test_a_corrected_reply_follows_the_old_one_into_its_thread(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    item_id = awaiting(desk)
    approved(desk, item_id, "Không thu phí.")
    post(desk, item_id, "t/1")
    writer = desk.person("ctv01")
    with transaction() as session:
        decide.reopen(session, writer, item_id, "văn bản thay đổi")
    with transaction() as session:
        lease.lease(session, writer, item_id)
        decide.decide(session, writer, item_id, conclusion(desk, Verdict.TRUE))
    approved(desk, item_id, "Không thu phí khi nộp trực tuyến.")
    page = browse("duyet01").get(f"/viec/{item_id}/tra-loi").text
    assert "Bản trước đã đăng, nay được thay." in page
    assert f"Bản này thay câu trả lời đã đăng ngày {today():%d/%m/%Y}." in page
    post(desk, item_id, "t/1")
    with pytest.raises(Conflict, match="mỗi luồng chỉ đăng một lần"):
        post(desk, item_id, "t/1")
    with transaction() as session:
        states = [row.state for row in session.query(Reply).order_by(Reply.id)]
        assert states == [ReplyState.SUPERSEDED, ReplyState.POSTED]
        assert session.query(ReplyPosting).count() == 2


def test_channels_are_registered_by_administrators_and_given_up(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    desk.person("quantri", Role.ADMINISTRATOR)
    item_id = awaiting(desk)
    approved(desk, item_id)
    client = browse("quantri")
    form = {"ten": "Trang Facebook <b>xã</b>", "dia_chi": "https://m.facebook.com/XaDongMay"}
    assert client.submit("/kenh", **form).status_code == 303
    assert client.submit("/kenh", **form).status_code == 409
    page = client.get("/kenh").text
    assert "https://www.facebook.com/XaDongMay/" in page
    assert "<b>xã</b>" not in page
    bad = client.submit("/kenh", ten="Cổng", dia_chi="https://dichvucong-gov-vn.example/")
    assert bad.status_code == 422
    assert "giống dichvucong.gov.vn" in bad.text
    assert 'value="https://dichvucong-gov-vn.example/"' in bad.text
    with transaction() as session:
        approver = desk.person("duyet01", Role.APPROVER)
        posting.record_posting(
            session, approver, item_id, "https://web.facebook.com/XaDongMay/posts/7?mibextid=q"
        )
        own = session.query(Channel).filter_by(url_prefix=HOME).one().id
    assert client.submit(f"/kenh/{own}/ngung").status_code == 303
    with pytest.raises(BadInput, match="kênh chính thức"):
        post(desk, item_id, "t/1")
    assert client.submit(f"/kenh/{own}/dung").status_code == 303
    post(desk, item_id, "t/1")


def test_channels_of_another_office_are_not_found(desk: Desk, browse: Callable[..., Browser]) -> None:
    from models.queries import offices
    from models.vocabulary import OfficeLevel

    with transaction() as session:
        other = offices.ensure_office(session, "benda", "UBND xã Bến Đá", OfficeLevel.COMMUNE, "songlam")
        own = session.query(Channel).filter_by(url_prefix=HOME).one().id
    desk.person("quantri-khac", Role.ADMINISTRATOR, office_id=other)
    client = browse("quantri-khac")
    assert "dongmay.songlam.example/</p>" not in client.get("/kenh").text
    assert client.submit(f"/kenh/{own}/ngung").status_code == 404


def _heard(desk: Desk, item_id: int, hours: list[int]) -> None:
    """Posts of the item's narrative, so many hours from now."""
    with transaction() as session:
        item = session.get_one(Item, item_id)
        first = session.get_one(Post, (item.narrative.month, item.narrative.post_id))
        for number, away in enumerate(hours):
            told = {"month": first.month, "office_id": first.office_id, "source_id": first.source_id}
            post_ = Post(
                **told, kind=first.kind, thread_key=f"k{number}".encode(), text="lại", state=first.state
            )
            post_.posted_at = datetime.now(UTC) + timedelta(hours=away)
            session.add(post_)
            session.flush()
            session.add(NarrativePost(month=post_.month, post_id=post_.id, narrative_id=item.narrative_id))


def test_whether_the_narrative_came_back_is_counted_and_small_numbers_say_nothing(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    item_id = awaiting(desk)
    approved(desk, item_id)
    post(desk, item_id, "t/1")
    page = browse("duyet01").get(f"/viec/{item_id}").text
    assert "Chưa đủ để kết luận." in page
    _heard(desk, item_id, [-24, -48, -72, -24 * 6, -24 * 8, 24, 30, 24 * 8])
    with transaction() as session:
        now = datetime.now(UTC)
        early = narrative_return.returned(session, [item_id], now + timedelta(days=1, hours=12))[item_id]
        late = narrative_return.returned(session, [item_id], now + timedelta(days=4))[item_id]
        assert (early.before, early.after, early.enough) == (
            5,
            2,
            False,
        )  # the first post was told an hour ago
        assert (late.before, late.after, late.enough) == (5, 2, True)
        assert late.per_day_before == pytest.approx(5 / 7)
        assert late.per_day_after == pytest.approx(0.5, rel=0.01)
        whole = narrative_return.returned(session, [item_id], now + timedelta(days=30))[item_id]
        assert (whole.before, whole.after, whole.days_after) == (5, 2, 7), "a week before, and a week after"
        assert narrative_return.returned(session, [item_id + 1]) == {}

"""Reporting by hand: text or address, the way of a crawled post, what became of it; and the note of questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadInput, NotFound
from models.queries.offices import ensure_office
from models.session import transaction
from models.tables.narrative import Narrative, NarrativePost
from models.tables.post import HeardQuestion, IndicatorCandidate, Post
from models.vocabulary import OfficeLevel, PlaceLevel, PostState, Queue, Role, Topic
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from tests.triage_api.regrouped import member
from triage_api.formats import today
from triage_api.services import heard, intake
from triage_api.wording import fate_words

pytestmark = pytest.mark.database
QUESTIONS = "1. Phí làm căn cước bao nhiêu?\n- Bà Nguyễn Thị Mơ ở tổ 3 hỏi nộp ở đâu, gọi 0900 000 123 được không?\n\n"


def test_an_address_alone_is_looked_at_as_it_is_written(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse("ctv01")
    answer = client.submit("/bao-tin", dia_chi="https://vneid-capnhat.example/tai")
    page = client.get(answer.headers["location"]).text
    assert "Đang chờ máy đọc" in page
    assert "vneid-capnhat" not in page
    with transaction() as session:
        assert session.query(Post).one().text == "https://vneid-capnhat.example/tai"


def test_what_is_reported_is_masked_like_what_is_crawled(desk: Desk) -> None:
    with transaction() as session:
        intake.report_text(session, desk.person("ctv01"), "Ông Trần Văn Mít bảo gọi 0900 000 123 nhận quà")
    with transaction() as session:
        text = session.query(Post).one().text or ""
        assert "0900" not in text
        assert "Mít" not in text
        assert session.query(IndicatorCandidate).count() == 1


def test_nothing_and_too_much_are_refused(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse("ctv01")
    assert client.submit("/bao-tin").status_code == 422
    long = client.submit("/bao-tin", noi_dung="dài " * 10_000)
    assert (long.status_code, "chưa có gì được lưu" in long.text) == (422, True)
    with transaction() as session:
        assert session.query(Post).count() == 0


def test_a_report_that_says_the_same_is_told_where_it_lies(desk: Desk) -> None:
    item_id = desk.item("bấm link", Queue.SCAM)
    extra = member(desk, item_id, "bấm link này")
    with transaction() as session:
        from models.tables.source import Source
        from models.vocabulary import SourceKind

        session.query(Source).update({Source.kind: SourceKind.FORM})
    with transaction() as session:
        fate = intake.fate(session, desk.person("ctv01"), extra)
    assert (fate.item_id, fate.joined, fate.posts) == (item_id, True, 2)
    assert fate_words(fate) == (
        f"Đã có tin cùng nội dung: tin này được gộp vào vụ việc VV-{item_id} (Lừa đảo, 2 bài), chưa ai xem."
    )


def test_what_goes_into_no_queue_is_not_named(desk: Desk) -> None:
    with transaction() as session:
        receipt = intake.report_text(session, desk.person("ctv01"), "Tôi thấy làm thế là dở")
        session.query(Post).update({Post.state: PostState.ROUTED})
    with transaction() as session:
        words = fate_words(intake.fate(session, desk.person("ctv01"), receipt.post_id))
    assert words.startswith("Máy đã đọc, không đưa vào hàng việc.")


def test_a_crawled_post_and_another_offices_are_not_found(desk: Desk) -> None:
    desk.item()
    with transaction() as session:
        crawled = session.query(Post).one().id
        other = ensure_office(session, "xakhac", "UBND xã Khác", OfficeLevel.COMMUNE, "songlam")
        receipt = intake.report_text(session, desk.person("ctv01"), "tin lạ")
    stranger = desk.person("la01", Role.REVIEWER, office_id=other)
    for who, post_id in ((desk.person("ctv01"), crawled), (stranger, receipt.post_id)):
        with pytest.raises(NotFound), transaction() as session:
            intake.fate(session, who, post_id)


def test_questions_heard_become_posts_of_the_own_channel(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse("ctv01")
    form = {"cau_hoi": QUESTIONS, "ngay": today().isoformat(), "noi": "hamlet", "chu_de": "dinh_danh_dien_tu"}
    page = client.submit("/bao-tin/cau-hoi", **form).text
    assert "Đã ghi 2 câu hỏi, 2 câu mới." in page
    assert "Đã ghi 2 câu hỏi, 0 câu mới." in client.submit("/bao-tin/cau-hoi", **form).text
    with transaction() as session:
        posts = session.query(Post).order_by(Post.id).all()
        assert [post.own_channel for post in posts] == [True, True]
        assert posts[0].text == "Phí làm căn cước bao nhiêu?"
        assert "Mơ" not in (posts[1].text or "")
        assert "0900" not in (posts[1].text or "")
        noted = session.query(HeardQuestion).all()
        assert {(one.place, one.topic) for one in noted} == {(PlaceLevel.HAMLET, Topic.DINH_DANH_DIEN_TU)}


@pytest.mark.parametrize(
    ("lines", "place", "day"),
    [
        ("Phí bao nhiêu?\nCán bộ làm chậm quá", "hamlet", 0),
        ("", "hamlet", 0),
        ("\n".join(f"Câu {n} hỏi gì?" for n in range(31)), "commune", 0),
        ("x" * 600 + "?", "commune", 0),
        ("Phí bao nhiêu?", "thôn Đông", 0),
        ("Phí bao nhiêu?", "commune", 40),
        ("Phí bao nhiêu?", "commune", -1),
    ],
)
def test_a_note_that_is_not_right_is_refused_whole(
    desk: Desk, browse: Callable[..., Browser], lines: str, place: str, day: int
) -> None:
    desk.person("ctv01")
    form = {
        "cau_hoi": lines,
        "ngay": (today() - timedelta(days=day)).isoformat(),
        "noi": place,
        "chu_de": "khac",
    }
    answer = browse("ctv01").submit("/bao-tin/cau-hoi", **form)
    assert (answer.status_code, "Phần bạn viết còn nguyên." in answer.text) == (422, True)
    with transaction() as session:
        assert (session.query(Post).count(), session.query(NarrativePost).count()) == (0, 0)
        assert session.query(Narrative).count() == 0


@given(st.text(max_size=300))
def test_any_note_gives_questions_or_a_reason(lines: str) -> None:
    try:
        found = heard.questions_in(lines)
    except BadInput:
        return
    assert found
    assert all(one.endswith("?") and one == one.strip() and "\n" not in one for one in found)
    assert len({one.casefold() for one in found}) == len(found)


def test_the_interface_tells_it_too(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse("ctv01")
    client.headers["X-CSRF-Token"] = client.csrf
    got = client.post("/api/v1/posts", json={"address": "https://chomay.example/t/1"})
    assert (got.status_code, got.json()["new"]) == (201, True)
    number = got.json()["post"]
    assert client.get(f"/api/v1/posts/{number}").json() == {
        "post": number, "state": "pending", "item": None, "joined": False,
    }  # fmt: skip
    assert client.post("/api/v1/posts", json={}).status_code == 422

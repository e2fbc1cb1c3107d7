"""The second person learns nothing of the first conclusion: not from pages, history, data or error messages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.queries import gaps, notices, replies
from models.session import transaction
from models.vocabulary import Queue, Role, Verdict
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import decide, lease

pytestmark = pytest.mark.database
SECRET = "LÝ-DO-CỦA-NGƯỜI-TRƯỚC"
SENTENCE = "Từ 1/12 nộp mất 50k"
"""The post with words left out: it stands nowhere but in the first conclusion."""


@pytest.fixture
def waiting(desk: Desk) -> int:
    """An item on which somebody has concluded "false", citing the passage; it waits for a second look."""
    first = desk.person("nguoi-truoc")
    desk.person("ctv02")
    desk.person("duyet01", Role.APPROVER)
    item_id = desk.item()
    given = conclusion(desk, Verdict.FALSE, rationale=SECRET, sentence=SENTENCE)
    with transaction() as session:
        lease.lease(session, first, item_id)
        decide.decide(session, first, item_id, given)
    return item_id


def assert_tells_nothing(text: str) -> None:
    """None of what the first person wrote, chose or is called."""
    for word in (SECRET, SENTENCE, "NGUOI-TRUOC", "nguoi-truoc", 'class="verdict', ": ghi kết luận"):
        assert word not in text, word


@pytest.mark.parametrize("username", ["ctv02", "duyet01", "nguoi-truoc"])
def test_pages_tell_nothing(desk: Desk, waiting: int, browse: Callable[..., Browser], username: str) -> None:
    client = browse(username)
    for address in (
        f"/viec/{waiting}",
        "/hang-viec?xem=xem-lan-hai",
        "/hang-viec",
        "/tra-loi",
        "/thieu-thong-tin",
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        if username != "nguoi-truoc":
            assert_tells_nothing(page.text)
    item = client.get(f"/viec/{waiting}").text
    assert "Đã kết luận" not in item
    own = username == "nguoi-truoc"
    assert ("Đã ghi kết luận của bạn." if own else "kết luận của người trước không hiện") in item


def test_what_the_first_conclusion_would_open_is_not_there_yet(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    first, item_id = desk.person("nguoi-truoc"), desk.item()
    desk.person("ctv02")
    with transaction() as session:
        lease.lease(session, first, item_id)
        decide.decide(session, first, item_id, conclusion(desk, Verdict.OFFICIAL_WRONG, rationale=SECRET))
        assert gaps.ticket_number(session, item_id) is None
        assert notices.owners_of(session, item_id) == {first.id}
    client = browse("ctv02")
    assert "Không có phiếu nào đang chờ" in client.get("/thieu-thong-tin").text
    page = client.get(f"/viec/{item_id}").text
    assert "Phiếu thiếu thông tin" not in page
    assert_tells_nothing(page)


def test_the_second_person_picks_a_sentence_anew_or_calls_it_an_opinion(
    desk: Desk, waiting: int, browse: Callable[..., Browser]
) -> None:
    client = browse("ctv02")
    page = client.get(f"/viec/{waiting}").text
    assert "Bước 1 trong 2" in page
    assert "Theo tôi đây là ý kiến" in page
    assert browse("nguoi-truoc").submit(f"/viec/{waiting}/y-kien-lan-hai").status_code == 403
    assert client.submit(f"/viec/{waiting}/y-kien-lan-hai").status_code == 303
    after = client.get(f"/viec/{waiting}").text
    assert "Nhận việc này" not in after
    assert "Hai người đã xem và không cùng ý" in after


def test_who_concluded_first_is_told_that_it_is_written_down_and_goes_on_to_the_next(
    desk: Desk, waiting: int, browse: Callable[..., Browser]
) -> None:
    """They are the one before; to be told that somebody's conclusion is hidden from them would be wrong."""
    desk.person("phan01", Role.ANALYST)
    first, second = (browse(name).get(f"/viec/{waiting}").text for name in ("nguoi-truoc", "ctv02"))
    independent, written = "Bạn xem độc lập", "Đã ghi kết luận của bạn."
    assert (independent in first, written in first) == (False, True)
    assert (independent in second, written in second) == (True, False)
    assert 'action="/hang-viec/lay"' in first
    assert 'action="/hang-viec/lay"' not in second
    reader = browse("phan01").get(f"/viec/{waiting}")
    assert independent not in reader.text


def test_who_takes_an_opinion_out_may_undo_it_or_go_on(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    item_id = desk.item()
    client = browse("ctv01")
    client.submit(f"/viec/{item_id}/nhan")
    client.submit(f"/viec/{item_id}/y-kien")
    page = client.get(f"/viec/{item_id}").text
    assert f'action="/viec/{item_id}/hoan-tac"' in page
    assert 'action="/hang-viec/lay"' in page


def test_the_reply_page_is_closed_until_there_is_a_conclusion(
    desk: Desk, waiting: int, browse: Callable[..., Browser]
) -> None:
    page = browse("ctv02").get(f"/viec/{waiting}/tra-loi")
    assert page.status_code == 404
    assert_tells_nothing(page.text)


def test_the_json_interface_tells_nothing(desk: Desk, waiting: int, browse: Callable[..., Browser]) -> None:
    client = browse("ctv02")
    for address in ("/api/v1/items?state=second_review", f"/api/v1/items/{waiting}", "/api/v1/claims"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert_tells_nothing(answer.text)
        assert "verdict" not in answer.text


def test_errors_tell_nothing(desk: Desk, waiting: int, browse: Callable[..., Browser]) -> None:
    client = browse("ctv02")
    form = {"khoa": "khoa-thu-sai", "ket_luan": "true", "cau": "phí 50k", "ly_do": "khớp", "can_cu": ""}
    for broken in (
        {"ly_do": ""},
        {"ket_luan": "scam"},
        {"den_ngay": "hôm qua"},
        {"can_cu": "999999"},
        {"cau": ""},
    ):
        answer = client.submit(f"/viec/{waiting}/ket-luan", **{**form, **broken})
        assert answer.status_code in (404, 422), broken
        assert_tells_nothing(answer.text)
    client.headers["X-CSRF-Token"] = client.csrf
    for move, body in (
        ("release", {}),
        ("reopen", {"reason": "x"}),
        ("escalate", {"reason": "x"}),
        ("replies", {"sentences": [{"text": "x"}]}),
    ):
        answer = client.post(f"/api/v1/items/{waiting}/{move}", json=body)
        assert answer.status_code in (403, 409), move
        assert_tells_nothing(answer.text)


@pytest.mark.parametrize("queue", [Queue.CLAIMS, Queue.SCAM])
def test_the_second_form_is_empty_and_offers_every_verdict(
    desk: Desk, waiting: int, browse: Callable[..., Browser], queue: Queue
) -> None:
    page = browse("ctv02").get(f"/viec/{waiting}?cau_so=0").text
    assert " checked" not in page
    assert 'name="ket_luan" value="true"' in page
    assert 'name="ket_luan" value="false"' in page


def test_after_the_second_look_both_are_shown(
    desk: Desk, waiting: int, browse: Callable[..., Browser]
) -> None:
    client = browse("ctv02")
    form = {"khoa": "khoa-thu-hai", "ket_luan": "false", "cau": "phí 50k", "ly_do": "không thu"}
    done = client.submit(f"/viec/{waiting}/ket-luan", **form, can_cu=str(desk.passage_id))
    assert done.status_code == 303
    page = client.get(f"/viec/{waiting}").text
    assert SECRET in page
    assert "NGUOI-TRUOC" in page


def test_who_was_second_too_late_keeps_the_text(
    desk: Desk, waiting: int, browse: Callable[..., Browser]
) -> None:
    other = desk.person("ctv03")
    client = browse("ctv02")
    with transaction() as session:
        decide.second_look(session, other, waiting, conclusion(desk, Verdict.FALSE))
    form = {"khoa": "khoa-den-sau", "ket_luan": "true", "cau": "phí 50k", "ly_do": "bài tôi đã viết"}
    answer = client.submit(f"/viec/{waiting}/ket-luan", **form, can_cu=str(desk.passage_id))
    assert answer.status_code == 409
    assert "Bài của bạn chưa gửi" in answer.text
    assert "bài tôi đã viết" in answer.text
    with transaction() as session:
        assert replies.live_reply(session, waiting) is None

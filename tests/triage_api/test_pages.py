"""What pages say: machine output labelled with its reasons, nothing preselected, no bare scores, empty states, checks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI

from models.errors import BadInput
from models.session import transaction
from models.tables.assessment import AssessmentSlot
from models.tables.item import Item
from models.tables.post import Post
from models.vocabulary import Label, Modality, Queue, Role, SlotKind
from nlp.registry import detectors
from tests.triage_api.conftest import Browser, answer
from tests.triage_api.desk import PASSAGE, Desk
from triage_api import formats
from triage_api.check_view import check_context
from triage_api.evidence_view import timeline
from triage_api.harmless import harmless
from triage_api.marking import cut, mark_of, numbered
from triage_api.tone import hints
from triage_api.wording import slot_phrase

pytestmark = pytest.mark.database
MACHINE = "Gợi ý của máy"


@pytest.fixture
def held(desk: Desk, browse: Callable[..., Browser]) -> tuple[Browser, int]:
    """A reviewer with a claim in hand."""
    desk.person("ctv01")
    item_id = desk.item()
    client = browse("ctv01")
    client.submit(f"/viec/{item_id}/nhan")
    return client, item_id


def test_the_item_page_labels_the_machine_and_says_why(held: tuple[Browser, int]) -> None:
    client, item_id = held
    page = client.get(f"/viec/{item_id}").text
    assert page.count(MACHINE) >= 3
    assert "nêu phí: 50.000 đồng" in page
    assert "<mark>Không thu phí</mark> đăng ký tài khoản" in page
    assert "Khác." in page
    assert "Bài viết: 50.000 đồng" in page
    assert "Hiệu lực từ 01/08/2026, chưa có ngày hết." in page


def test_what_the_machine_was_unsure_of_is_said_on_the_item_and_in_the_queue(
    held: tuple[Browser, int], desk: Desk
) -> None:
    client, item_id = held
    unsure, sure = desk.item("Nghe nói nộp hồ sơ mất 50k, có đúng không?"), item_id
    with transaction() as session:
        item = session.get_one(Item, unsure)
        item.unsure, item.doubt = True, Decimal("0.9")
        item.assessment.abstained, item.assessment.rivals = True, [Label.CLAIM.value, Label.QUESTION.value]
    said = " ".join(re.sub(r"<[^>]+>", " ", client.get(f"/viec/{unsure}").text).split())
    assert "Máy chưa chắc: cũng có thể là câu hỏi của dân." in said, "the other label, and not the one it has"
    assert "Máy chưa chắc" not in client.get(f"/viec/{sure}").text, "said only where it is so"
    cards = client.get("/hang-viec").text.split('<h3><a href="/viec/')[1:]
    lines = {int(card.partition('"')[0]): card for card in cards}
    assert "máy không chắc" in lines[unsure]
    assert "máy không chắc" not in lines[sure]
    assert "máy có căn cứ để gợi ý" in lines[sure]


def test_nothing_is_preselected(held: tuple[Browser, int]) -> None:
    client, item_id = held
    assert " checked" not in client.get(f"/viec/{item_id}").text


def test_no_bare_score_stands_on_a_page(held: tuple[Browser, int]) -> None:
    client, item_id = held
    for address in (f"/viec/{item_id}", "/hang-viec"):
        words = re.sub(r"<[^>]+>", " ", client.get(address).text)
        assert not re.search(r"\b0[.,]\d+\b|\b\d{1,3}\s?%", words)


def test_the_item_page_is_light(held: tuple[Browser, int]) -> None:
    client, item_id = held
    assert len(client.get(f"/viec/{item_id}").content) < 60_000


def test_a_search_offers_more_passages(desk: Desk, held: tuple[Browser, int]) -> None:
    client, _item_id = held
    other = desk.item("Cho hỏi nộp ở đâu", Queue.QUESTIONS)
    found = client.get(f"/viec/{other}?q=phí đăng ký tài khoản").text
    assert PASSAGE in found
    assert "Không thấy đoạn nào cho “máy bay”" in client.get(f"/viec/{other}?q=máy bay").text


def test_what_was_wrong_is_said_at_the_field(desk: Desk, held: tuple[Browser, int]) -> None:
    client, item_id = held
    form = {
        "khoa": "khoa-thu-trang",
        "ket_luan": "true",
        "cau": "phí 50k",
        "ly_do": "khớp",
        "den_ngay": "31-31",
    }
    page = client.submit(f"/viec/{item_id}/ket-luan", **form, can_cu=str(desk.passage_id))
    assert page.status_code == 422
    assert re.search(r'id="den"[^>]*aria-describedby="den-h loi"[^>]*aria-invalid="true"', page.text)
    assert 'value="true" required checked' in page.text
    assert ">khớp</textarea>" in page.text


def test_a_post_that_was_edited_or_purged_has_no_marks(held: tuple[Browser, int], desk: Desk) -> None:
    client, item_id = held
    with transaction() as session:
        session.query(Post).update({"version": 2, "text": "viết lại"})
    page = client.get(f"/viec/{item_id}").text
    assert "viết lại" in page
    assert "<mark" not in page.split('class="machine"')[0].split("blockquote")[1]
    with transaction() as session:
        session.query(Post).update({"text": None, "state": "purged"})
    assert "đã được xóa theo thời hạn" in client.get(f"/viec/{item_id}").text


def test_a_post_that_its_page_holds_no_more_is_said_to_be_gone(held: tuple[Browser, int], desk: Desk) -> None:
    client, item_id = held
    assert "Nguồn không còn bài này" not in client.get(f"/viec/{item_id}").text
    with transaction() as session:
        post = session.query(Post).filter_by(source_id=desk.source_id).one()
        post.gone_at = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    page = client.get(f"/viec/{item_id}").text
    assert "Nguồn không còn bài này, thấy lúc 08:30" in page
    assert "sẽ được xóa khi vụ việc kết thúc" in page


def test_empty_states_say_what_will_come(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse("ctv01")
    assert "Việc mới hiện sau mỗi lần thu thập" in client.get("/hang-viec").text
    assert "Không có việc nào khớp bộ lọc này" in client.get("/hang-viec?chu_de=an_sinh").text
    nothing = client.submit("/hang-viec/lay").headers["location"]
    assert "Không còn việc nào chưa ai xem" in client.get(nothing).text
    assert "Không có câu trả lời nào chờ duyệt" in client.get("/tra-loi").text


def test_the_queue_says_why_and_who_holds(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    desk.person("ctv02")
    item_id = desk.item(opened_hours_ago=6)
    browse("ctv01").submit(f"/viec/{item_id}/nhan")
    page = browse("ctv02").get("/hang-viec").text
    for words in ("khác văn bản", "Quá hạn", "<b>CTV01</b> đang xem", MACHINE.lower()):
        assert words in page, words
    factors = re.findall(r"<li>(.*?)</li>", page.partition('<ul class="factors">')[2].partition("</ul>")[0])
    told = [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in factors]
    heads = ("Tác hại", "Độ lan", "Mới", "Sát hạn", "Máy chưa chắc")
    assert len(told) == len(heads), "all five, in the order of their weights, each with why"
    for one, head in zip(told, heads, strict=True):
        assert re.search(rf"\b{head}\b .+", one), (head, one)


def test_account_shows_roles_and_the_way_out(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01", Role.REVIEWER, Role.LEADER)
    page = browse("ctv01").get("/tai-khoan").text
    assert "cộng tác viên, lãnh đạo" in page
    assert 'action="/dang-xuat"' in page


@pytest.mark.parametrize(
    ("found", "result"),
    [
        ({"label": "scam", "queue": "scam"}, "Rất giống tin lừa đảo"),
        ({"label": "scam"}, "Có dấu hiệu lừa đảo"),
        ({"label": "scam_awareness"}, "cảnh báo hoặc kể lại"),
        ({"label": "claim", "distortion": "contradicted"}, "Có chỗ khác văn bản"),
        ({"label": "claim", "distortion": "modality"}, "Có chỗ khác văn bản"),
        ({"label": "claim", "distortion": "outdated"}, "đã hết hiệu lực"),
        ({"label": "claim", "distortion": "unverified"}, "Chưa thấy văn bản chính thức"),
        ({"label": "claim"}, "Chưa thấy văn bản chính thức"),
        ({"label": "opinion", "abstained": True}, "Máy không đủ căn cứ"),
        ({"label": "off_topic"}, "Điều đó không có nghĩa là tin thật"),
    ],
)
def test_a_check_answers_in_plain_words(
    app: FastAPI, desk: Desk, browse: Callable[..., Browser], found: dict[str, Any], result: str
) -> None:
    _answer_with(app, found)
    client = browse()
    page = client.post("/kiem-tra", data={"tin": "tin nhắn"}).text
    assert result in page
    assert MACHINE in page
    assert page.index("Bạn nên làm gì") > page.index('id="h-kq"')


def test_a_suspicion_is_never_without_a_reason(
    app: FastAPI, desk: Desk, browse: Callable[..., Browser]
) -> None:
    """Where no rule fits any words, the page says so and what the suspicion rests on."""
    client = browse()
    for label, said in (("scam", True), ("off_topic", False)):
        _answer_with(app, {"label": label, "findings": []})
        page = client.post("/kiem-tra", data={"tin": "bit.ly/nhan-qua-tet"}).text
        assert ("Vì sao nghi ngờ" in page and "Máy không chỉ ra được riêng chỗ nào" in page) is said, label


@pytest.mark.parametrize(
    ("indicator", "result"),
    [
        ({"kind": "domain", "official": True, "lookalike_of": None}, "Tên miền này là của cơ quan nhà nước"),
        ({"kind": "url", "official": False, "lookalike_of": None}, "Chưa biết địa chỉ này"),
        ({"kind": "domain", "official": False, "lookalike_of": "vneid.gov.vn"}, "Địa chỉ nhái cơ quan"),
    ],
)
def test_an_address_alone_is_read_as_text(indicator: dict[str, Any], result: str) -> None:
    found = {**answer('{"id": "1"}'), "indicators": [{**indicator, "span": [0, 9]}]}
    outcome: Any = check_context("a.example", found)["outcome"]
    assert result in outcome.result
    longer: Any = check_context("vào a.example", found)["outcome"]
    assert result not in longer.result


def _answer_with(app: FastAPI, found: dict[str, Any]) -> None:
    ports = app.state.ports
    app.state.ports = replace(ports, check=lambda line: {**answer(line), **found})


def test_a_check_shows_no_lure_that_works() -> None:
    text = "Vào vneid-dongmay.example/tai hoặc gọi 0900 000 001 nhé"
    start = text.index("vneid")
    found = {
        "label": "scam", "queue": "scam", "distortion": None, "evidence": [], "abstained": False,
        "indicators": [{"kind": "url", "span": [start, start + 25], "official": False, "lookalike_of": "vneid.gov.vn"}],
        "findings": [{"detector": "scam_rules", "span": [0, 12], "reason": "dẫn tới đường lạ"}],
    }  # fmt: skip
    segments: Any = check_context(text, found)["segments"]
    shown = "".join(piece.text for piece in segments)
    assert "vneid-dongmay.example" not in shown
    assert "[.]example" in shown
    assert "0900 000 001" not in shown


def test_empty_and_long_checks_are_refused_kindly(desk: Desk, browse: Callable[..., Browser]) -> None:
    client = browse()
    for text, said in ((" ", "Hãy dán tin nhắn"), ("x" * 10_001, "chỉ dán phần đáng nghi")):
        page = client.post("/kiem-tra", data={"tin": text})
        assert page.status_code == 422
        assert said in page.text


def test_pages_defang_what_stands_in_posts(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    item_id = desk.item("Công an báo: tải ở vneid-dongmay.example ngay", Queue.SCAM)
    client = browse("ctv01")
    for address in (f"/viec/{item_id}", "/hang-viec"):
        page = client.get(address).text
        assert "vneid-dongmay.example" not in page
        assert "vneid-dongmay[.]example" in page


def test_official_addresses_stay_readable() -> None:
    assert harmless("Xem ở dichvucong.gov.vn") == "Xem ở dichvucong.gov.vn"


def test_a_report_goes_the_way_of_a_crawled_post(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse("ctv01")
    first = client.submit("/bao-tin", noi_dung="Nghe nói phí 50k", gui_toi="1")
    again = client.submit("/bao-tin", noi_dung="Nghe nói phí 50k", gui_toi="1")
    with transaction() as session:
        post = session.query(Post).one()
        assert post.own_channel is True
        assert (first.headers["location"], again.headers["location"]) == (
            f"/bao-tin/{post.id}?ghi=moi",
            f"/bao-tin/{post.id}?ghi=trung",
        )
        assert session.query(Item).count() == 0


def test_marks_never_overlap_and_numbers_follow_the_text() -> None:
    pieces, reasons = numbered(
        "abcdef", [(0, 4, "trap", "dài"), (1, 2, "slot", "trong"), (4, 5, "slot", "sau")]
    )
    assert [(one.text, one.ref) for one in pieces] == [("abcd", 1), ("e", 2), ("f", None)]
    assert [(one.ref, one.text) for one in reasons] == [(1, "dài"), (2, "sau"), (3, "trong")]
    assert "".join(one.text for one in cut("abc", [(1, 9, "slot", 1), (2, 2, "slot", 1)])) == "abc"


@pytest.mark.parametrize(
    ("ends", "posted", "order"),
    [
        (None, date(2026, 11, 19), "start post"),
        (date(2026, 12, 31), date(2026, 11, 19), "start post end"),
        (date(2026, 9, 1), date(2026, 11, 19), "start end post"),
        (None, date(2026, 7, 1), "post start"),
        (date(2026, 12, 31), date(2026, 7, 1), "post start end"),
    ],
)
def test_the_timeline_keeps_the_order(ends: date | None, posted: date, order: str) -> None:
    document = SimpleNamespace(
        effective_from=date(2026, 8, 1), issued=date(2026, 7, 10), effective_until=ends
    )
    line = timeline(SimpleNamespace(document=document, holds_until=ends), posted)  # type: ignore[arg-type]
    places = {"start": line.start_x, "post": line.post_x, "end": line.end_x}
    known = {name: x for name, x in places.items() if x is not None}
    assert " ".join(sorted(known, key=lambda name: known[name])) == order


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [("50000", "VND", "50.000 đồng"), ("0", "VND", "không mất tiền"), ("93.5", "%", "93,5%"), ("10", "working_day", "10 ngày làm việc"),
     ("2026-12-01", "date", "01/12/2026"), ("P1M", "date", "“một tháng”"), (None, None, "“một tháng”")],
)  # fmt: skip
def test_slots_are_said_in_words(value: str | None, unit: str | None, said: str) -> None:
    slot = AssessmentSlot(
        kind=SlotKind.FEE, text="một tháng", value=value, unit=unit, modality=Modality.IN_FORCE
    )
    assert slot_phrase(slot) == said


def test_days_and_times_are_the_office_s() -> None:
    assert formats.clock(datetime(2026, 11, 19, 20, 30, tzinfo=UTC)) == "03:30"
    assert formats.day(datetime(2026, 11, 19, 20, 30, tzinfo=UTC)) == "20/11/2026"
    assert formats.number(1284.5) == "1.284,5"
    assert formats.percent(0.931) == "93,1%"
    assert formats.left(datetime.now(UTC) + timedelta(minutes=24, seconds=10)) == "còn 24 phút"
    assert formats.left(datetime.now(UTC) - timedelta(hours=3)) == "quá 3 giờ"
    assert (formats.parse_day(" "), formats.parse_day("31/12/2026")) == (None, date(2026, 12, 31))
    with pytest.raises(BadInput):
        formats.parse_day("31/02/2026")


def test_tone_hints_notice_blame_fines_and_links() -> None:
    assert (
        hints("Cảm ơn bà con. Bà con vẫn nộp trực tiếp, xem dichvucong.gov.vn. Mời hỏi Bộ phận một cửa.")
        == []
    )
    said = hints("Đối tượng nhẹ dạ sẽ bị xử phạt, xem https://evil.example/.gov.vn")
    assert {hint.words for hint in said} >= {"đối tượng", "nhẹ dạ", "xử phạt", "evil.example"}
    assert next(hint.better for hint in said if hint.words == "evil.example") == "“evil[.]example”"


def test_only_a_lure_is_marked_as_a_lure() -> None:
    """A claim's words are checked, not feared: the wavy line is for what leads a reader to harm."""
    marks = {detector.name: mark_of(detector.name) for detector in detectors()}
    assert marks == {
        "scam_rules": "trap",
        "link_impersonation": "trap",
        "irreversible_step": "trap",
        "policy_claim": "slot",
        "document_lint": "slot",
    }

"""Answers to questions in public: what the office wrote once it stands on its channel, and nothing of who asked."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from models.session import transaction
from models.settings import settings
from models.tables.item import Item
from models.vocabulary import ItemState, Role, Verdict
from tests.database import TestDatabase
from tests.qr_reader import in_picture, read
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import PASSAGE, Desk
from tests.triage_api.public_side import ASKED, answered, expire, publish
from tests.triage_api.test_review_requests import CODE, stored
from triage_api.claim_view import qr_path
from triage_api.pages.public_answers import PER_PAGE
from triage_api.public_places import permalink
from triage_api.services import decide, posting

pytestmark = pytest.mark.database
ANSWER = "Nộp hồ sơ trên Cổng dịch vụ công thì không mất phí."


def test_an_answer_is_read_with_its_passage_and_without_the_question(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    number, visitor = answered(desk, answer=ANSWER), browse()
    page = visitor.get(f"/hoi-dap/{number}")
    assert page.status_code == 200
    for words in (ANSWER, PASSAGE, "12/2026/NQ-HĐND", "UBND xã Đồng Mây", f"/hoi-dap/{number}"):
        assert words in page.text, words
    listed = visitor.get("/hoi-dap").text
    assert f'href="/hoi-dap/{number}"' in listed
    assert ANSWER in listed
    for text in (
        page.text,
        listed,
        visitor.get("/doi-chieu?tat_ca=1").text,
        visitor.get("/doi-chieu.atom").text,
    ):
        assert "lớp 3A" not in text
        assert "Bến Đá" not in text


def test_answers_are_the_same_for_everybody_and_set_no_cookie(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    number = answered(desk, answer=ANSWER)
    staff, visitor = browse("duyet"), browse()
    for address in ("/hoi-dap", f"/hoi-dap/{number}"):
        ours = visitor.get(address)
        assert staff.get(address).content == ours.content
        assert "set-cookie" not in ours.headers
        assert "script-src" not in ours.headers["content-security-policy"]


def test_every_form_of_an_answer_leads_to_its_own_page(desk: Desk, browse: Callable[..., Browser]) -> None:
    """What is put up or shared is opened later by anybody: the code must not lead to the list of claims."""
    number = answered(desk)
    client, link = browse("duyet"), permalink(number, Verdict.ANSWERED)
    assert link is not None
    address = f"/viec/{number}/tra-loi"
    page, paper = client.get(address).text, client.get(f"{address}/to-a5").text
    assert page.count(f"Tự kiểm tra: {link}") == 2, "comment and Zalo message"
    assert f"Mã QR dẫn đến {link}" in page
    code, _size = qr_path(link)
    assert f'<path d="{code}"/>' in paper
    assert f"Tự kiểm tra: {link}" in paper
    picture = Image.open(BytesIO(client.get(f"{address}/anh.png").content))
    assert read(in_picture(picture.crop((788, 800, 1080, 1080)))) == link
    assert browse().get(link.removeprefix(settings().public_url.rstrip("/"))).status_code == 200


@pytest.mark.parametrize("how", ["not posted", "dismissed", "a claim"])
def test_what_never_stood_in_public_is_not_there(
    desk: Desk, browse: Callable[..., Browser], how: str
) -> None:
    number = publish(desk) if how == "a claim" else answered(desk, answer=ANSWER, posted=how != "not posted")
    with transaction() as session:
        if how == "dismissed":
            session.get_one(Item, number).state = ItemState.DISMISSED
    visitor = browse()
    assert visitor.get(f"/hoi-dap/{number}").status_code == 404
    assert f"/hoi-dap/{number}" not in visitor.get("/hoi-dap").text
    assert visitor.get("/hoi-dap/999").status_code == 404


def test_whoever_follows_a_link_before_the_posting_is_recorded_is_told_to_come_back(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    soon = "Mời bạn mở lại sau ít phút"
    waiting, taken = (answered(desk, answer=ANSWER, posted=False) for _ in range(2))
    with transaction() as session:
        session.get_one(Item, taken).state = ItemState.CLOSED
        decide.reopen(session, desk.person("ketluan"), taken, "văn bản thay đổi")
    visitor = browse()
    for number, told in ((waiting, True), (taken, False), (publish(desk), False), (999, False)):
        page = visitor.get(f"/hoi-dap/{number}")
        assert page.status_code == 404
        assert (soon in page.text) is told
        assert ANSWER not in page.text


def test_what_was_taken_back_or_is_over_says_so_and_leaves_the_list(
    desk: Desk, browse: Callable[..., Browser], db: TestDatabase
) -> None:
    over, taken = answered(desk, answer=ANSWER), answered(desk, answer=ANSWER)
    expire(db, over)
    with transaction() as session:
        decide.reopen(session, desk.person("ketluan"), taken, "văn bản thay đổi")
    visitor = browse()
    assert "Đã hết hạn từ" in visitor.get(f"/hoi-dap/{over}").text
    assert "Đang xem lại" in visitor.get(f"/hoi-dap/{taken}").text
    assert "Chưa có câu trả lời nào đang có giá trị" in visitor.get("/hoi-dap").text


def test_the_list_is_paged_and_filtered(
    desk: Desk, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage_api.pages.public_answers.PER_PAGE", 2)
    numbers = [answered(desk, answer=ANSWER) for _ in range(3)]
    visitor = browse()
    first = visitor.get("/hoi-dap").text
    assert [n for n in numbers if f'href="/hoi-dap/{n}"' in first] == numbers[1:]
    following = first.split('class="btn" href="')[1].split('"')[0].replace("&amp;", "&")
    assert [n for n in numbers if f'href="/hoi-dap/{n}"' in visitor.get(following).text] == numbers[:1]
    assert "Chưa có câu trả lời nào về chủ đề này" in visitor.get("/hoi-dap?chu_de=dien_nuoc").text
    assert PER_PAGE == 20


def again(desk: Desk, number: int, answer: str, *, posted: bool = True) -> None:
    """Take an answer back and give another, as people do."""
    with transaction() as session:
        decide.reopen(session, desk.person("duyet", Role.APPROVER), number, "GHI-CHU-NOI-BO")
    publish(desk, number, Verdict.ANSWERED, answer, sentence=f"{ASKED} ạ")
    if posted:
        where = f"https://dongmay.songlam.example/hoi-dap/{number}/lai"
        with transaction() as session:
            posting.record_posting(session, desk.person("duyet", Role.APPROVER), number, where)


def test_every_version_stays_readable_and_none_tells_the_question(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    number, visitor = answered(desk, answer=ANSWER), browse()
    assert "Bản 1," in visitor.get(f"/hoi-dap/{number}").text
    again(desk, number, "Không mất phí, kể cả nộp tại xã.")
    page = visitor.get(f"/hoi-dap/{number}").text
    assert "bản 2," in page
    assert page.index("Bản 2,") < page.index("Bản 1,")
    assert f"<del>{ANSWER}</del>" in page
    assert "<ins>Không mất phí, kể cả nộp tại xã.</ins>" in page
    log = visitor.get("/dinh-chinh").text
    assert f'href="/hoi-dap/{number}"' in log
    assert "câu trả lời về Dịch vụ công trực tuyến" in log
    for text in (page, log):
        assert "lớp 3A" not in text
        assert "GHI-CHU-NOI-BO" not in text


def test_a_version_that_was_never_posted_is_not_among_them(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    number = answered(desk, answer=ANSWER, posted=False)
    with transaction() as session:
        session.connection().exec_driver_sql("UPDATE item SET state = 'closed', ended_at = now()")
    again(desk, number, "Không mất phí, kể cả nộp tại xã.")
    page = browse().get(f"/hoi-dap/{number}").text
    assert "bản 1," in page
    assert ANSWER not in page


def test_anybody_objects_on_the_page_and_the_outcome_stands_there(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    number, visitor = answered(desk, answer=ANSWER), browse()
    page = visitor.get(f"/hoi-dap/{number}").text
    assert f'action="/hoi-dap/{number}/xem-lai#xem-lai"' in page
    sent = visitor.post(f"/hoi-dap/{number}/xem-lai", data={"ly_do": "Ở một cửa vẫn thu."})
    found = CODE.search(sent.text)
    assert sent.status_code == 200
    assert found is not None
    assert f'href="/hoi-dap/{number}"' in sent.text
    assert "set-cookie" not in sent.headers
    assert "Có 1 yêu cầu đang chờ trả lời" in visitor.get(f"/hoi-dap/{number}").text
    (row,) = stored()
    for name in ("ketluan", "soan", "duyet"):
        assert browse(name).submit(f"/xem-lai/{row.id}", ket_qua="kept", ly_do="x").status_code == 403, name
    desk.person("nguoikhac")
    client = browse("nguoikhac")
    assert f'href="/hoi-dap/{number}"' in client.get(f"/xem-lai/{row.id}").text
    client.submit(f"/xem-lai/{row.id}", ket_qua="kept", ly_do="LÝ-DO-GIỮ")
    log = visitor.get("/dinh-chinh").text
    for text in (visitor.get(f"/hoi-dap/{number}").text, log):
        assert "LÝ-DO-GIỮ" in text
    assert "lớp 3A" not in log
    assert "Giữ nguyên câu trả lời" in visitor.get(f"/hoi-dap/{number}").text


def test_an_answer_found_wrong_is_taken_back_and_is_not_objected_to_again(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    number, visitor = answered(desk, answer=ANSWER), browse()
    visitor.post(f"/hoi-dap/{number}/xem-lai", data={"ly_do": "Ở một cửa vẫn thu."})
    desk.person("nguoikhac")
    (row,) = stored()
    browse("nguoikhac").submit(f"/xem-lai/{row.id}", ket_qua="changed", ly_do="Có văn bản mới.")
    page = visitor.get(f"/hoi-dap/{number}").text
    assert "Đang xem lại" in page
    assert "/xem-lai#xem-lai" not in page
    assert "Có văn bản mới." in visitor.get("/dinh-chinh").text
    assert visitor.post(f"/hoi-dap/{number}/xem-lai", data={"ly_do": "nữa"}).status_code == 409


def test_what_cannot_be_taken_is_said_and_kept_on_the_page(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    number, visitor = answered(desk, answer=ANSWER), browse()
    wrong = {"ly_do": "CÒN-NGUYÊN", "dia_chi": "javascript:alert(1)"}
    refused = visitor.post(f"/hoi-dap/{number}/xem-lai", data=wrong)
    assert refused.status_code == 422
    assert "Địa chỉ phải bắt đầu" in refused.text
    assert "CÒN-NGUYÊN" in refused.text
    assert ANSWER in refused.text


def test_each_page_takes_objections_to_its_own_only(desk: Desk, browse: Callable[..., Browser]) -> None:
    number, claim, waits = (
        answered(desk, answer=ANSWER),
        publish(desk),
        answered(desk, answer=ANSWER, posted=False),
    )
    visitor = browse()
    for address in (f"/doi-chieu/{number}", f"/hoi-dap/{claim}", f"/hoi-dap/{waits}"):
        assert visitor.post(f"{address}/xem-lai", data={"ly_do": "sai"}).status_code == 404, address
    assert stored() == []

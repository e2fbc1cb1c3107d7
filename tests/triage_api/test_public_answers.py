"""Answers to questions in public: what the office wrote once it stands on its channel, and nothing of who asked."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from models.session import transaction
from models.settings import settings
from models.tables.item import Item
from models.vocabulary import ItemState, Queue, Role, Verdict
from tests.database import TestDatabase
from tests.qr_reader import in_picture, read
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import PASSAGE, Desk
from tests.triage_api.public_side import expire, publish
from triage_api.claim_view import qr_of
from triage_api.pages.public_answers import PER_PAGE
from triage_api.replying.compose import answer_link as permalink
from triage_api.services import decide, posting

pytestmark = pytest.mark.database
ASKED = "Con tôi học lớp 3A trường Bến Đá có phải nộp phí hồ sơ không"
ANSWER = "Nộp hồ sơ trên Cổng dịch vụ công thì không mất phí."


def answered(desk: Desk, *, posted: bool = True) -> int:
    """A question answered by a reply, posted on the office's channel or not yet."""
    asked = desk.item(ASKED, Queue.QUESTIONS, own_channel=True)
    item_id = publish(desk, asked, Verdict.ANSWERED, ANSWER, sentence=ASKED)
    if posted:
        with transaction() as session:
            where = f"https://dongmay.songlam.example/hoi-dap/{item_id}"
            posting.record_posting(session, desk.person("duyet", Role.APPROVER), item_id, where)
    return item_id


def test_an_answer_is_read_with_its_passage_and_without_the_question(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    number, visitor = answered(desk), browse()
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
    number = answered(desk)
    staff, visitor = browse("duyet"), browse()
    for address in ("/hoi-dap", f"/hoi-dap/{number}"):
        ours = visitor.get(address)
        assert staff.get(address).content == ours.content
        assert "set-cookie" not in ours.headers
        assert "script-src" not in ours.headers["content-security-policy"]


def test_every_form_of_an_answer_leads_to_its_own_page(desk: Desk, browse: Callable[..., Browser]) -> None:
    """What is put up or shared is opened later by anybody: the code must not lead to the list of claims."""
    number = answered(desk)
    client, link = browse("duyet"), permalink(number)
    address = f"/viec/{number}/tra-loi"
    page, paper = client.get(address).text, client.get(f"{address}/to-a5").text
    assert page.count(f"Tự kiểm tra: {link}") == 2, "comment and Zalo message"
    assert f"Mã QR dẫn đến {link}" in page
    code, _size = qr_of(link)
    assert f'<path d="{code}"/>' in paper
    assert f"Tự kiểm tra: {link}" in paper
    picture = Image.open(BytesIO(client.get(f"{address}/anh.png").content))
    assert read(in_picture(picture.crop((788, 800, 1080, 1080)))) == link
    assert browse().get(link.removeprefix(settings().public_url.rstrip("/"))).status_code == 200


@pytest.mark.parametrize("how", ["not posted", "dismissed", "a claim"])
def test_what_never_stood_in_public_is_not_there(
    desk: Desk, browse: Callable[..., Browser], how: str
) -> None:
    number = publish(desk) if how == "a claim" else answered(desk, posted=how != "not posted")
    with transaction() as session:
        if how == "dismissed":
            session.get_one(Item, number).state = ItemState.DISMISSED
    visitor = browse()
    assert visitor.get(f"/hoi-dap/{number}").status_code == 404
    assert f"/hoi-dap/{number}" not in visitor.get("/hoi-dap").text
    assert visitor.get("/hoi-dap/999").status_code == 404


def test_what_was_taken_back_or_is_over_says_so_and_leaves_the_list(
    desk: Desk, browse: Callable[..., Browser], db: TestDatabase
) -> None:
    over, taken = answered(desk), answered(desk)
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
    numbers = [answered(desk) for _ in range(3)]
    visitor = browse()
    first = visitor.get("/hoi-dap").text
    assert [n for n in numbers if f'href="/hoi-dap/{n}"' in first] == numbers[1:]
    following = first.split('class="btn" href="')[1].split('"')[0].replace("&amp;", "&")
    assert [n for n in numbers if f'href="/hoi-dap/{n}"' in visitor.get(following).text] == numbers[:1]
    assert "Chưa có câu trả lời nào về chủ đề này" in visitor.get("/hoi-dap?chu_de=dien_nuoc").text
    assert PER_PAGE == 20

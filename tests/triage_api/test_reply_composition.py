"""Replies composed of templates and passages: blanks, facts and their basis, hints, forms, bad input."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import psycopg.errors
import pytest
import sqlalchemy.exc
from PIL import Image
from sqlalchemy import func

from models.errors import BadInput
from models.queries import replies
from models.queries.replies import NewSentence
from models.session import transaction
from models.tables.reply import Reply
from models.vocabulary import ReplyState, Role, Verdict
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from triage_api.claim_view import qr_path
from triage_api.services import decide, lease, reply

pytestmark = pytest.mark.database


@pytest.fixture
def item_id(desk: Desk) -> int:
    """An item that waits for its reply."""
    writer = desk.person("ctv01")
    desk.person("duyet01", Role.APPROVER)
    found = desk.item()
    with transaction() as session:
        lease.lease(session, writer, found)
        decide.decide(session, writer, found, conclusion(desk, Verdict.TRUE))
    return found


def live(item_id: int) -> Reply:
    with transaction() as session:
        found = replies.live_reply(session, item_id)
        assert found is not None
        return found


def written(desk: Desk, item_id: int, *sentences: NewSentence) -> None:
    with transaction() as session:
        reply.save_draft(session, desk.person("ctv01"), item_id, sentences)
        reply.submit(session, desk.person("ctv01"), item_id)


def test_a_template_is_filled_and_sent(desk: Desk, item_id: int, browse: Callable[..., Browser]) -> None:
    client = browse("ctv01")
    address = f"/viec/{item_id}/tra-loi"
    assert client.submit(address, viec="mau", mau="dang-dung").status_code == 303
    page = client.get(address).text
    assert 'value="nơi hỏi"' in page
    assert "Câu 4: chưa điền nơi hỏi." in page
    texts = [one.text for one in live(item_id).sentences]
    bases = [str(one.passage_id) if one.passage_id else "co_quan" for one in live(item_id).sentences]
    blanks = ["điều đúng theo văn bản", "việc cần làm", "nơi hỏi"]
    form = {
        "cau": texts,
        "can_cu": bases,
        "ten_o": blanks,
        "gia_tri": ["không thu phí", "nộp hồ sơ", "nhà văn hóa"],
    }
    refused = client.submit(address, **form, viec="gui")
    assert refused.status_code == 422
    assert "Câu 4: chưa điền giờ mở cửa." in refused.text
    assert "chưa điền nơi hỏi" not in refused.text
    assert live(item_id).state is ReplyState.DRAFT
    texts = [one.text for one in live(item_id).sentences]
    form |= {"cau": texts, "ten_o": ["giờ mở cửa"], "gia_tri": ["7h30 đến 17h"]}
    assert client.submit(address, **form, viec="gui").status_code == 303
    assert live(item_id).state is ReplyState.SUBMITTED
    assert "nhà văn hóa, 7h30 đến 17h" in live(item_id).sentences[3].text


def test_the_database_takes_no_blank_with_an_approval(desk: Desk, item_id: int) -> None:
    with transaction() as session:
        sentences = [NewSentence("Không thu phí đến {ngày}.", desk.passage_id)]
        kept = reply.save_draft(session, desk.person("ctv01"), item_id, sentences).id
    stands: dict[Any, Any] = {
        "state": ReplyState.APPROVED,
        "approved_by": desk.person("duyet01").id,
        "approved_at": func.now(),
    }
    with pytest.raises(sqlalchemy.exc.IntegrityError) as refused, transaction() as session:
        session.query(Reply).filter_by(id=kept).update(stands)
    assert isinstance(refused.value.orig, psycopg.errors.CheckViolation)
    assert "blank" in str(refused.value.orig)


def test_a_blank_is_refused_at_the_approval_too_and_said_by_its_name(desk: Desk, item_id: int) -> None:
    """However it came to be submitted: the person who approves is told which blank it is."""
    with transaction() as session:
        sentences = [NewSentence("Không thu phí đến {ngày}.", desk.passage_id)]
        kept = reply.save_draft(session, desk.person("ctv01"), item_id, sentences).id
        stands: dict[Any, Any] = {"state": ReplyState.SUBMITTED, "submitted_at": func.now()}
        session.query(Reply).filter_by(id=kept).update(stands)
    with pytest.raises(BadInput, match="Câu 1: chưa điền ngày"), transaction() as session:
        reply.approve(session, desk.person("duyet01", Role.APPROVER), item_id)
    assert live(item_id).state is ReplyState.SUBMITTED


def test_the_words_of_a_passage_become_a_cited_sentence(
    desk: Desk, item_id: int, browse: Callable[..., Browser]
) -> None:
    client = browse("ctv01")
    answer = client.submit(
        f"/viec/{item_id}/tra-loi", cau="Cảm ơn.", can_cu="", viec=f"doan-{desk.passage_id}"
    )
    assert answer.status_code == 303
    first, second = live(item_id).sentences
    assert (first.text, first.passage_id) == ("Cảm ơn.", None)
    assert second.passage_id == desk.passage_id
    assert second.text.startswith("Văn bản nêu: “Không thu phí")
    assert client.submit(f"/viec/{item_id}/tra-loi", viec="doan-99999999").status_code == 404


def test_a_fact_is_cited_or_marked_as_the_offices_own(
    desk: Desk, item_id: int, browse: Callable[..., Browser]
) -> None:
    client = browse("ctv01")
    form = {"cau": ["Không thu phí.", "Bà con phải mang theo giấy tờ."], "viec": "gui"}
    refused = client.submit(f"/viec/{item_id}/tra-loi", **form, can_cu=[str(desk.passage_id), ""])
    assert refused.status_code == 422
    assert "“phải”" in refused.text
    assert "Lời của cơ quan" in refused.text
    sent = client.submit(f"/viec/{item_id}/tra-loi", **form, can_cu=[str(desk.passage_id), "co_quan"])
    assert sent.status_code == 303
    page = browse("duyet01").get(f"/viec/{item_id}/tra-loi").text
    assert "Cơ quan tự chịu trách nhiệm về các câu sau" in page


@pytest.mark.parametrize("text", ["x" * 100_000, "Câu. " * 20_000])
def test_a_text_of_100_kb_is_refused_and_kept(
    item_id: int, browse: Callable[..., Browser], text: str
) -> None:
    answer = browse("ctv01").submit(f"/viec/{item_id}/tra-loi", cau=text, can_cu="")
    assert answer.status_code == 422
    assert "không dài quá 2.000 ký tự" in answer.text
    assert text.strip() in answer.text


def test_html_and_script_stay_words(desk: Desk, item_id: int, browse: Callable[..., Browser]) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)> {<b>ngày</b>} phải"
    client = browse("ctv01")
    address = f"/viec/{item_id}/tra-loi"
    answer = client.submit(
        address, cau=[bad, "Không thu phí."], can_cu=["", str(desk.passage_id)], ten_o=bad, gia_tri=bad
    )
    assert answer.status_code == 303
    for page in (client.get(address), client.get(address + "/to-a5"), client.get(address, params={"q": bad})):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "<b>ngày" not in page.text
    hints = client.submit(address + "/giong-van", cau=bad)
    assert hints.headers["content-type"] == "application/json"


def test_hints_say_why_and_what_instead(item_id: int, browse: Callable[..., Browser]) -> None:
    client = browse("ctv01")
    found = client.submit(f"/viec/{item_id}/tra-loi/giong-van", cau=["Bà con nhẹ dạ sẽ bị phạt tiền."]).json()
    said = {hint["words"]: (hint["why"], hint["better"]) for hint in found["hints"]}
    assert {"nhẹ dạ", "bị phạt", "phạt tiền", ""} <= set(said)
    assert all(why and better for why, better in said.values())
    with transaction() as session:
        assert session.query(Reply).count() == 0
    client.submit(f"/viec/{item_id}/tra-loi", cau="Bà con nhẹ dạ.", can_cu="")
    page = client.get(f"/viec/{item_id}/tra-loi").text
    assert "<b>“nhẹ dạ”.</b>" in page


def test_every_form_begins_with_the_office_and_holds_every_sentence(
    desk: Desk, item_id: int, browse: Callable[..., Browser]
) -> None:
    own = NewSentence("Mời bà con đến nhà văn hóa.", None, own_words=True)
    written(desk, item_id, NewSentence("Không thu phí.", desk.passage_id), own)
    client = browse("duyet01")
    page = client.get(f"/viec/{item_id}/tra-loi").text
    forms = dict(re.findall(r'<p class="any" id="ban-([a-z-]+)">(.*?)</p>', page, re.DOTALL))
    assert set(forms) == {"binh-luan", "zalo", "loa"}
    for name, form in forms.items():
        office = "Ủy ban nhân dân" if name == "loa" else "UBND"
        assert form.startswith(f"{office} xã Đồng Mây trả lời:"), name
        for words in ("Không thu phí.", "Mời bà con đến nhà văn hóa.", "Nghị quyết số"):
            assert words in form, (name, words)
    alt = re.search(r'<img [^>]*alt="([^"]+)"', page)
    assert alt is not None
    assert "UBND xã Đồng Mây trả lời:" in alt[1]
    assert "Nghị quyết số mười hai năm hai nghìn không trăm hai mươi sáu" in page
    paper = client.get(f"/viec/{item_id}/tra-loi/to-a5").text
    assert "Bản nháp, chưa duyệt." in paper
    assert "Mời bà con đến nhà văn hóa." in paper
    link = re.search(r"Tự kiểm tra: (\S+/doi-chieu/\d+)</p>", paper)
    assert link is not None
    code, size = qr_path(link[1])
    assert f'<path d="{code}"/>' in paper, "the code leads where the printed address does"
    assert f'viewBox="-4 -4 {size + 8} {size + 8}"' in paper, "with its quiet zone"
    assert f'aria-label="Mã QR mở trang {link[1]}"' in paper
    image = client.get(f"/viec/{item_id}/tra-loi/anh.png")
    assert Image.open(BytesIO(image.content)).size == (1080, 1080)


def test_what_fits_no_minute_and_no_picture_is_said(
    desk: Desk, item_id: int, browse: Callable[..., Browser]
) -> None:
    written(desk, item_id, NewSentence("Bà con cứ yên tâm. " * 90, desk.passage_id))
    page = browse("ctv01").get(f"/viec/{item_id}/tra-loi").text
    assert "quá 60 giây" in page
    assert "dài quá khổ ảnh" in page
    refused = browse("ctv01").get(f"/viec/{item_id}/tra-loi/anh.png")
    assert refused.status_code == 422


def test_another_office_finds_nothing(desk: Desk, item_id: int, browse: Callable[..., Browser]) -> None:
    from models.queries import offices
    from models.vocabulary import OfficeLevel

    written(desk, item_id, NewSentence("Không thu phí.", desk.passage_id))
    with transaction() as session:
        other = offices.ensure_office(session, "benda", "UBND xã Bến Đá", OfficeLevel.COMMUNE, "songlam")
    desk.person("xa-khac", Role.APPROVER, office_id=other)
    client = browse("xa-khac")
    for page in ("", "/anh.png", "/to-a5"):
        assert client.get(f"/viec/{item_id}/tra-loi{page}").status_code == 404
    for move in ("", "/duyet", "/tra-lai", "/da-dang", "/giong-van", "/dung-lai"):
        form = {
            "gop_y": "x",
            "dia_chi": "https://x.example/1",
            "luc": "2026-11-27T00:00:00+00:00",
            "ban": "1",
        }
        answer = client.submit(f"/viec/{item_id}/tra-loi{move}", cau="x", can_cu="", **form)
        assert answer.status_code == 404, move

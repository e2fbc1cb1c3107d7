""" "Yêu cầu xem lại": anybody asks, somebody else answers, both are public, and nobody's name is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from sqlalchemy import select

from models.desk import defaults
from models.queries import desk_settings
from models.queries.sources import office_by_code
from models.session import transaction
from models.settings import settings
from models.tables.item import Item, ItemNotice
from models.tables.public import ReviewRequest
from models.vocabulary import ItemState, Queue, ReviewOutcome, Role, Verdict
from tests.database import TestDatabase
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from tests.triage_api.public_side import publish
from triage_api import limits
from triage_api.services import decide

pytestmark = pytest.mark.database
CODE = re.compile(r'class="code">([A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4})<')
REASON = "Văn bản mới đã đổi mức phí, gọi chị Lan 0900 000 123 sẽ rõ."


def ask(visitor: Browser, claim: int, reason: str = REASON, address: str = "") -> Any:
    return visitor.post(f"/doi-chieu/{claim}/xem-lai", data={"ly_do": reason, "dia_chi": address})


def stored() -> list[ReviewRequest]:
    with transaction() as session:
        return session.query(ReviewRequest).order_by(ReviewRequest.id).all()


def test_a_request_needs_no_name_and_leaves_a_receipt(desk: Desk, browse: Callable[..., Browser]) -> None:
    claim, visitor = publish(desk), browse()
    answer = ask(visitor, claim, address="https://congbao.example/vb/9")
    assert answer.status_code == 200
    found = CODE.search(answer.text)
    assert found is not None
    assert answer.headers["cache-control"] == "no-store"
    assert not visitor.cookies
    (row,) = stored()
    assert "0900 000 123" not in row.reason
    assert "Lan" not in row.reason
    assert row.sealed is not None
    assert b"congbao" not in row.sealed
    typed = found.group(1).replace("-", " ").lower()
    looked = visitor.post("/tra-cuu-xem-lai", data={"ma": typed})
    assert "Đã nhận yêu cầu" in looked.text
    assert visitor.post("/tra-cuu-xem-lai", data={"ma": "AAAA-AAAA-AAAA"}).status_code == 404
    public = visitor.get(f"/doi-chieu/{claim}").text
    assert "mức phí, gọi" not in public
    assert "Có 1 yêu cầu đang chờ trả lời" in public


def test_a_form_sent_twice_is_one_request(desk: Desk, browse: Callable[..., Browser]) -> None:
    claim, visitor = publish(desk), browse()
    first, second = (CODE.search(ask(visitor, claim).text) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.group(1) == second.group(1)
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("reason", "address", "said"),
    [
        ("  ", "", "Hãy viết chỗ nào chưa đúng"),
        ("x" * 3001, "", "dài quá 3000 ký tự"),
        ("sai", "javascript:alert(1)", "Địa chỉ phải bắt đầu"),
    ],
)
def test_what_cannot_be_taken_is_said_and_kept_on_the_page(
    desk: Desk, browse: Callable[..., Browser], reason: str, address: str, said: str
) -> None:
    answer = ask(browse(), publish(desk), reason, address)
    assert answer.status_code == 422
    assert said in answer.text
    assert reason.strip()[:50] in answer.text
    assert stored() == []


def test_what_is_not_public_cannot_be_objected_to(desk: Desk, browse: Callable[..., Browser]) -> None:
    assert ask(browse(), desk.item()).status_code == 404
    assert stored() == []


def test_only_somebody_else_answers(db: TestDatabase, desk: Desk, browse: Callable[..., Browser]) -> None:
    claim = publish(desk, verdict=Verdict.FALSE)
    ask(browse(), claim)
    (row,) = stored()
    for name in ("ketluan", "lanhai", "soan", "duyet"):
        client = browse(name)
        assert "Người khác trả lời" in client.get("/xem-lai").text
        refused = client.submit(f"/xem-lai/{row.id}", ket_qua="kept", ly_do="vẫn đúng")
        assert refused.status_code == 403, name
        with db.owner() as owner, pytest.raises(psycopg.errors.CheckViolation):
            owner.execute(
                "UPDATE review_request SET outcome = 'kept', answer = 'x', answered_at = now(), answered_by = %s",
                [desk.people[name]],
            )
    desk.person("nguoikhac")
    assert (
        browse("nguoikhac").submit(f"/xem-lai/{row.id}", ket_qua="kept", ly_do="vẫn đúng").status_code == 303
    )


def test_a_kept_verdict_stands_and_the_reasons_are_public(desk: Desk, browse: Callable[..., Browser]) -> None:
    claim, visitor = publish(desk), browse()
    code = CODE.search(ask(visitor, claim).text)
    assert code is not None
    desk.person("nguoikhac")
    client = browse("nguoikhac")
    (row,) = stored()
    client.submit(f"/xem-lai/{row.id}", ket_qua="kept", ly_do="LÝ-DO-GIỮ <b>x</b>")
    for page in (
        visitor.get(f"/doi-chieu/{claim}").text,
        visitor.get("/dinh-chinh").text,
        visitor.post("/tra-cuu-xem-lai", data={"ma": code.group(1)}).text,
    ):
        assert "LÝ-DO-GIỮ &lt;b&gt;x" in page
        assert "NGUOIKHAC" not in page
    assert "Đang xem lại" not in visitor.get(f"/doi-chieu/{claim}").text
    again = client.submit(f"/xem-lai/{row.id}", ket_qua="changed", ly_do="khác")
    assert again.status_code == 409
    assert "Không có yêu cầu nào chờ" in client.get("/xem-lai").text


def test_a_changed_verdict_is_taken_back_and_its_makers_are_told(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    claim, visitor = publish(desk), browse()
    ask(visitor, claim)
    desk.person("nguoikhac")
    (row,) = stored()
    answer = browse("nguoikhac").submit(f"/xem-lai/{row.id}", ket_qua="changed", ly_do="Có văn bản mới.")
    assert answer.status_code == 303
    with transaction() as session:
        assert session.get_one(Item, claim).state is ItemState.OPEN
        told = {notice.account_id for notice in session.query(ItemNotice)}
    assert told >= {desk.people[name] for name in ("ketluan", "soan", "duyet")}
    assert "Đang xem lại" in visitor.get(f"/doi-chieu/{claim}").text
    log = visitor.get("/dinh-chinh").text
    assert "Có văn bản mới." in log
    assert "Rút kết luận để xem lại" in log
    assert ask(visitor, claim, "nữa").status_code == 409


def test_a_scam_taken_back_is_in_the_log_and_a_suspicion_never_was(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    trap = "Cập nhật VNeID tại vneid-dongmay.example"
    scam, suspected = (
        publish(desk, desk.item(trap, Queue.SCAM), verdict, sentence=trap)
        for verdict in (Verdict.SCAM, Verdict.SUSPECTED)
    )
    with transaction() as session:
        for number in (scam, suspected):
            session.get_one(Item, number).state = ItemState.CLOSED
            session.get_one(Item, number).ended_at = datetime.now(UTC)
    for number in (scam, suspected):
        with transaction() as session:
            decide.reopen(session, desk.person("duyet", Role.APPROVER), number, "nhầm")
    log = browse().get("/dinh-chinh").text
    assert f'href="/doi-chieu/{scam}"' in log
    assert "vneid-dongmay[.]example" in log
    assert f'/{suspected}"' not in log


def test_an_answer_needs_a_choice_and_reasons(desk: Desk, browse: Callable[..., Browser]) -> None:
    ask(browse(), publish(desk))
    desk.person("nguoikhac")
    client = browse("nguoikhac")
    (row,) = stored()
    for form, said in (
        ({"ket_qua": "kept", "ly_do": " "}, "Hãy viết lý do"),
        ({"ket_qua": "", "ly_do": "GIỮ-LẠI-CHỮ"}, "Hãy chọn giữ nguyên hay xem lại"),
        ({"ket_qua": "kept", "ly_do": "x" * 2001}, "dài quá"),
    ):
        page = client.submit(f"/xem-lai/{row.id}", **form)
        assert page.status_code == 422
        assert said in page.text
        assert form["ly_do"].strip() in page.text
    assert stored()[0].outcome is None


def test_requests_of_another_office_are_not_there(desk: Desk, browse: Callable[..., Browser]) -> None:
    ask(browse(), publish(desk))
    (row,) = stored()
    with transaction() as session:
        province = office_by_code(session, "songlam").id
    desk.person("tinh01", Role.APPROVER, office_id=province)
    above = browse("tinh01")
    assert above.get(f"/xem-lai/{row.id}").status_code == 200
    assert above.submit(f"/xem-lai/{row.id}", ket_qua="kept", ly_do="x").status_code == 403
    assert above.submit(f"/xem-lai/{row.id}/dia-chi").status_code == 403
    with transaction() as session:
        from models.queries.offices import ensure_office
        from models.vocabulary import OfficeLevel

        other = ensure_office(session, "benda", "UBND xã Bến Đá", OfficeLevel.COMMUNE, "songlam")
    desk.person("benda01", Role.APPROVER, office_id=other)
    beside = browse("benda01")
    for address in (f"/xem-lai/{row.id}", "/xem-lai/999999"):
        assert beside.get(address).status_code == 404
        assert beside.submit(address, ket_qua="kept", ly_do="x").status_code == 404


def test_a_link_is_read_defanged_and_the_reading_is_audited(
    db: TestDatabase, desk: Desk, browse: Callable[..., Browser]
) -> None:
    ask(browse(), publish(desk), address="https://congbao.example/vb/9")
    desk.person("nguoikhac")
    (row,) = stored()
    page = browse("nguoikhac").submit(f"/xem-lai/{row.id}/dia-chi").text
    assert "https://congbao.example" not in page
    assert "congbao[.]example" in page
    with db.owner() as owner:
        (count,) = owner.execute(
            "SELECT count(*) FROM audit_event WHERE action = 'address_read'"
        ).fetchone() or (0,)
    assert count == 1


def test_a_flood_from_one_address_is_stopped_with_a_sentence(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    claim, visitor = publish(desk), browse()
    answers = [ask(visitor, claim, f"sai chỗ {number}") for number in range(limits.SENDINGS.most + 1)]
    assert [answer.status_code for answer in answers[:-1]] == [200] * limits.SENDINGS.most
    last = answers[-1]
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) > 0
    assert "Hãy thử lại sau" in last.text
    assert f"sai chỗ {limits.SENDINGS.most}" in last.text


def test_an_answer_is_due_on_a_working_day_of_the_office(desk: Desk, browse: Callable[..., Browser]) -> None:
    """An office that works on one day of the week only has as many weeks as others have days."""
    zone = ZoneInfo(settings().timezone)
    day = datetime.now(zone).weekday()
    claim = publish(desk)
    hours = replace(defaults(settings()).office_hours, workdays=frozenset({day}), closes=time(16, 30))
    with transaction() as session:
        wanted = replace(defaults(settings()), office_hours=hours)
        desk_settings.save(session, desk.office_id, wanted, desk.person("quantri").id)
    assert ask(browse(), claim, "Văn bản đã thay từ tháng trước.").status_code == 200
    with transaction() as session:
        due = session.scalars(select(ReviewRequest.due_at)).one().astimezone(zone)
    assert (due.weekday(), due.time()) == (day, time(16, 30))
    assert (due.date() - datetime.now(zone).date()).days == 7 * settings().review_request_days


def test_outcomes_have_names() -> None:
    from models.vocabulary import REVIEW_OUTCOME_NAMES

    assert set(REVIEW_OUTCOME_NAMES) == set(ReviewOutcome)

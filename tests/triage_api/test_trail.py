"""The audit trail of the running application: what succeeds leaves a row; and what a role may do with what is whose."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.crypto import Purpose, vault
from models.queries.indicators import FoundIndicator, keep_for_item
from models.queries.narratives import first_post_of
from models.queries.replies import NewSentence, live_reply
from models.session import transaction
from models.tables.audit import AuditEvent
from models.tables.item import Item
from models.tables.post import PostAddress
from models.vocabulary import Action, IndicatorKind, ItemState, Queue, Role, Verdict
from tests.triage_api import trail_watch
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion, sign_in
from triage_api import security, trail
from triage_api.audit_words import ACTIONS
from triage_api.services import decide, lease, regroup, reply

pytestmark = pytest.mark.database
Send = Callable[[Browser, Desk], Any]


def _waits_for_second_look(desk: Desk) -> int:
    item_id = desk.item()
    other = desk.person("nguoi-truoc", Role.REVIEWER)
    with transaction() as session:
        lease.lease(session, other, item_id)
        decide.decide(session, other, item_id, conclusion(desk, Verdict.FALSE))
    return item_id


def _awaits_reply(desk: Desk, *, submitted: bool = False) -> int:
    item_id = desk.item()
    other = desk.person("nguoi-truoc", Role.REVIEWER)
    with transaction() as session:
        lease.lease(session, other, item_id)
        decide.decide(session, other, item_id, conclusion(desk, Verdict.TRUE))
        if submitted:
            reply.save_draft(session, other, item_id, [NewSentence("Không thu phí.", desk.passage_id)])
            reply.submit(session, other, item_id)
    return item_id


def _approved(desk: Desk) -> int:
    item_id = _awaits_reply(desk, submitted=True)
    approver = desk.person("duyet-truoc", Role.APPROVER)
    with transaction() as session:
        reply.approve(session, approver, item_id)
    return item_id


def _waits_for_office(desk: Desk) -> int:
    item_id = desk.item("nộp ở đâu?", Queue.QUESTIONS)
    other = desk.person("nguoi-truoc", Role.REVIEWER)
    with transaction() as session:
        lease.lease(session, other, item_id)
        given = conclusion(desk, Verdict.NO_OFFICIAL_ANSWER, passage_ids=(), no_official_text=True)
        decide.decide(session, other, item_id, given)
    return item_id


def _second_look(client: Browser, desk: Desk) -> Any:
    form = {
        "khoa": "khoa-lan-hai",
        "ket_luan": "false",
        "cau": "phí",
        "ly_do": "không",
        "can_cu": str(desk.passage_id),
    }
    return client.submit(f"/viec/{_waits_for_second_look(desk)}/ket-luan", **form)


def _approve(client: Browser, desk: Desk) -> Any:
    item_id = _awaits_reply(desk, submitted=True)
    with transaction() as session:
        live = live_reply(session, item_id)
        assert live is not None
        assert live.submitted_at is not None
        seen = live.submitted_at.isoformat()
    return client.submit(f"/viec/{item_id}/tra-loi/duyet", luc=seen)


def _reopen(client: Browser, desk: Desk) -> Any:
    item_id = desk.item()
    other = desk.person("nguoi-truoc", Role.REVIEWER)
    with transaction() as session:
        lease.lease(session, other, item_id)
        lease.dismiss(session, other, item_id, as_opinion=False)
    return client.submit(f"/viec/{item_id}/mo-lai", ly_do="xem lại")


def _indicators(client: Browser, desk: Desk) -> Any:
    item_id = desk.item("bấm link", Queue.SCAM)
    with transaction() as session:
        lure = FoundIndicator(IndicatorKind.DOMAIN, "lua.example", "lua[.]example")
        keep_for_item(session, vault(), desk.office_id, item_id, [lure])
    return client.submit(f"/viec/{item_id}/dau-hieu")


def _merged(desk: Desk) -> int:
    item_id, into = desk.item(), desk.item()
    other = desk.person("tong-hop-truoc", Role.COORDINATOR)
    with transaction() as session:
        regroup.merge(session, other, item_id, into)
    return item_id


def _split(client: Browser, desk: Desk) -> Any:
    return client.submit(f"/viec/{_merged(desk)}/tach")


def _undo_merge(client: Browser, desk: Desk) -> Any:
    return client.submit(f"/viec/{_merged(desk)}/hoan-tac-gop")


def _rows() -> int:
    with transaction() as session:
        return session.query(AuditEvent).count()


def _call(client: Browser, address: str, body: dict[str, str]) -> Any:
    return client.post(f"/api/v1{address}", json=body, headers={security.CSRF_HEADER: client.csrf})


def _held(client: Browser, desk: Desk) -> int:
    item_id = desk.item()
    client.submit(f"/viec/{item_id}/nhan")
    return item_id


def _undo_dismissal(client: Browser, desk: Desk) -> Any:
    item_id = _held(client, desk)
    client.submit(f"/viec/{item_id}/y-kien")
    return client.submit(f"/viec/{item_id}/hoan-tac")


def _address(client: Browser, desk: Desk) -> Any:
    item_id = desk.item()
    with transaction() as session:
        post = first_post_of(session, session.get_one(Item, item_id))
        sealed = vault().seal("https://chomay.example/bai/1", Purpose.ADDRESS)
        session.add(PostAddress(month=post.month, post_id=post.id, sealed=sealed))
    return client.submit(f"/viec/{item_id}/bai-goc", bai=str(post.id))


def _end_elsewhere(client: Browser, _desk: Desk) -> Any:
    other = Browser(client.app, raise_server_exceptions=False)
    sign_in(other, "quyen-het")
    return client.submit("/tai-khoan/phien/ket-thuc")


SENDERS: dict[str, Send] = {
    "POST /phan-anh": lambda client, _desk: client.submit("/phan-anh", noi_dung="tin lạ"),
    "POST /hang-viec/lay": lambda client, desk: (desk.item(), client.submit("/hang-viec/lay"))[1],
    "POST /viec/{item_id}/nhan": lambda client, desk: client.submit(f"/viec/{desk.item()}/nhan"),
    "POST /viec/{item_id}/ket-luan": _second_look,
    "POST /viec/{item_id}/mo-lai": _reopen,
    "POST /viec/{item_id}/tra-loi": lambda client, desk: client.submit(
        f"/viec/{_awaits_reply(desk)}/tra-loi", cau="Không thu phí.", can_cu=str(desk.passage_id)
    ),
    "POST /viec/{item_id}/cap-tren": lambda client, desk: client.submit(
        f"/viec/{desk.item()}/cap-tren", ly_do="lan rộng"
    ),
    "POST /viec/{item_id}/gop": lambda client, desk: client.submit(
        f"/viec/{desk.item()}/gop", vao=str(desk.item())
    ),
    "POST /viec/{item_id}/tach": _split,
    "POST /viec/{item_id}/hoan-tac-gop": _undo_merge,
    "POST /viec/{item_id}/tra-loi/duyet": _approve,
    "POST /viec/{item_id}/tra-loi/tra-lai": lambda client, desk: client.submit(
        f"/viec/{_awaits_reply(desk, submitted=True)}/tra-loi/tra-lai", gop_y="sửa"
    ),
    "POST /viec/{item_id}/tra-loi/da-dang": lambda client, desk: client.submit(
        f"/viec/{_approved(desk)}/tra-loi/da-dang", dia_chi="https://dongmay.songlam.example/hoi-dap/1"
    ),
    "POST /viec/{item_id}/ket-thuc": lambda client, desk: client.submit(
        f"/viec/{_awaits_reply(desk)}/ket-thuc", ly_do="đã biết"
    ),
    "POST /viec/{item_id}/hoi-co-quan": lambda client, desk: client.submit(
        f"/viec/{_awaits_reply(desk)}/hoi-co-quan", ly_do="thiếu mức phí"
    ),
    "POST /viec/{item_id}/co-quan-tra-loi": lambda client, desk: client.submit(
        f"/viec/{_waits_for_office(desk)}/co-quan-tra-loi", ly_do="có công văn"
    ),
    "POST /viec/{item_id}/bai-goc": _address,
    "POST /viec/{item_id}/dau-hieu": _indicators,
    "GET /api/v1/indicators": lambda client, _desk: client.get("/api/v1/indicators?format=csv"),
    "POST /viec/{item_id}/tra": lambda client, desk: client.submit(f"/viec/{_held(client, desk)}/tra"),
    "POST /viec/{item_id}/y-kien": lambda client, desk: client.submit(f"/viec/{_held(client, desk)}/y-kien"),
    "POST /viec/{item_id}/hoan-tac": _undo_dismissal,
    "POST /van-ban/{document_id:int}/xac-nhan": lambda client, _desk: client.submit("/van-ban/1/xac-nhan"),
    "POST /nguon/{source_id:int}/chay": lambda client, desk: client.submit(f"/nguon/{desk.source_id}/chay"),
    "POST /nguon/{source_id:int}/tat": lambda client, desk: client.submit(
        f"/nguon/{desk.source_id}/tat", ly_do="thử"
    ),
    "POST /bao-cao": lambda client, _desk: client.submit("/bao-cao", tuan="2026-W46"),
    "POST /tai-khoan/ma-truy-cap": lambda client, _desk: client.submit(
        "/tai-khoan/ma-truy-cap", ten="x", ngay="7", quyen="items:read"
    ),
    "POST /api/v1/items/lease": lambda client, desk: (
        desk.item(),
        _call(client, "/items/lease", {}),
    )[1],
    "POST /api/v1/items/{item_id}/escalate": lambda client, desk: _call(
        client, f"/items/{desk.item()}/escalate", {"reason": "lan rộng"}
    ),
    "POST /api/v1/posts": lambda client, _desk: _call(client, "/posts", {"text": "tin lạ khác"}),
    "GET /nhat-ky/csv": lambda client, _desk: client.get("/nhat-ky/csv"),
    "POST /tai-khoan/phien/ket-thuc": _end_elsewhere,
    "POST /dang-xuat": lambda client, _desk: client.submit("/dang-xuat"),
}
"""A request that succeeds for each of these routes. Of the routes that are not here, whatever a test sends to one
with a ``Browser`` is watched in the same way (``trail_watch``)."""


def test_what_succeeds_leaves_a_row(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("quyen-het", *Role)
    client, wrong = browse("quyen-het"), []
    for name, send in SENDERS.items():
        before = _rows()
        answer = send(client, desk)
        if answer.status_code >= 400 or trail_watch.rows() == 0 or _rows() <= before:
            wrong.append((name, answer.status_code))
        method, path = name.split(" ")
        asked = f"{answer.request.method} {answer.request.url.path}"
        assert re.fullmatch(re.sub(r"\{\w+(:int)?\}", r"\\d+", name), asked), (method, path, asked)
    assert wrong == []


def test_a_row_names_who_where_and_what(desk: Desk, browse: Callable[..., Browser]) -> None:
    person = desk.person("ctv01")
    item_id = desk.item()
    browse("ctv01").submit(f"/viec/{item_id}/nhan")
    with transaction() as session:
        row = session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
        assert row is not None
        assert (row.action, row.subject_kind, row.subject_id) == ("item.take", "item", item_id)
        assert (row.actor_id, row.office_id) == (person.id, desk.office_id)


def test_the_row_of_an_address_that_was_read_names_the_item(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    desk.person("th01", Role.COORDINATOR)
    answer = _address(browse("th01"), desk)
    assert "https://chomay.example/bai/1" in answer.text
    with transaction() as session:
        item_id = session.query(Item).one().id
        (row,) = session.query(AuditEvent).filter_by(action="address_read")
        assert (row.subject_kind, row.detail) == ("post", f"VV-{item_id}")


def test_what_changes_nothing_or_is_refused_leaves_no_row(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse("ctv01")
    item_id = desk.item()
    client.submit(f"/viec/{item_id}/nhan")
    before = _rows()
    for address in ("/hang-viec", f"/viec/{item_id}", "/tai-khoan", "/van-ban", "/tra-loi"):
        assert client.get(address).status_code == 200
    assert client.submit(f"/viec/{item_id}/ket-luan", khoa="khoa-thu-trong").status_code == 422
    assert client.submit(f"/viec/{item_id}/cap-tren", ly_do="x").status_code == 403
    assert client.submit("/viec/999999/nhan").status_code == 404
    assert client.submit("/kiem-tra", tin="tin nhắn").status_code == 200
    assert _rows() == before


def test_a_change_that_fails_leaves_neither_change_nor_row(
    desk: Desk, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.person("ctv01")
    client, item_id = browse("ctv01"), desk.item()
    before = _rows()

    def fails(*_: object) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr(trail, "record", fails)
    assert client.submit(f"/viec/{item_id}/nhan").status_code == 500
    with transaction() as session:
        assert session.get_one(Item, item_id).state is ItemState.OPEN
    assert _rows() == before


def test_words_are_known_for_what_the_code_records() -> None:
    """Codes written out in the code; those of routes show as they are until somebody names them."""
    root = Path(trail.__file__).parents[1]
    recorded = {
        code
        for place in ("triage_api", "pipeline", "models/queries")
        for path in (root / place).rglob("*.py")
        for code in re.findall(r'audit\.record\(\s*session,\s*"(\w+)"', path.read_text("utf-8"))
    }
    assert len(recorded) > 20
    assert recorded - set(ACTIONS) == set()


def test_who_holds_an_item_may_open_its_address(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse("ctv01")
    item_id = desk.item("bấm link", Queue.SCAM)
    assert client.submit(f"/viec/{item_id}/dau-hieu").status_code == 403
    client.submit(f"/viec/{item_id}/nhan")
    assert client.submit(f"/viec/{item_id}/dau-hieu").status_code == 404


def test_two_roles_of_one_person_add_up(desk: Desk) -> None:
    both = desk.person("hai-vai", Role.ANALYST, Role.AUDITOR)
    assert both.may(Action.TRAIN)
    assert both.may(Action.AUDIT)
    assert not both.may(Action.REVIEW)


def test_the_office_above_sees_the_page_and_no_button(desk: Desk, browse: Callable[..., Browser]) -> None:
    from models.queries.sources import office_by_code

    with transaction() as session:
        province = office_by_code(session, "songlam").id
    desk.person("tinh01", Role.APPROVER, office_id=province)
    client = browse("tinh01")
    item_id = desk.item()
    page = client.get(f"/viec/{item_id}")
    assert page.status_code == 200
    assert "bạn xem được nhưng không xử lý thay" in page.text
    assert "Nhận việc này" not in page.text
    for move in ("nhan", "tra", "y-kien", "hoan-tac", "ket-luan", "cap-tren", "hoi-co-quan", "mo-lai"):
        answer = client.submit(
            f"/viec/{item_id}/{move}", ly_do="x", cau="x", ket_luan="true", khoa="khoa-thu-tren"
        )
        assert answer.status_code == 403, move
    client.headers["X-CSRF-Token"] = client.csrf
    assert json.loads(client.get(f"/api/v1/items/{item_id}").text)["state"] == ItemState.OPEN.value

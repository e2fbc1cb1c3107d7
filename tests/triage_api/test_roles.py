"""The role table of SPEC §6, asked of the running application: each role, each action, the answer it promises."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from models.queries.replies import NewSentence
from models.session import transaction
from models.vocabulary import Action, ItemState, Queue, Role, Verdict
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import decide, lease, regroup, reply

pytestmark = pytest.mark.database
REVIEWERS = {Role.REVIEWER, Role.COORDINATOR, Role.APPROVER}
COORDINATORS = {Role.COORDINATOR, Role.APPROVER}
APPROVERS = {Role.APPROVER}
EVERYBODY = set(Role)
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
        live = reply.replies.live_reply(session, item_id)
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
    return client.submit(f"/viec/{desk.item('bấm link', Queue.SCAM)}/dau-hieu")


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


ACTIONS: dict[str, tuple[Send, set[Role]]] = {
    "check a message": (lambda client, _desk: client.submit("/kiem-tra", tin="tin nhắn"), EVERYBODY),
    "report a text": (
        lambda client, _desk: client.submit("/bao-tin", noi_dung="tin lạ"),
        EVERYBODY - {Role.AUDITOR},
    ),
    "open the report form": (lambda client, _desk: client.get("/bao-tin"), EVERYBODY - {Role.AUDITOR}),
    "see what became of a report": (
        lambda client, _desk: client.get("/bao-tin/1"),
        EVERYBODY - {Role.AUDITOR},
    ),
    "open the note of questions": (
        lambda client, _desk: client.get("/bao-tin/cau-hoi"),
        EVERYBODY - {Role.AUDITOR},
    ),
    "note questions": (
        lambda client, _desk: client.submit("/bao-tin/cau-hoi", cau_hoi="Phí bao nhiêu?"),
        EVERYBODY - {Role.AUDITOR},
    ),
    "choose summaries": (lambda client, _desk: client.submit("/tai-khoan/thu", nhip=""), EVERYBODY),
    "list webhooks": (lambda client, _desk: client.get("/moc-noi"), {Role.ADMINISTRATOR}),
    "add a webhook": (lambda client, _desk: client.submit("/moc-noi", ten="x"), {Role.ADMINISTRATOR}),
    "rotate a secret": (lambda client, _desk: client.submit("/moc-noi/1/doi-khoa"), {Role.ADMINISTRATOR}),
    "remove a webhook": (lambda client, _desk: client.submit("/moc-noi/1/bo"), {Role.ADMINISTRATOR}),
    "send again": (lambda client, _desk: client.submit("/moc-noi/lan-gui/1/gui-lai"), {Role.ADMINISTRATOR}),
    "mail again": (lambda client, _desk: client.submit("/moc-noi/thu/1/gui-lai"), {Role.ADMINISTRATOR}),
    "take the next item": (lambda client, _desk: client.submit("/hang-viec/lay"), REVIEWERS),
    "lease": (lambda client, desk: client.submit(f"/viec/{desk.item()}/nhan"), REVIEWERS),
    "second look": (_second_look, REVIEWERS),
    "reopen": (_reopen, REVIEWERS),
    "draft": (
        lambda client, desk: client.submit(
            f"/viec/{_awaits_reply(desk)}/tra-loi", cau="Không thu phí.", can_cu=str(desk.passage_id)
        ),
        REVIEWERS,
    ),
    "escalate": (
        lambda client, desk: client.submit(f"/viec/{desk.item()}/cap-tren", ly_do="lan rộng"),
        COORDINATORS,
    ),
    "merge": (
        lambda client, desk: client.submit(f"/viec/{desk.item()}/gop", vao=str(desk.item())),
        COORDINATORS,
    ),
    "split": (_split, COORDINATORS),
    "undo a merge": (_undo_merge, COORDINATORS),
    "approve": (_approve, APPROVERS),
    "return a draft": (
        lambda client, desk: client.submit(
            f"/viec/{_awaits_reply(desk, submitted=True)}/tra-loi/tra-lai", gop_y="sửa"
        ),
        APPROVERS,
    ),
    "record a posting": (
        lambda client, desk: client.submit(
            f"/viec/{_approved(desk)}/tra-loi/da-dang", dia_chi="https://dongmay.songlam.example/hoi-dap/1"
        ),
        APPROVERS,
    ),
    "close without reply": (
        lambda client, desk: client.submit(f"/viec/{_awaits_reply(desk)}/ket-thuc", ly_do="đã biết"),
        APPROVERS,
    ),
    "ask the office": (
        lambda client, desk: client.submit(f"/viec/{_awaits_reply(desk)}/hoi-co-quan", ly_do="thiếu mức phí"),
        APPROVERS,
    ),
    "record an office's answer": (
        lambda client, desk: client.submit(
            f"/viec/{_waits_for_office(desk)}/co-quan-tra-loi", ly_do="có công văn"
        ),
        APPROVERS,
    ),
    "see an address": (
        lambda client, desk: client.submit(f"/viec/{desk.item()}/bai-goc", bai="1"),
        COORDINATORS,
    ),
    "see indicators": (_indicators, COORDINATORS),
    "export indicators": (lambda client, _desk: client.get("/api/v1/indicators?format=csv"), APPROVERS),
    "list indicators": (lambda client, _desk: client.get("/dau-hieu"), COORDINATORS),
    "open an indicator": (lambda client, _desk: client.get("/dau-hieu/1"), COORDINATORS),
    "read an indicator": (lambda client, _desk: client.submit("/dau-hieu/1/xem"), COORDINATORS),
    "confirm an indicator": (lambda client, _desk: client.submit("/dau-hieu/1/xac-nhan"), APPROVERS),
    "take an indicator back": (
        lambda client, _desk: client.submit("/dau-hieu/1/rut", ly_do="mistaken"),
        APPROVERS,
    ),
    "export indicators to a file": (
        lambda client, _desk: client.submit("/dau-hieu/xuat", dang="csv"),
        APPROVERS,
    ),
    "open the form of sources": (lambda client, _desk: client.get("/nguon/them"), {Role.ADMINISTRATOR}),
    "look at an address": (
        lambda client, _desk: client.submit("/nguon/them", dia_chi="x"),
        {Role.ADMINISTRATOR},
    ),
    "look another way": (lambda client, _desk: client.submit("/nguon/them/cach"), {Role.ADMINISTRATOR}),
    "save a source": (lambda client, _desk: client.submit("/nguon/them/luu", ten="x"), {Role.ADMINISTRATOR}),
    "take a source back": (
        lambda client, _desk: client.submit("/nguon/them/hoan-tac", nguon="1"),
        {Role.ADMINISTRATOR},
    ),
    "read reports": (lambda client, _desk: client.get("/bao-cao"), EVERYBODY - {Role.ADMINISTRATOR}),
}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_what_the_table_says_and_no_more(
    desk: Desk, browse: Callable[..., Browser], role: Role
) -> None:
    desk.person("nguoi-nay", role)
    client = browse("nguoi-nay")
    wrong = []
    for name, (send, allowed) in ACTIONS.items():
        answer = send(client, desk)
        refused = answer.status_code == 403
        if refused == (role in allowed):
            wrong.append((name, answer.status_code))
        assert answer.status_code < 500, (name, answer.text)
    assert wrong == []


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

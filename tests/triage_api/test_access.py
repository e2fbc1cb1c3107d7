"""Every route of the application, with every role and without one, against the table that says who may ask."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import text

from models.queries import assignment, channels, contacts, gaps, notices, offices, replies
from models.queries.replies import NewSentence
from models.queries.sources import SourceRecord, save_source
from models.roles import ROLE_ACTIONS
from models.session import transaction
from models.tables.item import ItemEvent
from models.tables.outbound import Webhook
from models.tables.report import ReportRecipient
from models.vocabulary import ROLE_NAMES, Action, EventKind, OfficeLevel, Role, SourceKind, Topic, Verdict
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from triage_api import access, limits, security
from triage_api.access import PUBLIC, ROUTES, Access
from triage_api.api import ROUTERS
from triage_api.error_handlers import API_PREFIX
from triage_api.services import decide, lease, reply

pytestmark = pytest.mark.database
REFERENCE = Path(os.environ.get("SANGTIN_REFERENCE", Path(__file__).parents[3] / "shared"))
ENDS_THE_SESSION = {"POST /dang-xuat"}
ASKS_FOR_A_PASSWORD = {"POST /dang-nhap", "POST /dang-nhap/ma"}
"""Public routes that answer 401 by themselves: what was typed is wrong."""
ROWS: dict[str, tuple[Action, ...]] = {
    "report a text, check a message": (Action.REPORT_TEXT,),
    "lease, decide, draft": (Action.REVIEW,),
    "assign, merge, escalate, forward": (Action.COORDINATE,),
    "second review (never one's own)": (Action.SECOND_REVIEW,),
    "approve, post, publish": (Action.APPROVE,),
    "open a post's address, see indicators (audited)": (Action.SEE_ADDRESS,),
    "export indicators": (Action.EXPORT_INDICATORS,),
    "official documents: add / confirm": (Action.MANAGE_OFFICIAL,),
    "annotate, train, propose thresholds": (Action.TRAIN,),
    "promote a model, accept thresholds": (Action.PROMOTE_MODEL,),
    "reports: read / approve": (Action.READ_REPORTS, Action.APPROVE_REPORTS),
    "sources, schedules, accounts, settings": (Action.ADMINISTER,),
    "audit trail, receipts": (Action.AUDIT,),
}


def specified() -> dict[Role, set[Action]]:
    """The table of SPEC §6 as it is written there."""
    section = (REFERENCE / "SPEC.md").read_text("utf-8").partition("## 6.")[2].partition("## 7.")[0]
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line[:1] == "|"
    ]
    by_name = {name: role for role, name in ROLE_NAMES.items()}
    roles = [by_name[name] for name in lines[0][1:]]
    found: dict[Role, set[Action]] = {role: set() for role in roles}
    assert {line[0] for line in lines[2:]} == set(ROWS)
    for name, *cells in lines[2:]:
        for role, cell in zip(roles, cells, strict=True):
            words = cell.split("/") if "/" in cell else [cell]
            for action, word in zip(ROWS[name], words * (len(ROWS[name]) // len(words)), strict=True):
                if word == "on own lease":
                    found[role].add(Action.SEE_ADDRESS_ON_OWN_LEASE)
                elif word.startswith("✔"):
                    found[role].add(action)
                else:
                    assert word == "–", (name, word)
    return found


def test_the_table_in_code_is_that_of_the_specification() -> None:
    if not (REFERENCE / "SPEC.md").exists():
        pytest.skip("the specification is not at hand: set SANGTIN_REFERENCE to its directory")
    assert specified() == {role: set(actions) for role, actions in ROLE_ACTIONS.items()}


def test_a_route_nobody_decided_about_keeps_the_application_from_starting() -> None:
    router = APIRouter()
    router.add_api_route("/moi", lambda: None, methods=["POST"])
    with pytest.raises(access.UndeclaredRoute, match=r'missing: "POST /moi"(.|\n)*left over: GET /healthz'):
        access.check_declared([router])


def addressed(name: str) -> tuple[str, str]:
    """Method and address of a route, about things that are not there."""
    method, _, path = name.partition(" ")
    address = re.sub(r"\{(\w+)(:\w+)?\}", lambda place: PLACES.get(place[1], "999999"), path)
    return method, address


PLACES = {"week": "2026-W47", "number": "1/2020/ND-CP", "token": "x" * 43}
FORMS = {"/bao-cao/{week}/{form}": "csv", "/api/v1/reports/weekly/{week}.{form}": "json"}


def ask(client: Browser, name: str) -> Any:
    """One request that says nothing but who asks."""
    method, address = addressed(name.replace("{form}", FORMS.get(name.partition(" ")[2], "")))
    limits.forget()
    if address.startswith(API_PREFIX):
        headers = {security.CSRF_HEADER: client.csrf}
        body: dict[str, Any] | None = {} if method == "POST" else None
        return client.request(method, address, json=body, headers=headers, follow_redirects=False)
    if method == "GET":
        return client.get(address, follow_redirects=False)
    # In parts, as a form with files is sent; the other forms are read from it just as well.
    return client.request(method, address, files={"csrf": (None, client.csrf)}, follow_redirects=False)


def in_order() -> Iterator[tuple[str, Access]]:
    """Every route; what ends the session last."""
    yield from sorted(ROUTES.items(), key=lambda line: line[0] in ENDS_THE_SESSION)


def test_without_an_account_only_what_is_public_answers(
    app: FastAPI, desk: Desk, browse: Callable[..., Browser]
) -> None:
    client, wrong = browse(), []
    client.get("/dang-nhap")
    client.csrf = security.csrf_token(client.cookies[security.FORM_COOKIE])
    for name, wanted in in_order():
        answer = ask(client, name)
        sent_away = answer.status_code == 401 or answer.headers.get("location", "").startswith("/dang-nhap?")
        expected = wanted is not PUBLIC or name in ASKS_FOR_A_PASSWORD
        if sent_away != expected or answer.status_code == 403 or answer.status_code == 500:
            wrong.append((name, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_every_route_answers_a_role_as_the_table_says(
    desk: Desk, browse: Callable[..., Browser], role: Role
) -> None:
    desk.person("nguoi-nay", role)
    wrong = []
    with browse("nguoi-nay") as client:
        for name, wanted in in_order():
            answer = ask(client, name)
            allowed = access.allows(wanted, ROLE_ACTIONS[role])
            refused = answer.status_code == 403
            signed_out = answer.status_code == 401 and name not in ASKS_FOR_A_PASSWORD
            if refused == allowed or signed_out or answer.status_code == 500:
                wrong.append((name, answer.status_code))
    assert wrong == []


class Foreign:
    """Things of an office beside ours, by the names paths have for them."""

    def __init__(self, desk: Desk) -> None:
        with transaction() as session:
            beside = offices.ensure_office(
                session, "dongthap", "UBND xã Đồng Tháp", OfficeLevel.COMMUNE, "songlam"
            )
            source = SourceRecord("Diễn đàn khác", SourceKind.FORUM, "https://chokhac.example/")
            self.source_id = save_source(session, beside, source)
            self.channel_id = channels.add_channel(session, beside, "Cổng khác", "https://khac.example/")
        self.account_id = desk.person("nguoi-ben", Role.REVIEWER, office_id=beside).id
        self.item_id = desk.item(office_id=beside)
        answered, unclear = desk.item(office_id=beside), desk.item(office_id=beside)
        writer = desk.person("nguoi-ben", office_id=beside)
        with transaction() as session:
            lease.lease(session, writer, answered)
            decide.decide(session, writer, answered, conclusion(desk, Verdict.TRUE))
            reply.save_draft(session, writer, answered, [NewSentence("Không thu phí.", desk.passage_id)])
            live = replies.live_reply(session, answered)
            assert live is not None
            self.reply_id = live.id
            (event,) = session.query(ItemEvent).filter_by(item_id=answered, kind=EventKind.LEASED)
            notices.tell(session, event.id, [writer.id])
            nothing = conclusion(desk, Verdict.OFFICIAL_UNCLEAR, passage_ids=(), no_official_text=True)
            lease.lease(session, writer, unclear)
            decide.decide(session, writer, unclear, nothing)
            self.gap_id = gaps.ticket_number(session, unclear)
            self.contact_id = contacts.add(
                session, beside, "Công an xã", "0208399900", "trụ sở", writer.id
            ).id
            hook = Webhook(
                office_id=beside,
                name="x",
                host="x.example",
                sealed_url=b"s",
                sealed_secret=b"s",
                events=["items.opened"],
                created_by=writer.id,
            )
            session.add(hook)
            session.flush()
            self.webhook_id = hook.id
            self.rule_id = assignment.add_rule(session, beside, writer.id, None, Topic.KHAC, writer.id)
            listed = ReportRecipient(office_id=beside, name="x", sealed_address=b"s", added_by=writer.id)
            session.add(listed)
            session.flush()
            self.recipient_id = listed.id
            (self.notice_id,) = session.execute(text("SELECT id FROM item_notice")).one()


ELSEWHERE = {"request_id", "indicator_id", "post_id", "delivery_id", "digest_id", "letter_id"}
"""Things that take a day of work to make: walked by the tests of requests, indicators, intake and of what goes out."""
EVERYBODYS = {"document_id", "passage_id", "claim_id", "answer_id", "number", "week", "form", "kind", "token"}
"""Official documents, approved verdicts and weeks are no office's own; a link is its own secret."""
FILLED: dict[str, Any] = {
    "nguoi": "1", "ly_do": "thử", "khoa": "khoa-thu-ben", "ket_luan": "true", "cau": "x", "can_cu": "1", "bai": "1", "ban": "1", "cach_noi": "nộp phí",
    "gop_y": "sửa", "dia_chi": "https://dongmay.songlam.example/1", "ten": "x", "trang": "1", "co_quan": "1", "ten_hien": "x",
    "vai_tro": "reviewer", "luc": "2026-11-27T00:00:00+00:00", "noi_dung": "ở xã", "nhan": "question", "chu_de": "khac", "ghi_chu": "x",
    "reason": "thử", "verdict": "true", "sentence": "x", "rationale": "x", "passages": [1], "idempotency_key": "khoa-thu-ben",
    "sentences": [{"text": "x", "passage": 1}], "url": "https://dongmay.songlam.example/1",
}  # fmt: skip
"""Every field of every form about one thing, so that an answer depends on nothing but whose it is."""


def _body(name: str, filled: dict[str, Any]) -> dict[str, Any]:
    """Those fields that a route of the JSON interface takes; it refuses others."""
    routes = (route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute))
    (found,) = (route for route in routes if name == f"POST {route.path}")
    taken: list[Any] = [part.field_info.annotation for part in found.dependant.body_params]
    return {field: filled[field] for shape in taken for field in shape.model_fields if field in filled}


def test_things_of_another_office_are_not_there(desk: Desk, browse: Callable[..., Browser]) -> None:
    """Whoever guesses a number gets the answer for a number that nothing has."""
    foreign = Foreign(desk)
    desk.person("quyen-het", *Role)
    client = browse("quyen-het")
    own = desk.item()
    filled, seen, wrong = {**FILLED, "vao": str(own), "into": own}, set(), []
    for name in ROUTES:
        places = set(re.findall(r"\{(\w+)", name)) - EVERYBODYS - ELSEWHERE
        if not places:
            continue
        (place,) = places
        method, _, path = name.partition(" ")
        answers = []
        for number in (getattr(foreign, place), 999_999):
            address = re.sub(r"\{\w+(:int)?\}", str(number), path)
            if method == "GET":
                answers.append(client.get(address, follow_redirects=False))
            elif address.startswith(API_PREFIX):
                headers = {security.CSRF_HEADER: client.csrf}
                answers.append(client.post(address, json=_body(name, filled), headers=headers))
            else:
                answers.append(client.submit(address, **filled))
        there, nothing = ((answer.status_code, answer.text) for answer in answers)
        if there[0] != 404 or there != nothing:
            wrong.append((name, there[0], nothing[0], there[1] == nothing[1]))
        seen.add(place)
    assert wrong == [], wrong
    assert seen == {
        "item_id", "source_id", "reply_id", "account_id", "notice_id", "gap_id", "channel_id", "contact_id", "webhook_id",
        "rule_id",
        "recipient_id",
    }  # fmt: skip

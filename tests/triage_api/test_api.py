"""The JSON interface: its calls, its errors, its description, tokens, claims and indicators."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from models.crypto import vault
from models.errors import BadInput, NotFound
from models.queries import audit
from models.queries.indicators import FoundIndicator, keep_for_item
from models.queries.reporting import save_snapshot
from models.session import transaction
from models.tables.account import Account, ApiToken
from models.tables.audit import AuditEvent
from models.tables.post import Post, PostAddress
from models.vocabulary import IndicatorKind, Queue, Role, Severity, Verdict
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import PASSAGE, Desk, conclusion
from tests.triage_api.feed.scams import confirm, ids
from tests.triage_api.regrouped import member
from triage_api.security import hashed
from triage_api.services import decide, lease, regroup
from triage_api.services.tokens import SCOPES, issue_token

pytestmark = pytest.mark.database
HOME = "https://dongmay.songlam.example/"


class Program:
    """A caller with a bearer token."""

    def __init__(self, client: Browser, token: str) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {token}"}

    def get(self, address: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{address}", params=query, headers=self.headers)

    def post(self, address: str, body: Any = None) -> Any:
        return self.client.post(f"/api/v1{address}", json=body or {}, headers=self.headers)


@pytest.fixture
def program(desk: Desk, browse: Callable[..., Browser]) -> Callable[..., Program]:
    """Makes programs that act for an account."""

    def make(username: str, *roles: Role, scopes: tuple[str, ...] = SCOPES) -> Program:
        person = desk.person(username, *roles)
        with transaction() as session:
            return Program(browse(), issue_token(session, person.id, "chương trình thử", scopes, 7))

    return make


def test_an_item_goes_all_the_way_by_json(desk: Desk, program: Callable[..., Program]) -> None:
    first, second = program("ctv01"), program("ctv02")
    approver = program("duyet01", Role.APPROVER)
    item_id = desk.item()
    leased = first.post("/items/lease", {"queue": "claims"})
    assert (leased.status_code, leased.json()["id"], leased.json()["mine"]) == (200, item_id, True)
    assert second.post("/items/lease").status_code == 204
    body = {
        "idempotency_key": "khoa-json-1",
        "verdict": "false",
        "sentence": "nộp hồ sơ mất phí",
        "rationale": "văn bản nêu không thu",
        "passages": [desk.passage_id],
    }
    decided = first.post(f"/items/{item_id}/decisions", body)
    assert (decided.status_code, decided.json()["state"]) == (201, "second_review")
    assert first.post(f"/items/{item_id}/decisions", body).json()["id"] == decided.json()["id"]
    other = second.post(f"/items/{item_id}/decisions", {**body, "idempotency_key": "khoa-json-2"})
    assert (other.json()["round"], other.json()["state"]) == (2, "awaiting_reply")
    sentences = [{"text": "Không thu phí.", "passage": desk.passage_id}]
    reply = second.post(f"/items/{item_id}/replies", {"sentences": sentences, "submit": True})
    assert (reply.status_code, reply.json()["state"], reply.json()["missing"]) == (201, "submitted", [])
    number = reply.json()["id"]
    assert second.post(f"/replies/{number}/approve").json()["code"] == "not_allowed"
    assert approver.post(f"/replies/{number}/approve").json()["state"] == "approved"
    assert approver.post(f"/replies/{number}/posted", {"url": "https://khac.example/1"}).status_code == 422
    assert approver.post(f"/replies/{number}/posted", {"url": HOME + "t/1"}).json()["state"] == "posted"
    assert first.get(f"/items/{item_id}").json()["state"] == "closed"
    assert first.post(f"/items/{item_id}/reopen", {"reason": "văn bản đổi"}).json()["state"] == "open"
    _the_old_reply_is_history(approver, number)


def _the_old_reply_is_history(approver: Program, number: int) -> None:
    assert approver.post(f"/replies/{number}/approve").json()["code"] == "conflict"
    assert approver.post("/replies/999/approve").json()["code"] == "not_found"


def test_lists_filter_and_page_without_loss(desk: Desk, program: Callable[..., Program]) -> None:
    made = [desk.item(harm=0.1 * (number % 3)) for number in range(7)]
    question = desk.item("ở đâu?", Queue.QUESTIONS, Severity.LOW)
    caller = program("ctv01")
    seen, after = [], ""
    while after is not None:
        page = caller.get("/items", queue="claims", limit=2, **({"after": after} if after else {})).json()
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
    assert sorted(seen) == sorted(made)
    assert [one["id"] for one in caller.get("/items", severity="low").json()["items"]] == [question]
    assert caller.get("/items", state="closed").json()["items"] == []
    assert caller.get("/items", topic="an_sinh").json()["items"] == []
    assert len(caller.get("/items", due="2099-01-01T00:00:00+07:00").json()["items"]) == 8
    assert caller.get("/items", due="2001-01-01T00:00:00").json()["items"] == []
    assert caller.get("/items", after="nhầm").json()["code"] == "bad_input"


def test_release_and_escalate(desk: Desk, program: Callable[..., Program]) -> None:
    reviewer, coordinator = program("ctv01"), program("th01", Role.COORDINATOR)
    item_id = desk.item()
    reviewer.post("/items/lease")
    assert reviewer.post(f"/items/{item_id}/release", {"reason": "ngoài địa bàn"}).json()["state"] == "open"
    assert reviewer.post(f"/items/{item_id}/escalate", {"reason": "gấp"}).json()["code"] == "not_allowed"
    assert coordinator.post(f"/items/{item_id}/escalate", {"reason": "gấp"}).json()["escalated"] is True


def test_tokens_are_scoped_dated_and_hashed(
    desk: Desk, program: Callable[..., Program], browse: Callable[..., Browser]
) -> None:
    reader = program("ctv01", scopes=("items:read",))
    assert reader.get("/items").status_code == 200
    refused = reader.post("/items/lease")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert "items:write" in refused.json()["detail"]
    assert Program(browse(), "không-phải".encode().hex()).get("/items").status_code == 401
    person = desk.person("ctv01")
    for scopes, days, name in (
        (("sai",), 7, "x"),
        ((), 7, "x"),
        (("items:read",), 0, "x"),
        (("items:read",), 7, " "),
    ):
        with pytest.raises(BadInput), transaction() as session:
            issue_token(session, person.id, name, scopes, days)
    with pytest.raises(NotFound), transaction() as session:
        issue_token(session, 999, "x", ("items:read",), 7)


@pytest.mark.parametrize("change", ["expires_at = now()", "revoked_at = now()", None])
def test_a_token_ends_by_its_day_when_taken_back_and_with_its_account(
    desk: Desk, program: Callable[..., Program], change: str | None
) -> None:
    caller, other = program("ctv01"), program("ctv02")
    assert caller.get("/items").status_code == 200
    with transaction() as session:
        (kept, _) = session.query(ApiToken).order_by(ApiToken.id)
        token = caller.headers["Authorization"].removeprefix("Bearer ")
        assert kept.token_hash == hashed(token)
        assert token not in str(session.execute(text("SELECT * FROM api_token")).all())
        if change is None:
            session.get_one(Account, kept.account_id).disabled_at = kept.created_at
        else:
            session.execute(text(f"UPDATE api_token SET {change} WHERE id = :id"), {"id": kept.id})  # noqa: S608
    assert caller.get("/items").status_code == 401
    assert other.get("/items").status_code == 200


def test_a_reported_text_is_masked_and_kept_once(desk: Desk, program: Callable[..., Program]) -> None:
    caller = program("ctv01")
    body = {"text": "Chị Nguyễn Thị Bưởi, gọi 0900 000 001, nói phí 50k"}
    first, again = (caller.post("/posts", body).json() for _twice in range(2))
    assert (first["new"], again) == (True, {**first, "new": False})
    with transaction() as session:
        (post,) = session.query(Post).all()
        sealed = vault().open(session.query(PostAddress).one().sealed, decide_purpose())
    assert post.text is not None
    for secret in ("Bưởi", "0900 000 001"):
        assert secret not in post.text
        assert secret not in sealed


def decide_purpose() -> Any:
    """What addresses are sealed for."""
    from models.crypto import Purpose

    return Purpose.ADDRESS


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://a b", "ftp://a.example", "https://x@y.example/", "x"]
)
def test_an_address_that_is_none_is_refused(
    desk: Desk, program: Callable[..., Program], address: str
) -> None:
    answer = program("ctv01").post("/posts", {"text": "tin lạ", "address": address})
    assert answer.json()["code"] == "bad_input"


def test_official_text_is_found_and_shown(desk: Desk, program: Callable[..., Program]) -> None:
    caller = program("ctv01")
    found = caller.get("/official/search", q="phí đăng ký tài khoản").json()
    assert found[0]["text"] == PASSAGE
    shown = caller.get("/official/12/2026/NQ-HĐND").json()
    assert shown[0]["passages"][0]["path"] == "Điều 5 khoản 1"
    assert caller.get("/official/99/2026/QĐ-UBND").json()["code"] == "not_found"


def test_the_check_is_open_and_rate_limited(desk: Desk, browse: Callable[..., Browser]) -> None:
    client = browse()
    codes = [client.post("/api/v1/check", json={"text": "tin"}).status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]


def test_claims_are_public_once_answered_and_gone_once_reopened(
    desk: Desk, program: Callable[..., Program], browse: Callable[..., Browser]
) -> None:
    writer, approver = program("ctv01"), program("duyet01", Role.APPROVER)
    item_id = desk.item()
    person = desk.person("ctv01")
    with transaction() as session:
        lease.lease(session, person, item_id)
        decide.decide(session, person, item_id, conclusion(desk, Verdict.TRUE, rationale="lý do nội bộ"))
    public = browse()
    assert public.get("/api/v1/claims").json() == {"claims": [], "next": None}
    sentences = [{"text": "Không thu phí.", "passage": desk.passage_id}]
    reply = writer.post(f"/items/{item_id}/replies", {"sentences": sentences, "submit": True}).json()["id"]
    approver.post(f"/replies/{reply}/approve")
    answer = public.get("/api/v1/claims")
    assert answer.status_code == 200, answer.text
    (claim,) = answer.json()["claims"]
    assert (claim["verdict"], claim["verdict_name"]) == ("true", "Đúng")
    assert claim["sources"][0]["path"] == "Điều 5 khoản 1"
    assert "trả lời: Không thu phí. [1]" in claim["answer"]
    assert "lý do nội bộ" not in str(claim)
    review = public.get(f"/api/v1/claims/{claim['id']}/claimreview")
    assert review.headers["content-type"] == "application/ld+json"
    assert (review.json()["@type"], review.json()["reviewRating"]["alternateName"]) == ("ClaimReview", "Đúng")
    approver.post(f"/replies/{reply}/posted", {"url": HOME + "t/1"})
    writer.post(f"/items/{item_id}/reopen", {"reason": "đổi"})
    assert public.get(f"/api/v1/claims/{claim['id']}").json()["code"] == "not_found"


def test_only_confirmed_scams_are_exported_and_each_export_is_audited(
    desk: Desk, program: Callable[..., Program]
) -> None:
    texts = ("bấm link", "bấm link khác", "bấm link nữa", "bấm link này")
    confirmed, doubtful, copy, copy_of_copy = (desk.item(text, Queue.SCAM) for text in texts)
    with transaction() as session:
        keep_for_item(session, vault(), desk.office_id, confirmed, _lures("that"))
        keep_for_item(session, vault(), desk.office_id, doubtful, _lures("nghi"))
        for item_id, value in ((copy, "0900000002"), (copy_of_copy, "0900000003")):
            lure = FoundIndicator(IndicatorKind.PHONE, value, value)
            keep_for_item(session, vault(), desk.office_id, item_id, [lure])
    coordinator = desk.person("th01", Role.COORDINATOR)
    for item_id, into in ((copy_of_copy, copy), (copy, confirmed)):
        with transaction() as session:
            regroup.merge(session, coordinator, item_id, into)
    for number, item_id in enumerate((confirmed, confirmed)):
        person = desk.person(f"ctv0{number}")
        with transaction() as session:
            act = decide.second_look if number else decide.decide
            if not number:
                lease.lease(session, person, item_id)
            act(session, person, item_id, conclusion(desk, Verdict.SCAM))
    caller = program("duyet01", Role.APPROVER)
    nothing = list(csv.DictReader(StringIO(caller.get("/indicators", format="csv").text)))
    assert nothing == []  # a scam by two people's word, but nobody looked at its indicators yet
    known = ids(desk)
    confirm(desk, *(value for value in known if value not in ("=khac", "nghi.example")))
    rows = list(csv.DictReader(StringIO(caller.get("/indicators", format="csv").text)))
    assert {row["value"] for row in rows} == {
        "that.example", "'=cmd", "0900000001", "0900000002", "0900000003"
    }  # fmt: skip
    bundle = caller.get("/indicators")
    assert bundle.headers["content-type"] == "application/stix+json;version=2.1"
    patterns = [one["pattern"] for one in bundle.json()["objects"] if one["type"] == "indicator"]
    assert "[domain-name:value = 'that.example']" in patterns
    with transaction() as session:
        actions = [row.action for row in session.query(AuditEvent)]
        assert actions.count("indicators_exported") == 3
        assert audit.first_broken_row(session) is None


def test_the_posts_of_an_item_are_listed_page_by_page(desk: Desk, program: Callable[..., Program]) -> None:
    item_id, foreign = desk.item(), desk.item()
    extra = [member(desk, item_id, f"Ra xã nộp hồ sơ mất {fee}k") for fee in (50, 51)]
    caller = program("th01", Role.COORDINATOR)
    first = caller.get(f"/items/{item_id}/posts", limit="2").json()
    rest = caller.get(f"/items/{item_id}/posts", limit="2", after=str(first["next"])).json()
    assert (len(first["posts"]), first["next"]) == (2, first["posts"][-1]["id"])
    assert ([one["id"] for one in rest["posts"]], rest["next"]) == (extra[1:], None)
    assert rest["posts"][0]["text"] == "Ra xã nộp hồ sơ mất 51k"
    split = caller.post(f"/items/{item_id}/split", {"post": extra[1]}).json()
    assert split["split_off"] is not None
    left = caller.get(f"/items/{item_id}/posts").json()["posts"]
    assert [one["id"] for one in left] == [one["id"] for one in first["posts"]]
    assert caller.get(f"/items/{foreign + 1000}/posts").json()["code"] == "not_found"


def _lures(name: str) -> list[FoundIndicator]:
    return [
        FoundIndicator(IndicatorKind.DOMAIN, f"{name}.example", f"{name}[.]example"),
        FoundIndicator(IndicatorKind.APP, "=cmd" if name == "that" else "=khac", "=cmd"),
        FoundIndicator(IndicatorKind.PHONE, "0900000001" if name == "that" else "0900000002", "0900000••1"),
    ]


def test_reports_are_given_as_frozen(desk: Desk, program: Callable[..., Program]) -> None:
    caller = program("lanhdao01", Role.LEADER)
    assert caller.get("/reports/weekly/2026-W47.json").json()["code"] == "not_found"
    with transaction() as session:
        save_snapshot(session, desk.office_id, "2026-W47", {"week": "2026-W47"})
    assert caller.get("/reports/weekly/2026-W47.json").json() == {"week": "2026-W47"}
    assert caller.get("/reports/weekly/2026-W47.exe").status_code == 422
    assert caller.get("/reports/weekly/mai.json").status_code == 422


def test_the_description_is_open_and_whole(app: FastAPI, browse: Callable[..., Browser]) -> None:
    found = browse().get("/api/v1/openapi.json")
    assert found.status_code == 200
    described = found.json()
    assert described["openapi"].startswith("3.1")
    operations = [one for path in described["paths"].values() for one in path.values()]
    names = [one["operationId"] for one in operations]
    assert len(names) == len(set(names))
    for operation in operations:
        assert operation["responses"]["default"]["content"]["application/problem+json"]
        assert "security" in operation
    for reference in _references(described):
        place: Any = described
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from ([part["$ref"]] if isinstance(part.get("$ref"), str) else [])
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [("/items/1", 404, "not_found"), ("/khong-co", 404, "not_found"), ("/items/lease", 405, "method_not_allowed"),
     ("/items/x", 422, "invalid_request"), ("/items/99999999999999999999", 422, "invalid_request")],
)  # fmt: skip
def test_errors_are_problem_documents(
    desk: Desk, program: Callable[..., Program], address: str, status: int, code: str
) -> None:
    answer = (
        program("ctv01").get(address)
        if address != "/items/lease"
        else program("ctv01").client.delete("/api/v1/items/lease")
    )
    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (status, code, status)
    assert answer.headers["content-type"] == "application/problem+json"

"""The whole public side at once: no cookie, no script, small, and nothing that is not published."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from models.session import transaction
from models.tables.post import Post
from models.tables.public import ReviewRequest
from models.vocabulary import Queue, Role, Verdict
from tests.database import TestDatabase
from tests.triage_api.conftest import Browser, answer
from tests.triage_api.desk import Desk, conclusion
from tests.triage_api.public_side import answered, publish
from triage_api import limits, public_rendering, security
from triage_api.assets import STATIC
from triage_api.pages import ROUTERS
from triage_api.services import contacts, decide, lease

pytestmark = pytest.mark.database
PLANTED = "TỪ-TRỒNG"
MOST_BYTES = 30_000


def public_routes() -> list[APIRoute]:
    """Every public page there is, read from the code."""
    return [
        route
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and public_rendering.is_public(route.path)
    ]


def at(route: APIRoute, number: int) -> str:
    """The address of a route about a number."""
    return re.sub(r"\{\w+_id\}", str(number), route.path)


def test_nothing_that_is_not_published_is_reachable(
    db: TestDatabase, desk: Desk, browse: Callable[..., Browser]
) -> None:
    published = publish(desk, desk.item(f"{PLANTED}-BÀI nộp hồ sơ mất phí 50k"), rationale=f"{PLANTED}-LÝ-DO")
    asked = answered(desk, f"{PLANTED}-HỎI có mất phí không")
    public = {(published, False), (asked, True)}
    hidden = [
        desk.item(f"{PLANTED} {queue.value} 50k", queue)
        for queue in (Queue.CLAIMS, Queue.SCAM, Queue.QUESTIONS)
    ]
    decided = desk.item(f"{PLANTED}-CÂU nộp hồ sơ mất phí 50k")
    with transaction() as session:
        lease.lease(session, desk.person("ketluan"), decided)
        given = conclusion(desk, Verdict.TRUE, sentence=f"{PLANTED}-CÂU", rationale=f"{PLANTED}-VÌ")
        decide.decide(session, desk.person("ketluan"), decided, given)
        contacts.add(session, desk.person("duyet", Role.APPROVER), f"{PLANTED}-TÊN", "0900 000 777", "biển")
    visitor = browse()
    visitor.post(f"/doi-chieu/{published}/xem-lai", data={"ly_do": f"{PLANTED}-PHẢN-ĐỐI"})
    visitor.post(f"/hoi-dap/{asked}/xem-lai", data={"ly_do": f"{PLANTED}-PHẢN-ĐỐI"})
    staff = [name.upper() for name in desk.people]
    seen = 0
    for route in public_routes():
        for number in {published, asked, *hidden, decided}:
            address = at(route, number)
            for method in route.methods or ():
                for query in ("", "?tat_ca=1", f"?q={PLANTED}&tat_ca=1"):
                    said = visitor.request(method, address + query)
                    seen += 1
                    assert said.status_code < 500, address
                    text = said.text.replace(f'value="{PLANTED}"', "")
                    assert PLANTED not in text, (method, address)
                    assert "0900 000 777" not in text
                    assert not [name for name in staff if name in text], address
                    if "_id}" in route.path and (number, "hoi-dap" in address) not in public:
                        assert said.status_code == 404, address
    for address in (
        "/api/v1/claims",
        f"/api/v1/claims/{published}",
        *(f"/api/v1/claims/{one}" for one in hidden),
    ):
        assert PLANTED not in visitor.get(address).text
    assert seen > 50


def test_no_page_sets_a_cookie_or_runs_a_script(desk: Desk, browse: Callable[..., Browser]) -> None:
    claim, answer = publish(desk), answered(desk)
    visitor = browse()
    for route in public_routes():
        for method in route.methods or ():
            said = visitor.request(method, at(route, answer if "hoi-dap" in route.path else claim))
            if method == "GET":
                assert said.status_code == 200, route.path
            assert "set-cookie" not in said.headers, route.path
            assert "script-src" not in said.headers["content-security-policy"]
            assert "default-src 'none'" in said.headers["content-security-policy"]
            assert "csrf" not in said.text
            scripts = re.findall(r"<script[^>]*>", said.text)
            assert set(scripts) <= {'<script type="application/ld+json">'}, route.path
            assert not re.search(r'\son\w+=|style="', said.text), route.path
    for address in ("/van-ban", "/van-ban/tim?q=phi", "/khong-co"):
        assert "set-cookie" not in visitor.get(address).headers, address
    assert not visitor.cookies
    assert security.FORM_COOKIE in visitor.get("/dang-nhap").headers["set-cookie"]


def test_a_first_visit_is_light(desk: Desk, browse: Callable[..., Browser]) -> None:
    """Page, stylesheets, icons and mark as they travel; the rest of a visit is the page alone."""
    claim = publish(desk, verdict=Verdict.FALSE)
    visitor = browse()
    names = ("ui.css", "more.css", "public.css", "icons.svg", "mark.svg")
    parts = [visitor.get(f"/static/{name}") for name in names]
    assert parts[0].headers["content-encoding"] == "gzip"
    fixed = sum(len(gzip.compress((STATIC / name).read_bytes(), 6)) for name in names)
    for address in (f"/doi-chieu/{claim}", "/doi-chieu", "/cach-lam", "/dinh-chinh", "/kiem-tra"):
        page = visitor.get(address)
        assert page.headers["content-encoding"] == "gzip"
        assert fixed + len(gzip.compress(page.content, 6)) < MOST_BYTES, address


def test_a_form_from_elsewhere_is_refused_and_ours_needs_no_token(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    visitor = browse()
    elsewhere = visitor.post("/kiem-tra", data={"tin": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
    assert visitor.post("/kiem-tra", data={"tin": "x"}).status_code == 200


def test_only_confirmed_hotlines_are_shown(app: FastAPI, desk: Desk, browse: Callable[..., Browser]) -> None:
    scam = {"label": "scam", "queue": "scam"}
    app.state.ports = replace(app.state.ports, check=lambda line: {**answer(line), **scam})
    desk.person("ghi", Role.COORDINATOR)
    desk.person("xacnhan", Role.APPROVER)
    writer, visitor = browse("ghi"), browse()
    form = {"ten": "Công an xã", "so": "0900 000 113", "nguon": "Biển ở trụ sở"}
    assert writer.submit("/duong-day-nong", **form).status_code == 303

    def shown() -> bool:
        return "0900 000 113" in visitor.post("/kiem-tra", data={"tin": "chuyển tiền"}).text

    assert not shown()
    assert writer.submit("/duong-day-nong/1/xac-nhan").status_code == 403
    assert not shown()
    assert browse("xacnhan").submit("/duong-day-nong/1/xac-nhan").status_code == 303
    page = visitor.post("/kiem-tra", data={"tin": "chuyển tiền"}).text
    assert "0900 000 113" in page
    assert "UBND xã Đồng Mây xác nhận ngày" in page
    assert page.index("Bạn nên làm gì") < page.index("0900 000 113")
    assert writer.submit("/duong-day-nong/1/rut").status_code == 303
    assert not shown()
    assert writer.submit("/duong-day-nong", ten="x", so="bấm vào đây", nguon="y").status_code == 422


def test_a_message_is_stored_only_when_its_citizen_sends_it(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    visitor = browse()
    text = "Anh Nguyễn Văn Ba gọi 0900 000 456 bảo đóng 50k"

    def posts() -> list[str]:
        with transaction() as session:
            return [post.text or "" for post in session.query(Post)]

    visitor.post("/kiem-tra", data={"tin": text})
    refused = visitor.post("/kiem-tra/gui", data={"tin": text, "co_quan": str(desk.office_id)})
    assert refused.status_code == 422
    assert "đồng ý" in refused.text
    assert (
        visitor.post("/kiem-tra/gui", data={"tin": text, "dong_y": "1", "co_quan": "99"}).status_code == 422
    )
    assert posts() == []
    sent = visitor.post("/kiem-tra/gui", data={"tin": text, "dong_y": "1", "co_quan": str(desk.office_id)})
    assert sent.status_code == 200
    (kept,) = posts()
    assert "0900 000 456" not in kept
    with transaction() as session:
        assert session.query(ReviewRequest).count() == 0


def test_checks_are_limited_with_a_sentence_and_a_header(desk: Desk, browse: Callable[..., Browser]) -> None:
    visitor = browse()
    codes = {visitor.post("/kiem-tra", data={"tin": "x"}).status_code for _ in range(30)}
    assert codes == {200}
    page = visitor.post("/kiem-tra", data={"tin": "CÒN-NGUYÊN"})
    assert page.status_code == 429
    assert "Hãy thử lại sau" in page.text
    assert "CÒN-NGUYÊN" in page.text
    program = visitor.post("/api/v1/check", json={"text": "x"})
    assert program.status_code == 429
    assert program.headers["content-type"] == "application/problem+json"
    assert program.json()["code"] == "too_many_requests"
    assert 0 < int(program.headers["retry-after"]) <= 60


def test_the_public_search_is_limited_and_the_staffs_is_not(
    desk: Desk, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.SEARCHES, "most", 2)
    visitor = browse()
    codes = [visitor.get("/van-ban/tim?q=phi").status_code for _ in range(3)]
    assert codes == [200] * 2 + [429]
    assert visitor.get("/doi-chieu?q=phi").status_code == 429
    assert visitor.get("/doi-chieu").status_code == 200
    desk.person("ctv01")
    assert browse("ctv01").get("/van-ban/tim?q=phi").status_code == 200


def test_the_method_page_tells_what_was_measured(desk: Desk, browse: Callable[..., Browser]) -> None:
    for number in range(3):
        item = desk.item()
        with transaction() as session:
            lease.lease(session, desk.person(f"ctv{number}"), item)
            lease.dismiss(session, desk.person(f"ctv{number}"), item, as_opinion=True)
    page = browse().get("/cach-lam").text
    for words in (
        "Ý kiến (không xử lý)",
        "Diễn đàn Chợ Mây",
        "diễn đàn",
        "Không bao giờ làm",
        "dưới 5",
        "chưa đủ để kết luận",
    ):
        assert words in page, words
    assert "chomay.example" not in page

"""Sign-in, tokens, headers, throttling and hostile input of the web side."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from models.errors import NotAllowed
from models.session import transaction
from models.tables.account import Account, LoginSession
from models.vocabulary import Queue, Role
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import PASSWORD, Desk, token_of
from triage_api import passwords, public_rendering, security
from triage_api.api import ROUTERS as API_ROUTERS
from triage_api.error_handlers import API_PREFIX
from triage_api.pages import ROUTERS as PAGE_ROUTERS
from triage_api.pages.accounts.sign_in import local_path
from triage_api.passwords import hash_password, verify_password

pytestmark = pytest.mark.database
OPEN_TO_ALL = {
    "/api/v1/check",
    "/api/v1/claims",
    "/api/v1/claims/{claim_id}",
    "/api/v1/claims/{claim_id}/claimreview",
}
HEALTH = {"/healthz", "/readyz", "/metrics"}
NASTY = "<script>alert(1)</script> \"><img src=x onerror=alert(2)> {{ 7*7 }} {% raw %} ' & %s %(x)s 100% mất phí 50k"


def routes() -> Iterator[tuple[str, str]]:
    """Every route of the application with each of its methods."""
    for router in (*API_ROUTERS, *PAGE_ROUTERS):
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in route.methods or ():
                yield method, route.path


def filled(path: str) -> str:
    """The address of a route with something in its places."""
    return re.sub(r"\{[^}]+\}", "1", path)


def test_every_form_refuses_a_request_without_token(
    app: FastAPI, desk: Desk, browse: Callable[..., Browser]
) -> None:
    desk.person("quyen-het", *Role)
    client = browse("quyen-het")
    pages = [
        path
        for method, path in routes()
        if method == "POST" and not path.startswith(API_PREFIX) and not public_rendering.is_public(path)
    ]  # public pages know nobody, so nobody's authority can be borrowed (test_public_side)
    assert len(pages) >= 15
    for path in pages:
        for form in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": security.csrf_token("")}):
            answer = client.post(filled(path), data=form, follow_redirects=False)
            assert (answer.status_code, "tải lại trang" in answer.text) == (403, True), (path, form)


def test_every_data_route_refuses_a_stranger(
    app: FastAPI, desk: Desk, browse: Callable[..., Browser]
) -> None:
    closed = [
        (method, path)
        for method, path in routes()
        if path.startswith(API_PREFIX)
        and path not in OPEN_TO_ALL
        and path.removeprefix("/api/v1") not in HEALTH
    ]
    assert len(closed) >= 12
    for method, path in closed:
        address = filled(path).replace("weekly/1.1", "weekly/2026-W47.json")
        answer = browse().request(method, address, params={"q": "phí"}, json={} if method == "POST" else None)
        assert answer.status_code == 401, (method, path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "not_signed_in"


def test_a_browser_needs_its_token_for_changing_calls(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse("ctv01")
    assert client.post("/api/v1/items/lease", json={}).json()["code"] == "not_allowed"
    assert (
        client.post("/api/v1/items/lease", json={}, headers={"X-CSRF-Token": client.csrf}).status_code == 204
    )


def test_a_form_token_is_long_enough_and_taken_whole_only() -> None:
    """128 bits at least: half of the keyed hash it is cut from (RFC 2104 §5)."""
    token, seed = security.csrf_token("a" * 43), "a" * 43
    assert 8 * len(base64.urlsafe_b64decode(token)) >= 128
    assert token != security.csrf_token("b" * 43)
    security.check_csrf(seed, token)
    for given in (token[:-1], token + token[-1], token[1:], token.swapcase(), security.csrf_token("b" * 43)):
        with pytest.raises(NotAllowed):
            security.check_csrf(seed, given)


def test_every_answer_carries_the_headers(app: FastAPI, desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse("ctv01")
    app.state.ports = None
    asked = [
        "/",
        "/dang-nhap",
        "/hang-viec",
        "/khong-co",
        "/api/v1/items",
        "/api/v1/khong-co",
        "/static/ui.css",
    ]
    answers = [client.get(address, follow_redirects=False) for address in asked]
    answers.append(client.post("/hang-viec/lay"))
    answers.append(client.post("/kiem-tra", data={"csrf": client.csrf, "tin": "x"}))
    assert answers[-1].status_code == 500
    for answer in answers:
        for name, value in security.HEADERS.items():
            if name == "Content-Security-Policy" and answer.url.path == "/kiem-tra":
                value = public_rendering.CONTENT_SECURITY_POLICY
            if name != "Cache-Control":
                assert answer.headers[name] == value, (answer.url, name)
    policy = security.HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_nothing_private_is_cached(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse("ctv01")
    for address in ("/hang-viec", "/api/v1/items", "/static/khong-co.css"):
        assert client.get(address).headers["Cache-Control"] == "no-store", address
    assert "immutable" in client.get("/static/ui.css").headers["Cache-Control"]


def test_passwords_are_argon2id() -> None:
    stored = hash_password(PASSWORD)
    assert stored.startswith("$argon2id$")
    assert verify_password(stored, PASSWORD)
    assert not verify_password(stored, PASSWORD + "x")
    assert not verify_password(None, PASSWORD)
    assert not passwords._hasher.check_needs_rehash(passwords._NOBODY), "nobody's costs what anybody's costs"


def test_an_unknown_name_is_told_the_same(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse()
    client.get("/dang-nhap")
    pages = [
        client.post("/dang-nhap", data={"csrf": token_of(client), "username": name, "password": "sai"})
        for name in ("ctv01", "khong-ai")
    ]
    assert pages[0].status_code == pages[1].status_code == 401
    assert pages[0].text.replace("ctv01", "khong-ai") == pages[1].text


def test_signing_in_gives_a_new_session_and_ends_the_old(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse()
    planted = "x" * 43
    client.cookies.set(security.COOKIE, planted)
    client.post(
        "/dang-nhap", data={"csrf": security.csrf_token(planted), "username": "ctv01", "password": PASSWORD}
    )
    first = browse("ctv01")
    old = first.cookies[security.COOKIE]
    first.submit("/dang-nhap", username="ctv01", password=PASSWORD)
    assert first.cookies[security.COOKIE] != old
    with transaction() as session:
        kept = {row.token_hash for row in session.query(LoginSession)}
    assert security.hashed(planted) not in kept
    assert security.hashed(old) not in kept


def test_cookies_are_closed_to_scripts_and_other_sites(
    desk: Desk, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.person("ctv01")
    client = browse()
    given = client.get("/dang-nhap").headers["set-cookie"].lower()
    form = {"csrf": token_of(client), "username": "ctv01", "password": PASSWORD}
    session = client.post("/dang-nhap", data=form, follow_redirects=False).headers["set-cookie"].lower()
    for cookie in (given, session):
        assert "httponly" in cookie
        assert "samesite=lax" in cookie


def test_signing_out_and_disabling_end_a_session(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client, other = browse("ctv01"), browse("ctv01")
    token = client.cookies[security.COOKIE]
    assert client.submit("/dang-xuat").status_code == 303
    client.cookies.set(security.COOKIE, token)
    assert client.get("/hang-viec", follow_redirects=False).status_code == 303
    with transaction() as session:
        session.query(Account).update({"disabled_at": session.query(Account).first().created_at})
    assert other.get("/hang-viec", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\tx",
        "",
        "javascript:1",
    ],
)
def test_signing_in_leads_nowhere_else(wanted: str) -> None:
    assert local_path(wanted) == "/"


def test_the_page_one_wanted_is_kept(desk: Desk, browse: Callable[..., Browser]) -> None:
    answer = browse().get("/viec/3?q=phí", follow_redirects=False)
    assert answer.headers["location"].startswith("/dang-nhap?tiep=/viec/3%3Fq%3D")


def test_hostile_text_is_shown_as_text(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    item_id = desk.item(NASTY)
    client = browse("ctv01")
    client.submit(f"/viec/{item_id}/nhan")
    broken = {
        "khoa": "khoa-thu-xss",
        "ket_luan": NASTY[:60],
        "cau": NASTY,
        "ly_do": NASTY,
        "den_ngay": "{{ 1 }}",
    }
    pages = [
        client.get(address)
        for address in (f"/viec/{item_id}", f"/viec/{item_id}?q={NASTY[:40]}", "/hang-viec")
    ]
    pages.append(client.submit(f"/viec/{item_id}/ket-luan", **broken))
    pages.append(client.submit("/kiem-tra", tin=NASTY))
    pages.append(client.submit("/phan-anh", noi_dung=NASTY, dia_chi="javascript:alert(1)"))
    for page in pages:
        assert page.status_code in (200, 422), page.text
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "49" not in re.findall(r"\b49\b(?= \{% raw)", page.text)
        assert not re.search(r"<script(?![^>]*src=)", page.text)
        assert not re.search(r"""<[^>]+\s(?:style|on[a-z]+)=""", page.text)


def test_bodies_are_refused_unread_when_too_large(browse: Callable[..., Browser]) -> None:
    client = browse()
    for address in ("/dang-nhap", "/api/v1/check"):
        assert client.post(address, content=b"x" * 1_000_001).status_code == 413
        assert client.post(address, content=iter([b"x"])).status_code == 413
        assert client.post(address, content=b"", headers={"content-length": "9" * 40}).status_code == 413


def test_another_site_cannot_send(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse("ctv01")
    answer = client.post(
        "/hang-viec/lay", data={"csrf": client.csrf}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/%00", "/hang-viec?xem=%00"],
)
def test_paths_do_not_step_out(desk: Desk, browse: Callable[..., Browser], address: str) -> None:
    answer = browse().get(address)
    assert answer.status_code in (400, 404)
    assert "create_app" not in answer.text


def test_a_made_up_host_leads_nowhere(desk: Desk, browse: Callable[..., Browser]) -> None:
    answer = browse().get("/", headers={"host": "evil.example"}, follow_redirects=False)
    assert answer.headers["location"] == "/dang-nhap"


def test_logs_hold_no_text_no_password_and_no_token(
    app: FastAPI, desk: Desk, browse: Callable[..., Browser], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk.person("ctv01")
    item_id = desk.item("BÍ-MẬT-CỦA-BÀI 50k", Queue.CLAIMS)
    client = browse("ctv01")
    client.get(f"/viec/{item_id}")

    def fails(_line: str) -> None:
        raise RuntimeError("DETAIL: BÍ-MẬT-TRONG-LỖI")

    app.state.ports = replace(app.state.ports, check=fails)
    assert client.submit("/kiem-tra", tin="BÍ-MẬT-ĐÃ-DÁN").status_code == 500
    written = caplog.text
    assert "unexpected RuntimeError" in written
    for secret in ("BÍ-MẬT", PASSWORD, client.cookies[security.COOKIE], client.csrf):
        assert secret not in written


def test_every_closed_data_route_names_a_scope(app: FastAPI) -> None:
    operations = [one for path in app.openapi()["paths"].values() for one in path.values()]
    assert {one["x-scope"] for one in operations if one["security"]} >= {"items:read", "items:write"}

"""Signing in: slowed for who guesses, never closed to who knows; sessions that end; cookies that stay where they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from models.queries import accounts
from models.session import transaction
from models.settings import settings
from models.tables.account import LoginAttempt, LoginSession
from models.vocabulary import Role
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import CHEAP, PASSWORD, Desk, token_of
from triage_api import passwords, security
from triage_api.services.staff import pacing

pytestmark = pytest.mark.database
WRONG = "sai-mat-khau"
PHONE = "Mozilla/5.0 (Linux; Android 14) Mobile Safari"


def visitor(app: FastAPI, host: str = "203.0.113.5") -> Browser:
    """A browser that has opened the form and signed in nowhere yet, at some address."""
    client = Browser(app, raise_server_exceptions=False, client=(host, 40000))
    client.get("/dang-nhap")
    return client


def tries(client: TestClient, name: str, password: str = WRONG, times: int = 1) -> list[Any]:
    """Answers to tries to sign in, one after the other."""
    form = {"csrf": token_of(client), "username": name, "password": password}
    return [client.post("/dang-nhap", data=form, follow_redirects=False) for _ in range(times)]


def codes(answers: list[Any]) -> list[int]:
    """Their status codes."""
    return [answer.status_code for answer in answers]


def earlier(seconds: float) -> None:
    """Time goes by for what failed so far."""
    with transaction() as session:
        session.query(LoginAttempt).update({"at": LoginAttempt.at - timedelta(seconds=seconds)})


def test_failures_slow_one_name_and_no_other(desk: Desk, app: FastAPI) -> None:
    desk.person("ctv01")
    desk.person("ctv02")
    client = visitor(app)
    answers = tries(client, "ctv01", times=6)
    assert codes(answers) == [401] * 5 + [429]
    assert answers[5].headers["retry-after"] == "1"
    assert "Hãy chờ 1 giây" in answers[5].text
    assert codes(tries(client, " CTV01 ")) == [429]
    assert codes(tries(client, "ctv02", PASSWORD)) == [303]


def test_no_wait_is_for_good_and_knocking_does_not_lengthen_it(desk: Desk, app: FastAPI) -> None:
    desk.person("ctv01")
    client = visitor(app)
    for _ in range(30):
        earlier(600)
        tries(client, "ctv01")
    assert codes(tries(client, "ctv01", PASSWORD, times=50)) == [429] * 50
    earlier(pacing.ACCOUNT.most.total_seconds())
    assert codes(tries(client, "ctv01", PASSWORD)) == [303]


def test_who_signed_in_here_before_is_not_slowed_by_an_attacker(desk: Desk, app: FastAPI) -> None:
    desk.person("ctv01")
    known = visitor(app)
    assert codes(tries(known, "ctv01", PASSWORD)) == [303]
    known.submit("/dang-xuat")
    known.get("/dang-nhap")
    attacker = visitor(app, "198.51.100.7")
    assert codes(tries(attacker, "ctv01", times=8))[-1] == 429
    assert codes(tries(visitor(app, "192.0.2.9"), "ctv01", PASSWORD)) == [429], "a browser nobody knows waits"
    assert codes(tries(known, "ctv01", PASSWORD)) == [303]
    assert codes(tries(attacker, "ctv01", PASSWORD)) == [429], "and clears nothing for the attacker"


def test_a_known_browser_is_slowed_for_its_own_guesses_and_for_other_names(desk: Desk, app: FastAPI) -> None:
    desk.person("ctv01")
    desk.person("ctv02")
    known = visitor(app)
    tries(known, "ctv01", PASSWORD)
    known.submit("/dang-xuat")
    known.get("/dang-nhap")
    assert codes(tries(known, "ctv01", times=6)) == [401] * 5 + [429]
    assert codes(tries(known, "ctv02", times=6)) == [401] * 5 + [429]
    stolen = visitor(app, "198.51.100.7")
    stolen.cookies.set(security.BROWSER_COOKIE, "x" * 43)
    assert codes(tries(stolen, "ctv01", times=6))[-1] == 429, "a made-up cookie is no known browser"


def test_a_flood_from_one_network_does_not_slow_another(
    desk: Desk, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_NOBODY", CHEAP)
    for number in range(3):
        desk.person(f"ctv0{number}")
    form = {"password": WRONG}
    flood = [visitor(app, f"203.0.113.{number}") for number in range(10)]
    spread = [
        client.post(
            "/dang-nhap", data={**form, "csrf": token_of(client), "username": f"khong-co-{number}-{turn}"}
        )
        for turn in range(4)
        for number, client in enumerate(flood)
    ]
    assert codes(spread) == [401] * 30 + [429] * 10
    assert codes(tries(visitor(app, "198.51.100.7"), "ctv01", PASSWORD)) == [303]
    assert flood[0].get("/kiem-tra").status_code == 200
    earlier(pacing.NETWORK.most.total_seconds())
    assert codes(tries(flood[0], "ctv02", PASSWORD)) == [303]


def test_sign_ins_of_one_network_take_turns(desk: Desk, app: FastAPI) -> None:
    desk.person("ctv01")
    client, other = visitor(app), visitor(app, "198.51.100.7")
    with pacing.turn("203.0.113.1"), pacing.turn("203.0.113.2"), pacing.turn("203.0.113.3"):
        full = tries(client, "ctv01", PASSWORD)[0]
        assert (full.status_code, "chờ vài giây" in full.text) == (429, True)
        assert codes(tries(other, "ctv01", PASSWORD)) == [303]
    assert codes(tries(client, "ctv01", PASSWORD)) == [303]
    assert not pacing._inside


def test_an_unknown_name_costs_the_same_look(
    desk: Desk, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by the clock: the same hash is verified, whoever is named."""
    looked: list[str] = []
    verify = passwords._hasher.verify
    desk.person("ctv01")

    class Watched:
        def verify(self, stored: str, given: str) -> bool:
            looked.append(stored[:9])
            return verify(stored, given)

    monkeypatch.setattr(passwords, "_hasher", Watched())
    client = visitor(app)
    pages = [tries(client, name)[0] for name in ("ctv01", "khong-ai")]
    assert looked == ["$argon2id"] * 2
    assert pages[0].text.replace("ctv01", "khong-ai") == pages[1].text


def test_a_session_idles_out_and_ends(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    for column, ago in (("last_seen_at", "481 minutes"), ("expires_at", "169 hours")):
        client = browse("ctv01")
        assert client.get("/tai-khoan", follow_redirects=False).status_code == 200
        with transaction() as session:
            session.execute(text(f"UPDATE login_session SET {column} = {column} - interval '{ago}'"))  # noqa: S608
        assert client.get("/tai-khoan", follow_redirects=False).status_code == 303, column


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.REVIEWER, "/hang-viec"),
        (Role.APPROVER, "/hang-viec"),
        (Role.LEADER, "/bao-cao"),
        (Role.ANALYST, "/mo-hinh"),
        (Role.ADMINISTRATOR, "/nguon"),
        (Role.AUDITOR, "/nhat-ky"),
    ],
)
def test_the_day_begins_where_a_role_has_its_work(desk: Desk, app: FastAPI, role: Role, first: str) -> None:
    desk.person("nguoi-nay", role)
    client = visitor(app)
    assert client.get("/", follow_redirects=False).headers["location"] == "/dang-nhap"
    (given,) = tries(client, "nguoi-nay", PASSWORD)
    page = client.get(given.headers["location"])
    assert (page.status_code, page.url.path) == (200, first)


def test_limits_of_sessions_are_settings(
    desk: Desk, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGTIN_SESSION_IDLE_MINUTES", "5")
    monkeypatch.setenv("SANGTIN_SESSION_HOURS", "2")
    settings.cache_clear()
    desk.person("ctv01")
    client = browse("ctv01")
    with transaction() as session:
        row = session.query(LoginSession).one()
        assert row.expires_at - row.created_at < timedelta(hours=2, minutes=1)
        row.last_seen_at -= timedelta(minutes=6)
    assert client.get("/tai-khoan", follow_redirects=False).status_code == 303


def test_one_sees_where_one_is_signed_in_and_ends_it(desk: Desk, app: FastAPI) -> None:
    desk.person("ctv01")
    desk.person("ctv02")
    here, phone, third = (visitor(app) for _ in range(3))
    phone.headers["User-Agent"] = PHONE
    for client in (phone, third, here):
        tries(client, "ctv01", PASSWORD)
        client.csrf = token_of(client)
    page = here.get("/tai-khoan/phien").text
    assert (page.count("Máy tính</b>"), page.count("Điện thoại</b>"), page.count("nơi này")) == (2, 1, 1)
    assert "203.0.113" not in page
    assert "Android" not in page
    with transaction() as session:
        numbers = {row.kind.value: row.id for row in session.query(LoginSession)}
        assert "203.0.113" not in str(session.execute(text("SELECT * FROM login_session")).all())
    other = visitor(app)
    tries(other, "ctv02", PASSWORD)
    other.csrf = token_of(other)
    assert other.submit("/tai-khoan/phien/ket-thuc", phien=numbers["phone"]).status_code == 404
    assert phone.get("/tai-khoan").status_code == 200
    assert here.submit("/tai-khoan/phien/ket-thuc", phien=numbers["phone"]).status_code == 303
    assert phone.get("/tai-khoan", follow_redirects=False).status_code == 303
    assert third.get("/tai-khoan", follow_redirects=False).status_code == 200
    assert here.submit("/tai-khoan/phien/ket-thuc").status_code == 303
    assert third.get("/tai-khoan", follow_redirects=False).status_code == 303
    assert here.get("/tai-khoan", follow_redirects=False).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda session, number: accounts.set_password(session, number, "x"),
        lambda session, number: accounts.set_roles(session, number, [Role.LEADER]),
        lambda session, number: accounts.disable(session, number),
        lambda session, number: accounts.unset_password(session, number, "x"),
    ],
)
def test_what_changes_an_account_signs_it_out(
    desk: Desk, browse: Callable[..., Browser], change: Callable[..., None]
) -> None:
    person = desk.person("ctv01")
    client = browse("ctv01")
    with transaction() as session:
        change(session, person.id)
    assert client.get("/tai-khoan", follow_redirects=False).status_code == 303


def test_a_new_password_keeps_only_the_browser_it_was_made_in(desk: Desk, app: FastAPI) -> None:
    desk.person("ctv01")
    here, other = visitor(app), visitor(app)
    for client in (here, other):
        tries(client, "ctv01", PASSWORD)
        client.csrf = token_of(client)
    new = "bốn từ không liên quan"
    wrong = (
        ({"cu": WRONG, "moi": new, "lai": new}, "đang dùng chưa đúng"),
        ({"cu": PASSWORD, "moi": new, "lai": new + "x"}, "không giống nhau"),
        ({"cu": PASSWORD, "moi": "ngắn", "lai": "ngắn"}, "từ 12 đến"),
        ({"cu": PASSWORD, "moi": "matkhau123456", "lai": "matkhau123456"}, "dễ đoán"),
        ({"cu": PASSWORD, "moi": "aaaaaaaaaaaaaaa", "lai": "aaaaaaaaaaaaaaa"}, "dễ đoán"),
        ({"cu": PASSWORD, "moi": "ctv01-CTV01-1", "lai": "ctv01-CTV01-1"}, "tên tài khoản"),
    )
    for number, (form, said) in enumerate(wrong):
        page = here.submit("/tai-khoan/mat-khau", **form)
        assert (page.status_code, said in page.text) == (422, True), form
        if number == 4:
            earlier(3600)
    earlier(3600)
    assert here.submit("/tai-khoan/mat-khau", cu=PASSWORD, moi=new, lai=new).status_code == 303
    assert here.get("/tai-khoan", follow_redirects=False).status_code == 200
    assert other.get("/tai-khoan", follow_redirects=False).status_code == 303
    decomposed = "bốn từ không liên quan"
    assert codes(tries(visitor(app), "ctv01", decomposed)) == [303], "however the keyboard composes it"


FORGED = ["", "x", "x" * 43, "x" * 5000, "'; DROP TABLE account; --", "%00", "\\xff", "é" * 30, "null", "1"]


@pytest.mark.parametrize("value", FORGED)
def test_a_forged_cookie_is_nobody(desk: Desk, app: FastAPI, value: str) -> None:
    desk.person("ctv01")
    for name in (security.COOKIE, security.FORM_COOKIE, security.BROWSER_COOKIE):
        client = Browser(app, raise_server_exceptions=False)
        raw = {"Cookie": f"{name}={value}".encode()}
        answer = client.get("/hang-viec", headers=raw, follow_redirects=False)  # type: ignore[arg-type]
        assert answer.headers["location"].startswith("/dang-nhap?tiep="), answer.text
        assert client.get("/dang-nhap", headers=raw).status_code == 200  # type: ignore[arg-type]
        sent = client.post("/hang-viec/lay", data={"csrf": "0" * 64}, headers=raw)  # type: ignore[arg-type]
        assert sent.status_code == 401


def test_a_session_of_somebody_else_brings_no_token_for_forms(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    desk.person("ctv01")
    desk.person("ctv02")
    one, two = browse("ctv01"), browse("ctv02")
    one.csrf = two.csrf
    assert one.submit("/hang-viec/lay").status_code == 403
    assert (
        one.post("/api/v1/items/lease", json={}, headers={security.CSRF_HEADER: two.csrf}).status_code == 403
    )


def test_over_https_cookies_are_of_this_host_only(
    desk: Desk, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGTIN_PUBLIC_URL", "https://sangtin.songlam.example")
    settings.cache_clear()
    desk.person("ctv01")
    client = Browser(app, raise_server_exceptions=False, base_url="https://sangtin.songlam.example")
    first = client.get("/dang-nhap").headers["set-cookie"]
    client.cookies.set("sangtin_session", "x" * 43)
    form_token = security.csrf_token(client.cookies["__Host-sangtin_form"])
    form = {"csrf": form_token, "username": "ctv01", "password": PASSWORD}
    given = client.post("/dang-nhap", data=form, follow_redirects=False)
    cookies = given.headers.get_list("set-cookie")
    assert len(cookies) == 2
    for cookie in (first, *cookies):
        assert cookie.startswith("__Host-sangtin_")
        for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
            assert word in cookie, (cookie, word)
        assert "Domain" not in cookie
    assert "max-age" in given.headers["strict-transport-security"]
    assert client.get("/hang-viec", follow_redirects=False).status_code == 200

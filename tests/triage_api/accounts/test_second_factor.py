"""One-time codes: set up once, each used once, a lost phone is no lost account, and nothing secret is kept readable."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import text

from models.session import transaction
from models.settings import settings
from models.tables.account import LoginAttempt, LoginSession
from models.vocabulary import Role
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import PASSWORD, Desk, token_of
from triage_api import security
from triage_api.services.staff import codes

pytestmark = pytest.mark.database
HERE = "/tai-khoan/ma-mot-lan"


class Phone:
    """An authenticator app, and the clock of the server."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.secret, self.step = "", 59_000_000
        monkeypatch.setattr(codes, "_now", lambda: self.step * codes.STEP + 7)

    def code(self, drift: int = 0) -> str:
        """The code it shows, its clock ``drift`` steps ahead."""
        return pyotp.TOTP(self.secret).generate_otp(self.step + drift)


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Phone:
    return Phone(monkeypatch)


@pytest.fixture
def owner(desk: Desk, browse: Callable[..., Browser], phone: Phone) -> tuple[Browser, list[str]]:
    """Somebody who has set it up, and the recovery codes they were shown."""
    desk.person("ctv01")
    client = browse("ctv01")
    return client, set_up(client, phone)


def set_up(client: Browser, phone: Phone) -> list[str]:
    """Read the secret into the phone and confirm it; returns the recovery codes."""
    page = client.get(HERE)
    assert page.headers["cache-control"] == "no-store"
    assert 'src="data:image/svg+xml;base64,' in page.text
    phone.secret = re.findall(r'<p class="code any">([A-Z2-7]{32})</p>', page.text)[0]
    shown = client.submit(HERE, ma=phone.code())
    phone.step += 1
    return re.findall(r'<li class="code">([a-z0-9-]{11})</li>', shown.text)


def password_given(browse: Callable[..., Browser]) -> Browser:
    """A browser that gave the right password and is asked for the code."""
    client = browse()
    client.get("/dang-nhap")
    form = {"csrf": token_of(client), "username": "ctv01", "password": PASSWORD}
    answer = client.post("/dang-nhap", data=form, follow_redirects=False)
    assert answer.headers["location"].startswith("/dang-nhap/ma?tiep=")
    client.csrf = token_of(client)
    return client


def enters(client: Browser, code: str) -> bool:
    """Whether the code lets the browser in."""
    answer = client.submit("/dang-nhap/ma", ma=code)
    client.csrf = token_of(client)
    return answer.status_code == 303 and client.get("/tai-khoan", follow_redirects=False).status_code == 200


def test_a_password_alone_opens_nothing(
    owner: tuple[Browser, list[str]], browse: Callable[..., Browser], phone: Phone
) -> None:
    client = password_given(browse)
    for address in ("/tai-khoan", "/hang-viec", "/api/v1/items"):
        assert client.get(address, follow_redirects=False).status_code in (303, 401), address
    assert client.submit("/hang-viec/lay").status_code == 401
    assert "chưa đúng" in client.submit("/dang-nhap/ma", ma="000000").text
    owed = client.cookies[security.COOKIE]
    assert enters(client, phone.code())
    assert client.cookies[security.COOKIE] != owed
    with transaction() as session:
        assert security.hashed(owed) not in {row.token_hash for row in session.query(LoginSession)}


def test_a_code_is_used_once_and_an_older_one_not_after_it(
    owner: tuple[Browser, list[str]], browse: Callable[..., Browser], phone: Phone
) -> None:
    assert enters(password_given(browse), phone.code())
    assert not enters(password_given(browse), phone.code())
    assert not enters(password_given(browse), phone.code(-1))
    assert enters(password_given(browse), phone.code(1))


@pytest.mark.parametrize(("drift", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step(
    owner: tuple[Browser, list[str]], browse: Callable[..., Browser], phone: Phone, drift: int, fits: bool
) -> None:
    phone.step += 5
    assert enters(password_given(browse), phone.code(drift)) == fits


def test_a_recovery_code_stands_in_once(
    owner: tuple[Browser, list[str]], browse: Callable[..., Browser], phone: Phone
) -> None:
    client, made = owner
    assert len(set(made)) == codes.RECOVERY_CODES
    assert enters(password_given(browse), f" {made[0].upper()} ")
    assert not enters(password_given(browse), made[0])
    assert "còn 9 mã dự phòng" in client.get("/tai-khoan").text
    again = client.submit(f"{HERE}/du-phong", ma=phone.code())
    new = re.findall(r'<li class="code">([a-z0-9-]{11})</li>', again.text)
    assert len(new) == 10
    assert not enters(password_given(browse), made[1])
    assert enters(password_given(browse), new[0])
    assert made[2] not in client.get(HERE).text, "shown once"


def test_codes_are_guessed_slowly_and_nobody_else_waits(
    owner: tuple[Browser, list[str]], browse: Callable[..., Browser], phone: Phone
) -> None:
    client = password_given(browse)
    answers = [client.submit("/dang-nhap/ma", ma="000000") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert client.submit("/dang-nhap/ma", ma=phone.code()).status_code == 429
    with transaction() as session:
        session.query(LoginAttempt).update({"at": LoginAttempt.at - timedelta(minutes=6)})
    assert enters(client, phone.code())


def test_the_password_is_not_waited_with_for_ever(
    owner: tuple[Browser, list[str]], browse: Callable[..., Browser], phone: Phone
) -> None:
    client = password_given(browse)
    with transaction() as session:
        session.execute(text("UPDATE login_session SET expires_at = now() WHERE pending"))
    answer = client.submit("/dang-nhap/ma", ma=phone.code())
    assert (answer.status_code, "đăng nhập lại từ đầu" in answer.text.lower()) == (401, True)
    assert client.get("/dang-nhap/ma", follow_redirects=False).headers["location"] == "/dang-nhap"


def test_nothing_secret_is_stored_readable(owner: tuple[Browser, list[str]], phone: Phone) -> None:
    _client, made = owner
    with transaction() as session:
        kept = str(session.execute(text("SELECT * FROM second_factor")).all())
        kept += str(session.execute(text("SELECT * FROM recovery_code")).all())
        kept += str(session.execute(text("SELECT * FROM audit_event")).all())
    for secret in (phone.secret, *made, *(one.replace("-", "") for one in made)):
        assert secret not in kept


def test_it_is_taken_away_with_a_code_only(owner: tuple[Browser, list[str]], phone: Phone) -> None:
    client, _made = owner
    assert client.submit(f"{HERE}/go", ma="123456").status_code == 422
    assert client.submit(HERE, ma=phone.code()).status_code == 409, "and not replaced meanwhile"
    assert client.submit(f"{HERE}/go", ma=phone.code()).status_code == 303
    assert "chưa bật" in client.get("/tai-khoan").text


def test_a_role_may_have_to_have_it(
    desk: Desk, browse: Callable[..., Browser], phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGTIN_SECOND_FACTOR_ROLES", "approver, administrator")
    settings.cache_clear()
    desk.person("duyet01", Role.APPROVER)
    desk.person("ctv02")
    assert browse("ctv02").get("/hang-viec").status_code == 200
    client = browse("duyet01")
    assert "cần mã dùng một lần" in client.get("/hang-viec").text
    assert client.get("/hang-viec").status_code == 403
    assert client.submit("/tai-khoan/ma-truy-cap", ten="x").status_code == 403
    assert "Cài mã dùng một lần" in client.get("/tai-khoan").text
    set_up(client, phone)
    assert client.get("/hang-viec").status_code == 200
    answer = client.submit(f"{HERE}/go", ma=phone.code())
    assert (answer.status_code, "không gỡ được" in answer.text) == (409, True)


def test_over_https_administrators_and_approvers_have_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def demanded(**environment: str) -> set[str]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        return {role.value for role in settings().roles_with_second_factor}

    assert demanded() == set()
    assert demanded(SANGTIN_PUBLIC_URL="https://a.example") == {"administrator", "approver"}
    assert demanded(SANGTIN_SECOND_FACTOR_ROLES="") == set()
    with pytest.raises(ValueError, match="unknown roles: quan-tri"):
        demanded(SANGTIN_SECOND_FACTOR_ROLES="quan-tri")
    monkeypatch.undo()
    settings.cache_clear()

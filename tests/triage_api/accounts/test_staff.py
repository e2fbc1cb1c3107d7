"""What administrators do with accounts, and what they may not; tokens of programs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from models.queries import accounts, offices
from models.queries.sources import office_by_code
from models.session import transaction
from models.tables.account import Account, ApiToken
from models.tables.audit import AuditEvent
from models.vocabulary import OfficeLevel, Role
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from triage_api.services.tokens import issue_token

pytestmark = pytest.mark.database
HERE = "/tai-khoan/can-bo"


@pytest.fixture
def admin(desk: Desk, browse: Callable[..., Browser]) -> Browser:
    """The administrator of the commune."""
    desk.person("qtri01", Role.ADMINISTRATOR)
    return browse("qtri01")


def office(code: str) -> int:
    """The office of the commune's tree with this code, or one beside it."""
    with transaction() as session:
        if code == "dongthap":
            return offices.ensure_office(session, code, "UBND xã Đồng Tháp", OfficeLevel.COMMUNE, "songlam")
        return office_by_code(session, code).id


def add(admin: Browser, desk: Desk, **form: Any) -> Any:
    """Add an account by the form."""
    given = {"username": "ctv09", "ten_hien": "CTV 09", "co_quan": desk.office_id, "vai_tro": "reviewer"}
    return admin.submit(HERE, **{**given, **form})


def number_of(username: str) -> int:
    """The number of an account."""
    with transaction() as session:
        return accounts.account_named(session, username).id


def test_an_account_is_added_with_a_link_shown_once(
    admin: Browser, desk: Desk, browse: Callable[..., Browser]
) -> None:
    shown = add(admin, desk, vai_tro=["reviewer", "leader"])
    (link,) = re.findall(r"http://127.0.0.1:8000(/lien-ket/[\w-]{43})", shown.text)
    number = number_of("ctv09")
    assert link not in admin.get(f"{HERE}/{number}").text
    assert "chưa đặt mật khẩu" in admin.get(HERE).text
    assert "ctv09" in browse().get(link).text
    with transaction() as session:
        person = accounts.person(session, number)
        assert person is not None
        assert person.roles == {Role.REVIEWER, Role.LEADER}
        row = session.query(AuditEvent).filter_by(action="account_added").one()
        assert (row.subject_id, row.detail) == (number, "leader, reviewer")


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"username": "QTRI 01"}, 422, "chữ thường"),
        ({"username": "qtri01"}, 409, "đã có người dùng"),
        ({"ten_hien": ""}, 422, "tên hiện"),
        ({"vai_tro": []}, 422, "ít nhất một vai trò"),
        ({"vai_tro": "vua"}, 422, "thiếu hoặc sai"),
        ({"ten_hien": "<script>alert(1)</script>", "vai_tro": []}, 422, "&lt;script&gt;"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(
    admin: Browser, desk: Desk, form: dict[str, Any], status: int, said: str
) -> None:
    page = add(admin, desk, **form)
    assert (page.status_code, said in page.text) == (status, True), page.text


def test_offices_beside_and_above_are_out_of_reach(admin: Browser, desk: Desk) -> None:
    for code in ("songlam", "dongthap", "goc"):
        assert add(admin, desk, co_quan=office(code)).status_code == 404
    desk.person("ban01", Role.REVIEWER, office_id=office("dongthap"))
    own = desk.person("ctv01").id
    other = number_of("ban01")
    assert "ban01" not in admin.get(HERE).text
    for move in ("", "/sua", "/khoa", "/mo", "/lien-ket", "/go-ma"):
        form = {"co_quan": desk.office_id, "ten_hien": "x", "vai_tro": "reviewer"}
        there, nothing = (
            admin.submit(f"{HERE}/{number}{move}", **form) if move else admin.get(f"{HERE}/{number}")
            for number in (other, 999_999)
        )
        assert (there.status_code, nothing.status_code) == (404, 404), move
        assert there.text == nothing.text
    moved = admin.submit(f"{HERE}/{own}/sua", co_quan=office("dongthap"), ten_hien="x", vai_tro="reviewer")
    assert moved.status_code == 404


def test_the_office_above_manages_those_below(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("qtri-tinh", Role.ADMINISTRATOR, office_id=office("songlam"))
    desk.person("ban01", Role.REVIEWER, office_id=office("dongthap"))
    client = browse("qtri-tinh")
    assert "ban01" in client.get(HERE).text
    assert client.submit(f"{HERE}/{number_of('ban01')}/khoa").status_code == 303


def test_new_roles_sign_out_and_count_at_once(
    admin: Browser, desk: Desk, browse: Callable[..., Browser]
) -> None:
    person = desk.person("ctv01")
    client = browse("ctv01")
    form = {"co_quan": desk.office_id, "ten_hien": "CTV mới", "vai_tro": "reviewer"}
    assert admin.submit(f"{HERE}/{person.id}/sua", **form).status_code == 303
    assert client.get("/tai-khoan", follow_redirects=False).status_code == 200, "a label is no right"
    assert admin.submit(f"{HERE}/{person.id}/sua", **{**form, "vai_tro": "auditor"}).status_code == 303
    assert client.get("/tai-khoan", follow_redirects=False).status_code == 303
    client = browse("ctv01")
    assert client.submit("/hang-viec/lay").status_code == 403
    assert client.get("/nhat-ky").status_code == 200
    assert admin.submit(f"{HERE}/{person.id}/sua", **{**form, "vai_tro": []}).status_code == 422


def test_the_last_administrator_stays(admin: Browser, desk: Desk) -> None:
    own = number_of("qtri01")
    form = {"co_quan": desk.office_id, "ten_hien": "x", "vai_tro": "reviewer"}
    refused = admin.submit(f"{HERE}/{own}/sua", **form)
    assert (refused.status_code, "ít nhất một người quản trị" in refused.text) == (409, True)
    assert admin.submit(f"{HERE}/{own}/khoa").status_code == 409
    desk.person("qtri02", Role.ADMINISTRATOR)
    assert admin.submit(f"{HERE}/{number_of('qtri02')}/khoa").status_code == 303
    assert admin.submit(f"{HERE}/{own}/sua", **form).status_code == 409, "a disabled one does not count"
    assert admin.submit(f"{HERE}/{number_of('qtri02')}/mo").status_code == 303
    assert admin.submit(f"{HERE}/{own}/sua", **form).status_code == 303


def test_a_reset_ends_all_the_old_password_opened(
    admin: Browser, desk: Desk, browse: Callable[..., Browser]
) -> None:
    person = desk.person("ctv01")
    client = browse("ctv01")
    with transaction() as session:
        token = issue_token(session, person.id, "máy", ["items:read"], 7)
    program = {"Authorization": f"Bearer {token}"}
    assert browse().get("/api/v1/items", headers=program).status_code == 200
    shown = admin.submit(f"{HERE}/{person.id}/lien-ket")
    assert "/lien-ket/" in shown.text
    assert client.get("/tai-khoan", follow_redirects=False).status_code == 303
    assert browse().get("/api/v1/items", headers=program).status_code == 401
    assert admin.submit(f"{HERE}/{person.id}/khoa").status_code == 303
    assert admin.submit(f"{HERE}/{person.id}/lien-ket").status_code == 409


def test_a_program_gets_a_token_on_the_page_and_loses_it(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    desk.person("ctv02")
    client, other = browse("ctv01"), browse("ctv02")
    here = "/tai-khoan/ma-truy-cap"
    for form in (
        {"ten": "", "ngay": 7, "quyen": "items:read"},
        {"ten": "x", "ngay": 0, "quyen": "items:read"},
        {"ten": "x", "ngay": 7},
        {"ten": "x", "ngay": 7, "quyen": "items:all"},
        {"ten": "x", "ngay": 400, "quyen": "items:read"},
    ):
        assert client.submit(here, **form).status_code == 422, form
    made = client.submit(here, ten="=cmd máy", ngay=7, quyen=["items:read", "reports:read"])
    (token,) = re.findall(r'<p class="code any">([\w-]{43})</p>', made.text)
    assert token not in client.get(here).text
    program = {"Authorization": f"Bearer {token}"}
    assert browse().get("/api/v1/items", headers=program).status_code == 200
    assert browse().get("/api/v1/official/search?q=x", headers=program).json()["code"] == "not_allowed"
    assert browse().post("/api/v1/items/lease", json={}, headers=program).status_code == 403
    assert browse().get("/tai-khoan", headers=program, follow_redirects=False).status_code == 303
    with transaction() as session:
        row = session.query(ApiToken).one()
        assert row.last_used_on == datetime.now(UTC).date()
    assert other.submit(f"{here}/thu-hoi", ma=row.id).status_code == 404
    assert client.submit(f"{here}/thu-hoi", ma=row.id).status_code == 303
    assert browse().get("/api/v1/items", headers=program).status_code == 401
    assert client.submit(f"{here}/thu-hoi", ma=row.id).status_code == 404


def test_a_lost_phone_is_taken_off_the_account(
    admin: Browser, desk: Desk, browse: Callable[..., Browser]
) -> None:
    person = desk.person("ctv01")
    assert admin.submit(f"{HERE}/{person.id}/go-ma").status_code == 404
    client = browse("ctv01")
    client.get("/tai-khoan/ma-mot-lan")
    assert admin.submit(f"{HERE}/{person.id}/go-ma").status_code == 303
    assert client.get("/tai-khoan", follow_redirects=False).status_code == 303
    with transaction() as session:
        assert session.get_one(Account, person.id).disabled_at is None

"""One-time links: the first administrator, first passwords, new passwords. Used once, and not for long."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from models.errors import NotFound, TriageError
from models.queries import accounts
from models.session import transaction
from models.tables.account import Account, AccountLink
from models.tables.audit import AuditEvent
from models.vocabulary import Role
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import PASSWORD, Desk, token_of
from triage_api import security
from triage_api.services.staff import links

pytestmark = pytest.mark.database
NEW = "bốn từ không liên quan"


def path_of(link: str | None) -> str:
    """The path of a link of this installation."""
    assert link is not None
    assert link.startswith("http://127.0.0.1:8000/lien-ket/")
    return link.removeprefix("http://127.0.0.1:8000")


def first_link() -> str:
    """The path of a new link for the first administrator."""
    with transaction() as session:
        return path_of(links.first_administrator_link(session))


def link_for(account_id: int) -> str:
    """The path of a new link for an account."""
    with transaction() as session:
        return path_of(links.make_link(session, account_id))


def use(client: Browser, path: str, password: str = NEW, **form: str) -> Any:
    """Open a link and send its form; what is answered where there is none."""
    page = client.get(path)
    if page.status_code != 200:
        return page
    return client.post(path, data={"csrf": token_of(client), "moi": password, "lai": password, **form})


def test_the_first_administrator_is_made_by_a_link_once(desk: Desk, browse: Callable[..., Browser]) -> None:
    path = first_link()
    client = browse()
    assert "Người quản trị đầu tiên" in client.get(path).text
    assert client.get(path).status_code == 200, "to look is not to use"
    for form, said in (
        ({"username": "Quản trị", "ten_hien": "QT"}, "chữ thường không dấu"),
        ({"username": "qtri", "ten_hien": " "}, "tên hiện"),
        ({"username": "qtri-dong-may", "ten_hien": "QT", "password": "qtri-dong-may"}, "tên tài khoản"),
    ):
        page = use(client, path, **form)
        assert (page.status_code, said in page.text) == (422, True), form
    assert use(client, path, username="qtri", ten_hien="QT 01").status_code == 200
    assert use(client, path, username="qtri2", ten_hien="QT 02").status_code == 404
    with transaction() as session:
        account = accounts.account_named(session, "qtri")
        person = accounts.person(session, account.id)
        assert person is not None
        assert (person.roles, person.office_name) == (frozenset({Role.ADMINISTRATOR}), "Cơ quan")
        assert links.first_administrator_link(session) is None
        assert [row.action for row in session.query(AuditEvent).order_by(AuditEvent.id)] == [
            "first_administrator_link", "first_administrator_added"
        ]  # fmt: skip
    client.get("/dang-nhap")
    form = {"csrf": token_of(client), "username": "qtri", "password": NEW}
    assert client.post("/dang-nhap", data=form, follow_redirects=False).status_code == 303


def test_a_new_first_link_ends_the_one_before_and_so_does_an_administrator(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    old, new = first_link(), first_link()
    client = browse()
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    desk.person("qtri01", Role.ADMINISTRATOR)
    assert client.get(new).status_code == 404
    assert use(client, new, username="qtri", ten_hien="QT").status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 100, "%00", "..%2f..", "' OR 1=1"])
def test_a_made_up_link_opens_nothing(desk: Desk, browse: Callable[..., Browser], token: str) -> None:
    assert browse().get(f"/lien-ket/{token}").status_code in (400, 404)


def test_a_link_ends_by_itself(desk: Desk, browse: Callable[..., Browser]) -> None:
    path = link_for(desk.person("ctv01").id)
    with transaction() as session:
        session.execute(text("UPDATE account_link SET expires_at = now()"))
    assert use(browse(), path).status_code == 404


def test_a_link_of_a_disabled_account_opens_nothing(desk: Desk, browse: Callable[..., Browser]) -> None:
    person = desk.person("ctv01")
    path = link_for(person.id)
    with transaction() as session:
        session.get_one(Account, person.id).disabled_at = session.get_one(Account, person.id).created_at
    assert use(browse(), path).status_code == 404


def test_a_link_sets_the_password_and_signs_out_everywhere(
    desk: Desk, app: FastAPI, browse: Callable[..., Browser]
) -> None:
    person = desk.person("ctv01")
    signed_in = browse("ctv01")
    path = link_for(person.id)
    client = browse()
    page = client.get(path)
    assert "ctv01" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert use(client, path, "ngắn").status_code == 422
    assert use(client, path).status_code == 200
    assert use(client, path, "một câu khác hẳn câu trước").status_code == 404, "once"
    assert signed_in.get("/tai-khoan", follow_redirects=False).status_code == 303
    for password, status in ((PASSWORD, 401), (NEW, 303)):
        client.get("/dang-nhap")
        form = {"csrf": token_of(client), "username": "ctv01", "password": password}
        assert client.post("/dang-nhap", data=form, follow_redirects=False).status_code == status


def test_only_the_hash_of_a_link_is_kept(desk: Desk) -> None:
    token = link_for(desk.person("ctv01").id).rpartition("/")[2]
    with transaction() as session:
        (kept,) = session.query(AccountLink).all()
        assert kept.token_hash == security.hashed(token)


def test_of_two_who_use_a_link_at_once_one_does(desk: Desk) -> None:
    token = first_link().rpartition("/")[2]
    together, said = threading.Barrier(2), []

    def act(name: str) -> None:
        together.wait(30)
        try:
            with transaction() as session:
                links.use_link(session, token, NEW, name, name.upper())
            said.append("made")
        except TriageError as error:
            said.append(type(error).__name__)

    threads = [threading.Thread(target=act, args=(name,)) for name in ("qt1", "qt2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == [NotFound.__name__, "made"]

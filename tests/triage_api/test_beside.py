"""Two applications on one database, the second handing on over a real socket: the same answers as of one, and one memory."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from models.queries import jobs
from models.vocabulary import Role
from nlp.evidence.known_claims import KnownClaims
from pipeline.way import WayToFirst
from tests.browser.serving import in_a_thread
from tests.triage_api.application import application
from tests.triage_api.conftest import Browser, answer, passages
from tests.triage_api.desk import Desk, sign_in
from tests.triage_api.test_document_import import decision
from triage_api import limits, waiting_files
from triage_api.app import Ports
from triage_api.beside import CALLER, DESK, Place, is_of_desk
from triage_api.boundary import Boundary
from triage_api.uploads import ADDRESS

pytestmark = pytest.mark.database
WORD = "w" * 32
PUBLIC_CHECK = "/kiem-tra"


def served(place: Place) -> FastAPI:
    """One process's application."""
    return application(
        Ports(nudge=jobs.nudge, check=answer, passage_index=passages, known_claims=KnownClaims), place
    )


@contextmanager
def listening(app: object, path: Path) -> Iterator[str]:
    """A real server at a socket of its own, and at a port; the address of the port."""
    with socket.socket(socket.AF_UNIX) as between:
        between.bind(str(path))
        with in_a_thread(app, between) as url:
            yield url


@dataclass(frozen=True)
class Two:
    """The first at ``url``; the one beside it at ``other``, and as an application."""

    url: str
    other: str
    beside: FastAPI


@pytest.fixture
def two(desk: Desk, tmp_path: Path) -> Iterator[Two]:
    """Both processes' applications."""
    limits.forget()
    waiting_files.forget()
    path = tmp_path / "first"
    beside = served(Place(WORD, WayToFirst(str(path))))
    with listening(served(Place(WORD)), path) as url, listening(beside, tmp_path / "other") as other:
        yield Two(url, other, beside)
    waiting_files.forget()


def caller(app: FastAPI, address: str = "192.0.2.7") -> Browser:
    """A browser at that address."""
    return Browser(app, raise_server_exceptions=False, client=(address, 50_000))


def test_what_is_handed_on_is_answered_as_by_the_first(two: Two) -> None:
    with httpx.Client(base_url=two.url) as direct, httpx.Client(base_url=two.other) as client:
        for address in (
            "/",
            "/kiem-tra",
            "/van-ban?tim=%C4%91%E1%BB%81+%2B1",
            "/khong-co",
            "/api/v1/khong-co",
            "/cong-khai",
        ):
            one, other = direct.get(address), client.get(address, follow_redirects=False)
            assert (other.status_code, other.headers.get("location")) == (
                one.status_code,
                one.headers.get("location"),
            )
            same = {"content-type", "content-security-policy", "cache-control", "x-content-type-options"}
            assert {name: other.headers.get(name) for name in same} == {
                name: one.headers.get(name) for name in same
            }
            assert len(other.headers.get_list("date")) == 1
            assert abs(len(other.content) - len(one.content)) < 200, address
        assert client.head("/kiem-tra").status_code == direct.head("/kiem-tra").status_code


def test_a_person_signs_in_and_works_through_either(two: Two, desk: Desk) -> None:
    desk.person("ctv01")
    item_id = desk.item()
    client = caller(two.beside)
    client.csrf = sign_in(client, "ctv01")
    assert client.submit("/hang-viec/lay").headers["location"] == f"/viec/{item_id}"
    page = client.get(f"/viec/{item_id}")
    assert page.status_code == 200
    assert client.get("/tai-khoan").status_code == 200
    assert client.submit("/dang-xuat").status_code == 303
    assert client.get(f"/viec/{item_id}", follow_redirects=False).status_code == 303


def test_a_long_form_goes_on_whole(two: Two, desk: Desk) -> None:
    """In many parts, over two real connections; what becomes of the file is the same as at the first."""
    desk.person("duyet01", Role.APPROVER)
    signed_in = caller(two.beside)
    csrf = sign_in(signed_in, "duyet01")
    big = decision(number="") + b"\n" + "Đoạn dài thêm. ".encode() * 100_000
    with httpx.Client(base_url=two.other, cookies=dict(signed_in.cookies), timeout=60) as client:
        sent = client.post(ADDRESS, data={"csrf": csrf}, files=[("tep", ("thieu.txt", big, "text/plain"))])
    assert sent.status_code == 200
    (waiting,) = waiting_files._waiting.values()
    assert waiting.data == big


def test_ceilings_count_who_asked_not_the_socket(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.CHECKS, "most", 2)
    form = {"text": "Nghe nói nộp hồ sơ mất phí 70k"}

    def check(client: Browser | httpx.Client) -> int:
        return client.post("/api/v1/check", json=form).status_code

    one, other = caller(two.beside, "192.0.2.7"), caller(two.beside, "192.0.2.8")
    assert [check(one) for _ in range(3)] == [200, 200, 429]
    assert check(other) == 200
    with httpx.Client(base_url=two.url) as direct:
        assert [check(direct) for _ in range(3)] == [200, 200, 429]
        # Whoever only pretends to be the other process is counted as themselves.
        for word in ("-", "x" * 32, WORD[:-1]):
            direct.headers[CALLER.decode()] = f"{word} 192.0.2.99"
            assert check(direct) == 429
    assert (
        check(Browser(two.beside, headers={CALLER.decode(): f"{WORD} 192.0.2.99"}, client=("192.0.2.7", 1)))
        == 429
    )


def test_the_desk_needs_nobody_and_the_rest_says_that_it_is_away(
    two: Two, desk: Desk, tmp_path: Path
) -> None:
    desk.person("ctv01")
    signed_in = caller(two.beside)
    sign_in(signed_in, "ctv01")
    alone = caller(served(Place(WORD, WayToFirst(str(tmp_path / "nobody")))))
    alone.cookies = signed_in.cookies
    assert alone.get("/hang-viec").status_code == 200
    assert alone.get("/api/v1/items").status_code == 200
    page = alone.get("/kiem-tra")
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert "đang khởi động lại" in page.text
    assert "content-security-policy" in page.headers
    assert alone.get("/api/v1/claims").json()["code"] == "unavailable"


def test_half_an_answer_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    async def breaks_off(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send(
                {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]}
            )
            await send({"type": "http.response.body", "body": b"half", "more_body": True})
            raise RuntimeError

    path = tmp_path / "first"
    with listening(breaks_off, path):
        beside = served(Place(WORD, WayToFirst(str(path))))
        with listening(beside, tmp_path / "beside") as url, pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{url}/kiem-tra")


def test_what_the_boundary_refuses_goes_nowhere(two: Two) -> None:
    client = caller(two.beside)

    def parts() -> Iterator[bytes]:
        yield b"x"

    assert client.post("/kiem-tra", content=parts()).status_code == 413
    assert client.post("/kiem-tra", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert isinstance(two.beside.user_middleware[0].cls, type(Boundary)), "the boundary stands outermost"


def test_a_field_the_way_cannot_carry_is_refused_as_such(two: Two) -> None:
    answer = caller(two.beside).get("/api/v1/claims", headers={"x-any": b"a\nb"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/hang-viec", True), ("/viec/1", True), ("/viec", True), ("/api/v1/items/lease", True), ("/static/a.css", True),
        ("/viec-khac", False), ("/api/v1/items2", False), ("/", False), ("/van-ban/nap", False), ("/nguon/them", False),
    ],
)  # fmt: skip
def test_which_addresses_are_of_the_desk(path: str, wanted: bool) -> None:
    assert is_of_desk(path) is wanted
    assert all(one.startswith("/") for one in DESK)

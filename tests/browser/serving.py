"""One server and one browser for a module of page tests, on a desk with something in every state."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from models.crypto import vault
from models.queries import gaps, jobs, links, reporting
from models.queries.indicators import FoundIndicator, keep_for_item
from models.queries.replies import NewSentence
from models.session import transaction
from models.settings import settings
from models.tables.office import Office
from models.tables.public import ReviewRequest
from models.vocabulary import IndicatorKind, Queue, Role, Severity, Verdict
from reports.builder import build
from reports.period import last_full_week
from tests.browser.running import browser
from tests.database import TestServer, _used
from tests.triage_api.application import application
from tests.triage_api.conftest import answer, known, passages
from tests.triage_api.desk import PASSWORD, Desk, conclusion, make_desk
from tests.triage_api.measured import install_measured
from tests.triage_api.sampled import sampled
from tests.triage_api.source_rows import furnish_sources
from triage_api import security
from triage_api.app import Ports
from triage_api.services import decide, intake, lease, posting, reply, review_requests

Things = TypeVar("Things")
LINK = "x" * 43
"""The secret of a one-time link."""
SCAM = "Công an xã báo: cập nhật định danh trước 18 giờ, tải ở vneid-dongmay.example hoặc gọi 0900 000 001"


@contextmanager
def served() -> Iterator[str]:
    """The application in a thread of this process; its address."""

    def check(line: str) -> dict[str, Any]:
        scam = {
            "label": "scam",
            "queue": "scam",
            "findings": [{"detector": "scam_rules", "span": [0, 8], "reason": "nêu danh công an"}],
        }
        return {**answer(line), **scam}

    app = application(Ports(nudge=jobs.nudge, check=check, passage_index=passages, known_claims=known))
    with in_a_thread(app) as address:
        yield address


@contextmanager
def in_a_thread(app: Any, *more: socket.socket) -> Iterator[str]:
    """A real server of an application at a port of its own, and at ``more`` sockets; the address of the port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        for one in (listener, *more):
            one.listen(64)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener, *more]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)


@contextmanager
def opened_desk(
    cluster: TestServer, template: str, home: Path, chromium: str, furnish: Callable[[], Things]
) -> Iterator[tuple[str, Browser, Things]]:
    """One database, server and browser for all tests of a module, with what ``furnish`` puts there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANGTIN_SECOND_REVIEW_SHARE", "0")
        with _used(cluster, template, home, patch):
            settings.cache_clear()
            things = furnish()
            with served() as url, browser(chromium) as opened:
                yield url, opened, things


def furnished() -> tuple[Desk, dict[str, int]]:
    """A desk with an item in every state a page shows; names of items to ids."""
    desk = make_desk()
    people = [desk.person(name) for name in ("ctv01", "ctv02", "ctv03")]
    approver = desk.person("duyet01", Role.APPROVER)
    desk.person("qtri01", Role.ADMINISTRATOR)
    desk.person("phan01", Role.ANALYST)
    desk.person("ktra01", Role.AUDITOR)
    with transaction() as session:
        links.add_link(session, security.hashed(LINK), people[0].id, hours=72)
    install_measured()
    source = furnish_sources(desk.office_id, "silent", "stopped")["silent"]
    ids = {"source": source, "open": desk.item(), "scam": desk.item(SCAM, Queue.SCAM, harm=1.0)}
    ids["question"] = desk.item(
        "Bố mẹ già nộp hồ sơ trợ cấp ở đâu ạ?", Queue.QUESTIONS, Severity.LOW, harm=0.2
    )
    ids["gap_item"] = desk.item("Mất thẻ căn cước thì làm lại ở đâu, mất bao lâu?", Queue.QUESTIONS)
    ids["irrelevant"] = desk.item("Bán xe cũ, ai mua gọi [SĐT]", Queue.SCAM)
    ids |= {name: desk.item() for name in ("held", "second", "awaiting", "submitted", "posted", "dismissed")}
    ids["answered"] = desk.item("Nộp hồ sơ qua mạng có mất phí không?", Queue.QUESTIONS)
    with transaction() as session:
        lures = [
            FoundIndicator(
                IndicatorKind.DOMAIN, "vneid-dongmay.example", "vneid-dongmay[.]example", "vneid.gov.vn"
            )
        ]
        keep_for_item(session, vault(), desk.office_id, ids["scam"], lures)
        for name in ("held", "scam", "dismissed"):
            lease.lease(session, people[0], ids[name])
        lease.dismiss(session, people[0], ids["dismissed"], as_opinion=True)
        lease.lease(session, people[1], ids["second"])
        decide.decide(session, people[1], ids["second"], conclusion(desk, Verdict.FALSE))
        for name in ("awaiting", "submitted", "posted"):
            lease.lease(session, people[0], ids[name])
            decide.decide(session, people[0], ids[name], conclusion(desk, Verdict.TRUE))
        lease.lease(session, people[0], ids["answered"])
        decide.decide(session, people[0], ids["answered"], conclusion(desk, Verdict.ANSWERED))
        for name in ("submitted", "posted", "answered"):
            reply.save_draft(session, people[0], ids[name], [NewSentence("Không thu phí.", desk.passage_id)])
            reply.submit(session, people[0], ids[name])
        reply.approve(session, approver, ids["posted"])
        reply.approve(session, approver, ids["answered"])
        week = last_full_week()
        report = build(session, session.get_one(Office, desk.office_id), week)
        reporting.save_snapshot(session, desk.office_id, week.code, report)
        posting.record_posting(session, approver, ids["posted"], "https://dongmay.songlam.example/hoi-dap/1")
        posting.record_posting(
            session, approver, ids["answered"], "https://dongmay.songlam.example/hoi-dap/2"
        )
        review_requests.ask(session, ids["posted"], "Ở một cửa vẫn thu, xin xem lại.")
        ids["request"] = session.query(ReviewRequest).one().id
        ids["report"] = intake.report_text(session, people[0], "Nghe nói nộp hồ sơ mất phí 70k").post_id
        lease.lease(session, people[0], ids["gap_item"])
        nothing = conclusion(desk, Verdict.NO_OFFICIAL_ANSWER, passage_ids=(), no_official_text=True)
        decide.decide(session, people[0], ids["gap_item"], nothing)
        ids["gap"] = gaps.ticket_number(session, ids["gap_item"]) or 0
        lease.lease(session, people[0], ids["irrelevant"])
        lease.dismiss(session, people[0], ids["irrelevant"], as_opinion=False)
    sampled(desk, "Đường làng xấu quá, mùa mưa đi không nổi.")
    return desk, ids


def page_of(
    opened: Browser,
    url: str,
    username: str | None,
    width: int = 1280,
    *,
    dark: bool = False,
    script: bool = True,
) -> Page:
    """A page of its own context, signed in when a name is given."""
    context = opened.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        locale="vi-VN",
    )
    page = context.new_page()
    if username is not None and script:
        _sign_in(context, url, username)
        page.goto(f"{url}/hang-viec")
    elif username is not None:
        page.goto(f"{url}/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda where: not where.endswith("/dang-nhap"))
    return page


def _sign_in(context: BrowserContext, url: str, username: str) -> None:
    """Send the form as the browser would, without showing it: who tries the form itself does so without script."""
    form = context.request.get(f"{url}/dang-nhap").text()
    token = re.search(r'name="csrf" value="([^"]+)"', form)
    assert token, form
    filled = {"csrf": token[1], "username": username, "password": PASSWORD}
    assert not context.request.post(f"{url}/dang-nhap", form=filled).url.endswith("/dang-nhap")

"""Every page of reports with a full week on it: readable and reachable on the smallest phone and at a desk, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from models.queries import reporting
from models.session import transaction
from models.tables.item import Item
from models.tables.office import Office
from models.tables.report import ReportSnapshot
from models.vocabulary import Label, Queue, Role, Topic
from reports.making import make
from reports.period import Occasion, parse_period
from reports.rollup import Unit, with_units
from tests.browser.looking import DESK, NARROW, SEEN_AT_NIGHT, SMALL, WIDE, violations, will_be_looked_at
from tests.browser.serving import opened_desk, page_of
from tests.browser.test_pages_for_everybody import WIDE_SPACED
from tests.database import TestServer
from tests.reports.busy_week import fill_whole
from tests.reports.factory import local, make_posts
from tests.reports.raw_weeks import facts, span
from tests.triage_api.desk import make_desk
from triage_api.services import report_sending

pytestmark = [pytest.mark.database, pytest.mark.browser]
WHO = "duyetxa"
WEEK, BEFORE, MONTH = "2026-W47", "2026-W46", "2026-10"
MADE = local(24)


def furnished() -> dict[str, str]:
    """Reports of every kind and state; what a page shows to its address."""
    desk = make_desk()
    with transaction() as session:
        town = fill_whole(session)
        office_id = town.id
    approver = desk.person(WHO, Role.APPROVER, office_id=office_id)
    with transaction() as session:
        town = session.get_one(Office, office_id)
        for code in ("2026-W42", "2026-W43", BEFORE, MONTH):
            content = make(session, town, parse_period(code), MADE)
            reporting.save_snapshot(session, office_id, code, content)
        make_posts(session, town, 40, Label.QUESTION, Topic.GIAO_DUC, at=local(11))
        corrected = make(session, town, parse_period(BEFORE), MADE)
        units = [
            Unit("Xã Đồng Lạ", 2, facts(span({Topic.AN_SINH: 12}, scams=[3]))),
            Unit("Xã Đồng Xa", None, None),
        ]
        reporting.save_snapshot(
            session, office_id, BEFORE, with_units(corrected, units), "Đọc bù một nguồn", approver.id
        )
        reporting.save_snapshot(session, office_id, WEEK, make(session, town, parse_period(WEEK), MADE))
        scam = (
            session.query(Item)
            .filter_by(office_id=office_id, queue=Queue.SCAM)
            .order_by(Item.id.desc())
            .first()
        )
        assert scam is not None
        occasion = Occasion(scam.id, MADE.date() - timedelta(days=2))
        reporting.save_snapshot(session, office_id, occasion.code, make(session, town, occasion, MADE))
        month = session.query(ReportSnapshot).filter_by(office_id=office_id, week=MONTH).one()
        report_sending.approve(session, approver, month, "Đề nghị các thôn phát bài giải đáp ở nhà văn hóa.")
    return {
        "week, with the form of approval": f"/bao-cao/{WEEK}",
        "correction, differences and units": f"/bao-cao/{BEFORE}",
        "old version": f"/bao-cao/{BEFORE}?ban=1",
        "month, approved, with the form of correction": f"/bao-cao/{MONTH}",
        "quick": f"/bao-cao/{occasion.code}",
        "sheet by itself": f"/bao-cao/{WEEK}/in",
        "how the sources are": "/nguon/tinh-hinh",
        "archive": "/bao-cao",
        "archive, searched": "/bao-cao?tim=lua+dao&nam=2026&loai=thang&tinh_trang=da-duyet",
        "archive, nothing found": "/bao-cao?tim=khong+co+gi+nhu+vay",
    }


@pytest.fixture(scope="module")
def reports_served(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> Iterator[tuple[str, Browser, dict[str, str]]]:
    home = tmp_path_factory.mktemp("reports")
    with opened_desk(cluster, migrated_database, home, chromium, furnished) as served:
        yield served


def test_reports_are_for_everybody(reports_served: tuple[str, Browser, dict[str, str]]) -> None:
    """Narrow by day, at a desk by night, as all pages are looked at."""
    url, opened, pages = reports_served
    found: dict[str, object] = {}
    page = will_be_looked_at(page_of(opened, url, WHO, 320))
    for name, address in pages.items():
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")
        answered = page.goto(url + address)
        assert answered is not None
        assert answered.status == 200, name
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        for seen in ("narrow", "at a desk"):
            for rule, places in violations(page, rules=None if seen == "narrow" else SEEN_AT_NIGHT):
                found[f"{name}, {seen}: {rule}"] = places
            if small := page.evaluate(SMALL):
                found[f"{name}, {seen}: smaller than 16 px"] = small
            if (most := max(page.evaluate(WIDE), page.evaluate(WIDE_SPACED))) > 0:
                found[f"{name}, {seen}: scrolls sideways"] = most
            if seen == "narrow":
                page.set_viewport_size(DESK)  # type: ignore[arg-type]
                page.emulate_media(color_scheme="dark")
    page.context.close()
    assert found == {}


def test_the_pages_show_what_their_names_say(reports_served: tuple[str, Browser, dict[str, str]]) -> None:
    url, opened, pages = reports_served
    page = page_of(opened, url, WHO)
    for name, words in (
        ("week, with the form of approval", "Duyệt và gửi"),
        ("correction, differences and units", "Theo đơn vị cấp dưới"),
        ("correction, differences and units", "Đọc bù một nguồn"),
        ("old version", "Xem bản mới nhất"),
        ("month, approved, with the form of correction", "Đính chính"),
        ("quick", "BÁO CÁO NHANH"),
        ("archive, searched", "tháng 10"),
    ):
        page.goto(url + pages[name])
        assert words.lower() in page.inner_text("body").lower(), (name, words)
    page.context.close()


def test_a_sentence_leads_to_its_section(reports_served: tuple[str, Browser, dict[str, str]]) -> None:
    url, opened, pages = reports_served
    page = page_of(opened, url, WHO, 360)
    page.goto(url + pages["week, with the form of approval"])
    page.locator("ol.five a", has_text="phần 3").click()
    assert page.url.endswith("#phan-3")
    assert page.locator("#phan-3").is_visible()
    page.context.close()

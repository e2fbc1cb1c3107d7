"""The report inside the desk's frame: ordered, read, downloaded, printed, by those who may."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient
from lxml import html

from models.queries import reporting
from models.session import transaction
from models.tables.office import Office
from models.vocabulary import Role
from pipeline.stages import report
from reports.builder import build
from reports.period import last_full_week, parse_week, this_week
from reports.render import CONTENT_SECURITY_POLICY
from tests.database import TestDatabase
from tests.reports.busy_week import fill
from tests.reports.factory import local
from tests.triage_api.application import application
from tests.triage_api.desk import Desk, make_desk, sign_in
from triage_api.dependencies import Ports

pytestmark = pytest.mark.database


def unused(*_: object) -> Any:
    """What pages of reports never ask for."""
    raise AssertionError("a report needs neither a check nor an index")


@pytest.fixture
def desk(db: TestDatabase) -> Desk:
    return make_desk()


@pytest.fixture
def nudged() -> list[str]:
    return []


@pytest.fixture
def client(desk: Desk, nudged: list[str]) -> TestClient:
    ports = Ports(
        nudge=lambda _session, task: nudged.append(task),
        check=unused,
        passage_index=unused,
        known_claims=unused,
    )
    return TestClient(application(ports), follow_redirects=False)


def frozen(office_id: int, week: str) -> None:
    with transaction() as session:
        content = build(session, session.get_one(Office, office_id), parse_week(week), local(24))
        reporting.save_snapshot(session, office_id, week, content)


def test_a_report_is_ordered_made_and_read(desk: Desk, client: TestClient, nudged: list[str]) -> None:
    desk.person("lanhdao", Role.LEADER)
    token = sign_in(client, "lanhdao")
    week = last_full_week()
    for _ in range(2):
        answer = client.post("/bao-cao", data={"tuan": week.code, "csrf": token})
        assert (answer.status_code, answer.headers["location"]) == (303, "/bao-cao")
    assert nudged == ["report", "report"]
    assert f"Đang lập báo cáo tuần {week.code}" in re.sub(r"\s+", " ", client.get("/bao-cao").text)
    assert report.drain() == 1
    page = client.get(f"/bao-cao/{week.code}")
    assert page.status_code == 200
    assert "Chưa tiếp nhận nội dung nào trong tuần" in page.text


def test_the_page_shows_the_sheet_with_print_and_downloads(client: TestClient, desk: Desk) -> None:
    desk.person("lanhdao", Role.LEADER)
    with transaction() as session:
        town = fill(session)
    desk.person("truongxa", Role.LEADER, office_id=town.id)
    frozen(town.id, "2026-W47")
    sign_in(client, "truongxa")
    page = client.get("/bao-cao/2026-W47")
    found = html.fromstring(page.text)
    assert [head.text_content() for head in found.iter("h1")] == ["Báo cáo tuần 47"]
    assert found.get_element_by_id("ten-bc").tag == "h2"
    assert len(found.xpath("//article//ol[@class='five']/li")) == 5
    links = found.xpath("//main//a[contains(@class, 'btn')]/@href")
    kinds = ("in", "word-chinhquyen", "word-dang", "csv")
    assert links == [f"/bao-cao/2026-W47/{kind}?ban=1" for kind in kinds]
    assert not found.xpath("//main//*[@style] | //main//script"), "nothing the strict policy would stop"
    assert "Bản 1, chốt số" in page.text


def test_the_word_files_are_of_the_frozen_report(client: TestClient, desk: Desk) -> None:
    with transaction() as session:
        town = fill(session)
    desk.person("truongxa", Role.LEADER, office_id=town.id)
    frozen(town.id, "2026-W47")
    sign_in(client, "truongxa")
    for form, words in (
        ("word-chinhquyen", "Độc lập - Tự do - Hạnh phúc"),
        ("word-dang", "ĐẢNG CỘNG SẢN VIỆT NAM"),
    ):
        file = client.get(f"/bao-cao/2026-W47/{form}?ban=1")
        assert file.headers["content-disposition"].endswith('.docx"')
        document = Document(io.BytesIO(file.content))
        assert words in document.tables[0].rows[0].cells[1].text
    api = client.get("/api/v1/reports/weekly/2026-W47.docx?form=dang")
    assert Document(io.BytesIO(api.content)).tables[0].rows[0].cells[1].text.startswith("ĐẢNG CỘNG SẢN")


def test_the_printed_sheet_and_the_table_file_are_the_frozen_ones(client: TestClient, desk: Desk) -> None:
    with transaction() as session:
        town = fill(session)
    desk.person("truongxa", Role.LEADER, office_id=town.id)
    frozen(town.id, "2026-W47")
    sign_in(client, "truongxa")
    sheet = client.get("/bao-cao/2026-W47/in?ban=1")
    assert sheet.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert sheet.headers["cache-control"] == "no-store"
    assert "<style>" in sheet.text
    assert "Bản 1, chốt số" in sheet.text
    table = client.get("/bao-cao/2026-W47/csv")
    assert table.content.startswith(b"\xef\xbb\xbf")
    assert table.headers["content-disposition"] == 'attachment; filename="bao-cao-2026-W47-ban-1.csv"'
    assert client.get("/bao-cao/2026-W47/docx").status_code == 422
    assert client.get("/bao-cao/2026-W46/in").status_code == 404


def test_versions_lead_to_each_other(client: TestClient, desk: Desk) -> None:
    desk.person("lanhdao", Role.LEADER)
    with transaction() as session:
        for version in ("cũ", "mới"):
            content = build(
                session, session.get_one(Office, desk.office_id), parse_week("2026-W46"), local(24)
            )
            content["office"]["name"] = f"Xã {version}"
            reporting.save_snapshot(session, desk.office_id, "2026-W46", content)
    sign_in(client, "lanhdao")
    newest = client.get("/bao-cao/2026-W46").text
    assert "Xã mới" in newest
    assert "/bao-cao/2026-W46?ban=1" in newest
    older = client.get("/bao-cao/2026-W46?ban=1").text
    assert "Xã cũ" in older
    assert "Đây là bản cũ." in older
    assert client.get("/bao-cao/2026-W46?ban=7").status_code == 404


def test_reports_are_the_offices_own(client: TestClient, desk: Desk) -> None:
    desk.person("lanhdao", Role.LEADER)
    with transaction() as session:
        town = fill(session)
    frozen(town.id, "2026-W47")
    sign_in(client, "lanhdao")
    assert client.get("/bao-cao/2026-W47").status_code == 404


def test_who_may_not_read_reports_does_not(client: TestClient, desk: Desk) -> None:
    desk.person("quantri", Role.ADMINISTRATOR)
    sign_in(client, "quantri")
    assert client.get("/bao-cao").status_code == 403
    for page in ("", "/in", "/csv"):
        assert client.get(f"/bao-cao/2026-W47{page}").status_code == 403


@pytest.mark.parametrize("week", ["tuan-nay", "2026-W54", "2099-W01"])
def test_a_wrong_week_is_refused_and_nothing_ordered(
    client: TestClient, desk: Desk, nudged: list[str], week: str
) -> None:
    desk.person("lanhdao", Role.LEADER)
    token = sign_in(client, "lanhdao")
    assert client.post("/bao-cao", data={"tuan": week, "csrf": token}).status_code == 422
    assert nudged == []
    with transaction() as session:
        assert not reporting.open_orders(session, desk.office_id)


def test_this_week_may_be_asked_for(client: TestClient, desk: Desk) -> None:
    desk.person("lanhdao", Role.LEADER)
    token = sign_in(client, "lanhdao")
    client.post("/bao-cao", data={"tuan": this_week().code, "csrf": token})
    report.drain()
    assert "Tuần chưa kết thúc." in client.get(f"/bao-cao/{this_week().code}").text

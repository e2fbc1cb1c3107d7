"""The report on A4, as Chromium prints it: the file that stands alone, and the page of the desk."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from models.queries import reporting
from models.session import transaction
from models.tables.office import Office
from models.vocabulary import Role
from reports.making import make
from reports.period import parse_period
from tests.browser.serving import opened_desk, page_of
from tests.database import TestServer
from tests.reports.busy_week import fill_whole
from tests.reports.factory import local
from tests.triage_api.desk import make_desk

pytestmark = [
    pytest.mark.database,
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler reads the printed pages"),
]
WHO, WEEK = "lanhdaoxa", "2026-W47"
A4_POINTS = (595, 842)
LEFT, RIGHT = 30 / 25.4 * 72, A4_POINTS[0] - 15 / 25.4 * 72
"""Margins of the sheet: 30 mm to bind it, 15 mm at the other side."""


def furnished() -> None:
    desk = make_desk()
    with transaction() as session:
        office_id = fill_whole(session).id
        town = session.get_one(Office, office_id)
        for code in ("2026-W45", "2026-W46", WEEK):
            content = make(session, town, parse_period(code), local(24))
            reporting.save_snapshot(session, office_id, code, content)
    desk.person(WHO, Role.LEADER, office_id=office_id)


@pytest.fixture(scope="module")
def printing(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> Iterator[tuple[str, Browser]]:
    home = tmp_path_factory.mktemp("print")
    with opened_desk(cluster, migrated_database, home, chromium, furnished) as (url, opened, _nothing):
        yield url, opened


def printed(page: Page, file: Path) -> list[list[tuple[float, float, str]]]:
    """The words of each printed page with their left and right edges in points."""
    page.pdf(path=file, prefer_css_page_size=True, print_background=False)
    boxes = subprocess.run(
        ["pdftotext", "-bbox", file, "-"], check=True, capture_output=True, text=True
    ).stdout
    sizes = re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', boxes)
    assert {tuple(round(float(side)) for side in size) for size in sizes} == {A4_POINTS}
    word = re.compile(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</word>')
    return [
        [(float(left), float(right), text) for left, right, text in word.findall(page)]
        for page in boxes.split("<page ")[1:]
    ]


@pytest.mark.parametrize("address", [f"/bao-cao/{WEEK}/in", f"/bao-cao/{WEEK}"])
def test_a_report_is_printed_on_a4(printing: tuple[str, Browser], address: str, tmp_path: Path) -> None:
    """The first page is what a leader reads: five sentences and the charts of what people asked. Nothing stands outside the margins,
    pages are numbered from the second, and of the desk around the sheet nothing is printed.
    """
    url, opened = printing
    page = page_of(opened, url, WHO)
    page.goto(url + address)
    pages = printed(page, tmp_path / "report.pdf")
    page.context.close()
    texts = [" ".join(text for *_, text in words) for words in pages]
    assert 4 <= len(pages) <= 8
    for said in (
        "BÁO CÁO TUẦN",
        "Tuần này trong năm câu",
        "(phần 10)",
        "Người dân hỏi về gì",
        "Giấy tờ sau sáp nhập",
    ):
        assert said in texts[0], said
    outside = [one for words in pages for one in words if one[0] < LEFT - 1 or one[1] > RIGHT + 1]
    assert outside == []
    assert [text.split()[0] == str(number) for number, text in enumerate(texts, 1)] == [False] + [True] * (
        len(pages) - 1
    )
    whole = " ".join(texts)
    for named in ("10. Cần chuẩn bị", "Nơi nhận:", "NGƯỜI DUYỆT"):
        assert named in whole, named
    for left_out in ("Đăng xuất", "Tải về", "Theo bảng:"):
        assert left_out not in whole, left_out

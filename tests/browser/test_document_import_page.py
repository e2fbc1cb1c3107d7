"""Adding documents on a phone without JavaScript: choose files, read the report, say what a file does not say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from models.vocabulary import Role
from tests.browser.looking import SMALL, WIDE, violations
from tests.browser.pictures import picture
from tests.browser.running import browser
from tests.browser.serving import page_of, served
from tests.database import TestDatabase
from tests.triage_api.desk import make_desk
from triage_api import waiting_files

pytestmark = [pytest.mark.database, pytest.mark.browser]
DATA = Path(__file__).parents[1] / "nlp/official/data"
SECRET = "TỈNH ỦY SÔNG LAM\nTỐI MẬT\nSố 07-BC/TU\nBÁO CÁO\n"


@pytest.fixture
def opened(db: TestDatabase, chromium: str) -> Iterator[tuple[str, Browser]]:
    """A desk with an approver, served, and a browser."""
    waiting_files.forget()
    make_desk().person("duyet01", Role.APPROVER)
    with served() as url, browser(chromium) as found:
        yield url, found
    waiting_files.forget()


def files() -> list[FilePayload]:
    """One that is added, one that does not say its number, a secret one, a broken one."""
    decision = (DATA / "quyet-dinh-hu-cau.txt").read_text(encoding="utf-8")
    texts = {
        "quyet-dinh-08-2026.txt": decision,
        "cong-van-khong-so.txt": "THÔNG BÁO\nLịch tiếp dân tháng 6\nI. NỘI DUNG\n1. Sáng thứ ba hằng tuần, tại trụ sở xã.",
        "bao-cao.txt": SECRET,
        "van-ban-quet-hong.pdf": "%PDF-1.7 cắt ngang",
    }
    return [
        {"name": name, "mimeType": "application/octet-stream", "buffer": text.encode()}
        for name, text in texts.items()
    ]


@pytest.mark.parametrize(
    ("width", "script", "dark"), [pytest.param(360, False, False, marks=pytest.mark.soak), (1280, True, True)]
)
def test_files_are_added_and_completed(
    opened: tuple[str, Browser], width: int, script: bool, dark: bool
) -> None:
    url, found = opened
    page = page_of(found, url, "duyet01", width, script=script, dark=dark)
    page.goto(f"{url}/tai-khoan")
    page.get_by_role("link", name="Nạp văn bản chính thức").click()
    picture(page, "nap-van-ban")
    page.get_by_label("Chọn tệp").set_input_files(files())
    page.get_by_role("button", name="Nạp văn bản").click()
    report = page.locator("#ket-qua")
    expect(report).to_contain_text("08/2026/QĐ-UBND")
    expect(report).to_contain_text("dấu độ mật")
    expect(page.get_by_role("status")).to_contain_text("1 chờ bạn ghi thêm; 2 không nạp; 1 đã nạp.")
    picture(page, "ket-qua-nap")
    if script:  # the page's own checks need it, the page does not
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert violations(page) == []
        assert page.evaluate(SMALL) == []
    assert page.evaluate(WIDE) <= 0

    page.get_by_label("Số, ký hiệu").fill("15/TB-UBND")
    page.get_by_label("Ngày ban hành").fill("2026-05-20")
    page.get_by_label("Cơ quan ban hành").fill("UBND xã Đồng Mây")
    page.get_by_role("button", name="Nạp văn bản này").click()
    expect(page.locator("#ket-qua")).to_contain_text("Đã nạp")
    expect(page.locator("#ket-qua")).to_contain_text("15/TB-UBND")
    picture(page, "ket-qua-ghi-them")

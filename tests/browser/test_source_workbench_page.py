"""A source is added on a phone without JavaScript: paste, wait, see, choose another way, save, take it back."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from crawler.errors import RobotsRefused
from crawler.pasted import Pasted, read_pasted
from crawler.previewed import Findings, Preview, Proposal, Sample
from models.vocabulary import Role, SourceKind
from tests.browser.looking import SMALL, WIDE, violations
from tests.browser.pictures import picture
from tests.browser.running import browser
from tests.browser.serving import page_of, served
from tests.database import TestDatabase
from tests.triage_api.desk import make_desk
from triage_api import waiting_looks
from triage_api.services import source_workbench as workbench

pytestmark = [pytest.mark.database, pytest.mark.browser]
SAMPLES = (
    Sample("article", "2026-11-19T08:00:00+07:00", "Lịch phát trợ cấp tháng 12 tại nhà văn hóa thôn Hạ, liên hệ [TÊN], [SĐT]"),
    Sample("article", None, "Tập huấn Bình dân học vụ số tối thứ Bảy, xem https://thonha.songlam.example/tap-hu"),
)  # fmt: skip
AGAIN = "triage_api.pages.source_workbench.AGAIN_SECONDS"
PAGE = "https://thonha.songlam.example/tin-tuc/hoat-dong-cua-to-cong-nghe-so-cong-dong/"
FEED = Proposal(
    SourceKind.FEED, f"{PAGE}rss", "Trang có nguồn cấp tin (RSS, Atom), lập cho máy đọc.", 12, newest="2026-11-19T08:00:00+07:00",
    warnings=("Chỉ có bài, không có bình luận dưới bài.",), samples=SAMPLES,
)  # fmt: skip
LISTING = Proposal(
    SourceKind.LISTING, PAGE, "Trang có danh sách bài viết, đọc được từng bài.", 20, newest="2024-11-19T08:00:00+07:00",
    warnings=("Bài mới nhất đã hơn một năm. Trang có thể không còn được cập nhật.",), samples=SAMPLES,
)  # fmt: skip
SEEN = Preview(5, 4, {"article": 4}, "2026-11-02T08:00:00+07:00", "2026-11-19T08:00:00+07:00", SAMPLES, {"no_article": 1},
               {"no_article": "Trang không có lời bài."})  # fmt: skip


@pytest.fixture
def opened(
    db: TestDatabase, chromium: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, Browser, threading.Event]]:
    """A desk with an administrator, served, and a browser. Nothing is asked of any site; the event lets a look end."""
    waiting_looks.forget()
    go = threading.Event()

    def proposals(text: str) -> Findings:
        assert go.wait(30)
        if "kin" in text:
            raise RobotsRefused("Trang không cho phép đọc tự động (robots.txt).")
        title, note = (
            "Thôn Hạ – Hoạt động của Tổ công nghệ số cộng đồng",
            "Đã bỏ phần theo dõi người đọc khỏi địa chỉ.",
        )
        return Findings(PAGE, title, (FEED, LISTING), (note,), ("https://khac.example/feed",))

    def accepted(text: str) -> Pasted:
        return read_pasted(text)

    monkeypatch.setattr(workbench.looking, "proposals", proposals)
    monkeypatch.setattr(workbench.looking, "accepted", accepted)
    monkeypatch.setattr(workbench.looking, "preview", lambda _url, _kind: SEEN)
    monkeypatch.setattr(AGAIN, 60)  # the page stands still while it is looked at
    make_desk().person("quantri01", Role.ADMINISTRATOR)
    with served() as url, browser(chromium) as found:
        yield url, found, go
    waiting_looks.forget()


def sound(page: Page, script: bool) -> None:
    """Nothing sideways; with a script to look with, nothing too small and nothing that axe finds."""
    assert page.evaluate(WIDE) <= 0
    if script:
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert violations(page) == []
        assert page.evaluate(SMALL) == []


@pytest.mark.parametrize(
    ("width", "script", "dark"), [(360, False, False), pytest.param(1280, True, True, marks=pytest.mark.soak)]
)
def test_a_source_is_looked_at_saved_and_taken_back(
    opened: tuple[str, Browser, threading.Event],
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    script: bool,
    dark: bool,
) -> None:
    url, found, go = opened
    page = page_of(found, url, "quantri01", width, script=script, dark=dark)
    page.goto(f"{url}/tai-khoan")
    page.get_by_role("link", name="Thêm nguồn").click()
    picture(page, "nguon-them")
    sound(page, script)
    page.get_by_label("Địa chỉ trang công khai").fill("chỉ có chữ")
    page.get_by_role("button", name="Xem thử").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa thấy địa chỉ trang web nào")
    picture(page, "nguon-them-sai")
    page.get_by_label("Địa chỉ trang công khai").fill("thonha.songlam.example/tin?utm_source=zalo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đang xem thử…")
    picture(page, "nguon-them-cho")
    sound(page, script)
    monkeypatch.setattr(AGAIN, 1)
    page.get_by_role("link", name="Cập nhật ngay").click()
    expect(page.get_by_text("Trang này tự cập nhật.")).to_be_visible()
    go.set()  # from here on the page comes by itself
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem thử, chưa lưu gì", timeout=10_000)
    expect(page.get_by_text("Gợi ý của máy: đọc như nguồn cấp tin RSS")).to_be_visible()
    expect(page.get_by_text("liên hệ [TÊN], [SĐT]")).to_be_visible()
    expect(page.get_by_label("Tên nguồn")).to_have_value("Thôn Hạ – Hoạt động của Tổ công nghệ số cộng đồng")
    picture(page, "nguon-them-xem")
    sound(page, script)
    page.get_by_role("button", name="Xem cách này").click()
    expect(page.get_by_text("đọc như danh sách bài")).to_be_visible(timeout=10_000)
    page.get_by_role("button", name="Xem cách này").click()
    page.get_by_role("button", name="Lưu nguồn này").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã lưu nguồn")
    expect(page.get_by_role("link", name="Xem các nguồn")).to_have_attribute("href", "/nguon")
    picture(page, "nguon-them-luu")
    sound(page, script)
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("status")).to_contain_text("nguồn vừa thêm được xóa")
    page.get_by_label("Địa chỉ trang công khai").fill("https://tinh.example/kin")
    page.get_by_role("button", name="Xem thử").click()
    expect(page.get_by_role("alert")).to_contain_text("robots.txt", timeout=10_000)
    expect(page.get_by_label("Địa chỉ trang công khai")).to_have_value("https://tinh.example/kin")

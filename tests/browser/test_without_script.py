"""The whole review without JavaScript, on a phone: sign in, take, conclude, second look, answer, approve, record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from models.session import transaction
from models.settings import settings
from models.tables.item import Item
from models.vocabulary import ItemState, Role
from tests.browser.running import browser
from tests.browser.serving import page_of, served
from tests.database import TestDatabase
from tests.triage_api.desk import Desk, make_desk

pytestmark = [pytest.mark.database, pytest.mark.browser]
POSTED = "https://dongmay.songlam.example/hoi-dap/1"


@pytest.fixture
def opened(
    db: TestDatabase, chromium: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Desk, str, Browser]]:
    """A desk with three people, served, and a browser."""
    monkeypatch.setenv("SANGTIN_SECOND_REVIEW_SHARE", "0")
    settings.cache_clear()
    desk = make_desk()
    desk.person("ctv01")
    desk.person("ctv02")
    desk.person("duyet01", Role.APPROVER)
    with served() as url, browser(chromium) as found:
        yield desk, url, found


def conclude(page: Page) -> None:
    page.locator("input[name=cau_so]").first.check()
    page.get_by_role("button", name="Dùng câu này").click()
    page.locator("label.choice", has_text="Sai").first.click()
    page.locator("input[name=can_cu]").first.check()
    page.get_by_label("Vì sao bạn kết luận như vậy").fill("Văn bản nêu không thu phí.")
    page.get_by_role("button", name="Ghi kết luận").click()


def test_the_whole_way_without_script(opened: tuple[Desk, str, Browser]) -> None:
    desk, url, found = opened
    item_id = desk.item()
    first, second, approver = (
        page_of(found, url, name, 360, script=False) for name in ("ctv01", "ctv02", "duyet01")
    )
    first.get_by_role("button", name="Lấy việc tiếp theo").click()
    expect(first).to_have_url(f"{url}/viec/{item_id}")
    conclude(first)
    expect(first.locator("main")).to_contain_text("Chờ một người khác xem độc lập")

    second.goto(f"{url}/hang-viec?xem=xem-lan-hai")
    second.get_by_role("button", name="Xem lần hai việc tiếp theo").click()
    conclude(second)
    second.get_by_role("link", name="Mở phần trả lời").click()
    second.get_by_label("Câu 1", exact=True).fill("Nộp hồ sơ trực tuyến không mất phí.")
    second.get_by_label("Căn cứ của câu 1", exact=True).select_option(index=1)
    second.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(second.locator("main")).to_contain_text("Chờ người duyệt")

    approver.goto(f"{url}/viec/{item_id}/tra-loi")
    approver.get_by_role("button", name="Duyệt câu trả lời").click()
    approver.get_by_label("Địa chỉ bài đã đăng").fill(POSTED)
    approver.get_by_role("button", name="Ghi nơi đăng").click()
    expect(approver.locator("main")).to_contain_text("Đã đăng ở")
    with transaction() as session:
        assert session.get_one(Item, item_id).state is ItemState.CLOSED


def test_a_citizen_checks_a_message_without_script_or_account(opened: tuple[Desk, str, Browser]) -> None:
    _desk, url, found = opened
    page = page_of(found, url, None, 360, script=False)
    page.goto(f"{url}/dang-nhap")
    page.get_by_role("link", name="Kiểm tra tin").click()
    page.get_by_label("Dán tin nhắn").fill("Công an xã báo cập nhật ở vneid-dongmay.example")
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.locator("main")).to_contain_text("Rất giống tin lừa đảo")
    expect(page.locator("#ket-qua")).not_to_contain_text("vneid-dongmay.example", use_inner_text=True)

"""One post, all the way: crawled over HTTP, masked, assessed, queued, reviewed by two people beside the official
passage, answered with a citation, approved by a third, counted in the weekly report. Nothing is faked.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from models.session import transaction
from models.tables.item import Item
from models.vocabulary import Distortion, ItemState, Queue
from reports.period import this_week
from tests.browser.running import browser, collected_site, nudge, picture, signed_in, web, work
from tests.database import TestDatabase

pytestmark = [pytest.mark.database, pytest.mark.browser]
ANSWER = "Nộp hồ sơ trên Cổng Dịch vụ công không mất phí."


def test_from_crawl_to_report(db: TestDatabase, chromium: str) -> None:
    with collected_site(), web() as url, browser(chromium) as opened:
        item_id = _claim_with_a_wrong_fee()
        first = signed_in(opened, url, "ctv07")
        picture(first, "hang-viec")
        _conclude(first, f"{url}/viec/{item_id}", take=True)
        _second_look_is_blind(opened, url, item_id)
        _draft(first, f"{url}/viec/{item_id}/tra-loi")
        _approve_and_record(opened, url, item_id)
        _report_counts_it(opened, url)
    with transaction() as session:
        assert session.get_one(Item, item_id).state is ItemState.CLOSED


def _claim_with_a_wrong_fee() -> int:
    """The claim whose fee contradicts the resolution, found as the queue would show it."""
    with transaction() as session:
        found = (
            session.query(Item)
            .filter_by(queue=Queue.CLAIMS, distortion=Distortion.CONTRADICTED)
            .order_by(Item.id)
            .all()
        )
        wanted = [
            item.id for item in found if re.search(r"50\s?(?:k|nghìn|\.000)", item.headline, re.IGNORECASE)
        ]
        assert wanted, [item.headline for item in found]
        return wanted[0]


def _conclude(page: Page, address: str, *, take: bool) -> None:
    page.goto(address)
    if take:
        page.get_by_role("button", name="Nhận việc này").click()
        picture(page, "vu-viec")
    page.locator("input[name=cau_so]").first.check()
    page.get_by_role("button", name="Dùng câu này").click()
    page.locator("label.choice", has_text=re.compile("^\\s*Sai")).click()
    page.locator("input[name=can_cu]").first.check()
    page.get_by_label("Vì sao bạn kết luận như vậy").fill("Văn bản nêu không thu phí khi nộp trực tuyến.")
    page.get_by_role("button", name="Ghi kết luận").click()


def _second_look_is_blind(opened: Browser, url: str, item_id: int) -> None:
    page = signed_in(opened, url, "ctv08", width=360)
    page.goto(f"{url}/viec/{item_id}")
    expect(page.locator("main")).not_to_contain_text("Văn bản nêu không thu phí")
    expect(page.locator("main")).not_to_contain_text("CTV 07: ghi kết luận")
    picture(page, "xem-lan-hai")
    _conclude(page, f"{url}/viec/{item_id}", take=False)
    expect(page.locator("main")).to_contain_text("Trả lời")


def _draft(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Câu 1", exact=True).fill(ANSWER)
    page.get_by_label("Căn cứ của câu 1", exact=True).select_option(index=1)
    page.get_by_label("Câu 2", exact=True).fill("Mời bà con đến Bộ phận một cửa nếu cần giúp.")
    page.get_by_label("Căn cứ của câu 2", exact=True).select_option(label="Lời của cơ quan")
    picture(page, "soan-tra-loi")
    page.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(page.locator(".bubble").first).to_contain_text("trả lời:")
    expect(page.get_by_role("button", name="Duyệt câu trả lời")).to_have_count(0)


def _approve_and_record(opened: Browser, url: str, item_id: int) -> None:
    page = signed_in(opened, url, "duyet02")
    page.goto(f"{url}/viec/{item_id}/tra-loi")
    page.get_by_role("button", name="Duyệt câu trả lời").click()
    page.get_by_label("Địa chỉ bài đã đăng").fill("https://nguoi-khac.example/bai/1")
    page.get_by_role("button", name="Ghi nơi đăng").click()
    expect(page.get_by_role("alert")).to_contain_text("kênh chính thức")
    page.get_by_label("Địa chỉ bài đã đăng").fill("https://dongmay.songlam.example/hoi-dap/1")
    page.get_by_role("button", name="Ghi nơi đăng").click()
    expect(page.locator("main")).to_contain_text("Đã đăng ở")
    picture(page, "da-dang")


def _report_counts_it(opened: Browser, url: str) -> None:
    page = signed_in(opened, url, "lanhdao01")
    week = this_week().code
    page.goto(f"{url}/bao-cao")
    page.get_by_label("Kỳ báo cáo").select_option(week)
    page.get_by_role("button", name="Lập báo cáo").click()
    nudge("report")
    work()
    page.goto(f"{url}/bao-cao/{week}")
    expect(page.locator("main")).to_contain_text("12/2026/NQ-HĐND")
    picture(page, "bao-cao")

"""One post, all the way: crawled over HTTP, masked, assessed, queued, reviewed by two people beside the official
passage, answered with a citation, approved by a third, counted in the weekly report. Nothing is faked.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from models.session import transaction
from models.tables.item import Item
from models.vocabulary import Distortion, ItemState, Queue
from pipeline.stages import report
from reports.period import this_week
from tests.browser.days.place import Place, conclude, state_of
from tests.browser.pictures import picture
from tests.browser.running import PHONE

ANSWER = "Nộp hồ sơ trên Cổng Dịch vụ công không mất phí."
FIRST_WORDS = "Văn bản nêu không thu phí khi nộp trực tuyến."


def day(place: Place) -> None:
    """Two reviewers, an approver and a leader with one item, each in a browser of their own."""
    item_id = claim_with_a_wrong_fee()
    address = f"{place.url}/viec/{item_id}"
    with place.page("ctv07") as page:
        picture(page, "hang-viec")
        page.goto(address)
        page.get_by_role("button", name="Nhận việc này").click()
        picture(page, "vu-viec")
        conclude(page, "Sai", FIRST_WORDS)
        expect(page.get_by_text("Chờ một người khác xem độc lập.")).to_be_visible()
        with place.page("ctv08", PHONE) as other:
            _looks_a_second_time(other, address)
        _drafts(page, f"{address}/tra-loi")
    with place.page("duyet02") as page:
        _approves_and_records(page, f"{address}/tra-loi")
    with place.page("lanhdao01") as page:
        _report_counts_it(page, place.url)
    assert state_of(item_id) is ItemState.CLOSED


def claim_with_a_wrong_fee() -> int:
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


def _looks_a_second_time(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("main")).not_to_contain_text(FIRST_WORDS)
    expect(page.locator("main")).not_to_contain_text("CTV 07: ghi kết luận")
    picture(page, "xem-lan-hai")
    conclude(page, "Sai", FIRST_WORDS)
    expect(page.get_by_text("Chưa soạn câu trả lời.")).to_be_visible()


def _drafts(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Câu 1", exact=True).fill(ANSWER)
    page.get_by_label("Căn cứ của câu 1", exact=True).select_option(index=1)
    page.get_by_label("Câu 2", exact=True).fill("Mời bà con đến Bộ phận một cửa nếu cần giúp.")
    page.get_by_label("Căn cứ của câu 2", exact=True).select_option(label="Lời của cơ quan")
    picture(page, "soan-tra-loi")
    page.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(page.locator(".bubble").first).to_contain_text("trả lời:")
    expect(page.get_by_role("button", name="Duyệt câu trả lời")).to_have_count(0)


def _approves_and_records(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Duyệt câu trả lời").click()
    page.get_by_label("Địa chỉ bài đã đăng").fill("https://nguoi-khac.example/bai/1")
    page.get_by_role("button", name="Ghi nơi đăng").click()
    expect(page.get_by_role("alert")).to_contain_text("kênh chính thức")
    page.get_by_label("Địa chỉ bài đã đăng").fill("https://dongmay.songlam.example/hoi-dap/1")
    page.get_by_role("button", name="Ghi nơi đăng").click()
    expect(page.locator("main")).to_contain_text("Đã đăng ở")
    picture(page, "da-dang")


def _report_counts_it(page: Page, url: str) -> None:
    week = this_week().code
    page.goto(f"{url}/bao-cao")
    page.get_by_label("Kỳ báo cáo").select_option(week)
    page.get_by_role("button", name="Lập báo cáo").click()
    expect(page.get_by_role("region", name="Lập báo cáo")).to_contain_text("Đang lập báo cáo tuần")
    report.drain()
    page.goto(f"{url}/bao-cao/{week}")
    expect(page.locator("main")).to_contain_text("12/2026/NQ-HĐND")
    picture(page, "bao-cao")

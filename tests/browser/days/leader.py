"""Lãnh đạo, with a telephone: the weekly page, on paper and as a file."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from playwright.sync_api import expect

from models.session import transaction
from models.tables.report import ReportOrder, ReportSnapshot
from pipeline.stages import report
from reports.period import this_week
from tests.browser.days.place import Place
from tests.browser.pictures import picture
from tests.browser.running import PHONE


def day(place: Place) -> None:
    """Order the report of this week, read it, see it as it is printed, take the Word file."""
    week = this_week().code
    with place.page("lanhdao01", PHONE) as page:
        page.get_by_role("link", name="Báo cáo").first.click()
        expect(page.get_by_text("Chưa có báo cáo nào.")).to_be_visible()
        page.get_by_label("Kỳ báo cáo").select_option(week)
        page.get_by_role("button", name="Lập báo cáo").click()
        expect(page.get_by_role("status")).to_contain_text("Đang lập báo cáo tuần")
        report.drain()
        page.reload()
        page.get_by_role("link", name=f"Tuần {week}").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Báo cáo tuần")
        picture(page, "bao-cao")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        with page.expect_download() as download:
            page.get_by_role("link", name="Word, mẫu chính quyền").click()
        paragraphs = [one.text for one in Document(str(Path(download.value.path()))).paragraphs]
        assert any("BÁO CÁO" in text.upper() for text in paragraphs)
        page.get_by_role("link", name="In", exact=True).click()
        page.emulate_media(media="print")
        expect(page.locator("body")).to_contain_text("Ủy ban nhân dân xã Đồng Mây", ignore_case=True)
        page.goto(f"{place.url}/nguon")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("button", name="Chạy ngay")).to_have_count(0)
    with transaction() as session:
        (order,) = session.query(ReportOrder).filter_by(week=week)
        assert order.done_at is not None
        assert session.query(ReportSnapshot).filter_by(week=week).count() == 1

"""Kiểm tra: who did what, in a file, whole, and what was deleted on time."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import expect

from models.queries import audit
from models.session import transaction
from models.tables.audit import AuditEvent
from models.vocabulary import Queue
from tests.browser.days.place import Place, person_of
from tests.browser.pictures import picture
from tests.browser.running import PHONE


def day(place: Place) -> None:
    """Find one item's lines, take them along, and see that the trail is whole."""
    item_id = place.item(Queue.QUESTIONS)
    with place.page("ctv08", PHONE) as page:
        page.goto(f"{place.url}/viec/{item_id}")
        page.get_by_role("button", name="Nhận việc này").first.click()
        page.get_by_role("button", name="Mở bài gốc").click()
        expect(page.get_by_text("Lần xem này đã được ghi nhật ký.")).to_be_visible()
    with place.page("kiemtra01") as page:
        page.get_by_role("link", name="Nhật ký").first.click()
        expect(page.get_by_role("heading", name="Dấu mốc lúc này")).to_be_visible()
        if not page.get_by_label("Ai (tên hiện)").is_visible():
            page.get_by_text("Lọc nhật ký").click()
        page.get_by_label("Việc", exact=True).select_option("Xem địa chỉ bài gốc")
        page.get_by_label("Ai (tên hiện)").fill("CTV 08")
        page.get_by_role("button", name="Lọc").click()
        rows = page.get_by_role("row").filter(has_text=f"VV-{item_id}")
        expect(rows.filter(has_text="CTV 08")).to_have_count(1)
        picture(page, "nhat-ky")
        page.get_by_label("Việc", exact=True).select_option("Mọi việc")
        page.get_by_label("Về").select_option("vụ việc")
        page.get_by_label("Số", exact=True).fill(str(item_id))
        page.get_by_role("button", name="Lọc").click()
        expect(rows.filter(has_text="Nhận việc")).to_have_count(1)
        with page.expect_download() as download:
            page.get_by_role("link", name="Tải các dòng đang lọc").click()
        with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
            taken = list(csv.reader(file))
        assert len(taken) == rows.count() + 1
        page.get_by_role("row").filter(has_text=f"VV-{item_id}").first.get_by_role("link").click()
        expect(page.get_by_role("button", name="Nhận việc này")).to_have_count(0)
        expect(page.get_by_role("button", name="Ghi kết luận")).to_have_count(0)
    with transaction() as session:
        assert audit.verify(session).finding is None
        mine = session.query(AuditEvent).filter_by(actor_id=person_of(session, "kiemtra01").id)
        assert any("export" in row.action or "csv" in row.action for row in mine)

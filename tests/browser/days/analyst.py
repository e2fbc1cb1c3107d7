"""Phân tích: what the machine passed over, whether people agree, what they corrected, and the file to learn from."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from models.session import transaction
from models.tables.audit import AuditEvent
from models.tables.reading import SampleReading
from models.vocabulary import Label, Queue, Verdict
from tests.browser.days.place import Place, account_page, person_of
from tests.browser.pictures import picture
from tests.browser.running import PHONE


def day(place: Place) -> None:
    """Figures before and after a reviewer with a telephone read the sample and corrected a label."""
    corrected, twice = place.item(Queue.QUESTIONS), place.item(Queue.CLAIMS)
    place.drawn_for_the_sample()
    with place.page("phantich01") as page, place.page("ctv08", PHONE) as phone:
        pairs, read = _figures(page)
        for username in ("ctv07", "ctv08"):
            place.concluded(username, twice, Verdict.FALSE)
        now_read = _reads_the_sample(phone, place.url)
        _corrects(phone, f"{place.url}/viec/{corrected}")
        assert _figures(page) == (pairs + 1, read + now_read)
        expect(page.get_by_text("không tính theo từng người")).to_be_visible()
        expect(page.locator("main")).not_to_contain_text("CTV 08")
        picture(page, "muc-dong-thuan")
        _takes_the_corrections(page)
        _may_not_review(page, f"{place.url}/viec/{corrected}")
    with transaction() as session:
        readings = {(one.label, one.read_by) for one in session.query(SampleReading)}
        assert readings == {(Label.CLAIM, person_of(session, "ctv08").id)}
        mine = session.query(AuditEvent).filter_by(actor_id=person_of(session, "phantich01").id)
        assert any("examples" in row.action or "export" in row.action for row in mine)


def _figures(page: Page) -> tuple[int, int]:
    """Pairs of conclusions, and posts of the sample that were read."""
    account_page(page, "Mức đồng thuận")
    agreement = page.get_by_role("table", name="Mức đồng thuận giữa lần đầu và lần hai")
    pairs = agreement.get_by_role("row", name="Tất cả").get_by_role("cell").first.inner_text()
    sorting = page.get_by_role("table", name="Máy xếp loại đúng đến đâu")
    missed = sorting.get_by_role("row", name="Cần đối chiếu").get_by_role("cell").nth(2).inner_text()
    return int(pairs), int(missed.rpartition("/")[2].strip(" )"))


def _reads_the_sample(page: Page, url: str) -> int:
    """All that waits; how many it was. The real lot may have fallen on some as well."""
    page.goto(f"{url}/hang-viec")
    page.get_by_role("link", name="Kiểm tra ngẫu nhiên").tap()
    left = page.get_by_text(re.compile(r"^Còn \d+ bài$"))
    waiting = int(left.inner_text().split()[1])
    for still in range(waiting - 1, -1, -1):
        expect(page.get_by_text("Gợi ý của máy không hiện ở đây")).to_be_visible()
        page.get_by_role("radio", name="Thông tin cần đối chiếu").check()
        page.get_by_role("button", name="Ghi loại của bài").tap()
        expect(left if still else page.get_by_text("Không còn bài nào để đọc.")).to_contain_text(
            f"òn {still} bài" if still else ""
        )
    return waiting


def _corrects(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Nhận việc này").first.tap()
    page.get_by_role("link", name="Máy xếp sai loại hoặc chủ đề").tap()
    part = page.locator("#y-kien")
    part.get_by_label("Loại đúng của bài").select_option("Lừa đảo")
    part.get_by_role("button", name="Sửa gợi ý của máy").tap()
    expect(page.get_by_text("Loại đúng: Lừa đảo")).to_be_visible()


def _takes_the_corrections(page: Page) -> None:
    account_page(page, "Bài người duyệt đã sửa nhãn")
    table = page.get_by_role("table", name="Số lần sửa theo loại")
    expect(table.get_by_role("row", name="Câu hỏi của dân").filter(has_text="Lừa đảo")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp JSONL").click()
    lines = Path(download.value.path()).read_text("utf-8").splitlines()
    assert "scam" in [json.loads(line)["label"] for line in lines]
    assert "CTV" not in "".join(lines)


def _may_not_review(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="Bài viết")).to_be_visible()
    expect(page.get_by_role("button", name="Nhận việc này")).to_have_count(0)
    expect(page.get_by_role("button", name="Ghi kết luận")).to_have_count(0)

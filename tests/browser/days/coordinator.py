"""Tổng hợp: what belongs together is merged, what is too big goes up, documents come in, gaps go to whom they concern."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select

from models.session import transaction
from models.tables.gap import InformationGap
from models.tables.item import Item
from models.tables.office import Office
from models.tables.official import Document
from models.vocabulary import EventKind, Queue, Verdict
from tests.browser.days.place import Place, notes_of, unfolded
from tests.browser.pictures import picture

DOCUMENT = Path(__file__).parents[2] / "nlp/official/data/quyet-dinh-hu-cau.txt"


def day(place: Place) -> None:
    """Merge two items, escalate one, add a document, forward a ticket."""
    first, second = place.item(Queue.SCAM), place.item(Queue.SCAM)
    unanswered = place.item(Queue.QUESTIONS)
    place.concluded("ctv08", unanswered, Verdict.NO_OFFICIAL_ANSWER, cited=False)
    with place.page("tonghop01") as page:
        _merges(page, place.url, first, second)
        _escalates(page, f"{place.url}/viec/{first}")
        _adds_a_document(page)
        _forwards(page, f"{place.url}/viec/{unanswered}")
    with transaction() as session:
        assert session.get_one(Item, second).merged_into == first
        assert session.get_one(Item, first).escalated
        assert session.scalars(select(Document.id).where(Document.number == "08/2026/QĐ-UBND")).one()
        ticket = session.query(InformationGap).filter_by(item_id=unanswered).one()
        assert session.get_one(Office, ticket.in_charge_id).code == "songlam"
    assert notes_of(first, EventKind.ESCALATED) == ["Cùng mẫu tin ở nhiều xã"]


def _merges(page: Page, url: str, into: int, other: int) -> None:
    page.goto(f"{url}/viec/{other}")
    part = unfolded(page, "Gộp vào vụ việc khác")
    part.get_by_label("Số vụ việc").fill(f"VV-{into}")
    part.get_by_label("Vì sao là một").fill("Cùng một mẫu tin lừa")
    part.get_by_role("button").click()
    expect(page.locator("main")).to_contain_text(f"VV-{into}")
    page.goto(f"{url}/viec/{other}")
    expect(page.get_by_text("Đã gộp vào")).to_be_visible()


def _escalates(page: Page, address: str) -> None:
    page.goto(address)
    part = unfolded(page, "Báo cấp trên")
    part.get_by_label("Vì sao cấp trên cần biết").fill("Cùng mẫu tin ở nhiều xã")
    part.get_by_role("button", name="Báo cấp trên").click()
    expect(page.locator("main")).to_contain_text("Cùng mẫu tin ở nhiều xã")


def _adds_a_document(page: Page) -> None:
    page.get_by_role("link", name="Tài khoản").first.click()
    page.get_by_role("link", name="Nạp văn bản chính thức").click()
    page.get_by_label("Chọn tệp").set_input_files(DOCUMENT)
    page.get_by_role("button", name="Nạp văn bản").click()
    expect(page.locator("#ket-qua")).to_contain_text("08/2026/QĐ-UBND")


def _forwards(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Phiếu thiếu thông tin").click()
    part = unfolded(page, "Chuyển cơ quan phụ trách khác")
    part.get_by_label("Cơ quan phụ trách mới").select_option(label="Ủy ban nhân dân tỉnh Sông Lam")
    part.get_by_label("Vì sao chuyển").fill("Thủ tục do tỉnh quy định")
    part.get_by_role("button", name="Chuyển phiếu").click()
    expect(page.locator("main")).to_contain_text("Thủ tục do tỉnh quy định")
    picture(page, "phieu-thieu-thong-tin")

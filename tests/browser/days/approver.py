"""Người duyệt: looks a second time without seeing the first, sends back, approves, records where it stands, shares what
deceives people.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from models.queries import accounts
from models.session import transaction
from models.tables.account import Account
from models.tables.audit import AuditEvent
from models.tables.decision import Decision
from models.tables.indicator import ItemIndicator, ScamIndicator
from models.tables.reply import Reply
from models.vocabulary import IndicatorKind, ItemState, Queue, ReplyState, Role, Verdict
from tests.browser.days.place import Place, account_page, conclude, person_of, state_of
from tests.browser.pictures import picture
from tests.browser.running import PHONE
from triage_api.services import scam_indicators

POSTED = "https://dongmay.songlam.example/hoi-dap/2"
ADVICE = "Nêu thêm nơi bà con đến hỏi."
FIRST_WORDS = "Đã đọc văn bản."


def day(place: Place) -> None:
    """Two second looks, one against the first; an answer returned, one approved, posted and public; indicators shared."""
    agreed, disputed, returned = (place.item(Queue.CLAIMS) for _ in range(3))
    for item_id in (agreed, disputed, returned):
        place.concluded("ctv08", item_id, Verdict.FALSE)
    place.concluded("ctv07", returned, Verdict.FALSE)
    place.submitted("ctv07", returned)
    indicator_id = _half_confirmed(place)
    with place.page("duyet02") as page, place.page("ctv07", PHONE) as phone:
        for _ in range(2):
            _looks_a_second_time(page, place.url, disputed)
        _ends_the_dispute(phone, f"{place.url}/viec/{disputed}")
        place.submitted("ctv08", agreed)
        _returns(page, returned)
        _sees_it_came_back(phone, place.url, returned)
        _approves(page, agreed)
        _shares(page, indicator_id)
    with place.page(None, PHONE) as citizen:
        _is_public(citizen, place.url, agreed)
    assert [state_of(one) for one in (agreed, disputed, returned)] == [
        ItemState.CLOSED,
        ItemState.AWAITING_REPLY,
        ItemState.AWAITING_REPLY,
    ]
    with transaction() as session:
        replies = {row.item_id: row for row in session.query(Reply)}
        assert (replies[returned].state, replies[returned].returned_note) == (ReplyState.RETURNED, ADVICE)
        assert replies[agreed].state is ReplyState.POSTED
        assert [posting.url for posting in replies[agreed].postings] == [POSTED]
        last = session.query(Decision).filter_by(item_id=disputed).order_by(Decision.id.desc()).first()
        assert last is not None
        assert (last.verdict, last.decided_by) == (Verdict.FALSE, person_of(session, "ctv07").id)
        exported = session.query(AuditEvent).filter(AuditEvent.action.like("%export%"))
        assert person_of(session, "duyet02").id in [row.actor_id for row in exported]


def _half_confirmed(place: Place) -> int:
    """An address in an item two people called a scam, confirmed by another approver."""
    with transaction() as session:
        found = session.query(ItemIndicator, ScamIndicator).join(ScamIndicator)
        item_id, indicator_id = next(
            (link.item_id, row.id)
            for link, row in found
            if row.kind in (IndicatorKind.DOMAIN, IndicatorKind.URL) and link.item_id not in place.given
        )
        office_id = session.query(Account).filter_by(username="duyet02").one().office_id
        accounts.add_account(session, office_id, "duyet03", "Người duyệt 03", "-", (Role.APPROVER,))
    place.given.add(item_id)
    for username in ("ctv07", "ctv08"):
        place.concluded(username, item_id, Verdict.SCAM)
    with transaction() as session:
        scam_indicators.confirm(session, person_of(session, "duyet03"), indicator_id)
    return indicator_id


def _looks_a_second_time(page: Page, url: str, disputed: int) -> None:
    """The next of those that wait, whichever of the two it is."""
    page.goto(f"{url}/hang-viec")
    page.get_by_role("link", name="Xem lần hai").first.click()
    page.get_by_role("button", name="Xem lần hai việc tiếp theo").click()
    expect(page.get_by_text("Bạn xem độc lập")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(FIRST_WORDS)
    expect(page.locator("main")).not_to_contain_text("CTV 08: ghi kết luận")
    if page.url.endswith(f"/viec/{disputed}"):
        conclude(page, "Thiếu ngữ cảnh", "Nộp trực tiếp thì vẫn có phí.")
        expect(page.get_by_text("Người thứ ba ghi kết luận cuối.")).to_be_visible()
    else:
        conclude(page, "Sai", "Nghị quyết nêu không thu phí.")
        expect(page.get_by_text("Chưa soạn câu trả lời.")).to_be_visible()
    expect(page.locator("main")).to_contain_text(FIRST_WORDS)


def _ends_the_dispute(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("Người thứ ba ghi kết luận cuối.")).to_be_visible()
    page.get_by_role("button", name="Nhận việc này").first.tap()
    conclude(page, "Sai", "Đã đọc cả hai lý do; bài nói về nộp trực tuyến.")
    expect(page.get_by_text("Chưa soạn câu trả lời.")).to_be_visible()


def _returns(page: Page, item_id: int) -> None:
    page.get_by_role("link", name="Trả lời").first.click()
    page.get_by_role("region", name="Chờ duyệt").locator(f"a[href='/viec/{item_id}/tra-loi']").click()
    page.get_by_label("Góp ý khi trả lại").fill(ADVICE)
    page.get_by_role("button", name="Trả lại để sửa").click()
    expect(page.get_by_text("Người duyệt trả lại:")).to_be_visible()


def _sees_it_came_back(page: Page, url: str, item_id: int) -> None:
    page.goto(f"{url}/hang-viec")
    mine = page.get_by_role("region", name="Bị trả lại cho bạn")
    expect(mine).to_contain_text(ADVICE)
    mine.get_by_role("link", name=f"VV-{item_id}").tap()
    expect(page.get_by_label("Câu 1", exact=True)).to_have_value(
        "Nộp hồ sơ trên Cổng Dịch vụ công không mất phí."
    )


def _approves(page: Page, item_id: int) -> None:
    page.get_by_role("link", name="Trả lời").first.click()
    page.get_by_role("region", name="Chờ duyệt").locator(f"a[href='/viec/{item_id}/tra-loi']").click()
    page.get_by_role("button", name="Duyệt câu trả lời").click()
    page.get_by_label("Địa chỉ bài đã đăng").fill(POSTED)
    page.get_by_role("button", name="Ghi nơi đăng").click()
    expect(page.get_by_role("heading", name="Đã đăng ở")).to_be_visible()
    expect(page.get_by_text("Luồng tin có trở lại không?")).to_be_visible()
    picture(page, "luong-tin-tro-lai")


def _shares(page: Page, indicator_id: int) -> None:
    account_page(page, "Dấu hiệu lừa đảo")
    page.locator(f"a[href='/dau-hieu/{indicator_id}']").click()
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="Xem đủ").click()
    expect(page.get_by_text("Đầy đủ, chỉ dùng trong nội bộ")).to_be_visible()
    page.get_by_role("button", name="Xác nhận để chia sẻ").click()
    expect(page.get_by_text("Chia sẻ tới")).to_be_visible()
    page.get_by_role("link", name="Dấu hiệu lừa đảo").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tệp CSV").click()
    assert name.replace("[.]", ".") in Path(download.value.path()).read_text("utf-8-sig").replace("[.]", ".")


def _is_public(page: Page, url: str, item_id: int) -> None:
    page.goto(f"{url}/doi-chieu")
    page.locator(f"a[href='/doi-chieu/{item_id}']").first.tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sai")
    expect(page.locator("main")).to_contain_text("không mất phí")
    expect(page.locator("main")).to_contain_text("12/2026/NQ-HĐND")
    assert page.context.cookies() == []

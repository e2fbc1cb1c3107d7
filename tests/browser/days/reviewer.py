"""Cộng tác viên, with a telephone: from the sign-in to the sign-out."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Page, expect

from models.session import transaction
from models.tables.item import Item
from models.tables.post import Post
from models.tables.reply import Reply
from models.vocabulary import EventKind, ItemState, Queue, ReplyState
from tests.browser.days.place import (
    WHY,
    Place,
    account_page,
    choose,
    kinds_of,
    notes_of,
    number,
    pick_the_sentence,
    state_of,
    unfolded,
)
from tests.browser.pictures import picture
from tests.browser.running import PHONE

REASON = "Cần người rành về lĩnh vực này"
HALF_WRITTEN = "Văn bản nêu rõ cách làm; viết dở trên đường về."
HEARD = "Nộp hồ sơ khai sinh qua mạng thì mấy ngày có kết quả?"
BLANKS = {
    "câu trả lời theo văn bản": "Nộp hồ sơ trực tuyến không mất phí",
    "giấy tờ cần có": "giấy tờ tùy thân",
    "nơi nộp": "Bộ phận một cửa",
    "nơi hỏi": "Tổ công nghệ số cộng đồng",
    "giờ mở cửa": "giờ hành chính",
}


def day(place: Place) -> None:
    """Take, read, hold longer, skip, lose the connection, conclude, take an opinion out, answer, note a question."""
    question, opinion = place.item(Queue.QUESTIONS), place.item(Queue.GRIEVANCES)
    with place.page("ctv07", PHONE) as page:
        skipped = _takes_the_next_and_skips_it(page)
        _concludes_where_the_connection_is_bad(page, f"{place.url}/viec/{question}")
        _answers_from_a_template(page)
        _takes_out(page, f"{place.url}/viec/{opinion}")
        _notes_a_question(page)
        _signs_out(page)
    assert (state_of(skipped), notes_of(skipped, EventKind.SKIPPED)) == (ItemState.OPEN, [REASON])
    assert kinds_of(skipped).count(EventKind.LEASED) == 1
    assert state_of(opinion) is ItemState.DISMISSED
    assert kinds_of(question)[-4:] == [
        EventKind.LEASED,
        EventKind.DECIDED,
        EventKind.REPLY_DRAFTED,
        EventKind.REPLY_SUBMITTED,
    ]
    with transaction() as session:
        (answer,) = session.query(Reply).filter_by(item_id=question)
        assert answer.state is ReplyState.SUBMITTED
        assert [one.passage_id is not None for one in answer.sentences] == [False, True, True, False]
        assert session.query(Post).filter(Post.text.contains("khai sinh qua mạng")).count() == 1


def _takes_the_next_and_skips_it(page: Page) -> int:
    page.get_by_role("button", name="Lấy việc tiếp theo").tap()
    page.wait_for_url("**/viec/*")
    taken = number(page)
    expect(page.get_by_text("Bạn đang giữ việc này")).to_be_visible()
    expect(page.get_by_role("heading", name="So với văn bản chính thức")).to_be_visible()
    picture(page, "vu-viec-tren-dien-thoai")
    before = _held_until(taken)
    page.get_by_role("button", name="Giữ thêm 15 phút").tap()
    expect(page.get_by_text(re.compile("Bạn đang giữ việc này đến .* còn 4[45] phút")).first).to_be_visible()
    assert _held_until(taken) - before > 14
    more = unfolded(page, "Không liên quan, bỏ qua")
    more.get_by_label("Lý do bỏ qua").fill(REASON)
    more.get_by_role("button", name="Trả việc về hàng").tap()
    page.wait_for_url("**/hang-viec*")
    return taken


def _held_until(item_id: int) -> float:
    """Minutes, on a clock that goes on for both sides."""
    with transaction() as session:
        until = session.get_one(Item, item_id).lease_expires_at
    assert until is not None
    return until.timestamp() / 60


def _concludes_where_the_connection_is_bad(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Nhận việc này").first.tap()
    page.get_by_label("Tìm thêm trong kho văn bản").fill("nộp hồ sơ trực tuyến")
    page.get_by_role("button", name="Tìm", exact=True).tap()
    expect(page.get_by_text("xếp ở trên và thêm vào mục Căn cứ")).to_be_visible()
    pick_the_sentence(page)
    page.context.set_offline(True)
    expect(page.get_by_text("Mất mạng từ")).to_be_visible()
    choose(page, "Có thông tin để trả lời")
    page.get_by_label(WHY).fill(HALF_WRITTEN)
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label(WHY)).to_have_value(HALF_WRITTEN)
    expect(page.get_by_role("radio", name="Có thông tin để trả lời")).to_be_checked()
    page.get_by_role("button", name="Ghi kết luận").tap()
    expect(page.get_by_text("Chưa soạn câu trả lời.")).to_be_visible()


def _answers_from_a_template(page: Page) -> None:
    page.get_by_role("link", name="Mở phần trả lời").tap()
    page.get_by_label("Mẫu đã duyệt").select_option("Trả lời câu hỏi")
    page.get_by_role("button", name="Thêm câu của mẫu").tap()
    for name, words in list(BLANKS.items())[:-1]:
        page.get_by_label(f"{name} (mẫu bắt buộc)").fill(words)
    page.get_by_role("button", name="Lưu và gửi duyệt").tap()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("giờ mở cửa (mẫu bắt buộc)").fill(BLANKS["giờ mở cửa"])
    expect(page.get_by_label("Câu 2", exact=True)).to_have_value(BLANKS["câu trả lời theo văn bản"] + ".")
    picture(page, "soan-tra-loi-tu-mau")
    page.get_by_role("button", name="Lưu và gửi duyệt").tap()
    expect(page.get_by_text("Chờ người duyệt.")).to_be_visible()
    expect(page.get_by_role("button", name="Duyệt câu trả lời")).to_have_count(0)


def _takes_out(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Nhận việc này").first.tap()
    page.get_by_role("button", name="Đây là ý kiến – đưa ra khỏi hàng việc").tap()
    expect(page.get_by_text("Đã đưa ra khỏi hàng việc.")).to_be_visible()
    expect(page.get_by_role("button", name="Hoàn tác")).to_be_visible()


def _notes_a_question(page: Page) -> None:
    account_page(page, "Câu hỏi nghe được")
    page.get_by_label("Các câu hỏi, mỗi câu một dòng").fill(HEARD)
    page.get_by_label("Ngày họp").fill(date.today().isoformat())  # noqa: DTZ011
    page.get_by_label("Nghe được ở").select_option(index=1)
    page.get_by_label("Chủ đề").select_option("Dịch vụ công trực tuyến")
    page.get_by_role("button", name="Ghi câu hỏi").tap()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi 1 câu hỏi, 1 câu mới.")


def _signs_out(page: Page) -> None:
    page.get_by_role("link", name="Tài khoản").first.tap()
    page.get_by_role("button", name="Đăng xuất").tap()
    page.wait_for_url("**/dang-nhap")
    page.go_back()
    page.reload()
    expect(page.get_by_role("button", name="Đăng nhập")).to_be_visible()

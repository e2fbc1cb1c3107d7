"""A file of posts on a phone without JavaScript: choose it, look, change a column, take it in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from models.vocabulary import Role
from tests.browser.looking import SMALL, WIDE, violations
from tests.browser.pictures import picture
from tests.browser.running import browser
from tests.browser.serving import page_of, served
from tests.database import TestDatabase
from tests.triage_api.desk import make_desk
from triage_api import waiting_posts

pytestmark = [pytest.mark.database, pytest.mark.browser]
ROWS = (
    "STT;Người phản ánh;Số điện thoại;Nội dung phản ánh;Đường dẫn;Ngày đăng;Ghi chú nội bộ",
    "1;Mơ;0900 000 111;Nghe nói từ 1/12 làm căn cước phải nộp 50k, gọi 0900 000 123 để hẹn;https://chomay.example/t/1;20/11/2026 8:15;a",
    "2;Mơ;0900 000 112;Cho tôi hỏi lớp học số tối thứ ba ở nhà văn hóa còn nhận người không ạ?;https://chomay.example/t/2;ngày 21 tháng 11 năm 2026;b",
    "3;Mơ;0900 000 113;;https://chomay.example/t/3;21/11/2026;c",
    "4;Mơ;0900 000 114;Tin nhắn lạ bảo bấm https://vneid-capnhat.example/nhan-tien-ho-tro-cho-ho-gia-dinh-va-nguoi-cao-tuoi;;31/02/2026;d",
)


@pytest.fixture
def opened(db: TestDatabase, chromium: str) -> Iterator[tuple[str, Browser]]:
    """A desk with somebody who may report texts, served, and a browser."""
    waiting_posts.forget()
    make_desk().person("ctv01", Role.REVIEWER)
    with served() as url, browser(chromium) as found:
        yield url, found
    waiting_posts.forget()


@pytest.mark.parametrize(
    ("width", "script", "dark"), [pytest.param(360, False, False, marks=pytest.mark.soak), (1280, True, True)]
)
def test_a_file_is_looked_at_and_taken_in(
    opened: tuple[str, Browser], width: int, script: bool, dark: bool
) -> None:
    url, found = opened
    page = page_of(found, url, "ctv01", width, script=script, dark=dark)
    page.goto(f"{url}/bao-tin")
    page.get_by_role("link", name="Nạp bài từ tệp").click()
    picture(page, "nap-bai")
    file: FilePayload = {
        "name": "phan-anh-thang-11.csv",
        "mimeType": "text/csv",
        "buffer": "\n".join(ROWS).encode(),
    }
    page.get_by_label("Chọn tệp").set_input_files(file)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem trước, chưa lưu gì")
    expect(page.get_by_text("Không đọc, vì nói về người đăng:")).to_contain_text(
        "Người phản ánh, Số điện thoại"
    )
    expect(page.get_by_label("Nội dung bài")).to_have_value("3")
    expect(page.locator("main")).not_to_contain_text("0900 000")
    page.get_by_label("Ngày giờ đăng").select_option("")
    page.get_by_role("button", name="Xem lại theo cột đã chọn").click()
    expect(page.get_by_role("status")).to_contain_text("3")
    if script:  # the page's own checks need it, the page does not
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert violations(page) == []
        assert page.evaluate(SMALL) == []
    assert page.evaluate(WIDE) <= 0
    page.get_by_label("Ngày giờ đăng").select_option(label="Ngày đăng")
    page.get_by_role("button", name="Xem lại theo cột đã chọn").click()
    picture(page, "nap-bai-xem-truoc")
    page.get_by_role("button", name="Nạp 2 bài").click()
    expect(page.get_by_role("status")).to_contain_text("đã nạp 2 bài mới")
    assert page.evaluate(WIDE) <= 0
    picture(page, "nap-bai-ket-qua")

"""Pages in the states a day brings: held, lost, refused, half typed, told while open, between two steps of signing in. None shuts anybody out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from models.session import transaction
from models.vocabulary import DraftForm
from tests.browser.looking import PHONE, faults, violations
from tests.browser.serving import furnished, opened_desk, page_of
from tests.database import TestServer
from tests.triage_api.desk import PASSWORD, Desk
from triage_api.services import form_drafts

pytestmark = [pytest.mark.database, pytest.mark.browser]
WHY = "Vì sao bạn kết luận như vậy"
Place = tuple[str, Browser, Desk, dict[str, int]]


@pytest.fixture(scope="module")
def place(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> Iterator[Place]:
    """The desk, its browser, and its items by what they show."""
    home = tmp_path_factory.mktemp("states")
    with opened_desk(cluster, migrated_database, home, chromium, furnished) as (url, opened, (desk, ids)):
        yield url, opened, desk, ids


def at(place: Place, who: str | None, address: str) -> Page:
    """A page on a phone."""
    url, opened, _desk, _ids = place
    page = page_of(opened, url, who, PHONE["width"])
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(url + address)
    return page


def ends_in(item_id: int, minutes: float) -> None:
    """Let the lease of an item end in so many minutes."""
    with transaction() as session:
        session.execute(
            text("UPDATE item SET lease_expires_at = now() + :left WHERE id = :id"),
            {"left": timedelta(minutes=minutes), "id": item_id},
        )


def in_view(page: Page, selector: str) -> bool:
    """Whether the first screen shows it, not under the bar."""
    return bool(
        page.evaluate(
            "(one) => { const box = document.querySelector(one).getBoundingClientRect(), bar = document.querySelector('.actionbar');"
            " const end = bar && bar.checkVisibility() ? bar.getBoundingClientRect().top : innerHeight;"
            " return box.height > 0 && box.top >= 0 && box.bottom <= end; }",
            selector,
        )
    )


def test_a_kept_draft_is_offered_and_taken_up(place: Place) -> None:
    _url, _opened, desk, ids = place
    with transaction() as session:
        typed = [("ly_do", "Nghị quyết nêu không thu phí.")]
        form_drafts.save(session, desk.person("ctv01"), ids["scam"], DraftForm.CONCLUSION, typed, 0)
    page = at(place, "ctv01", f"/viec/{ids['scam']}?cau_so=0")
    expect(page.get_by_role("link", name="Dùng bản nháp")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="Dùng bản nháp").click()
    expect(page.get_by_label(WHY)).to_have_value("Nghị quyết nêu không thu phí.")
    assert faults(page) == []
    page.context.close()


def test_who_is_at_an_item_stands_in_the_first_screen(place: Place) -> None:
    _url, _opened, _desk, ids = place
    page = at(place, "ctv02", f"/viec/{ids['held']}")
    expect(page.locator("header .sign.taken")).to_contain_text("CTV01 đang xem")
    assert in_view(page, "header .sign.taken")
    assert faults(page) == []
    page.context.close()


def test_what_is_told_while_a_page_is_open_stands_above_the_bar(place: Place) -> None:
    _url, _opened, _desk, ids = place
    for address, line in (("/hang-viec", "#viec-moi"), (f"/viec/{ids['held']}", "#vua-doi")):
        page = at(place, "ctv01", address)
        before = page.locator("h1").bounding_box()
        page.locator(line).evaluate("(line) => { line.textContent = 'Có 3 việc mới từ lúc mở trang.'; }")
        assert page.locator("h1").bounding_box() == before, "nothing moved under the finger"
        assert in_view(page, line)
        bar = page.locator(".actionbar, .tabs").filter(visible=True).first.bounding_box()
        told = page.locator(line).bounding_box()
        assert bar is not None
        assert told is not None
        assert told["y"] + told["height"] <= bar["y"] + 1
        assert faults(page) == []
        page.context.close()


def test_a_refused_conclusion_is_told_where_one_looks(place: Place) -> None:
    _url, _opened, _desk, ids = place
    item_id = ids["held"]
    page = at(place, "ctv01", f"/viec/{item_id}?cau_so=0")
    page.locator("label.choice", has_text=re.compile(r"^\s*Đúng")).click()
    page.get_by_label(WHY).fill("Nghị quyết nêu không thu phí.")
    page.get_by_label("Có giá trị đến ngày").fill("32/13")
    page.get_by_role("button", name="Ghi kết luận").click()
    expect(page.locator("#loi")).to_contain_text("Ngày ghi chưa đúng dạng")
    assert in_view(page, "#loi")
    assert faults(page) == []
    ends_in(item_id, 4)
    page.goto(f"{place[0]}/viec/{item_id}?cau_so=0")
    expect(page.locator("#sap-het")).to_contain_text("Giữ thêm")
    assert in_view(page, "#sap-het")
    assert faults(page) == []
    page.get_by_label("Có giá trị đến ngày").fill("")
    page.locator("input[name=can_cu]").first.check()
    page.locator("label.choice", has_text=re.compile(r"^\s*Đúng")).click()
    ends_in(item_id, -1)
    page.get_by_role("button", name="Ghi kết luận").click()
    expect(page.get_by_role("heading", name="Bài của bạn chưa gửi")).to_be_visible()
    assert page.get_by_text("Hết giờ giữ lúc").count() == 0, "said once"
    assert faults(page) == []
    page.context.close()


def test_a_citizen_checks_and_sends_a_message(place: Place) -> None:
    page = at(place, None, "/kiem-tra")
    page.get_by_label("Dán tin nhắn").fill("Công an xã báo: cập nhật tại vneid-dongmay.example")
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("heading", name="Bạn nên làm gì")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Cơ quan nhận").select_option(index=1)
    page.get_by_label("Tôi đồng ý gửi tin này").check()
    page.get_by_role("button", name="Gửi cho cơ quan").click()
    page.wait_for_url("**/kiem-tra/gui")
    assert faults(page) == []
    page.context.close()


def test_settings_are_tried_and_refused(place: Place) -> None:
    page = at(place, "qtri01", "/cai-dat")
    page.get_by_role("button", name="Xem trước thứ tự").click()
    expect(page.get_by_role("heading", name="Nếu lưu")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Tác hại").fill("99")
    page.get_by_role("button", name="Lưu cài đặt").click()
    expect(page.locator("#loi")).to_be_visible()
    assert faults(page) == []
    page.context.close()


def test_signing_in_stops_at_the_code(place: Place) -> None:
    _url, _opened, desk, _ids = place
    desk.person("hai01")
    page = at(place, "hai01", "/tai-khoan/ma-mot-lan")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    secret = page.locator("p.code").filter(has_text=re.compile(r"^[A-Z2-7]{32}$")).inner_text()
    page.get_by_label("Mã trên điện thoại").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Bật mã dùng một lần").click()
    expect(page.locator("li.code").first).to_be_visible()
    assert faults(page) == [], "recovery codes"
    page.context.close()
    page = at(place, None, "/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("hai01")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/dang-nhap/ma*")
    assert faults(page) == []
    page.context.close()


def test_keys_are_listed_on_a_phone_with_a_keyboard_and_focus_comes_back(place: Place) -> None:
    page = at(place, "ctv01", "/tai-khoan")
    page.set_viewport_size({"width": 1280, "height": 800})
    opener = page.get_by_role("link", name="Phím tắt")
    opener.focus()
    page.keyboard.press("Shift+Slash")
    dialog = page.get_by_role("dialog", name="Phím tắt")
    expect(dialog).to_be_visible()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert violations(page, "#phim-tat") == []
    assert page.evaluate(
        "document.getElementById('phim-tat').scrollWidth <= document.getElementById('phim-tat').clientWidth"
    )
    for _ in range(20):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
        ), "focus stays in the list"
    page.set_viewport_size({"width": 1280, "height": 800})
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    page.goto(f"{place[0]}/hang-viec")
    page.keyboard.press("j")
    page.wait_for_function("() => !document.body.dataset.keys && document.activeElement.href")
    here = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Shift+Slash")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('href')") == here
    page.context.close()


def test_the_first_job_is_seen_without_scrolling(place: Place) -> None:
    page = at(place, "ctv01", "/hang-viec")
    first = page.locator(".job h3").first.bounding_box()
    bar = page.locator(".tabs").bounding_box()
    assert first is not None
    assert bar is not None
    assert first["y"] + 24 <= bar["y"]
    page.context.close()

"""Quản trị: a colleague invited, protected and locked, a session ended, sources, a program's token, the desk's settings."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

import pyotp
from playwright.sync_api import Page, expect

from models.queries import audit
from models.session import transaction
from models.tables.account import Account, AccountRole, LoginSession
from models.tables.audit import AuditEvent
from models.tables.office import Office
from models.vocabulary import Role
from tests.browser.days.place import Place, account_page, person_of
from tests.browser.pictures import picture
from tests.browser.running import PHONE, sign_in

NEW = "ctv09"
THEIR_PASSWORD = "bốn từ không liên quan"
DONE = {
    "account_added",
    "account_changed",
    "account_disabled",
    "source_run_asked",
    "token_issued",
    "token_revoked",
    "desk_settings_changed",
    "desk_settings_reset",
}
"""Rows of the trail that must be there."""


def day(place: Place) -> None:
    """Invite, protect, give other roles, end a session, lock; look at sources; make and revoke a token; change settings."""
    with place.page("quantri01") as page, place.page(None, PHONE) as theirs:
        link = _invites(page)
        _sets_a_password(theirs, place.url, urlsplit(link).path)
        code = _sets_up_codes(theirs)
        _changes_roles(page)
        _comes_back(theirs, place.url, code)
        _ends_a_session_of_their_own(page, place)
        _locks(page, theirs, place.url)
        _looks_at_sources(page)
        _gives_a_program_a_token(page, place)
        _sets_the_desk(page)
        page.goto(f"{place.url}/nhat-ky")
        expect(page.get_by_text("Vai trò của bạn không làm được việc này.")).to_be_visible()
    with transaction() as session:
        invited = session.query(Account).filter_by(username=NEW).one()
        assert invited.disabled_at is not None
        assert session.get_one(Office, invited.office_id).code == "dongmay"
        roles = {row.role for row in session.query(AccountRole).filter_by(account_id=invited.id)}
        assert roles == {Role.REVIEWER, Role.COORDINATOR}
        assert session.query(LoginSession).filter_by(account_id=invited.id).count() == 0
        assert audit.verify(session).finding is None
        who = person_of(session, "quantri01").id
        done = {row.action for row in session.query(AuditEvent).filter_by(actor_id=who)}
        assert done >= DONE, DONE - done


def _invites(page: Page) -> str:
    account_page(page, "Tài khoản của cán bộ")
    page.get_by_label("Tên đăng nhập").fill(NEW)
    page.get_by_label("Tên hiện trong lịch sử").fill("CTV 09")
    page.get_by_role("checkbox", name="cộng tác viên").check()
    page.get_by_role("button", name="Thêm và lấy liên kết").click()
    shown = page.get_by_role("status").filter(has_text="chỉ hiện một lần này")
    found = re.search(r"http\S+/lien-ket/\S+", shown.inner_text())
    assert found, shown.inner_text()
    return found[0]


def _sets_a_password(page: Page, url: str, link: str) -> None:
    page.goto(url + link)
    page.get_by_label("Mật khẩu mới", exact=True).fill(THEIR_PASSWORD)
    page.get_by_label("Nhập lại mật khẩu mới").fill(THEIR_PASSWORD)
    page.get_by_role("button", name="Đặt mật khẩu").tap()
    expect(page.get_by_role("heading", name="Đã đặt mật khẩu")).to_be_visible()
    page.goto(url + link)
    expect(page.get_by_role("button", name="Đặt mật khẩu")).to_have_count(0)
    sign_in(page, url, NEW, THEIR_PASSWORD)


def _sets_up_codes(page: Page) -> pyotp.TOTP:
    """On their own telephone; what its app shows from then on."""
    page.get_by_role("link", name="Tài khoản").first.tap()
    page.get_by_role("listitem").filter(has_text="Mã dùng một lần").get_by_role("link").tap()
    page.get_by_text("Không quét được? Nhập khóa này").tap()
    code = pyotp.TOTP(page.locator("details .code").inner_text())
    page.get_by_label("Mã trên điện thoại").fill(code.now())
    page.get_by_role("button", name="Bật mã dùng một lần").tap()
    expect(page.get_by_role("heading", name="Mã dự phòng của bạn")).to_be_visible()
    page.get_by_role("link", name="Tôi đã chép xong").tap()
    expect(page.get_by_text("Mã dùng một lần đang bật")).to_be_visible()
    return code


def _changes_roles(page: Page) -> None:
    account_page(page, "Tài khoản của cán bộ")
    page.get_by_role("link", name="CTV 09").click()
    expect(page.get_by_role("definition").filter(has_text="đang bật")).to_be_visible()
    page.get_by_role("checkbox", name="tổng hợp").check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_role("checkbox", name="tổng hợp")).to_be_checked()


def _comes_back(page: Page, url: str, code: pyotp.TOTP) -> None:
    """Signed out by the change of rights; the password alone is not enough."""
    page.goto(f"{url}/hang-viec")
    expect(page.get_by_role("button", name="Đăng nhập")).to_be_visible()
    sign_in(page, url, NEW, THEIR_PASSWORD)
    page.get_by_label("Mã trên điện thoại").fill(code.at(int(time.time()), counter_offset=1))
    page.get_by_role("button", name="Đăng nhập").tap()
    page.wait_for_url("**/hang-viec*")
    account_page(page, "Phân công")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Phân công")


def _ends_a_session_of_their_own(page: Page, place: Place) -> None:
    """The administrator forgot to sign out on another telephone."""
    with place.page("quantri01", PHONE) as forgotten:
        page.get_by_role("link", name="Tài khoản").first.click()
        page.get_by_role("link", name="Xem từng nơi").click()
        page.get_by_role("button", name=re.compile("Đăng xuất nơi ấy.*Điện thoại")).click()
        expect(page.get_by_role("status")).to_be_visible()
        expect(page.get_by_role("button", name="Đăng xuất nơi ấy")).to_have_count(0)
        forgotten.reload()
        expect(forgotten.get_by_role("button", name="Đăng nhập")).to_be_visible()


def _locks(page: Page, theirs: Page, url: str) -> None:
    account_page(page, "Tài khoản của cán bộ")
    page.get_by_role("link", name="CTV 09").click()
    page.get_by_role("button", name="Khóa tài khoản").click()
    expect(page.get_by_role("definition").filter(has_text="đã khóa")).to_be_visible()
    theirs.goto(f"{url}/hang-viec")
    expect(theirs.get_by_role("button", name="Đăng nhập")).to_be_visible()


def _looks_at_sources(page: Page) -> None:
    page.get_by_role("link", name="Nguồn").first.click()
    picture(page, "nguon")
    page.get_by_role("table", name="Sức khỏe từng nguồn").get_by_role("link", name="Chợ Mây").click()
    expect(page.get_by_role("table", name="Số liệu 7 ngày và 28 ngày")).to_be_visible()
    page.get_by_role("button", name="Thu thập ngay").click()
    expect(page.get_by_role("status").first).to_contain_text("lần thu thập")
    page.get_by_role("link", name="Mọi nguồn").click()
    page.get_by_role("link", name="Thêm nguồn").first.click()
    page.get_by_label("Địa chỉ trang công khai").fill("http://127.0.0.1/tin")
    page.get_by_role("button", name="Xem thử").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Địa chỉ trang công khai")).to_have_value("http://127.0.0.1/tin")


def _gives_a_program_a_token(page: Page, place: Place) -> None:
    page.get_by_role("link", name="Tài khoản").first.click()
    page.get_by_role("listitem").filter(has_text="mã truy cập cho chương trình").get_by_role("link").click()
    page.get_by_label("Tên chương trình").fill("bảng tình trạng nguồn")
    page.get_by_role("checkbox", name="xem tình trạng nguồn").check()
    page.get_by_role("button", name="Tạo mã").click()
    token = page.get_by_role("status").locator(".code").inner_text()
    with place.opened.new_context(
        base_url=place.url, extra_http_headers={"Authorization": f"Bearer {token}"}
    ) as program:
        assert program.request.get("/api/v1/sources").status == 200
        assert program.request.get("/api/v1/items").status == 403
        page.get_by_role("button", name="Thu hồi bảng tình trạng nguồn").click()
        expect(page.get_by_text("Đã thu hồi mã truy cập.")).to_be_visible()
        assert program.request.get("/api/v1/sources").status == 401


def _sets_the_desk(page: Page) -> None:
    account_page(page, "Cài đặt bàn việc")
    harm = page.get_by_label("Tác hại")
    harm.fill("35")
    page.get_by_role("button", name="Lưu cài đặt").click()
    expect(page.get_by_role("alert")).to_contain_text("100")
    expect(harm).to_have_value("35")
    page.get_by_label("Độ lan").fill("30")
    page.get_by_role("button", name="Xem trước thứ tự").click()
    expect(page.get_by_role("heading", name="Nếu lưu: mười việc đứng đầu hôm nay")).to_be_visible()
    picture(page, "cai-dat-ban-viec")
    page.get_by_label("Một người giữ việc").fill("45")
    page.get_by_role("button", name="Lưu cài đặt").click()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu.")
    expect(page.get_by_label("Một người giữ việc")).to_have_value("45")
    page.get_by_role("button", name="Về mặc định").click()
    expect(page.get_by_role("status")).to_contain_text("Đã về mặc định.")
    expect(page.get_by_label("Một người giữ việc")).to_have_value("30")

"""The desk while it is used: two browsers see each other, a lease warns and is kept by work, a draft moves to another device."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from models.session import transaction
from models.settings import settings
from models.tables.item import Item
from tests.browser.serving import opened_desk, page_of
from tests.database import TestServer
from tests.triage_api.desk import Desk, make_desk
from triage_api import live as stream
from triage_api.services import lease

pytestmark = [pytest.mark.database, pytest.mark.browser]
WHY = "Vì sao bạn kết luận như vậy"
Place = tuple[str, Browser, Desk]
SOON = 20_000


@pytest.fixture(scope="module")
def place(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> Iterator[Place]:
    """A desk with two reviewers whose pages are told quickly."""

    def two() -> Desk:
        desk = make_desk()
        for name in ("ctv01", "ctv02"):
            desk.person(name)
        return desk

    home = tmp_path_factory.mktemp("live")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "READ_SECONDS", 0.3)
        with opened_desk(cluster, migrated_database, home, chromium, two) as found:
            yield found


def held(desk: Desk, minutes: float = 30.0) -> int:
    """An item ctv01 holds for so many minutes more."""
    item_id = desk.item()
    with transaction() as session:
        lease.lease(session, desk.person("ctv01"), item_id)
    ends_in(item_id, minutes)
    return item_id


def ends_in(item_id: int, minutes: float) -> None:
    """Let the lease end in so many minutes."""
    with transaction() as session:
        session.execute(
            text("UPDATE item SET lease_expires_at = now() + :left WHERE id = :id"),
            {"left": timedelta(minutes=minutes), "id": item_id},
        )


def minutes_left(item_id: int) -> float:
    with transaction() as session:
        until = session.get_one(Item, item_id).lease_expires_at
    assert until is not None
    return (until - datetime.now(UTC)).total_seconds() / 60


def quick(page: Page) -> Page:
    """Timers of the page run when the test says so."""
    page.clock.install()
    return page


def test_two_browsers_see_each_other_and_what_the_other_takes(place: Place) -> None:
    url, opened, desk = place
    item_id = desk.item()
    first, second = page_of(opened, url, "ctv01"), page_of(opened, url, "ctv02", 360)
    first.goto(f"{url}/viec/{item_id}")
    second.goto(f"{url}/viec/{item_id}")
    expect(second.locator("#dang-xem")).to_have_text("CTV01 đang xem")
    expect(first.locator("#dang-xem")).to_have_text("CTV02 đang xem", timeout=SOON)
    second.get_by_role("button", name="Nhận việc này").last.click()
    expect(first.locator("#vua-doi")).to_contain_text("CTV02 đang giữ việc này", timeout=SOON)
    for page in (first, second):
        page.context.close()


def test_counts_change_where_they_stand(place: Place) -> None:
    url, opened, desk = place
    desk.item()
    page = page_of(opened, url, "ctv01", 360)
    page.goto(f"{url}/hang-viec")
    before = int(page.locator("[data-count=claims]").inner_text())
    top = page.locator(".ledger").first.bounding_box()
    desk.item()
    expect(page.locator("[data-count=claims]")).to_have_text(str(before + 1), timeout=SOON)
    expect(page.locator("#viec-moi")).to_have_text("Có 1 việc mới từ lúc mở trang. Tải lại để xem.")
    assert page.locator(".ledger").first.bounding_box() == top, "nothing moved under the finger"
    page.context.close()


def test_a_telephone_that_saves_data_and_a_hidden_tab_do_not_connect(place: Place) -> None:
    url, opened, desk = place
    item_id = desk.item()
    for script in (
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })",
        "Object.defineProperty(Document.prototype, 'hidden', { get: () => true })",
    ):
        page = page_of(opened, url, "ctv01", 360)
        page.add_init_script(script)
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(f"{url}/viec/{item_id}", wait_until="networkidle")
        assert [one for one in asked if "su-kien" in one] == []
        page.context.close()


def test_the_end_of_a_lease_is_told_at_five_minutes_and_at_one(place: Place) -> None:
    url, opened, desk = place
    item_id = held(desk, 7)
    page = quick(page_of(opened, url, "ctv01", 360))
    page.goto(f"{url}/viec/{item_id}?cau_so=0")
    warning = page.locator("#sap-het")
    expect(warning).to_have_text("")
    expect(warning).to_have_attribute("role", "status")
    ends_in(item_id, 4.9)  # time goes on for both sides
    page.clock.fast_forward(2 * 60 * 1000 + 5000)
    expect(warning).to_contain_text("Còn 5 phút")
    ends_in(item_id, 0.9)
    page.clock.fast_forward(4 * 60 * 1000)
    expect(warning).to_contain_text("Còn 1 phút")
    page.get_by_label(WHY).fill("còn đây")
    page.get_by_role("button", name="Giữ thêm 15 phút").click()
    expect(warning).to_have_text("")
    assert page.get_by_label(WHY).input_value() == "còn đây"
    assert minutes_left(item_id) > 15
    page.context.close()


def test_work_keeps_a_lease_and_a_page_nobody_touches_does_not(place: Place) -> None:
    url, opened, desk = place
    worked, left_alone = held(desk, 3), held(desk, 3)
    page = quick(page_of(opened, url, "ctv01"))
    page.goto(f"{url}/viec/{left_alone}?cau_so=0")
    with page.expect_response("**/con-xem"):
        page.clock.fast_forward(61_000)
    assert minutes_left(left_alone) < 3
    page.goto(f"{url}/viec/{worked}?cau_so=0")
    page.get_by_label(WHY).press_sequentially("đang viết")
    with page.expect_response("**/con-xem"):
        page.clock.fast_forward(61_000)
    assert minutes_left(worked) == pytest.approx(2 * settings().lease_work_minutes, abs=1)
    expect(page.locator("[data-lease]").first).to_contain_text(re.compile("còn (9|10) phút"))
    page.context.close()


def test_a_lost_lease_says_what_happened_and_keeps_what_was_typed(place: Place) -> None:
    url, opened, desk = place
    item_id = held(desk, 3)
    page = quick(page_of(opened, url, "ctv01"))
    page.goto(f"{url}/viec/{item_id}?cau_so=0")
    page.get_by_label(WHY).fill("viết dở")
    with transaction() as session:
        session.execute(text("UPDATE item SET lease_expires_at = now() WHERE id = :id"), {"id": item_id})
        lease.lease(session, desk.person("ctv02"), item_id)
    page.clock.fast_forward(61_000)
    expect(page.locator("#vua-doi")).to_contain_text(
        "CTV02 đã nhận việc này. Phần bạn viết còn nguyên", timeout=SOON
    )
    assert page.get_by_label(WHY).input_value() == "viết dở"
    page.context.close()


def test_a_draft_is_taken_up_on_another_device(place: Place) -> None:
    url, opened, desk = place
    item_id = held(desk)
    at_desk, phone = page_of(opened, url, "ctv01"), page_of(opened, url, "ctv01", 360)
    at_desk.goto(f"{url}/viec/{item_id}?cau_so=0")
    at_desk.locator("input[name=ket_luan][value=true]").check(force=True)
    with at_desk.expect_response("**/ban-nhap"):
        at_desk.get_by_label(WHY).fill("Mới viết một nửa")
    expect(at_desk.locator("p[data-kept]")).to_contain_text("Đã lưu nháp lúc")
    at_desk.reload()
    assert at_desk.get_by_label(WHY).input_value() == "Mới viết một nửa"
    expect(at_desk.locator("[data-offer]")).to_be_hidden()  # this machine wrote it
    phone.goto(f"{url}/viec/{item_id}?cau_so=0")
    assert phone.get_by_label(WHY).input_value() == ""
    phone.get_by_role("link", name="Dùng bản nháp").click()
    assert phone.get_by_label(WHY).input_value() == "Mới viết một nửa"
    assert phone.locator("input[name=ket_luan]:checked").get_attribute("value") == "true"
    with phone.expect_response("**/ban-nhap"):
        phone.get_by_label(WHY).fill("Mới viết một nửa, viết tiếp ở điện thoại")
    with at_desk.expect_response("**/ban-nhap") as refused:
        at_desk.get_by_label(WHY).fill("Ở máy bàn viết khác")
    assert refused.value.status == 409
    expect(at_desk.locator("p[data-kept]")).to_contain_text("chưa lưu đè")
    assert at_desk.get_by_label(WHY).input_value() == "Ở máy bàn viết khác"
    for page in (at_desk, phone):
        page.context.close()


def test_everything_again_without_script(place: Place) -> None:
    url, opened, desk = place
    item_id = held(desk, 4)
    other = page_of(opened, url, "ctv02", 360, script=False)
    other.goto(f"{url}/viec/{item_id}")
    page = page_of(opened, url, "ctv01", 360, script=False)
    page.goto(f"{url}/viec/{item_id}?cau_so=0")
    expect(page.locator("#dang-xem")).to_contain_text("CTV02 đang xem")
    expect(page.locator("#sap-het")).to_contain_text("Còn chưa đầy 5 phút")
    page.get_by_label(WHY).fill("Viết dở, không có script")
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.locator("p[data-kept]")).to_contain_text("Đã lưu nháp lúc")
    assert page.get_by_label(WHY).input_value() == "Viết dở, không có script"
    page.get_by_role("button", name="Giữ thêm 15 phút").click()
    assert minutes_left(item_id) > 15
    page.get_by_role("link", name="Dùng bản nháp").click()
    assert page.get_by_label(WHY).input_value() == "Viết dở, không có script"
    page.goto(f"{url}/viec/{item_id}")
    page.get_by_role("button", name="Bỏ bản nháp").click()
    expect(page.locator("[data-offer]")).to_have_count(0)
    for one in (page, other):
        one.context.close()

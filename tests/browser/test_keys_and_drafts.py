"""The desk with keys alone, and with a connection that goes and comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from models.session import transaction
from models.tables.decision import Decision
from tests.browser.serving import furnished, opened_desk, page_of
from tests.database import TestServer

pytestmark = [pytest.mark.database, pytest.mark.browser]
WHY = "Vì sao bạn kết luận như vậy"
READY = "() => !document.body.dataset.keys"
"""The keys come with the first that is pressed."""
FOCUS = "() => document.activeElement.getAttribute('href') || document.activeElement.id || document.activeElement.name"


@pytest.fixture(scope="module")
def place(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> Iterator[tuple[str, Browser, dict[str, int]]]:
    """The desk, its browser, and its items by what they show."""
    home = tmp_path_factory.mktemp("keys")
    with opened_desk(cluster, migrated_database, home, chromium, furnished) as (url, opened, (_desk, ids)):
        yield url, opened, ids


def at(place: tuple[str, Browser, dict[str, int]], address: str) -> Page:
    """A page of the reviewer's, at the desk."""
    url, opened, _ids = place
    page = page_of(opened, url, "ctv01")
    page.goto(url + address)
    return page


def test_a_list_is_walked_and_an_item_taken_and_concluded_by_keys(
    place: tuple[str, Browser, dict[str, int]],
) -> None:
    page = at(place, "/hang-viec")
    page.keyboard.press("j")
    page.wait_for_function(READY)
    first = page.evaluate(FOCUS)
    page.keyboard.press("j")
    assert page.evaluate(FOCUS) != first
    page.keyboard.press("k")
    assert page.evaluate(FOCUS) == first
    page.goto(f"{place[0]}/viec/{place[2]['open']}")
    page.keyboard.press("g")
    expect(page.get_by_role("button", name="Dùng câu này")).to_be_visible()
    page.wait_for_load_state()  # keys are heard when the page's scripts have come
    page.keyboard.press("1")
    page.wait_for_function(READY)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Ghi kết luận")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("2")
    page.wait_for_function(READY)
    assert page.locator("input[name=ket_luan]:checked").get_attribute("value") == "false"
    page.keyboard.press("n")
    assert page.evaluate(FOCUS) == "ghi-chu"
    page.keyboard.type("jk 1")
    assert page.locator("#ghi-chu").input_value() == "jk 1"
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("jk 1")).to_be_visible()
    page.context.close()


def test_keys_are_listed_changed_turned_off_and_set_back(place: tuple[str, Browser, dict[str, int]]) -> None:
    page = at(place, "/hang-viec")
    page.keyboard.press("Shift+Slash")
    dialog = page.get_by_role("dialog", name="Phím tắt")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Đổi phím: việc dưới").click()
    page.keyboard.press("k")
    expect(dialog.get_by_role("status")).to_have_text("Phím ấy đã dùng cho việc khác.")
    dialog.get_by_role("button", name="Đổi phím: việc dưới").click()
    page.keyboard.press("d")
    expect(dialog.get_by_role("status")).to_have_text("Đã đổi phím, lưu trên máy này.")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.reload()
    page.keyboard.press("j")
    page.wait_for_function(READY)
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("d")
    assert "/viec/" in page.evaluate(FOCUS)
    page.keyboard.press("Shift+Slash")
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("d")
    page.wait_for_function(READY)
    assert page.evaluate("document.activeElement === document.body")
    page.goto(f"{place[0]}/tai-khoan")
    page.get_by_role("link", name="Phím tắt").click()
    page.get_by_role("button", name="Về phím ban đầu").click()
    assert page.get_by_role("checkbox").is_checked()
    page.context.close()


def test_a_conclusion_written_without_a_connection_is_sent_once_when_it_is_back(
    place: tuple[str, Browser, dict[str, int]],
) -> None:
    item_id = place[2]["held"]
    page = at(place, f"/viec/{item_id}?cau_so=0")
    page.context.set_offline(True)
    expect(page.get_by_text("Mất mạng từ")).to_be_visible()
    for choice in ("input[name=ket_luan][value=true]", "input[name=can_cu]"):
        page.locator(choice).first.evaluate("field => field.scrollIntoView({ block: 'center' })")
        page.locator(choice).first.check(force=True)
    page.get_by_label(WHY).fill("Nghị quyết nêu không thu phí.")
    page.get_by_role("button", name="Ghi kết luận").click()
    expect(page.get_by_text("sẽ tự gửi, một lần, khi có mạng lại")).to_be_visible()
    assert f"/viec/{item_id}" in page.url
    page.context.set_offline(False)
    expect(page.get_by_text("Chưa soạn câu trả lời.")).to_be_visible()
    with transaction() as session:
        kept = [one.rationale for one in session.query(Decision).filter_by(item_id=item_id)]
    assert kept == ["Nghị quyết nêu không thu phí."]
    assert (
        page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('sangtin-draft:viec')).length") == 0
    )
    page.context.close()


def test_what_was_chosen_comes_back_with_what_was_typed(place: tuple[str, Browser, dict[str, int]]) -> None:
    item_id = place[2]["scam"]
    page = at(place, f"/viec/{item_id}?cau_so=0")
    page.locator("input[name=ket_luan]").nth(1).check(force=True)
    page.get_by_label(WHY).fill("viết dở")
    page.goto(f"{place[0]}/hang-viec")
    page.goto(f"{place[0]}/viec/{item_id}?cau_so=0")
    assert page.locator("input[name=ket_luan]").nth(1).is_checked()
    assert page.get_by_label(WHY).input_value() == "viết dở"
    page.context.close()


def test_what_was_typed_into_the_blanks_of_a_template_stays_when_the_reply_is_refused(
    place: tuple[str, Browser, dict[str, int]],
) -> None:
    address = f"/viec/{place[2]['awaiting']}/tra-loi"
    page = at(place, address)
    page.get_by_role("button", name="Thêm câu của mẫu").click()
    page.get_by_label("việc cần làm (mẫu bắt buộc)").fill("nộp hồ sơ qua mạng")
    page.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(page.get_by_role("alert")).to_be_visible()
    third = page.get_by_label("Câu 3", exact=True)
    expect(third).to_have_value("Bà con cần làm: nộp hồ sơ qua mạng.")
    page.goto(f"{place[0]}/hang-viec")
    page.goto(place[0] + address)
    expect(third).to_have_value("Bà con cần làm: nộp hồ sơ qua mạng.")
    page.context.close()

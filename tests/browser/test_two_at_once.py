"""Two people at one queue, each in a browser of their own, one at a desk and one with a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from models.session import transaction
from models.tables.decision import Decision
from tests.browser.serving import opened_desk, page_of
from tests.database import TestServer
from tests.triage_api.desk import Desk, make_desk

pytestmark = [pytest.mark.database, pytest.mark.browser]
WHY = "Vì sao bạn kết luận như vậy"


@pytest.fixture(scope="module")
def place(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> Iterator[tuple[str, Browser, Desk]]:
    """A desk with a few claims and two reviewers."""

    def two() -> Desk:
        desk = make_desk()
        for name in ("ctv01", "ctv02"):
            desk.person(name)
        return desk

    home = tmp_path_factory.mktemp("two")
    with opened_desk(cluster, migrated_database, home, chromium, two) as found:
        yield found


def both(place: tuple[str, Browser, Desk]) -> tuple[Page, Page]:
    """The two, at their lists."""
    url, opened, _desk = place
    pages = page_of(opened, url, "ctv01"), page_of(opened, url, "ctv02", 360)
    for page in pages:
        page.goto(f"{url}/hang-viec")
    return pages


def number(page: Page) -> int:
    """The item a page shows."""
    found = re.search(r"/viec/(\d+)$", page.url)
    assert found, page.url
    return int(found[1])


def test_who_takes_the_next_item_at_once_gets_another_one(place: tuple[str, Browser, Desk]) -> None:
    items = {place[2].item(f"Từ 1/12 nộp hồ sơ mất phí {fee}k") for fee in (40, 50)}
    pages = both(place)
    for page in pages:  # neither waits for the other's answer
        page.evaluate("() => { setTimeout(() => document.querySelector('.take button').click(), 0); }")
    for page in pages:
        page.wait_for_url("**/viec/*")
    assert {number(page) for page in pages} == items
    for page in pages:
        expect(page.get_by_role("button", name="Dùng câu này")).to_be_visible()
    for page, other in zip(pages, ("CTV02", "CTV01"), strict=True):
        page.goto(f"{place[0]}/hang-viec")
        jobs = page.get_by_role("region", name="Danh sách việc").get_by_role("listitem")
        expect(jobs.filter(has_text=f"{other} đang xem")).to_have_count(1)
        expect(jobs.filter(has_text="Bạn đang giữ")).to_have_count(1)
        page.context.close()


def test_one_reads_while_the_other_concludes_and_what_was_written_stays(
    place: tuple[str, Browser, Desk],
) -> None:
    url, _opened, desk = place
    item_id = desk.item("Từ 1/12 nộp hồ sơ mất phí 60k")
    first, second = both(place)
    first.goto(f"{url}/viec/{item_id}")
    first.get_by_role("button", name="Nhận việc này").first.click()
    second.goto(f"{url}/viec/{item_id}")
    expect(second.locator("main")).to_contain_text("CTV01 đang xem")
    expect(second.get_by_role("button", name="Dùng câu này")).to_have_count(0)
    first.goto(f"{url}/viec/{item_id}?cau_so=0")
    # The first one's time is over while the page stays open; the second one takes the item and concludes.
    with transaction() as session:
        session.connection().exec_driver_sql(
            "UPDATE item SET lease_expires_at = now() - interval '1 minute' WHERE id = %s", (item_id,)
        )
    second.goto(f"{url}/viec/{item_id}")
    second.get_by_role("button", name="Nhận việc này").last.click()
    second.goto(f"{url}/viec/{item_id}?cau_so=0")
    for page, words in ((second, "Nghị quyết nêu không thu phí."), (first, "Bài của người đến sau.")):
        page.locator("input[name=ket_luan][value=true]").check(force=True)
        page.locator("input[name=can_cu]").first.check(force=True)
        page.get_by_label(WHY).fill(words)
        page.get_by_role("button", name="Ghi kết luận").click()
    expect(first.get_by_role("alert")).to_be_visible()
    expect(first.locator("main")).to_contain_text("Bài của người đến sau.")
    with transaction() as session:
        kept = [one.rationale for one in session.query(Decision).filter_by(item_id=item_id)]
    assert kept == ["Nghị quyết nêu không thu phí."]
    for page in (first, second):
        page.context.close()

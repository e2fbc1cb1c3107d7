"""What a button copies really is in the clipboard, and the real value of a scam's indicator only after an audited look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from models.session import transaction
from models.tables.audit import AuditEvent
from tests.browser.serving import furnished, opened_desk, page_of
from tests.database import TestServer
from tests.triage_api.desk import PASSAGE, Desk

pytestmark = [pytest.mark.database, pytest.mark.browser]
LURE, DEFANGED = "vneid-dongmay.example", "vneid-dongmay[.]example"
Place = tuple[str, Browser, Desk, dict[str, int]]


@pytest.fixture(scope="module")
def place(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> Iterator[Place]:
    home = tmp_path_factory.mktemp("copying")
    with opened_desk(cluster, migrated_database, home, chromium, furnished) as (url, opened, (desk, ids)):
        yield url, opened, desk, ids


def copies(page: Page, button: str) -> str:
    """Press a button that copies; what another program would paste then."""
    found = page.get_by_role("button", name=button)
    found.click()
    expect(page.get_by_role("button", name="Đã chép")).to_be_visible()
    pasted: str = page.evaluate("() => navigator.clipboard.readText()")
    return pasted


def looks(item_id: int) -> list[int | None]:
    """Who looked at an item's indicators in full, by the audit trail."""
    with transaction() as session:
        rows = session.query(AuditEvent).filter_by(action="indicators_read", subject_id=item_id)
        return [row.actor_id for row in rows]


@pytest.mark.parametrize("width", [360, 1280])
def test_an_indicator_is_copied_harmless_and_in_full_only_after_a_look_that_is_written_down(
    place: Place, width: int
) -> None:
    url, opened, desk, ids = place
    page = page_of(opened, url, "ctv01", width)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url)
    before = looks(ids["scam"])
    page.goto(f"{url}/viec/{ids['scam']}")
    assert copies(page, f"Chép {DEFANGED}") == DEFANGED
    assert LURE not in page.content(), "the page itself does not hold it"
    assert looks(ids["scam"]) == before, "copying what is harmless is no look"
    page.get_by_role("button", name="Xem đủ (ghi nhật ký)").click()
    expect(page.get_by_text("Lần xem này đã được ghi nhật ký.")).to_be_visible()
    assert copies(page, "Chép Tên miền") == LURE
    assert looks(ids["scam"]) == [*before, desk.person("ctv01").id]
    page.context.close()


def test_a_quotation_is_copied_with_its_marks(place: Place) -> None:
    url, opened, _desk, ids = place
    page = page_of(opened, url, "ctv01")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url)
    page.goto(f"{url}/viec/{ids['held']}")
    assert copies(page, "Chép câu trích") == f"“{PASSAGE}”"
    page.context.close()

"""Every page, light and dark, phone and desk: no accessibility violation, no sideways scroll, readable, reachable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page, expect

from reports.period import last_full_week
from tests.browser.enlarged import faults_enlarged, lost
from tests.browser.looking import (
    NARROW,
    SEEN_AT_NIGHT,
    WIDE,
    faults_by_day,
    faults_by_night,
    violations,
    will_be_looked_at,
)
from tests.browser.serving import LINK, furnished, opened_desk, page_of
from tests.database import TestServer
from triage_api.pages import ROUTERS

pytestmark = [pytest.mark.database, pytest.mark.browser]
SPACED = """() => { const sheet = new CSSStyleSheet(); sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important;'
  + ' word-spacing: .16em !important } p { margin-block-end: 2em !important }'); document.adoptedStyleSheets = [sheet]; }"""
"""The spacing of text of WCAG 1.4.12."""
WIDE_SPACED = (
    f"() => {{ ({SPACED})(); const over = ({WIDE})(); document.adoptedStyleSheets = []; return over; }}"
)
OPENED = """() => { document.querySelectorAll('details').forEach(d => { d.open = true; });
  return new Blob([document.documentElement.outerHTML]).size; }"""
"""Unfolds what is folded, and counts the bytes there are."""
HEAVY = 60_000
MOVES = """() => [...document.querySelectorAll('body *')].filter(e => { const s = getComputedStyle(e);
  return s.animationName !== 'none' || s.transitionDuration.split(',').some(one => parseFloat(one) > 0); }).map(e => e.tagName + '.' + e.className)"""
NOT_PAGES = {
    "/": "sends on",
    "/phan-anh": "sends on",
    "/bao-cao/{week}/{form}": "a file",
    "/doi-chieu.atom": "a feed",
    "/nhat-ky/csv": "a file",
    "/su-kien": "a stream",
    "/phan-tich/mau-sua-nhan.jsonl": "a file",
    "/viec/{item_id}/tra-loi/anh.png": "a picture",
    "/dang-nhap/ma": "stands in the middle of signing in; looked at in test_states_for_everybody",
}
"""Addresses that answer GET with something else than a page, and why no browser looks at them."""
RING = """() => { const e = document.activeElement, s = getComputedStyle(e);
  return [e.tagName, e.textContent.trim().slice(0, 30) || e.name || '', s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2]; }"""


@dataclass(frozen=True)
class Served:
    """The running desk: its address, the browser, and items by what they show."""

    url: str
    opened: Browser
    ids: dict[str, int]

    def pages(self) -> list[tuple[str | None, str]]:
        """Who opens what."""
        item = "/viec/{}".format
        named = {name: item(number) for name, number in self.ids.items()}
        return [
            (None, "/dang-nhap"),
            (None, "/kiem-tra"),
            (None, "/doi-chieu"),
            (None, named["posted"].replace("/viec/", "/doi-chieu/")),
            (None, "/hoi-dap"),
            (None, named["answered"].replace("/viec/", "/hoi-dap/")),
            (None, "/cach-lam"),
            (None, "/dinh-chinh"),
            (None, "/tra-cuu-xem-lai"),
            ("ctv03", f"/xem-lai/{self.ids['request']}"),
            ("ctv01", f"/bao-tin/{self.ids['report']}"),
            ("ctv03", "/xem-lai"),
            ("duyet01", "/duong-day-nong"),
            (None, "/van-ban/tim?q=phi+dang+ky"),
            ("duyet01", "/van-ban/1"),
            ("ctv01", "/hang-viec"),
            ("ctv01", "/hang-viec?xem=xem-lan-hai"),
            ("ctv01", "/hang-viec?chu_de=an_sinh"),
            *[
                ("ctv01", named[name])
                for name in ("open", "held", "scam", "question", "second", "posted", "dismissed")
            ],
            ("ctv01", f"{named['held']}?q=phí"),
            ("ctv01", f"{named['held']}?cau_so=0"),
            ("ctv01", "/hang-viec/kiem-tra-ngau-nhien"),
            ("ctv01", "/thieu-thong-tin"),
            ("duyet01", f"/thieu-thong-tin/{self.ids['gap']}?q=phí"),
            ("phan01", "/phan-tich/dong-thuan"),
            ("phan01", "/phan-tich/mau-sua-nhan"),
            ("phan01", "/mo-hinh"),
            ("ctv02", named["held"]),
            ("ctv01", f"{named['awaiting']}/tra-loi"),
            ("duyet01", f"{named['submitted']}/tra-loi"),
            ("duyet01", f"{named['posted']}/tra-loi"),
            ("duyet01", f"{named['posted']}/tra-loi/to-a5"),
            ("duyet01", named["awaiting"]),
            ("duyet01", "/tra-loi"),
            ("duyet01", "/van-ban/nap"),
            ("ctv01", "/tai-khoan"),
            ("ctv01", "/bao-tin"),
            ("ctv01", "/bao-tin/cau-hoi"),
            ("ctv01", "/tai-khoan/thu"),
            ("ctv01", "/phim-tat"),
            ("ctv01", "/nguon/nap-bai"),
            ("duyet01", "/bao-cao"),
            ("duyet01", f"/bao-cao/{last_full_week().code}"),
            (None, "/van-ban"),
            ("duyet01", "/van-ban/doan/1"),
            ("qtri01", "/nguon/them"),
            ("ctv01", "/khong-co"),
            ("ctv01", "/nhat-ky"),
            ("qtri01", "/hang-viec"),
            ("ctv01", "/tai-khoan/phien"),
            ("ctv01", "/tai-khoan/ma-mot-lan"),
            ("ctv01", "/tai-khoan/ma-truy-cap"),
            (None, f"/lien-ket/{LINK}"),
            ("ktra01", "/nhat-ky"),
            ("ktra01", "/nhat-ky?den=mai"),
            ("qtri01", "/tai-khoan/can-bo"),
            ("qtri01", "/tai-khoan/can-bo/1"),
            ("qtri01", "/kenh"),
            ("qtri01", "/noi-nhan"),
            ("qtri01", "/cai-dat"),
            ("duyet01", "/phan-cong"),
            ("duyet01", "/dau-hieu"),
            ("duyet01", "/dau-hieu/1"),
            ("qtri01", "/moc-noi"),
            ("duyet01", "/nguon/tinh-hinh"),
            ("qtri01", "/nguon"),
            ("qtri01", f"/nguon/{self.ids['source']}"),
        ]


@pytest.fixture(scope="module")
def desk_served(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> Iterator[Served]:
    """One database, server and browser for all tests of this module."""
    home = tmp_path_factory.mktemp("desk")
    with opened_desk(cluster, migrated_database, home, chromium, furnished) as (url, opened, (_desk, ids)):
        yield Served(url, opened, ids)


@dataclass(frozen=True)
class Seen:
    """What one visit of every page brought to light, by page."""

    wrong: dict[str, object] = field(default_factory=dict)
    over: dict[str, tuple[int, int]] = field(default_factory=dict)
    lost: dict[str, list[str]] = field(default_factory=dict)
    moving: dict[str, list[str]] = field(default_factory=dict)
    complaints: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def seen(desk_served: Served) -> Seen:
    """Every page, opened once by whom it is for, and looked at in every way: by day as narrow as can be, then at a desk by night."""
    seen = Seen()
    framed: set[str] = (
        set()
    )  # whose head and menu, which are wider at a desk, were looked at by all rules there
    for name, page in visits(desk_served, seen.complaints):
        page.emulate_media(reduced_motion="reduce", color_scheme="light")
        if moves := page.evaluate(MOVES):
            seen.moving[name] = moves
        seen.over[name] = (page.evaluate(WIDE), page.evaluate(WIDE_SPACED))
        page.emulate_media(reduced_motion="no-preference")
        if narrow := lost(page):
            seen.lost[f"{name}, narrow"] = narrow
        heavy = page.evaluate(OPENED)
        if heavy >= HEAVY:
            seen.wrong[f"{name}, heavy"] = heavy
        who = name.partition(" ")[0]
        rules = SEEN_AT_NIGHT if who in framed else None
        framed.add(who)
        if wrong := [*faults_by_day(page), *faults_by_night(page, rules=rules)]:
            seen.wrong[name] = wrong
        if missed := faults_enlarged(page):
            seen.lost[name] = missed
    return seen


def visits(desk: Served, complaints: dict[str, list[str]]) -> Iterator[tuple[str, Page]]:
    """Every page, opened on a narrow screen, with what its console complains of."""
    opened: dict[str | None, Page] = {}
    heard: list[str] = []
    for who, address in desk.pages():
        if who not in opened:
            page = opened[who] = will_be_looked_at(page_of(desk.opened, desk.url, who, NARROW["width"]))
            page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: heard.append(str(error)))
        heard.clear()
        opened[who].set_viewport_size(NARROW)  # type: ignore[arg-type]
        opened[who].goto(desk.url + address)
        yield f"{who} {address}", opened[who]
        complaints[f"{who} {address}"] = [*heard]
    for page in opened.values():
        page.context.close()


def test_axe_finds_nothing_text_is_readable_and_pages_are_light(seen: Seen) -> None:
    assert len(seen.over) > 60
    assert seen.wrong == {}


def test_every_page_is_looked_at(desk_served: Served) -> None:
    visited = [address.partition("?")[0] for _who, address in desk_served.pages()]
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    pages = [route for route in routes if "GET" in route.methods and route.path not in NOT_PAGES]
    assert [route.path for route in pages if not any(route.path_regex.match(one) for one in visited)] == []
    assert set(NOT_PAGES) <= {route.path for route in routes}


def test_nothing_scrolls_sideways_at_320_nor_with_wider_letters(seen: Seen) -> None:
    """320 px is also a page of 1280 px enlarged four times. Who wants no movement sees none."""
    assert {name: most for name, most in seen.over.items() if max(most) > 0} == {}
    assert seen.moving == {}


def test_nothing_is_lost_at_twice_the_size(seen: Seen) -> None:
    """At 200 % of a screen of 1280 × 800, with words twice as large on it, and at 320 px."""
    assert seen.lost == {}


def test_the_list_of_keys_is_for_everybody_too(desk_served: Served) -> None:
    page = page_of(desk_served.opened, desk_served.url, "ctv01", dark=True)
    page.keyboard.press("Shift+Slash")
    expect(page.get_by_role("dialog", name="Phím tắt")).to_be_visible()
    assert violations(page, "#phim-tat") == []
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.context.close()


def test_everything_is_reached_by_keyboard_with_a_visible_ring(desk_served: Served) -> None:
    page = page_of(desk_served.opened, desk_served.url, "ctv01")
    page.goto(f"{desk_served.url}/viec/{desk_served.ids['held']}")
    wanted = page.evaluate(
        "() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]"
        ".filter(e => e.checkVisibility() && e.type !== 'hidden' && e.type !== 'radio').length"
    )
    reached = []
    for _ in range(wanted + 10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        reached.append(tuple(page.evaluate(RING)))
    assert reached[0][1] == "Tới nội dung chính"
    assert len(reached) >= wanted
    assert [one for one in reached if not one[2]] == []


def test_pages_complain_of_nothing(seen: Seen) -> None:
    refused = {"ctv01 /khong-co", "ctv01 /nhat-ky", "qtri01 /hang-viec", "ktra01 /nhat-ky?den=mai"}
    assert refused < set(seen.complaints)
    assert {name: said for name, said in seen.complaints.items() if said and name not in refused} == {}


def test_a_draft_survives_a_closed_page_and_is_gone_after_signing_out(desk_served: Served) -> None:
    page = page_of(desk_served.opened, desk_served.url, "ctv01")
    address = f"{desk_served.url}/viec/{desk_served.ids['held']}?cau_so=0"
    page.goto(address)
    page.get_by_label("Vì sao bạn kết luận như vậy").fill("viết dở")
    page.goto(f"{desk_served.url}/hang-viec")
    page.goto(address)
    assert page.get_by_label("Vì sao bạn kết luận như vậy").input_value() == "viết dở"
    page.goto(f"{desk_served.url}/tai-khoan")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/dang-nhap")
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('sangtin-draft:')).length") == 0

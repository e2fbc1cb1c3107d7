"""From the figures of a report to what they count: the same number there, for those who may look, and never from what is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from models.queries import reporting
from models.session import transaction
from models.tables.item import Item
from models.tables.office import Office
from models.vocabulary import EventKind, ItemState, Label, Queue, Role, Topic, Verdict
from reports.builder import build
from reports.period import parse_week
from reports.render import render_html
from tests.reports.busy_week import fill, fill_whole
from tests.reports.factory import (
    add_event,
    close,
    decide,
    local,
    make_item,
    make_office,
    make_passage,
    make_person,
    make_posts,
)
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk

pytestmark = pytest.mark.database
WEEK = "2026-W47"
Browse = Callable[..., Browser]


def frozen(office_id: int) -> dict[str, Any]:
    with transaction() as session:
        content = build(session, session.get_one(Office, office_id), parse_week(WEEK), local(24))
        reporting.save_snapshot(session, office_id, WEEK, content)
    return content


def linked(page: str) -> list[tuple[str, str, str, str]]:
    """Every link of the sheet: name of its row, heading of its column, its words and where it leads."""
    found = html.fromstring(page).xpath("//article//td//a")
    return [
        (
            one.xpath("ancestor::tr/th")[0].text_content(),
            one.xpath("ancestor::td/@data-th")[0],
            one.text_content(),
            one.get("href"),
        )
        for one in found
    ]


def counted(page: str) -> int:
    """What the list says it holds."""
    told = re.search(r'class="notice plain.*?: ([\d.]+) việc\.', page, re.DOTALL)
    assert told, page
    return int(told[1].replace(".", ""))


@pytest.fixture
def town(desk: Desk) -> int:
    """A commune with a week in which every figure of section 1 is at least five for questions."""
    with transaction() as session:
        town = make_office(session, "xa-la", "UBND xã Đồng Lạ")
        person, passage = make_person(session, town), make_passage(session, town)

        def asked(day: int, posts: int = 2, topic: Topic = Topic.AN_SINH) -> Item:
            told = make_posts(session, town, posts, Label.QUESTION, topic, at=local(day))
            return make_item(session, told, Queue.QUESTIONS, topic, at=local(day))

        for number in range(7):
            item = asked(17)
            if number < 6:
                decide(session, item, person, Verdict.ANSWERED, at=local(18), passages=[passage])
                close(session, item, person, at=local(18, 10))
            if number < 2:  # closed in the week, and open again after it
                add_event(session, item, EventKind.REOPENED, ItemState.OPEN, at=local(23, 10), person=person)
        for _ in range(5):
            asked(18, 1, Topic.GIAO_DUC)
            asked(10)  # overdue, and opened in the week before
        close(session, asked(10), person, at=local(23, 9))  # overdue at the end, though done since
        return town.id


def test_figures_lead_to_lists_of_as_many(town: int, desk: Desk, browse: Browse) -> None:
    desk.person("tonghopxa", Role.COORDINATOR, office_id=town)
    frozen(town)
    browser = browse("tonghopxa")
    found = {
        (row, column): (words, to) for row, column, words, to in linked(browser.get(f"/bao-cao/{WEEK}").text)
    }
    told = {
        ("Câu hỏi", "Mới mở"): 12, ("Câu hỏi", "Đã xong"): 6, ("Câu hỏi", "Quá hạn"): 12,
        ("Tất cả", "Mới mở"): 12, ("Tất cả", "Đã xong"): 6, ("Tất cả", "Quá hạn"): 12,
        ("Có thông tin để trả lời", "Số vụ việc"): 6,
    }  # fmt: skip
    for place, count in told.items():
        words, to = found.pop(place)
        assert (int(words), counted(browser.get(to).text)) == (count, count), place
    for place, posts, items in (
        (("Câu hỏi của dân", "Tuần này"), 19, 12),
        (("An sinh", "Câu hỏi"), 14, 7),
        (("Giáo dục", "Câu hỏi"), 5, 5),
    ):
        words, to = found.pop(place)
        assert (int(words), counted(browser.get(to).text)) == (posts, items), "posts lead to their items"
    for place in (("Câu hỏi của dân", "Tuần trước"), ("An sinh", "Tuần trước")):
        words, to = found.pop(place)
        assert (words, counted(browser.get(to).text)) == ("12", 6)
        assert parse_qs(urlsplit(to).query)["ky"] == ["2026-W46"]
    assert not found


def test_lists_keep_to_their_figure_from_page_to_page(town: int, desk: Desk, browse: Browse) -> None:
    desk.person("tonghopxa", Role.COORDINATOR, office_id=town)
    with transaction() as session:
        office = session.get_one(Office, town)
        for _ in range(15):
            posts = make_posts(session, office, 1, Label.QUESTION, Topic.AN_SINH, at=local(17))
            make_item(session, posts, Queue.QUESTIONS, Topic.AN_SINH, at=local(17))
    browser = browse("tonghopxa")
    first = browser.get(f"/hang-viec?dem=co-bai&ky={WEEK}&loai=questions&chu_de=an_sinh").text
    following = html.fromstring(first).xpath("//nav[@aria-label='Trang']/a/@href")
    second = browser.get(following[0]).text
    assert counted(first) == counted(second) == 22
    pages = [re.findall(r'<h3><a href="/viec/(\d+)"', page) for page in (first, second)]
    assert [len(page) for page in pages] == [20, 2]
    assert not set(pages[0]) & set(pages[1])


def test_the_list_says_what_it_is_and_leads_back(town: int, desk: Desk, browse: Browse) -> None:
    desk.person("tonghopxa", Role.COORDINATOR, office_id=town)
    desk.person("ctvxa", office_id=town)
    address = f"/hang-viec?dem=ket-luan&ky={WEEK}&ket_luan=answered"
    page = browse("tonghopxa").get(address).text
    assert (
        "<b>Vụ việc đã kết luận: Có thông tin để trả lời</b>, từ 16/11/2026 đến 22/11/2026: 6 việc." in page
    )
    assert f'href="/bao-cao/{WEEK}"' in page
    assert f'href="/bao-cao/{WEEK}"' not in browse("ctvxa").get(address).text, "who reads no reports"


@pytest.mark.parametrize(
    "address", ["dem=ket-luan&ket_luan=dung&ky=2026-W47", "dem=co-bai&ky=2026-W47", "dem=tat-ca&ky=x"]
)
def test_nonsense_is_the_ordinary_list(address: str, town: int, desk: Desk, browse: Browse) -> None:
    desk.person("tonghopxa", Role.COORDINATOR, office_id=town)
    page = browse("tonghopxa").get(f"/hang-viec?{address}")
    assert page.status_code == 200
    assert "Danh sách theo dữ liệu hiện có" not in page.text


def test_a_period_that_is_none_is_said(town: int, desk: Desk, browse: Browse) -> None:
    desk.person("tonghopxa", Role.COORDINATOR, office_id=town)
    assert browse("tonghopxa").get("/hang-viec?dem=moi-mo&ky=2026-W54").status_code == 422


def test_what_is_hidden_leads_nowhere_and_lists_lead_to_their_things(desk: Desk, browse: Browse) -> None:
    with transaction() as session:
        busy = fill_whole(session).id
    desk.person("duyetxa", Role.APPROVER, office_id=busy)
    content = frozen(busy)
    browser = browse("duyetxa")
    page = browser.get(f"/bao-cao/{WEEK}").text
    found = linked(page)
    assert len(found) > 20
    for _row, _column, words, to in found:
        assert not re.match(r"dưới|trên|mỗi mục|0$|–|xem phần", words)
        assert browser.get(to).status_code == 200, to
    assert {re.sub(r"\d+$", "#", urlsplit(to).path) for *_rest, to in found} == {
        "/hang-viec", "/viec/#", "/doi-chieu/#", "/thieu-thong-tin/#", "/van-ban/#",
    }  # fmt: skip
    names = {(row, column) for row, column, *_rest in found}
    assert not [
        row for row, column in names if row.startswith(("Ý kiến", "Không liên quan", "Thông tin cần"))
    ]
    assert ("Lừa đảo", "Đã xem") not in names, "shares count nothing that is said exactly"
    five = html.fromstring(page).xpath("//ol[@class='five']//a")
    assert {one.text_content(): one.get("href") for one in five}.items() >= {
        "phần 3": "#phan-3",
        "phần 4": "#phan-4",
    }.items()
    assert all(html.fromstring(page).get_element_by_id(one.get("href")[1:]) is not None for one in five)
    assert "href" not in render_html(content).split("<main>")[1], "the file that stands alone leads nowhere"


@pytest.mark.parametrize("role", [Role.LEADER, Role.ANALYST, Role.AUDITOR])
def test_who_reads_reports_and_no_items_is_led_to_no_item(role: Role, desk: Desk, browse: Browse) -> None:
    with transaction() as session:
        busy = fill(session).id
    desk.person("docbaocao", role, office_id=busy)
    frozen(busy)
    found = linked(browse("docbaocao").get(f"/bao-cao/{WEEK}").text)
    assert {urlsplit(to).path.rsplit("/", 1)[0] for *_rest, to in found} == {"/doi-chieu", "/thieu-thong-tin"}


def test_a_report_frozen_before_rows_had_codes_is_read_without_links(desk: Desk, browse: Browse) -> None:
    with transaction() as session:
        busy = fill(session).id
        content = build(session, session.get_one(Office, busy), parse_week(WEEK), local(24))
        for section in content["sections"]:
            for table in section["tables"]:
                del table["keys"]
        reporting.save_snapshot(session, busy, WEEK, content)
    desk.person("duyetxa", Role.APPROVER, office_id=busy)
    page = browse("duyetxa").get(f"/bao-cao/{WEEK}")
    assert page.status_code == 200
    assert {row for row, *_rest in linked(page.text)} <= {"Tất cả"}

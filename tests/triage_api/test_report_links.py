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
from reports.making import make
from reports.period import parse_week
from reports.render import render_html
from reports.rollup import Unit, with_units
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
    make_source,
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
    for topic, waiting in (("An sinh", 7), ("Giáo dục", 5)):
        for column in ("Hạn gần nhất", "Tình trạng"):
            words, to = found.pop((topic, column))
            assert counted(browser.get(to).text) == waiting, "as they stood at the end of the week"
        assert words == "có việc quá hạn"
    assert not found


def test_how_a_topic_stands_leads_to_its_questions_and_petitions(desk: Desk, browse: Browse) -> None:
    """What is done to what is done, and nobody who may not open an item anywhere; a province's topics are its communes'."""
    with transaction() as session:
        town = make_office(session, "xa-la", "UBND xã Đồng Lạ")
        person, passage = make_person(session, town), make_passage(session, town)
        for queue, label in (
            (Queue.QUESTIONS, Label.QUESTION),
            (Queue.GRIEVANCES, Label.GRIEVANCE),
            (Queue.CLAIMS, Label.CLAIM),
        ):
            own = queue is Queue.GRIEVANCES
            posts = make_posts(session, town, 5, label, Topic.AN_SINH, at=local(17), own_channel=own)
            item = make_item(session, posts, queue, Topic.AN_SINH, at=local(17))
            decide(session, item, person, Verdict.ANSWERED, at=local(18), passages=[passage])
            close(session, item, person, at=local(18, 10))
        office = town.id
    desk.person("tonghopxa", Role.COORDINATOR, office_id=office)
    desk.person("lanhdaoxa", Role.LEADER, office_id=office)
    frozen(office)
    browser = browse("tonghopxa")
    stands = [one for one in linked(browser.get(f"/bao-cao/{WEEK}").text) if one[1] == "Tình trạng"]
    ((row, _column, words, to),) = stands
    page = browser.get(to).text
    assert (row, words, counted(page)) == ("An sinh", "đã trả lời", 2), "of claims nothing is said there"
    assert "<b>Câu hỏi, phản ánh, kiến nghị đã xong: An sinh</b>, từ 16/11/2026" in page
    assert not [
        one for one in linked(browse("lanhdaoxa").get(f"/bao-cao/{WEEK}").text) if one[1] == "Tình trạng"
    ]
    with transaction() as session:
        above = with_units(frozen(office), [Unit("Xã Đồng Xa", None, None)])
        reporting.save_snapshot(session, office, WEEK, above)
    assert not [one for one in linked(browser.get(f"/bao-cao/{WEEK}").text) if one[1] == "Tình trạng"]


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
    "address",
    [
        "dem=ket-luan&ket_luan=dung&ky=2026-W47",
        "dem=co-bai&ky=2026-W47",
        "dem=con-cho&ky=2026-W47",
        "dem=tat-ca&ky=x",
    ],
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
    for _row, column, words, to in found:
        if to.startswith("#"):
            assert words.removeprefix("xem ") == to.replace("#phan-", "phần "), to
            assert html.fromstring(page).get_element_by_id(to[1:]) is not None
            continue
        if to.startswith("https://"):
            assert (column, words) == ("Nơi công bố", urlsplit(to).hostname)
            continue
        if column != "Đã xem":  # of how many is told in tens, of more than ten only
            assert not re.match(r"dưới|trên|mỗi mục|0$|–", words)
        assert browser.get(to).status_code == 200, to
    assert {re.sub(r"\d+$", "#", urlsplit(to).path) for *_rest, to in found if ":" not in to} == {
        "", "/hang-viec", "/viec/#", "/doi-chieu/#", "/thieu-thong-tin/#", "/van-ban/#", "/nguon/tinh-hinh",
    }  # fmt: skip
    names = {(row, column) for row, column, *_rest in found}
    ends = [
        to
        for row, column, _words, to in found
        if row.startswith("Nghị quyết số 08/2025") and column == "Điều, mục"
    ]
    assert len(set(ends)) == 1, "what ends leads to its document, like what begins"
    assert len(ends) == 2, "from section 10 and from the appendix"
    assert "08/2025" in browser.get(ends[0]).text
    assert not [
        row for row, column in names if row.startswith(("Ý kiến", "Không liên quan", "Thông tin cần"))
    ]
    assert not {column for _row, column in names} & {
        "Gợi ý đúng",
        "Ý kiến đưa nhầm",
        "Bài trong mẫu",
        "Máy bỏ sót",
        "Quay lại",
    }
    five = html.fromstring(page).xpath("//ol[@class='five']//a")
    assert {one.text_content(): one.get("href") for one in five}.items() >= {
        "phần 3": "#phan-3",
        "phần 4": "#phan-4",
    }.items()
    assert all(html.fromstring(page).get_element_by_id(one.get("href")[1:]) is not None for one in five)
    alone = html.fromstring(render_html(content)).xpath("//main//@href")
    assert alone == ["https://congbao.songlam.example/nq-12-2026"], "but to what is official and public"


@pytest.mark.parametrize("role", [Role.LEADER, Role.ANALYST, Role.AUDITOR])
def test_who_reads_reports_and_no_items_is_led_to_no_item(role: Role, desk: Desk, browse: Browse) -> None:
    with transaction() as session:
        busy = fill(session).id
    desk.person("docbaocao", role, office_id=busy)
    frozen(busy)
    browser = browse("docbaocao")
    found = linked(browser.get(f"/bao-cao/{WEEK}").text)
    places = {to for *_rest, to in found if to.startswith("/")}
    assert {to: browser.get(to).status_code for to in places} == dict.fromkeys(places, 200)
    kinds = {re.sub(r"\d+$", "#", urlsplit(to).path) for *_rest, to in found if ":" not in to}
    assert kinds == {"", "/doi-chieu/#", "/thieu-thong-tin/#", "/van-ban/#"}


def test_what_the_machine_suggested_leads_to_the_items_people_read(desk: Desk, browse: Browse) -> None:
    """Thirteen that were right, wherever a person moved them since, one whose dismissal was undone, one read five weeks ago."""
    with transaction() as session:
        town = make_office(session, "xa-la", "UBND xã Đồng Lạ")
        person, passage = make_person(session, town), make_passage(session, town)

        def told(label: Label, queue: Queue, day: int, month: int = 11) -> Item:
            posts = make_posts(session, town, 1, label, Topic.AN_SINH, at=local(day, month=month))
            return make_item(session, posts, queue, Topic.AN_SINH, at=local(day, month=month))

        for number in range(27):
            item = told(
                *((Label.QUESTION, Queue.QUESTIONS) if number < 13 else (Label.CLAIM, Queue.CLAIMS)), 10
            )
            decide(session, item, person, Verdict.ANSWERED, at=local(17), passages=[passage])
            add_event(session, item, EventKind.DECIDED, ItemState.AWAITING_REPLY, at=local(17), person=person)
            if number == 0:
                item.queue, item.label = Queue.SCAM, Label.SCAM
        back = told(Label.QUESTION, Queue.QUESTIONS, 10)
        add_event(
            session, back, EventKind.DISMISSED_IRRELEVANT, ItemState.DISMISSED, at=local(17), person=person
        )
        add_event(session, back, EventKind.DISMISSAL_UNDONE, ItemState.OPEN, at=local(17, 10), person=person)
        early = told(Label.QUESTION, Queue.QUESTIONS, 12, 10)
        add_event(
            session, early, EventKind.DECIDED, ItemState.AWAITING_REPLY, at=local(16, month=10), person=person
        )
        office = town.id
    desk.person("tonghopxa", Role.COORDINATOR, office_id=office)
    frozen(office)
    browser = browse("tonghopxa")
    page = browser.get(f"/bao-cao/{WEEK}").text
    found = {row: (words, to) for row, column, words, to in linked(page) if column == "Đã xem"}
    assert {row: words for row, (words, _to) in found.items()} == {"Tất cả": "trên 20"}, (
        "one queue hides a small number"
    )
    assert counted(browser.get(found["Tất cả"][1]).text) == 27
    for queue, count in (("questions", 13), ("claims", 14), ("scam", 0)):
        answer = browser.get(f"/hang-viec?dem=da-doc&ky={WEEK}&loai={queue}").text
        assert counted(answer) == count, queue
    assert (
        "<b>Gợi ý của máy đã có người xem: Cần đối chiếu</b>, từ 26/10/2026 đến 22/11/2026"
        in browser.get(f"/hang-viec?dem=da-doc&ky={WEEK}&loai=claims").text
    )


def test_sentences_and_charts_lead_to_what_they_are_made_of(desk: Desk, browse: Browse) -> None:
    with transaction() as session:
        busy = fill_whole(session).id
    desk.person("lanhdaoxa", Role.LEADER, office_id=busy)
    with transaction() as session:
        for code in ("2026-W44", "2026-W46"):
            content = make(session, session.get_one(Office, busy), parse_week(code), local(24))
            reporting.save_snapshot(session, busy, code, content)
    frozen(busy)
    browser = browse("lanhdaoxa")
    page = html.fromstring(browser.get(f"/bao-cao/{WEEK}").text)
    five = {one.text_content(): one.get("href") for one in page.xpath("//ol[@class='five']//b/a")}
    assert five == {"trên 618": "#bang-received", "trên 10 vụ việc": "#bang-work", "dịch vụ công trực tuyến": "#bang-questions",
                    "trên 52 vụ việc": "#bang-work"}  # fmt: skip
    drawn = {
        one.xpath("figcaption")[0].text_content(): [to.get("href") for to in one.xpath(".//a")]
        for one in page.xpath("//figure")
    }
    assert drawn == {
        "Câu hỏi và tin lừa đảo, tám tuần qua": ["/bao-cao/2026-W44", "/bao-cao/2026-W46"],
        "Người dân hỏi về gì (lượt)": ["#bang-questions"],
        "Vụ việc mới mở và đã xong": ["#bang-work"],
        "Luồng lừa đảo lan rộng nhất (số bài)": ["#bang-scams"],
    }
    places = [*five.values(), *(to for all_of in drawn.values() for to in all_of if to.startswith("#"))]
    assert all(page.get_element_by_id(to[1:]) is not None for to in places)
    assert all(browser.get(to).status_code == 200 for to in drawn["Câu hỏi và tin lừa đảo, tám tuần qua"])
    assert page.xpath("//a[@href='/nguon/tinh-hinh']/text()") == ["10 nguồn"]


def test_a_reader_of_reports_sees_how_sources_are_and_nothing_an_administrator_wrote(
    desk: Desk, browse: Browse
) -> None:
    with transaction() as session:
        town = fill_whole(session)
        source = make_source(session, town, "Trang Chợ Mây")
        source.enabled, source.disabled_at, source.disabled_reason = False, local(20), "Chị Hoa bảo tắt"
        beside = make_source(session, make_office(session, "xa-ben", "Xã Bên"), "Trang xã bên")
        ids, town_id = (source.id, beside.id), town.id
    desk.person("lanhdaoxa", Role.LEADER, office_id=town_id)
    desk.person("quantrixa", Role.ADMINISTRATOR, Role.LEADER, office_id=town_id)
    frozen(town_id)
    browser = browse("lanhdaoxa")
    page = browser.get("/nguon/tinh-hinh")
    assert page.status_code == 200
    assert f'id="nguon-{ids[0]}"' in page.text
    assert "cơ quan tạm tắt nguồn" in page.text
    assert "Chị Hoa" not in page.text
    assert "Trang xã bên" not in page.text
    assert ".example" not in page.text
    assert "Diễn đàn Chợ Mây" in page.text
    why = [
        (row, to)
        for row, column, _words, to in linked(browser.get(f"/bao-cao/{WEEK}").text)
        if column == "Lý do"
    ]
    assert why
    assert all(to.startswith("/nguon/tinh-hinh#nguon-") for _row, to in why)
    rows = html.fromstring(page.text)
    assert [row for row, _to in why] == [
        rows.get_element_by_id(to.partition("#")[2]).xpath("th/span")[0].text_content() for _row, to in why
    ]
    own = browse("quantrixa")
    ours = {to for _row, column, _words, to in linked(own.get(f"/bao-cao/{WEEK}").text) if column == "Lý do"}
    assert {re.sub(r"\d+", "#", to) for to in ours} == {"/nguon/#"}
    assert all(own.get(to).status_code == 200 for to in ours)


def test_a_report_frozen_before_rows_had_codes_is_read_without_links(desk: Desk, browse: Browse) -> None:
    with transaction() as session:
        busy = fill(session).id
        content = build(session, session.get_one(Office, busy), parse_week(WEEK), local(24))
        del content["appendix"]  # nor was there one
        for section in content["sections"]:
            for table in section["tables"]:
                del table["keys"]
        reporting.save_snapshot(session, busy, WEEK, content)
    desk.person("duyetxa", Role.APPROVER, office_id=busy)
    page = browse("duyetxa").get(f"/bao-cao/{WEEK}")
    assert page.status_code == 200
    assert {row for row, _column, words, _to in linked(page.text) if not words.startswith("xem phần")} <= {
        "Tất cả"
    }

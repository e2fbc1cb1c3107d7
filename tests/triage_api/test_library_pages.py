"""The pages of the official library: found, shown, related, confirmed, compared; open to everybody, changed by few."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from models.queries.official import add_document
from models.session import transaction
from models.tables.official import Document, DocumentEnding, DocumentPassage
from models.vocabulary import DocumentRelation, Role
from tests.documents import LAST_DAY, NEW, OLD, document, link
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import PASSAGE, Desk
from triage_api import limits

pytestmark = pytest.mark.database
Browse = Callable[..., Browser]
DRAFT = "50/2026/QĐ-UBND"
EVIL = 'Phí <script>alert("x")</script> & <b>lệ phí</b>'


@pytest.fixture
def library(desk: Desk) -> dict[str, int]:
    """The old decision, a newer one that replaces it, and a draft; the desk's own resolution stands beside them."""
    new = {"Điều 1": "Mức thu 50.000 đồng.", "Điều 2": "Điều 2. Lệ phí hộ tịch", "Điều 2 khoản 1": EVIL}
    return {
        "old": add(desk, document(OLD)),
        "new": add(desk, document(NEW, new, [link()])),
        "draft": add(desk, document(DRAFT, draft=True, effective_from=None, title="Dự thảo mức thu")),
    }


def add(desk: Desk, record: Any) -> int:
    """A document of the desk's office; its id."""
    with transaction() as session:
        return add_document(session, desk.office_id, record).document_id


def passage_id(document_id: int, path: str) -> int:
    """The passage of a document at a path."""
    with transaction() as session:
        return session.query(DocumentPassage).filter_by(document_id=document_id, path=path).one().id


def numbers(page: str) -> list[str]:
    """The documents a list shows, in order."""
    return re.findall(r'<span class="any">([^<]*/[^<]*)</span></p>', page)


def test_anybody_reads_from_the_list_to_the_passage(library: dict[str, int], browse: Browse) -> None:
    visitor = browse()
    page = visitor.get("/van-ban").text
    assert set(numbers(page)) == {OLD, NEW, DRAFT, "12/2026/NQ-HĐND"}
    assert f'href="/van-ban/{library["new"]}"' in page
    assert "Nạp văn bản" not in page
    found = visitor.get("/van-ban/tim", params={"q": "le phi ho tich"}).text
    assert "<mark>Lệ phí hộ tịch</mark>" in found
    address = f"/van-ban/doan/{passage_id(library['new'], 'Điều 2')}?q=le+phi+ho+tich"
    assert f'href="{address}"' in found
    assert "<mark>Lệ phí hộ tịch</mark>" in visitor.get(address).text
    passage = visitor.get(f"/van-ban/doan/{passage_id(library['new'], 'Điều 2 khoản 1')}").text
    assert "Điều 2. Lệ phí hộ tịch" in passage, "the heading it stands under"
    assert 'data-copy="trich"' in passage


FILTERS: list[tuple[dict[str, str], set[str]]] = [
    ({"loai": "Nghị quyết"}, {"12/2026/NQ-HĐND"}),
    ({"co_quan": "HĐND tỉnh Sông Lam"}, {"12/2026/NQ-HĐND"}),
    ({"tu": "2026-07-15"}, {NEW, DRAFT}),
    ({"den": "31/12/2024"}, {OLD}),
    ({"ngay": "2025-06-01"}, {OLD}),
    ({"tinh_trang": "du-thao"}, {DRAFT}),
    ({"tinh_trang": "da-xac-nhan"}, set()),
    ({"q": "50.000 đồng"}, {NEW}),
    ({"q": NEW}, {NEW}),
    ({"q": "%"}, set()),
]


def test_the_list_is_filtered(library: dict[str, int], browse: Browse) -> None:
    visitor = browse()
    for asked, wanted in FILTERS:
        assert set(numbers(visitor.get("/van-ban", params=asked).text)) == wanted, asked


def test_what_is_not_there_is_said_and_a_wrong_day_too(library: dict[str, int], browse: Browse) -> None:
    visitor = browse()
    nothing = visitor.get("/van-ban", params={"q": "le phi ho tich", "tinh_trang": "du-thao"}).text
    assert "không có nghĩa là văn bản không tồn tại" in nothing
    assert "/van-ban/tim?q=le+phi+ho+tich" in nothing
    assert "không có nghĩa là sai" in visitor.get("/van-ban/tim", params={"q": "zzzz"}).text
    addresses = ["/van-ban", "/van-ban/tim", f"/van-ban/{library['old']}"]
    for address in [*addresses, f"/van-ban/doan/{passage_id(library['old'], 'Điều 1')}"]:
        wrong = visitor.get(address, params={"ngay": "31/02/2026"})
        assert (wrong.status_code, "Ngày ghi chưa đúng" in wrong.text) == (422, True), address
    for address in ("/van-ban/999999", "/van-ban/doan/999999"):
        assert visitor.get(address).status_code == 404


def test_a_long_list_goes_on_with_the_filter_kept(desk: Desk, browse: Browse) -> None:
    for number in range(45):
        add(
            desk,
            document(f"{number + 1}/2025/TB-UBND", kind="Thông báo", issued=date(2025, 1, 1 + number % 9)),
        )
    visitor, address, seen = browse(), "/van-ban?loai=Th%C3%B4ng+b%C3%A1o", []
    while address:
        page = visitor.get(address).text
        seen += numbers(page)
        onward = re.search(r'href="(/van-ban\?[^"]*sau=[^"]*)"', page)
        address = onward[1].replace("&amp;", "&") if onward else ""
    assert (len(seen), len(set(seen))) == (45, 45)


def test_a_search_on_a_day_puts_what_did_not_hold_apart(library: dict[str, int], browse: Browse) -> None:
    page = browse().get("/van-ban/tim", params={"q": "mức thu 50.000 đồng", "ngay": "2026-07-01"}).text
    before, _heading, after = page.partition("Không có hiệu lực ngày 01/07/2026")
    old, new = (f"/van-ban/doan/{passage_id(library[name], 'Điều 1')}?q=" for name in ("old", "new"))
    assert (old in before, new in before, new in after) == (True, False, True)
    assert "Văn bản mang số này" in browse().get("/van-ban/tim", params={"q": "47/2026/qđ-ubnd"}).text


def test_nothing_of_a_document_or_a_query_becomes_markup(library: dict[str, int], browse: Browse) -> None:
    visitor = browse()
    passage = passage_id(library["new"], "Điều 2 khoản 1")
    for query in ("<script>", '"><b>lệ phí', "script alert", "{{ 7 * 7 }}"):
        for address in (f"/van-ban/{library['new']}", f"/van-ban/doan/{passage}", "/van-ban/tim", "/van-ban"):
            text = visitor.get(address, params={"q": query}).text
            assert "<script>alert" not in text
            assert "<b>lệ phí" not in text
            assert '"><b>' not in text


def test_a_document_says_what_it_is_where_it_is_from_and_what_speaks_of_it(
    library: dict[str, int], browse: Browse
) -> None:
    page = browse().get(f"/van-ban/{library['old']}").text
    with transaction() as session:
        row = session.get_one(Document, library["old"])
        digest, filename = row.sha256.hex(), row.filename
    assert digest in page
    assert filename in page
    assert "Được thay thế bởi" in page
    assert "từ 01/01/2025, chưa có ngày hết" in page.replace("Từ", "từ")
    assert "Chưa xác nhận, cần kiểm" in page
    other = browse().get(f"/van-ban/{library['new']}").text
    assert "<b>Thay thế</b>" in other
    draft = browse().get(f"/van-ban/{library['draft']}").text
    assert "Dự thảo, chưa áp dụng" in draft


def test_only_those_of_the_table_see_and_use_the_buttons(
    library: dict[str, int], desk: Desk, browse: Browse
) -> None:
    address = f"/van-ban/{library['old']}"
    for role, may in ((Role.REVIEWER, False), (Role.LEADER, False), (Role.APPROVER, True)):
        desk.person(role.value, role)
        person = browse(role.value)
        page = person.get(address).text
        there = [f'action="{address}/{action}"' in page for action in ("xac-nhan", "het-hieu-luc")]
        assert there == [may, may], role
        listed = person.get("/van-ban").text
        assert ("Nạp văn bản" in listed, f'"{address}#het-hieu-luc"' in listed) == (may, may)
        assert person.submit(f"{address}/xac-nhan").status_code == (303 if may else 403)
    assert "APPROVER" in person.get(address).text, "who confirmed it"
    assert person.submit(f"{address}/xac-nhan").status_code == 409


def test_no_form_is_taken_without_its_token_or_an_account(
    library: dict[str, int], desk: Desk, browse: Browse
) -> None:
    desk.person("duyet1", Role.APPROVER)
    person, address = browse("duyet1"), f"/van-ban/{library['old']}"
    for action in ("xac-nhan", "het-hieu-luc", "bo-het-hieu-luc"):
        form = {"csrf": "sai", "loi": 1, "van_ban": library["old"], "lan": 1}
        assert person.post(f"{address}/{action}", data=form).status_code == 403
    visitor = browse()
    visitor.get("/van-ban")
    assert (
        visitor.post(f"{address}/xac-nhan", data={"csrf": "sai"}, follow_redirects=False).status_code != 303
    )
    with transaction() as session:
        assert session.get_one(Document, library["old"]).confirmed_at is None


def test_an_ending_is_confirmed_and_undone_on_the_page(
    library: dict[str, int], desk: Desk, browse: Browse
) -> None:
    desk.person("duyet1", Role.APPROVER)
    person, address = browse("duyet1"), f"/van-ban/{library['old']}"
    page = person.get(address).text
    words = re.search(r'name="loi" value="(\d+)"', page)
    assert words is not None
    form = {"loi": words[1], "van_ban": library["old"], "tu_ngay": "2026-08-01"}
    wrong = person.submit(f"{address}/het-hieu-luc", **form | {"tu_ngay": "2020-01-01"})
    assert (wrong.status_code, "đứng trước" in wrong.text) == (422, True)
    assert person.submit(f"{address}/het-hieu-luc", **form).status_code == 303
    with transaction() as session:
        assert session.get_one(Document, library["old"]).effective_until == LAST_DAY
        (ending,) = [one.id for one in session.query(DocumentEnding)]
    shown = person.get(address).text
    assert "Đã hết hiệu lực" in shown
    assert "DUYET1 xác nhận" in shown
    public = browse().get(address).text
    assert "Đã có người xác nhận ngày" in public
    assert "DUYET1" not in public
    passage = browse().get(f"/van-ban/doan/{passage_id(library['old'], 'Điều 1')}?ngay=2026-07-31").text
    assert "Ngày 31/07/2026: có hiệu lực" in passage
    assert "Có hiệu lực đến hết 31/07/2026 vì" in passage

    assert "lý do" in person.submit(f"{address}/bo-het-hieu-luc", lan=ending, ly_do=" ").text
    assert person.submit(f"{address}/bo-het-hieu-luc", lan=ending, ly_do="đọc nhầm số").status_code == 303
    assert "Đang có hiệu lực" in person.get(address).text
    again = person.submit(f"{address}/bo-het-hieu-luc", lan=ending, ly_do="lần nữa")
    assert (again.status_code, "đã được bỏ" in again.text) == (409, True)


def test_versions_are_kept_and_compared_passage_by_passage(desk: Desk, browse: Browse) -> None:
    first = {"Điều 1": "Thu 30.000 đồng mỗi hồ sơ.", "Điều 2": "Như cũ.", "Điều 3": "Bỏ đi."}
    second = {"Điều 1": "Thu 20.000 đồng mỗi hồ sơ.", "Điều 2": "Như cũ.", "Điều 4": "Thêm vào."}
    old, new = add(desk, document(OLD, first)), add(desk, document(OLD, second))
    page = browse().get(f"/van-ban/{new}").text
    assert "1 đoạn như cũ, 1 đoạn đổi, 1 đoạn mới, 1 đoạn không còn" in page
    assert "<del>30.000</del> <ins>20.000</ins>" in page
    before = browse().get(f"/van-ban/{old}").text
    assert "Đây không phải bản mới nhất" in before
    assert f'href="/van-ban/{new}"' in before
    changed = browse().get(f"/van-ban/doan/{passage_id(old, 'Điều 1')}").text
    assert "Văn bản đã có bản mới." in changed
    assert "lời văn khác" in changed
    assert "không còn đoạn này" in browse().get(f"/van-ban/doan/{passage_id(old, 'Điều 3')}").text


def test_a_long_law_comes_in_pages_under_60_kb_and_whole_to_print(desk: Desk, browse: Browse) -> None:
    words = (
        "Cơ quan tiếp nhận hồ sơ trả kết quả đúng hẹn, không yêu cầu giấy tờ đã có trong cơ sở dữ liệu. " * 3
    )
    law = {
        f"Điều {article}{part}": f"{article}. {words}"
        for article in range(1, 101)
        for part in ("", " khoản 1", " khoản 2")
    }
    links = [link(DocumentRelation.CITES, f"{number}/2020/QĐ-UBND") for number in range(1, 41)]
    address = f"/van-ban/{add(desk, document('15/2026/QH16', law, links))}"
    visitor, seen = browse(), []
    sheets = re.findall(r'<li><a href="[^"]*\?to=(\d+)"', visitor.get(address).text)
    for sheet in sheets:
        page = visitor.get(f"{address}?to={sheet}")
        assert len(page.content) < 60_000
        seen += re.findall(r'<li id="d(\d+)">', page.text)
    whole = visitor.get(f"{address}?to=tat-ca").text
    assert seen == re.findall(r'<li id="d(\d+)">', whole)
    assert len(seen) == 300
    assert f'<li id="d{seen[-1]}">' in visitor.get(f"{address}?doan={seen[-1]}").text


def test_programs_list_search_and_open_documents(library: dict[str, int], desk: Desk, browse: Browse) -> None:
    desk.person("ctv01")
    person = browse("ctv01")
    listed = person.get("/api/v1/official", params={"limit": 3}).json()
    rest = person.get("/api/v1/official", params={"after": listed["next"]}).json()
    both = [one["number"] for one in listed["documents"] + rest["documents"]]
    assert (sorted(both), rest["next"]) == (sorted([OLD, NEW, DRAFT, "12/2026/NQ-HĐND"]), None)
    assert person.get("/api/v1/official", params={"draft": True}).json()["documents"][0]["number"] == DRAFT
    (hit,) = person.get(
        "/api/v1/official/search", params={"q": "phi dang ky tai khoan", "on": "2026-07-31", "limit": 1}
    ).json()
    assert (hit["text"], hit["in_force"]) == (PASSAGE, False)
    assert [PASSAGE[start:end] for start, end in hit["found"]] == ["phí đăng ký tài khoản", "phí"]
    assert hit["url"].endswith(f"/van-ban/doan/{desk.passage_id}")
    (shown,) = person.get(f"/api/v1/official/{OLD}").json()
    assert [(one["relation"], one["document"]) for one in shown["cited_by"]] == [("replaces", NEW)]
    (newer,) = person.get(f"/api/v1/official/{NEW}").json()
    assert [(one["target_id"], one["since"]) for one in newer["cites"]] == [(library["old"], "2026-08-01")]
    assert (newer["newest"], newer["draft"], newer["confirmed_at"]) == (True, False, None)
    assert browse().get("/api/v1/official").status_code == 401


def test_searches_of_a_visitor_have_a_ceiling_and_those_of_the_desk_none(
    library: dict[str, int], desk: Desk, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.SEARCHES, "most", 2)
    desk.person("ctv01")
    visitor = browse()
    answers = [visitor.get("/van-ban/tim", params={"q": "phí"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "thử lại" in answers[2].text
    assert visitor.get("/van-ban/tim").status_code == 200  # the empty form is no search
    assert browse("ctv01").get("/van-ban/tim", params={"q": "phí"}).status_code == 200

"""The pages of sources: what they say of each state, who may do what, and that everything done is audited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI

import crawler.errors
import crawler.server_errors
from models.errors import SourceError
from models.queries import jobs, offices, set_aside, source_page
from models.queries.jobs import ready_jobs
from models.queries.remarks import note_remarks
from models.session import transaction
from models.tables.audit import AuditEvent
from models.tables.source import Host, Run, SetAside, Source
from models.vocabulary import OfficeLevel, Role, RunState, SourceKind
from tests.database import TestServer, _used
from tests.triage_api.application import application
from tests.triage_api.conftest import Browser, answer, known, passages
from tests.triage_api.desk import Desk, make_desk, sign_in
from tests.triage_api.source_rows import add_source, furnish_sources
from triage_api import limits
from triage_api.app import Ports
from triage_api.services.tokens import issue_token
from triage_api.source_causes import CODES, cause_words
from triage_api.source_words import outcome

pytestmark = pytest.mark.database
TAG = re.compile(r"<[^>]+>")


@dataclass
class Shown:
    """Furnished sources, and the browsers of people who look at them. One database for the module: tests go in their order."""

    app: FastAPI
    desk: Desk
    ids: dict[str, int]
    browsers: dict[str, Browser] = field(default_factory=dict)
    audits: int = 0

    def browser(self, username: str, *roles: Role, office_id: int | None = None) -> Browser:
        """A browser somebody is signed in with, the same one for the same name."""
        if username not in self.browsers:
            self.desk.person(username, *roles, office_id=office_id)
            client = self.browsers[username] = Browser(self.app, raise_server_exceptions=False)
            client.csrf = sign_in(client, username)
        return self.browsers[username]

    @property
    def client(self) -> Browser:
        """The administrator's."""
        return self.browser("qtri01", Role.ADMINISTRATOR)

    def text(self, address: str, client: Browser | None = None) -> str:
        """What a page says, without markup."""
        return " ".join(TAG.sub(" ", (client or self.client).get(address).text).split())

    def at(self, name: str) -> str:
        """The address of a source."""
        return f"/nguon/{self.ids[name]}"

    def source(self, name: str) -> Source:
        with transaction() as session:
            return session.get_one(Source, self.ids[name])

    def submit(self, name: str, action: str, **form: str) -> int:
        status: int = self.client.submit(f"{self.at(name)}/{action}", **form).status_code
        return status

    def audited(self) -> list[str]:
        """What was audited since this was asked last."""
        with transaction() as session:
            rows = (
                session.query(AuditEvent)
                .filter(AuditEvent.action.not_in(("signed_in", "token_issued")))
                .order_by(AuditEvent.id)
            )
            seen, actions = self.audits, [row.action for row in rows]
        self.audits = len(actions)
        return actions[seen:]

    def pages(self, code: str) -> list[SetAside]:
        with transaction() as session:
            rows = session.query(SetAside).filter_by(source_id=self.ids["silent"], error_code=code)
            return rows.order_by(SetAside.id).all()


@pytest.fixture(scope="module")
def shown(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shown]:
    with (
        pytest.MonkeyPatch.context() as patch,
        _used(cluster, migrated_database, tmp_path_factory.mktemp("sources"), patch),
    ):
        limits.forget()
        desk = make_desk()
        ports = Ports(nudge=jobs.nudge, check=answer, passage_index=passages, known_claims=known)
        yield Shown(application(ports), desk, furnish_sources(desk.office_id))


def test_the_list_is_worst_first_and_says_why(shown: Shown) -> None:
    page = shown.text("/nguon")
    order = [
        "Đã dừng: robots.txt không cho đọc tự động, từ",
        "Cần xem: không kết nối được tới trang, 4 lần liền",
        "48 giờ không có bài nào, thường 16 bài một ngày",
        "7 ngày qua chỉ 3 bài, trước đó khoảng 42 bài một tuần",
        "Chưa chạy",
        "Đang chạy: đã đọc 7 trang, 2 bài mới",
        "Chạy tốt",
        "Đang nhận bài",
    ]
    body = page[page.index("Lần tới") :]
    places = [body.index(words) for words in order]
    assert places[:4] == sorted(places[:4])
    assert places[3] < min(places[4:])
    assert "9 nguồn: 1 đã dừng , 3 cần xem" in page
    assert re.search(r"Đang không nhìn thấy: Trang cộng đồng Cầu Vồng từ .* Diễn đàn Bến Mây từ", page)
    assert "14 ngày gần đây, mỗi ngày 0 đến" in shown.client.get("/nguon").text
    only = shown.text("/nguon?tinh_trang=da-dung")
    assert "Cầu Vồng" in only[only.index("Lần tới") :]
    assert "Thượng Hà" not in only[only.index("Lần tới") :]
    assert "Không có nguồn nào ở tình trạng này" not in only


def test_an_empty_office_is_told_how_to_begin(shown: Shown) -> None:
    with transaction() as session:
        beside = offices.ensure_office(
            session, "bensuong", "UBND xã Bến Sương", OfficeLevel.COMMUNE, "songlam"
        )
    page = shown.browser("xa02", Role.ADMINISTRATOR, office_id=beside).get("/nguon").text
    assert "Cơ quan chưa có nguồn nào." in page
    assert 'href="/nguon/them"' in page


def test_a_source_says_its_state_what_to_do_and_when_it_runs_next(shown: Shown) -> None:
    silent = shown.text(shown.at("silent"))
    assert "Nên làm: Mở trang của nguồn xem còn bài mới không." in silent
    assert "Mỗi 30 phút một lần, như đã đặt." in silent
    assert "Trang không có lời bài (thường là ảnh, phim) Mã: no_article 14 trang 14 trang" in silent
    assert "Không có bài mới. 13 lần liền" in silent
    assert "chờ đọc lại trong lần tới" in silent
    assert "Hôm nay 0 bài." in silent
    failing = shown.text(shown.at("failing"))
    assert "Lùi lại vì 4 lần liền không đọc được." in failing
    assert "Không kết nối được tới trang (từ chối kết nối" in failing
    assert "Nguồn đang tắt nên không chạy." in shown.text(shown.at("stopped"))
    assert "Giãn ra mỗi 2 giờ một lần vì ít bài mới" in shown.text(shown.at("dropped"))
    assert "Lần dùng hết số trang (50) 1 1" in shown.text(shown.at("good"))
    assert "Người của cơ quan nhập, không thu thập." in shown.text(shown.at("form"))
    assert "Chưa thu thập lần nào." in shown.text(shown.at("new"))
    for name in shown.ids:
        assert "chomay.example/t/" not in shown.client.get(f"/nguon/{shown.ids[name]}").text


def test_sources_are_for_administrators_and_those_below_are_only_looked_at(shown: Shown) -> None:
    addresses = ("/nguon", shown.at("good"))
    others = shown.browser("khac", *(role for role in Role if role is not Role.ADMINISTRATOR))
    assert [others.get(one).status_code for one in addresses] == [403, 403]
    assert "nguồn cần xem" not in others.get("/hang-viec").text
    with transaction() as session:
        above = offices.ensure_office(session, "songlam", "UBND tỉnh", OfficeLevel.PROVINCE, "goc")
    province = shown.browser("tinh01", Role.ADMINISTRATOR, office_id=above)
    page = province.get(addresses[1]).text
    assert "chỉ xem" in page
    assert "Thu thập ngay" not in page
    assert province.submit(f"{addresses[1]}/chay").status_code == 403
    assert "UBND xã Bến Sương chưa có nguồn nào đang bật" in province.get("/nguon").text
    assert shown.browser("xa02").get(addresses[1]).status_code == 404
    assert shown.browser("xa02").submit(f"{addresses[1]}/chay").status_code == 404
    assert shown.audited() == []


def test_administrators_meet_the_alarm_where_they_begin(shown: Shown) -> None:
    assert "3 nguồn cần xem, 1 nguồn đã dừng" in shown.text("/hang-viec")


def test_programs_read_the_same(shown: Shown) -> None:
    listed = shown.client.get("/api/v1/sources?limit=4").json()
    rest = shown.client.get(f"/api/v1/sources?after={listed['next']}").json()
    found = {one["id"]: one for one in (*listed["sources"], *rest["sources"])}
    assert set(shown.ids.values()) < set(found)
    silent = found[shown.ids["silent"]]
    assert (silent["state"], silent["cause"], silent["unread_pages"]) == ("look", "silent", 5)
    assert (silent["usual_per_day"], silent["days"][-1], len(silent["days"])) == (16, 0, 28)
    one = shown.client.get(f"/api/v1/sources/{shown.ids['failing']}").json()
    assert [cause["code"] for cause in one["causes"]] == ["source_unreachable"]
    assert one["runs"][0]["outcome"].startswith("Không kết nối được")
    assert Browser(shown.app).get("/api/v1/sources").status_code == 401
    with transaction() as session:
        token = issue_token(session, shown.desk.people["qtri01"], "bảng", ["sources:read"], 7)
    headers = {"Authorization": f"Bearer {token}"}
    assert Browser(shown.app).get("/api/v1/sources", headers=headers).status_code == 200


def test_an_address_is_shown_only_to_whom_it_may_be_and_the_look_is_audited(shown: Shown) -> None:
    (first, *_rest) = shown.pages("http_error")
    address = f"{shown.at('silent')}/trang/dia-chi"
    assert shown.client.submit(address, trang=str(first.id)).status_code == 403
    assert "Xem địa chỉ" not in shown.text(shown.at("silent"))
    both = shown.browser("qtri02", Role.ADMINISTRATOR, Role.APPROVER)
    assert "Xem địa chỉ" in both.get(shown.at("silent")).text
    assert "https://chomay.example/t/8841" in both.submit(address, trang=str(first.id)).text
    assert shown.audited() == ["address_read"]
    with transaction() as session:
        session.get_one(SetAside, first.id).role = "feed"
    assert shown.client.submit(address, trang=str(first.id)).status_code == 200
    assert both.submit(address, trang="999999").status_code == 404
    assert shown.audited() == ["address_read"]


def test_a_page_is_skipped_and_taken_back(shown: Shown) -> None:
    (first, *_rest) = shown.pages("http_error")
    assert shown.submit("silent", "trang/bo-qua", trang=str(first.id)) == 303
    assert shown.submit("silent", "trang/bo-qua", trang=str(first.id)) == 409
    assert "bỏ qua lúc" in shown.text(f"{shown.at('silent')}?da=bo-qua")
    assert shown.submit("silent", "trang/dua-lai", trang=str(first.id)) == 303
    assert shown.submit("silent", "trang/dua-lai", trang="kia") == 409
    assert shown.submit("silent", "trang/bo-qua", nguyen_nhan="not_a_thread") == 303
    assert [row.resolved_at is None for row in shown.pages("not_a_thread")] == [False] * 3
    assert [row.resolved_at is None for row in shown.pages("http_error")] == [True] * 3
    assert shown.audited() == ["pages_skipped", "pages_unskipped", "pages_skipped"]


def test_pages_are_tried_again_one_or_all_of_a_cause(shown: Shown) -> None:
    with transaction() as session:
        before = ready_jobs(session)
    (first, *_rest) = shown.pages("http_error")
    assert shown.submit("silent", "trang/thu", trang=str(first.id)) == 303
    with transaction() as session:
        assert session.query(Run).filter_by(source_id=shown.ids["silent"], state=RunState.QUEUED).count() == 1
        assert ready_jobs(session) == before + 1
    assert shown.submit("silent", "trang/thu", nguyen_nhan="http_error") == 303
    assert shown.submit("silent", "trang/thu", nguyen_nhan="http_error") == 409
    with transaction() as session:
        pages = source_page.unread_pages(session, shown.ids["silent"], 20)
    assert [one.waits for one in pages] == [True] * 3
    assert shown.audited() == ["pages_retry_asked"] * 2


def test_the_outcome_of_a_retry_is_shown(shown: Shown) -> None:
    (first, *_rest) = shown.pages("http_error")
    with transaction() as session:
        row = session.get_one(SetAside, first.id)
        assert row.address_key is not None
        set_aside.resolve(session, shown.ids["silent"], row.address_key, 200)
    assert "đọc lại được lúc" in shown.text(shown.at("silent"))


def test_a_source_is_run_switched_off_and_on(shown: Shown) -> None:
    assert shown.client.submit(f"{shown.at('good')}/chay").headers["location"].endswith("?da=chay")
    again = shown.client.submit(f"{shown.at('good')}/chay").headers["location"]
    assert again.endswith("?da=dang-chay")
    assert shown.submit("good", "tat", ly_do=" ") == 422
    assert shown.submit("good", "tat", ly_do="Cổng đang bảo trì") == 303
    assert shown.submit("good", "tat", ly_do="lần nữa") == 409
    assert "Đã dừng: Cổng đang bảo trì, từ" in shown.text(shown.at("good"))
    assert shown.submit("good", "chay") == 409
    assert shown.submit("good", "bat") == 303
    assert shown.submit("good", "bat") == 409
    assert shown.source("good").disabled_reason is None
    assert shown.submit("form", "chay") == 409
    assert shown.audited() == ["source_run_asked", "source_disabled", "source_enabled"]


def test_a_server_is_stopped_for_every_source_and_let_go(shown: Shown) -> None:
    assert shown.submit("dropped", "may-chu/dung", ly_do="") == 422
    assert shown.submit("dropped", "may-chu/dung", ly_do="Chủ trang gọi điện đề nghị dừng") == 303
    page = shown.text(shown.at("dropped"))
    assert "Đã dừng: máy chủ bị dừng khẩn cấp: Chủ trang gọi điện đề nghị dừng" in page
    assert "Cho đọc lại máy chủ" in page
    assert shown.submit("dropped", "chay") == 409
    assert shown.submit("form", "may-chu/dung", ly_do="x") == 409
    assert shown.submit("dropped", "may-chu/cho-doc") == 303
    assert shown.submit("dropped", "may-chu/cho-doc") == 409
    with transaction() as session:
        assert session.get_one(Host, "thuongha.example").stopped_at is None
    assert shown.audited() == ["host_stopped", "host_resumed"]


def test_name_rhythm_and_topics_are_changed_within_bounds(shown: Shown) -> None:
    good = {"ten": "Cổng  tỉnh", "nhip": "3600", "nghi": "2,5", "so_trang": "80", "chu_de": "dich_vu_cong"}
    assert shown.submit("good", "sua", **good) == 303
    source = shown.source("good")
    assert (source.name, source.every_seconds, source.pace_seconds) == ("Cổng tỉnh", 3600, 3600)
    assert (float(source.delay_seconds), source.max_pages, source.topics) == (2.5, 80, ["dich_vu_cong"])
    for wrong in ({"ten": " "}, {"nhip": "60"}, {"nghi": "0"}, {"nghi": "nhanh"}, {"so_trang": "0"}, {"ten": "Báo Sông Lam điện tử"}):  # fmt: skip
        answer = shown.client.submit(f"{shown.at('good')}/sua", **{**good, **wrong})
        assert answer.status_code == (409 if "Báo" in wrong.get("ten", "") else 422), wrong
        assert 'role="alert"' in answer.text
    assert shown.source("good").name == "Cổng tỉnh"
    assert shown.audited() == ["source_changed"]


def test_only_a_source_without_posts_is_deleted(shown: Shown) -> None:
    assert shown.submit("form", "xoa") == 409
    assert "không xóa được" in shown.text(shown.at("form"))
    assert shown.submit("running", "xoa") == 409
    assert shown.submit("stopped", "xoa") == 303
    assert shown.client.get(shown.at("stopped")).status_code == 404
    assert shown.audited() == ["source_deleted"]


def test_what_is_wrong_with_a_source_that_is_read_is_told_until_it_is_mended(shown: Shown) -> None:
    name = next(iter(shown.ids))
    source, said = shown.source(name), "Không mục nào trong nguồn cấp tin ghi ngày đăng."
    with transaction() as session:
        run_id = session.query(Run.id).filter_by(source_id=source.id).first()[0]
        note_remarks(session, source.office_id, source.id, run_id, {"dates_missing": said})
    assert "Đọc được, nhưng cần biết " + said in shown.text(shown.at(name))
    with transaction() as session:
        note_remarks(session, source.office_id, source.id, run_id, {})
    assert "nhưng cần biết" not in shown.text(shown.at(name))


def test_pages_go_on(shown: Shown) -> None:
    with transaction() as session:
        for number in range(20):
            add_source(session, shown.desk.office_id, f"Trang {number:02}", SourceKind.FEED, f"https://t{number}.example/rss")  # fmt: skip
    first = shown.client.get("/nguon").text
    assert 'href="/nguon?trang=2"' in first
    second = shown.text("/nguon?trang=2")
    assert "Về đầu danh sách" in second
    assert len(first.encode()) < 60_000
    silent = shown.at("good")
    more = re.search(r'href="([^"]+truoc=\d+)#lan"', shown.client.get(silent).text)
    assert more is not None
    assert "Các lần mới nhất" in shown.text(more[1])


def test_every_code_has_words_and_a_new_one_is_told_by_its_sentence() -> None:
    codes = {
        kind.code
        for kind in (*vars(crawler.errors).values(), *vars(crawler.server_errors).values())
        if isinstance(kind, type)
        and issubclass(kind, SourceError)
        and kind not in {SourceError, crawler.errors.OfServer}
    }
    assert sorted(codes - CODES) == []
    assert all(cause_words(code).short and cause_words(code).advice for code in CODES)
    unknown = cause_words("brand_new", "")
    assert unknown.short
    assert unknown.advice


@pytest.mark.parametrize("state", [RunState.DONE, RunState.FAILED, RunState.QUEUED, RunState.RUNNING])
def test_no_run_is_told_by_its_state_alone(state: RunState) -> None:
    counts = {"pages": 0, "unchanged": 0, "posts_new": 0, "posts_changed": 0, "posts_same": 0, "set_aside": 0}
    said = outcome(Run(state=state, error_code="timed_out", error_message="", **counts))
    assert len(said.split()) >= 4
    assert "failed" not in said

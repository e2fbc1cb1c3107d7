"""The page that adds a source: what is refused is said before anything is asked, what was seen is kept for minutes only,
what is saved is what was proposed."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.errors import ChallengePage, NothingFound
from crawler.previewed import Findings, Preview, Proposal, Sample
from models.queries import hosts
from models.queries.sources import SourceRecord, office_by_code, save_source
from models.session import transaction
from models.tables.audit import AuditEvent
from models.tables.source import Run, Source
from models.vocabulary import GIVEN_KINDS, Role, RunState, SourceKind, Topic
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from tests.triage_api.test_document_import import everything
from triage_api import waiting_looks
from triage_api.services import source_workbench as workbench
from triage_api.services.source_workbench import CADENCES as READ_EVERY
from triage_api.workbench_view import CADENCES, KINDS

pytestmark = pytest.mark.database
ADDRESS = "/nguon/them"
WORDS = "Lịch phát trợ cấp thôn Hạ, gọi [SĐT] <b>đậm</b>"
FEED = Proposal(SourceKind.FEED, "https://tinh.example/rss", "Trang có nguồn cấp tin.", 12, newest="2026-11-19T08:00:00+07:00",
                samples=(Sample("article", None, WORDS),))  # fmt: skip
FORUM = Proposal(
    SourceKind.FORUM, "https://tinh.example/dd/", "Trang có các chủ đề diễn đàn.", 3, threads=True
)
FOUND = Findings(
    "https://tinh.example/", "Cổng tin <xã>", (FEED, FORUM), elsewhere=("https://khac.example/rss",)
)
SEEN = Preview(5, 2, {"article": 2}, None, None, (Sample("article", "2026-11-19T08:00:00+07:00", WORDS),), {"no_article": 2},
               {"no_article": "Trang không có lời bài."})  # fmt: skip


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """What a look gives, to be changed by a test; ``asked`` are the looks. No process is started, no name resolved."""
    waiting_looks.forget()
    told = SimpleNamespace(found=FOUND, seen={SourceKind.FEED: SEEN, SourceKind.FORUM: SEEN}, asked=[])

    def proposals(text: str) -> Findings:
        told.asked.append(text)
        if isinstance(told.found, Exception):
            raise told.found
        return told.found

    def preview(url: str, kind: SourceKind) -> Preview:
        told.asked.append((url, kind))
        if isinstance(told.seen[kind], Exception):
            raise told.seen[kind]
        return told.seen[kind]

    monkeypatch.setattr(workbench.looking, "check_public", lambda _url: None)
    monkeypatch.setattr(workbench.looking, "proposals", proposals)
    monkeypatch.setattr(workbench.looking, "preview", preview)
    yield told
    waiting_looks.forget()


@pytest.fixture
def client(desk: Desk, browse: Callable[..., Browser], site: SimpleNamespace) -> Browser:
    """An administrator."""
    desk.person("quantri01", Role.ADMINISTRATOR)
    return browse("quantri01")


def finished(client: Browser, address: str) -> Any:
    """The page once nothing is being read any more."""
    for _ in range(200):
        answer = client.get(address)
        if "Refresh" not in answer.headers:
            return answer
        time.sleep(0.02)
    raise AssertionError("the look does not end")


def looked_at(client: Browser, text: str = "tinh.example") -> tuple[str, str]:
    """A look that has ended: its address, and the page on one line."""
    sent = client.submit(ADDRESS, dia_chi=text)
    assert sent.status_code == 303, sent.text
    address = sent.headers["location"]
    return address, " ".join(finished(client, address).text.split())


def saved(client: Browser, address: str, **form: Any) -> Any:
    """What the form that saves sends, as it was filled in unless a test says otherwise."""
    key = address.partition("xem=")[2]
    given = {"giu": key, "cach": "0", "ten": "Cổng tin", "moi": "1800", "nghi": "3", **form}
    return client.submit(f"{ADDRESS}/luu", **given)


def sources() -> list[Source]:
    """Every source but the desk's own."""
    with transaction() as session:
        return session.query(Source).filter(Source.name != "Diễn đàn Chợ Mây").order_by(Source.id).all()


def test_a_source_is_looked_at_and_saved_as_it_was_proposed(
    client: Browser, desk: Desk, site: SimpleNamespace
) -> None:
    before = everything()
    address, page = looked_at(client, " tinh.example/?utm_source=zalo ")
    assert site.asked == ["tinh.example/?utm_source=zalo", (FEED.url, SourceKind.FEED)]
    for words in ("chưa lưu gì", "Gợi ý của máy: đọc như nguồn cấp tin RSS", "12 bài ở trang đầu", "19/11/2026", "robots.txt cho phép đọc",
                  "2 bài viết, ở 5 trang đã đọc", "gọi [SĐT] &lt;b&gt;đậm", "Trang không có lời bài.", "Diễn đàn", "3 chủ đề ở trang đầu",
                  'value="Cổng tin &lt;xã&gt;"', "https://khac.example/rss"):  # fmt: skip
        assert words in page, words
    assert "<b>đậm" not in page
    assert everything() == before  # nothing of it is in the database

    done = saved(
        client,
        address,
        ten="Cổng  tin xã",
        moi="3600",
        nghi="5",
        chu_de=["an_sinh", "dich_vu_cong", "khong-co"],
        kenh="1",
    )
    assert done.status_code == 303
    (source,) = sources()
    assert (source.office_id, source.name, source.kind, source.url) == (
        desk.office_id,
        "Cổng tin xã",
        SourceKind.FEED,
        FEED.url,
    )
    assert (source.every_seconds, float(source.delay_seconds), source.own_channel, source.demonstration) == (
        3600,
        5.0,
        True,
        False,
    )
    assert set(source.topics) == {Topic.AN_SINH.value, Topic.DICH_VU_CONG.value}
    with transaction() as session:
        event = session.query(AuditEvent).filter_by(action="source_saved").one()
        assert (event.subject_id, event.actor_id, event.office_id, event.detail) == (
            source.id, desk.people["quantri01"], desk.office_id, None,
        )  # fmt: skip
    page = client.get(done.headers["location"]).text
    assert "Nguồn “Cổng tin xã” (nguồn cấp tin RSS)" in page
    assert 'href="/nguon"' in page
    assert "không còn được giữ" in client.get(address).text
    assert saved(client, address).status_code == 409


def test_another_way_is_read_and_saved(client: Browser, site: SimpleNamespace) -> None:
    address, _page = looked_at(client)
    key = address.partition("xem=")[2]
    led = client.submit(f"{ADDRESS}/cach", giu=key, cach="1").headers["location"]
    assert "đọc như diễn đàn" in finished(client, led).text
    client.submit(f"{ADDRESS}/cach", giu=key, cach="1")  # seen already: not asked again
    assert site.asked.count((FORUM.url, SourceKind.FORUM)) == 1
    assert client.submit(f"{ADDRESS}/cach", giu=key, cach="7").status_code == 404
    assert client.get(f"{address}&cach=7").status_code == 404
    assert saved(client, address, cach="1").status_code == 303
    assert [one.kind for one in sources()] == [SourceKind.FORUM]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Hãy dán địa chỉ"),
        ("chưa có gì", "Chưa thấy địa chỉ trang web nào"),
        ("https://m.facebook.com/groups/12345/?fbclid=x", "Nhóm trên Facebook không được đọc"),
        ("https://www.tiktok.com/@ai-do", "TikTok chỉ mở cho người đã đăng nhập"),
        ("ftp://tinh.example/", "Chỉ đọc trang web"),
    ],
)
def test_what_is_not_read_is_said_before_anything_is_asked(
    client: Browser, site: SimpleNamespace, text: str, words: str
) -> None:
    answer = client.submit(ADDRESS, dia_chi=text)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert site.asked == []


def test_private_addresses_are_refused(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for text in (
        "http://127.0.0.1:8088/rss",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://localhost/",
        "http://2130706433/",
    ):
        answer = client.submit(ADDRESS, dia_chi=text)
        assert answer.status_code == 400, text
        assert "address_refused" in answer.text


def test_why_a_page_cannot_be_read_is_said_and_the_address_stays(
    client: Browser, site: SimpleNamespace
) -> None:
    site.found = ChallengePage("Trang đòi xác minh <người thật>.")
    _address, page = looked_at(client, "https://tinh.example/a")
    assert "Trang đòi xác minh &lt;người thật&gt;." in page
    assert "challenge_page" in page
    assert 'value="https://tinh.example/a"' in page
    site.found = RuntimeError("what a site wrote")
    _address, page = looked_at(client)
    assert "Lỗi của chương trình khi xem thử." in page
    assert "what a site wrote" not in page


def test_a_server_that_was_stopped_is_not_looked_at(client: Browser, site: SimpleNamespace) -> None:
    with transaction() as session:
        hosts.stop(session, "tinh.example", "Trang nhờ dừng đến hết tuần.")
    _, page = looked_at(client)
    assert "đang bị dừng khẩn cấp: Trang nhờ dừng đến hết tuần." in page
    assert site.asked == []


def test_where_the_best_way_gives_nothing_the_next_is_shown(client: Browser, site: SimpleNamespace) -> None:
    site.seen[SourceKind.FEED] = NothingFound("Không đọc được bài nào.")
    address, page = looked_at(client)
    assert "đọc như diễn đàn" in page
    page = client.get(f"{address}&cach=0").text
    assert "Chưa đọc thử được bài nào." in page
    assert "nothing_found" in page
    assert WORDS.partition("<")[0] in page  # what the feed itself tells


def test_a_page_waits_without_script_and_nobody_sees_anothers_look(
    client: Browser,
    desk: Desk,
    browse: Callable[..., Browser],
    site: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go = threading.Event()
    monkeypatch.setattr(workbench.looking, "proposals", lambda _text: FOUND if go.wait(20) else None)
    address = client.submit(ADDRESS, dia_chi="tinh.example").headers["location"]
    waiting = client.get(address)
    assert waiting.headers["Refresh"] == "3"
    assert "Đang xem thử…" in waiting.text
    assert '<meta http-equiv="refresh"' not in waiting.text
    desk.person("quantri02", Role.ADMINISTRATOR)
    assert "không còn được giữ" in browse("quantri02").get(address).text
    go.set()
    assert "chưa lưu gì" in finished(client, address).text
    monkeypatch.setattr(waiting_looks, "SECONDS", 0)
    assert "không còn được giữ" in client.get(address).text


def test_a_look_that_was_replaced_is_not_made(client: Browser, site: SimpleNamespace) -> None:
    lock = workbench._hosts.setdefault("tinh.example", threading.Lock())
    with lock:  # the first look waits for its turn on the host
        client.submit(ADDRESS, dia_chi="https://tinh.example/mot")
        second = client.submit(ADDRESS, dia_chi="https://tinh.example/hai").headers["location"]
    finished(client, second)
    assert "https://tinh.example/mot" not in site.asked


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"ten": "  "}, "Hãy đặt tên cho nguồn."),
        ({"ten": "x" * 201}, "dài quá 200 ký tự"),
        ({"ten": "Diễn đàn Chợ Mây"}, "đã có một nguồn tên này"),
        ({"nghi": "0"}, "từ 1 đến 120 giây"),
        ({"nghi": "một"}, "từ 1 đến 120 giây"),
        ({"moi": "60"}, "chọn một khoảng thời gian"),
    ],
)
def test_what_is_wrong_with_the_form_is_said_and_nothing_is_saved(
    client: Browser, form: dict[str, str], words: str
) -> None:
    address, _page = looked_at(client)
    answer = saved(client, address, **{"ten": "Tên đã ghi", **form})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert sources() == []
    assert saved(client, address).status_code == 303  # the look is still there


def test_a_second_source_with_the_same_address_is_said_before_it_is_saved(
    client: Browser, desk: Desk, site: SimpleNamespace
) -> None:
    with transaction() as session:
        save_source(
            session,
            desk.office_id,
            SourceRecord("Cổng cũ", SourceKind.FEED, "http://www.tinh.example/rss/?utm_medium=x"),
        )
        save_source(
            session,
            office_by_code(session, "songlam").id,
            SourceRecord("Của tỉnh", SourceKind.FEED, FEED.url),
        )
    address, page = looked_at(client)
    assert "Địa chỉ này đã là nguồn “Cổng cũ” (nguồn cấp tin RSS)" in page
    assert "1 cơ quan khác đã có nguồn" in page
    assert "Của tỉnh" not in page
    assert re.search(r'name="van_them" value="1" required>', page)
    assert saved(client, address).status_code == 409
    assert len(sources()) == 2
    assert saved(client, address, van_them="1").status_code == 303
    assert len(sources()) == 3
    _address, page = looked_at(client)
    assert 'value="Cổng tin &lt;xã&gt;"' in page


def test_what_was_saved_is_taken_back_whole_or_switched_off(client: Browser, desk: Desk) -> None:
    def new(name: str) -> int:
        address, _page = looked_at(client)
        return int(saved(client, address, ten=name, van_them="1").headers["location"].partition("da_luu=")[2])

    plain, run, posts, running = (
        new(name) for name in ("Chưa đọc", "Đã đọc, chưa có bài", "Có bài", "Đang đọc")
    )
    with transaction() as session:
        session.add(Run(office_id=desk.office_id, source_id=run, state=RunState.QUEUED))
        session.add(Run(office_id=desk.office_id, source_id=running, state=RunState.RUNNING))
    desk.source_id = posts
    desk.item()
    assert client.submit(f"{ADDRESS}/hoan-tac", nguon=str(plain)).headers["location"].endswith("da_bo=xoa")
    assert client.submit(f"{ADDRESS}/hoan-tac", nguon=str(run)).headers["location"].endswith("da_bo=xoa")
    led = client.submit(f"{ADDRESS}/hoan-tac", nguon=str(posts)).headers["location"]
    assert "được tắt, không đọc nữa" in client.get(led).text
    assert client.submit(f"{ADDRESS}/hoan-tac", nguon=str(running)).headers["location"].endswith("da_bo=tat")
    left = [(one.id, one.enabled, one.disabled_reason) for one in sources()]
    assert left == [(one, False, workbench.TAKEN_BACK) for one in (posts, running)]
    with transaction() as session:
        told = [
            row.action
            for row in session.query(AuditEvent).order_by(AuditEvent.id)
            if row.action.startswith("source_")
        ]
    assert told[4:] == ["source_removed"] * 2 + ["source_switched_off"] * 2
    assert client.submit(f"{ADDRESS}/hoan-tac", nguon=str(plain)).status_code == 409


def test_only_ones_own_and_only_what_is_new_is_taken_back(client: Browser, desk: Desk) -> None:
    with transaction() as session:
        other = save_source(
            session,
            office_by_code(session, "songlam").id,
            SourceRecord("Của tỉnh", SourceKind.FEED, FEED.url),
        )
        session.query(Source).filter_by(id=desk.source_id).update({"created_at": "2026-01-01T00:00:00Z"})
    for source_id in (other, desk.source_id, 999_999):
        assert client.submit(f"{ADDRESS}/hoan-tac", nguon=str(source_id)).status_code == 409
    assert client.get(f"{ADDRESS}?da_luu={other}").text.count("Của tỉnh") == 0
    assert len(sources()) == 1


def test_the_page_has_a_word_for_every_kind_and_cadence() -> None:
    assert set(CADENCES) == set(READ_EVERY)
    assert {kind.value for kind in SourceKind if kind not in GIVEN_KINDS} <= set(KINDS)

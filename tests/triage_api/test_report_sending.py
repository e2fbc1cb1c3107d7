"""Approving, correcting and filing reports on the pages: one approval, whatever two people do at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from models.errors import Conflict
from models.queries import report_archive, report_letters, reporting
from models.queries.report_archive import ReportKind, ReportState, Wanted
from models.session import transaction
from models.tables.office import Office
from models.tables.report import ReportOrder, ReportSnapshot
from models.vocabulary import Label, Role, Topic
from pipeline.stages import report
from reports.making import make
from reports.period import last_full_week, parse_period, this_week
from tests.reports.factory import make_posts
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from triage_api.services import report_sending

pytestmark = pytest.mark.database
WEEK = last_full_week()


def frozen(desk: Desk, code: str = WEEK.code) -> int:
    with transaction() as session:
        office = session.get_one(Office, desk.office_id)
        content = make(session, office, parse_period(code))
        return reporting.save_snapshot(session, office.id, code, content, "thử", None).id


def asked(desk: Desk, count: int, topic: Topic = Topic.AN_SINH) -> None:
    with transaction() as session:
        office = session.get_one(Office, desk.office_id)
        make_posts(session, office, count, Label.QUESTION, topic, at=WEEK.start)


def test_two_approving_at_once_are_one_approval_and_one_told(desk: Desk) -> None:
    number = frozen(desk)
    people = [desk.person(name, Role.APPROVER) for name in ("duyet1", "duyet2")]
    start = threading.Barrier(2)
    told: list[str] = []

    def approve(who: Any) -> None:
        start.wait()
        try:
            with transaction() as session:
                snapshot = session.get_one(ReportSnapshot, number)
                report_sending.approve(session, who, snapshot, f"Lời của {who.label}")
        except Conflict as error:
            told.append(str(error))

    threads = [threading.Thread(target=approve, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with transaction() as session:
        kept = session.get_one(ReportSnapshot, number)
        winner = next(who for who in people if who.id == kept.approved_by)
        assert kept.note == f"Lời của {winner.label}"
    (said,) = told
    assert f"{winner.label} đã duyệt báo cáo này" in said


def test_a_correction_lists_what_changed_why_and_by_whom_and_the_first_says_so(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    asked(desk, 7)
    frozen(desk)
    desk.person("duyet1", Role.APPROVER)
    browser = browse("duyet1")
    assert "Duyệt bản 1" in browser.get(f"/bao-cao/{WEEK.code}").text
    assert browser.submit(f"/bao-cao/{WEEK.code}/duyet", ban="1").status_code == 303
    assert "DUYET1 duyệt lúc" in browser.get(f"/bao-cao/{WEEK.code}").text
    asked(desk, 8)
    with transaction() as session:
        content = make(session, session.get_one(Office, desk.office_id), WEEK)
    with transaction() as session, pytest.raises(Conflict, match="ghi lý do"):
        reporting.save_snapshot(session, desk.office_id, WEEK.code, content)
    assert browser.submit(f"/bao-cao/{WEEK.code}/dinh-chinh", ly_do=" ").status_code == 422
    assert browser.submit(f"/bao-cao/{WEEK.code}/dinh-chinh", ly_do="Nhập bù 8 bài").status_code == 303
    assert report.drain() >= 1
    page = browser.get(f"/bao-cao/{WEEK.code}").text
    assert "Lý do: Nhập bù 8 bài. Người lập: DUYET1." in page
    assert "Các chỗ khác bản 1" in page
    assert "Chờ duyệt" in page
    with transaction() as session:
        latest = reporting.find_snapshot(session, desk.office_id, WEEK.code)
        assert latest is not None
        assert (latest.version, latest.approved_at) == (2, None)
        assert latest.content["facts"]["now"]["questions"]["an_sinh"] == {"shown": "exact", "value": 15}
    old = browser.get(f"/bao-cao/{WEEK.code}?ban=1").text
    assert "Bản này đã được đính chính" in old
    assert "an sinh" in old.lower()


def test_an_unfinished_week_or_an_old_version_is_not_approved(desk: Desk) -> None:
    running = frozen(desk, this_week().code)
    first = frozen(desk)
    asked(desk, 6)
    frozen(desk)
    approver = desk.person("duyet1", Role.APPROVER)
    for number, said in ((running, "chưa kết thúc"), (first, "bản mới hơn")):
        with transaction() as session, pytest.raises(Conflict, match=said):
            report_sending.approve(session, approver, session.get_one(ReportSnapshot, number))


def test_the_archive_finds_by_year_kind_state_and_words(desk: Desk) -> None:
    for code in ("2025-W10", "2026-W10", "2026-W11", "2026-10"):
        frozen(desk, code)
    approver = desk.person("duyet1", Role.APPROVER)
    with transaction() as session:
        snapshot = reporting.find_snapshot(session, desk.office_id, "2026-W10")
        assert snapshot is not None
        report_sending.approve(session, approver, snapshot)

    def found(**wanted: Any) -> list[str]:
        with transaction() as session:
            filed, total = report_archive.find(session, desk.office_id, Wanted(**wanted))
            assert total == len(filed)
            return [one.snapshot.week for one in filed]

    assert found() == ["2026-10", "2026-W11", "2026-W10", "2025-W10"]
    assert found(year=2025) == ["2025-W10"]
    assert found(kind=ReportKind.MONTH) == ["2026-10"]
    assert found(state=ReportState.APPROVED) == ["2026-W10"]
    assert found(state=ReportState.SENT) == []
    assert found(words="lua dao moi noi", kind=ReportKind.WEEK) == ["2026-W11", "2026-W10", "2025-W10"]
    assert found(words="Tháng này") == ["2026-10"]
    assert found(words="không_có%") == []


def test_a_quick_report_is_about_one_item_and_counts_nothing(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    item = desk.item()
    desk.person("duyet1", Role.APPROVER)
    approver = browse("duyet1")
    assert "Lập báo cáo nhanh" in approver.get(f"/viec/{item}").text
    answer = approver.submit(f"/viec/{item}/bao-cao-nhanh")
    assert answer.status_code == 303
    assert report.drain() >= 1
    with transaction() as session:
        made = session.query(ReportSnapshot).filter(ReportSnapshot.week.like(f"L{item}-%")).one()
        assert made.content["title"] == "BÁO CÁO NHANH"
        said = str(made.content["sections"])
        assert "Chưa có người kết luận" in said
        assert "mức lan: " in said
        code = made.week
    page = approver.get(f"/bao-cao/{code}")
    assert page.status_code == 200
    assert "BÁO CÁO NHANH" in page.text
    assert approver.get(f"/bao-cao/{code}/word-dang").status_code == 200
    assert approver.submit("/viec/999999/bao-cao-nhanh").status_code == 404
    with transaction() as session:
        assert session.query(ReportOrder).filter(ReportOrder.done_at.is_(None)).count() == 0


def test_the_list_is_kept_by_administrators_sealed(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("quantri", Role.ADMINISTRATOR)
    browser = browse("quantri")
    bad = browser.submit("/noi-nhan", ten="Thường trực Đảng ủy", dia_chi="không phải thư")
    assert (bad.status_code, 'value="Thường trực Đảng ủy"' in bad.text) == (422, True)
    assert (
        browser.submit("/noi-nhan", ten="Thường trực Đảng ủy", dia_chi="tt@songlam.example").status_code
        == 303
    )
    assert browser.submit("/noi-nhan", ten="Lần nữa", dia_chi="TT@songlam.example").status_code == 409
    assert browser.submit("/noi-nhan/the-thuc", the_thuc="dang").status_code == 303
    page = browser.get("/noi-nhan").text
    assert "tt@songlam.example" in page
    assert 'value="dang" checked' in page
    with transaction() as session:
        (row,) = report_letters.recipients(session, desk.office_id)
        assert row.sealed_address is not None
        assert b"songlam" not in row.sealed_address
    assert browser.submit(f"/noi-nhan/{row.id}/bo").status_code == 303
    assert "Chưa có nơi nhận nào" in browser.get("/noi-nhan").text

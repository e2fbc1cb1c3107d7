"""Weekly reports from order to file: made once, made whole, made again after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.errors import BadInput, NotFound
from models.queries import reporting
from models.session import transaction
from models.tables.report import ReportOrder, ReportSnapshot
from models.tables.source import SetAside
from models.vocabulary import Label, Topic
from pipeline import weekly
from pipeline.stages import report
from pipeline.weekly import write_weekly
from reports.period import last_full_week, parse_week, this_week
from tests.database import TestDatabase
from tests.reports.busy_week import fill
from tests.reports.factory import make_office, make_posts

pytestmark = pytest.mark.database


def some_office(weeks_ago: int = 1) -> int:
    """An office that received a few posts in the week before last full week's end."""
    with transaction() as session:
        town = make_office(session, "xa-dong-may", "Xã Đồng Mây")
        at = this_week().start - timedelta(days=7 * weeks_ago - 1)
        make_posts(session, town, 6, Label.QUESTION, Topic.AN_SINH, at=at)
        return town.id


def snapshots() -> list[tuple[int, str, int]]:
    with transaction() as session:
        rows = session.scalars(select(ReportSnapshot).order_by(ReportSnapshot.id)).all()
        return [(row.office_id, row.week, row.version) for row in rows if "W" in row.week]


def orders(**wanted: Any) -> list[ReportOrder]:
    with transaction() as session:
        return list(session.scalars(select(ReportOrder).filter_by(**wanted).order_by(ReportOrder.id)))


def test_the_clock_makes_last_week_for_whoever_has_something(db: TestDatabase) -> None:
    office_id = some_office()
    week = last_full_week().code
    assert report.drain() >= 2, "the office and the root above it, and of a month when one has just ended"
    assert {(made[0], *made[1:]) for made in snapshots()} == {(office_id, week, 1), (1, week, 1)}
    assert report.drain() == 0
    assert len(snapshots()) == 2
    assert not orders(done_at=None)


def reported(office_id: int, *weeks: Any) -> None:
    """Final reports of an office and the root above it, as the clock made them then."""
    with transaction() as session:
        for week in weeks:
            for office in (office_id, 1):
                reporting.save_snapshot(session, office, week.code, {"week": {"over": True}, "sections": []})


def weeks_before(last: Any, count: int) -> list[Any]:
    found = [last]
    while len(found) < count:
        found.insert(0, found[0].previous())
    return found


def test_a_machine_that_was_off_for_weeks_makes_each_of_them_the_oldest_first(db: TestDatabase) -> None:
    office_id = some_office(weeks_ago=9)
    *missed, last = weeks_before(last_full_week(), 5)
    reported(office_id, missed[0].previous())
    report.drain()
    made = [(office, week) for office, week, _ in snapshots()][2:]
    assert made == [(office, week.code) for week in (*missed, last) for office in (office_id, 1)]
    assert report.drain() == 0
    with transaction() as session:
        content = reporting.find_snapshot(session, office_id, last.code).content  # type: ignore[union-attr]
    assert content["week"]["over"], "a final report, not a draft"


def test_no_more_weeks_are_made_than_a_report_looks_back(db: TestDatabase) -> None:
    office_id = some_office(weeks_ago=30)
    reported(office_id, weeks_before(last_full_week(), 21)[0])
    report.drain()
    made = [week for office, week, _ in snapshots()[2:] if office == office_id]
    assert made == [week.code for week in weeks_before(last_full_week(), report.WEEKS_BACK)]


def test_weeks_before_the_first_report_are_not_made_up(db: TestDatabase) -> None:
    """Nobody asked for them: an office that brought its posts of the past along begins with last week."""
    office_id = some_office(weeks_ago=6)
    report.drain()
    assert [made for made in snapshots() if made[0] == office_id] == [(office_id, last_full_week().code, 1)]


def test_a_missed_week_that_was_given_up_is_not_tried_again(
    db: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    office_id = some_office(weeks_ago=9)
    before, broken, last = weeks_before(last_full_week(), 3)
    reported(office_id, before)
    real = report.make

    def fails(session: Any, office: Any, week: Any, **given: Any) -> Any:
        if week == broken:
            raise ArithmeticError
        return real(session, office, week, **given)

    with monkeypatch.context() as patch:
        patch.setattr(report, "make", fails)
        for _ in range(report.MAX_ATTEMPTS):
            report.drain()
    assert [week for office, week, _ in snapshots()[2:] if office == office_id] == [last.code]
    assert report.drain() == 0, "it is set aside where an administrator sees it"


def test_an_empty_installation_makes_nothing(db: TestDatabase) -> None:
    assert report.drain() == 0
    assert snapshots() == []


def test_what_a_person_ordered_is_made_too(db: TestDatabase) -> None:
    office_id = some_office(weeks_ago=0)
    with transaction() as session:
        reporting.order_report(session, office_id, this_week().code)
    assert report.drain() == 1
    with transaction() as session:
        made = reporting.find_snapshot(session, office_id, this_week().code)
        assert made is not None
        assert made.content["week"]["over"] is False


def test_a_report_that_fails_waits_for_the_next_time_and_is_given_up_in_sight(
    db: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    office_id = some_office(weeks_ago=0)
    with transaction() as session:
        for week in ("2026-W01", "2026-W02"):
            reporting.order_report(session, office_id, week)
    real = report.make

    def fails_once(session: Any, office: Any, week: Any, **given: Any) -> Any:
        if week == parse_week("2026-W01"):
            raise ArithmeticError("không được ghi ra")
        return real(session, office, week, **given)

    monkeypatch.setattr(report, "make", fails_once)
    assert [report.drain() for _ in range(2)] == [1, 0], "the other order is made all the same"
    assert [order.week for order in orders(done_at=None)] == ["2026-W01"]
    assert report.drain() == 0
    assert not orders(done_at=None)
    with transaction() as session:
        aside = session.scalars(select(SetAside)).one()
        assert (aside.stage, aside.error_code, aside.office_id) == ("report", "report_failed", office_id)
        assert "2026-W01" in aside.reason
        assert "không được ghi ra" not in aside.reason


KILLED = """
import time
from pathlib import Path
from pipeline.stages import report
real = report.reporting.save_snapshot

def slow(*arguments):
    made = real(*arguments)
    Path({mark!r}).touch()
    time.sleep(60)
    return made

report.reporting.save_snapshot = slow
report.drain()
"""


def test_a_worker_killed_while_it_freezes_leaves_nothing_half_done(db: TestDatabase, tmp_path: Path) -> None:
    office_id = some_office(weeks_ago=0)
    with transaction() as session:
        reporting.order_report(session, office_id, this_week().code)
    mark = tmp_path / "frozen"
    worker = subprocess.Popen([sys.executable, "-c", KILLED.format(mark=str(mark))], start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while not mark.exists() and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert mark.exists(), "the worker reached the freezing"
        assert snapshots() == [], "nobody sees what is not committed"
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert snapshots() == []
    assert len(orders(done_at=None)) == 1
    deadline = time.monotonic() + 30
    while report.drain() == 0 and time.monotonic() < deadline:
        time.sleep(0.2)  # the server needs a moment to see that the worker is gone
    assert snapshots() == [(office_id, this_week().code, 1)]


def test_an_empty_database_gives_an_empty_week(db: TestDatabase, tmp_path: Path) -> None:
    files = write_weekly(None, "goc", tmp_path / "moi" / "bao-cao")
    week = last_full_week().code
    assert [file.name for file in files] == [f"bao-cao-goc-{week}.{kind}" for kind in ("html", "docx", "csv")]
    page = files[0].read_text(encoding="utf-8")
    assert "Chưa tiếp nhận nội dung nào trong tuần" in page
    assert "Bản 1, chốt số" in page
    assert files[2].read_bytes().startswith(b"\xef\xbb\xbf")
    assert sorted(path.name for path in files[0].parent.iterdir()) == sorted(file.name for file in files)


def test_the_files_are_what_was_frozen(db: TestDatabase, tmp_path: Path) -> None:
    with transaction() as session:
        office = fill(session)
    files = write_weekly("2026-W47", "xa-dong-may", tmp_path)
    with transaction() as session:
        kept = reporting.find_snapshot(session, office.id, "2026-W47")
        assert kept is not None
        edition = weekly.Edition(kept.version, kept.created_at)
        assert files[0].read_text(encoding="utf-8") == weekly.render_html(kept.content, edition)
        assert files[2].read_bytes().decode() == weekly.render_csv(kept.content)
    before = files[0].read_bytes()
    assert write_weekly("2026-W47", "xa-dong-may", tmp_path) == files
    assert files[0].read_bytes() == before, "made again, nothing changed: the same version and the same bytes"
    assert [version for *_, version in snapshots()] == [1]


def test_bad_wishes_are_refused_before_anything_is_written(db: TestDatabase, tmp_path: Path) -> None:
    out = tmp_path / "ra"
    ahead = (datetime.now(UTC) + timedelta(days=30)).isocalendar()
    for week, said in (("tuần tới", "Chưa hiểu tuần"), (f"{ahead.year}-W{ahead.week:02d}", "chưa bắt đầu")):
        with pytest.raises(BadInput, match=said):
            write_weekly(week, "goc", out)
    with pytest.raises(NotFound, match="khong-co"):
        write_weekly(None, "khong-co", out)
    assert not out.exists()
    assert snapshots() == []


def test_a_place_that_cannot_be_written_is_named(db: TestDatabase, tmp_path: Path) -> None:
    blocked = tmp_path / "tep"
    blocked.write_text("")
    with pytest.raises(BadInput, match="Không ghi được báo cáo"):
        write_weekly(None, "goc", blocked)
    assert [week for _, week, _ in snapshots()] == [last_full_week().code], "the report itself is kept"


def test_a_file_is_replaced_whole_or_not_at_all(
    db: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_weekly(None, "goc", tmp_path)
    before = files[0].read_bytes()
    monkeypatch.setattr(weekly.os, "fsync", lambda _handle: (_ for _ in ()).throw(OSError(28, "đầy đĩa")))
    with pytest.raises(BadInput, match="đầy đĩa"):
        write_weekly(None, "goc", tmp_path)
    assert files[0].read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 3, "no leftovers"


def test_a_strange_office_code_stays_inside_the_directory(db: TestDatabase, tmp_path: Path) -> None:
    with transaction() as session:
        make_office(session, "../../xa lạ", "Xã Lạ")
    files = write_weekly(None, "../../xa lạ", tmp_path)
    assert {file.parent for file in files} == {tmp_path}
    assert files[0].name == f"bao-cao-xa-l-{last_full_week().code}.html"

"""I6: a worker killed in the middle of each kind of job. Restarted, it leaves what an undisturbed one leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from models.crypto import vault
from models.queries import jobs, reporting
from models.queries.intake import Candidate, NewPost, store_posts
from models.queries.sources import ROOT_OFFICE, SourceRecord, office_by_code, save_source
from models.session import dispose, transaction
from models.vocabulary import IndicatorKind, PostKind, SourceKind
from nlp.privacy import mask
from pipeline.default_model import install_default_model
from pipeline.demo.expectations import SOURCES
from pipeline.demo.site import serve
from tests.database import TestDatabase, TestServer
from tests.pipeline.working import (
    contents,
    finish,
    fresh_database,
    held,
    let_time_pass,
    undisturbed,
    wait_for,
    wait_until_blocked,
    working,
)

pytestmark = pytest.mark.database

TEXTS = (
    "Khẩn: công an gọi yêu cầu cập nhật VNeID, tải ứng dụng tại vneid-capnhat.example rồi nhập mã OTP, gọi 0900 000 123",
    "Khẩn: công an gọi yêu cầu cập nhật VNeID, tải ứng dụng tại vneid-capnhat.example rồi nhập mã OTP, gọi 0900 000 124",
    "Từ 1/12/2026 nộp hồ sơ dịch vụ công trực tuyến ở xã mất phí 50k mỗi bộ",
    "Từ 1/12/2026 nộp hồ sơ dịch vụ công trực tuyến ở xã mất phí 50k mỗi bộ!!",
    "Tu 1/12/2026 nop ho so dich vu cong truc tuyen o xa mat phi 50k moi bo",
    "Cho em hỏi làm lại thẻ căn cước ở đâu ạ?",
    "Cán bộ xã làm việc chậm quá, chán thật sự",
    "Bán rau sạch tại chợ, giá rẻ",
)
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def posts() -> None:
    """The texts as collected posts of three threads."""
    install_default_model()
    with transaction() as session:
        office = office_by_code(session, ROOT_OFFICE).id
        source = save_source(
            session, office, SourceRecord("Diễn đàn", SourceKind.FORUM, "https://a.example/")
        )
        made = []
        for number, words in enumerate(TEXTS):
            masked = mask(words)
            candidates = tuple(
                Candidate(IndicatorKind(one.kind), one.normalised) for one in masked.candidates
            )
            address = f"https://a.example/{number}"
            made.append(NewPost(PostKind.COMMENT, address, masked.text, posted_at=NOW, candidates=candidates))
        store_posts(session, vault(), source, made)


def waiting_posts() -> None:
    """Posts that wait for assessment."""
    posts()
    nudge("assess")


def assessed_posts() -> None:
    """Posts that wait for routing."""
    from pipeline.stages import assess

    posts()
    assert assess.drain() == len(TEXTS)


def expired_posts() -> None:
    """Posts whose time is over."""
    from pipeline.stages import assess, route

    posts()
    assess.drain()
    route.drain()
    with transaction() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
        session.execute(
            text("UPDATE post SET purge_after = now() - interval '1 day' WHERE purge_after IS NOT NULL")
        )
    nudge("purge")


def ordered_report() -> None:
    """A week that wants its report."""
    posts()
    with transaction() as session:
        reporting.order_report(session, office_by_code(session, ROOT_OFFICE).id, "2026-W46")
    nudge("report")


def nudge(task: str) -> None:
    with transaction() as session:
        jobs.nudge(session, task)


@dataclass(frozen=True)
class Case:
    """How to prepare a job of this kind, and which table to hold so that it is caught in the middle."""

    prepare: Callable[[], None]
    table: str


CASES = {
    "assess": Case(waiting_posts, "post_assessment"),
    "assess, at the last row": Case(waiting_posts, "post_band"),
    "route": Case(assessed_posts, "item_event"),
    "route, at the narrative": Case(assessed_posts, "narrative"),
    "report": Case(ordered_report, "report_snapshot"),
    "purge": Case(expired_posts, "purge_receipt"),
}


def changed(before: dict[str, list[tuple[str, ...]]], after: dict[str, list[tuple[str, ...]]]) -> list[str]:
    """The questions, jobs aside, that are answered otherwise now."""
    return [name for name in before if name != "jobs" and before[name] != after[name]]


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(
            kind, marks=[pytest.mark.soak] if ", " in kind or kind in {"purge", "route", "report"} else []
        )
        for kind in CASES
    ],
)
def test_a_killed_job_loses_nothing_and_repeats_nothing(
    cluster: TestServer, migrated_database: str, tmp_path: Path, kind: str
) -> None:
    case = CASES[kind]
    with fresh_database(cluster, migrated_database, tmp_path / "undisturbed") as database:
        case.prepare()
        before = contents(database)
        undisturbed()
        wanted = contents(database)
    assert changed(before, wanted), "the job had something to do"
    with fresh_database(cluster, migrated_database, tmp_path / "disturbed") as database:
        case.prepare()
        assert contents(database) == before
        with held(database, case.table) as lock, working(tmp_path / "logs") as worker:
            wait_until_blocked(database, lock, worker)
            worker.kill()
        let_time_pass(database)
        left = contents(database)
        assert not changed(before, left), "nothing half done is left"
        assert [status for _, _, status in left["jobs"]].count("doing") == 1
        finish()
        assert contents(database) == wanted


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=pytest.mark.soak) for kind in ("assess", "route", "purge")],
)
def test_a_killed_job_with_an_equal_nudge_waiting(
    cluster: TestServer, migrated_database: str, tmp_path: Path, kind: str
) -> None:
    """The stalled job cannot go back to the queue where its equal stands already; it is not needed either."""
    case = CASES[kind]
    with fresh_database(cluster, migrated_database, tmp_path / "undisturbed") as database:
        case.prepare()
        undisturbed()
        wanted = contents(database)
    with fresh_database(cluster, migrated_database, tmp_path / "disturbed") as database:
        case.prepare()
        for _ in range(2):  # twice: two stalled jobs of one kind, and one that waits
            with held(database, case.table) as lock, working(tmp_path / "logs") as worker:
                wait_until_blocked(database, lock, worker)
                nudge(kind)
                worker.kill()
            with database.superuser() as connection:  # dead, but not yet known to be
                connection.execute(
                    "UPDATE procrastinate_workers SET last_heartbeat = now() + interval '1 hour'"
                )
        let_time_pass(database)
        assert sorted(status for task, _, status in contents(database)["jobs"] if task == kind) == [
            "doing",
            "doing",
            "todo",
        ]
        finish()
        assert contents(database) == wanted


FORUM = next(source for source in SOURCES if source.kind is SourceKind.FORUM)


def forum(url: str) -> None:
    """The demonstration's forum as a source that is due."""
    install_default_model()
    with transaction() as session:
        save_source(
            session,
            office_by_code(session, ROOT_OFFICE).id,
            SourceRecord("Diễn đàn", FORUM.kind, url + FORUM.path, delay_seconds=0, demonstration=True),
        )
    nudge("crawl")


COLLECTING = {
    "crawl, while runs are opened": ("run", True),
    "collect, with its crawler": ("post_key", True),
    "collect, its crawler lives on": ("post_key", False),
    "collect, at the end of its run": ("procrastinate_jobs", True),
}


@pytest.mark.parametrize(
    "kind",
    [
        "collect, with its crawler",
        pytest.param("crawl, while runs are opened", marks=pytest.mark.soak),
        pytest.param("collect, its crawler lives on", marks=pytest.mark.soak),
        pytest.param("collect, at the end of its run", marks=pytest.mark.soak),
    ],
)
def test_a_killed_crawl_collects_every_post_once(
    cluster: TestServer, migrated_database: str, tmp_path: Path, kind: str
) -> None:
    table, crawlers = COLLECTING[kind]
    with serve(now=NOW) as site:
        allowed = f"127.0.0.1:{site.port}"
        with fresh_database(cluster, migrated_database, tmp_path / "undisturbed") as database:
            forum(site.url)
            undisturbed(SANGTIN_DEMONSTRATION=allowed)
            wanted = contents(database)
        assert len(wanted["posts"]) > 10
        assert wanted["runs"] == [("Diễn đàn", "done", "None")]
        with fresh_database(cluster, migrated_database, tmp_path / "disturbed") as database:
            forum(site.url)
            if table == "procrastinate_jobs":
                caught = kill_at_the_end(database, tmp_path, allowed)
            else:
                with (
                    held(database, table) as lock,
                    working(tmp_path / "logs", SANGTIN_DEMONSTRATION=allowed) as worker,
                ):
                    wait_until_blocked(database, lock, worker)
                    worker.kill(crawlers=crawlers)
                caught = True
            assert caught
            orphans_ended(database)
            let_time_pass(database)
            finish(SANGTIN_DEMONSTRATION=allowed)
            found = contents(database)
        assert found == wanted


def kill_at_the_end(database: TestDatabase, place: Path, allowed: str) -> bool:
    """Kill the worker after its crawl is done and before it could ask for an assessment."""
    with working(place / "logs", SANGTIN_DEMONSTRATION=allowed) as worker, database.superuser() as connection:
        wait_for(lambda: connection.execute("SELECT 1 FROM run WHERE state = 'running'").fetchone())
        with held(database, "procrastinate_jobs", "SHARE ROW EXCLUSIVE") as lock:
            wait_until_blocked(database, lock, worker)
            wait_for(lambda: connection.execute("SELECT 1 FROM run WHERE state = 'done'").fetchone())
            worker.kill()
        return True


def orphans_ended(database: TestDatabase) -> None:
    """Wait for a crawler that outlived its worker: it ends its run by itself."""
    dispose()
    question = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND application_name = 'sangtin'"
    with database.superuser() as connection:
        wait_for(lambda: connection.execute(question, (database.name,)).fetchone() == (0,))

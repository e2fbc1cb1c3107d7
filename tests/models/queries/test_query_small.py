"""The smaller questions: nudges, schedules, offices, sources, models, indicators, documents."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from models.crypto import Purpose, Vault
from models.errors import NotFound
from models.queries import (
    channels,
    classifiers,
    decisions,
    fetches,
    indicators,
    jobs,
    offices,
    official,
    schedules,
    sources,
)
from models.queries.decisions import NewDecision
from models.queries.fetches import FetchState
from models.queries.indicators import FoundIndicator
from models.queries.library import LibraryFilter, count_library
from models.queries.official import CitationRecord, DocumentRecord
from models.queries.sources import SourceRecord
from models.session import Session, engine, transaction
from models.tables.official import DocumentCitation
from models.tables.reply import Channel
from models.tables.source import Source
from models.vocabulary import (
    IndicatorKind,
    OfficeLevel,
    Queue,
    RunState,
    SourceKind,
    Topic,
    Verdict,
)
from tests.database import TestDatabase
from tests.models.rows import NOW, Rows

pytestmark = pytest.mark.database

VAULT = Vault(b"k" * 32)


def waiting(rows: Rows) -> list[tuple[str, str, str | None]]:
    """Task, arguments and lock of what waits."""
    found = rows.session.execute(
        text("SELECT task_name, args::text, lock FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
    )
    return [(row.task_name, row.args, row.lock) for row in found]


# Nudges


def test_equal_nudges_that_wait_are_one(rows: Rows) -> None:
    first = jobs.nudge(rows.session, "assess")
    assert first is not None
    assert jobs.nudge(rows.session, "assess") is None
    assert jobs.nudge(rows.session, "collect", run_id=1) is not None
    assert jobs.nudge(rows.session, "collect", run_id=2, lock="host:a") is not None
    assert jobs.nudge(rows.session, "collect", run_id=1) is None
    assert waiting(rows) == [
        ("assess", "{}", None),
        ("collect", '{"run_id": 1}', None),
        ("collect", '{"run_id": 2}', "host:a"),
    ]
    assert jobs.waiting_jobs(rows.session) == {"todo": 3}


def test_a_nudge_during_the_work_waits_for_its_end(rows: Rows) -> None:
    """What arrives while a job runs is not what the job has seen."""
    jobs.nudge(rows.session, "assess")
    rows.session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
    assert jobs.nudge(rows.session, "assess") is not None
    assert jobs.waiting_jobs(rows.session) == {"todo": 1, "doing": 1}


def test_a_nudge_lives_and_dies_with_its_transaction(db: TestDatabase) -> None:
    with Session(engine()) as session:
        jobs.nudge(session, "assess")
        session.rollback()
    with transaction() as session:
        assert jobs.waiting_jobs(session) == {}


def test_nudges_at_once_are_one(db: TestDatabase) -> None:
    failed: list[BaseException] = []

    def nudge() -> None:
        try:
            for _ in range(10):
                with transaction() as session:
                    jobs.nudge(session, "assess")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=nudge) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    with transaction() as session:
        assert jobs.waiting_jobs(session) == {"todo": 1}


# Schedules


def test_schedules_of_the_first_migration(rows: Rows) -> None:
    found = {row.task: row.cron for row in schedules.enabled_schedules(rows.session)}
    assert set(found) == {
        "crawl",
        "assess",
        "route",
        "report",
        "purge",
        "evidence",
        "deliver",
        "trail",
        "desk",
    }


def test_a_schedule_put_out_does_not_fire(rows: Rows) -> None:
    rows.session.execute(text("UPDATE schedule SET enabled = false WHERE task <> 'purge'"))
    assert [row.task for row in schedules.enabled_schedules(rows.session)] == ["purge"]


def test_a_fire_is_somebodys(rows: Rows) -> None:
    (first, *_) = schedules.enabled_schedules(rows.session)
    assert schedules.record_fire(rows.session, first.id, NOW)
    assert not schedules.record_fire(rows.session, first.id, NOW)
    assert schedules.record_fire(rows.session, first.id, NOW + timedelta(minutes=1))


# Offices


def test_an_office_sees_itself_and_below(rows: Rows) -> None:
    province = offices.ensure_office(rows.session, "tinh", "Tỉnh", OfficeLevel.PROVINCE, "goc")
    commune = offices.ensure_office(rows.session, "xa", "Xã", OfficeLevel.COMMUNE, "tinh")
    beside = offices.ensure_office(rows.session, "so", "Sở", OfficeLevel.DEPARTMENT, "goc")
    assert offices.ensure_office(rows.session, "xa", "Tên khác", OfficeLevel.COMMUNE, "goc") == commune
    assert set(offices.offices_below(rows.session, province)) == {province, commune}
    assert set(offices.offices_below(rows.session, rows.root)) >= {rows.root, province, commune, beside}
    with pytest.raises(NotFound, match="khongco"):
        offices.ensure_office(rows.session, "y", "Y", OfficeLevel.COMMUNE, "khongco")


def test_a_circle_of_offices_does_not_run_for_ever(rows: Rows) -> None:
    first, second = rows.office(), rows.office()
    first.parent_id, second.parent_id = second.id, first.id
    rows.session.flush()
    assert set(offices.offices_below(rows.session, first.id)) == {first.id, second.id}


@pytest.mark.parametrize("prefix", ["https://xa.example", "https://xa.example/", "https://xa.example//"])
def test_a_channel_ends_at_a_slash(rows: Rows, prefix: str) -> None:
    for _ in range(2):
        channels.ensure_channel(rows.session, rows.root, "Trang", prefix)
    assert [channel.url_prefix for channel in rows.session.query(Channel)] == ["https://xa.example/"]
    assert len(channels.active_channels(rows.session, rows.root)) == 1
    rows.session.query(Channel).update({"active": False})
    assert channels.active_channels(rows.session, rows.root) == []


# Sources


def test_a_source_given_again_is_changed_not_doubled(rows: Rows) -> None:
    record = SourceRecord("Cổng", SourceKind.FEED, "https://a.example/rss", topics=(Topic.AN_SINH,))
    first = sources.save_source(rows.session, rows.root, record)
    changed = SourceRecord("Cổng", SourceKind.FEED, "https://b.example/rss", every_seconds=60)
    assert sources.save_source(rows.session, rows.root, changed) == first
    row = rows.session.get_one(Source, first)
    rows.session.refresh(row)
    assert (row.url, row.every_seconds, row.topics) == ("https://b.example/rss", 60, [])


def test_sources_are_named_and_the_missing_one_too(rows: Rows) -> None:
    names = [rows.source().name for _ in range(2)]
    assert [row.name for row in sources.sources_named(rows.session, names[::-1])] == names[::-1]
    with pytest.raises(NotFound, match="Không có nguồn nào tên “khác”"):
        sources.sources_named(rows.session, [*names, "khác"])


def test_a_name_of_two_offices_means_both(rows: Rows) -> None:
    first = rows.source()
    second = rows.source(name=first.name, office_id=rows.office().id)
    assert {row.id for row in sources.sources_named(rows.session, [first.name])} == {first.id, second.id}


def test_the_last_run_of_each_source(rows: Rows) -> None:
    source = rows.source()
    rows.run(source, state=RunState.DONE, finished_at=NOW)
    last = rows.run(source)
    rows.source()
    assert {key: run.id for key, run in sources.last_runs(rows.session).items()} == {source.id: last.id}


def test_validators_of_a_page_are_kept_and_replaced(rows: Rows) -> None:
    source = rows.source().id
    url = "https://a.example/thanh-vien/an"
    assert fetches.fetch_state(rows.session, VAULT, source, url) is None
    for etag in ('"1"', '"2"'):
        fetches.save_fetch(rows.session, VAULT, source, url, FetchState(etag, None, b"b"), 200)
    assert fetches.fetch_state(rows.session, VAULT, source, url) == FetchState('"2"', None, b"b")
    assert fetches.fetch_state(rows.session, VAULT, rows.source().id, url) is None
    assert "thanh-vien" not in str(rows.session.execute(text('SELECT f::text FROM "fetch" f')).all())


# Models


def test_the_first_model_is_in_use_later_ones_wait(rows: Rows) -> None:
    assert classifiers.version_in_use(rows.session) is None
    assert classifiers.install(rows.session, "v1", b"1", 0.51239, 0.01)
    assert classifiers.install(rows.session, "v2", b"2")
    assert not classifiers.install(rows.session, "v1", b"khac")
    assert classifiers.version_in_use(rows.session) == "v1"
    assert classifiers.artefact_of(rows.session, "v1") == b"1"
    classifiers.promote(rows.session, "v2", rows.account().id)
    assert classifiers.version_in_use(rows.session) == "v2"
    for unknown in (
        lambda: classifiers.promote(rows.session, "v9", None),
        lambda: classifiers.artefact_of(rows.session, "v9"),
    ):
        with pytest.raises(NotFound, match="v9"):
            unknown()
    assert classifiers.version_in_use(rows.session) == "v2"
    assert [row.version for row in classifiers.list_versions(rows.session)] == ["v2", "v1"]


def test_two_installers_of_an_empty_database_install_one_model(db: TestDatabase) -> None:
    together = threading.Barrier(4)
    got: list[bool] = []

    def install() -> None:
        together.wait(30)
        with transaction() as session:
            got.append(classifiers.install(session, "v1", b"1"))

    threads = [threading.Thread(target=install) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(got) == [False, False, False, True]


# Indicators


def test_an_indicator_met_again_is_the_same_one(rows: Rows) -> None:
    first, second = rows.item(Queue.SCAM), rows.item(Queue.SCAM)
    found = FoundIndicator(IndicatorKind.DOMAIN, "vneid.example", "vneid[.]example", "vneid.gov.vn")
    for item in (first, second, second):
        indicators.keep_for_item(rows.session, VAULT, item.office_id, item.id, [found])
    (row,) = indicators.indicators_of(rows.session, first.id)
    rows.session.refresh(row)
    assert (row.seen_count, row.defanged, row.lookalike_of) == (3, "vneid[.]example", "vneid.gov.vn")
    assert VAULT.open(row.sealed, Purpose.INDICATOR) == "vneid.example"
    for item in (first, second):
        assert indicators.indicators_of(rows.session, item.id) == [row]


# Official documents


def document(**given: object) -> DocumentRecord:
    values = {
        "number": "12/2026/NQ-HĐND",
        "issued": date(2026, 7, 10),
        "issuer": "HĐND tỉnh Sông Lam",
        "kind": "Nghị quyết",
        "title": "Về phí",
        "draft": False,
        "effective_from": date(2026, 8, 1),
        "effective_until": None,
        "filename": "nq.docx",
        "data": b"1",
        "passages": (("Điều 1", "một"), ("Điều 2", "hai")),
        "citations": (CitationRecord("1/2020/NĐ-CP", "Nghị định", date(2020, 1, 2), "Chính phủ", "Điều 1"),),
    } | given
    return DocumentRecord(**values)  # type: ignore[arg-type]


def test_the_same_file_twice_is_one_document(rows: Rows) -> None:
    first = official.add_document(rows.session, rows.root, document())
    again = official.add_document(rows.session, rows.root, document(title="khác"))
    assert (first.known, again.known, again.document_id) == (False, True, first.document_id)
    assert count_library(rows.session, LibraryFilter()) == 1
    assert rows.session.query(DocumentCitation).count() == 1


def test_another_file_of_the_same_document_is_its_next_version(rows: Rows) -> None:
    official.add_document(rows.session, rows.root, document())
    second = official.add_document(
        rows.session, rows.root, document(data=b"2", passages=(("Điều 1", "mới"),))
    )
    assert second.version == 2
    assert [passage.text for passage in official.current_passages(rows.session)] == ["mới"]
    assert [found.version for found in official.find_documents(rows.session, "12/2026/NQ-HĐND")] == [2, 1]


def test_a_number_is_not_a_key(rows: Rows) -> None:
    for more in ({}, {"data": b"2", "issued": date(2025, 1, 1)}, {"data": b"3", "issuer": "Sở Nội vụ"}):
        assert official.add_document(rows.session, rows.root, document(**more)).version == 1
    assert len(official.current_passages(rows.session)) == 6
    assert len(official.find_documents(rows.session, "12/2026/NQ-HĐND")) == 3


def test_the_base_changes_its_version_when_something_changed(rows: Rows) -> None:
    versions = [official.base_version(rows.session)]
    official.add_document(rows.session, rows.root, document())
    versions.append(official.base_version(rows.session))
    official.add_document(rows.session, rows.root, document())
    assert official.base_version(rows.session) == versions[-1]
    rows.session.execute(text("UPDATE document SET effective_until = '2030-01-01'"))
    versions.append(official.base_version(rows.session))
    rows.session.execute(text("UPDATE document SET effective_from = '2026-09-01'"))
    versions.append(official.base_version(rows.session))
    rows.session.execute(text("UPDATE document SET confirmed_at = now()"))
    versions.append(official.base_version(rows.session))
    assert len(set(versions)) == len(versions)


def test_passages_come_with_their_document(rows: Rows) -> None:
    passage = rows.passage()
    found = official.passages_by_id(rows.session, [passage.id, 999_999])
    assert {key: row.document.number for key, row in found.items()} == {passage.id: passage.document.number}


def test_two_who_add_the_same_file_at_once_add_it_once(db: TestDatabase) -> None:
    together = threading.Barrier(4)
    got: list[bool] = []

    def add() -> None:
        together.wait(30)
        with transaction() as session:
            got.append(official.add_document(session, 1, document()).known)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(got) == [False, True, True, True]


# Decisions


def conclusion(rows: Rows, **given: object) -> NewDecision:
    values = {
        "verdict": Verdict.FALSE,
        "sentence": "Mất phí",
        "rationale": "Không thu phí.",
        "passage_ids": (rows.passage().id,),
        "no_official_text": False,
        "valid_from": NOW.date(),
        "valid_until": None,
        "idempotency_key": "k",
    } | given
    return NewDecision(**values)  # type: ignore[arg-type]


def test_a_decision_is_written_with_what_it_rests_on(rows: Rows) -> None:
    item, person = rows.item(), rows.account().id
    passage = rows.passage().id
    decision = decisions.add_decision(
        rows.session, item, 1, person, conclusion(rows, passage_ids=(passage, passage))
    )
    assert decisions.decision_with_key(rows.session, "k") is decision
    assert decisions.decision_with_key(rows.session, "khac") is None
    (found,) = decisions.current_decisions(rows.session, item.id)
    assert [row.id for row in found.passages] == [passage]
    rows.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))

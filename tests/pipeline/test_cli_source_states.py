"""Sources and servers from the command line: listed as they stand, switched off and on, stopped and let go again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from models.queries import hosts, runs, sources
from models.session import transaction
from models.tables.audit import AuditEvent
from models.tables.source import Run, Source
from models.vocabulary import Budget, RunState
from pipeline import cli, crawl_now
from pipeline.cli.source_states import span
from tests.database import TestDatabase
from tests.models.rows import NOW, Rows

pytestmark = pytest.mark.database
NAME = "Cổng thông tin tỉnh"


@pytest.fixture
def source(db: TestDatabase) -> int:
    """A source of one server."""
    with transaction() as session:
        return Rows(session).source(name=NAME, url="https://songlam.example/rss").id


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command run in this process."""
    code = cli.run(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The only source, as programs read it."""
    (row,) = json.loads(told(capsys, "sources", "list", "--json")[1])
    return dict(row)


def test_a_source_is_switched_off_with_a_reason_and_on_again(
    capsys: pytest.CaptureFixture[str], source: int
) -> None:
    assert told(capsys, "sources", "disable", NAME)[0] == 2, "never without a reason"
    assert told(capsys, "sources", "disable", NAME, "--reason", "Trang đã đóng")[:2] == (
        0,
        "Đã tắt 1 nguồn.\n",
    )
    row = listed(capsys)
    assert (row["enabled"], row["disabled_reason"], row["next_due_at"]) == (False, "Trang đã đóng", None)
    assert "Trang đã" in told(capsys, "sources", "list")[1]
    assert told(capsys, "sources", "enable", NAME)[1] == "Đã bật 1 nguồn.\n"
    assert told(capsys, "sources", "enable", NAME)[1] == "Đã bật 0 nguồn.\n"
    row = listed(capsys)
    assert (row["enabled"], row["disabled_reason"], row["failures"], row["pace_seconds"]) == (
        True,
        None,
        0,
        1800,
    )
    assert told(capsys, "sources", "disable", "Không có", "--reason", "x")[0] != 0


def test_a_server_is_stopped_and_let_go_again(capsys: pytest.CaptureFixture[str], source: int) -> None:
    for wrong in (
        ["stop", "--reason", "x"],
        ["stop", "a.example", "--all", "--reason", "x"],
        ["stop", "a b", "--reason", "x"],
    ):
        assert told(capsys, "sources", *wrong)[0] == 2
    said = told(capsys, "sources", "stop", "https://SongLam.example/rss", "--reason", "Chủ trang đề nghị")
    assert said[:2] == (0, "Đã dừng đọc máy chủ songlam.example.\n")
    assert told(capsys, "sources", "stop", "--all", "--reason", "Rà soát")[1] == "Đã dừng đọc mọi máy chủ.\n"
    assert listed(capsys)["stopped_reason"] == "Rà soát"
    assert "đang dừng" in told(capsys, "sources", "list")[1].replace("\n", " ")
    said = told(capsys, "sources", "resume", "--all")
    assert said[1] == "Đã cho đọc lại.\nVẫn đang dừng: songlam.example.\n"
    assert listed(capsys)["stopped_reason"] == "Chủ trang đề nghị"
    assert (
        told(capsys, "sources", "resume", "songlam.example")[1] == "Đã cho đọc lại máy chủ songlam.example.\n"
    )
    assert (
        told(capsys, "sources", "resume", "songlam.example")[1] == "Máy chủ songlam.example không bị dừng.\n"
    )
    with transaction() as session:
        assert session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all() == [
            "host_stopped", "host_stopped", "host_resumed", "host_resumed",
        ]  # fmt: skip


def test_a_crawl_whose_server_is_held_is_left_in_the_queue(
    source: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawl_now, "PATIENCE_SECONDS", 0.0)
    for stage in ("assess", "route"):
        monkeypatch.setattr(f"pipeline.crawl_now.{stage}.drain", lambda: 0)
    with transaction() as session:
        rows = Rows(session)
        other = rows.run(rows.source(url="https://songlam.example/khac"))
        assert runs.claim_run(session, other.id) is not None
    first, _ = crawl_now.crawl_now([NAME])
    assert first == crawl_now.Outcome(False, f"{NAME}: máy chủ của nguồn đang được đọc trong một lần thu thập khác; lần thu thập đã xếp hàng chờ.")  # fmt: skip
    with transaction() as session:
        runs.finish_run(session, other.id)
        hosts.rest(session, "songlam.example", 3600)
    first, _ = crawl_now.crawl_now([NAME])
    assert "đề nghị quay lại sau, đến " in first.sentence
    with transaction() as session:
        (waiting,) = session.scalars(select(Run).where(Run.source_id == source))
        assert (waiting.state, waiting.attempt) == (RunState.QUEUED, 0)


def test_what_a_budget_left_over_is_said(source: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.crawl_now.collect.collect", lambda _run: 0)
    with transaction() as session:
        row = Rows(session).run(
            session.get_one(Source, source),
            state=RunState.DONE, finished_at=NOW, pages=50, posts_new=9, cut_short=Budget.PAGES, left_over=12,
        )  # fmt: skip
    said = crawl_now._collected(NAME, row.id).sentence
    assert (
        said
        == f"{NAME}: 50 trang, 9 bài mới, 0 bài sửa, 0 bài đã có; hết số trang cho một lần, còn 12 trang để lần sau."
    )


@pytest.mark.parametrize(("seconds", "words"), [(59, "1 phút"), (1800, "30 phút"), (3599, "60 phút"), (3600, "1 giờ"), (86400, "24 giờ")])  # fmt: skip
def test_lengths_of_time(seconds: int, words: str) -> None:
    assert span(seconds) == words


def test_a_reason_is_not_too_long(source: int) -> None:
    with transaction() as session, pytest.raises(Exception, match="lý do"):
        sources.disable(session, source, "x" * 301)

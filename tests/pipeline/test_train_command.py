"""``sangtin train``: what it learns from, what it says, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.queries import classifiers
from models.session import transaction
from models.vocabulary import Label, Queue, Topic
from nlp import build, evaluation
from nlp.corpus.load import load_posts
from pipeline.cli import run
from tests.database import TestDatabase
from tests.triage_api.desk import Desk, make_desk
from triage_api.services import corrections, lease

pytestmark = pytest.mark.database


@pytest.fixture
def desk(db: TestDatabase) -> Desk:
    return make_desk()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus of a few whole situations: what is learnt is not the point here."""
    posts = load_posts()
    situations = set(sorted({post.situation for post in posts})[:60])
    few = [post for post in posts if post.situation in situations]
    monkeypatch.setattr(build, "load_posts", lambda: few)
    monkeypatch.setattr(build, "load_background", list)
    monkeypatch.setattr(build, "load_slot_claims", list)
    monkeypatch.setattr(evaluation, "load_protected", lambda: few[:20])


def train(capsys: pytest.CaptureFixture[str], tmp_path: Path, *more: str) -> tuple[int, str]:
    code = run(("train", "--out", str(tmp_path / "model"), *more))
    said = capsys.readouterr()
    return code, said.out + said.err


def test_nothing_corrected_is_said_and_trains_nothing(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = train(capsys, tmp_path, "--corrections")
    assert code == 2
    assert "Chưa có bài nào được sửa nhãn" in said
    assert not (tmp_path / "model").exists()


def test_corrections_make_a_version_of_their_own_that_nobody_put_in_use(
    desk: Desk, quick: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction() as session:
        classifiers.install(session, "2026.1.0", b"before", macro_f1=0.5, protected_queued_share=0.0)
    reviewer = desk.person("ctv01")
    item_id = desk.item("Nộp hồ sơ có mất phí 50k không?", Queue.CLAIMS)
    with transaction() as session:
        lease.lease(session, reviewer, item_id)
        corrections.correct(session, reviewer, item_id, Label.QUESTION, Topic.DICH_VU_CONG)
    code, said = train(capsys, tmp_path, "--corrections")
    assert code == 0, said
    assert "Đã học thêm 1 bài được sửa nhãn." in said
    assert "2026.1.0 (đang dùng)" in said
    with transaction() as session:
        (new,) = [row for row in classifiers.list_versions(session) if "+1." in row.version]
        assert not new.in_use
        assert new.protected_queued_share is not None

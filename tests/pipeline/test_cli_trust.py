"""``audit`` and ``users`` on the command line: what they find, what they say, what they leave."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from models.queries import accounts, audit, links
from models.session import transaction
from models.settings import settings
from models.tables.audit import AuditEvent
from models.vocabulary import Role
from pipeline import anchors
from pipeline.cli import run
from tests.database import TestDatabase

pytestmark = pytest.mark.database
Say = Callable[..., tuple[int, str]]


@pytest.fixture
def say(
    db: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Say:
    """Runs a command in this process; its code and all it said."""
    monkeypatch.setattr(settings(), "home", tmp_path)

    def run_it(*words: str) -> tuple[int, str]:
        code = run(words)
        said = capsys.readouterr()
        return code, said.out + said.err

    return run_it


def write(count: int) -> None:
    """So many rows in the trail."""
    for number in range(count):
        with transaction() as session:
            audit.record(session, f"việc {number}", "thử", number)


def tamper(db: TestDatabase, statement: str) -> None:
    """What somebody with all rights over the database does."""
    with db.superuser() as connection:
        connection.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        connection.execute(statement)
        connection.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")


def test_a_whole_trail_is_said_to_be_and_its_mark_kept(say: Say) -> None:
    write(3)
    code, said = say("audit", "verify")
    assert (code, "còn nguyên: 3 dòng, khớp 0 dấu mốc" in said) == (0, True), said
    write(1)
    assert "4 dòng, khớp 1 dấu mốc" in say("audit", "verify")[1]
    found = json.loads(say("audit", "verify", "--json")[1])
    assert (found["ok"], found["rows"], found["anchors"]) == (True, 4, 2)
    assert [anchor.count for anchor in anchors.kept()] == [3, 4, 4]
    assert (settings().home / anchors.NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE audit_event SET detail = 'khác' WHERE action = 'việc 1'", "đã bị sửa"),
        ("DELETE FROM audit_event WHERE action = 'việc 1'", "bị bỏ, thêm vào hoặc đổi chỗ"),
        (
            "DELETE FROM audit_event WHERE action = 'việc 3'",
            "Thiếu dòng ở cuối: dấu mốc ghi 4 dòng, nay còn 3",
        ),
        ("UPDATE audit_event SET id = id + 100 WHERE action = 'việc 1'", "bị bỏ, thêm vào hoặc đổi chỗ"),
    ],
)
def test_a_touched_trail_is_found_and_no_mark_is_made_of_it(
    say: Say, db: TestDatabase, statement: str, words: str
) -> None:
    write(4)
    say("audit", "verify")
    tamper(db, statement)
    code, said = say("audit", "verify")
    assert (code, words in said) == (1, True), said
    assert len(anchors.kept()) == 1


def test_a_mark_on_paper_finds_what_the_kept_ones_were_lost_for(say: Say, db: TestDatabase) -> None:
    write(4)
    noted = json.loads(say("audit", "verify", "--json")[1])["head"]
    (settings().home / anchors.NAME).unlink()
    tamper(db, "DELETE FROM audit_event WHERE action IN ('việc 2', 'việc 3')")
    assert say("audit", "verify")[0] == 0, "nothing in the database can tell"
    code, said = say("audit", "verify", "--anchor", noted, "--json")
    assert code == 1
    assert json.loads(said)["fault"] == "cut_off"


def test_marks_that_cannot_be_read_are_no_marks(say: Say) -> None:
    assert say("audit", "verify", "--anchor", "x")[0] == 2
    (settings().home / anchors.NAME).write_text("hỏng\n")
    code, said = say("audit", "verify")
    assert (code, "dòng 1" in said) == (2, True)


def test_the_first_administrator_and_others_get_links(say: Say) -> None:
    code, said = say("users", "first")
    assert (code, "http://127.0.0.1:8000/lien-ket/" in said) == (0, True)
    code, said = say("users", "add", "qtri01", "--role", "administrator", "--label", "QT 01", "--json")
    given = json.loads(said)
    assert (given["username"], "/lien-ket/" in given["link"]) == ("qtri01", True)
    code, said = say("users", "first")
    assert (code, "Đã có người quản trị" in said) == (1, True)
    assert say("users", "add", "Qtri 02", "--role", "administrator", "--label", "x")[0] == 2
    assert "chưa đặt mật khẩu" in say("users", "list")[1]
    assert "/lien-ket/" in say("users", "reset", "qtri01", "--second-factor")[1]
    assert say("users", "disable", "qtri01")[0] == 0
    assert say("users", "reset", "qtri01")[0] == 1
    with transaction() as session:
        account = accounts.account_named(session, "qtri01")
        assert accounts.roles_of(session, account.id) == {Role.ADMINISTRATOR}
        assert not links.has_administrator(session)
        assert {row.action for row in session.query(AuditEvent)} == {
            "first_administrator_link", "account_added", "password_reset", "account_disabled"
        }  # fmt: skip

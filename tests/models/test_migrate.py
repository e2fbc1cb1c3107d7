"""Migrations as commands meet them: empty, older, newer, foreign, and two at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from models import migrate
from models.migrate import ForeignDatabase, MigrationBusy, NewerDatabase
from tests.database import TestDatabase

pytestmark = pytest.mark.database


def _tables(db: TestDatabase) -> set[str]:
    with db.owner() as connection:
        rows = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
        return {row[0] for row in rows}


def test_an_empty_database_is_migrated_once(empty_db: TestDatabase) -> None:
    assert migrate.current() is None
    assert migrate.ensure_migrated() is True
    assert migrate.current() == migrate.head()
    assert migrate.ensure_migrated() is False
    assert {"post", "item", "office"} <= _tables(empty_db)


def test_an_older_database_is_brought_forward(empty_db: TestDatabase) -> None:
    migrate.upgrade("0002")
    assert migrate.current() == "0002"
    assert migrate.ensure_migrated() is True
    assert migrate.current() == migrate.head()


def test_the_way_back_leaves_nothing(empty_db: TestDatabase) -> None:
    migrate.upgrade()
    migrate.downgrade("base")
    assert migrate.current() is None
    assert _tables(empty_db) == {"alembic_version"}
    assert migrate.ensure_migrated() is True


def test_a_newer_database_is_left_alone(db: TestDatabase) -> None:
    with db.owner() as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for step in (migrate.ensure_migrated, migrate.upgrade, lambda: migrate.downgrade("base")):
        with pytest.raises(NewerDatabase, match="bản mới hơn"):
            step()
    assert migrate.current() == "9999"


def test_a_database_of_another_program_is_left_alone(empty_db: TestDatabase) -> None:
    with empty_db.owner() as connection:
        connection.execute("CREATE TABLE wp_posts (id int)")
    with pytest.raises(ForeignDatabase, match="chương trình khác"):
        migrate.ensure_migrated()
    assert _tables(empty_db) == {"wp_posts"}


def test_commands_that_start_at_once_do_not_collide(empty_db: TestDatabase) -> None:
    program = (
        "import sys; from models.migrate import ensure_migrated; sys.stdin.read(); print(ensure_migrated())"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None
    answers = [process.communicate() for process in processes]
    assert sorted(out.strip() for out, _ in answers) == ["False", "False", "True"], answers


def test_a_failed_step_leaves_the_database_as_it_was(
    empty_db: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.upgrade("0001")
    before = _tables(empty_db)
    monkeypatch.setattr(migrate, "APPLICATION_ROLE", "vai_tro_khong_co")
    with pytest.raises(Exception, match="vai_tro_khong_co"):
        migrate.upgrade()
    monkeypatch.undo()
    assert _tables(empty_db) == before
    assert migrate.current() == "0001"


def test_a_lock_held_for_too_long(db: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "LOCK_WAIT_SECONDS", 0.2)
    with db.owner() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [migrate._LOCK])
        with pytest.raises(MigrationBusy, match="quá lâu"):
            migrate.upgrade()


def test_the_application_may_read_the_revision_only(db: TestDatabase) -> None:
    with db.superuser() as connection:
        connection.execute("SET ROLE sangtin_app")
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (migrate.head(),)
        with pytest.raises(Exception, match="permission denied"):
            connection.execute("UPDATE alembic_version SET version_num = '9999'")

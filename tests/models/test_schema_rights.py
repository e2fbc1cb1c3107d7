"""What the application may not do, whoever wrote its code; and what not even the owner does by accident."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from models.tables.audit import AuditEvent
from models.tables.retention import PurgeReceipt
from models.vocabulary import RetentionClass
from tests.models.conftest import Shared
from tests.models.rows import Rows

pytestmark = pytest.mark.database

HISTORY = ("item_event", "audit_event", "purge_receipt", "gap_event")
CHANGES = (
    "UPDATE {table} SET id = id",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
    "UPDATE {table} SET id = id WHERE false",
)


def some_history(rows: Rows) -> None:
    rows.item()
    rows.session.add(AuditEvent(action="thử", subject_kind="thử"))
    rows.session.add(
        PurgeReceipt(retention_class=RetentionClass.UNQUEUED_TEXT, purged_count=1, hash=b"x" * 32)
    )
    rows.session.flush()


@pytest.mark.parametrize("table", HISTORY)
@pytest.mark.parametrize("change", CHANGES)
def test_the_application_does_not_change_history(rows: Rows, table: str, change: str) -> None:
    some_history(rows)
    with pytest.raises(ProgrammingError, match="permission denied"):
        rows.session.execute(text(change.format(table=table)))


@pytest.mark.parametrize("who", ["owner", "superuser"])
@pytest.mark.parametrize("table", HISTORY)
@pytest.mark.parametrize("change", CHANGES)
def test_nor_does_the_owner_by_accident(shared: Shared, who: str, table: str, change: str) -> None:
    connection = shared.owner() if who == "owner" else shared.superuser()
    with connection, pytest.raises(psycopg.errors.InsufficientPrivilege, match=f"{table} is append-only"):
        connection.execute(change.format(table=table))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE alembic_version SET version_num = 'x'",
        "DELETE FROM alembic_version",
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION vector",
        "ALTER TABLE post ADD COLUMN author text",
        "ALTER TABLE item DISABLE TRIGGER ALL",
        "ALTER TABLE item DROP CONSTRAINT ck_item_firewall",
        "DROP TABLE item_event",
        "DROP TRIGGER append_only ON item_event",
        "DROP FUNCTION audit_chain() CASCADE",
        "CREATE OR REPLACE FUNCTION audit_hash(entry audit_event) RETURNS bytea LANGUAGE sql AS 'SELECT NULL::bytea'",
        "CREATE INDEX mine ON post (text)",
        "TRUNCATE post CASCADE",
        "COPY post TO PROGRAM 'cat'",
        "SELECT pg_read_file('postgresql.conf')",
        "SET session_replication_role = replica",
        "CREATE ROLE mine",
        "DELETE FROM account",
        "DELETE FROM office",
        "DELETE FROM item",
        "DELETE FROM information_gap",
    ],
)
def test_the_application_does_not_touch_what_is_not_its_own(rows: Rows, statement: str) -> None:
    with pytest.raises(Exception, match=r"permission denied|must be owner|must be able|not allowed"):
        rows.session.execute(text(statement))


def test_a_function_of_the_owner_runs_only_what_it_says(shared: Shared) -> None:
    """Everything that runs with the owner's rights is listed, has a fixed search path and is not for everybody."""
    with shared.superuser() as connection:
        found = connection.execute(
            "SELECT p.proname, p.proconfig, has_function_privilege('public', p.oid, 'execute') FROM pg_proc p"
            " JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prosecdef AND n.nspname = 'public'"
        ).fetchall()
    assert found == [("ensure_post_partition", ["search_path=pg_catalog, public"], False)]


def test_nothing_is_given_to_everybody(shared: Shared) -> None:
    with shared.superuser() as connection:
        found = connection.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = 'PUBLIC' AND table_schema = 'public'"
        ).fetchall()
    assert found == []

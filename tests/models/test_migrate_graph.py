"""Revision 0011 on a base with rows, up, down and up again: nothing that was there is lost or made up."""

from __future__ import annotations

import psycopg
import pytest

from models import migrate
from tests.database import TestDatabase

pytestmark = pytest.mark.database

DOCUMENT = (
    "INSERT INTO document (office_id, number, issued, issuer, version, kind, title, effective_until, sha256, filename,"
    " obtained_at, draft) VALUES (1, %s, '2024-12-12', 'UBND tỉnh Sông Lam', %s, 'Quyết định', '', %s, sha256(%s), 't.txt', %s, %s)"
    " RETURNING id"
)


def document(
    owner: psycopg.Connection,
    number: str,
    version: int = 1,
    until: str | None = None,
    at: str = "2026-01-01",
    draft: bool = False,
) -> int:
    """A document with one passage; its id, which is the passage's too."""
    values = (number, version, until, f"{number} {version}".encode(), at, draft)
    (made,) = owner.execute(DOCUMENT, values).fetchone() or (0,)
    owner.execute(
        "INSERT INTO document_passage (id, document_id, path, position, text, sha256) VALUES (%s, %s, 'Điều 1', 0, 'x', 'x')",
        (made, made),
    )
    return int(made)


def cite(owner: psycopg.Connection, passages: list[int]) -> None:
    """A decision of 1 June 2026 that rests on these passages; what else it would need is not looked at here."""
    owner.execute(
        "INSERT INTO decision (id, office_id, item_id, round, verdict, sentence, rationale, valid_from, decided_by,"
        " decided_at, idempotency_key) VALUES (1, 1, 1, 1, 'true', 's', 'r', '2026-06-01', 1, '2026-06-01', 'k')"
    )
    for passage in passages:
        owner.execute("INSERT INTO decision_passage (decision_id, passage_id) VALUES (1, %s)", (passage,))


def test_there_and_back_with_rows(empty_db: TestDatabase) -> None:
    migrate.upgrade("0010")
    with empty_db.superuser() as owner:
        owner.execute("SET session_replication_role = replica")
        in_force = document(owner, "31/2024/QĐ-UBND")
        ended = document(owner, "32/2024/QĐ-UBND", until="2026-05-31")
        older = document(owner, "33/2024/QĐ-UBND")
        document(owner, "33/2024/QĐ-UBND", 2, at="2026-05-01")
        later = document(owner, "34/2024/QĐ-UBND")
        document(owner, "34/2024/QĐ-UBND", 2, at="2026-07-01")
        drafted = document(owner, "35/2024/QĐ-UBND")
        document(owner, "35/2024/QĐ-UBND", 2, at="2026-05-01", draft=True)
        cite(owner, [in_force, ended, older, later, drafted])
        owner.execute(
            "INSERT INTO document_citation (document_id, position, number, name, path)"
            " VALUES (%s, 0, '61/2018/NĐ-CP', 'Nghị định', 'mở đầu 2'), (%s, 1, '62/2018/NĐ-CP', NULL, NULL)",
            (in_force, in_force),
        )
    migrate.upgrade()
    with empty_db.superuser() as owner:
        links = owner.execute(
            "SELECT position, relation, number, path, target_paths, sentence FROM document_link ORDER BY position"
        ).fetchall()
        assert links == [
            (0, "cites", "61/2018/NĐ-CP", "mở đầu 2", [], ""),
            (1, "cites", "62/2018/NĐ-CP", "", [], ""),
        ]
        stood = dict(owner.execute("SELECT passage_id, stood FROM decision_passage").fetchall())
        assert stood == {in_force: True, ended: False, older: False, later: True, drafted: True}
        assert owner.execute("SELECT count(*) FROM schedule WHERE task = 'evidence'").fetchone() == (1,)
        owner.execute("SET session_replication_role = replica")
        owner.execute("INSERT INTO schedule_fire (schedule_id, fire_at) SELECT id, now() FROM schedule")
        for path, day, held in (
            ("", "2026-09-30", "2026-12-31"),
            ("", "2026-07-31", "2026-09-30"),
            ("Điều 1", "2026-06-30", None),
        ):
            owner.execute(
                "INSERT INTO document_ending (document_id, path, link_id, ends_on, held_until, confirmed_by)"
                " SELECT %s, %s, min(id) + %s, %s, %s, 1 FROM document_link",
                (in_force, path, 0 if day == "2026-09-30" else 1, day, held),
            )
        owner.execute("UPDATE document SET effective_until = '2026-07-31' WHERE id = %s", (in_force,))
    migrate.downgrade("0010")
    with empty_db.superuser() as owner:
        (until,) = owner.execute(
            "SELECT effective_until::text FROM document WHERE id = %s", (in_force,)
        ).fetchone() or (None,)
        assert until == "2026-12-31", (
            "what people confirmed is gone with the table: the file's own word holds"
        )
        assert owner.execute(
            "SELECT effective_until::text FROM document WHERE id = %s", (ended,)
        ).fetchone() == ("2026-05-31",)
        assert owner.execute("SELECT count(*) FROM document_citation").fetchone() == (2,)
        assert owner.execute("SELECT count(*) FROM schedule WHERE task = 'evidence'").fetchone() == (0,)
    migrate.upgrade()
    with empty_db.superuser() as owner:
        assert owner.execute("SELECT count(*) FROM document_link").fetchone() == (2,)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM document_link",
        "UPDATE document_link SET relation = 'repeals'",
        "DELETE FROM document_ending",
        "UPDATE document_ending SET ends_on = '2030-01-01'",
        "UPDATE document_passage SET text = ''",
        "DELETE FROM item_notice",
        "UPDATE item_notice SET account_id = 1",
    ],
)
def test_the_application_only_adds_undoes_and_sees(db: TestDatabase, statement: str) -> None:
    with db.superuser() as connection:
        connection.execute("SET ROLE sangtin_app")
        for allowed in (
            "UPDATE document_passage SET effective_until = NULL",
            "UPDATE document_ending SET undone_reason = ''",
            "UPDATE item_notice SET seen_at = now()",
        ):
            connection.execute(allowed)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)

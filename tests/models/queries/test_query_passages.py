"""What stands around a passage, and what became of each from one version to another."""

from __future__ import annotations

import pytest

from models.queries.official import add_document
from models.queries.passage_context import passage_context
from models.queries.passage_page import passage_at
from models.queries.version_changes import version_changes
from tests.documents import OLD, document
from tests.models.rows import Rows

pytestmark = pytest.mark.database
TEXT = {
    "mở đầu": "Căn cứ luật.",
    "mở đầu 2": "Theo đề nghị.",
    "Điều 1": "Điều 1. Mức thu",
    "Điều 1 khoản 2": "2. Thu:",
    "Điều 1 khoản 2 điểm a": "a) Một lần.",
    "Điều 1 khoản 2 điểm b": "b) Hai lần.",
    "Điều 12": "Điều 12. Hiệu lực",
    "Điều %": "Điều lạ.",
}


def around(rows: Rows, document_id: int, path: str) -> list[object]:
    found = passage_at(rows.session, document_id, path)
    assert found is not None
    context = passage_context(rows.session, found)
    beside = [one.path if one else None for one in (context.before, context.after)]
    return [[one.path for one in context.above], [one.path for one in context.inside], *beside]


def test_what_stands_around_a_passage(rows: Rows) -> None:
    added = add_document(rows.session, rows.root, document(OLD, TEXT)).document_id
    inside = ["Điều 1 khoản 2 điểm a", "Điều 1 khoản 2 điểm b"]
    assert around(rows, added, "Điều 1 khoản 2") == [["Điều 1"], inside, "Điều 1", inside[0]]
    assert around(rows, added, inside[1]) == [["Điều 1", "Điều 1 khoản 2"], [], inside[0], "Điều 12"]
    assert around(rows, added, "mở đầu") == [[], [], None, "mở đầu 2"]
    assert around(rows, added, "Điều 12") == [[], [], inside[1], "Điều %"]


def test_passages_of_two_versions_are_told_apart(rows: Rows) -> None:
    later = {path: text for path, text in TEXT.items() if path != "Điều 12"}
    later |= {"Điều 1": "Điều 1. Mức thu mới", "Điều 13": "Điều 13. Hiệu lực"}
    old = add_document(rows.session, rows.root, document(OLD, TEXT)).document_id
    new = add_document(rows.session, rows.root, document(OLD, later)).document_id
    found = version_changes(rows.session, old, new)
    assert found.same == 6
    assert [(one.path, one.before, one.after) for one in found.changed] == [
        ("Điều 1", TEXT["Điều 1"], later["Điều 1"])
    ]
    assert [one.path for one in found.new] == ["Điều 13"]
    assert [(one.path, one.after) for one in found.gone] == [("Điều 12", None)]

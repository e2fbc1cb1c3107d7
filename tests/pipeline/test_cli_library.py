"""``official list``, ``show`` and ``confirm`` on the demonstration's documents, as a person types them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from models.session import transaction
from models.vocabulary import Role
from pipeline import cli
from pipeline.demo.expectations import DOCUMENTS
from tests.database import TestDatabase
from tests.models.rows import Rows

pytestmark = pytest.mark.database
OLD, NEW = "31/2024/QĐ-UBND", "47/2026/QĐ-UBND"


@pytest.fixture
def said(db: TestDatabase, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command on a base with the four documents; exit code and what was said."""

    def run(*arguments: str) -> tuple[int, str]:
        code = cli.run(["official", *arguments])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    with transaction() as session:
        Rows(session).account(Role.APPROVER, username="duyet1", label="Duyệt 1")
        Rows(session).account(Role.REVIEWER, username="ctv1")
    assert run("add", *(str(document.path) for document in DOCUMENTS))[0] == 0
    return run


def test_the_list_says_how_long_each_holds(said: Any) -> None:
    rows = json.loads(said("list", "--json")[1])
    by_number = {row["number"]: row for row in rows}
    assert len(rows) == len(DOCUMENTS)
    old = by_number[OLD]
    assert (old["effective_from"], old["effective_until"]) == ("2025-01-01", "2026-07-31")
    assert (old["version"], old["confirmed"], old["draft"]) == (1, False, False)
    numbers = [row["number"] for row in json.loads(said("list", "--on", "2026-08-01", "--json")[1])]
    assert OLD not in numbers
    assert NEW in numbers
    assert [
        row["number"] for row in json.loads(said("list", "--text", "bản sao trích lục", "--json")[1])
    ] == ["12/2026/NQ-HĐND"]
    assert "chưa có văn bản nào như vậy" in said("list", "--text", "không đâu có chữ này")[1]


def test_one_is_shown_with_its_relations_both_ways(said: Any) -> None:
    shown = json.loads(said("show", NEW, "--json")[1])
    assert {(edge["relation"], edge["number"], edge["in_base"]) for edge in shown["cites"]} >= {
        ("replaces", OLD, True),
        ("based_on", "12/2026/NQ-HĐND", True),
        ("based_on", "118/2025/NĐ-CP", False),
    }
    assert len(shown["sha256"]) == 64
    words = said("show", OLD)[1]
    assert "Hiệu lực từ 01/01/2025, đến hết 31/07/2026. Bản 1 trong 1 bản" in words
    assert f"Văn bản này được thay thế bởi {NEW} (Điều 6 khoản 1)." in words
    assert "Đề xuất" not in words, "it ended by its own words"
    assert said("show", "1/2020/QĐ-UBND")[0] == 1


def test_a_person_confirms(said: Any) -> None:
    assert said("confirm", NEW, "--by", "duyet1") == (0, f"Quyết định số {NEW}: đã xác nhận.\n")
    assert "Duyệt 1 xác nhận" in said("show", NEW)[1]
    assert said("confirm", NEW, "--by", "ctv1")[1].endswith("Mã: not_allowed\n")
    assert said("confirm", NEW, "--by", "duyet1")[1].startswith("Văn bản này đã có người xác nhận.")
    assert said("confirm", NEW, "--by", "khongco")[0] == 1
    assert said("confirm", NEW, "--by", "duyet1", "--issued", "2020-01-01")[0] == 1


def test_a_person_confirms_an_ending_and_takes_it_back(said: Any, tmp_path: Any) -> None:
    again = tmp_path / "qd-31.txt"
    old = next(one for one in DOCUMENTS if one.number == OLD).path.read_text(encoding="utf-8")
    again.write_text(old.replace(" đến hết ngày 31 tháng 7 năm 2026", ""), encoding="utf-8")
    assert said("add", str(again))[0] == 0
    (proposal,) = json.loads(said("show", OLD, "--json")[1])["proposals"]
    assert (proposal["source"], proposal["target"], proposal["since"]) == (NEW, OLD, "2026-08-01")
    words = said("show", OLD)[1]
    assert f"Đề xuất {proposal['id']}: {OLD} hết hiệu lực từ 01/08/2026 theo {NEW}." in words
    assert "Bản 2 trong 2 bản" in words
    ends = ("--ends", str(proposal["id"]))
    assert "đã ghi 1 lần hết hiệu lực" in said("confirm", OLD, "--by", "duyet1", *ends)[1]
    assert "đã được xác nhận từ trước" in said("confirm", OLD, "--by", "duyet1", *ends)[1]
    shown = json.loads(said("show", OLD, "--json")[1])
    assert (shown["effective_until"], shown["versions"]) == ("2026-07-31", [2, 1])
    undo = ("--undo", str(shown["endings"][0]["id"]))
    assert said("confirm", OLD, "--by", "duyet1", *ends, *undo)[0] == 2
    assert said("confirm", OLD, "--by", "duyet1", *undo)[0] == 2, "a reason is asked for"
    assert said("confirm", OLD, "--by", "duyet1", *undo, "--reason", "nhầm")[0] == 0
    assert json.loads(said("show", OLD, "--json")[1])["effective_until"] is None

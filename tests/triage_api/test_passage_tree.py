"""Passages as a tree and in sheets: nothing lost, nothing moved, headings hold what they hold."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from models.tables.official import DocumentPassage
from triage_api.passage_tree import SHEET, Node, sheets_of, tree_of

PATHS = st.sampled_from(
    ["mở đầu", "mở đầu 2", "Phần I", "Chương I", "Chương II", "Mục 1", "Điều 1", "Điều 1 khoản 1", "Điều 1 khoản 1 điểm a",
     "Điều 12", "II", "II.2", "II/1/gạch 2", "III'", "Phụ lục I", "Phụ lục I.1", "kết", "kết 2"]
)  # fmt: skip


def passages(paths: Sequence[str], size: int = 10) -> list[DocumentPassage]:
    return [DocumentPassage(id=at, path=path, text="x" * size) for at, path in enumerate(paths, start=1)]


def read(nodes: Sequence[Node]) -> list[DocumentPassage]:
    return [row for node in nodes for row in (node.passage, *read(node.children))]


def shape(nodes: Sequence[Node]) -> list[object]:
    return [
        (node.passage.path, shape(node.children)) if node.children else node.passage.path for node in nodes
    ]


@given(st.lists(PATHS, max_size=40))
def test_a_tree_is_read_in_the_order_of_the_text(paths: list[str]) -> None:
    rows = passages(paths)
    assert read(tree_of(rows)) == rows


def test_articles_lie_in_chapters_and_items_in_articles() -> None:
    rows = passages(
        ["mở đầu", "mở đầu 2", "Chương I", "Điều 1", "Điều 1 khoản 1", "Điều 1 khoản 1 điểm a", "Chương II", "Mục 1",
         "Điều 12", "Phụ lục I", "Phụ lục I.1", "kết"]
    )  # fmt: skip
    assert shape(tree_of(rows)) == [
        "mở đầu",
        "mở đầu 2",
        ("Chương I", [("Điều 1", [("Điều 1 khoản 1", ["Điều 1 khoản 1 điểm a"])])]),
        ("Chương II", [("Mục 1", ["Điều 12"])]),
        ("Phụ lục I", ["Phụ lục I.1"]),
        "kết",
    ]


@given(st.lists(st.tuples(PATHS, st.integers(1, SHEET * 2)), max_size=12))
def test_sheets_hold_everything_once_and_no_more_than_they_may(rows: list[tuple[str, int]]) -> None:
    every = [
        DocumentPassage(id=at, path=path, text="x" * size) for at, (path, size) in enumerate(rows, start=1)
    ]
    sheets = sheets_of(every)
    assert [row for sheet in sheets for row in sheet.passages] == every
    for sheet in sheets:
        assert len(sheet.passages) == 1 or sum(len(row.text) for row in sheet.passages) <= 1.5 * SHEET

"""An office may be called anything: no name runs, is a formula, or breaks a file."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from docx import Document

from reports.render import DocumentForm, render_csv, render_docx, render_html
from tests.reports.test_report_rendering import content_of, tree

NAMES = (
    '<script>alert("x")</script>',
    '=HYPERLINK("http://a.example","x")',
    "@SUM(1)",
    "UBND xã " + "Đồng Mây " * 40,
    "UBND xã\x00\x0b\nĐồng\u202eMây",
    "Ủy ban nhân dân xã " + "Ẫ" * 300,
)


@pytest.fixture(scope="module")
def empty() -> dict[str, Any]:
    """Of an office without any posts."""
    return content_of()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_words_in_every_form(empty: dict[str, Any], name: str) -> None:
    content = {**empty, "office": {"code": "x", "name": name}}
    page = render_html(content)
    assert "<script" not in page
    assert tree(page).xpath("//article")
    cells = [cell for row in csv.reader(io.StringIO(render_csv(content))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@"))]
    for form in DocumentForm:
        document = Document(io.BytesIO(render_docx(content, form)))
        told = " ".join(cell.text for row in document.tables[0].rows for cell in row.cells)
        assert name.split()[-1].strip("\x00\x0b").upper()[:8] in told.upper()


def test_an_office_without_posts_has_every_section(empty: dict[str, Any]) -> None:
    assert {section["state"] for section in empty["sections"]} <= {"ready", "empty"}
    assert len(empty["sections"][0]["sentences"]) == 5

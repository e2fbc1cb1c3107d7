"""How a Word file breaks into pages: headings stay with what they head, tables with their captions, a signature with some text."""

from __future__ import annotations

import io
import re
import subprocess
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from reports.render.docx import DocumentForm, Letterhead, render_docx
from tests.reports.raw_weeks import FULL
from tests.reports.render.office import as_pdf
from tests.reports.test_report_rendering import content_of

SHIFTS = 14
"""Lines put before everything, one more from file to file, so that every heading comes to the foot of a page once."""


@pytest.fixture(scope="module")
def full() -> dict[str, Any]:
    return content_of(**FULL)


def opened(content: dict[str, Any], form: DocumentForm) -> Any:
    return Document(io.BytesIO(render_docx(content, form, Letterhead.of(form, content["office"]["name"]))))


def kept(paragraph: Any) -> bool:
    return bool(paragraph.paragraph_format.keep_with_next)


def blocks(document: Any) -> list[Any]:
    """Paragraphs and tables of the text, in their order."""
    return [one for one in document.element.body if one.tag in (qn("w:p"), qn("w:tbl"))]


def captions(content: dict[str, Any]) -> set[str]:
    return {table["caption"] for section in content["sections"] for table in section["tables"]}


@pytest.mark.parametrize("form", DocumentForm)
def test_headings_captions_and_leading_sentences_stay_with_what_follows(
    full: dict[str, Any], form: DocumentForm
) -> None:
    document = opened(full, form)
    headings = [one for one in document.paragraphs if one.style.name.startswith("Heading")]
    named = [one for one in document.paragraphs if one.text in captions(full)]
    assert len(headings) == 11, "five parts and their sections; a part with nothing in it has none"
    assert len(named) == sum(len(section["tables"]) for section in full["sections"]) > 6
    assert all(map(kept, [*headings, *named]))
    for section in full["sections"]:
        if section["tables"] and section["sentences"]:
            last = "".join(run["text"] for run in section["sentences"][-1])
            assert kept(next(one for one in document.paragraphs if one.text == last)), last


@pytest.mark.parametrize("form", DocumentForm)
def test_a_row_of_headings_is_never_alone_nor_a_total_nor_a_note(
    full: dict[str, Any], form: DocumentForm
) -> None:
    document = opened(full, form)
    drawn = [one for one in document.tables if one.style.name == "Table Grid"]
    tables = [
        table for part in (0, 1, 3, 4, 2, 5, 6, 10, 7, 8, 9) for table in full["sections"][part]["tables"]
    ]
    assert len(drawn) == len(tables)
    for table, told in zip(drawn, tables, strict=True):
        rows = [all(kept(one) for cell in row.cells for one in cell.paragraphs) for row in table.rows]
        assert rows[0], told["caption"]
        assert rows[-1] == bool(told["note"]), told["caption"]
        if told["total"]:
            assert rows[-2], told["caption"]
        assert table.rows[0]._tr.trPr.findall(qn("w:tblHeader"))
        assert all(row._tr.trPr.findall(qn("w:cantSplit")) for row in table.rows)


@pytest.mark.parametrize("form", DocumentForm)
def test_no_empty_line_stands_under_a_table_and_no_two_tables_touch(
    full: dict[str, Any], form: DocumentForm
) -> None:
    """LibreOffice leaves the headings after a very low empty line alone at the foot of a page."""
    document = opened(full, form)
    found = blocks(document)
    headings = [one for one in document.paragraphs if one.style.name.startswith("Heading")]
    for heading in headings:
        before = found[found.index(heading._p) - 1]
        assert before.tag == qn("w:tbl") or Paragraph(before, document).text.strip() or heading is headings[0]
    assert not [one for one, after in pairwise(found) if one.tag == after.tag == qn("w:tbl")]


@pytest.mark.parametrize("form", DocumentForm)
def test_who_signs_does_so_under_some_of_the_text(full: dict[str, Any], form: DocumentForm) -> None:
    document = opened(full, form)
    text, gap = document.paragraphs[-2:]
    assert text.text.startswith("Số liệu tính từ")
    assert not gap.text
    assert kept(text)
    assert kept(gap)


@pytest.mark.parametrize("form", DocumentForm)
def test_what_points_at_a_section_points_at_where_it_stands_here(
    full: dict[str, Any], form: DocumentForm
) -> None:
    """The report numbers sections 0 to 10; the official form has parts I to V, and "phần 4" is none of them."""
    content = deepcopy(full)
    for number in (0, 3):
        content["sections"][number]["sentences"] += [[{"text": "“xem phần 4”", "strong": False}]]
    document = opened(content, form)
    told = [one.text for one in document.paragraphs]
    told += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    pointing = [one.replace("\u00a0", " ") for one in told if re.search(r"phần[ \u00a0](?:\d|[IV]+\b)", one)]
    written = [one for one in pointing if one.endswith("“xem phần 4”")]
    assert len(written) == 2, "what people wrote stays as it is"
    pointing = [one for one in pointing if one not in written]
    found = " ".join(pointing)
    assert not re.search(r"phần \d", found)
    assert "cách tránh ở mục 1 phần II" in found
    assert "xem mục 2 phần II" in found, "in a cell"
    headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    for item, part in re.findall(r"mục (\d) phần ([IV]+)", found):
        start = next(place for place, one in enumerate(headings) if one.startswith((f"{part}.", f"{part}-")))
        assert headings[start + int(item)].startswith(f"{item}. ")


@pytest.mark.soak
def test_no_page_ends_in_a_heading_or_begins_in_a_signature(full: dict[str, Any], tmp_path: Path) -> None:
    """As LibreOffice lays it out, with everything pushed down line by line."""
    texts = {}
    for form in DocumentForm:
        for more in range(SHIFTS):
            content = deepcopy(full)
            content["sections"][0]["sentences"] += [[{"text": "Thêm một dòng.", "strong": False}]] * more
            file = tmp_path / f"{form.value}-{more:02}.docx"
            file.write_bytes(render_docx(content, form, Letterhead.of(form, content["office"]["name"])))
            document = Document(file)
            texts[file.stem] = {one.text for one in document.paragraphs if kept(one) and one.text}
    as_pdf(*sorted(tmp_path.glob("*.docx")))
    for name, held in texts.items():
        pages = pages_of(tmp_path / f"{name}.pdf")
        assert len(pages) > 3
        for number, page in enumerate(pages[:-1], start=1):
            last = page[-1]
            assert not [one for one in held if " ".join(one.split()).endswith(last)], (
                f"{name}, page {number}: {last}"
            )
        assert not pages[-1][0].startswith("Nơi nhận"), name


def pages_of(file: Path) -> list[list[str]]:
    """The lines of each page, without the number at its head."""
    read = subprocess.run(
        ["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = [
        [" ".join(line.split()) for line in page.splitlines() if line.strip()] for page in read.split("\f")
    ]
    return [[line for line in page if not line.isdigit()] for page in pages if page]

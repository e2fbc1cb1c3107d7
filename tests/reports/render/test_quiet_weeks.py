"""A week in which nothing happened is one page, and says so of every section; parts with nothing in them are short."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from models.vocabulary import Topic
from reports import appendix
from reports.render import DocumentForm, Letterhead, render_docx
from reports.render.naming import is_quiet
from tests.reports.raw_weeks import facts, span
from tests.reports.render.office import as_pdf
from tests.reports.test_report_rendering import content_of

NAMES = Letterhead(
    "Ủy ban nhân dân xã Đồng Mây", "Ủy ban nhân dân tỉnh Sông Lam", "Đồng Mây", date(2026, 11, 23)
)


@pytest.fixture
def quiet() -> dict[str, Any]:
    return {**content_of(), "appendix": appendix.build(facts()).to_json()}


def written(content: dict[str, Any], form: DocumentForm) -> list[str]:
    document = Document(io.BytesIO(render_docx(content, form, NAMES)))
    return [one.text for one in document.paragraphs if one.text]


@pytest.mark.parametrize("form", DocumentForm)
def test_nothing_is_said_in_five_sentences_and_one_more(quiet: dict[str, Any], form: DocumentForm) -> None:
    told = written(quiet, form)
    assert is_quiet(quiet)
    assert [one[:3] for one in told if re.match(r"\d\. ", one)] == ["1. ", "2. ", "3. ", "4. ", "5. "]
    (rest,) = [one for one in told if one.startswith("Trong kỳ chưa có gì để nêu ở các phần: ")]
    for section in quiet["sections"][1:]:
        assert section["title"].lower() in rest
    assert rest.endswith("Chưa có nguồn nào để đọc tự động."), "nothing was there, or nobody looked"
    assert not any("dưới 5" in one for one in told), "no small number to explain"
    assert "Phụ lục" not in told


@pytest.mark.parametrize("form", DocumentForm)
def test_it_is_one_page(quiet: dict[str, Any], form: DocumentForm, tmp_path: Path) -> None:
    file = tmp_path / "bao-cao.docx"
    file.write_bytes(render_docx(quiet, form, NAMES))
    (pdf,) = as_pdf(file)
    said = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True)
    assert re.search(r"^Pages:\s+1$", said.stdout, re.MULTILINE), said.stdout


def test_a_part_with_nothing_in_it_keeps_its_numeral_and_what_its_sections_say() -> None:
    content = content_of(now=span({Topic.AN_SINH: 9}))
    assert not is_quiet(content)
    told = written(content, DocumentForm.STATE)
    at = told.index("II. Lừa đảo mới nổi, thông tin sai, cũ đã đối chiếu")
    says = ["".join(run["text"] for run in content["sections"][number]["sentences"][0]) for number in (3, 4)]
    assert told[at + 1] == " ".join(says)
    assert told[at + 2].startswith("III. ")
    assert any("dưới 5" in one for one in told)


def test_a_section_that_failed_is_not_nothing(quiet: dict[str, Any]) -> None:
    quiet["sections"][3] |= {"state": "failed", "sentences": []}
    assert not is_quiet(quiet)
    assert any("chưa lập được" in one for one in written(quiet, DocumentForm.STATE))

"""A font that is not there: pages, charts and Word files still come, and say so where letters may be wrong."""

from __future__ import annotations

import io
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from PIL import Image

from models.tables.office import Office
from reports.builder import compose
from reports.render import DocumentForm, drawing, render_csv, render_docx, render_html
from reports.render.charts import draw
from reports.render.docx.body import LETTERS
from reports.render.docx.forms import FORMS
from reports.render.html import STYLE
from tests.reports.raw_weeks import FULL, facts
from tests.reports.render.office import as_pdf

OWN = FORMS.read_text(encoding="utf-8").replace("Times New Roman", "Phông Không Có Thật")


@pytest.fixture
def content() -> dict[str, Any]:
    return compose(Office(code="x", name="UBND xã Đồng Mây"), facts(**FULL), over=True)  # type: ignore[arg-type]


@pytest.fixture
def charts(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [chart for section in content["sections"] for chart in section["charts"]]


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Fonts are looked for anew, before and after."""
    drawing._font.cache_clear()
    yield
    drawing._font.cache_clear()


def pictures(charts: list[dict[str, Any]]) -> list[Image.Image]:
    return [Image.open(io.BytesIO(draw(chart).png())).convert("L") for chart in charts]


def notes(of: bytes) -> int:
    return [one.text for one in Document(io.BytesIO(of)).paragraphs].count(LETTERS)


def test_our_letters_have_every_mark_and_nothing_is_warned_of(
    content: dict[str, Any], forgotten: None
) -> None:
    assert drawing.whole_letters()
    assert notes(render_docx(content)) == 0


def test_letters_of_the_machine_stand_in_for_ours(
    content: dict[str, Any],
    charts: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    forgotten: None,
) -> None:
    ours = [one.size for one in pictures(charts)]
    drawing._font.cache_clear()
    monkeypatch.setitem(sys.modules, "font_source_sans_pro", None)
    assert [one.size for one in pictures(charts)] == ours
    assert notes(render_docx(content)) in (0, 1), "a word of warning where the machine's letters lack marks"
    assert (notes(render_docx(content)) == 0) is drawing.whole_letters()


def test_without_any_font_every_form_comes_and_word_says_that_letters_may_be_wrong(
    content: dict[str, Any],
    charts: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    forgotten: None,
) -> None:
    pages = render_html(content), render_csv(content)
    drawing._font.cache_clear()
    monkeypatch.setitem(sys.modules, "font_source_sans_pro", None)
    monkeypatch.setattr(drawing, "OTHERS", {False: ("khong-co.ttf",), True: ("khong-co.ttf",)})
    with caplog.at_level(logging.WARNING):
        drawn = pictures(charts)
    assert len(drawn) == len(charts) > 1
    assert all(low < high for low, high in (one.getextrema() for one in drawn)), "no empty sheet"  # type: ignore[misc]
    assert "khong-co.ttf" in caplog.text
    assert not drawing.whole_letters()
    for form in DocumentForm:
        assert notes(render_docx(content, form)) == len([one for one in content["sections"] if one["charts"]])
    page, table = render_html(content), render_csv(content)
    assert table == pages[1]
    assert re.findall(r'aria-label="[^"]+"', page) == re.findall(r'aria-label="[^"]+"', pages[0])


def test_every_family_on_the_page_ends_in_one_each_machine_has() -> None:
    families = re.findall(r"--(?:ui|doc):([^;]+);", STYLE)
    assert len(families) == 2
    assert all(one.split(",")[-1].strip() in ("serif", "sans-serif") for one in families)


@pytest.mark.soak
@pytest.mark.parametrize("form", DocumentForm)
def test_libreoffice_takes_another_font_for_one_it_lacks(
    content: dict[str, Any], form: DocumentForm, tmp_path: Path
) -> None:
    own = tmp_path / "forms.yaml"
    own.write_text(OWN, encoding="utf-8")
    file = tmp_path / "bao-cao.docx"
    file.write_bytes(render_docx(content, form, forms=own))
    (pdf,) = as_pdf(file)
    said = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True, text=True)
    assert "Số liệu chung" in said.stdout
    assert "dưới 5" in said.stdout

"""The appendix of a document: on a page of its own after the signature, numbered by itself (Nghị định 30/2020, phụ lục I)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from reports.render.cells import plain
from reports.render.docx.body import write_table, write_text
from reports.render.docx.forms import Layout
from reports.render.docx.letterhead import written_day
from reports.render.docx.places import placed
from reports.render.docx.words import paragraph, tight

WORD = "Phụ lục"
NAME = "VĂN BẢN CHÍNH THỨC ĐÃ DÙNG"


def write_appendix(
    document: Any,
    form: Layout,
    section: Mapping[str, Any],
    where: Mapping[int, str],
    signed_on: date | None,
) -> None:
    """Its name, of which document it is, and what it holds. ``where``: where the sections stand."""
    _new_page(document)
    paragraph(document, WORD, size=form.summary.size, bold=True)
    paragraph(document, NAME, size=form.summary.size, bold=True)
    number = " ".join(form.document_number.text.replace("Số", "số").split())
    number = number.replace(": /", ":      /").replace("số -", "số      -")
    said = f"(Kèm theo Báo cáo {number}{',' if form.comma else ''} {written_day(signed_on)})"
    paragraph(document, said, size=form.summary.size, italic=True)
    paragraph(document)
    if section["state"] == "failed":
        write_text(document, form, [(f"Phụ lục này chưa lập được (mã {section['code']}).", False)])
    for sentence in section["sentences"]:
        write_text(document, form, [(placed(plain(sentence), where), False)])
    for kept in section["tables"]:
        write_table(document, form, kept, where)


def _new_page(document: Any) -> None:
    """Margins and numbers of pages go on as they were, from 1; the line that ends the page before has no height to speak of."""
    page = document.add_section(WD_SECTION.NEW_PAGE)
    page.different_first_page_header_footer = True
    first = OxmlElement("w:pgNumType")
    first.set(qn("w:start"), "1")
    page._sectPr.insert_element_before(first, "w:cols", "w:titlePg", "w:docGrid")
    end = document.paragraphs[-1]
    tight(end)
    end.paragraph_format.line_spacing_rule, end.paragraph_format.line_spacing = (
        WD_LINE_SPACING.EXACTLY,
        Pt(1),
    )

"""A report as a Word file in one of the two forms of official documents, drawn from the content of a snapshot.

The number, the names and the signature are a clerk's: their places are left as dots, and nothing is signed here. Word files open in
LibreOffice too; every picture says in words what it shows.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Mm

from reports.render.docx.appendix import write_appendix
from reports.render.docx.body import has_appendix, write_body
from reports.render.docx.forms import DocumentForm, Layout, layout
from reports.render.docx.letterhead import Letterhead, foot, head, title
from reports.render.docx.words import CENTRE, page_number, set_font, set_language, tight, writable
from reports.render.naming import days, heading, is_quick, named

__all__ = ["DocumentForm", "Letterhead", "render_docx"]

NAME = "BÁO CÁO"
SUMMARY = ("Tình hình dư luận xã hội và thông tin trên không gian mạng", "về chuyển đổi số")
QUICK_SUMMARY = ("Nội dung đang lan trên không gian mạng về chuyển đổi số",)
A4 = (210, 297)
LONGEST = 255
"""Letters of a property; python-docx refuses longer ones."""


def render_docx(
    content: dict[str, Any],
    form: DocumentForm = DocumentForm.STATE,
    letterhead: Letterhead | None = None,
    made_at: datetime | None = None,
    forms: Path | None = None,
) -> bytes:
    """The file. ``letterhead``: the office of the snapshot when none is given; ``forms``: an office's own ``forms.yaml``.

    The same content, form, letterhead and time give the same text; the bytes hold the time of ``made_at``.

    Raises:
        BadInput: the office's file of forms is wrong.
    """
    shape = layout(form, forms)
    document = Document()
    _prepare(document, shape, content, made_at)
    names = letterhead or Letterhead.of(form, content["office"]["name"])
    head(document, shape, names)
    title(
        document,
        shape,
        heading(content) if is_quick(content) else NAME,
        (*(QUICK_SUMMARY if is_quick(content) else SUMMARY), days(content)),
    )
    where = write_body(document, shape, content)
    foot(document, shape, names)
    if has_appendix(content):
        write_appendix(document, shape, content["appendix"], where, names.signed_on)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _prepare(document: Any, shape: Layout, content: dict[str, Any], made_at: datetime | None) -> None:
    """Page, fonts, page number, and what the file says of itself."""
    page = document.sections[0]
    page.page_width, page.page_height = (Mm(side) for side in A4)
    page.top_margin, page.bottom_margin = Mm(shape.page.top), Mm(shape.page.bottom)
    page.left_margin, page.right_margin = Mm(shape.page.left), Mm(shape.page.right)
    page.header_distance = Mm(shape.page.top / 2)
    page.different_first_page_header_footer = True
    set_language(document)
    for style in ("Normal", "Heading 1", "Heading 2"):
        set_font(document.styles[style], shape.font, shape.body.size)
    number = page.header.paragraphs[0]
    number.alignment = CENTRE
    tight(number)
    page_number(number, shape.number_size)
    rels = document.part.package.rels  # the template's picture of an empty page would be the file's preview
    for key in [key for key, rel in rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del rels[key]
    said = document.core_properties
    said.title = writable(named(content))[:LONGEST]
    said.author = writable(content["office"]["name"])[:LONGEST]
    said.comments, said.language = "", "vi-VN"
    said.created = said.modified = (made_at or datetime.now(UTC)).replace(tzinfo=None)

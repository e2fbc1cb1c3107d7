"""A frozen content as a page, a printable file, a Word file or a table file. Nothing here looks at live rows."""

from __future__ import annotations

from reports.render.csv import render_csv
from reports.render.docx import DocumentForm, Letterhead, render_docx
from reports.render.html import CONTENT_SECURITY_POLICY, Edition, article, render_html
from reports.render.leads import LISTED, Leads

__all__ = [
    "CONTENT_SECURITY_POLICY",
    "LISTED",
    "DocumentForm",
    "Edition",
    "Leads",
    "Letterhead",
    "article",
    "render_csv",
    "render_docx",
    "render_html",
]

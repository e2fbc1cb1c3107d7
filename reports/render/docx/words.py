"""What python-docx has no words for: fonts for every script, rules under lines, fields, cells that keep together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What an XML file may not hold."""
LEFT, CENTRE, RIGHT, JUSTIFIED = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def set_font(style: Any, name: str, size: float) -> None:
    """One font for every script of a style; Word otherwise takes another one for letters it counts as East Asian."""
    style.font.name, style.font.size = name, Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), name)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        if fonts.get(qn(theme)) is not None:
            del fonts.attrib[qn(theme)]


def set_language(document: Any, code: str = "vi-VN") -> None:
    """The language spelling is checked in."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), code)
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def paragraph(
    holder: Any,
    text: str = "",
    *,
    size: float | None = None,
    bold: bool = False,
    italic: bool = False,
    align: Any = CENTRE,
) -> Any:
    """A paragraph without space around it. A new cell has an empty one already, which is used first."""
    new = isinstance(holder, _Cell) and len(holder.paragraphs) == 1 and holder.paragraphs[0]._p.pPr is None
    made = holder.paragraphs[0] if new else holder.add_paragraph()
    made.alignment = align
    tight(made)
    if text:
        add_run(made, text, size=size, bold=bold, italic=italic)
    return made


def tight(made: Any) -> None:
    """No space before and after, single lines, no indent."""
    shape = made.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    shape.first_line_indent = Mm(0)


def writable(text: str) -> str:
    """Without what an XML file may not hold."""
    return _CONTROL.sub(" ", text)


def add_run(
    made: Any,
    text: str,
    *,
    size: float | None = None,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
) -> Any:
    """Words of one look."""
    run = made.add_run(writable(text))
    run.bold, run.italic, run.underline = bold, italic, underline
    if size is not None:
        run.font.size = Pt(size)
    return run


def rule(holder: Any, length: float, width: float) -> Any:
    """A line of ``length`` millimetres in the middle of a place ``width`` millimetres wide, under what stands above it."""
    made = paragraph(holder)
    side = Mm(max(0.0, (width - length) / 2))
    shape = made.paragraph_format
    shape.left_indent = shape.right_indent = side
    shape.space_before = Pt(3)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(4)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    made._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    return made


def table(holder: Any, rows: int, widths: Sequence[float], *, lines: bool = True) -> Any:
    """A table of columns so many millimetres wide. Without ``lines`` it only lays things out, edge to edge."""
    made = holder.add_table(rows=rows, cols=len(widths))
    made.style = "Table Grid" if lines else "Normal Table"
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    if not lines:
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            mark = OxmlElement(f"w:{side}")
            mark.set(qn("w:w"), "0")
            mark.set(qn("w:type"), "dxa")
            margins.append(mark)
        made._tbl.tblPr.append(margins)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return made


def page_number(made: Any, size: float) -> None:
    """The number of the page, kept up to date by the program that shows the file."""
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = made.add_run()
        run.font.size = Pt(size)
        if kind is not None:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def link(made: Any, address: str) -> None:
    """Words of a paragraph that lead to a place on the web; black like all letters of an official document, underlined."""
    mark = OxmlElement("w:hyperlink")
    mark.set(qn("r:id"), made.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    for run in made.runs:
        run.underline = True
        mark.append(run._r)
    made._p.append(mark)


def repeat_as_heading(row: Any) -> None:
    """A row that stands at the top of the table on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def keep_whole(row: Any) -> None:
    """A row that is not cut by the end of a page."""
    mark = OxmlElement("w:cantSplit")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def keep_rows(made: Any, *, last: bool, whole: bool, total: bool) -> None:
    """Which rows stay on the page of the next: the headings always, the row before a ``total``, the ``last`` one where a note stands
    under the table, and of a ``whole`` table all. Only small tables are whole, since no page holds a large one.
    """
    rows = list(made.rows)
    end = len(rows) - 1
    for number, row in enumerate(rows):
        if last if number == end else whole or number == 0 or (total and number == end - 1):
            for cell in row.cells:
                for one in cell.paragraphs:
                    one.paragraph_format.keep_with_next = True


def describe_picture(run: Any, words: str) -> None:
    """What a picture shows, for those who hear the document."""
    for shape in run._r.iter(qn("wp:docPr")):
        shape.set("descr", words)
        shape.set("title", "")

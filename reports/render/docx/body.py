"""The text of a report in a document: the sections of a snapshot under the five headings both forms share (SPEC §7)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.disclosure import FLOOR
from reports.render.cells import address_of, plain, text_of
from reports.render.charts import draw
from reports.render.docx.forms import Layout
from reports.render.docx.places import ROMAN, cited, placed, placed_cell, places
from reports.render.docx.widths import widths
from reports.render.docx.words import (
    CENTRE,
    JUSTIFIED,
    LEFT,
    RIGHT,
    add_run,
    describe_picture,
    keep_rows,
    keep_whole,
    link,
    paragraph,
    repeat_as_heading,
    table,
    tight,
)
from reports.render.drawing import whole_letters
from reports.render.naming import how_counted, is_quick, is_quiet, unfinished

PARTS: Sequence[tuple[str, Sequence[int]]] = (
    ("Tình hình chung", (0, 1)),
    ("Lừa đảo mới nổi, thông tin sai, cũ đã đối chiếu", (3, 4)),
    ("Thông tin còn thiếu, câu hỏi và kiến nghị", (2, 5)),
    ("Kết quả trả lời, việc cần chuẩn bị", (6, 10)),
    ("Hạn chế", (7, 8, 9)),
)
"""Headings I to V and the numbers of the sections under each (SPEC §7)."""
SOURCES = 8
ADDED = ("Ý kiến của cơ quan, nội dung đã sửa", (11, 12))
"""What people added to the draft, after all that was made."""
POINTS = "abcdđeghi"
"""Điểm are named in the order of the Vietnamese alphabet (Nghị định 30/2020, phụ lục I; Hướng dẫn 05-HD/VPTW)."""
LETTERS = "Máy lập báo cáo thiếu phông chữ có dấu tiếng Việt nên chữ trong hình có thể hiện sai; số liệu đúng ở các bảng."
"""Under pictures that were written in letters without the marks."""
GAP = 6.0
"""Millimetres between two charts."""


def write_body(document: Any, form: Layout, content: dict[str, Any]) -> Mapping[int, str]:
    """Parts with what they hold; a part whose sections the snapshot lacks is left out and the others close up. Returns where each section
    stands.
    """
    sections = {section["number"]: section for section in content["sections"]}
    parts: list[tuple[str, Sequence[int]]] = [*PARTS, ADDED]
    if is_quiet(content):  # one page: five sentences, and in one more that there is nothing else
        parts = [(PARTS[0][0], (0,))]
    if is_quick(content):
        parts = [(section["title"], [section["number"]]) for section in content["sections"]]
    shown = [(name, [sections[one] for one in numbers if one in sections]) for name, numbers in parts]
    if content.get("superseded"):
        write_text(
            document, form, [(f"Bản này đã được đính chính, thay bằng bản {content['superseded']}.", True)]
        )
    if not content["week"]["over"]:
        write_text(document, form, [(unfinished(content)[0], True), (" Số liệu còn thay đổi.", False)])
    shown = [one for one in shown if one[1]]
    where = places([held for _name, held in shown])
    for roman, (name, held) in zip(ROMAN, shown, strict=False):
        _heading(document, form, f"{form.roman.format(roman)} {name}", 1)
        if len(held) > 1 and all(section["state"] == "empty" for section in held):
            said = " ".join(plain(sentence) for section in held for sentence in section["sentences"])
            write_text(document, form, [(said, False)])
            continue
        for number, section in enumerate(held, start=1):
            if len(held) > 1:
                _heading(document, form, f"{number}. {section['title']}", 2)
            _section(document, form, section, where, alone=len(held) == 1)
    if is_quiet(content):
        _nothing_else(document, form, sections)
    _how(document, form, content)
    return where


def _nothing_else(document: Any, form: Layout, sections: Mapping[int, Mapping[str, Any]]) -> None:
    """Which sections have nothing, and what is said of sources: whether nothing was there to be seen, or nothing was looked at."""
    titles = "; ".join(one["title"].lower() for number, one in sections.items() if number)
    if not titles:
        return
    _heading(document, form, f"{form.roman.format(ROMAN[1])} Các phần khác", 1)
    pieces = [(f"Trong kỳ chưa có gì để nêu ở các phần: {titles}.", False)]
    if SOURCES in sections:
        pieces += [(f" {plain(sentence)}", False) for sentence in sections[SOURCES]["sentences"]]
    write_text(document, form, pieces)


def _section(
    document: Any, form: Layout, section: dict[str, Any], where: Mapping[int, str], *, alone: bool = False
) -> None:
    """``alone``: right under its part, so that its sentences are khoản (1.), not điểm (a)."""
    if section["state"] == "failed":
        code = section["code"]
        write_text(
            document,
            form,
            [(f"Phần này chưa lập được; các phần khác không bị ảnh hưởng (mã {code}).", False)],
        )
    for number, runs in enumerate(section["sentences"], start=1):
        pieces = [(run["text"], run["strong"]) for run in runs]
        if section["number"] == 0:
            pieces = [
                (f"{number}. " if alone else f"{POINTS[number - 1]}) ", False),
                *((words if bold else placed(words, where), bold) for words, bold in pieces),
            ]
        leads_on = number == len(section["sentences"]) and bool(section["tables"])
        write_text(document, form, pieces, kept=leads_on)
    for kept in section["tables"]:  # before charts, which stay whole and would leave half a page empty
        write_table(document, form, kept, where)
    if section["charts"]:
        _charts(document, form, section["charts"])
    if section["note"]:
        write_text(document, form, [(section["note"], False)])


def _how(document: Any, form: Layout, content: dict[str, Any]) -> None:
    models = f" (mô hình {', '.join(content['models'])})" if content["models"] else ""
    more = " Văn bản đã dùng và ngày tra cứu: xem phụ lục kèm theo." if has_appendix(content) else ""
    words = (
        f"{how_counted(content, FLOOR)}{more} Máy gợi ý nhãn{models}; kết luận là của người xem{form.closing}"
    )
    write_text(document, form, [(words, False)], kept=True)  # whoever signs does so under some of the text


def has_appendix(content: Mapping[str, Any]) -> bool:
    """Whether there is something to add after the signature; that nothing was cited needs no page."""
    return "appendix" in content and content["appendix"]["state"] != "empty"


def _heading(document: Any, form: Layout, words: str, level: int) -> None:
    made = document.add_heading(level=level)
    tight(made)
    made.paragraph_format.space_before = made.paragraph_format.space_after = Pt(form.body.after)
    made.paragraph_format.first_line_indent = Mm(form.body.indent)
    made.paragraph_format.keep_with_next = True
    add_run(made, words, size=form.body.size, bold=True)


def write_text(
    document: Any, form: Layout, pieces: Sequence[tuple[str, bool]], *, kept: bool = False
) -> None:
    """A paragraph; ``kept``: on the page of what follows it."""
    before = Pt(form.body.after if _under_table(document) else 0)
    made = document.add_paragraph()
    made.alignment = JUSTIFIED
    shape, body = made.paragraph_format, form.body
    shape.keep_with_next = kept or None
    shape.first_line_indent, shape.space_before, shape.space_after = Mm(body.indent), before, Pt(body.after)
    if body.exactly is not None:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(body.exactly)
    else:
        shape.line_spacing = body.line
    for words, strong in pieces:
        add_run(made, cited(words, comma=form.comma), size=body.size, bold=strong)


def _charts(document: Any, form: Layout, charts: Sequence[dict[str, Any]]) -> None:
    """Two beside each other, as many rows as they need."""
    if _under_table(document):  # two tables with nothing between them are one
        gap = paragraph(document)
        gap.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        gap.paragraph_format.line_spacing = Pt(form.body.after)
    room = _room(form) / 2
    held = table(document, (len(charts) + 1) // 2, (room, room), lines=False)
    cells = [cell for row in held.rows for cell in row.cells]
    for cell, chart in zip(cells, charts, strict=False):
        caption = paragraph(cell, chart["caption"], size=form.table.size, bold=True, align=LEFT)
        caption.paragraph_format.space_after = Pt(form.body.after)
        drawing = draw(chart)
        run = paragraph(cell, align=LEFT).add_run()
        run.add_picture(io.BytesIO(drawing.png()), width=Mm(room - GAP))
        describe_picture(run, drawing.said)
    for row in held.rows:
        keep_whole(row)
    paragraph(document, "" if whole_letters() else LETTERS, size=form.table.size, italic=True, align=LEFT)


def write_table(document: Any, form: Layout, kept: dict[str, Any], where: Mapping[int, str]) -> None:
    """A table under its caption, its note below."""
    caption = paragraph(document, kept["caption"], size=form.table.size, bold=True, align=LEFT)
    caption.paragraph_format.space_before = caption.paragraph_format.space_after = Pt(form.body.after)
    caption.paragraph_format.keep_with_next = True
    columns, rows = kept["columns"], kept["rows"]
    said = [
        [cited(placed_cell(text_of(cell), where), comma=form.comma) for cell in row]
        for row in (*rows, *([kept["total"]] if kept["total"] else []))
    ]
    titles = [column["title"] for column in columns]
    drawn = table(document, 1 + len(said), widths(_room(form), form.table.size, [titles, *said]))
    _row(drawn.rows[0], form, titles, columns, heading=True)
    repeat_as_heading(drawn.rows[0])
    for number, (row, cells) in enumerate(zip(drawn.rows[1:], said, strict=True)):
        _row(row, form, cells, columns, strong=number == len(rows))
    for row, cells in zip(drawn.rows[1:], rows, strict=False):
        for place, cell in zip(row.cells, cells, strict=True):
            if (address := address_of(cell)) is not None:
                link(place.paragraphs[0], address)
    whole = all(column["numeric"] for column in columns[1:])
    keep_rows(drawn, last=bool(kept["note"]), whole=whole, total=bool(kept["total"]))
    if kept["note"]:
        note = paragraph(document, kept["note"], size=form.table.size, italic=True, align=LEFT)
        note.paragraph_format.space_after = Pt(form.body.after)


def _row(
    row: Any,
    form: Layout,
    texts: Sequence[str],
    columns: Sequence[dict[str, Any]],
    *,
    heading: bool = False,
    strong: bool = False,
) -> None:
    keep_whole(row)
    for cell, words, column in zip(row.cells, texts, columns, strict=True):
        align = CENTRE if heading else RIGHT if column["numeric"] else LEFT
        paragraph(cell, words, size=form.table.size, bold=heading or strong, align=align)


def _under_table(document: Any) -> bool:
    """Whether a table ends what is written so far. No paragraph of its own is put under one: LibreOffice leaves the headings that follow
    a very low empty line alone at the foot of a page.
    """
    body = document.element.body
    return len(body) > 1 and body[-2].tag == qn("w:tbl")  # the last is the page's own properties


def _room(form: Layout) -> float:
    """Millimetres of A4 between the margins."""
    return 210 - form.page.left - form.page.right

"""Size, weight and place of every element of the two forms, read back from the files: Nghị định 30/2020, phụ lục I, and what secondary
sources say of Hướng dẫn 05-HD/VPTW.
"""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn

from models.vocabulary import Topic
from reports.render import DocumentForm, Letterhead, render_docx
from tests.reports.raw_weeks import facts, sections, span

STATE, PARTY = DocumentForm.STATE, DocumentForm.PARTY
CENTRE, JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
HEADS = {
    STATE: Letterhead("Ủy ban nhân dân xã Đồng Mây", "Tỉnh Sông Lam", "Đồng Mây", date(2026, 11, 23)),
    PARTY: Letterhead("Ban Xây dựng Đảng", "Đảng ủy xã Đồng Mây", "Đồng Mây", date(2026, 11, 23)),
}
ELEMENTS = {
    STATE: {
        r"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": (12, 13, "b", CENTRE),
        r"Độc lập - Tự do - Hạnh phúc": (13, 14, "b", CENTRE),
        r"TỈNH SÔNG LAM": (12, 13, "", CENTRE),
        r"ỦY BAN NHÂN DÂN\nXÃ ĐỒNG MÂY": (12, 13, "b", CENTRE),
        r"Số: +/BC-…": (13, 13, "", CENTRE),
        r"Đồng Mây, ngày 23 tháng 11 năm 2026": (13, 14, "i", CENTRE),
        r"BÁO CÁO": (13, 14, "b", CENTRE),
        r"Tình hình dư luận xã hội và thông tin trên không gian mạng": (13, 14, "b", CENTRE),
        r"I\. Tình hình chung": (13, 14, "b", None),
        r"1\. Tuần này trong năm câu": (13, 14, "b", None),
        r"a\) .+": (13, 14, "", JUSTIFY),
        r"Nơi nhận:": (12, 12, "bi", LEFT),
        r"- Lãnh đạo cơ quan \(b/c\);": (11, 11, "", LEFT),
        r"- Lưu: VT\.": (11, 11, "", LEFT),
        r"TM\. ỦY BAN NHÂN DÂN": (13, 14, "b", CENTRE),
        r"CHỦ TỊCH": (13, 14, "b", CENTRE),
        r"…{5,}": (13, 14, "b", CENTRE),
    },
    PARTY: {
        r"ĐẢNG CỘNG SẢN VIỆT NAM": (14, 15, "b", CENTRE),
        r"ĐẢNG ỦY XÃ ĐỒNG MÂY": (14, 14, "", CENTRE),
        r"BAN XÂY DỰNG ĐẢNG": (14, 14, "b", CENTRE),
        r"\*": (14, 14, "", CENTRE),
        r"Số +-BC/…": (14, 14, "", CENTRE),
        r"Đồng Mây, ngày 23 tháng 11 năm 2026": (14, 14, "i", CENTRE),
        r"BÁO CÁO": (14, 16, "b", CENTRE),
        r"Tình hình dư luận xã hội và thông tin trên không gian mạng": (14, 14, "b", CENTRE),
        r"-----": (14, 14, "", CENTRE),
        r"I- Tình hình chung": (14, 14, "b", None),
        r"1\. Tuần này trong năm câu": (14, 14, "b", None),
        r"a\) .+": (14, 14, "", JUSTIFY),
        r"Nơi nhận:": (12, 14, "u", LEFT),
        r"- Lãnh đạo cơ quan \(b/c\),": (12, 14, "", LEFT),
        r"- Lưu Văn phòng\.": (12, 14, "", LEFT),
        r"T/M ĐẢNG ỦY": (14, 14, "b", CENTRE),
        r"BÍ THƯ": (14, 14, "b", CENTRE),
        r"…{5,}": (14, 14, "b", CENTRE),
    },
}
"""Each element by its words: the least and greatest size in points, bold, italic, underlined, and how it stands."""


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    told = facts(span({Topic.AN_SINH: 9}))
    return {
        "office": {"code": "dong-may", "name": "Ủy ban nhân dân xã Đồng Mây"},
        "week": {
            "code": "2026-W47",
            "number": 47,
            "year": 2026,
            "first_day": "2026-11-16",
            "last_day": "2026-11-22",
            "over": True,
        },
        "models": [],
        "sections": [
            {"number": number, **section.to_json()} for number, section in enumerate(sections(told).values())
        ],
    }


def opened(content: dict[str, Any], form: DocumentForm) -> Any:
    return Document(io.BytesIO(render_docx(content, form, HEADS[form])))


def paragraphs(document: Any) -> list[Any]:
    """Of the text and of the tables that lay out head and foot, in their order."""
    laid_out = (document.tables[0], document.tables[-1])
    cells = [cell for table in laid_out for cell in table.rows[0].cells]
    return [one for holder in (document, *cells) for one in holder.paragraphs]


@pytest.mark.parametrize(
    ("form", "words"), [(form, words) for form, those in ELEMENTS.items() for words in those]
)
def test_an_element_has_the_letters_of_its_form(
    content: dict[str, Any], form: DocumentForm, words: str
) -> None:
    least, most, look, align = ELEMENTS[form][words]
    found = [one for one in paragraphs(opened(content, form)) if re.fullmatch(words, one.text)]
    assert found, words
    for run in found[0].runs:
        assert least <= run.font.size.pt <= most
    (first, *_) = found[0].runs
    looks = "".join(
        letter for letter, on in zip("biu", (first.bold, first.italic, first.underline), strict=True) if on
    )
    assert (looks, found[0].alignment) == (look, align)


@pytest.mark.parametrize(
    ("form", "indents", "heights"),
    [(STATE, (10, 12.7), None), (PARTY, (10, 10), (18, 22))],
)
def test_the_text_stands_as_its_form_says(
    content: dict[str, Any],
    form: DocumentForm,
    indents: tuple[float, float],
    heights: tuple[float, float] | None,
) -> None:
    """Justified, the first line in, six points between paragraphs; lines single to one and a half, or exactly so high."""
    text = next(one for one in opened(content, form).paragraphs if one.text.startswith("a) "))
    shape = text.paragraph_format
    assert any(round(shape.first_line_indent.mm, 1) == one for one in indents)
    assert shape.space_after.pt >= 6
    if heights is None:
        assert 1 <= shape.line_spacing <= 1.5
    else:
        assert shape.line_spacing_rule is WD_LINE_SPACING.EXACTLY
        assert heights[0] <= shape.line_spacing.pt <= heights[1]


@pytest.mark.parametrize("form", DocumentForm)
def test_pages_are_numbered_in_the_middle_of_the_top_margin(
    content: dict[str, Any], form: DocumentForm
) -> None:
    page = opened(content, form).sections[0]
    (number,) = page.header.paragraphs
    assert number.alignment == CENTRE
    assert {run.font.size.pt for run in number.runs} <= {13, 14}
    assert page.header_distance < page.top_margin
    assert not page.footer.paragraphs[0].text


@pytest.mark.parametrize(("form", "ruled"), [(STATE, 3), (PARTY, 1)])
def test_rules_stand_under_the_lines_that_have_one(
    content: dict[str, Any], form: DocumentForm, ruled: int
) -> None:
    """The motto and, a third to half as long as its line, the agency and what the report is about; of the Party its name alone."""
    drawn = [one for one in paragraphs(opened(content, form)) if one._p.pPr.find(qn("w:pBdr")) is not None]
    assert len(drawn) == ruled


@pytest.mark.parametrize(("form", "cited"), [(STATE, "số 12/2026/NQ-HĐND ngày 10/07/2026, Điều 4"), (PARTY, "số 12/2026/NQ-HĐND, ngày 10/07/2026, Điều 4")])  # fmt: skip
def test_documents_are_cited_as_the_form_does(
    content: dict[str, Any], form: DocumentForm, cited: str
) -> None:
    """A comma before the day in the Party's, none in the state's; what people wrote keeps its own."""
    written = "“Theo Nghị quyết số 9/NQ, ngày 10/07/2026”"
    basis = "Nghị quyết số 12/2026/NQ-HĐND, ngày 10/07/2026, Điều 4"
    table = {
        "code": "claims", "caption": "Căn cứ", "columns": [{"title": one, "numeric": False, "wide": True} for one in ("Nội dung", "Căn cứ")],
        "rows": [[written, basis]], "total": None, "note": None,
    }  # fmt: skip
    told = {**content["sections"][4], "state": "ready", "tables": [table], "sentences": [[{"text": f"Theo {basis}.", "strong": False}]]}  # fmt: skip
    document = opened({**content, "sections": [told]}, form)
    row = document.tables[1].rows[1].cells
    assert [cell.text for cell in row] == [written, f"Nghị quyết {cited}"]
    assert f"Theo Nghị quyết {cited}." in [one.text for one in document.paragraphs]

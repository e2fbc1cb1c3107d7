"""The Word file read back: sizes, margins, order, pictures with words, and what an office may change."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from models.errors import BadInput
from reports.render.charts import paired_bars
from reports.render.docx import DocumentForm, Letterhead, render_docx
from reports.render.docx.body import PARTS
from reports.render.docx.forms import FORMS, layout
from reports.render.docx.places import ROMAN
from reports.render.docx.widths import widths
from tests.reports.render.office import as_pdf

PARTY, STATE = DocumentForm.PARTY, DocumentForm.STATE
HEAD = {
    STATE: Letterhead("Ủy ban nhân dân xã Đồng Mây", "Tỉnh Sông Lam", "Đồng Mây", date(2026, 2, 7)),
    PARTY: Letterhead("Ban Xây dựng Đảng", "Đảng ủy xã Đồng Mây", "Đồng Mây", date(2026, 11, 27)),
}
OFFICE = "Ủy ban nhân dân xã Đồng Mây"
CHART = {
    "code": "x", "caption": "Người dân hỏi về gì", "first": "tuần này", "second": "tuần trước",
    "bars": [{"name": "Bảo hiểm y tế", "first": {"shown": "exact", "value": 12}, "second": {"shown": "under", "value": None}}],
}  # fmt: skip
TABLE = {
    "code": "t", "caption": "Nội dung tiếp nhận", "note": "Nhãn là gợi ý của máy.",
    "columns": [{"title": "Nhãn", "numeric": False, "wide": True}, {"title": "Số bài", "numeric": True, "wide": False}],
    "rows": [["Lừa đảo\x0b", {"shown": "under", "value": None}], ["<b>Câu hỏi</b>", {"shown": "exact", "value": 1284}]],
    "total": ["Tất cả", {"shown": "over", "value": 1284}],
}  # fmt: skip


def section(number: int, title: str, **more: Any) -> dict[str, Any]:
    """A section of a snapshot."""
    said = [
        [
            {"text": "Tiếp nhận ", "strong": False},
            {"text": "53", "strong": True},
            {"text": " nội dung.", "strong": False},
        ]
    ]
    plain = {"state": "ready", "sentences": said, "tables": [], "charts": [], "note": None}
    return {"number": number, "code": f"s{number}", "title": title, **plain, **more}


@pytest.fixture
def content() -> dict[str, Any]:
    """A snapshot of a week with a section that failed and some that are not made yet."""
    return {
        "office": {"code": "dong-may", "name": OFFICE},
        "week": {
            "code": "2026-W47", "number": 47, "year": 2026, "first_day": "2026-11-16", "last_day": "2026-11-22", "over": True,
        },
        "models": ["2026.11.3"],
        "sections": [
            section(0, "Tuần này trong năm câu"),
            section(1, "Số liệu chung", charts=[CHART], tables=[TABLE]),
            section(2, "Thông tin còn thiếu"),
            section(3, "Lừa đảo mới nổi", state="failed", sentences=[]),
            section(5, "Câu hỏi và kiến nghị"),
        ],
    }  # fmt: skip


def opened(content: dict[str, Any], form: DocumentForm, **more: Any) -> Any:
    return Document(io.BytesIO(render_docx(content, form, HEAD[form], **more)))


def lines(holder: Any) -> list[str]:
    return [one.text for one in holder.paragraphs if one.text.strip()]


def size_of(paragraph: Any) -> float:
    return float(paragraph.runs[0].font.size.pt)


@pytest.mark.parametrize("form", DocumentForm)
def test_page_and_letters(content: dict[str, Any], form: DocumentForm) -> None:
    document = opened(content, form)
    page = document.sections[0]
    assert [round(side.mm) for side in (page.page_width, page.page_height)] == [210, 297]
    assert [
        round(side.mm) for side in (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    ] == [20, 20, 30, 15]
    assert page.different_first_page_header_footer
    assert "PAGE" in page.header._element.xml
    assert not page.first_page_header.paragraphs[0].text
    for style in ("Normal", "Heading 1", "Heading 2"):
        fonts = document.styles[style].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {
            "Times New Roman"
        }
        assert str(document.styles[style].font.color.rgb) == "000000"


def test_head_of_a_state_body(content: dict[str, Any]) -> None:
    left, right = opened(content, STATE).tables[0].rows[0].cells
    assert lines(left) == ["TỈNH SÔNG LAM", "ỦY BAN NHÂN DÂN\nXÃ ĐỒNG MÂY", "Số:      /BC-…"]
    assert lines(right) == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Đồng Mây, ngày 07 tháng 02 năm 2026",
    ]  # fmt: skip
    nation, motto = (one for one in right.paragraphs[:2])
    assert 12 <= size_of(nation) <= 13
    assert 13 <= size_of(motto) <= 14
    assert nation.runs[0].bold
    assert right.paragraphs[-1].runs[0].italic
    assert [bool(one.runs[0].bold) for one in left.paragraphs[:2]] == [False, True]


def test_head_of_a_party_body(content: dict[str, Any]) -> None:
    left, right = opened(content, PARTY).tables[0].rows[0].cells
    assert lines(left) == ["ĐẢNG ỦY XÃ ĐỒNG MÂY", "BAN XÂY DỰNG ĐẢNG", "*", "Số      -BC/…"]
    assert lines(right) == ["ĐẢNG CỘNG SẢN VIỆT NAM", "Đồng Mây, ngày 27 tháng 11 năm 2026"]
    assert 14 <= size_of(right.paragraphs[0]) <= 15


@pytest.mark.parametrize(("form", "one", "end"), [(STATE, "I.", "./."), (PARTY, "I-", "xem.")])
def test_order_numbering_and_the_end(content: dict[str, Any], form: DocumentForm, one: str, end: str) -> None:
    document = opened(content, form)
    headings = [text.text for text in document.paragraphs if text.style.name.startswith("Heading")]
    assert headings == [
        f"{one} Tình hình chung", "1. Tuần này trong năm câu", "2. Số liệu chung",
        f"{form_of(form, 2)} Lừa đảo mới nổi, thông tin sai, cũ đã đối chiếu",
        f"{form_of(form, 3)} Thông tin còn thiếu, câu hỏi và kiến nghị", "1. Thông tin còn thiếu", "2. Câu hỏi và kiến nghị",
    ]  # fmt: skip
    text = lines(document)
    assert "BÁO CÁO" in text
    assert any("mã s3" in line for line in text)
    assert text[-1].endswith(end)
    body = next(line for line in document.paragraphs if line.text == "Tiếp nhận 53 nội dung.")
    assert body.paragraph_format.first_line_indent.mm == pytest.approx(layout(form).body.indent, abs=0.1)
    assert [run.bold for run in body.runs] == [False, True, False]
    assert 13 <= size_of(body) <= 14


@pytest.mark.parametrize("form", list(DocumentForm))
def test_sentences_are_named_as_points_in_the_order_of_the_alphabet(
    content: dict[str, Any], form: DocumentForm
) -> None:
    """Under a khoản (1.) stand điểm a), b), c), d), đ); in a quick report the sentences are themselves khoản."""
    content["sections"][0]["sentences"] *= 5
    said = [line for line in lines(opened(content, form)) if line.endswith("Tiếp nhận 53 nội dung.")]
    assert [line.split(" ")[0] for line in said[:5]] == ["a)", "b)", "c)", "d)", "đ)"]
    content["week"] |= {
        "code": "L12-2026-11-27",
        "number": 12,
        "first_day": "2026-11-27",
        "last_day": "2026-11-27",
    }
    quick = {**content, "title": "BÁO CÁO NHANH", "sections": content["sections"][:1]}
    said = [line for line in lines(opened(quick, form)) if line.endswith("Tiếp nhận 53 nội dung.")]
    assert [line.split(" ")[0] for line in said] == ["1.", "2.", "3.", "4.", "5."]


def form_of(form: DocumentForm, number: int) -> str:
    return layout(form).roman.format(ROMAN[number - 1])


@pytest.mark.parametrize(("form", "who"), [(STATE, "TM. ỦY BAN NHÂN DÂN"), (PARTY, "T/M ĐẢNG ỦY")])
def test_recipients_and_signature(content: dict[str, Any], form: DocumentForm, who: str) -> None:
    left, right = opened(content, form).tables[-1].rows[0].cells
    assert lines(left)[0] == "Nơi nhận:"
    assert lines(left)[-1].startswith("- Lưu")
    run = left.paragraphs[0].runs[0]
    assert (run.italic, run.underline) == ((True, False) if form is STATE else (False, True))
    assert right.paragraphs[0].text == who
    assert right.paragraphs[0].runs[0].bold


def test_tables_repeat_their_heading_and_hide_what_is_hidden(content: dict[str, Any]) -> None:
    table = next(one for one in opened(content, STATE).tables if one.rows[0].cells[0].text == "Nhãn")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Nhãn", "Số bài"], ["Lừa đảo ", "dưới 5"], ["<b>Câu hỏi</b>", "1.284"], ["Tất cả", "trên 1.284"],
    ]  # fmt: skip
    assert table.rows[0]._tr.trPr.findall(qn("w:tblHeader"))
    assert all(row._tr.trPr.findall(qn("w:cantSplit")) for row in table.rows)
    assert sum(column.width.mm for column in table.columns) == pytest.approx(165, abs=1)


def test_a_chart_is_a_picture_that_says_its_figures(content: dict[str, Any]) -> None:
    document = opened(content, PARTY)
    described = [shape.get("descr") for shape in document.element.iter(qn("wp:docPr"))]
    assert described == ["Người dân hỏi về gì. Bảo hiểm y tế: tuần này 12, tuần trước dưới 5."]


def test_the_picture_is_what_the_page_shows() -> None:
    drawing = paired_bars(CHART)
    with Image.open(io.BytesIO(drawing.png())) as picture:
        assert picture.size == (drawing.width * 4, drawing.height * 4)
        grey = picture.convert("L")
        darkest = min(grey.getextrema())
        bar = next(mark for mark in drawing.marks if getattr(mark, "look", "") == "f1")
        inside = grey.getpixel((int((bar.x + bar.width / 2) * 4), int((bar.y + bar.height / 2) * 4)))
    assert darkest < 60 < inside < 130


def test_nothing_of_a_week_that_goes_on_looks_final(content: dict[str, Any]) -> None:
    content["week"]["over"] = False
    assert any("Tuần chưa kết thúc." in line for line in lines(opened(content, STATE)))


def test_the_file_holds_no_picture_of_another_page(content: dict[str, Any]) -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(content))) as packed:
        assert not [name for name in packed.namelist() if "thumbnail" in name]
        assert "python-docx" not in packed.read("docProps/core.xml").decode()


def test_the_same_content_is_the_same_file(content: dict[str, Any]) -> None:
    first, second = (opened(content, STATE).element.xml for _ in range(2))
    assert first == second


def test_the_names_of_an_office_say_its_letterhead() -> None:
    party = Letterhead.of(PARTY, OFFICE, None, None)
    assert (party.agency, party.parent, party.place) == (
        "Ban Xây dựng Đảng",
        "Đảng ủy xã Đồng Mây",
        "Đồng Mây",
    )
    province = Letterhead.of(PARTY, "Ủy ban nhân dân tỉnh Sông Lam")
    assert (province.agency, province.parent) == ("Ban Tuyên giáo và Dân vận", "Tỉnh ủy Sông Lam")
    assert Letterhead.of(STATE, "Sở Số", "Tỉnh Sông Lam").place == "…"


def test_an_office_may_have_sizes_of_its_own(content: dict[str, Any], tmp_path: Path) -> None:
    own = tmp_path / "mau.yaml"
    ours = FORMS.read_text(encoding="utf-8")
    own.write_text(ours.replace("title: {size: 16}", "title: {size: 15}"), encoding="utf-8")
    document = opened(content, PARTY, forms=own)
    assert size_of(next(one for one in document.paragraphs if one.text == "BÁO CÁO")) == 15


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "Không đọc được mẫu"),
        ("dang: [", "Không đọc được mẫu"),
        ("dang: {page: {top: 500}}", "mục page"),
        ("dang: {x: 1}", "mục"),
    ],
)
def test_a_wrong_file_of_forms_is_named(
    content: dict[str, Any], tmp_path: Path, written: str, said: str
) -> None:
    own = tmp_path / "mau.yaml"
    own.write_text(written, encoding="utf-8")
    with pytest.raises(BadInput, match=said) as refused:
        opened(content, PARTY, forms=own)
    assert "mau.yaml" in str(refused.value)


def test_no_column_is_too_narrow_for_a_day_or_a_short_word(content: dict[str, Any]) -> None:
    """A day was broken after its ninth letter where six columns shared the width by rule of thumb."""
    asked = "Điểm hỗ trợ xã hội số mở cửa giờ nào, có làm thứ Bảy không? (Dịch vụ công trực tuyến)"
    row = [asked, asked, "nhiều", "UBND xã Đồng Mây", "20/11/2026", "quá hạn"]
    found = widths(
        165, 12, [["Người dân hỏi", "Còn thiếu", "Mức hỏi", "Cơ quan cần trả lời", "Hạn", "Tình trạng"], row]
    )
    assert sum(found) == pytest.approx(165)
    assert found[4] > 23, "the day in Times of 12 points and the margins of its cell"
    assert min(found) > 14
    assert widths(100, 12, [["một" * 40, "hai" * 40]]) == pytest.approx([50, 50])


def test_tables_of_figures_stay_on_one_page(content: dict[str, Any]) -> None:
    for form in DocumentForm:
        drawn = next(one for one in opened(content, form).tables if one.style.name == "Table Grid")
        kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in drawn.rows]
        assert kept == [True] * len(kept), "the last row stays with the note"


def test_every_section_of_the_report_has_a_part() -> None:
    numbers = [number for _name, held in PARTS for number in held]
    assert sorted(numbers) == list(range(11))


@pytest.mark.soak
@pytest.mark.parametrize("form", DocumentForm)
def test_libreoffice_opens_it(content: dict[str, Any], form: DocumentForm, tmp_path: Path) -> None:
    file = tmp_path / "bao-cao.docx"
    file.write_bytes(render_docx(content, form, HEAD[form]))
    (pdf,) = as_pdf(file)
    assert pdf.read_bytes().startswith(b"%PDF")

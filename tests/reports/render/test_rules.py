"""The lines drawn under lines of a head: as long as the motto, a third to half of the agency and of what the report is about.

Measured in the file and, where LibreOffice is, in what it draws.
"""

from __future__ import annotations

import io
import re
import subprocess
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image, ImageFont

from reports.render import DocumentForm, Letterhead, render_docx
from reports.render.docx.lengths import evenly, length_of
from tests.reports.raw_weeks import facts, sections, span
from tests.reports.render.office import as_pdf

STATE, PARTY = DocumentForm.STATE, DocumentForm.PARTY
DAY = date(2026, 11, 23)
TOWN = Letterhead("Ủy ban nhân dân xã Đồng Mây", "Tỉnh Sông Lam", "Đồng Mây", DAY)
AGENCIES = (
    TOWN,
    Letterhead("Ủy ban nhân dân xã Mỹ Lý", "Tỉnh Sông Lam", "Mỹ Lý", DAY),
    Letterhead("UBND xã Mây", "Tỉnh Sông Lam", "Mây", DAY),
    Letterhead("Sở Khoa học và Công nghệ", "Ủy ban nhân dân tỉnh Sông Lam", "Sông Lam", DAY),
    Letterhead("Phòng Văn hóa - Xã hội", "Ủy ban nhân dân xã Đồng Mây", "Đồng Mây", DAY),
)
COMMITTEE = Letterhead("Ban Xây dựng Đảng", "Đảng ủy xã Đồng Mây", "Đồng Mây", DAY)
DOTS = 200
"""To the inch of the picture in which lines are measured."""


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    told = facts(span({}))
    week = {"code": "2026-W47", "number": 47, "year": 2026, "first_day": "2026-11-16", "last_day": "2026-11-22", "over": True}  # fmt: skip
    made = [{"number": number, **one.to_json()} for number, one in enumerate(sections(told).values())]
    return {"office": {"code": "dong-may", "name": "Xã"}, "week": week, "models": [], "sections": made}


def rules(document: Any) -> list[tuple[list[str], float]]:
    """Each rule: the lines it stands under, those of its paragraph, and its length in millimetres."""
    page = document.sections[0]
    room = page.page_width.mm - page.left_margin.mm - page.right_margin.mm
    places = [(cell.paragraphs, cell.width.mm) for cell in document.tables[0].rows[0].cells]
    places.append((document.paragraphs, room))
    found = []
    for paragraphs, width in places:
        for above, one in pairwise(paragraphs):
            borders = one._p.pPr.find(qn("w:pBdr"))
            if borders is not None:
                assert borders.find(qn("w:top")).get(qn("w:val")) == "single"
                shape = one.paragraph_format
                found.append((above.text.split("\n"), width - shape.left_indent.mm - shape.right_indent.mm))
                assert shape.left_indent == shape.right_indent, "in the middle of its line"
    return found


@pytest.mark.parametrize("head", AGENCIES, ids=lambda head: head.agency)
def test_rules_of_a_state_body(content: dict[str, Any], head: Letterhead) -> None:
    agency, motto, about = rules(Document(io.BytesIO(render_docx(content, STATE, head))))
    assert " ".join(agency[0]) == head.agency.upper()
    assert motto[0] == ["Độc lập - Tự do - Hạnh phúc"]
    assert about[0] == ["(từ ngày 16/11/2026 đến ngày 22/11/2026)"]
    assert motto[1] == pytest.approx(length_of(motto[0][0], 14), abs=0.2)
    for (lines, rule), size in ((agency, 13), (about, 14)):
        assert length_of(lines[-1], size) / 3 <= rule + 0.05 <= length_of(lines[-1], size) / 2 + 0.1, lines
        longest = max(length_of(line, size) for line in lines)
        assert rule >= min(longest / 3, length_of(lines[-1], size) / 2) - 0.1, (
            "also of the longest, where both can be"
        )


def test_the_rule_of_the_party_is_as_long_as_its_name(content: dict[str, Any]) -> None:
    ((lines, rule),) = rules(Document(io.BytesIO(render_docx(content, PARTY, COMMITTEE))))
    assert lines == ["ĐẢNG CỘNG SẢN VIỆT NAM"]
    assert rule == pytest.approx(length_of(lines[0], 15), abs=0.2)


def test_an_office_may_still_give_a_length(content: dict[str, Any], tmp_path: Path) -> None:
    own = tmp_path / "forms.yaml"
    ours = Path(render_docx.__code__.co_filename).with_name("forms.yaml").read_text(encoding="utf-8")
    own.write_text(ours.replace("rule: whole", "rule: 50"), encoding="utf-8")
    drawn = rules(Document(io.BytesIO(render_docx(content, STATE, TOWN, forms=own))))
    assert round(drawn[1][1]) == 50


def serif() -> ImageFont.FreeTypeFont:
    """Letters as wide as those of Times New Roman."""
    for name in ("Times_New_Roman_Bold.ttf", "timesbd.ttf", "LiberationSerif-Bold.ttf"):
        try:
            return ImageFont.truetype(name, 1000)
        except OSError:
            continue
    pytest.skip("no letters as wide as those of Times New Roman")


@pytest.mark.parametrize(
    "words",
    [
        "Độc lập - Tự do - Hạnh phúc",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG QUỲNH LƯƠNG",
        "(từ ngày 16/11/2026 đến ngày 22/11/2026)",
        "về chuyển đổi số, ước Ơ ơ Ư ư Ẵ ẵ Ặ – “kẻ” WXZJ",
    ],
)
def test_words_are_as_long_as_in_the_font(words: str) -> None:
    measured = serif().getlength(words) / 1000 * 14 * 25.4 / 72
    assert length_of(words, 14) == pytest.approx(measured, rel=0.01)


def test_a_long_name_is_divided_evenly() -> None:
    lines = evenly("TRUNG TÂM DỊCH VỤ SỰ NGHIỆP CÔNG TỔNG HỢP", 13, 64)
    lengths = [length_of(line, 13) for line in lines]
    assert max(lengths) <= 64
    assert min(lengths) > 0.7 * max(lengths)
    assert evenly("W" * 300, 13, 64) == ["W" * 300]


def drawn_lines(picture: Image.Image) -> list[tuple[float, float, float]]:
    """Level lines of at least eight millimetres on a page: how far down, where from, how long."""
    gray, scale = picture.convert("L"), 25.4 / DOTS
    width, height = gray.size
    found: list[tuple[float, float, float]] = []
    for row in range(height // 2):
        at = 0
        for dark, pixels in groupby(gray.crop((0, row, width, row + 1)).tobytes(), lambda value: value < 140):
            long = len(list(pixels))
            if dark and long * scale >= 8 and not (found and row * scale - found[-1][0] < 1 and abs(at * scale - found[-1][1]) < 1):  # fmt: skip
                found.append((row * scale, at * scale, long * scale))
            at += long
    return found


def written_lines(pdf: Path) -> list[tuple[float, float, float]]:
    """Lines of text of the first page: how far down their foot is, where from, how long, in millimetres."""
    boxes = subprocess.run(
        ["pdftotext", "-bbox-layout", "-l", "1", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    scale = 25.4 / 72
    return [
        (float(foot) * scale, float(left) * scale, (float(right) - float(left)) * scale)
        for left, right, foot in re.findall(
            r'<line xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)"', boxes
        )
    ]


@pytest.mark.parametrize(
    ("form", "head"), [*((STATE, head) for head in AGENCIES), (PARTY, COMMITTEE)], ids=str
)
def test_rules_as_libreoffice_draws_them(
    content: dict[str, Any], form: DocumentForm, head: Letterhead, tmp_path: Path
) -> None:
    file = tmp_path / "bao-cao.docx"
    file.write_bytes(render_docx(content, form, head))
    (pdf,) = as_pdf(file)
    paint = ["pdftoppm", "-r", str(DOTS), "-l", "1", "-png", "-singlefile", str(pdf), str(tmp_path / "page")]
    subprocess.run(paint, check=True, capture_output=True)
    text = written_lines(pdf)
    shares = []
    for down, left, long in drawn_lines(Image.open(tmp_path / "page.png")):
        over = [one for one in text if one[0] < down + 2 and one[1] - 20 < left < one[1] + one[2]]
        foot, start, words = max(over)
        assert down - foot < 6, "right under its line"
        assert left + long / 2 == pytest.approx(start + words / 2, abs=1.5), "in the middle of its line"
        shares.append((down, long / words))
    got = [share for _, share in sorted(shares)]
    whole = [share for share in got if share == pytest.approx(1, abs=0.04)]
    part = [share for share in got if 1 / 3 - 0.01 <= share <= 1 / 2 + 0.01]
    assert (len(whole), len(part)) == ((1, 2) if form is STATE else (1, 0)), got
    assert len(got) == len(whole) + len(part), got

"""The file people open: valid, complete, printable, harmless; and the tables a spreadsheet opens."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import itertools
import re
from copy import deepcopy
from typing import Any

import pytest
from lxml import etree, html
from markupsafe import Markup

from models.queries.reporting import canonical
from models.vocabulary import Label, Topic, Verdict
from reports import builder
from reports.disclosure import leaf
from reports.render import CONTENT_SECURITY_POLICY, Edition, article, render_csv, render_html
from reports.render.charts import paired_bars
from reports.render.csv import BYTE_ORDER_MARK, harmless
from reports.render.html import STYLE
from tests.reports.factory import local
from tests.reports.raw_weeks import FULL, WEEK, claim, facts, gap, scam, span, with_scams

EDITION = Edition(2, local(23, 5))


def content_of(**more: Any) -> dict[str, Any]:
    """A content as the builder makes it, without a database."""
    of = facts(**more)
    sections = [
        {"number": number, **module.build(of).to_json()} for number, module in enumerate(builder.SECTIONS)
    ]
    week = {
        "code": WEEK.code, "number": WEEK.number, "year": WEEK.year, "over": True,
        "first_day": WEEK.first_day.isoformat(), "last_day": WEEK.last_day.isoformat(),
        "from": WEEK.start.isoformat(), "until": WEEK.end.isoformat(),
    }  # fmt: skip
    return {
        "schema": builder.SCHEMA,
        "office": {"code": "xa", "name": "UBND xã Đồng Mây"},
        "week": week,
        "models": list(of.models),
        "official_base": of.official_base,
        "sources": {"read": of.sources.to_json(), "failed": of.failed_sources.to_json()},
        "sections": sections,
    }


@pytest.fixture(scope="module")
def full() -> dict[str, Any]:
    return content_of(**FULL)


def tree(page: str) -> Any:
    """Parsed strictly: a stray or unclosed tag is an error."""
    parser = etree.HTMLParser(recover=False)
    known = re.sub(
        r"<(/?)(main|article|section|header|figure|figcaption|svg|rect|text|tspan)\b", r"<\1div", page
    )
    known = re.sub(r"<div([^>]*)/>", r"<div\1></div>", known)
    etree.fromstring(known, parser)
    return html.fromstring(page)


def test_the_file_is_whole_and_stands_alone(full: dict[str, Any]) -> None:
    page = render_html(full, EDITION)
    found = tree(page)
    assert page.startswith("<!doctype html>")
    assert found.get("lang") == "vi"
    assert found.findtext(".//title") == "Báo cáo tuần 47 năm 2026 – UBND xã Đồng Mây"
    for part in found.iter():
        assert part.tag not in ("script", "link", "img", "iframe", "form", "object")
        assert not {"href", "src", "style", "onclick", "onload"} & set(part.attrib)
    assert "url(" not in page
    assert "@import" not in page


def test_headings_go_down_one_step_at_a_time(full: dict[str, Any]) -> None:
    found = tree(render_html(full, EDITION))
    levels = [int(part.tag[1]) for part in found.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert [part.text_content() for part in found.iter("h2")] == [
        "Tuần này trong năm câu",
        "1. Số liệu chung",
        "2. Thông tin còn thiếu",
        "3. Lừa đảo mới nổi",
        "4. Thông tin sai, cũ đã đối chiếu",
        "5. Câu hỏi và kiến nghị theo chủ đề",
        "6. Câu trả lời có giúp được không",
        "7. Máy gợi ý đúng đến đâu",
        "8. Nguồn bị gián đoạn",
        "9. Đính chính, yêu cầu xem lại",
        "10. Cần chuẩn bị",
        "Cách lập",
    ]


def test_inside_a_page_the_title_is_a_second_heading(full: dict[str, Any]) -> None:
    sheet = article(full, EDITION)
    assert "<h1" not in sheet
    assert '<h2 id="ten-bc">' in sheet


def test_every_name_is_used_once_and_every_reference_leads_somewhere(full: dict[str, Any]) -> None:
    found = tree(render_html(full, EDITION))
    names = found.xpath("//@id")
    assert len(names) == len(set(names))
    assert set(found.xpath("//@aria-labelledby")) <= set(names)


def test_tables_keep_their_meaning_when_they_are_cards(full: dict[str, Any]) -> None:
    found = tree(render_html(full))
    for table in found.iter("table"):
        assert table.get("role") == "table"
        heads = [head.text_content() for head in table.xpath(".//thead//th")]
        title = found.get_element_by_id(table.get("aria-labelledby"))
        assert title.getnext() is table.getparent()
        for row in table.xpath(".//tbody/tr"):
            assert row.get("role") == "row"
            assert [cell.get("data-th") for cell in row.iter("td")] == heads[1:]
            assert row.find("th").get("scope") == "row"


def test_charts_say_their_figures(full: dict[str, Any]) -> None:
    charts = tree(render_html(full)).xpath("//*[name()='svg']")
    assert len(charts) == 3
    for chart in charts:
        assert chart.get("role") == "img"
    assert charts[1].get("aria-label") == (
        "Người dân hỏi về gì (lượt). Định danh điện tử: tuần này 52, tuần trước 31;"
        " An sinh: tuần này 8, tuần trước 0; Chủ đề khác: tuần này dưới 5, tuần trước 0."
    )


def chart(first: int, second: int, name: str = "An sinh") -> dict[str, Any]:
    bar = {"name": name, "first": leaf(first).shown.to_json(), "second": leaf(second).shown.to_json()}
    return {"code": "x", "caption": "Thử", "first": "nay", "second": "trước", "bars": [bar]}


def test_a_bar_gives_no_hidden_count_away() -> None:
    drawings = {paired_bars(chart(first, second)).svg() for first in range(1, 5) for second in range(1, 5)}
    assert len(drawings) == 1


def test_bars_are_as_long_as_their_counts() -> None:
    def length(first: int) -> float:
        found = re.search(r'class="f1" x="1" y="29" width="([\d.]+)"', paired_bars(chart(first, 100)).svg())
        assert found
        return float(found[1])

    assert length(50) == pytest.approx(2 * length(25))
    assert length(100) == pytest.approx(172)
    assert 'class="f1" x="1" y="29"' not in paired_bars(chart(0, 100)).svg()


def test_a_chart_of_nothing_is_drawn() -> None:
    assert etree.fromstring(paired_bars(chart(0, 0)).svg()).get("role") == "img"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '" onload="x', "</style><b>", "{{ 7 * 7 }}", "&lt;"]
)
def test_whatever_was_written_is_shown_and_never_run(text: str) -> None:
    content = content_of(
        claims=[claim(text)], gaps=[gap(office=text)], now=with_scams([scam(0, None, text)], [9])
    )
    content["office"]["name"] = text
    content["sections"][1]["charts"] = [chart(5, 6, text)]
    page = render_html(content, EDITION)
    found = tree(page)
    assert not list(found.iter("script"))
    assert not found.xpath("//@onload")
    assert page.count("</style>") == 1
    assert text in found.text_content()
    assert "49" not in page.replace(STYLE, "")


def test_the_stylesheet_prints_on_a4_in_grey(full: dict[str, Any]) -> None:
    page = render_html(full)
    assert "@page { size: A4;" in page
    printing = STYLE[STYLE.index("@media print") :]
    assert "--leaf: #1d1d1d" in printing, "bars are black on paper"
    assert "break-inside: avoid" in printing
    assert "thead { display: table-header-group; }" in printing


def test_no_word_on_screen_is_smaller_than_sixteen_pixels() -> None:
    screen = STYLE[: STYLE.index("@page")]
    sizes = [float(size) for size in re.findall(r"font(?:-size)?:[^;}]*?([\d.]+)rem", screen)]
    assert len(sizes) >= 4
    assert min(sizes) >= 1


def test_the_policy_lets_the_one_stylesheet_through(full: dict[str, Any]) -> None:
    inside = re.search(r"<style>(.*?)</style>", render_html(full), re.DOTALL)
    assert inside
    allowed = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{allowed}'" in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_a_failed_section_is_said_aloud_in_every_form(full: dict[str, Any]) -> None:
    broken = deepcopy(full)
    broken["sections"][2] |= {"state": "failed", "sentences": [], "tables": []}
    assert "<b>Phần này chưa lập được.</b> Các phần khác không bị ảnh hưởng. Mã: gaps." in render_html(broken)
    assert "Phần này chưa lập được (mã gaps)" in render_csv(broken)


def test_a_running_week_says_so(full: dict[str, Any]) -> None:
    running = deepcopy(full)
    running["week"]["over"] = False
    assert "Tuần chưa kết thúc." in render_html(running)
    assert "Tuần chưa kết thúc" in render_csv(running)
    assert "chưa kết thúc" not in render_html(full)


def test_the_edition_is_on_the_sheet_and_not_in_the_content(full: dict[str, Any]) -> None:
    assert "Bản 2, chốt số 23/11/2026 05:00" in render_html(full, EDITION)
    assert "chốt số" not in render_html(full)
    assert b"23/11/2026" not in canonical(full)


def test_rendering_changes_nothing(full: dict[str, Any]) -> None:
    before = canonical(full)
    assert render_html(full, EDITION) == render_html(full, EDITION)
    assert render_csv(full) == render_csv(full)
    assert canonical(full) == before


def test_the_sheet_is_markup_and_the_file_text(full: dict[str, Any]) -> None:
    assert isinstance(article(full), Markup)
    assert type(render_html(full)) is str


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def test_the_table_file_holds_every_table(full: dict[str, Any]) -> None:
    text = render_csv(full)
    assert text.startswith(BYTE_ORDER_MARK)
    assert "\n" not in text.replace("\r\n", "")
    rows = rows_of(text)
    assert rows[:4] == [
        ["Báo cáo tuần 47 năm 2026", "2026-W47"],
        ["Cơ quan", "UBND xã Đồng Mây"],
        ["Từ ngày", "2026-11-16"],
        ["Đến ngày", "2026-11-22"],
    ]
    for section in full["sections"]:
        assert [f"{section['number']}. {section['title']}"] in rows
        for table in section["tables"]:
            start = rows.index([table["caption"]])
            assert rows[start + 1] == [column["title"] for column in table["columns"]]
            body = rows[start + 2 : start + 2 + len(table["rows"])]
            assert [len(row) for row in body] == [len(table["columns"])] * len(table["rows"])
    assert ["Câu hỏi của dân", "trên 60", "31", "–"] in rows
    assert ["Ý kiến (không xử lý)", "600", "500", "tăng 100"] in rows


def test_counts_are_digits_and_days_are_iso_in_the_table_file() -> None:
    rows = rows_of(
        render_csv(content_of(now=span({Topic.AN_SINH: 1284}), claims=[claim(verdict=Verdict.FALSE)]))
    )
    assert any(row[:2] == ["An sinh", "1284"] for row in rows)
    assert any(row[-1] == "2026-12-31" for row in rows if row)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+84", "-3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0@x", "＝1", "\n=1"]
)
def test_a_formula_stays_words(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    content = content_of(now=span(labels={Label.OPINION: 9}))
    content["sections"][1]["tables"][0]["rows"][0][0] = cell
    written = rows_of(render_csv(content))
    assert f"'{cell}" in [value for row in written for value in row]


@pytest.mark.parametrize("cell", ["", "–", "tăng 3", "1284", "2026-11-22", "“=1”", "dưới 5"])
def test_ordinary_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell

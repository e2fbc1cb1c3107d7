"""Monthly and quick reports call themselves by their own names in every form, down to what a Word file says of itself."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from docx import Document

from models.queries import quick_report
from models.queries.quick_report import QuickRow
from models.queries.weekly_lists import LureRow
from models.tables.office import Office
from models.vocabulary import IndicatorKind, Queue, Topic
from reports.builder import compose
from reports.gathering import protect
from reports.lines import Lines
from reports.parts import Part, Parts
from reports.parts.outages import OutageLine, Outages
from reports.period import parse_period
from reports.quick import quick
from reports.render import DocumentForm, render_csv, render_docx, render_html
from tests.reports.raw_weeks import FULL, WEEK, raw

OFFICE = Office(id=1, code="xa-dong-may", name="UBND xã Đồng Mây")
OF_WEEKS = re.compile(r"tuần (này|trước|sau)|(trong|hết|của) tuần|báo cáo tuần \d|tuần chưa", re.IGNORECASE)


@pytest.fixture
def month() -> dict[str, Any]:
    period: Any = parse_period("2026-11")
    gone = OutageLine("Diễn đàn", None, None, None, None, None)
    parts = Parts(outages=Part(Outages(Lines([gone]), wanted=True)))
    of = protect(raw(**FULL), period, period.end, parts)  # type: ignore[arg-type]
    return compose(OFFICE, of, over=True)


@pytest.fixture
def occasion(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    lure = LureRow(IndicatorKind.DOMAIN, "khoasim[.]example", None)
    row = QuickRow(
        item_id=12, queue=Queue.SCAM, topic=Topic.VIEN_THONG_SIM, sentence="Bấm phím 2 kẻo khóa SIM", first_seen=WEEK.start,
        posts=3, verdict=None, basis=(), lures=(lure,), postings=(),
    )  # fmt: skip
    monkeypatch.setattr(quick_report, "find", lambda *_: row)
    when: Any = parse_period("L12-2026-11-27")
    return quick(None, OFFICE, when)  # type: ignore[arg-type]


def words(content: dict[str, Any], form: DocumentForm = DocumentForm.STATE) -> str:
    """Every word of a Word file."""
    opened = Document(io.BytesIO(render_docx(content, form)))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in opened.paragraphs), *cells])


FORMS: dict[str, Callable[[dict[str, Any]], str]] = {
    "page": render_html,
    "table file": render_csv,
    "state": words,
    "party": lambda content: words(content, DocumentForm.PARTY),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_month_never_speaks_of_its_week(month: dict[str, Any], form: str) -> None:
    said = FORMS[form](month)
    assert [found.group() for found in OF_WEEKS.finditer(said)] == []
    assert "từ ngày 26/10/2026 đến" in said or "2026-10-26" in said
    assert "trước tháng này" in said


@pytest.mark.parametrize("form", FORMS)
def test_a_quick_report_counts_nothing_and_says_no_week(occasion: dict[str, Any], form: str) -> None:
    said = FORMS[form](occasion)
    for wrong in ("tuần", "Tuần", "TUẦN", "đơn vị cấp dưới", "Tình hình chung"):
        assert wrong not in said
    assert "ngày 27/11/2026" in said
    assert "Bấm phím 2 kẻo khóa SIM" in said


def test_files_say_what_they_are(month: dict[str, Any], occasion: dict[str, Any]) -> None:
    week = compose(OFFICE, protect(raw(**FULL), WEEK, WEEK.end, Parts()), over=True)  # type: ignore[arg-type]
    names = {
        "Báo cáo tuần 47 năm 2026": week,
        "Báo cáo tháng 11 năm 2026": month,
        "Báo cáo nhanh về vụ việc VV-12, ngày 27/11/2026": occasion,
    }
    for name, content in names.items():
        assert Document(io.BytesIO(render_docx(content))).core_properties.title == name
        assert f"<title>{name} – UBND xã Đồng Mây</title>" in render_html(content)
        assert render_csv(content).removeprefix("\ufeff").startswith((f"{name},", f'"{name}",'))


def test_a_month_that_runs_says_so_in_months(month: dict[str, Any]) -> None:
    running = {**month, "week": {**month["week"], "over": False}}
    for form in FORMS.values():
        said = form(running)
        assert "Tháng chưa kết thúc." in said
        assert "Tuần chưa kết thúc" not in said


def test_the_parts_of_a_quick_report_are_its_own(occasion: dict[str, Any]) -> None:
    said = words(occasion)
    assert "BÁO CÁO NHANH" in said
    assert "I. Nội dung" in said
    assert "II. Việc đã làm, cần làm" in said


def test_the_days_of_a_month_are_whole_weeks(month: dict[str, Any]) -> None:
    assert parse_period("2026-11").end - parse_period("2026-11").start == timedelta(weeks=5)
    assert month["week"]["last_day"] == "2026-11-29"

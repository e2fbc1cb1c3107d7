"""What reports are called, by their period and kind."""

from __future__ import annotations

from typing import Any

from models.queries.report_archive import ReportKind, ReportState
from triage_api.catalogue import N_, _

KIND_NAMES = {
    ReportKind.WEEK: N_("Báo cáo tuần"),
    ReportKind.MONTH: N_("Báo cáo tháng"),
    ReportKind.QUICK: N_("Báo cáo nhanh"),
}
STATE_NAMES = {
    ReportState.DRAFT: N_("Chờ duyệt"),
    ReportState.APPROVED: N_("Đã duyệt"),
    ReportState.SENT: N_("Đã gửi"),
}


def report_name(content: dict[str, Any]) -> str:
    """What a report is called inside a sentence.

    >>> report_name({"week": {"code": "2026-W53", "number": 53, "year": 2026}})
    'báo cáo tuần 53 năm 2026'
    """
    week = content["week"]
    kind = kind_of(week["code"])
    if kind is ReportKind.QUICK:
        return _("báo cáo nhanh về vụ việc VV-{number}").format(number=week["number"])
    name = (
        _("báo cáo tháng {number} năm {year}")
        if kind is ReportKind.MONTH
        else _("báo cáo tuần {number} năm {year}")
    )
    return name.format(number=week["number"], year=week["year"])


def kind_of(code: str) -> ReportKind:
    """The kind of a report by the code of its period.

    >>> [kind_of(code).value for code in ("2026-W47", "2026-11", "L12-2026-11-27")]
    ['tuan', 'thang', 'nhanh']
    """
    if code.startswith("L"):
        return ReportKind.QUICK
    return ReportKind.WEEK if "W" in code else ReportKind.MONTH

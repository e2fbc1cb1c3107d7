"""Section 8: sources that could not be read, so that nobody takes what was not seen for what was not said."""

from __future__ import annotations

from datetime import datetime

from models.source_health import Cause
from reports.content import ABSENT, Cell, Column, Section, Table, empty, say
from reports.disclosure import FLOOR
from reports.facts import Facts
from reports.parts.outages import OutageLine, Outages
from reports.period import ZONE, Month
from reports.wording import listed, short_day

CODE = "outages"
TITLE = "Nguồn bị gián đoạn"
DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
CAUSES = {
    Cause.DISABLED: "cơ quan tạm tắt nguồn",
    Cause.HOST_STOPPED: "máy chủ đang tạm dừng đọc",
    Cause.FAILING: "không đọc được",
    Cause.SILENT: "lâu hơn thường lệ không có bài nào",
    Cause.LATE: "chưa đến lượt đọc",
}
REASONS = {
    **dict.fromkeys(
        ("dns_failed", "connection_refused", "connection_cut", "source_unreachable"), "không kết nối được"
    ),
    **dict.fromkeys(
        ("timed_out", "source_busy", "rate_limited", "quota_used_up"), "trang bận, không trả lời kịp"
    ),
    **dict.fromkeys(("server_error", "http_error"), "máy chủ của trang báo lỗi"),
    **dict.fromkeys(
        (
            "robots_refused",
            "robots_unreachable",
            "page_forbidden",
            "page_refused",
            "login_required",
            "challenge_page",
        ),
        "trang không cho đọc tự động",
    ),
    **dict.fromkeys(
        ("token_expired", "credential_missing", "credential_refused", "permission_missing"),
        "mã truy cập cần làm lại",
    ),
    **dict.fromkeys(("source_moved", "page_gone", "page_not_found"), "trang không còn ở địa chỉ cũ"),
}
"""Why, for somebody who reads reports; the page of sources says it exactly. What is not here is "không đọc được"."""


def build(facts: Facts) -> Section:
    """One table: what is still not seen first."""
    found = facts.parts.outages.get()
    unread = _unread(found)
    if not found.lines.shown and not unread:
        said = "Không nguồn nào bị gián đoạn." if found.wanted else "Chưa có nguồn nào để đọc tự động."
        return empty(CODE, TITLE, said)
    sentences = [say("Số liệu của tuần chưa gồm những gì đăng ở các nguồn này trong lúc gián đoạn.")]
    if not found.lines.shown:
        sentences = []
    if found.lines.more:
        sentences.append(say("Bảng chỉ nêu các nguồn gián đoạn lâu nhất."))
    if unread:
        sentences.append(say(unread))
    tables = [_table(found, monthly=isinstance(facts.week, Month))] if found.lines.shown else []
    return Section(CODE, TITLE, sentences=sentences, tables=tables)


def _unread(found: Outages) -> str:
    if not found.unread.shown:
        return ""
    more = " và đơn vị khác" if found.unread.more else ""
    return f"Chưa có nguồn nào để đọc ở: {listed(found.unread.shown)}{more}."


def _table(found: Outages, *, monthly: bool) -> Table:
    return Table(
        code="outages",
        caption="Nguồn bị gián đoạn trong tuần",
        columns=(Column("Nguồn"), Column("Từ"), Column("Đến"), Column("Lý do"), Column("Thường ngày có")),
        keys=[str(line.source_id or "") for line in found.lines.shown],
        rows=[_row(line, "trước tháng này" if monthly else "trước tuần này") for line in found.lines.shown],
        note="Bài đăng lúc gián đoạn có thể được đọc bù khi nguồn mở lại. Gián đoạn dưới 3 giờ không nêu.",
    )


def _row(line: OutageLine, earlier: str) -> list[Cell]:
    since = earlier if line.since is None else _when(line.since)
    until = "chưa đọc lại được" if line.until is None else _when(line.until)
    return [line.source, since, until, _why(line), _usual(line.usual)]


def _why(line: OutageLine) -> str:
    if line.cause is Cause.FAILING or (line.cause is None and line.code is not None):
        return REASONS.get(line.code or "", CAUSES[Cause.FAILING])
    return "không có lượt đọc nào" if line.cause is None else CAUSES.get(line.cause, CAUSES[Cause.FAILING])


def _when(moment: datetime) -> str:
    local = moment.astimezone(ZONE)
    return f"{local:%H:%M} {DAYS[local.weekday()]} {short_day(local)}"


def _usual(posts: int | None) -> str:
    if posts is None:
        return ABSENT
    return f"khoảng {posts} bài" if posts else f"dưới {FLOOR} bài"

"""What a report calls itself: of a week, of a month, or a quick one about one item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.render.cells import day_of

WEEK = "BÁO CÁO TUẦN"


def heading(content: Mapping[str, Any]) -> str:
    """The title in capitals; a weekly one carries none of its own."""
    return str(content.get("title", WEEK))


def is_quick(content: Mapping[str, Any]) -> bool:
    """Whether it is about one item on one day: nothing in it is counted."""
    return str(content["week"]["code"]).startswith("L")


def is_quiet(content: Mapping[str, Any]) -> bool:
    """Whether there is nothing to say of the period but its first section: nothing came in, nothing was done, nothing is to come."""
    return not is_quick(content) and all(
        section["state"] == "empty" for section in content["sections"] if section["number"]
    )


def named(content: Mapping[str, Any]) -> str:
    """The report by kind and period, as the name of a file or the first line of one.

    >>> named({"week": {"code": "2026-W47", "number": 47, "year": 2026}})
    'Báo cáo tuần 47 năm 2026'
    >>> named({"title": "BÁO CÁO NHANH", "week": {"code": "L12-2026-11-27", "number": 12, "first_day": "2026-11-27"}})
    'Báo cáo nhanh về vụ việc VV-12, ngày 27/11/2026'
    """
    week = content["week"]
    if is_quick(content):
        return f"Báo cáo nhanh về vụ việc VV-{week['number']}, ngày {day_of(week['first_day'])}"
    return f"{heading(content).capitalize()} {week['number']} năm {week['year']}"


def days(content: Mapping[str, Any]) -> str:
    """Which days it is about, in brackets under the title."""
    week = content["week"]
    if is_quick(content):
        return f"(ngày {day_of(week['first_day'])})"
    return f"(từ ngày {day_of(week['first_day'])} đến ngày {day_of(week['last_day'])})"


def unfinished(content: Mapping[str, Any]) -> tuple[str, str]:
    """A warning on a report whose period still runs, and when the final one is made."""
    if heading(content) == WEEK:
        return "Tuần chưa kết thúc.", "bản chính thức lập sau Chủ nhật."
    return "Tháng chưa kết thúc.", "bản chính thức lập khi hết tháng."


def how_counted(content: Mapping[str, Any], floor: int) -> str:
    """How it was made, in a few sentences, of which a quiet period needs the first alone. ``floor``: the smallest group that is counted out."""
    week = content["week"]
    if is_quick(content):
        return (
            f"Lập theo vụ việc như đang ghi đến hết ngày {day_of(week['last_day'])}; mức lan nêu bằng lời (ít là dưới {floor} bài,"
            f" vừa là dưới {4 * floor} bài, còn lại là nhiều). Không nêu tên cá nhân."
        )
    weeks = (
        "" if heading(content) == WEEK else " Tháng gồm các tuần kết thúc trong tháng, cộng từ báo cáo tuần."
    )
    hidden = (
        ""
        if is_quiet(content)
        else f" Số từ 1 đến {floor - 1} ghi “dưới {floor}”, tổng có phần như vậy ghi “trên”;"
        " không nêu tên cá nhân. Ý kiến chỉ đếm tổng, không phân loại."
    )
    return (
        f"Số liệu tính từ 0 giờ ngày {day_of(week['first_day'])} đến hết ngày {day_of(week['last_day'])}, giờ Việt Nam,"
        f" gồm cả các đơn vị cấp dưới.{weeks}{hidden}"
    )

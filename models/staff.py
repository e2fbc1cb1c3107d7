"""Closed lists of accounts of staff: what tokens of programs may be for, and how browsers are told apart."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """What a program's token may be for; each route of the JSON interface asks for one."""

    ITEMS_READ = "items:read"
    ITEMS_WRITE = "items:write"
    POSTS_WRITE = "posts:write"
    OFFICIAL_READ = "official:read"
    REPORTS_READ = "reports:read"
    SOURCES_READ = "sources:read"
    INDICATORS_READ = "indicators:read"


SCOPE_NAMES: dict[Scope, str] = {
    Scope.ITEMS_READ: "đọc vụ việc",
    Scope.ITEMS_WRITE: "nhận, kết luận và trả lời vụ việc",
    Scope.POSTS_WRITE: "ghi phản ánh",
    Scope.OFFICIAL_READ: "tra văn bản",
    Scope.REPORTS_READ: "đọc báo cáo",
    Scope.SOURCES_READ: "xem tình trạng nguồn",
    Scope.INDICATORS_READ: "xuất dấu hiệu lừa đảo đã xác nhận",
}


class BrowserKind(StrEnum):
    """What a session is told apart by on its owner's page; nothing finer is kept."""

    PHONE = "phone"
    DESKTOP = "desktop"

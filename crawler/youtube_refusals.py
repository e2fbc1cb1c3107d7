"""What YouTube says when it does not answer: by the reasons its errors name, old form and new.

Reasons: developers.google.com/youtube/v3/docs/errors, and cloud.google.com/apis/design/errors (``details``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crawler.answers import objects, read_json, words
from crawler.dates import VIETNAM
from crawler.errors import (
    AnsweredWithError,
    ApiRetired,
    NoSuchObject,
    PermissionMissing,
    QuotaUsedUp,
    RateLimited,
    TokenExpired,
)
from crawler.items import Found
from models.errors import SourceError

UNITS_A_DAY = 10_000
"""What a key has, in units; a day ends at midnight Pacific time (…/youtube/v3/getting-started#quota)."""
PACIFIC = ZoneInfo("America/Los_Angeles")

_OFF = frozenset({"commentsDisabled"})
_QUOTA = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_LIMITED = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_KEY = frozenset(
    {"keyInvalid", "keyExpired", "authError", "API_KEY_INVALID", "API_KEY_EXPIRED", "API_KEY_NOT_FOUND"}
)
_NOT_ALLOWED = re.compile(
    r"accessNotConfigured|SERVICE_DISABLED|ipRefererBlocked|API_KEY_[A-Z_]{1,30}_BLOCKED|insufficientPermissions|CONSUMER_[A-Z_]{1,30}"
)
_NONE = re.compile(
    r"(?:playlist|video|channel|commentThread|comment|parentComment|playlistItems)(?:NotFound|NotAccessible)"
)


def refused(status: int, body: bytes) -> Found | None:
    """What an error answer means. That comments are switched off is no error: there are none.

    Raises:
        QuotaUsedUp, RateLimited, TokenExpired, PermissionMissing, ApiRetired, NoSuchObject: by its reasons.
        AnsweredWithError: the API cannot answer now.
    """
    reasons = _reasons(body)
    if reasons is None:
        return None
    if reasons & _OFF:
        return Found()
    if reasons & _QUOTA:
        back = next_day(datetime.now(UTC))
        raise QuotaUsedUp(
            "Hạn mức YouTube của hôm nay đã dùng hết; sẽ đọc tiếp sau"
            f" {back.astimezone(VIETNAM):%H:%M ngày %d/%m} (giờ Việt Nam)."
            " Nếu gặp thường xuyên, hãy giảm số trang mỗi lần hoặc giãn nhịp thu thập."
        ).until(back)
    if reasons & _LIMITED:
        raise RateLimited("YouTube báo đang bị hỏi quá nhanh; lần sau sẽ đọc tiếp.").until(
            datetime.now(UTC) + timedelta(hours=1)
        )
    if reasons & _KEY or status == 401:
        raise TokenExpired(
            "YouTube không nhận khóa API (sai, hết hạn hoặc đã xóa). Hãy tạo khóa mới và thay vào SANGTIN_YOUTUBE_KEY."
        )
    if any(_NOT_ALLOWED.fullmatch(reason) for reason in reasons):
        raise PermissionMissing(
            "Khóa API không được phép đọc YouTube. Hãy bật “YouTube Data API v3” trong dự án Google Cloud"
            " và kiểm tra giới hạn của khóa."
        )
    if any(_NONE.fullmatch(reason) for reason in reasons):
        raise NoSuchObject("YouTube không còn kênh, video hoặc danh sách này, hoặc không cho xem.")
    if "processingFailure" in reasons or status >= 500:
        raise AnsweredWithError("YouTube chưa trả lời được; lần sau sẽ đọc lại.")
    if status == 410 or "methodNotFound" in reasons:
        raise ApiRetired("YouTube đã ngừng phiên bản v3 của giao diện; hãy cập nhật chương trình.")
    return None


def next_day(now: datetime) -> datetime:
    """When the next day of the quota begins: midnight Pacific time, in summer an hour earlier than in winter.

    >>> next_day(datetime(2026, 11, 27, 9, 0, tzinfo=UTC)).astimezone(UTC).isoformat()
    '2026-11-28T08:00:00+00:00'
    """
    here = now.astimezone(PACIFIC)
    return datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=PACIFIC)


def _reasons(body: bytes) -> frozenset[str] | None:
    """The reasons an error answer names, old form and new; None where it is no error of the API."""
    try:
        answer = read_json(body)
    except SourceError:
        return None
    error = answer.get("error") if isinstance(answer, Mapping) else None
    if not isinstance(error, Mapping):
        return None
    named = [*objects(error.get("errors"), 20), *objects(error.get("details"), 20)]
    return frozenset(words(one.get("reason")) for one in named) - {""}

"""Dates as pages write them. A time without a zone is Vietnamese time; nothing is guessed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from unicodedata import normalize

VIETNAM = timezone(timedelta(hours=7))
"""Vietnam has had no other offset since 1975."""

FUTURE = timedelta(days=1)
"""A page's date may run ahead by clock differences; further ahead it is wrong and left out."""

_CLOCK = r"(?P<h{n}>\d{{1,2}})(?::| ?(?:giờ|h|g) ?)(?P<m{n}>\d{{2}})"
_DAY_FIRST = re.compile(
    rf"(?:{_CLOCK.format(n=1)}(?::\d{{2}})?(?:\s?(?P<half1>AM|PM|SA|CH|sáng|trưa|chiều|tối)\b)?\D{{1,8}})?"
    r"(?<!\d)(?P<d>\d{1,2})[/.-](?P<mo>\d{1,2})[/.-](?P<y>\d{4})(?!\d)"
    rf"(?:\D{{1,8}}{_CLOCK.format(n=2)}(?::\d{{2}})?(?:\s?(?P<half2>AM|PM|SA|CH|sáng|trưa|chiều|tối)\b)?)?",
    re.IGNORECASE,
)
_LATE = frozenset({"pm", "ch", "chiều", "tối"})
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"), 1
    )
}
_LONG = re.compile(
    r"(\d{1,2}) ?(?:tháng|thg\.?|th) ?(\d{1,2}|mười một|mười hai|mười|một|hai|ba|tư|năm|sáu|bảy|tám|chín)(?:, ?| năm | )(\d{4})",
    re.IGNORECASE,
)
"""A date in words: "20 tháng 11, 2026", "Ngày 12 tháng 9 năm 2026", "5 Tháng mười, 2026"."""

_DATE_WORDS = frozenset(
    (
        *("ngày", "đăng", "tải", "bài", "cập", "nhật", "lúc", "thứ", "hai", "ba", "tư", "năm", "sáu", "bảy", "được"),
        *("chủ", "nhật", "xuất", "bản", "gửi", "vào", "thời", "gian", "giờ", "h", "g", "am", "pm", "sa", "ch", "sáng"),
        *("trưa", "chiều", "tối", "gmt", "utc", "posted", "on", "date", "lượt", "đã", "số", "lần", "xem", "đọc", "views"),
        *("trả", "lời", "tạo", "phút", "hỏi", "at", "updated", "published", "by", "bởi", "mon", "tue", "câu"),
    )
)  # fmt: skip
"""Words that may stand beside a date that dates what it stands over; "từ", "đến", "hạn", "hiệu lực" may not."""
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST_LINE = 80
_WRITTEN = 64
"""Code points in which a date is looked for."""


def read_date(value: str | None) -> datetime | None:
    """An aware time from ISO 8601, RFC 822, epoch seconds or day/month/year, also in words; None when it is none.

    >>> read_date("2026-11-20T08:00:00Z").isoformat()
    '2026-11-20T08:00:00+00:00'
    >>> read_date("08:15, 20/11/2026").isoformat()
    '2026-11-20T08:15:00+07:00'
    >>> read_date("20/11/2026 02:15:00 PM").isoformat()
    '2026-11-20T14:15:00+07:00'
    >>> read_date("14:59 Ngày 27 tháng 11 năm 2026").isoformat()
    '2026-11-27T14:59:00+07:00'
    >>> read_date("Cập nhật lúc 8h15 ngày 20-11-2026").isoformat()
    '2026-11-20T08:15:00+07:00'
    >>> read_date("Ngày 5 tháng mười năm 2026, 1:00 chiều").isoformat()
    '2026-10-05T13:00:00+07:00'
    >>> read_date("hôm qua") is None
    True
    """
    text = (value or "").strip()[:_WRITTEN]
    if not text:
        return None
    for reader in (_iso, _rfc822, _epoch, _day_first):
        try:
            found = reader(text)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
        if found is not None and 1990 <= found.year <= 2100:
            return found if found.tzinfo else found.replace(tzinfo=VIETNAM)
    return None


def date_line(text: str) -> datetime | None:
    """The time that a line gives which says nothing else; None for a sentence with a date in it.

    >>> date_line("Thứ sáu, 20/11/2026, 08:15 (GMT+7)").isoformat()
    '2026-11-20T08:15:00+07:00'
    >>> date_line("Quy định có hiệu lực từ 01/07/2025") is None
    True
    """
    if len(text) > _LONGEST_LINE or not _YEAR.search(text):
        return None
    words = normalize("NFC", " ".join(text.split())).lower()
    found = read_date(_DATE_START.sub("", words))
    if found is None:
        return None
    bare = _LONG.sub(" ", words)
    return found if all(word in _DATE_WORDS for word in _LETTERS.findall(bare)) else None


_DATE_START = re.compile(r"^[^\d]{0,40}(?=\d)")


def dated_label(text: str) -> datetime | None:
    """The time in a short line that says who wrote or answered when; a day without hour only where the line says so.

    >>> dated_label("UBND phường Yên Thế - 22/10/2026 16:05").isoformat()
    '2026-10-22T16:05:00+07:00'
    >>> dated_label("Hạn nộp: 22/10/2026") is None
    True
    """
    if len(text) > _LONGEST_LINE * 3 or not _YEAR.search(text):
        return None
    words = normalize("NFC", " ".join(text.split())).lower()
    if (labelled := _LABELLED.search(words)) is not None:
        return read_date(labelled[1])
    if len(words) > _LONGEST_LINE or not _DAY.search(words) or _TERM.search(words):
        return None
    if _HOUR.search(words) or _WRITTEN_ON.search(words):
        return read_date(_DATE_START.sub("", words))
    return None


_LABELLED = re.compile(
    r"(?:ngày|lúc|thời gian) (?:gửi|hỏi|trả lời|đăng|tạo|viết|xuất bản)\s?:\s?(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}.{0,20})"
)
_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_HOUR = re.compile(r"\d{1,2}(?::|h|g| giờ )\d{2}")
_WRITTEN_ON = re.compile(r"(?:gửi|hỏi|trả lời|đăng|viết)\b")
_TERM = re.compile(r"\b(?:hạn|từ|trước|đến|sau|hiệu lực|hết)\b")


def is_date_line(text: str) -> bool:
    """Whether a line is a date and nothing else."""
    return date_line(text) is not None


def _iso(text: str) -> datetime | None:
    return None if text.isdigit() else datetime.fromisoformat(text)


def _rfc822(text: str) -> datetime | None:
    return parsedate_to_datetime(text)


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    return datetime.fromtimestamp(int(text[:10]), tz=UTC)


def _day_first(text: str) -> datetime | None:
    match = _DAY_FIRST.search(_LONG.sub(_in_figures, normalize("NFC", text)))
    if match is None:
        return None
    hour, minute = int(match["h1"] or match["h2"] or 0), int(match["m1"] or match["m2"] or 0)
    half = (match["half1"] or match["half2"] or "").lower()
    if half and hour <= 12:
        late = half in _LATE or (half == "trưa" and hour < 10)
        hour = hour % 12 + (12 if late or (half == "trưa" and hour == 12) else 0)
    return datetime(int(match["y"]), int(match["mo"]), int(match["d"]), hour, minute, tzinfo=VIETNAM)


def _in_figures(match: re.Match[str]) -> str:
    month = match[2].lower()
    return f"{match[1]}/{_MONTHS.get(month) or int(month)}/{match[3]}"

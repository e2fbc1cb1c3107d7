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
_SHORT_YEAR = re.compile(
    r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{2})(?=,? (?:lúc |at )?\d{1,2}(?::|h|g)\d{2})", re.IGNORECASE
)
"""A year of two figures, only where an hour follows: "7/10/26 lúc 19:50"."""
_LATE = frozenset({"pm", "ch", "chiều", "tối"})
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"), 1
    )
}
_NAMED = r"mười một|mười hai|mười|một|hai|ba|tư|năm|sáu|bảy|tám|chín"
_ENGLISH = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ENGLISH_NAMED = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_LONG = re.compile(
    rf"(\d{{1,2}}) ?(?:tháng|thg\.?|th) ?(\d{{1,2}}|{_NAMED})(?:, ?| năm | )(\d{{4}})", re.IGNORECASE
)
"""A date in words: "20 tháng 11, 2026", "Ngày 12 tháng 9 năm 2026", "5 Tháng mười, 2026"."""
_MONTH_FIRST = re.compile(
    rf"(?:tháng|thg\.?) ?(\d{{1,2}}|{_NAMED}) (\d{{1,2}})(?:, ?| năm | )(\d{{4}})", re.IGNORECASE
)
"""As forum software translated from English writes it: "Tháng Mười 5, 2026", "T.2 Tháng 10 12, 2026"."""
_ENGLISH_FIRST = re.compile(rf"\b{_ENGLISH_NAMED} (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})", re.IGNORECASE)
_ENGLISH_LONG = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? {_ENGLISH_NAMED},? (\d{{4}})", re.IGNORECASE)
"""Dates of software nobody translated: "October 5, 2026 at 7:30 am", "5 Oct 2026, 19:30"."""
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\dTt])")

_DATE_WORDS = frozenset(
    (
        *("ngày", "đăng", "tải", "bài", "cập", "nhật", "lúc", "thứ", "hai", "ba", "tư", "năm", "sáu", "bảy", "được"),
        *("chủ", "nhật", "xuất", "bản", "gửi", "vào", "thời", "gian", "giờ", "h", "g", "am", "pm", "sa", "ch", "sáng"),
        *("trưa", "chiều", "tối", "gmt", "utc", "posted", "on", "date", "lượt", "đã", "số", "lần", "xem", "đọc", "views"),
        *("trả", "lời", "tạo", "phút", "hỏi", "at", "updated", "published", "by", "bởi", "mon", "tue", "câu"),
        *("wed", "thu", "fri", "sat", "sun", "t", "cn", "viết", "cỡ", "chữ", "a", "in", "trang"),
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
    >>> date_line("Đăng ngày 02-01-2026, lúc 9 giờ 05 phút. Người đăng: vanphong. Đã xem 268 lần").isoformat()
    '2026-01-02T09:05:00+07:00'
    >>> date_line("11/07/26 lúc 09:05").isoformat()
    '2026-07-11T09:05:00+07:00'
    >>> date_line("Quy định có hiệu lực từ 01/07/2025") is None
    True
    """
    if len(text) > _LONGEST_LINE or not (_YEAR.search(text) or _SHORT_YEAR.search(text)):
        return None
    words = in_figures(normalize("NFC", " ".join(text.split())).lower())
    found = read_date(_DATE_START.sub("", words))
    if found is None:
        return None
    return (
        found if all(word in _DATE_WORDS for word in _LETTERS.findall(_POSTED_BY.sub(" ", words))) else None
    )


_POSTED_BY = re.compile(r"\b(?:người đăng|đăng bởi) ?:? ?[a-z\d_.-]{2,30}")
"""Who put a page on line, by the name of an account."""
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
    words = in_figures(normalize("NFC", " ".join(text.split())).lower())
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


def is_recent(text: str) -> bool:
    """Whether a short text says when by counting back from now: a time is told there, but not which.

    >>> is_recent("Thích · Trả lời · 3 giờ trước"), is_recent("Hôm qua lúc 08:15"), is_recent("Ba hôm nay mưa suốt")
    (True, True, False)
    """
    return len(text) <= _LONGEST_LINE and _RECENT.search(normalize("NFC", text).lower()) is not None


_RECENT = re.compile(
    r"(?:\d{1,3}|một|vài|mấy) ?(?:giây|phút|giờ|ngày|tuần|tháng|năm|h|d) trước|hôm (?:nay|qua),? (?:lúc )?\d{1,2}[:h]\d{2}|^vừa xong$"
    r"|cách đây \d{1,3} (?:giây|phút|giờ|ngày|tuần|tháng|năm)|^hôm (?:nay|qua)$|\d{1,3} (?:minute|hour|day|week|month|year)s? ago"
    r"|(?:yesterday|today),? (?:at )?\d{1,2}:\d{2}"
)


_ONLY_RECENT = re.compile(
    r"\W{0,3}(?:\d{1,3} ?(?:giây|phút|giờ|ngày|tuần|tháng|năm|h) trước|hôm (?:nay|qua),? (?:lúc )?\d{1,2}[:h]\d{2}(?: ?(?:am|pm|sa|ch))?)\W{0,3}"
)


def is_date_line(text: str) -> bool:
    """Whether a line is a date and nothing else, also one that counts back from now.

    >>> is_date_line("Hôm qua lúc 21:40"), is_date_line("3 giờ trước"), is_date_line("3 giờ trước mất điện")
    (True, True, False)
    """
    if date_line(text) is not None:
        return True
    return len(text) <= _LONGEST_LINE and _ONLY_RECENT.fullmatch(normalize("NFC", text).lower()) is not None


def _iso(text: str) -> datetime | None:
    return None if text.isdigit() else datetime.fromisoformat(text)


def _rfc822(text: str) -> datetime | None:
    return parsedate_to_datetime(text)


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    return datetime.fromtimestamp(int(text[:10]), tz=UTC)


def _day_first(text: str) -> datetime | None:
    match = _DAY_FIRST.search(in_figures(normalize("NFC", text)))
    if match is None:
        return None
    hour, minute = int(match["h1"] or match["h2"] or 0), int(match["m1"] or match["m2"] or 0)
    half = (match["half1"] or match["half2"] or "").lower()
    if half and hour <= 12:
        late = half in _LATE or (half == "trưa" and hour < 10)
        hour = hour % 12 + (12 if late or (half == "trưa" and hour == 12) else 0)
    return datetime(int(match["y"]), int(match["mo"]), int(match["d"]), hour, minute, tzinfo=VIETNAM)


def in_figures(text: str) -> str:
    """The text with every date it writes in words, or year first, as day/month/year in figures.

    >>> in_figures("Tháng Mười 5, 2026 lúc 7:30 sáng"), in_figures("5 Oct 2026"), in_figures("2026-10-7 09:15")
    ('5/10/2026 lúc 7:30 sáng', '5/10/2026', '7/10/2026 09:15')
    >>> in_figures("7/10/26 lúc 19:50")
    '7/10/2026 lúc 19:50'
    """
    text = _LONG.sub(lambda found: f"{found[1]}/{_month(found[2])}/{found[3]}", text)
    text = _MONTH_FIRST.sub(lambda found: f"{found[2]}/{_month(found[1])}/{found[3]}", text)
    text = _ENGLISH_FIRST.sub(lambda found: f"{found[2]}/{_month(found[1])}/{found[3]}", text)
    text = _ENGLISH_LONG.sub(lambda found: f"{found[1]}/{_month(found[2])}/{found[3]}", text)
    text = _SHORT_YEAR.sub(r"\1/\3/20\4", text)
    return _YEAR_FIRST.sub(r"\3/\2/\1", text)


def _month(word: str) -> int:
    given = word.lower()
    return _MONTHS.get(given) or _ENGLISH.get(given) or int(given)

"""Copies in which exactly one number, date, denial, document or office was changed: never the same story again.

Each function finds the places where its kind stands in the text by its own plain patterns, and changes one of them
by lot. They know nothing of what the guard of ``nlp.narrative`` reads.

Cannot make: changes told in other words ("gấp đôi"), and those of words only a reader of the whole text understands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from random import Random

from nlp import lexicons
from nlp.normalise import fold

Change = Callable[[str, Random], str | None]
"""A text and the lot in, the text with one thing changed out; None where it has no such thing."""

_Place = tuple[int, int, str]
"""Start, end and what stands there instead."""

_MORE_OFFICES = (
    "bưu điện", "kho bạc", "tòa án", "viện kiểm sát", "hợp tác xã", "nhà văn hóa", "phòng giáo dục", "hội nông dân",
    "bệnh viện huyện", "trung tâm y tế", "công an huyện", "sở tài chính", "đoàn thanh niên", "trường tiểu học",
    "phòng nông nghiệp", "nhà mạng", "trung tâm đăng kiểm", "hội cựu chiến binh", "ban dân vận", "chi hội khuyến học",
)  # fmt: skip
_W = r"(?<!\w)"
_E = r"(?!\w)"
_DIGIT_WORDS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_COUNTED = (
    r"trăm|mươi|chục|nghìn|ngàn|triệu|tỷ|tỉ|đồng|ngày|tháng|tuần|giờ|phút|năm|người|hộ|nhà|lần|tuổi|cái|con|bước"
    r"|giấy|bản|loại|mức|củ|lít|cân|buổi|điều|nơi|chỗ|việc"
)
_FIGURE = re.compile(r"(?<![\w.,/-])\d{1,3}(?:[.,]\d{1,3}){0,3}(?=\D|$)")
_SPELT = re.compile(rf"(?i){_W}(?P<digit>{'|'.join(_DIGIT_WORDS)})\s(?={_COUNTED}){_E}")
_APART = re.compile(r"\[[^\]]{0,20}\]|(?:\d[ .]?){7,20}")
"""Placeholders of masking and telephone numbers: their figures are no numbers of the story."""

_IN_ADDRESS = re.compile(r"@|[^\W\d][./]|[./][^\W\d]")
_DOCUMENT = re.compile(
    r"(?i)(?:nghị định|nghị quyết|thông tư|quyết định|chỉ thị|công văn|luật|kế hoạch|nđ|nq|qđ|nghi dinh|nghi quyet"
    r"|thong tu|quyet dinh|chi thi|cong van)\s{0,2}(?:số\s{0,2}|so\s{0,2})?(?P<number>\d{1,5})(?P<year>/(?:19|20)\d\d)?"
    r"|(?P<number2>\d{1,5})(?P<year2>/(?:19|20)\d\d)?[/-](?:NĐ|NQ|QĐ|TT|CT|KH|CV|QH|UBND|CP)"
)
_DATE = re.compile(
    rf"(?i){_W}(?<![\d/.,-])(?P<day>\d{{1,2}})(?P<mark>[/-])(?P<month>\d{{1,2}})(?![\d%])(?!/\d{{3}})"
    rf"|{_W}(?:tháng|thang)\s(?P<month2>\d{{1,2}})(?![\d/]){_E}"
    rf"|{_W}(?:ngày|mùng|mồng|ngay|mung)\s(?P<day2>\d{{1,2}})(?![\d/]){_E}"
    rf"|{_W}(?:năm|nam)\s(?P<year>20\d\d){_E}"
    rf"|{_W}(?:thứ|thu)\s(?P<weekday>hai|ba|tư|năm|sáu|bảy|sau|bay|[2-7]){_E}"
)
_TIMES = (
    ("ngày mai", "hôm nay"), ("hôm nay", "ngày mai"), ("tuần này", "tuần sau"), ("tuần sau", "tuần này"),
    ("tháng này", "tháng sau"), ("tháng sau", "tháng này"), ("năm nay", "sang năm"), ("năm sau", "năm nay"),
    ("sang năm", "năm nay"), ("tháng tới", "tháng trước"), ("đầu tháng", "cuối tháng"), ("cuối tháng", "đầu tháng"),
    ("đầu năm", "cuối năm"), ("cuối năm", "đầu năm"), ("hôm qua", "hôm kia"), ("sáng mai", "chiều mai"),
    ("chiều nay", "sáng nay"), ("tối nay", "tối mai"), ("sáng nay", "chiều qua"), ("chủ nhật", "thứ bảy"),
    ("trước ngày", "sau ngày"), ("trước tháng", "sau tháng"), ("ngay mai", "hom nay"), ("hom nay", "ngay mai"),
    ("thang sau", "thang nay"), ("thang nay", "thang sau"), ("cuoi nam", "dau nam"), ("tuan sau", "tuan nay"),
    ("trước 30", "sau 30"), ("từ tháng", "hết tháng"), ("quý I", "quý II"), ("quý 1", "quý 3"),
)  # fmt: skip
_DENIED = re.compile(
    rf"(?i){_W}(?:không|chưa|chẳng|đừng|chớ|ko|hổng|khỏi)\s(?!những|chỉ|biết|sao|ngờ|ạ|vậy|nhỉ|các|bà|mọi|cả)(?=\w)"
)
_BARE_DENIED = re.compile(
    r"(?i)(?<!\w)(?:khong|ko|chua)\s(?!nhung|chi|biet|sao|ngo|a |vay|cac|ba|moi|ca )(?=\w)"
)
_AFFIRMED = re.compile(
    rf"(?i){_W}(?P<verb>phải|mất|cần|được|bị|thu|nộp|đóng|bắt buộc|phai|duoc|mat tien){_E}"
)
_BEFORE_DENIAL = re.compile(
    r"(?i)(?:không|chưa|chẳng|đừng|chớ|ko|hổng|hông|khỏi|cấm|khong|kh[0o]ng|chua|có|co|k|kg|hong|hok|khoi|dung|chả|cha)\s+$"
)


def changed_number(text: str, lot: Random) -> str | None:
    """A number in digits, or in words before what it counts; not of a date, a document, a phone or an address."""
    taken = [one.span() for pattern in (_DOCUMENT, _DATE, _APART) for one in pattern.finditer(text)]
    taken += [one.span() for one in re.finditer(r"\S{1,200}", text) if _IN_ADDRESS.search(one[0])]
    places = [
        (found.start(), found.end(), _other_figure(found[0], lot))
        for found in _FIGURE.finditer(text)
        if not _within(found, taken)
    ]
    for found in _SPELT.finditer(text):
        if not _within(found, taken):
            others = [word for word in _DIGIT_WORDS if word != found["digit"].lower()]
            places.append((found.start("digit"), found.end("digit"), lot.choice(others)))
    return _put(text, places, lot)


def changed_date(text: str, lot: Random) -> str | None:
    """A day, month, year, weekday or another time the text names."""
    taken = [(found.start(), found.end()) for found in _DOCUMENT.finditer(text)]
    places = [
        place
        for found in _DATE.finditer(text)
        if not _within(found, taken)
        for place in _other_day(found, lot)
    ]
    for old, new in _TIMES:
        places += [(one.start(), one.end(), new) for one in re.finditer(rf"(?i){_W}{old}{_E}", text)]
    return _put(text, places, lot)


def changed_denial(text: str, lot: Random) -> str | None:
    """A denial taken out, or one put in before a duty or what happens to somebody."""
    places = [(found.start(), found.end(), "") for found in _DENIED.finditer(text)]
    places += [(found.start(), found.end(), "") for found in _BARE_DENIED.finditer(text)]
    for found in _AFFIRMED.finditer(text):
        if not _BEFORE_DENIAL.search(text[: found.start()]):
            denial = "khong" if found["verb"].isascii() and text.isascii() else "không"
            places.append((found.start(), found.end(), f"{denial} {found[0]}"))
    return _put(text, places, lot)


def changed_document(text: str, lot: Random) -> str | None:
    """The number or the year of a document."""
    return _put(
        text, [place for found in _DOCUMENT.finditer(text) for place in _other_document(found, lot)], lot
    )


def changed_agency(text: str, lot: Random) -> str | None:
    """An office replaced by another, written the same way (with or without diacritics)."""
    names = agencies()
    pattern = re.compile(
        rf"(?i){_W}(?:" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + rf"){_E}"
    )
    places: list[_Place] = []
    for found in pattern.finditer(text):
        others = sorted({other for other in names if names[other] != names[found[0].lower()]})
        places.append((found.start(), found.end(), lot.choice(others)))
    return _put(text, places, lot)


CHANGES: dict[str, Change] = {
    "number": changed_number,
    "date": changed_date,
    "negation": changed_denial,
    "document": changed_document,
    "agency": changed_agency,
}
"""By the kind of difference that must keep the two apart."""


@lru_cache(maxsize=1)
def agencies() -> dict[str, str]:
    """Ways to write an office, lower case, and the office each means; short names in capitals left out."""
    data = lexicons.described("agencies.yaml")
    listed = {
        alias: entry["name"] for entry in data["agencies"] for alias in entry["aliases"] if " " in alias
    }
    return listed | {office: office for office in _MORE_OFFICES}


def _other_figure(figure: str, lot: Random) -> str:
    """Another figure of the same length: one digit is another one, the first never zero."""
    at = lot.choice([place for place, letter in enumerate(figure) if letter.isdigit()])
    others = [digit for digit in ("0123456789" if at else "123456789") if digit != figure[at]]
    if len(figure) > 1 and at:
        return figure[:at] + lot.choice(others) + figure[at + 1 :]
    return lot.choice([digit for digit in "123456789" if digit != figure[at]]) + figure[1:]


def _other_day(found: re.Match[str], lot: Random) -> Iterator[_Place]:
    for name, most in (("day", 28), ("day2", 28), ("month", 12), ("month2", 12)):
        if found[name]:
            yield found.start(name), found.end(name), str(int(found[name]) % most + 1)
    if found["year"]:
        yield found.start("year"), found.end("year"), str(int(found["year"]) + lot.choice((-1, 1)))
    mixed = found[0][:3].isascii() and not found[0].isascii()  # "thu năm nay" is no Thursday
    if found["weekday"] and not mixed:
        given = found["weekday"]
        days = "234567" if given.isdigit() else ("hai", "ba", "tư", "năm", "sáu", "bảy")
        others = [day for day in days if fold(day) != fold(given)]
        chosen = lot.choice(others)
        yield found.start("weekday"), found.end("weekday"), fold(chosen) if found[0].isascii() else chosen


def _other_document(found: re.Match[str], lot: Random) -> Iterator[_Place]:
    for name in ("number", "number2"):
        if found[name]:
            yield found.start(name), found.end(name), str(int(found[name]) + lot.randint(1, 40))
    for name in ("year", "year2"):
        if found[name]:
            yield found.start(name), found.end(name), f"/{int(found[name][1:]) + lot.choice((-2, -1, 1))}"


def _within(found: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    return any(found.start() < end and start < found.end() for start, end in taken)


def _put(text: str, places: list[_Place], lot: Random) -> str | None:
    if not places:
        return None
    start, end, instead = lot.choice(sorted(places))
    if text[start : start + 1].isupper() and instead:
        instead = instead[0].upper() + instead[1:]
    made = text[:start] + instead + text[end:]
    return made if made.lower() != text.lower() else None

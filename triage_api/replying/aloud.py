"""Text written out for reading aloud: numbers, dates, times, document numbers and abbreviations as they are said.

Northern spellings of numerals ("linh", "nghìn"). It cannot know every abbreviation; ``unread`` names those left.
"""

from __future__ import annotations

import re

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", " nghìn", " triệu", " tỷ")
ABBREVIATIONS: dict[str, str] = {
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "TTHC": "thủ tục hành chính",
    "DVC": "dịch vụ công",
    "DVCTT": "dịch vụ công trực tuyến",
    "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế",
    "CCCD": "căn cước công dân",
    "GPLX": "giấy phép lái xe",
    "THCS": "trung học cơ sở",
    "THPT": "trung học phổ thông",
    "TNHH": "trách nhiệm hữu hạn",
    "VNĐ": "đồng",
    "VND": "đồng",
    "NQ": "nghị quyết",
    "NĐ": "nghị định",
    "CP": "Chính phủ",
    "QĐ": "quyết định",
    "TT": "thông tư",
    "TTg": "Thủ tướng Chính phủ",
    "QH": "Quốc hội",
    "TW": "Trung ương",
    "TU": "Tỉnh ủy",
    "CT": "chỉ thị",
    "KH": "kế hoạch",
    "CV": "công văn",
    "TP": "thành phố",
    "SĐT": "số điện thoại",
    "OTP": "ô tê pê",
    "VNeID": "vi en i đi",
    "SIM": "sim",
    "CNTT": "công nghệ thông tin",
    "QR": "quy a",
    "NFC": "en ép xê",
}
CAPITALS = "A-Z" + "".join(letter for letter in map(chr, range(0xC0, 0x1EFA)) if letter.isupper())
"""Capital letters for a class of a pattern: a range from À to Ỹ would hold small ones too."""
_SOURCE_MARK = re.compile(r"\s?\[\d{1,2}\]")
_LINK = re.compile(
    r"https?://([^\s/]{1,253})\S{0,2000}|(?<![\w.])((?:[a-z0-9-]{1,63}\.){1,5}(?:vn|com|net|org|example))(?![\w])"
)
_DOCUMENT = re.compile(rf"(?<!\d)(\d{{1,5}})/(\d{{4}})/([{CAPITALS}a-z0-9-]{{1,30}})")
_OLD_DOCUMENT = re.compile(
    rf"(?<!\d)(\d{{1,5}})[-/]([{CAPITALS}][{CAPITALS}a-z]{{0,5}}(?:[-/][{CAPITALS}][{CAPITALS}a-z]{{0,5}}){{0,3}})(?!\w)"
)
_FULL_DATE = re.compile(r"(?<![\d/])(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?![\d/])")
_SHORT_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")
_MONTH = re.compile(r"(?<![\d/])(\d{1,2})/(\d{4})(?![\d/])")
_TIME = re.compile(r"(?<!\d)(\d{1,2})(?::|h|\s?giờ\s?)(\d{2})(?!\d)|(?<!\d)(\d{1,2})h(?!\w)")
_CALLED = re.compile(
    r"((?:gọi|điện thoại|tổng đài|đường dây nóng|hotline)(?:\s(?:số|đến))?\s{0,2}:?\s?)(\d[\d .]{1,15}\d)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\d.])(0\d[\d .]{6,13}\d)(?![\d])")
_MONEY_K = re.compile(r"(?<![\w.])(\d{1,6})\s?[kK](?!\w)")
_DONG = re.compile(r"(?<=\d)\s?(?:đ|VNĐ|VND)(?!\w)")
_RANGE = re.compile(r"(?<=\d)\s?[-–]\s?(?=\d)")
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{3}){1,5}(?![\d])")
_DECIMAL = re.compile(r"(?<!\d)(\d{1,15}),(\d{1,6})(?!\d)")
_WHOLE = re.compile(r"\d{1,15}")
_UNKNOWN = re.compile(rf"(?<![\w])[{CAPITALS}]{{2,12}}(?![\w])")


def said_number(value: int) -> str:
    """A whole number in words; of sixteen figures and more each figure.

    >>> said_number(50_000), said_number(2026), said_number(105), said_number(21)
    ('năm mươi nghìn', 'hai nghìn không trăm hai mươi sáu', 'một trăm linh năm', 'hai mươi mốt')
    """
    if value == 0:
        return DIGITS[0]
    if value >= 10**12:
        return said_figures(str(value))
    groups = []
    while value:
        groups.append(value % 1000)
        value //= 1000
    words = [
        _under_thousand(group, full=place < len(groups) - 1) + GROUPS[place]
        for place, group in reversed(list(enumerate(groups)))
        if group
    ]
    return " ".join(words)


def said_figures(figures: str) -> str:
    """Figure by figure, as a telephone number is said.

    >>> said_figures("0900 113")
    'không chín không không một một ba'
    """
    return " ".join(DIGITS[int(figure)] for figure in figures if figure.isascii() and figure.isdigit())


def aloud(text: str) -> str:
    """The text as a person at the loudspeaker reads it; no figure is left in it.

    >>> aloud("Từ 01/12/2026 nộp hồ sơ ở UBND xã mất 50.000 đồng.")
    'Từ ngày mồng một tháng mười hai năm hai nghìn không trăm hai mươi sáu nộp hồ sơ ở Ủy ban nhân dân xã mất năm mươi nghìn đồng.'
    """
    text = _SOURCE_MARK.sub("", text)
    text = _LINK.sub(lambda found: (found.group(1) or found.group(2)).replace(".", " chấm "), text)
    text = _DOCUMENT.sub(lambda found: f"{_n(found[1])} năm {_n(found[2])} {_signs(found[3])}", text)
    text = _FULL_DATE.sub(lambda found: _date(found[1], found[2], found[3]) or found[0], text)
    text = _MONTH.sub(lambda found: _month(found[1], found[2]) or found[0], text)
    text = _SHORT_DATE.sub(lambda found: _date(found[1], found[2]) or found[0], text)
    text = re.sub(r"(?<!\w)(ngày|tháng) \1 ", r"\1 ", text, flags=re.IGNORECASE)
    text = _OLD_DOCUMENT.sub(lambda found: f"{_n(found[1])} {_signs(found[2])}", text)
    text = _TIME.sub(_clock, text)
    text = _CALLED.sub(lambda found: found[1] + said_figures(found[2]), text)
    text = _PHONE.sub(lambda found: said_figures(found[1]), text)
    text = _MONEY_K.sub(lambda found: f"{_n(found[1])} nghìn đồng", text)
    text = _DONG.sub(" đồng", text)
    text = _RANGE.sub(" đến ", text)
    text = _GROUPED.sub(lambda found: _n(found[0].replace(".", "")), text)
    text = _DECIMAL.sub(lambda found: f"{_n(found[1])} phẩy {said_figures(found[2])}", text)
    text = _WHOLE.sub(lambda found: _n(found[0]), text)
    text = text.replace("%", " phần trăm").replace("&", " và ").replace("/", " trên ")
    for short, full in sorted(ABBREVIATIONS.items(), key=lambda pair: -len(pair[0])):
        text = re.sub(rf"(?<!\w){short}(?!\w)", full, text)
    text = "".join(_odd_figure(letter) for letter in text)
    return re.sub(r"[ \t]{2,}", " ", text).strip()


def unread(text: str) -> tuple[str, ...]:
    """Abbreviations of a text (before ``aloud``) that nobody has said how to read.

    >>> unread("UBND xã và HTX Đồng Mây")
    ('HTX',)
    """
    return tuple(
        dict.fromkeys(one for one in _UNKNOWN.findall(text) if one not in ABBREVIATIONS and not _roman(one))
    )


def syllables(text: str) -> int:
    """How many syllables ("tiếng") a text written out has: in Vietnamese spelling each stands alone."""
    return len(re.findall(r"\w+", text))


def _under_thousand(value: int, *, full: bool) -> str:
    hundreds, rest = divmod(value, 100)
    tens, unit = divmod(rest, 10)
    words = [f"{DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 0 and unit:
        words.append(f"linh {DIGITS[unit]}" if words else DIGITS[unit])
    elif tens:
        words.append("mười" if tens == 1 else f"{DIGITS[tens]} mươi")
        if unit:
            late = {1: "mốt", 4: "tư", 5: "lăm"} if tens > 1 else {5: "lăm"}
            words.append(late.get(unit, DIGITS[unit]))
    return " ".join(words)


def _n(figures: str) -> str:
    return said_number(int(figures)) if len(figures) <= 15 else said_figures(figures)


def _date(day: str, month: str, year: str | None = None) -> str:
    number, which = int(day), int(month)
    if not (1 <= number <= 31 and 1 <= which <= 12):
        return ""
    said = f"ngày {'mồng ' if number <= 10 else ''}{said_number(number)} tháng {'tư' if which == 4 else said_number(which)}"
    return said if year is None else f"{said} năm {_n(year)}"


def _month(month: str, year: str) -> str:
    which = int(month)
    return f"tháng {'tư' if which == 4 else said_number(which)} năm {_n(year)}" if 1 <= which <= 12 else ""


def _clock(found: re.Match[str]) -> str:
    hours = int(found[1] or found[3])
    minutes = int(found[2] or 0)
    if hours > 24 or minutes > 59:
        return found[0]
    return f"{said_number(hours)} giờ" + (f" {said_number(minutes)}" if minutes else "")


def _signs(letters: str) -> str:
    return ", ".join(ABBREVIATIONS.get(one, one) for one in re.split(r"[-/]", letters) if one)


def _roman(word: str) -> bool:
    return re.fullmatch(r"[IVX]{1,6}", word) is not None


def _odd_figure(letter: str) -> str:
    """Figures of other scripts, which a person here would not read either."""
    if not letter.isdigit():
        return letter
    return f" {DIGITS[int(letter)]} " if letter.isdecimal() else " "

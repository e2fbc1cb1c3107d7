"""The numbering of Vietnamese documents: which line starts what."""

from __future__ import annotations

import re

_ROMAN = re.compile(r"(?P<number>X{0,3}(?:IX|IV|V?I{0,3}))\s{0,2}[.\-–)]\s{0,3}(?P<title>\S.*)$")
_BIG = re.compile(
    r"(?P<kind>Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Tiểu mục|TIỂU MỤC|Phụ lục|PHỤ LỤC)"
    r"(?:\s{1,3}(?:thứ|THỨ))?(?:\s{1,3}(?P<number>[IVXLC]{1,7}|\d{1,3}|nhất|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười))?"
    r"\s{0,2}(?:[.:\-–]\s{0,3}(?P<title>.*))?$"
)
ARTICLE = re.compile(r"(?:Điều|ĐIỀU)\s{1,3}(?P<number>\d{1,3}[a-zđ]?)\s{0,2}[.:](?P<title>.*)$")
# Party documents also write "1- Câu"; "2 - 3 ngày" is no item, nor is a year.
ITEM = re.compile(
    r"(?P<number>\d{1,3}[a-zđ]?(?=\s{0,2}[.)])|\d{1,2}(?=\s?[-–]\s{1,3}[A-ZĐÀ-Ỹ“]))\s{0,2}[.)\-–]\s{1,3}(?P<title>\S.*)$"
)
SUBITEM = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s{1,3}(?P<title>\S.*)$")
POINT = re.compile(r"(?P<number>[a-eđghiklmnopqrstuvxy]\d?)\s{0,2}\)\s{1,3}(?P<title>\S.*)$")
DASH = re.compile(r"[-–—+•*]\s{1,3}(?P<title>\S.*)$")
RECIPIENTS = re.compile(r"Nơi\s{1,3}nhận\s{0,2}:?", re.IGNORECASE)
SIGNATURE = re.compile(
    r"(?:T/M|K/T|T/L|TM\.|KT\.|TL\.|TUQ\.|Q\.)\s{0,2}[A-ZĐÂÊÔƯƠỦỘ]|(?:TRƯỞNG BAN|CHỦ TỊCH|BÍ THƯ|GIÁM ĐỐC|CHÁNH VĂN PHÒNG)\s*$"
)
CLOSING_WORDS = re.compile(r"Trên đây là|Trên cơ sở|Trong quá trình thực hiện|Trong quá trình triển khai")
ATTACHED = re.compile(r"(?:QUY ĐỊNH|QUY CHẾ|ĐỀ ÁN|KẾ HOẠCH|DANH MỤC|CHƯƠNG TRÌNH|ĐIỀU LỆ)\s*$")
MOST_ROMAN, MOST_LETTERS, _MOST_FIGURES = 3_999, 260, 7
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
BIG_NAMES = {"phần": "Phần", "chương": "Chương", "mục": "Mục", "tiểu mục": "Tiểu mục", "phụ lục": "Phụ lục"}
BIG_DEPTH = {"Phần": 0, "Phụ lục": 0, "Chương": 1, "Mục": 2, "Tiểu mục": 3}


def is_structural(line: str) -> bool:
    """Whether a line starts a heading, an article, an item, a point or a dash."""
    return bool(
        DASH.match(line)
        or ARTICLE.match(line)
        or ITEM.match(line)
        or SUBITEM.match(line)
        or POINT.match(line)
        or big_heading(line)
        or roman_heading(line, 0)
    )


def big_heading(line: str) -> re.Match[str] | None:
    """A line that opens a Phần, Chương, Mục, Tiểu mục or Phụ lục."""
    match = _BIG.match(line) if len(line) < 200 else None
    if match is None or (match["number"] is None and not match["kind"].lower().startswith("phụ")):
        return None
    return match


def roman_heading(line: str, last: int) -> re.Match[str] | None:
    """A section line: capitals, or the number that comes next."""
    match = _ROMAN.match(line)
    if match is None or not match["number"]:
        return None
    letters = [character for character in match["title"] if character.isalpha()]
    capitals = sum(letter.isupper() for letter in letters) > 0.6 * len(letters) if letters else False
    if capitals or (roman_value(match["number"]) == last + 1 and len(line) < 160):
        return match
    return None


def roman_value(number: str) -> int:
    """The value of a Roman number.

    >>> roman_value("XIV")
    14
    """
    values = [_ROMAN_VALUES[letter] for letter in number]
    return sum(
        -one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True)
    )


def figure(count: int, form: str) -> str:
    """A count in a form of figures that Word names (``upperRoman``, ``lowerLetter``, …); in Arabic ones for any other.

    >>> figure(4, "upperRoman"), figure(28, "lowerLetter"), figure(3, "decimalZero")
    ('IV', 'bb', '03')
    """
    if form in ("upperRoman", "lowerRoman") and 0 < count <= MOST_ROMAN:
        return _roman(count) if form == "upperRoman" else _roman(count).lower()
    if form in ("upperLetter", "lowerLetter") and 0 < count <= MOST_LETTERS:
        again, at = divmod(count - 1, 26)
        return chr(ord("A" if form == "upperLetter" else "a") + at) * (again + 1)
    return f"{count:02}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    """
    >>> _roman(14), _roman(1994)
    ('XIV', 'MCMXCIV')
    """
    signs = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
    written = ""
    for worth, sign in (*signs, (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        written += sign * (count // worth)
        count %= worth
    return written


def whole(text: str | None, otherwise: int) -> int:
    """The whole number that an attribute of a file holds; ``otherwise`` where it holds none.

    >>> whole(" 7 ", 1), whole("-1", 1), whole(None, 1)
    (7, 1, 1)
    """
    known = (text or "").strip()
    return int(known) if known.isascii() and known.isdigit() and len(known) < _MOST_FIGURES else otherwise

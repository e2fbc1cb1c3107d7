"""How long words are in Times New Roman Bold: what the rules under the lines of a head are measured by.

Word draws no rule as long as a line by itself, and the machine that makes the file need not have the font. The widths are those of
its letters, in thousandths of their size; ``tests/reports/render/test_rules.py`` holds them against Liberation Serif, which was made as wide.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

MILLIMETRES = 25.4 / 72
_WIDTHS = {
    ",. ": 250,
    "il/": 278,
    "fjt-():;": 333,
    "sI": 389,
    "cerz": 444,
    "agovxyJ0123456789–*“”": 500,
    "bdhknpquSđ": 556,
    "FP": 611,
    "BELTZ": 667,
    "wACDNRUVXYĐ": 722,
    "GHKOQ": 778,
    "m": 833,
    "M": 944,
    "W…": 1000,
    "ơ": 554,
    "ư": 600,
    "Ơ": 778,
    "Ư": 796,
}
_OF = {letter: width for letters, width in _WIDTHS.items() for letter in letters}
_OTHER = 556
_HORN = "\u031b"


def length_of(words: str, size: float) -> float:
    """Millimetres of words in bold letters of so many points.

    >>> round(length_of("Độc lập - Tự do - Hạnh phúc", 14))
    60
    """
    return sum(_OF.get(_bare(letter), _OTHER) for letter in words) / 1000 * size * MILLIMETRES


def evenly(words: str, size: float, room: float) -> Sequence[str]:
    """Words in as few lines as fit ``room`` millimetres, about as long as each other; a word that is longer stays whole.

    >>> evenly("SỞ KHOA HỌC VÀ CÔNG NGHỆ", 13, 66)
    ['SỞ KHOA HỌC', 'VÀ CÔNG NGHỆ']
    """
    whole = length_of(words, size)
    if whole <= room:
        return [words]
    least = int(whole // room) + 1
    wanted, lines = whole / least, [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        # a word goes where more than half of it stays within the share of its line, if the line has room
        fits = (
            length_of(longer, size) <= room and length_of(longer, size) - length_of(word, size) / 2 <= wanted
        )
        if fits or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def rule_under(lines: Sequence[str], size: float, *, whole: bool) -> float:
    """Millimetres of the rule under lines: as long as the last one, or from a third to half of it, and where that can be, of the longest.

    >>> round(rule_under(["ỦY BAN NHÂN DÂN", "XÃ ĐỒNG MÂY"], 13, whole=False))
    15
    """
    last, longest = length_of(lines[-1], size), max(length_of(line, size) for line in lines)
    return last if whole else min(last / 2, max(last * 0.45, longest / 3))


def _bare(letter: str) -> str:
    """The letter without its marks, which are no wider, but for the horn."""
    parts = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", parts[0] + _HORN) if _HORN in parts else parts[0]

"""How wide the columns of a table are: no word is broken that need not be, and what is left goes where most is to read."""

from __future__ import annotations

from collections.abc import Sequence

MARGINS = 4.2
"""Millimetres a cell keeps free at its sides."""
LONGEST_WORD = 24.0
"""Millimetres a column is made wide for one word; longer ones (addresses) are broken."""
POINT = 0.3528
NARROW, DIGITS = "iljtf.,:;'’“”()[]|!-–•/ ", "0123456789"
SHORT = 9
"""Letters of a text that is not broken at all: “dưới 5”, “Lừa đảo”."""
MOST = 170.0
"""Millimetres of text a cell is thought to want at most; longer ones get lines."""


def widths(room: float, size: float, rows: Sequence[Sequence[str]]) -> list[float]:
    """Millimetres of each column; together ``room``. ``rows``: texts, the headings first; ``size``: of the letters, in points.

    >>> [round(one) for one in widths(165, 12, [["Nội dung", "Hạn"], ["Điểm hỗ trợ xã hội số mở cửa giờ nào?", "20/11/2026"]])]
    [126, 39]
    """
    columns = list(zip(*rows, strict=True))
    least = [
        MARGINS
        + min(LONGEST_WORD, max((_long(word, size) for text in column for word in _words(text)), default=0))
        for column in columns
    ]
    wanted = [MARGINS + min(MOST, max(_long(text, size) for text in column)) for column in columns]
    left = room - sum(least)
    if left <= 0:
        return [room * one / sum(least) for one in least]
    longer = [max(0.0, want - need) for want, need in zip(wanted, least, strict=True)]
    if sum(longer) <= left:  # everything has its line: what is over is shared out as the texts are long
        return [want + (room - sum(wanted)) * want / sum(wanted) for want in wanted]
    return [need + left * more / sum(longer) for need, more in zip(least, longer, strict=True)]


def _words(text: str) -> list[str]:
    """What stays on one line: short texts as they are; programs break others after blanks and hyphens."""
    if len(text) <= SHORT:
        return [text]
    return text.replace("-", "- ").split() or [""]


def _long(text: str, size: float) -> float:
    """About how long a text is in bold Times, a little more than less."""
    return sum(_share(letter) for letter in text) * size * POINT


def _share(letter: str) -> float:
    """Of the height of the letters."""
    if letter in NARROW:
        return 0.34
    if letter in DIGITS:
        return 0.5
    return 0.74 if letter.isupper() else 0.53

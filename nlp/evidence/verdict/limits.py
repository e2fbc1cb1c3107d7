"""Whether a figure is a limit: at most, at least, or the limit or aim itself."""

from __future__ import annotations

from dataclasses import replace

from nlp.evidence.scan import Scan
from nlp.evidence.verdict.quantity import AGE, EXACT, LEAST, MOST, Quantity
from nlp.evidence.written import Written

BEFORE = 34
"""Characters before a figure in which a word of limits stands."""

_UPPER = Written(
    r"(?<!\w)(?:tối đa|không quá|ko quá|k quá|dưới|nhiều nhất|không vượt quá|không được vượt(?: quá)?|không được quá|cao nhất|không lớn hơn|không hơn|chưa đủ|chưa đến"
    r"|chưa tới|cùng lắm|kịch trần|giới hạn|trong vòng|trong phạm vi|trong bán kính|phạm vi|bán kính)(?:\s{1,3}(?:là|đến|tới|khoảng|đủ|chỉ|có|từ)){0,2}\s{0,3}$"
)
_LOWER = Written(
    r"(?<!\w)(?:tối thiểu|ít nhất|trên|thấp nhất|không dưới|không ít hơn|từ|từ đủ|trên đủ|hơn|quá|vượt|vượt quá)"
    r"(?:\s{1,3}(?:là|khoảng|đủ)){0,2}\s{0,3}$"
)
_UP_AFTER = Written(r"\s{0,3}(?:\S{1,8}\s{1,3}){0,2}(?:trở lên|đổ lên|trở đi)(?!\w)")
_DOWN_AFTER = Written(r"\s{0,3}(?:\S{1,8}\s{1,3}){0,2}(?:trở xuống|đổ lại|trở lại|đổ xuống)(?!\w)")
_OLD_ENOUGH = Written(r"(?<!\w)đủ\s{0,3}$")
_NAMED = Written(
    r"(?<!\w)(?:mục tiêu|chỉ tiêu|cái đích|đích|chỉ được|mức trần|hạn mức|ngưỡng|mức sàn)(?:\s{1,3}\S{1,10}){0,6}\s{1,3}(?:là|đến|tới|đạt)\s{0,3}$"
)


def limit_start(scan: Scan, one: Quantity) -> int:
    """Where the words of a limit begin ("tối thiểu 5 ngày"); of what is none, or has them behind it, where the figure begins."""
    low = max(scan.sentence(one.start)[0], one.start - BEFORE)
    pattern = _UPPER if one.bound == MOST else _LOWER
    before = pattern.search(scan.text, low, one.start) if one.bound in (MOST, LEAST) else None
    return before.start() if before else one.start


_NOT_AFTER = Written(r"(?:trước|chậm nhất|muộn nhất|trễ nhất|đến|tới|hết|hạn)(?!\w)")
_NOT_AFTER_BEFORE = Written(
    r"(?<!\w)(?:trước|chậm nhất|muộn nhất|trễ nhất|đến|tới|hết|hạn cuối|hạn chót)(?:\s{1,3}(?:là|vào|ngày|hết|tháng|năm|cuối)){0,3}\s{0,3}$"
)
_NOT_BEFORE = Written(
    r"(?<!\w)(?:từ|sau|kể từ|bắt đầu|từ sau|tính từ)(?:\s{1,3}(?:ngày|tháng|năm|mùng|đầu)){0,2}\s{0,3}$"
)


def dated(scan: Scan, one: Quantity) -> Quantity:
    """A date with its ``bound``: ``max`` by when, ``min`` from when."""
    low = max(scan.sentence(one.start)[0], one.start - BEFORE)
    if _NOT_AFTER.match(scan.text, one.start) or _NOT_AFTER_BEFORE.search(scan.text, low, one.start):
        return replace(one, bound=MOST)
    return replace(one, bound=LEAST) if _NOT_BEFORE.search(scan.text, low, one.start) else one


def bounded(scan: Scan, one: Quantity) -> Quantity:
    """The quantity with its ``bound``, read from the words before and behind it.

    >>> from nlp.evidence.scan import scan
    >>> from nlp.normalise import normalise
    >>> bounded(scan(normalise("không quá 30 ngày")), Quantity("span", 720.0, 10, 17)).bound
    'max'
    """
    text, sentence = scan.text, scan.sentence(one.start)[0]
    low = max(sentence, one.start - BEFORE)
    bound = (
        MOST if _UPPER.search(text, low, one.start) else LEAST if _LOWER.search(text, low, one.start) else ""
    )
    if not bound and one.kind == AGE and _OLD_ENOUGH.search(text, low, one.start):
        bound = LEAST
    if not bound and _UP_AFTER.match(text, one.end):
        bound = LEAST
    if not bound and _DOWN_AFTER.match(text, one.end):
        bound = MOST
    if not bound and _NAMED.search(text, max(sentence, one.start - 60), one.start):
        bound = EXACT
    return replace(one, bound=bound) if bound else one

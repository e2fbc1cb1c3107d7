"""Whether a figure is a limit: at most, at least, or the limit or aim itself."""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.evidence.scan import Scan
from nlp.evidence.spelling import may_be, writes_marks
from nlp.evidence.verdict.quantity import AGE, EXACT, LEAST, MOST, Quantity

BEFORE = 34
"""Characters before a figure in which a word of limits stands."""

_UPPER = re.compile(
    r"(?<![a-z])(?:toi da|khong qua|ko qua|k qua|duoi|nhieu nhat|khong vuot qua|khong duoc vuot(?: qua)?|khong duoc qua|cao nhat|khong lon hon|khong hon|chua du|chua den"
    r"|chua toi|cung lam|kich tran|gioi han|trong vong|trong pham vi|trong ban kinh|pham vi|ban kinh)(?:\s{1,3}(?:la|den|toi|khoang|du|chi|co|tu)){0,2}\s{0,3}$"
)
_LOWER = re.compile(
    r"(?<![a-z])(?:toi thieu|it nhat|tren|thap nhat|khong duoi|khong it hon|tu|tu du|tren du|hon|qua|vuot|vuot qua)"
    r"(?:\s{1,3}(?:la|khoang|du)){0,2}\s{0,3}$"
)
_LOWER_WRITTEN = {"hon": "hơn", "tu": "từ", "qua": "quá", "vuot": "vượt", "tren": "trên"}
_UP_AFTER = re.compile(r"\s{0,3}(?:\S{1,8}\s{1,3}){0,2}(?:tro len|do len|tro di)(?![a-z])")
_DOWN_AFTER = re.compile(r"\s{0,3}(?:\S{1,8}\s{1,3}){0,2}(?:tro xuong|do lai|tro lai|do xuong)(?![a-z])")
_OLD_ENOUGH = re.compile(r"(?<![a-z])du\s{0,3}$")
_NAMED = re.compile(
    r"(?<![a-z])(?:muc tieu|chi tieu|cai dich|dich|chi duoc|muc tran|han muc|nguong|muc san)(?:\s{1,3}\S{1,10}){0,6}\s{1,3}(?:la|den|toi|dat)\s{0,3}$"
)


def _is_lower(scan: Scan, low: int, high: int) -> bool:
    """Whether a word for "at least" stands before; "kết hôn là 50k" has no "hơn" in it."""
    match = _LOWER.search(scan.text.folded[low:high])
    if match is None:
        return False
    word = scan.text.normalised[low + match.start() : high].lower().split()[0]
    meant = _LOWER_WRITTEN.get(match[0].split()[0])
    return meant is None or may_be(word, meant, not writes_marks(scan.text.normalised))


def limit_start(scan: Scan, one: Quantity) -> int:
    """Where the words of a limit begin ("tối thiểu 5 ngày"); of what is none, or has them behind it, where the figure begins."""
    low = max(scan.sentence(one.start)[0], one.start - BEFORE)
    pattern = _UPPER if one.bound == MOST else _LOWER
    before = pattern.search(scan.text.folded[low : one.start]) if one.bound in (MOST, LEAST) else None
    return low + before.start() if before else one.start


_NOT_AFTER = re.compile(r"(?:truoc|cham nhat|muon nhat|tre nhat|den|toi|het|han)(?![a-z])")
_NOT_AFTER_BEFORE = re.compile(
    r"(?<![a-z])(?:truoc|cham nhat|muon nhat|tre nhat|den|toi|het|han cuoi|han chot)(?:\s{1,3}(?:la|vao|ngay|het|thang|nam|cuoi)){0,3}\s{0,3}$"
)
_NOT_BEFORE = re.compile(
    r"(?<![a-z])(?:tu|sau|ke tu|bat dau|tu sau|tinh tu)(?:\s{1,3}(?:ngay|thang|nam|mung|dau)){0,2}\s{0,3}$"
)


def dated(scan: Scan, one: Quantity) -> Quantity:
    """A date with its ``bound``: ``max`` by when, ``min`` from when."""
    folded = scan.text.folded
    low = max(scan.sentence(one.start)[0], one.start - BEFORE)
    if _NOT_AFTER.match(folded, one.start) or _NOT_AFTER_BEFORE.search(folded[low : one.start]):
        return replace(one, bound=MOST)
    return replace(one, bound=LEAST) if _NOT_BEFORE.search(folded[low : one.start]) else one


def bounded(scan: Scan, one: Quantity) -> Quantity:
    """The quantity with its ``bound``, read from the words before and behind it.

    >>> from nlp.evidence.scan import scan
    >>> from nlp.normalise import normalise
    >>> bounded(scan(normalise("không quá 30 ngày")), Quantity("span", 720.0, 10, 17)).bound
    'max'
    """
    folded = scan.text.folded
    low = max(scan.sentence(one.start)[0], one.start - BEFORE)
    before = folded[low : one.start]
    bound = MOST if _UPPER.search(before) else LEAST if _is_lower(scan, low, one.start) else ""
    if not bound and one.kind == AGE and _OLD_ENOUGH.search(before):
        bound = LEAST
    if not bound and _UP_AFTER.match(folded, one.end):
        bound = LEAST
    if not bound and _DOWN_AFTER.match(folded, one.end):
        bound = MOST
    if not bound and _NAMED.search(folded[max(scan.sentence(one.start)[0], one.start - 60) : one.start]):
        bound = EXACT
    return replace(one, bound=bound) if bound else one

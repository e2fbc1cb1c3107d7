"""How often and "at once": deadlines told by a word of interval, read out of a slot that is known to be one.

>>> read_span("mỗi năm hai lần"), read_span("lấy liền")
((6, <Unit.MONTH: 'month'>), (1, <Unit.DAY: 'day'>))
"""

from __future__ import annotations

import re

from models.vocabulary import Unit
from nlp.normalise import fold

_PERIODS = {
    "ngay": (1, Unit.DAY), "tuan": (7, Unit.DAY), "thang": (1, Unit.MONTH), "quy": (3, Unit.MONTH), "nam": (12, Unit.MONTH),
}  # fmt: skip
_WHOLE = re.compile(
    r"(?:moi|hang|theo|ca|nguyen|du|tung|tron) (?P<period>ngay|tuan|thang|quy|nam)(?: (?P<often>.{1,12}) lan)?"
)
_OFTEN = re.compile(r"(?P<often>.{1,12}) lan ?(?:/ ?|mot |moi |trong )(?P<period>ngay|tuan|thang|quy|nam)")
_AT_ONCE = re.compile(
    r"(?:(?:lay|co|lam|xong|nhan|giai quyet|tra) )?(?:ngay|lien|ngay lap tuc|(?:noi |ngay |luon )?trong (?:ngay|buoi))"
)
_ALWAYS = ("24/24", "24/7", "24 / 24", "24 / 7")
_TIMES = {"mot": 1, "1": 1, "hai": 2, "2": 2, "ba": 3, "3": 3, "bon": 4, "4": 4, "6": 6, "sau": 6}


def read_span(written: str) -> tuple[int, Unit] | None:
    """Length and unit of an interval in standard spelling, lower case; None where the slot is something else."""
    folded = " ".join(fold(written).split())
    if folded in _ALWAYS:
        return 24, Unit.HOUR
    if _AT_ONCE.fullmatch(folded):
        return 1, Unit.DAY
    told = _WHOLE.fullmatch(folded) or _OFTEN.fullmatch(folded)
    if told is None:
        return None
    length, unit = _PERIODS[told["period"]]
    often = _TIMES.get(told["often"] or "1")
    return (length // often, unit) if often and length % often == 0 else None

"""Whether a post can hold a figure at all: money, percent, a date, a duration. One look over words that are known already.

For posts that tell no rule (``nlp.assess``): of three that hold a number, one holds no figure ("lớp 12", "2 con"). What it cannot
see: figures told in words alone ("hai trăm nghìn", "tuần sau").
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.words import Word

_BEHIND = frozenset(
    {
        "k", "tr", "ty", "ti", "trieu", "nghin", "ngan", "dong", "d", "vnd", "cu", "lit", "xi", "canh", "phan", "ngay", "thang", "nam",
        "gio", "h", "g", "tieng", "p", "phut", "tuan", "quy", "hom",
    }
)  # fmt: skip
"""Folded words that make a figure of the number before them."""
_BEFORE = frozenset({"ngay", "mung", "mong", "thang", "quy", "nam", "t"})
"""Folded words that make a date of the number behind them."""
_GROUP_ENDS = ("000", "500")
"""Of a sum without a unit ("phí 50000")."""


def may_hold_figures(words: Sequence[Word], folded: str) -> bool:
    """``words`` and ``folded`` of the same text."""
    if "%" in folded:
        return True
    before, is_number = "", False
    for word in words:
        if word.kind == "money" or (is_number and word.folded in _BEHIND) or _is_month(word.folded):
            return True
        is_number = word.kind == "number"
        if is_number and (before in _BEFORE or _is_more_than_digits(word.folded)):
            return True
        before = word.folded
    return False


def _is_month(folded: str) -> bool:
    """``t12``."""
    return folded[0] == "t" and folded[1:].isdigit()


def _is_more_than_digits(number: str) -> bool:
    """ "1/12", "7h30", "1.500", or a round sum."""
    return not number.isdigit() or number.endswith(_GROUP_ENDS)

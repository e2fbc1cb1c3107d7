"""The first end of a range takes its unit from the second: "từ 6 đến dưới 12 mét", "từ đủ 75 đến dưới 80 tuổi", "5 - 7 ngày"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nlp.evidence.numerals import parse_digits
from nlp.evidence.scan import Scan
from nlp.evidence.verdict.quantity import AGE, LEAST, MOST, SPAN, Quantity

_TO = re.compile(
    r"\s{0,3}(?:den|toi|[-–])\s{1,3}(?:(?:duoi|het|gan|khong qua|chua qua|toi da|toi|du|tuoi|thu|\S{1,6} thu)\s{1,3}){0,2}$"
)
_DIGITS = re.compile(r"\d[\d.,]*")
_LONGEST = 20
"""Characters between both ends."""

_OPEN = frozenset({"count:den", "count:toi", "count:-", "count:–"})
"""Kinds that the reader of counts gives to a number behind which the other end follows."""


def with_ranges(scan: Scan, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """Quantities in order, the first ends of ranges with the kind and scale of the second."""
    lowered = False
    for at, one in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else None
        if one.kind in _OPEN:
            whole = _first_end(scan, one, following)
            lowered = whole is not None and whole.bound == LEAST
            yield whole if whole is not None else replace(one, kind="count:")
            continue
        yield replace(one, bound=MOST) if lowered and not one.bound else one
        lowered = False


def _first_end(scan: Scan, one: Quantity, two: Quantity | None) -> Quantity | None:
    """None where no other end follows that is measured alike."""
    if (
        two is None
        or two.start - one.end > _LONGEST
        or not (two.kind in (AGE, SPAN) or two.kind.startswith("count:"))
    ):
        return None
    if not _TO.fullmatch(scan.text.folded[one.end : two.start]):
        return None
    written = _DIGITS.match(scan.text.folded, two.start)
    number = parse_digits(written[0].rstrip(".,")) if written else None
    scale = float(two.value) / number if number else 1.0
    return replace(one, kind=two.kind, value=round(float(one.value) * scale, 4), working=two.working)

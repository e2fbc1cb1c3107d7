"""How often something is done: ``mỗi năm một lần``, ``24 tháng/lần``, ``hai lần mỗi tuần``, ``hằng tháng``, ``theo quý``.

A value is a number of times a year, so that "sáu tháng một lần" is "mỗi năm hai lần". What says only that a thing comes back
("hằng tháng") is ``loose``: it stands beside sums as often as beside duties.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.evidence.scan import Scan
from nlp.evidence.spelling import may_be, writes_marks
from nlp.evidence.verdict.quantity import OFTEN, Quantity

_NUMBERS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10, "muoi hai": 12,
}  # fmt: skip
_YEARS = {"ngay": 1 / 365, "tuan": 7 / 365, "thang": 1 / 12, "quy": 1 / 4, "nam": 1.0}
_MEANT = {
    "ngay": "ngày",
    "tuan": "tuần",
    "thang": "tháng",
    "quy": "quý",
    "nam": "năm",
    "hang": ("hằng", "hàng"),
}

_NUMBER = r"(?:\d{1,3}|muoi\s{1,3}hai|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"
_UNIT = r"(?:ngay|tuan|thang|quy|nam)"
_TIMES = r"(?:lan|buoi|dot|phien|chuyen)"
_EVERY = re.compile(
    rf"(?<![a-z0-9/])(?:(?:moi|cu|cach|dinh ky|chu ky|tung)\s{{1,3}})?(?:(?P<length>{_NUMBER})\s{{1,3}})?(?P<unit>{_UNIT})"
    rf"(?:\s{{1,3}}(?:hoc|la|thi|chi|phai|moi|duoc|di)){{0,2}}(?:\s{{0,2}}/\s{{0,2}}(?P<slash>{_NUMBER}\s{{0,2}})?|\s{{1,3}}(?P<times>{_NUMBER})\s{{1,3}}){_TIMES}(?![a-z])"
)
_TIMES_IN = re.compile(
    rf"(?<![a-z0-9/])(?P<times>{_NUMBER})\s{{1,3}}{_TIMES}(?:\s{{1,3}}\S{{1,8}})?\s{{0,3}}(?:/|moi|tren moi|tren|trong moi|trong mot|trong|tren mot|hang|mot)\s{{0,3}}"
    rf"(?:(?P<length>{_NUMBER})\s{{1,3}})?(?P<unit>{_UNIT})(?![a-z])(?!\s{{1,3}}(?:\d|nay|truoc|sau))"
)
_RECURRING = re.compile(
    rf"(?<![a-z0-9])(?:(?:hang|moi|theo tung|theo|tung)\s{{1,3}}(?P<unit>{_UNIT})|(?P<any>{_UNIT})\s{{1,3}}nao\s{{1,3}}cung)(?![a-z])(?!\s{{1,3}}\d)"
)


def find_frequencies(scan: Scan) -> Iterator[Quantity]:
    """Frequencies in order of kind, none sharing a character with another."""
    taken: list[tuple[int, int]] = []
    folded = scan.text.folded
    if not any(unit in folded for unit in _YEARS):
        return
    for pattern, loose in ((_EVERY, False), (_TIMES_IN, False), (_RECURRING, True)):
        for match in pattern.finditer(folded):
            start, end = match.span()
            if any(start < high and low < end for low, high in taken) or not _written_so(scan, match):
                continue
            taken.append((start, end))
            yield Quantity(OFTEN, _times_a_year(match), start, end, loose=loose)


def _times_a_year(match: re.Match[str]) -> float:
    groups = match.groupdict()
    unit = groups["unit"] or groups.get("any") or "nam"
    length = _number(groups.get("length"))
    return round(_number(groups.get("times") or groups.get("slash")) / (length * _YEARS[unit]), 2)


def _number(written: str | None) -> int:
    if not written:
        return 1
    plain = " ".join(written.split())
    return max(1, int(plain) if plain.isdigit() else _NUMBERS[plain])


def _written_so(scan: Scan, match: re.Match[str]) -> bool:
    """Whether the marks agree: "nam một lần" may be a year, "quy" no quarter where marks are written."""
    bare = not writes_marks(scan.text.normalised)
    written = scan.text.normalised[match.start() : match.end()].lower().split()
    for word, plain in zip(written, match[0].split(), strict=False):
        meant = _MEANT.get(plain)
        forms = (meant,) if isinstance(meant, str) else meant or ()
        numeral = plain == "nam" and word == "năm"
        if forms and not numeral and not any(may_be(word, form, bare) for form in forms):
            return False
    return True

"""The documents a post names, as the comparison of two posts tells them apart: however loosely a number is written."""

from __future__ import annotations

import re

from nlp.contracts import Text
from nlp.official.loose_numbers import find_loose_numbers
from nlp.official.numbers import find_numbers

_MAY_BE_A_DOCUMENT = re.compile(
    r"(?:dinh|quyet|thi|tu|hoach|dan|luan|van|dien|bao|luat|n[dq]|qd|ct|tt|hd|kl|cv|so|tcvn|qcvn)[\s:]{0,4}\d"
    r"|\d\s{0,3}[/\-\u2010-\u2015]\s{0,3}(?:[12]\d{3}|[a-z])"
)
"""What every document number has; most texts have none, and looking for one costs more than all the rest."""


def documents_in(text: Text) -> dict[int, tuple[str, int, str]]:
    """By where it begins: the form of its piece, where it ends, and ``kind number year`` with gaps where unsaid."""
    found: dict[int, tuple[str, int, str]] = {}
    if not _MAY_BE_A_DOCUMENT.search(text.folded):
        return found
    taken: list[tuple[int, int]] = []
    for loose in find_loose_numbers(text.normalised):
        key = f"{loose.kind_code} {loose.number} {loose.year or ''}"
        found[loose.start] = (f"§{loose.number}", loose.end, key)
        taken.append((loose.start, loose.end))
    for number in find_numbers(text.normalised):
        if not any(number.start < end and start < number.end for start, end in taken):
            parts = re.split(r"[/\-]", number.canonical)
            year = next((part for part in parts[1:] if len(part) == 4 and part.isdigit()), "")
            figure = next((str(int(part)) for part in parts if part.isdigit()), parts[0])
            found[number.start] = (f"§{figure}", number.end, f"{number.kind_code} {figure} {year}")
    return found

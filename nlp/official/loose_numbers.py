"""Document numbers as people type them in posts: ``nđ 168``, ``nghi dinh 174/2026``, ``NQ57``.

A search hint only; a person confirms. ``ct``, ``tt``, ``hd``, ``kl``, ``cv`` also mean chỉ tiêu,
thông tin, hợp đồng, kết luận, công việc, so they count only with a year, a tail or "số".

>>> [(n.kind_code, n.number, n.year) for n in find_loose_numbers("theo nghi dinh 174/2026 thì")]
[('NĐ', 174, 2026)]
>>> find_loose_numbers("tt 20 người")
()
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.official.numbers import canonical_number

_KINDS: dict[str, str] = {
    "nghi dinh": "NĐ",
    "nghi quyet": "NQ",
    "chi thi": "CT",
    "quyet dinh": "QĐ",
    "quy dinh": "QyĐ",
    "thong tu": "TT",
    "ke hoach": "KH",
    "huong dan": "HD",
    "ket luan": "KL",
    "cong van": "CV",
    "cong dien": "CĐ",
    "thong bao": "TB",
    "luat": "L",
    "nd": "NĐ",
    "nq": "NQ",
    "qd": "QĐ",
    "ct": "CT",
    "tt": "TT",
    "hd": "HD",
    "kl": "KL",
    "cv": "CV",
}
_AMBIGUOUS = frozenset(
    {"ct", "tt", "hd", "kl", "cv", "luat", "huong dan", "thong bao", "quy dinh", "ke hoach"}
)
_TAIL = r"(?P<tail>\s?[-/]\s?(?:qh\d{1,2}|(?:[a-z]{2}\s?[-/]\s?)?[a-z]{2,10}))?"
_LOOSE = re.compile(
    r"(?<![a-z0-9])(?P<kind>"
    + "|".join(sorted(_KINDS, key=len, reverse=True))
    + r")\s{0,2}(?P<so>so\s{0,2}:?\s{0,2})?(?P<num>\d{1,5})(?:\s?/\s?(?P<year>(?:19|20)\d{2}))?"
    + _TAIL
    + r"(?![a-z0-9%]|[.,]\d)"
)


@dataclass(frozen=True, slots=True)
class LooseNumber:
    """A possible number. ``canonical`` only when the post wrote all of it. Offsets into the string given."""

    kind_code: str
    number: int
    year: int | None
    canonical: str | None
    start: int
    end: int


def find_loose_numbers(text: str) -> tuple[LooseNumber, ...]:
    """Possible document numbers in a post, in order. Offsets into ``text``, whatever its Unicode form."""
    if _A_DIGIT.search(text) is None:
        return ()
    folded, offsets = _folded_view(text)
    found = []
    for match in _LOOSE.finditer(folded):
        if match["kind"] in _AMBIGUOUS and not (match["year"] or match["so"] or match["tail"]):
            continue
        start, end = offsets[match.start()], offsets[match.end() - 1] + 1
        number, year = int(match["num"]), int(match["year"]) if match["year"] else None
        found.append(LooseNumber(_KINDS[match["kind"]], number, year, _written_whole(match), start, end))
    return tuple(found)


def fits(loose: LooseNumber, canonical: str) -> bool:
    """Whether a canonical number may be what the post meant.

    >>> fits(find_loose_numbers("NQ57")[0], "57-NQ/TW")
    True
    """
    parts = re.split(r"[/\-]", canonical)
    if not parts[0].isdigit() or int(parts[0]) != loose.number:
        return False
    if loose.kind_code == "L":
        return "QH" in canonical and (loose.year is None or str(loose.year) in parts)
    return loose.kind_code in parts and (loose.year is None or str(loose.year) in parts)


def _written_whole(match: re.Match[str]) -> str | None:
    """The canonical number when kind and agency were typed too (``13/2023/nd-cp``)."""
    parts = [part.strip() for part in re.split(r"([-/])", match[0][match.start("num") - match.start() :])]
    spelt = "".join(_KINDS.get(part, part.upper()) for part in parts)
    return canonical_number(spelt)


_A_DIGIT = re.compile(r"\d")


class _Bases(dict[int, int | None]):
    """Code point to that of its letter in lower case without marks, or to nothing for a mark; filled as letters are met."""

    def __missing__(self, code: int) -> int | None:
        base = unicodedata.normalize("NFD", chr(code))[0].lower().replace("đ", "d")
        letter = None if unicodedata.combining(base[0]) else ord(base[0])
        if code < _BASIC_PLANE_END:
            self[code] = letter
        return letter


_BASIC_PLANE_END = 0x10000
_BASES = _Bases()


def _folded_view(text: str) -> tuple[str, Sequence[int]]:
    """Lower case without marks, with the offset each character came from (marks standing alone vanish)."""
    folded = text.translate(_BASES)
    if len(folded) == len(text):
        return folded, range(len(text))
    return folded, [offset for offset, character in enumerate(text) if _BASES[ord(character)] is not None]

"""Whether a post speaks of another place than a passage: a rule of one province says nothing of what holds in another.

Only places named with what they are ("tỉnh …", "xã …") and written with capitals are read; a post that names none is taken to mean
the place of whoever asks, and a passage that names none (of a ministry) holds everywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.contracts import Passage
from nlp.normalise import fold

PROVINCE, COMMUNE = "province", "commune"
_KINDS = {
    "tinh": PROVINCE,
    "thanh pho": PROVINCE,
    "tp": PROVINCE,
    "xa": COMMUNE,
    "phuong": COMMUNE,
    "dac khu": COMMUNE,
}
_NAMED = re.compile(
    r"(?<!\w)([Tt]ỉnh|TỈNH|[Tt]hành phố|THÀNH PHỐ|T[Pp]\.?|[Xx]ã|XÃ|[Pp]hường|PHƯỜNG|[Đđ]ặc khu|ĐẶC KHU)\s{1,2}"
    r"((?:[A-ZĐÀ-ỸẠ-Ỹ][^\W\d_]{0,9})(?:\s[A-ZĐÀ-ỸẠ-Ỹ][^\W\d_]{0,9}){0,3})"
)
Places = frozenset[tuple[str, str]]
"""Kind and folded name."""


def places_in(text: str) -> Places:
    """The places a text names with what they are.

    >>> sorted(places_in("UBND xã An Vân, tỉnh Lam Giang thu 50k"))
    [('commune', 'an van'), ('province', 'lam giang')]
    """
    return frozenset((_KINDS[fold(kind).rstrip(".")], fold(name)) for kind, name in _NAMED.findall(text))


@lru_cache(maxsize=4_096)
def _places_of(issuer: str, document: str, text: str) -> tuple[Places, str]:
    """Whose rule it is, and all it says."""
    whose = f"{issuer}\n{document}"
    return places_in(whose), fold(f"{whose}\n{text}")


def of_another_place(named: Places, passage: Passage) -> bool:
    """Whether the places a post names are others than those of a passage, of one kind at least and none the same."""
    if not named:
        return False
    own, told = _places_of(passage.issuer, passage.document_name, passage.text)
    if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told) for _, name in named):
        return False
    return bool({kind for kind, _ in named} & {kind for kind, _ in own})

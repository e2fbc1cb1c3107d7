"""What part of a price is forgiven: free is 100 %, "giảm 50 %" and "nửa giá" 50 %, "đóng đủ" nothing.

Read from the sums and shares already found, so that "giảm một nửa" can stand against "miễn phí" and "trả đủ" against both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.evidence.spelling import may_be, writes_marks
from nlp.evidence.verdict.quantity import MONEY, PERCENT, RELIEF, Quantity
from nlp.evidence.verdict.sides import Aligned, Side

_OFF = re.compile(
    r"(?<![a-z])(?:giam|bot|uu dai|chiet khau|ha|tru|tro gia|ho tro|bu)(?:\s{1,3}\S{1,10}){0,4}\s{0,3}$"
)
_RAISED = re.compile(
    r"(?<![a-z])(?:tang|cao hon|them|lai suat|lai|dat|phan dau|ty le)(?:\s{1,3}\S{1,10}){0,3}\s{0,3}$"
)
_PAID = re.compile(r"(?<![a-z])(?:thu|dong|tra|nop|bang|tinh|mat|con|chiu)(?:\s{1,3}\S{1,8}){0,3}\s{0,3}$")
_FULL = re.compile(
    r"(?<![a-z])(?:(?P<verb>dong|tra|nop|thu|mua|tinh)\s{1,3}(?:\S{1,8}\s{1,3}){0,2}(?:du|nguyen|full|100\s?%|toan bo)(?![a-z])(?!\s{1,3}(?:\d|tuoi|dieu|ho so|giay))"
    r"|khong\s{1,3}(?:duoc\s{1,3})?(?:giam|mien|bot)(?![a-z])|nguyen\s{1,3}gia|du\s{1,3}gia|nhu\s{1,3}(?:moi\s{1,3})?(?:nguoi|nha|ho)\s{1,3}(?:khac|thuong|lon))"
)
_VERBS = {"dong": "đóng", "tra": "trả", "nop": "nộp", "thu": "thu", "mua": "mua", "tinh": "tính"}
BEFORE = 40
"""Characters before a share that say what it is of. Own choice."""


def find_reliefs(side: Side) -> list[Quantity]:
    """Reliefs in order of the text; kept with the side."""
    if find_reliefs not in side.scan.kept:
        side.scan.kept[find_reliefs] = sorted(_find(side), key=lambda one: one.start)
    found: list[Quantity] = side.scan.kept[find_reliefs]
    return found


def _find(side: Side) -> Iterator[Quantity]:
    folded = side.text.folded
    for one in side.quantities:
        if one.kind == MONEY and one.value == 0:
            yield Quantity(RELIEF, 100.0, one.start, one.end)
        elif one.kind == PERCENT and 0 < float(one.value) <= 100:
            low = max(side.scan.clause(one.start)[0], one.start - BEFORE)
            part = _forgiven(folded[low : one.start], folded[one.start : one.end], float(one.value))
            if part is not None:
                yield Quantity(RELIEF, part, one.start, one.end)
    bare = not writes_marks(side.text.normalised)
    for match in _FULL.finditer(folded):
        written = side.text.normalised[match.start() : match.end()].lower().split()[0]
        if not match["verb"] or may_be(written, _VERBS[match["verb"]], bare):
            yield Quantity(RELIEF, 0.0, match.start(), match.end())


def _forgiven(before: str, own: str, value: float) -> float | None:
    """How much of a price a share forgives; None where it is a share of something else."""
    if _RAISED.search(before):
        return None
    off, paid = _OFF.search(before), _PAID.search(before)
    if off and (paid is None or off.start() > paid.start()):
        return value
    if paid or "gia" in own:
        return 100 - value
    return None


def relief_features(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Whether both forgive the same, or one more than the other, in the sentences that hold most of the claim and anywhere."""
    near = {aligned.passage.scan.sentences[one] for one in aligned.best}
    said = {float(one.value) for one in find_reliefs(aligned.claim)}
    written = find_reliefs(aligned.passage)
    here = {float(one.value) for one in written if aligned.passage.scan.sentence(one.start) in near}
    everywhere = {float(one.value) for one in written}
    yield "relief_same", float(bool(said & here))
    yield "relief_against", float(bool(said and here and not said & here))
    yield "relief_elsewhere", float(bool(said and not here and everywhere))
    yield "relief_full_told", float(0.0 in said and bool(here - {0.0}))
    yield "relief_partly", float(bool(said - {0.0, 100.0}) and 100.0 in here and not said & here)
    priced = any(one.kind == MONEY and one.value for one in aligned.claim.quantities)
    yield "priced_but_free", float(priced and here == {100.0} and not said)

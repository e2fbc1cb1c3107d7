"""What part of a price is forgiven: free is 100 %, "giảm 50 %" and "nửa giá" 50 %, "đóng đủ" nothing.

Read from the sums and shares already found, so that "giảm một nửa" can stand against "miễn phí" and "trả đủ" against both.
"""

from __future__ import annotations

from collections.abc import Iterator

from nlp.contracts import Text
from nlp.evidence.verdict.quantity import MONEY, PERCENT, RELIEF, Quantity
from nlp.evidence.verdict.sides import Aligned, Side
from nlp.evidence.written import Written

_OFF = Written(
    r"(?<!\w)(?:giảm|bớt|ưu đãi|chiết khấu|hạ|trừ|trợ giá|hỗ trợ|bù)(?:\s{1,3}\S{1,10}){0,4}\s{0,3}$"
)
_RAISED = Written(
    r"(?<!\w)(?:tăng|cao hơn|thêm|lãi suất|lãi|đạt|phấn đấu|tỷ lệ|tỉ lệ)(?:\s{1,3}\S{1,10}){0,3}\s{0,3}$"
)
_PAID = Written(r"(?<!\w)(?:thu|đóng|trả|nộp|bằng|tính|mất|còn|chịu)(?:\s{1,3}\S{1,8}){0,3}\s{0,3}$")
_FULL = Written(
    r"(?<!\w)(?:(?:đóng|trả|nộp|thu|mua|tính)\s{1,3}(?:\S{1,8}\s{1,3}){0,2}(?:đủ|nguyên|full|100\s?%|toàn bộ)(?!\w)(?!\s{1,3}(?:\d|tuổi|điều|hồ sơ|giấy))"
    r"|không\s{1,3}(?:được\s{1,3})?(?:giảm|miễn|bớt)(?!\w)|nguyên\s{1,3}giá|đủ\s{1,3}giá|như\s{1,3}(?:mọi\s{1,3})?(?:người|nhà|hộ)\s{1,3}(?:khác|thường|lớn))"
)
_PRICE = Written("giá")
BEFORE = 40
"""Characters before a share that say what it is of. Own choice."""


def find_reliefs(side: Side) -> list[Quantity]:
    """Reliefs in order of the text; kept with the side."""
    if find_reliefs not in side.scan.kept:
        side.scan.kept[find_reliefs] = sorted(_find(side), key=lambda one: one.start)
    found: list[Quantity] = side.scan.kept[find_reliefs]
    return found


def _find(side: Side) -> Iterator[Quantity]:
    for one in side.quantities:
        if one.kind == MONEY and one.value == 0:
            yield Quantity(RELIEF, 100.0, one.start, one.end)
        elif one.kind == PERCENT and 0 < float(one.value) <= 100:
            low = max(side.scan.clause(one.start)[0], one.start - BEFORE)
            part = _forgiven(side.text, low, one)
            if part is not None:
                yield Quantity(RELIEF, part, one.start, one.end)
    for match in _FULL.finditer(side.text):
        yield Quantity(RELIEF, 0.0, match.start(), match.end())


def _forgiven(text: Text, low: int, one: Quantity) -> float | None:
    """How much of a price a share forgives, by the words from ``low`` on; None where it is a share of something else."""
    if _RAISED.search(text, low, one.start):
        return None
    off, paid = _OFF.search(text, low, one.start), _PAID.search(text, low, one.start)
    if off and (paid is None or off.start() > paid.start()):
        return float(one.value)
    if paid or _PRICE.search(text, one.start, one.end):
        return 100 - float(one.value)
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

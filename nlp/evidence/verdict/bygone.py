"""Whether a claim itself says that what it tells is over: "đã hết hiệu lực", "đợt đó kết thúc rồi", "hồi đó", "năm ngoái".

Such a claim is as true after the rule has ended as before; one that says "vẫn", "hiện giờ" tells the rule as in force all the same.
"""

from __future__ import annotations

from functools import lru_cache

from nlp.contracts import Text
from nlp.evidence.phrasebook import PhraseBook
from nlp.evidence.verdict.sides import Side

_LAST = ("năm ngoái", "năm trước", "năm rồi", "tháng trước", "tháng rồi", "quý trước", "mùa trước", "đợt trước")  # fmt: skip
"""The time before this one."""

_PHRASES = {
    "over": (
        "hết hiệu lực", "không còn hiệu lực", "hết hạn", "đã kết thúc", "kết thúc rồi", "kết thúc từ", "kết thúc hồi", "đã xong", "xong rồi",
        "đã khép lại", "đã đóng", "bị bãi bỏ", "đã bãi bỏ", "bị thay thế", "đã thay thế", "không còn áp dụng", "thôi áp dụng", "ngừng áp dụng",
        "hết áp dụng", "đã qua", "qua rồi", "đã dừng", "dừng rồi", "không còn nữa", "bây giờ thì hết",
    ),
    "then": (
        "hồi đó", "hồi ấy", "hồi trước", "lúc đó", "lúc ấy", "khi đó", "khi ấy", "dạo đó", "dạo trước", "dạo ấy", "đợt đó", "đợt ấy",
        "đợt rồi", "đợt vừa rồi", "vừa rồi", "trước đây", "trước kia", "ngày trước", "thời gian đó", "thời điểm đó", *_LAST,
    ),
    "now": (
        "vẫn", "hiện", "hiện giờ", "hiện nay", "hiện tại", "bây giờ", "bây chừ", "giờ này", "lúc này", "đang", "còn hiệu lực", "còn áp dụng", "tháng này",
        "tuần này", "hôm nay", "ngày mai",
    ),
    "not yet": (
        "chưa hết hiệu lực", "chưa hết hạn", "chưa kết thúc", "sắp hết hiệu lực", "sắp hết hạn", "sắp kết thúc", "không hết hạn", "trước khi hết hạn",
        "không có chuyện hết hạn", "chưa hề hết hạn",
    ),
}  # fmt: skip
"""``over``: it has ended; ``then``: it is told of a time gone by; ``now`` takes that back; ``not yet`` is the longer, contrary phrase."""


@lru_cache(maxsize=1)
def _book() -> PhraseBook:
    return PhraseBook(_PHRASES, ("đang", "vẫn", "hiện"))


def says_it_is_over(claim: Text) -> bool:
    """Whether a claim tells a rule or a campaign as ended, or of a time gone by.

    >>> from nlp.normalise import normalise
    >>> [says_it_is_over(normalise(one)) for one in ("hồi đó được giảm nửa phí", "hồi đó tới giờ vẫn được giảm nửa phí")]
    [True, False]
    """
    told = {cue.label for cue in _book().find(claim)}
    if "not yet" in told:
        return False
    return "over" in told or ("then" in told and "now" not in told)


_LAST_TIME = PhraseBook(
    {"then": (*_LAST, "năm vừa rồi", "năm vừa qua", "kỳ trước", "vụ trước", "khóa trước")},
    ("năm rồi", "tháng rồi"),
)
_COMPARED = (
    "với", "hơn", "như", "bằng", "của", "từ", "trước", "đầu", "cuối", "số", "mỗi", "nhất", "mấy", "nửa", "một", "hai", "ba", "bốn", "lăm", "sáu",
    "bảy", "tám", "chín", "mười", "mươi", "chục",
)  # fmt: skip
"""Before "năm ngoái" where it is what this year is compared with, a part of that year, or a length of time ("sáu tháng rồi")."""


def tells_of_last_time(claim: Side) -> bool:
    """Whether a claim tells how it was the time before ("năm ngoái cả tỉnh mới đạt 40%"): no aim or rule of now says otherwise.

    >>> from nlp.evidence.verdict.sides import read_side
    >>> from nlp.normalise import normalise
    >>> [tells_of_last_time(read_side(normalise(one))) for one in ("năm ngoái chỉ đạt 40%", "giảm 15% so với năm ngoái")]
    [True, False]
    """
    for cue in _LAST_TIME.find(claim.text, claim.scan.runs):
        before = claim.scan.before(cue.start, 1, claim.scan.sentence(cue.start))
        if not before or not (before[-1].is_number or before[-1].reads(*_COMPARED)):
            return True
    return False

"""What kind of duty the words of an obligation slot tell, by how they begin.

The tagger finds duties told without a word the reader of duties knows ("hết giá trị", "tự nguyện", "vẫn nộp như cũ"); these rules
read the words of the slot alone. What they cannot see: who is bound ("bỏ": a duty is lifted, or a way is closed).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from models.vocabulary import Modality
from nlp.evidence.scan import Word
from nlp.evidence.spelling import NOT

_BURDENS = ("thuế", "phí", "khoản", "thu", "khai", "quỹ", "giá", "hạn", "thi", "giấy", "bước", "khâu")
"""Behind "bỏ": what weighs on people is lifted; a thing of another kind is closed ("bỏ tiền mặt")."""
_LIFTED = ("miễn", "exempt", "tha")
_ENDED = ("ngừng", "ngưng", "dừng", "tạm", "tắt", "nghỉ", "cấm", "stop", "đóng")
_ENDED_AFTER_LEFT = ("giá", "hiệu", "hạn", "dùng", "xài", "được", "hiệu", "sử", "nhận", "bán", "rút", "phát", "gọi", "nghe", "mở", "in")
"""Behind "hết": no longer valid or possible."""
_STILL_BOUND = ("cần", "phải", "nộp", "đóng", "khai", "tính", "thu", "kê", "về", "gửi", "như", "trả", "bắt")
"""Behind "vẫn": a duty that goes on."""
_FREE = ("nguyện", "tùy", "thoải", "muốn", "ok", "oke", "valid", "accept", "thích")
_AS_BEFORE = frozenset({("binh", "thuong"), ("giu", "nguyen"), ("xai", "tiep"), ("dung", "tiep"), ("nhu", "thuong"), ("cung", "nhan"), ("nhu", "cau")})
"""What goes on as before may go on."""
_CLOSED = (
    "được", "cho", "nhận", "thu", "phát", "ai", "in", "giữ", "cầm", "giải", "tiếp", "xử", "chấp", "sửa", "mang", "bán", "dán", "tổ", "nộp", "mời",
    "tích", "để", "gửi", "trả", "đặt",
)  # fmt: skip
"""Behind "không": what an office does no more, or people shall not do."""
_BOUND = ("phải", "cần", "bắt", "thu", "mất", "tốn", "lấy", "đòi", "yêu")


def duty_of_words(words: Sequence[Word]) -> Modality | None:
    """What the first words say for certain, whatever else stands in the slot; None where they leave it open."""
    if not words:
        return None
    first, second = words[0], words[1] if len(words) > 1 else None
    if first.reads("bỏ", "bãi") or (first.reads("thôi") and second is not None):
        return Modality.DENIED if any(word.reads(*_BURDENS) for word in words[1:4]) else Modality.PROHIBITED
    if first.reads("no", "optional", "skip"):
        return Modality.PROHIBITED if second is not None and second.reads("cash") else Modality.DENIED
    if any(word.reads(*_LIFTED) for word in words[:2]) and not first.reads(*NOT):
        return Modality.DENIED
    negated = first.reads(*NOT, "nỏ", "mô")
    if negated and second is not None and second.reads("được", "đc", "dc"):
        return Modality.PROHIBITED
    if negated and any(word.reads("buộc", "phải") for word in words[1:]):  # "không phải khoản bắt buộc", "nỏ phải đổi"
        return Modality.DENIED
    if first.reads("vẫn") and second is not None:
        if any(word.reads("được", "đc") for word in words) or {"tien", "mat"} <= {word.folded for word in words}:
            return Modality.PERMITTED
        if second.reads(*_STILL_BOUND):
            return Modality.IN_FORCE
    if _as_one_likes(words):
        return Modality.PERMITTED
    if first.reads("hết") and second is not None:
        return Modality.PROHIBITED if second.reads(*_ENDED_AFTER_LEFT) else Modality.DENIED
    if first.reads(*_ENDED) and not first.reads("đóng"):
        return Modality.PROHIBITED
    if first.reads("nhận", "cho"):
        return Modality.PERMITTED
    if first.reads(*NOT, "đâu") and any(word.reads("cấm", "đòi", "ép", "bắt") for word in words[1:3]):
        return Modality.DENIED
    no_longer = first.reads(*NOT) and any(word.reads("nữa") for word in words)
    if no_longer and second is not None and not second.reads(*_BOUND):
        return Modality.PROHIBITED
    return None


def _no_longer_there(words: Sequence[Word]) -> bool:
    """ "không còn bản giấy", but "không còn phải nộp"."""
    return len(words) == 2 and words[0].reads("còn") and not words[1].reads(*_BOUND)


def _as_one_likes(words: Sequence[Word]) -> bool:
    """ "mua ở đâu tùy ý", "ai góp thì góp", "treo tới hư thì thôi", "nộp đâu cũng được", "có thể đi cùng"."""
    first, last = words[0], words[-1]
    if any(word.reads("tùy", "tuỳ", "optional") for word in words):
        return True
    ends = words[-2:] if len(words) > 2 else ()
    if ends and (ends[0].reads("thì") and last.reads("thôi") or ends[0].reads("đều", "cũng") and last.reads("được", "đc", "ok", "xong")):
        return True
    if first.reads("ai") and any(word.reads("thì") for word in words) and not any(word.reads("phải", *NOT) for word in words):
        return True
    return len(words) > 1 and first.reads("có") and words[1].reads("thể")


def duty_left(words: Sequence[Word]) -> Modality:
    """A duty told without a word the reader of duties knows: by its negation, or by what is allowed."""
    if words and words[0].reads("được", "đc", "dc") and not any(word.reads("phải") for word in words):
        return Modality.PERMITTED  # "được đổi máy không mất tiền"
    for at, word in enumerate(words):
        if word.reads("cấm"):
            return Modality.PROHIBITED
        if word.reads(*NOT, "khỏi", "nỏ", "đâu"):
            following = words[at + 1] if at + 1 < len(words) else None
            closed = following is not None and following.reads(*_CLOSED)
            closed = closed or any(one.reads("được") for one in (*words[at + 2 : at + 4], words[-1]))  # "hổng gọi được"
            closed = closed or _no_longer_there(words[at + 1 : at + 3])
            return Modality.PROHIBITED if closed and not word.reads("khỏi") else Modality.DENIED
    if any(word.reads("được", "đc", "dc", "vẫn", "quyền", "cứ", *_FREE) for word in words) and not any(
        word.reads("phải", "chỉ") for word in words
    ):
        return Modality.PERMITTED
    pairs = {(one.folded, two.folded) for one, two in pairwise(words)}
    return Modality.PERMITTED if pairs & _AS_BEFORE else Modality.IN_FORCE

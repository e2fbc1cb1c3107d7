"""What kind of duty the words of an obligation slot tell, by how they begin.

The tagger finds duties told without a word the reader of duties knows ("hết giá trị", "tự nguyện", "vẫn nộp như cũ"); these rules
read the words of the slot alone. What they cannot see: who is bound ("bỏ": a duty is lifted, or a way is closed).
"""

from __future__ import annotations

from collections.abc import Sequence

from models.vocabulary import Modality
from nlp.evidence.scan import Word
from nlp.evidence.spelling import NOT

_LIFTED = ("miễn", "exempt", "tha")
_ENDED = ("ngừng", "ngưng", "dừng", "tạm", "tắt", "nghỉ", "cấm", "stop", "đóng")
_ENDED_AFTER_LEFT = ("giá", "hiệu", "hạn", "dùng", "xài", "được", "hiệu", "sử", "nhận", "bán")
"""Behind "hết": no longer valid or possible."""
_STILL_BOUND = ("cần", "phải", "nộp", "đóng", "khai", "tính", "thu", "kê", "về", "gửi", "như", "trả", "bắt")
"""Behind "vẫn": a duty that goes on."""
_FREE = ("nguyện", "tùy", "thoải", "muốn")
_CLOSED = ("được", "cho", "nhận", "thu", "phát", "ai")
_BOUND = ("phải", "cần", "bắt", "thu", "mất", "tốn", "lấy", "đòi", "yêu")


def duty_of_words(words: Sequence[Word]) -> Modality | None:
    """What the first words say for certain, whatever else stands in the slot; None where they leave it open."""
    if not words:
        return None
    first, second = words[0], words[1] if len(words) > 1 else None
    if any(word.reads(*_LIFTED) for word in words[:2]) and not first.reads(*NOT):
        return Modality.DENIED
    if first.reads("vẫn") and second is not None and second.reads(*_STILL_BOUND):
        return Modality.IN_FORCE
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


def duty_left(words: Sequence[Word]) -> Modality:
    """A duty told without a word the reader of duties knows: by its negation, or by what is allowed."""
    for at, word in enumerate(words):
        if word.reads("cấm"):
            return Modality.PROHIBITED
        if word.reads(*NOT, "khỏi", "nỏ", "đâu"):
            following = words[at + 1] if at + 1 < len(words) else None
            closed = following is not None and following.reads(*_CLOSED)
            closed = closed or words[-1].reads("được")  # "hổng gọi được"
            return Modality.PROHIBITED if closed and not word.reads("khỏi") else Modality.DENIED
    if any(word.reads("được", "vẫn", "quyền", "cứ", *_FREE) for word in words) and not any(
        word.reads("phải", "chỉ") for word in words
    ):
        return Modality.PERMITTED
    return Modality.IN_FORCE

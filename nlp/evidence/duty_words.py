"""What kind of duty the words of an obligation slot tell, by how they begin.

The tagger finds duties told without a word the reader of duties knows ("hết giá trị", "tự nguyện", "vẫn nộp như cũ"); these rules
read the words of the slot alone. What they cannot see: who is bound ("bỏ": a duty is lifted, or a way is closed).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from models.vocabulary import Modality
from nlp.evidence.scan import Word
from nlp.evidence.spelling import NOT

MAY = ("được", "đc", "dc")
"""Words of leave."""
_BURDENS = ("thuế", "phí", "khoản", "thu", "khai", "quỹ", "giá", "hạn", "thi", "giấy", "bước", "khâu")
"""Behind "bỏ": what weighs on people is lifted; a thing of another kind is closed ("bỏ tiền mặt")."""
_LIFTED = ("miễn", "exempt", "tha")
_ENDED = ("ngừng", "ngưng", "dừng", "tạm", "tắt", "nghỉ", "cấm", "stop")
_ENDED_AFTER_LEFT = (
    "giá", "hiệu", "hạn", "dùng", "xài", "được", "sử", "nhận", "bán", "rút", "phát", "gọi", "nghe", "mở", "in",
)  # fmt: skip
"""Behind "hết": no longer valid or possible."""
_STILL_BOUND = ("cần", "phải", "nộp", "đóng", "khai", "tính", "thu", "kê", "về", "gửi", "như", "trả", "bắt")
"""Behind "vẫn": a duty that goes on."""
_FREE = ("nguyện", "tùy", "thoải", "muốn", "thích", "ok", "valid", "accept")
_AS_BEFORE = frozenset(
    {("binh", "thuong"), ("giu", "nguyen"), ("xai", "tiep"), ("dung", "tiep"), ("nhu", "thuong"), ("cung", "nhan"), ("nhu", "cau")}
)  # fmt: skip
"""What goes on as before, or for who needs it, may go on."""
_CLOSED = (
    "được", "cho", "nhận", "thu", "phát", "ai", "giữ", "cầm", "giải", "tiếp", "xử", "chấp", "sửa", "mang", "bán", "dán", "tổ", "nộp", "mời",
    "tích", "để", "gửi", "trả", "đặt",
)  # fmt: skip
"""Behind "không": what an office does no more, or people shall not do."""
_BOUND = ("phải", "cần", "bắt", "thu", "mất", "tốn", "lấy", "đòi", "yêu")
_PAID = ("đóng", "nộp", "khoán", "khai", "kê", "trả", "bị")
_BENEFITS = ("giảm", "hưởng", "hỗ", "ưu", "cộng")


def duty_of_words(words: Sequence[Word]) -> Modality | None:
    """What the first words say for certain, whatever else stands in the slot; None where they leave it open."""
    if not words:
        return None
    for rule in _RULES:
        if (told := rule(words)) is not None:
            return told
    return None


def _dropped(words: Sequence[Word]) -> Modality | None:
    """ "bỏ lệ phí môn bài", "bỏ tiền mặt", "được miễn thi", "no need"."""
    first, others = words[0], words[1:]
    if first.reads("bỏ", "bãi") or (first.reads("thôi") and others):
        return Modality.DENIED if any(word.reads(*_BURDENS) for word in words[1:4]) else Modality.PROHIBITED
    if first.reads("no", "optional", "skip"):
        return Modality.PROHIBITED if others and others[0].reads("cash") else Modality.DENIED
    if any(word.reads(*_LIFTED) for word in words[:2]) and not first.reads(*NOT):
        return Modality.DENIED
    return None


def _refused(words: Sequence[Word]) -> Modality | None:
    """ "không được mang", "nỏ phải đổi", "không phải khoản bắt buộc", "không ai ép", "không bán vé giấy nữa"."""
    first, second = words[0], words[1] if len(words) > 1 else None
    dialect = first.reads("nỏ", "mô")
    if not dialect and not first.reads(*NOT, "đâu"):
        return None
    if second is not None and second.reads(*MAY) and not first.reads("đâu"):
        return Modality.PROHIBITED if len(words) < 3 or not words[2].reads(*_BENEFITS) else None
    bound = any(word.reads("buộc", "phải") for word in words[1 if dialect else 2 :])
    if bound and not any(word.reads("thì") for word in words):
        return Modality.DENIED
    if any(word.reads("cấm", "đòi", "ép", "bắt") for word in words[1:3]):
        return Modality.DENIED
    no_longer = first.reads(*NOT) and any(word.reads("nữa") for word in words)
    return Modality.PROHIBITED if no_longer and second is not None and not second.reads(*_BOUND) else None


def _going_on(words: Sequence[Word]) -> Modality | None:
    """ "vẫn nộp như cũ" goes on binding; "vẫn nộp tiền mặt", "vẫn khai được" is a way left open."""
    if len(words) < 2 or not words[0].reads("vẫn") or not words[1].reads(*_STILL_BOUND):
        return None
    cash = any(one.reads("tiền") and two.reads("mặt") for one, two in pairwise(words))
    return Modality.PERMITTED if cash or any(word.reads(*MAY) for word in words) else Modality.IN_FORCE


def _as_one_likes(words: Sequence[Word]) -> Modality | None:
    """ "mua ở đâu tùy ý", "ai góp thì góp", "treo tới hư thì thôi", "nộp đâu cũng được", "có thể đi cùng"."""
    first, last = words[0], words[-1]
    before = words[-2] if len(words) > 2 else None
    alike = before is not None and before.reads("đều", "cũng") and last.reads(*MAY, "ok", "xong")
    at_will = before is not None and before.reads("thì") and last.reads("thôi")
    bound = any(word.reads("phải", *NOT) for word in words)
    whoever = first.reads("ai") and any(word.reads("thì") for word in words) and not bound
    may = first.reads("có") and len(words) > 1 and words[1].reads("thể")
    free = any(word.reads("tùy", "tuỳ", "optional") for word in words)
    return Modality.PERMITTED if free or alike or at_will or whoever or may else None


def _ended(words: Sequence[Word]) -> Modality | None:
    """ "hết giá trị", "hết đóng thuế khoán", "tạm dừng giao dịch", "cho mượn máy"."""
    first = words[0]
    if first.reads("hết") and len(words) > 1:
        return Modality.PROHIBITED if words[1].reads(*_ENDED_AFTER_LEFT) else Modality.DENIED
    if first.reads(*_ENDED):
        return Modality.PROHIBITED
    return Modality.PERMITTED if first.reads("nhận", "cho") else None


_RULES: tuple[Callable[[Sequence[Word]], Modality | None], ...] = (
    _dropped,
    _going_on,
    _as_one_likes,
    _ended,
    _refused,
)


def duty_left(words: Sequence[Word]) -> Modality:
    """A duty told without a word the reader of duties knows: by its negation, or by what is allowed."""
    bound = any(word.reads("phải") for word in words)
    if words and words[0].reads(*MAY) and not bound:
        return Modality.PERMITTED  # "được đổi máy không mất tiền"
    for at, word in enumerate(words):
        if word.reads("cấm"):
            return Modality.PROHIBITED
        if word.reads(*NOT, "khỏi", "nỏ", "đâu"):
            closed = not word.reads("khỏi") and _is_closed(words, at)
            return Modality.PROHIBITED if closed else Modality.DENIED
    if any(word.reads(*MAY, "vẫn", "quyền", "cứ", *_FREE) for word in words) and not (
        bound or any(word.reads("chỉ") for word in words)
    ):
        return Modality.PERMITTED
    pairs = {(one.folded, two.folded) for one, two in pairwise(words)}
    return Modality.PERMITTED if pairs & _AS_BEFORE else Modality.IN_FORCE


def _is_closed(words: Sequence[Word], at: int) -> bool:
    """Whether the negation at ``at`` closes a way ("không nhận", "hổng gọi được", "không còn bản giấy", "không in hóa đơn giấy")."""
    behind = words[at + 1 :]
    if not behind:
        return False
    if behind[0].reads(*_CLOSED) or any(one.reads("được") for one in (*behind[1:3], words[-1])):
        return True
    if behind[0].reads("còn") and len(behind) > 1:
        return not behind[1].reads(*_BOUND, *_PAID)
    return behind[0].reads("in") and any(one.reads("giấy") for one in behind)

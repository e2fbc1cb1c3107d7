"""What a figure is: of sums a fine, a price, something received, a threshold; of spans a time of handling, of validity, of notice …

Two figures of different roles do not exclude each other ("phạt 5 triệu" and "doanh thu từ 800 triệu"); where no word tells the
role, it may be any. The nearest word before a figure decides, else the nearest behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from nlp.evidence.phrasebook import Cue, PhraseBook
from nlp.evidence.scan import Scan, kept
from nlp.evidence.verdict.quantity import MONEY, PERCENT, SPAN, Quantity

BEFORE, BEHIND = 20, 5
"""Words before and behind a figure in which a word of roles counts. Own choice."""

_WORDS: Mapping[str, tuple[str, ...]] = {
    "fine": ("phạt", "xử phạt", "bị phạt", "phạt tiền", "tiền phạt", "mức phạt", "nộp phạt", "đóng phạt", "phạt nguội", "xử lý vi phạm"),
    "pay": ("phí", "lệ phí", "giá", "giá vé", "vé", "học phí", "tiền học", "tiền điện", "tiền nước", "cước", "nộp", "đóng", "trả", "thu", "mất", "tốn", "phải trả", "đóng góp", "tiền công", "tiền thuê", "giá thuê", "tiền ăn", "suất ăn", "thu phí", "chi phí", "mức thu", "bị thu", "mua", "bán", "bán cho", "đơn giá", "quỹ", "trừ", "bị trừ", "khấu trừ"),
    "receive": ("hỗ trợ", "trợ cấp", "trợ giúp", "thưởng", "được thưởng", "nhận", "lãnh", "lĩnh", "hưởng", "tặng", "bồi dưỡng", "phụ cấp", "bù", "chi trả", "được nhận", "được cấp", "cho", "được", "học bổng", "mức hưởng", "thù lao", "tiền trợ cấp", "trợ giá", "đền bù", "bồi thường", "mức hỗ trợ", "được hỗ trợ", "được lãnh", "được cho"),
    "worth": ("doanh thu", "thu nhập", "trị giá", "giao dịch", "chuyển tiền", "chuyển khoản", "chuyển", "bán được", "tổng thu"),
    "loan": ("vay", "cho vay", "vay vốn", "khoản vay", "được vay", "mượn"),
    "deposit": ("ký quỹ", "đặt cọc", "cọc", "tạm ứng", "đặt tiền"),
    "off": ("giảm", "được giảm", "bớt", "ưu đãi", "chiết khấu", "giảm giá", "giảm phí"),
    "rise": ("tăng", "cao hơn", "nâng", "thu thêm", "cộng thêm", "phụ thu"),
    "goal": ("phấn đấu", "mục tiêu", "chỉ tiêu", "đạt", "tỷ lệ", "chiếm", "có ít nhất"),
    "rate": ("lãi suất", "lãi", "thuế suất", "mức đóng", "thuế"),
    "result": ("giải quyết", "trả kết quả", "có kết quả", "kết quả", "chờ", "đợi", "xong", "cấp", "trả lời", "phản hồi", "xử lý", "giải ngân", "có giấy", "ra giấy", "lấy giấy", "thời hạn giải quyết", "nhận kết quả", "có liền", "cập nhật", "được trả", "lấy được", "trả thẻ", "thẩm định", "phê duyệt"),
    "valid": ("giá trị", "có giá trị", "hiệu lực", "giá trị sử dụng", "hết hạn", "dùng được", "xài được", "thời hạn sử dụng"),
    "notice": ("báo trước", "trước", "đặt lịch", "đặt trước", "đăng ký trước", "hẹn trước", "thông báo trước"),
    "cut": ("tạm ngừng", "tạm dừng", "đình chỉ", "khóa", "thu hồi", "tước", "cấm", "tạm giữ", "nghỉ bán", "treo bằng", "giam xe", "giam"),
    "late": ("quá hạn", "chậm", "trễ", "trễ hạn", "quá"),
    "posted": ("niêm yết", "dán", "công khai", "lấy ý kiến"),
    "commit": ("cam kết", "làm việc đủ", "gắn bó", "dạy ít nhất"),
    "none": ("chứng nhận", "giấy chứng nhận", "tiếp nhận", "xác nhận", "giấy xác nhận", "công nhận", "người nhận", "nơi nhận", "ghi nhận", "nhận hồ sơ", "nhận diện", "thừa nhận", "kinh phí", "cho thuê", "cho phép", "cho biết", "chậm nhất", "trễ nhất", "muộn nhất", "không quá", "không được quá", "không vượt quá"),
    "apply": ("nộp hồ sơ", "hồ sơ nộp", "nộp trong", "kể từ ngày", "làm hồ sơ trong", "nộp đơn"),
}  # fmt: skip
_OF_KIND: Mapping[str, frozenset[str]] = {
    MONEY: frozenset(("fine", "pay", "receive", "worth", "loan", "deposit")),
    PERCENT: frozenset(("off", "rise", "receive", "goal", "rate", "pay", "fine")),
    SPAN: frozenset(("result", "valid", "notice", "cut", "late", "posted", "commit", "apply")),
}
_ALIKE = frozenset(
    frozenset(pair) for pair in (("result", "apply"), ("off", "pay"), ("off", "receive"), ("rate", "pay"), ("rate", "receive"), ("result", "late"))
)  # fmt: skip
"""Roles that people tell in one another's words ("giảm còn 60k" of a price)."""


VERB_REACH = 3
"""A verb of paying this near to a sum is its own, though support is spoken of before. Own choice."""

_GIVEN = ("hỗ trợ", "trợ cấp", "trợ giúp", "thưởng", "được thưởng", "mức hỗ trợ", "được hỗ trợ", "trợ giá", "phụ cấp", "bồi dưỡng", "bồi thường", "học bổng", "hưởng", "mức hưởng")  # fmt: skip
_PRICES = (
    "tiền ăn",
    "suất ăn",
    "tiền thuê",
    "học phí",
    "tiền học",
    "chi phí",
    "tiền điện",
    "tiền nước",
    "mua",
    "giá",
)
"""Support is given for these: "hỗ trợ tiền ăn 1.050.000 đồng"."""


_GIVEN_WITHIN = 3
"""Words between "cho" and the sum that is given ("cho mỗi hộ 500k"). Own choice."""

_BY_THE_WAY = ("được", "cho", "nhận")
"""Before a percentage these say nothing of what it is: "100% chó được tiêm"."""


def _aside(scan: Scan, cue: Cue, one: Quantity) -> bool:
    """ "Phí tham quan cho người lớn là 90.000": for whom, not a gift."""
    if cue.phrase != "cho" or cue.end > one.start:
        return False
    between = scan.between(cue.end, one.start)
    return len(between) > _GIVEN_WITHIN or any(word.reads("là") for word in between)


@lru_cache(maxsize=1)
def _book() -> PhraseBook:
    return PhraseBook(_WORDS)


def role_of(scan: Scan, one: Quantity) -> str:
    """The role of a quantity of a text; "" where its words tell none, or its kind has none."""
    roles = _OF_KIND.get(one.kind)
    if roles is None:
        return ""
    if one.kind == MONEY and one.value == 0:
        return "pay"
    own = [
        cue
        for cue in _cues(scan)
        if cue.label in roles
        and not _aside(scan, cue, one)
        and not (one.kind == PERCENT and cue.phrase in _BY_THE_WAY)
    ]
    low, high = scan.sentence(one.start)
    here = scan.word_index(one.start)
    before = [
        cue
        for cue in own
        if low <= cue.start and cue.end <= one.start and here - scan.word_index(cue.start) <= BEFORE
    ]
    if before:
        return _strongest(scan, before, one.kind, here)
    end = scan.word_index(one.end)
    behind = [
        cue for cue in own if one.end <= cue.start < high and scan.word_index(cue.start) - end <= BEHIND
    ]
    return behind[0].label if behind else ""


def _strongest(scan: Scan, before: list[Cue], kind: str, here: int) -> str:
    """The nearest, but "được" and "nhận" behind a word of loans or fines say nothing new."""
    last = before[-1]
    far = kind == MONEY and last.label == "pay" and here - scan.word_index(last.start) > VERB_REACH
    given = any(cue.label == "receive" and cue.phrase in _GIVEN for cue in before)
    if given and (far or last.phrase in _PRICES):
        return "receive"
    if (
        last.phrase == "cho"
        and len(before) > 1
        and before[-2].end + 1 >= last.start
        and before[-2].label == "pay"
    ):
        return "" if before[-2].phrase == "trả" else "pay"  # "đóng cho tổ 100k"; "trả cho dân" is given
    if last.label == "receive" and last.phrase in ("được", "cho", "nhận") and len(before) > 1:
        return before[-2].label if before[-2].label in ("loan", "off") else last.label
    if last.label == "pay" and len(before) > 1 and before[-2].label in ("fine", "deposit") and kind == MONEY:
        return before[-2].label
    return last.label


@kept
def _cues(scan: Scan) -> tuple[Cue, ...]:
    return _book().find(scan.text, scan.runs)


def role_words(scan: Scan, kind: str) -> frozenset[int]:
    """Where words begin that tell a role of this kind: they part no groups."""
    key = (role_words, kind)
    if key not in scan.kept:
        roles = _OF_KIND.get(kind, frozenset())
        scan.kept[key] = frozenset(cue.start for cue in _cues(scan) if cue.label in roles)
    found: frozenset[int] = scan.kept[key]
    return found


def differ(one: str, two: str) -> bool:
    """Whether two roles cannot be one.

    >>> differ("fine", "worth"), differ("fine", ""), differ("off", "pay")
    (True, False, False)
    """
    return bool(one and two) and one != two and frozenset((one, two)) not in _ALIKE

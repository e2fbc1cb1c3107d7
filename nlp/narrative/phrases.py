"""The phrases that date, deny, ask, or name an office, in the language of ``nlp.phrases``.

Found with or without their marks; a word with other marks is another word. In a text without marks what may be a denial
counts as one: two stories kept apart are put together by a person with one tap, two merged ones are read as one.

A key is ``kind:value``. Two phrases of one value are the same fact: *năm sau*, *sang năm*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from nlp import lexicons
from nlp.normalise import fold
from nlp.phrases import Match, PhraseTable
from nlp.words import Word

_UNIT_NAMES = {"ngay": "(ngày|hôm)", "tuan": "tuần", "thang": "tháng", "nam": "năm", "quy": "quý"}
_WHICH = {
    "nay": "(nay|này)",
    "mai": "mai",
    "kia": "kia",
    "qua": "qua",
    "sau": "(sau|tới)",
    "truoc": "(trước|ngoái|rồi)",
}
_PARTS = {"dau": "đầu", "giua": "giữa", "cuoi": "cuối", "het": "hết"}
_WEEKDAYS = ("hai|2", "ba|3", "tư|4", "năm|5", "sáu|6", "bảy|7")
_QUARTERS = ("i|1|một", "ii|2|hai", "iii|3|ba", "iv|4|bốn|tư")
_HOURS = {"sang": "sáng", "trua": "trưa", "chieu": "chiều", "toi": "tối", "dem": "đêm"}

_DENIALS = {
    "khong": ("không", "chẳng", "!chả", "hông", "hổng", "!khôn", "hem"),
    "chua": ("chưa",),
    "dung": ("đừng", "!chớ", "(dừng|ngừng|ngưng)"),
    "cam": ("cấm",),
    "mien": ("miễn", "khỏi"),
    "bo": ("bỏ", "bãi bỏ", "hủy bỏ"),
    "het": ("hết",),
    "gia": (
        "!giả", "giả mạo", "tin giả", "là giả", "fake", "!bịa", "tin đồn", "đồn nhảm", "đính chính", "bác bỏ",
        "sai sự thật", "không đúng sự thật", "lừa đảo", "cảnh báo", "cảnh giác", "!sai",
    ),
    "tang": ("tăng",),
    "giam": ("giảm",),
    "bat buoc": ("bắt buộc",),
    "tu nguyen": ("tự nguyện", "khuyến khích", "phấn đấu"),
    "hoan": ("!hoãn", "tạm hoãn"),
    "mat": ("!mất",),
}  # fmt: skip
"""Words that deny a thing, put an end to it, say that it is not true, or turn a statement into its opposite."""

_ASKING = (
    "phải không", "đúng không", "được không", "có phải", "có đúng", "bao nhiêu", "mấy giờ", "ở đâu", "khi nào",
    "bao giờ", "thế nào", "ra sao", "làm sao", "là sao", "là gì", "làm gì", "vì sao", "tại sao", "(cho|xin) hỏi",
    "hay (là|phải|vẫn|chỉ|chưa|không)", "ai biết", "phải hông", "đúng hông", "mấy ngày", "như nào",
)  # fmt: skip

_OFFICES = (
    "công an", "ủy ban", "một cửa", "bưu điện", "kho bạc", "tòa án", "viện kiểm sát", "hợp tác xã", "nhà văn hóa",
    "phòng giao dịch", "đoàn thanh niên", "hội nông dân", "hội cựu chiến binh", "hội người cao tuổi", "quỹ tín dụng",
    "trung tâm y tế", "bệnh viện", "phòng giáo dục", "nhà mạng", "nhà trường", "đăng kiểm", "sở nông nghiệp",
    "sở tài chính", "sở công thương", "phòng khám", "hội đồng", "trường (tiểu học|mầm non|trung học)", "tổng đài", "cảnh sát", "quân sự", "đội thuế",
)  # fmt: skip
"""Offices and services as people call them for short, beside those of the lexicon."""

_HEADS = (
    "(xã|phường|huyện|tỉnh|thôn|ấp|bản|làng|quận|thị trấn|thành phố|khu phố)",
    "(công an|ủy ban|ubnd|!sở|!phòng|!cục|chi cục|!trạm|tòa án|kho bạc|bưu điện|trung tâm|!trường|bệnh viện|!viện|!hội)",
)
"""What an office or a place is called by before its name."""


@lru_cache(maxsize=1)
def _table() -> PhraseTable:
    phrases: dict[str, list[str]] = {}
    for number, day in enumerate(_WEEKDAYS, start=2):
        phrases[f"date:thu {number}"] = [f"thứ ({day})"]
    phrases["date:chu nhat"] = ["chủ nhật", "cn này", "cn tới"]
    for unit, name in _UNIT_NAMES.items():
        for which, said in _WHICH.items():
            phrases[f"date:{unit} {which}"] = [f"{name} {said}"]
        phrases[f"date:{unit} sau"].append(f"sang {name}")
        for part, said in _PARTS.items():
            phrases[f"date:{part} {unit}"] = [f"{said} {name}"]
    for number, said in enumerate(_QUARTERS, start=1):
        phrases[f"date:quy {number}"] = [f"quý ({said})"]
    for side in ("trước", "sau"):
        phrases[f"date:{fold(side)}"] = [f"{side} (ngày|khi|lúc|tháng|năm|giờ|tết|hạn|đợt)"]
    phrases["date:mai"] = ["mai"]
    for hour, name in _HOURS.items():
        phrases[f"date:{hour}"] = [f"!{name}", f"{name} (nay|mai|qua|thứ)"]
    phrases |= {f"negation:{key}": list(forms) for key, forms in _DENIALS.items()}
    phrases |= {f"agency:{name}": forms for name, forms in _agencies().items()}
    phrases |= {f"agency:{name}": [name] for name in _OFFICES}
    phrases["question:?"] = ["!hả", "!hở"]
    phrases["asks:"] = list(_ASKING)
    phrases["head:"] = list(_HEADS)
    return PhraseTable(phrases)


def _agencies() -> Mapping[str, list[str]]:
    """Offices and all ways to write each."""
    data = lexicons.described("agencies.yaml")
    names: dict[str, list[str]] = {}
    for entry in data["agencies"]:
        names.setdefault(entry["name"], []).extend(entry["aliases"])
    return names


def phrases_in(words: Sequence[Word]) -> list[Match]:
    """Every phrase that this module knows, in the order of the text."""
    return _table().find(words)

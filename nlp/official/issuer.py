"""The issuer's name from the capitals of a head, written as names are.

>>> issuer_name(["ỦY BAN NHÂN DÂN", "TỈNH SÔNG LAM"])
'Ủy ban nhân dân tỉnh Sông Lam'
>>> issuer_name(["TỈNH ỦY SÔNG LAM", "BAN TUYÊN GIÁO VÀ DÂN VẬN"])
'Ban Tuyên giáo và Dân vận, Tỉnh ủy Sông Lam'
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_BODY = re.compile(
    r"(?:UBND|HĐND|ỦY BAN|UỶ BAN|HỘI ĐỒNG|SỞ|BỘ|BAN|CỤC|CHI CỤC|PHÒNG|VĂN PHÒNG|TỈNH ỦY|THÀNH ỦY|ĐẢNG ỦY|TRUNG TÂM"
    r"|CÔNG AN|BẢO HIỂM|NGÂN HÀNG|THUẾ|TRƯỜNG|QUỐC HỘI|CHÍNH PHỦ|THỦ TƯỚNG)(?!\w)"
)
# Of several words, written with one capital; what follows is the body's own name or a place.
_COMMON = (
    "Ủy ban nhân dân", "Hội đồng nhân dân", "Ủy ban Thường vụ Quốc hội", "Ban Chấp hành Đảng bộ", "Ban Thường vụ",
    "Thủ tướng Chính phủ", "Văn phòng Chính phủ", "Văn phòng Quốc hội", "Văn phòng", "Ban Chỉ đạo", "Ban Chấp hành",
    "Trung ương", "Chi cục", "Trung tâm", "Công an", "Quốc hội", "Chính phủ", "Bảo hiểm xã hội", "Ngân hàng Nhà nước",
    "Mặt trận Tổ quốc", "Việt Nam", "Tỉnh ủy", "Thành ủy", "Đảng ủy", "Đảng bộ",
)  # fmt: skip
_PLACES = ("tỉnh", "thành phố", "xã", "phường", "đặc khu", "huyện", "thị xã", "quận")
_ACRONYMS = frozenset({"UBND", "HĐND", "MTTQ", "UBMTTQ"})
_SMALL = frozenset({"và", "về", "của", "các", "cấp"})
_TITLE_EACH = frozenset({"ủy", "bộ"})


def issuer_name(lines: Sequence[str]) -> str | None:
    """The name on the left of a head: a body and its place, or a body and the one above it."""
    names: list[str] = []
    for line in lines:
        text = " ".join(line.replace("UỶ", "ỦY").split())
        if names and not _BODY.match(text):
            names[-1] = f"{names[-1]} {text}"
        else:
            names.append(text)
    if not names:
        return None
    # The body above stands first, the one that issues last.
    return ", ".join(_written(name) for name in reversed(names))


def _written(capitals: str) -> str:
    words = capitals.split()
    out: list[str] = []
    at = 0
    each = False  # in the name of a place every syllable has a capital
    while at < len(words):
        common = next((form for form in _COMMON if _at(words, at, form)), None)
        place = next((form for form in _PLACES if at and _at(words, at, form)), None)
        if common or place:
            form = common or place or ""
            out.append(form)
            at += len(form.split())
            each = place is not None or form.split()[-1].lower() in _TITLE_EACH
            continue
        lower = words[at] if words[at] in _ACRONYMS else words[at].lower()
        starts = (
            not out
            or each
            or out[-1].endswith(",")
            or out[-1] in ("và", "Bộ", "Sở", "Ban", "Cục", "Phòng")
            or len(out) == 1
        )
        out.append(lower[0].upper() + lower[1:] if starts and lower not in _SMALL else lower)
        at += 1
    return " ".join(out)


def _at(words: Sequence[str], at: int, form: str) -> bool:
    parts = form.upper().split()
    return list(words[at : at + len(parts)]) == parts

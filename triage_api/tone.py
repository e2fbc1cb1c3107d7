"""Hints on the tone of a reply (SPEC §9): no blame, no fines, no clickable traps. Hints only; a person writes."""

from __future__ import annotations

import re
import unicodedata

from triage_api.catalogue import _

AVOIDED = (
    "đối tượng",
    "chống phá",
    "thù địch",
    "xuyên tạc",
    "điểm nóng",
    "bức xúc",
    "định hướng dư luận",
    "xử lý bài đăng",
)
BLAME = ("thiếu hiểu biết", "tung tin", "bịa đặt", "nhẹ dạ", "cố tình", "vi phạm pháp luật")
FINES = re.compile(r"\b(?:xử phạt|phạt tiền|bị phạt|mức phạt)\b", re.IGNORECASE)
LINK = re.compile(r"https?://([^\s/?#]{1,253})", re.IGNORECASE)


def hints(text: str) -> list[str]:
    """One sentence per thing a careful colleague would mention; empty when there is nothing.

    >>> hints("Bà con vẫn được nộp hồ sơ trực tiếp.")
    []
    """
    low = unicodedata.normalize("NFC", text).lower()
    found = [_("Nên tránh từ “{word}”.").format(word=word) for word in AVOIDED if word in low]
    found += [
        _("“{word}” có thể khiến người hỏi thấy bị trách.").format(word=word) for word in BLAME if word in low
    ]
    if FINES.search(text):
        found.append(_("Không nhắc mức phạt khi trả lời người dân."))
    if not all(f".{host.lower().rstrip('.')}".endswith(".gov.vn") for host in LINK.findall(text)):
        found.append(_("Đường dẫn ngoài cổng chính thức nên viết dạng không bấm được."))
    return found

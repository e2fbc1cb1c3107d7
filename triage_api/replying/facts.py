"""Which sentences of a reply state a fact, so that they need a citation or the mark "Lời của cơ quan".

A rule of this project, not of grammar: a sentence is factual when it holds a number, a duty, a document or an agency.
It would rather ask once too often: marking a sentence is one choice, a fact without a basis is a promise nobody keeps.
It cannot see a fact told without any of these words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from triage_api.catalogue import N_


class FactKind(StrEnum):
    """What makes a sentence factual."""

    FIGURE = "figure"
    DUTY = "duty"
    DOCUMENT = "document"
    AGENCY = "agency"


FACT_NAMES: dict[FactKind, str] = {
    FactKind.FIGURE: N_("con số"),
    FactKind.DUTY: N_("điều phải làm, được làm hoặc mức phí"),
    FactKind.DOCUMENT: N_("văn bản"),
    FactKind.AGENCY: N_("cơ quan"),
}

_FIGURE = re.compile(
    r"\d[\d.,]{0,20}"
    r"|(?<!\w)(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|trăm|nghìn|ngàn|triệu|tỷ)\s{1,3}"
    r"(?:nghìn|ngàn|triệu|tỷ|đồng|phần trăm|tháng|ngày|năm|tuần|giờ|tuổi)(?!\w)"
)
_DUTY = re.compile(
    r"(?<!\w)(?:bắt buộc|phải|cấm|không được|được phép|được miễn|miễn phí|thu phí|mất phí|mất tiền|lệ phí"
    r"|thời hạn|hết hạn|có hiệu lực|hết hiệu lực|áp dụng|quy định|khuyến khích|không cần|chỉ cần)(?!\w)"
)
_DOCUMENT = re.compile(
    r"(?<!\w)(?:nghị định|nghị quyết|thông tư|quyết định số|luật|pháp lệnh|công văn|chỉ thị|kế hoạch số)(?!\w)"
)
_AGENCY = re.compile(
    r"(?<!\w)(?:ubnd|hđnd|ủy ban|uỷ ban|hội đồng nhân dân|chính phủ|quốc hội|thủ tướng|công an|cơ quan thuế"
    r"|chi cục|bảo hiểm xã hội|ngân hàng nhà nước|(?<!cơ )sở|bộ(?! phận| hồ sơ))(?!\w)"
)
_RULES = (
    (FactKind.FIGURE, _FIGURE),
    (FactKind.DUTY, _DUTY),
    (FactKind.DOCUMENT, _DOCUMENT),
    (FactKind.AGENCY, _AGENCY),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """The first thing that makes a sentence factual, in the words of the sentence."""

    kind: FactKind
    words: str


def fact_in(sentence: str) -> Fact | None:
    """The first fact a sentence states; a figure before a duty, a document and an agency. None when there is none.

    >>> fact_in("Cảm ơn bà con đã hỏi.") is None
    True
    >>> fact_in("Từ đầu năm xã đã giúp hơn 900 lượt.").words
    '900'
    >>> fact_in("Bà con không phải nộp thêm giấy tờ.").kind.value
    'duty'
    """
    plain = unicodedata.normalize("NFC", sentence)
    low = plain.lower()
    text = plain if len(low) == len(plain) else low
    for kind, rule in _RULES:
        found = rule.search(low)
        if found is not None:
            return Fact(kind, text[found.start() : found.end()].strip().rstrip(".,"))
    return None

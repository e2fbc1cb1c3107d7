"""Whether a passage is official text: it speaks of duties, fees, papers and offices, as rules do."""

from __future__ import annotations

from nlp.contracts import Text
from nlp.evidence.phrasebook import PhraseBook

CHARACTERS = 90
"""A short passage counts with fewer: one for so many characters."""

LEAST = 3
"""Different words of rules from which a passage counts as one. Own choice, checked on the evidence corpora."""

_WORDS = (
    "lệ phí", "thu phí", "không bắt buộc", "được miễn", "đăng ký tạm trú", "quy định này", "phải nộp", "phải khai", "hộ dân", "hồ sơ", "thủ tục", "ủy ban nhân dân", "ubnd", "hỗ trợ", "trợ cấp", "nộp", "kê khai",
    "thời hạn", "ngày làm việc", "quá hạn", "chậm nhất", "bị phạt", "phạt tiền", "xử phạt", "mức phạt", "thu hồi", 
    "bắt buộc", "không bắt buộc", "khuyến khích", "nghiêm cấm", "được phép", "phấn đấu", 
    "dự thảo", "nghị quyết", "thông tư", "đối tượng", "hộ nghèo", "hộ cận nghèo",
    "hộ kinh doanh", "công dân", "cấp xã", "công an", "ngân sách", "không thu", "mức thu", 
    "thường trú", "giấy tờ", "căn cước", "cấp giấy", "vneid", "dịch vụ công", "trực tuyến", "bảo hiểm y tế", "học phí", 
    "từ đủ", "kể từ ngày", "trước ngày", "đến hết ngày", "niêm yết",
)  # fmt: skip
_BOOK = PhraseBook({word: (word,) for word in _WORDS})


def is_official(passage: Text) -> bool:
    """Whether a passage reads like a rule.

    >>> from nlp.evidence.terms import plain_text
    >>> is_official(plain_text("Hồ sơ nộp trực tuyến không thu lệ phí; hộ nghèo được miễn.")), is_official(plain_text("Cầu dài 120 mét."))
    (True, False)
    """
    least = min(LEAST, max(1, len(passage.folded) // CHARACTERS))
    return len({cue.label for cue in _BOOK.find(passage)}) >= least

"""Whether a passage is official text: it speaks of duties, fees, papers and offices, as rules do."""

from __future__ import annotations

import re

from nlp.contracts import Text
from nlp.evidence.mentions import find_sanctions
from nlp.evidence.modality import cues_of
from nlp.evidence.money import find_money
from nlp.evidence.obligations import find_obligations
from nlp.evidence.phrasebook import PhraseBook
from nlp.evidence.scan import scan

CHARACTERS = 90
"""A short passage counts with fewer: one for so many characters."""

LEAST = 5
"""Words of rules, duties, fees and sanctions from which a passage counts as one. Own choice, checked on the evidence corpora."""

OF_OLD = 8
"""Words from which a passage that tells of a year long ago counts as a rule all the same. Own choice, checked there too."""

_OLD_YEAR = re.compile(r"\bnam 1\d{3}\b")
"""Where a year of long ago is told it is mostly history."""

_WORDS = (
    "đồng/lượt", "đồng/tháng", "đồng/tin", "miễn vé", "vé tháng", "tiêm miễn phí", "giá dịch vụ", "khiếu nại", "thuê bao", "đặt lịch",
    "lệ phí", "mức hỗ trợ", "không phải nộp", "phải có", "được phép", "không được thu", "không thu tiền", "cấp xã", "cấp tỉnh", "xã", "phường", "đồng một", "đồng mỗi", "được giảm", "người học", "phụ huynh", "chủ hộ", "chủ xe", "nhà trường", "giáo viên", "ban quản lý", "khách hàng", "sử dụng dịch vụ", "phải báo", "bị nhắc nhở", "bị từ chối", "được hưởng", "tài khoản", "chi trả", "quá", "thu phí", "không bắt buộc", "được miễn", "đăng ký tạm trú", "quy định này", "phải nộp", "phải khai", "hộ dân", "hồ sơ", "thủ tục", "ủy ban nhân dân", "ubnd", "hỗ trợ", "trợ cấp", "nộp", "kê khai",
    "thời hạn", "ngày làm việc", "quá hạn", "chậm nhất", "bị phạt", "phạt tiền", "xử phạt", "mức phạt", "thu hồi",
    "bắt buộc", "không bắt buộc", "khuyến khích", "nghiêm cấm", "được phép", "phấn đấu",
    "dự thảo", "nghị quyết", "thông tư", "đối tượng", "hộ nghèo", "hộ cận nghèo",
    "hộ kinh doanh", "công dân", "cấp xã", "công an", "ngân sách", "không thu", "mức thu",
    "thường trú", "giấy tờ", "căn cước", "cấp giấy", "vneid", "dịch vụ công", "trực tuyến", "bảo hiểm y tế", "học phí",
    "công chức", "cơ quan nhà nước", "hộ gia đình", "hằng tháng", "khuyến cáo", "đề nghị", "chỉ tiêu", "mồ côi", "tiêm chủng",
    "tạm ngừng", "chủ trì", "từ đủ", "kể từ ngày", "trước ngày", "đến hết ngày", "niêm yết",
)  # fmt: skip
_OPENS = re.compile(
    r"\s{0,9}(?:du thao|quyet dinh|nghi quyet|ke hoach|thong bao|chi thi|cong van|huong dan|quy dinh|quy che|noi quy|de an|dieu \d{1,3}\s?\.)(?![a-z])"
)
"""What a document or one of its articles begins with."""

_BOOK = PhraseBook({word: (word,) for word in _WORDS})


def is_official(passage: Text) -> bool:
    """Whether a passage reads like a rule.

    >>> from nlp.evidence.terms import plain_text
    >>> is_official(plain_text("Hồ sơ nộp trực tuyến không thu lệ phí; hộ nghèo được miễn.")), is_official(plain_text("Cầu dài 120 mét."))
    (True, False)
    """
    if _OPENS.match(passage.folded):
        return True
    least = min(LEAST, max(1, len(passage.folded) // CHARACTERS))
    if _OLD_YEAR.search(passage.folded):
        least = OF_OLD
    scanned = scan(passage)
    fees = sum(money.fee for money in find_money(scanned))
    marks = fees + len(find_obligations(scanned, cues_of(scanned))) + len(find_sanctions(scanned))
    return len({cue.label for cue in _BOOK.find(passage)}) + marks >= least

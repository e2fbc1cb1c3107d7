"""Hints on the tone of a reply (SPEC §9): what a careful colleague would mention, why, and what to write instead.

Hints only; a person writes. They never stop a save or an approval.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from triage_api.catalogue import N_, _
from triage_api.replying.aloud import CAPITALS

LONG_SENTENCE = 35
"""Syllables after which a sentence is hard to follow when heard: a rule of ours."""
MOST_HINTS = 12
_LABELS = N_("Chữ này gán cho người viết một thái độ; câu trả lời chỉ nói về sự việc.")
_BLAME = N_("Người hỏi có thể thấy mình bị trách, rồi không hỏi nữa.")
_FINE = N_("Nhắc mức phạt làm người dân ngại hỏi; câu trả lời là để giúp.")
_SHOUT = N_("Chữ in hoa đọc như quát, và máy đọc màn hình đọc từng chữ.")
_OFFICE = N_("Từ hành chính, bà con nghe loa khó hiểu.")

WORDS: tuple[tuple[str, str, str], ...] = (
    ("đối tượng", _LABELS, N_("người, hoặc nhóm người cụ thể: “hộ kinh doanh”, “người lao động”")),
    ("chống phá", _LABELS, N_("nói thẳng điểm chưa đúng: “Thông tin này chưa đúng ở chỗ …”")),
    ("thù địch", _LABELS, N_("bỏ chữ này, nói điều đúng theo văn bản")),
    ("xuyên tạc", _LABELS, N_("“chưa đúng với văn bản”")),
    ("điểm nóng", _LABELS, N_("“việc bà con đang hỏi nhiều”")),
    ("bức xúc", _LABELS, N_("“băn khoăn”")),
    ("định hướng dư luận", _LABELS, N_("“cung cấp thông tin chính thống”")),
    ("xử lý bài đăng", _LABELS, N_("“trả lời”, “đính chính”")),
    ("thiếu hiểu biết", _BLAME, N_("“Việc này dễ nhầm, vì …”")),
    ("nhẹ dạ", _BLAME, N_("“Tin này được viết rất giống thật.”")),
    ("cả tin", _BLAME, N_("“Tin này được viết rất giống thật.”")),
    ("cố tình", _BLAME, N_("bỏ chữ này; cơ quan không đoán ý người viết")),
    ("tung tin", _BLAME, N_("“thông tin đang lan truyền”")),
    ("bịa đặt", _BLAME, N_("“chưa đúng với văn bản”")),
    ("vi phạm pháp luật", _BLAME, N_("bỏ ý này; nói cách làm đúng")),
    ("yêu cầu bà con", _BLAME, N_("“mời bà con”, “đề nghị bà con”")),
    ("nghiêm cấm", _FINE, N_("“bà con không nên …, vì …”")),
    ("xử phạt", _FINE, N_("cách làm đúng và nơi được giúp")),
    ("bị phạt", _FINE, N_("cách làm đúng và nơi được giúp")),
    ("phạt tiền", _FINE, N_("cách làm đúng và nơi được giúp")),
    ("mức phạt", _FINE, N_("cách làm đúng và nơi được giúp")),
    ("chịu trách nhiệm trước pháp luật", _FINE, N_("bỏ ý này")),
    ("nội dung nêu trên", _OFFICE, N_("nhắc lại việc đó bằng vài chữ")),
    ("đồng chí", _OFFICE, N_("“bà con”, “bạn”")),
    ("căn cứ theo quy định của pháp luật hiện hành", _OFFICE, N_("tên và số văn bản")),
)
_LINK = re.compile(r"https?://([^\s/?#]{1,253})", re.IGNORECASE)
_SHOUTED = re.compile(rf"(?<!\w)(?:[{CAPITALS}]{{2,12}}\s){{3}}[{CAPITALS}]{{2,12}}(?!\w)")
_MARKS = re.compile(r"[!?]{2,}")
_THANKS = re.compile(r"(?<!\w)(?:cảm ơn|cám ơn)(?!\w)")
_HELP = re.compile(r"(?<!\w)(?:mời|cần giúp|hỏi thêm|liên hệ|gọi|hỗ trợ|tổ công nghệ số|một cửa)(?!\w)")


@dataclass(frozen=True, slots=True)
class Hint:
    """One remark: the words it is about (empty when something is absent), why, and a better wording."""

    words: str
    why: str
    better: str


def hints(text: str) -> list[Hint]:
    """One hint per thing a careful colleague would mention, at most twelve; empty when there is nothing to read.

    >>> hints("Cảm ơn bà con đã hỏi. Bà con vẫn được nộp hồ sơ trực tiếp. Cần giúp, mời đến Bộ phận một cửa.")
    []
    >>> hints("Cảm ơn. Bà con đừng nhẹ dạ. Mời gọi Tổ công nghệ số.")[0].words
    'nhẹ dạ'
    """
    plain = unicodedata.normalize("NFC", text)
    if not plain.strip():
        return []
    low = plain.lower()
    found = [Hint(word, _(why), _(better)) for word, why, better in WORDS if _has(low, word)]
    found += _forms(plain)
    if not _THANKS.search(low):
        found.append(Hint("", _("Chưa có lời cảm ơn."), _("“Cảm ơn bà con đã hỏi.”")))
    if not _HELP.search(low):
        better = _("“Cần giúp, mời bà con đến Tổ công nghệ số cộng đồng hoặc Bộ phận một cửa.”")
        found.append(Hint("", _("Chưa nói bà con được giúp ở đâu."), better))
    return found[:MOST_HINTS]


def _forms(text: str) -> list[Hint]:
    found = []
    for host in dict.fromkeys(_LINK.findall(text)):
        if not f".{host.lower().rstrip('.')}".endswith(".gov.vn"):
            why = _("Đường dẫn ngoài cổng chính thức: người đọc có thể bấm nhầm vào bẫy.")
            found.append(Hint(host, why, "“" + host.replace(".", "[.]") + "”"))
    shouted = _SHOUTED.search(text)
    if shouted:
        found.append(Hint(shouted.group(), _(_SHOUT), _("chữ thường")))
    marks = _MARKS.search(text)
    if marks:
        found.append(Hint(marks.group(), _("Nhiều dấu liền nhau đọc như gắt."), _("một dấu chấm")))
    for sentence in re.split(r"[.!?…\n]", text):
        if len(sentence.split()) > LONG_SENTENCE:
            why = _("Câu dài hơn {most} tiếng, nghe loa khó theo.").format(most=LONG_SENTENCE)
            found.append(Hint(" ".join(sentence.split()[:6]) + " …", why, _("tách thành hai câu")))
            break
    return found


def _has(low: str, word: str) -> bool:
    """Whether the words stand there by themselves ("đối tượng" is not in "tuyệt đối tượng trưng")."""
    at = low.find(word)
    while at >= 0:
        before, after = low[at - 1 : at], low[at + len(word) : at + len(word) + 1]
        if not (before.isalnum() or after.isalnum()):
            return True
        at = low.find(word, at + 1)
    return False

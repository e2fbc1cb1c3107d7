"""Simple slots: document, agency, sanction, scope, procedure.

Each says little but honestly. What they cannot see: an office meant but not named, a fine told in a
figure of speech, a group named by a word that is not in the lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nlp.evidence.modality import load_lexicon
from nlp.evidence.phrasebook import Cue, PhraseBook
from nlp.evidence.scan import MAX_FOUND, Scan, kept
from nlp.official.loose_numbers import find_loose_numbers
from nlp.official.numbers import find_numbers

MAX_SANCTION_WORDS = 8


@dataclass(frozen=True, slots=True)
class Mention:
    """``value`` as the contract wants it for the kind; offsets into the normalised view."""

    value: int | float | str
    start: int
    end: int


@kept
def find_documents(scan: Scan) -> tuple[Mention, ...]:
    """Documents by number: canonical where the post wrote it whole, else as ``NĐ 168`` or ``NĐ 168/2024``."""
    text = scan.text.normalised
    found = [Mention(number.canonical, number.start, number.end) for number in find_numbers(text)[:MAX_FOUND]]
    for loose in find_loose_numbers(text):
        if len(found) >= MAX_FOUND or any(
            loose.start < other.end and other.start < loose.end for other in found
        ):
            continue
        year = f"/{loose.year}" if loose.year else ""
        value = loose.canonical or f"{loose.kind_code} {loose.number}{year}"
        found.append(Mention(value, loose.start, loose.end))
    return tuple(sorted(found, key=lambda mention: mention.start))


@lru_cache(maxsize=1)
def _agencies() -> tuple[PhraseBook, PhraseBook, PhraseBook]:
    data = load_lexicon("agencies.yaml")
    only = data["accented_only"]
    return (
        PhraseBook({entry["name"]: entry["aliases"] for entry in data["agencies"]}, only),
        PhraseBook({"before": data["handles"]["before"]}, only),
        PhraseBook({"after": data["handles"]["after"]}, only),
    )


@kept
def find_agencies(scan: Scan) -> tuple[Mention, ...]:
    """Offices that are said to handle or decide something; an office merely named is left out."""
    names, before, after = _agencies()
    named = names.find(scan.text, scan.runs)
    if not named:
        return ()
    leads = {cue.end for cue in before.find(scan.text, scan.runs)}
    acts = {cue.start for cue in after.find(scan.text, scan.runs)}
    found = []
    for cue in named:
        words_after = scan.after(cue.end, 3)
        words_before = scan.before(cue.start, 1)
        led = bool(words_before) and words_before[-1].end in leads
        acting = any(word.start in acts for word in words_after)
        if led or acting:
            found.append(Mention(cue.label, cue.start, cue.end))
    return tuple(found)


_SANCTIONS = PhraseBook(
    {
        "sanction": (
            "bị phạt", "bị xử phạt", "xử phạt", "phạt tiền", "phạt hành chính", "sẽ phạt", "phạt nguội", "phạt",
            "bị khóa", "khóa tài khoản", "khóa sim", "khóa thẻ", "bị cắt", "cắt điện", "cắt nước", "cắt sim",
            "cắt trợ cấp", "bị thu hồi", "thu hồi giấy", "bị tước", "tước giấy phép", "tước bằng", "đình chỉ",
            "bị truy cứu", "truy cứu trách nhiệm", "bị hủy", "bị xóa", "bị từ chối", "không được giải quyết",
            "trừ điểm", "bị trừ điểm", "cưỡng chế", "bị kỷ luật", "thu giữ", "tạm giữ", "bị chặn", "vô hiệu hóa",
            "ngừng giao dịch", "dừng giao dịch", "tạm dừng giao dịch", "lập biên bản", "bị lập biên bản", "tịch thu",
            "tự động khóa", "khóa 2 chiều", "khóa hai chiều", "khóa một chiều", "khóa 1 chiều", "cắt 1 chiều", "cắt 2 chiều",
            "cắt một chiều", "cắt hai chiều", "tạm khóa", "nhắc nhở bằng văn bản", "cắt phụ cấp", "bị cắt phụ cấp", "cắt hộ nghèo",
            "tạm dừng một chiều", "thu hồi số", "là phạt",
        )
    },
    accented_only=("bị cắt", "bị hủy", "phạt", "bị xóa", "thu giữ"),
)  # fmt: skip


_SANCTION_ENDS = (
    "nếu", "vì", "do", "khi", "nhé", "nha", "ạ", "đó", "lận", "luôn", "chứ", "không", "nghe", "nghen", "hí", "rồi", "á", "bà", "các",
)  # fmt: skip


@kept
def find_sanctions(scan: Scan) -> tuple[Mention, ...]:
    """What happens to those who do not comply: the words of the sanction to the end of the clause."""
    found: list[Mention] = []
    for cue in _SANCTIONS.find(scan.text, scan.runs):
        if found and cue.start < found[-1].end:
            continue
        _, high = scan.clause(cue.end)
        end = cue.end
        for word in scan.after(cue.end, MAX_SANCTION_WORDS):
            if word.end > high or word.reads(*_SANCTION_ENDS):
                break
            end = word.end
        found.append(Mention(" ".join(scan.text.normalised[cue.start : end].lower().split()), cue.start, end))
    return tuple(found)


_GROUPS = PhraseBook(
    {
        "scope": (
            "mọi người dân", "tất cả người dân", "toàn dân", "mọi công dân", "mọi hộ", "mỗi hộ", "mỗi nhà",
            "từng hộ", "các hộ gia đình", "hộ gia đình", "hộ dân", "hộ nghèo", "hộ cận nghèo", "hộ kinh doanh",
            "người cao tuổi", "người già", "trẻ em", "học sinh", "sinh viên", "người lao động", "người khuyết tật",
            "cán bộ công chức", "công chức viên chức", "đảng viên", "doanh nghiệp", "chủ hộ", "người nước ngoài",
            "toàn quốc", "cả nước", "toàn tỉnh", "trên địa bàn tỉnh", "trên địa bàn xã", "toàn xã", "mọi nhà",
            "tất cả các hộ", "tất cả mọi người", "nhà nào cũng", "ai cũng", "người nghèo", "phụ nữ mang thai",
            "người có công", "tiểu thương", "người bán hàng online",
        )
    },
    accented_only=("toàn dân", "ai cũng"),
)  # fmt: skip
_AGE = re.compile(
    r"(?:(?:nguoi|tre em|tre|cong dan|nguoi dan|nguoi cao tuoi)\s{1,3})?(?:(?P<edge>tu du|du|tu|duoi|tren|hon|den)\s{1,3})?"
    r"(?P<low>\d{1,3})(?:\s?(?:-|den)\s?(?P<high>\d{1,3}))?\s{1,3}tuoi(?P<up>\s{1,3}tro len)?(?![a-z])"
)


@kept
def find_scopes(scan: Scan) -> tuple[Mention, ...]:
    """Groups, places and ages a rule is said to apply to."""
    found = []
    for match in _AGE.finditer(scan.text.folded):
        low, high = match["low"], match["high"]
        sign = "<" if match["edge"] in ("duoi", "den") else ">=" if match["edge"] or match["up"] else "="
        value = f"{low}-{high} tuổi" if high else f"{sign}{low} tuổi"
        found.append(Mention(value, match.start(), match.end()))
    ages = len(found)
    for cue in _GROUPS.find(scan.text, scan.runs):
        if not any(cue.start < age.end and age.start < cue.end for age in found[: min(ages, MAX_FOUND)]):
            found.append(Mention(cue.phrase, cue.start, cue.end))
    return tuple(sorted(found, key=lambda mention: mention.start))


_MATTERS = {
    "căn cước": (
        "cấp đổi căn cước", "cấp lại căn cước", "làm căn cước", "làm lại căn cước", "đổi căn cước", "cấp căn cước",
        "làm cccd", "đổi cccd", "làm lại cccd",
    ),
    "khai sinh": ("đăng ký khai sinh", "khai sinh"),
    "kết hôn": ("đăng ký kết hôn",),
    "khai tử": ("khai tử",),
    "giấy phép lái xe": ("cấp đổi giấy phép lái xe", "đổi giấy phép lái xe", "đổi gplx", "đổi bằng lái", "cấp lại gplx"),
    "tạm trú": ("đăng ký tạm trú",),
    "thường trú": ("đăng ký thường trú",),
    "đăng ký xe": ("đăng ký xe", "sang tên xe"),
    "sổ đỏ": ("cấp đổi sổ đỏ", "đổi sổ đỏ", "sang tên sổ đỏ"),
    "chứng thực": ("chứng thực", "công chứng", "sao y"),
    "đăng ký kinh doanh": ("đăng ký kinh doanh",),
    "kê khai thuế": ("kê khai thuế",),
    "định danh": (
        "kích hoạt định danh", "định danh mức 2", "cài vneid", "kích hoạt vneid", "đăng ký vneid", "tích hợp giấy tờ",
    ),
    "sinh trắc học": ("xác thực sinh trắc học", "cập nhật sinh trắc học"),
    "thuê bao": ("chuẩn hóa thuê bao", "chính chủ sim", "đăng ký sim"),
    "bảo hiểm y tế": ("gia hạn thẻ bhyt",),
    "lương hưu": ("lĩnh lương hưu",),
    "địa chỉ": ("đổi địa chỉ", "cập nhật địa chỉ"),
    "hóa đơn điện tử": ("hóa đơn điện tử",),
}  # fmt: skip
"""What is asked for, by how posts and official text name it."""
_WAYS = (
    "nộp hồ sơ", "nộp trực tuyến", "nộp hồ sơ trực tuyến", "nộp tại nhà", "mang theo cccd", "mang theo căn cước",
)  # fmt: skip
"""Steps of any procedure: they tell no two apart."""
_PROCEDURES = PhraseBook({**_MATTERS, "": _WAYS}, accented_only=("sao y", "khai tử"))


@kept
def _procedures(scan: Scan) -> tuple[Cue, ...]:
    return tuple(_PROCEDURES.find(scan.text, scan.runs))


@kept
def find_procedures(scan: Scan) -> tuple[Mention, ...]:
    """Procedures and steps named in the text."""
    return tuple(Mention(cue.phrase, cue.start, cue.end) for cue in _procedures(scan))


@kept
def find_matters(scan: Scan) -> tuple[Mention, ...]:
    """Procedures by what is asked for: "đổi bằng lái" and "cấp đổi giấy phép lái xe" are one, and how one files names none."""
    return tuple(Mention(cue.label, cue.start, cue.end) for cue in _procedures(scan) if cue.label)

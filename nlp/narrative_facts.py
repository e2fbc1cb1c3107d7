"""What makes two posts alike two stories: the words that date, deny, ask, or name an office.

Phrases follow ``nlp.phrases``: found with or without their marks, a word with other marks is another word. In a text
without marks what may be a denial counts as one: two stories kept apart are put together by a person with one tap, two
merged ones are read as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

import yaml

from nlp.contracts import Text
from nlp.lexicons import word_set
from nlp.normalise import fold
from nlp.phrases import Match, PhraseTable
from nlp.words import Word

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a text. ``word`` is the word it begins with; offsets into the normalised view."""

    form: str
    word: Word
    start: int
    end: int
    sentence: int


class Fact(NamedTuple):
    """``kind`` is one of ``nlp.narrative.KINDS``; the same ``key`` is the same fact. Pieces ``first`` to ``last``, exclusive."""

    kind: str
    key: str
    first: int
    last: int


WEAK = "~"
"""Begins the key of what differs only where the other text has another office in its place: a bare *xã*."""

_TIME = frozenset({"ngay", "thang", "tuan", "gio", "phut", "nam", "quy", "phan", "tuoi"})
"""Units that make another thing of the same number: *3 ngày*, *3 tháng*."""

_DAYS = {"ngày": 31, "mùng": 31, "mồng": 31, "hôm": 31, "tháng": 12, "quý": 4, "năm": 2100}
"""What is said before a figure that dates, and how far it counts."""

_DIRECTIONS = {"trước": "truoc", "sau": "sau", "hết": "het", "đến": "den", "tới": "den", "từ": ""}
_AMOUNTS = {"trên": "tren", "hơn": "tren", "dưới": "duoi"}
_I = "tôi"
"""A bare ``toi`` before a figure is *tôi* as often as *tới*."""

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
}  # fmt: skip
"""Words that deny a thing, put an end to it, say that it is not true, or turn a statement into its opposite."""

_NEVER_AFTER = frozenset(
    {"ung", "su", "ap", "noi", "tac", "xay", "vat", "tin", "tieu", "chuyen", "tuyen", "day"}
)
"""First syllables that make a bare ``dung`` something else: ứng dụng, sử dụng, áp dụng, nội dung, …"""

_ASKING = (
    "phải không", "đúng không", "được không", "có phải", "có đúng", "bao nhiêu", "mấy giờ", "ở đâu", "khi nào",
    "bao giờ", "thế nào", "ra sao", "làm sao", "là sao", "là gì", "làm gì", "vì sao", "tại sao", "(cho|xin) hỏi",
    "hay (là|phải|vẫn|chỉ|chưa|không)", "ai biết", "phải hông", "đúng hông", "mấy ngày", "như nào",
)  # fmt: skip
_ASKS_LAST = word_set("không khong chưa hông hổng hả hở hử à chăng")
_ASKS_LAST_BARE = frozenset({"khong", "chua", "hong"})
_MAY_ASK_LAST = word_set("a ha ho hong hem chua đâu dau gì gi nào nao sao nhỉ nhi ư chứ chu")
"""Last words that ask, and those that only may: *đâu* asks and denies, a bare *a* is *à* or *ạ*."""

_FILLERS = word_set(
    "ạ a vậy vay z nhỉ bà con ba mọi người moi nguoi các bác cac bac cả nhà ca nha mn ad ta thế the em anh chị cô chú"
    " mình ơi oi nữa rồi hè bây đây da dạ bạn ban"
)
"""What may follow the word that asks."""

_MOST_FILLERS = 3

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


def number_fact(pieces: Sequence[Piece], at: int, figure: str = "") -> Fact:
    """The number at ``at`` with what it counts of time, and the word before that makes a date or a bound of it.

    ``figure`` is the form of a digit spelt out.
    """
    figure = figure or pieces[at].form
    first, last = at, at + 1
    kind = "date" if "/" in figure else "number"
    if last < len(pieces) and pieces[last].form in _TIME:
        last += 1
    key = " ".join([figure, *(one.form for one in pieces[at + 1 : last])])
    while first > max(0, at - 2) and (most := _lookup(pieces[first - 1].word, _DAYS)) and _fits(figure, most):
        first, kind = first - 1, "date"
        key = key if most == _DAYS["ngày"] else f"{pieces[first].form} {key}"
    towards = _lookup(pieces[first - 1].word, _DIRECTIONS | _AMOUNTS) if first else None
    if towards is not None:
        first, key = first - 1, f"{towards} {key}".strip()
    return Fact(kind, key, first, last)


def _lookup(word: Word, table: Mapping[str, V]) -> V | None:
    """What the table has for a word; for one without marks what it has for any it may be, *tôi* among them."""
    if word.plain in table:
        return table[word.plain]
    if word.exact or not word.plain.isascii() or word.folded == fold(_I):
        return None
    return next((value for written, value in table.items() if fold(written) == word.folded), None)


def _fits(figure: str, most: int) -> bool:
    plain = figure.removeprefix("#")
    return "/" in plain or (plain.isdigit() and int(plain) <= most)


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
    data = yaml.safe_load((Path(__file__).parent / "lexicons" / "agencies.yaml").read_text(encoding="utf-8"))
    names: dict[str, list[str]] = {}
    for entry in data["agencies"]:
        names.setdefault(entry["name"], []).extend(entry["aliases"])
    return names


def phrases_in(words: Sequence[Word]) -> list[Match]:
    """Every phrase that this module knows, in the order of the text."""
    return _table().find(words)


def spoken_facts(words: Sequence[Word], phrases: Sequence[Match], at_word: Mapping[int, int]) -> list[Fact]:
    """Dates, denials and offices told in words, and denials that only end a question."""
    facts = []
    for found in phrases:
        kind, _, key = found.key.partition(":")
        if kind not in ("date", "negation", "agency", "question"):
            continue
        if kind == "negation" and _is_part_of_a_word(words, found.first):
            continue
        if kind == "negation" and _ends_a_question(words, found.first):
            kind = "question"
        first = found.first
        if (
            kind == "date"
            and first
            and not words[first].breaks
            and _lookup(words[first - 1], _DIRECTIONS) is not None
        ):
            first -= 1
            key = f"{_lookup(words[first], _DIRECTIONS)} {key}".strip()
        facts.append(Fact(kind, key, at_word[first], at_word[found.last] + 1))
    return facts


def _is_part_of_a_word(words: Sequence[Word], at: int) -> bool:
    return words[at].plain == "dung" and at > 0 and words[at - 1].folded in _NEVER_AFTER


def _ends_a_question(words: Sequence[Word], at: int) -> bool:
    """Whether the denial is the last word of its sentence but for fillers: *có mất phí không ạ*."""
    rest = list(_to_the_end(words, at + 1))
    short = len(rest) <= _MOST_FILLERS and all(word.plain in _FILLERS for word in rest)
    return short and words[at].folded in _ASKS_LAST_BARE


def _to_the_end(words: Sequence[Word], at: int) -> Iterator[Word]:
    for word in words[at : at + _MOST_FILLERS + 2]:
        if word.breaks == 2:
            return
        yield word


class Asking(IntEnum):
    """Whether a sentence asks."""

    NO = 0
    MAYBE = 1
    YES = 2


def asking(said: Sequence[Word], between: str, phrase: bool) -> tuple[Asking, int | None]:
    """By its last word, by the sign behind it, or because it holds a ``phrase`` that asks; and which word does."""
    last = len(said) - 1
    while last > 0 and len(said) - last <= _MOST_FILLERS and said[last].plain in _FILLERS:
        last -= 1
    for at in range(len(said) - 1, last - 1, -1):
        word = said[at]
        if word.plain in _ASKS_LAST or (word.plain == "ha" and not word.exact):
            return Asking.YES, at
    if "?" in between or phrase:
        return Asking.YES, None
    if not any(word.plain in _MAY_ASK_LAST for word in said[last:]):
        return Asking.NO, None
    return (Asking.YES if any(word.plain == "hay" for word in said) else Asking.MAYBE), None


def place_names(
    text: Text, words: Sequence[Word], phrases: Sequence[Match], at_word: Mapping[int, int]
) -> list[Fact]:
    """What an office or a place is called, with the name behind it where capitals tell: *xã Đồng Mây*.

    In a text without marks only with a name: bare, most of these words are others too.
    """
    facts = []
    for found in phrases:
        if found.key != "head:":
            continue
        last = found.last
        while (
            last + 1 < len(words) and last - found.last < 4 and _is_name(text, words[last], words[last + 1])
        ):
            last += 1
        if last > found.last or words[found.first].exact:
            key = " ".join(word.folded for word in words[found.first : last + 1])
            key = key if last > found.last else WEAK + key
            facts.append(Fact("agency", key, at_word[found.first], at_word[last] + 1))
    return facts


def _is_name(text: Text, before: Word, word: Word) -> bool:
    next_to_it = text.folded[before.end : word.start].isspace()
    return next_to_it and text.normalised[word.start].isupper() and not word.plain.isdigit()

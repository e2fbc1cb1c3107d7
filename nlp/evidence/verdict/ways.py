"""Statements of a text: what is said in which way (must, need not, urged, may, must not, is so, is not), and what is taken out of it.

Each mark of ``polarity`` opens one, up to the clause of the next; a sentence without any says that something is so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from nlp.evidence.verdict.polarity import find_marks
from nlp.evidence.verdict.sides import Side
from nlp.evidence.written import Written

MUST, FREE, URGED, BARRED, MAY, NOT, IS, OUT = "must", "free", "urged", "barred", "may", "not", "is", "out"

_WAYS = {
    ("allow", "urged"): URGED,
    ("allow", "forbidden"): BARRED,
    ("allow", "allowed"): MAY,
    ("duty", "must"): MUST,
    ("duty", "free"): FREE,
    ("pay", "free"): FREE,
    ("pay", "pay"): MUST,
    ("entitled", "out"): OUT,
    ("entitled", "no"): BARRED,
    ("entitled", "yes"): MAY,
}
"""Sides of the questions of ``polarity`` as ways; of two marks in one place the longer counts, then the one named first here."""

_RANK = {pair: number for number, pair in enumerate(_WAYS)}

TURNED = {MUST: FREE, FREE: MUST, URGED: FREE, BARRED: MAY, MAY: BARRED, NOT: IS, IS: NOT}
"""What holds for those who are taken out of a rule."""

_NOT_AT_ALL = Written(
    r"(?<!\w)(?:không|chưa|chẳng|chả|đừng)(?!\w)(?!\s{1,3}(?:quá|dưới|kể|phân biệt|chỉ|ít|những|còn|có chỗ|có tài khoản|tiền mặt|may|gian|đầy|tới|đến|đủ|phụ thuộc|có)(?!\w))"
)
_OUTSIDE = Written(
    r"(?<!\w)(?:không|chưa|đâu có|có đâu)\s{1,3}(?:bị\s{1,3})?(?:thuộc|nằm trong|nằm|ở trong|vào|dính|bị coi là|coi là|áp dụng)(?:\s{1,3}(?:diện|đối tượng|phạm vi|nhóm|trường hợp|danh mục|đối với|với|cho))?(?!\w)"
)
TAKEN = Written(r"(?<!\w)(?:trừ|ngoại trừ)(?!\w)(?!\s{1,3}(?:vào|vô|sâu|điểm|dần|tiền|lại|trực tiếp)(?!\w))")
_AIM = Written(
    r"(?<!\w)(?:phấn đấu|mục tiêu|hướng tới|hướng đến|kỳ vọng|khuyến nghị|được khuyến nghị|đề nghị)(?!\w)"
)
_NOUN = Written(
    r"(?<!\w)(?:giờ|mùa|thời gian|lệnh|khu vực|biển|giấy|thẻ|vé|thư|vùng|lúc|đợt|mức|tiền|phí|quyền|hạn|máy|người|bảo hiểm xã hội|bhxh|nơi|thiết bị|khoản|gói|sau khi|trước khi|khi)\s{1,3}$"
)
_WEAK = frozenset(
    ("nhận", "hưởng", "lãnh", "lĩnh", "thu", "nộp", "đóng", "trả", "tốn", "cho", "hỗ trợ", "tính tiền", "thu tiền", "tiếp tục", "cứ", "vẫn có", "cũng có",
     "ưu tiên", "áp dụng cho", "áp dụng với", "thoải mái", "bình thường")
)  # fmt: skip
"""Verbs that are as often part of whom or what a sentence is about; they count where no plainer mark is in it."""

_THEN = ("thi khong", "thi khoi", "thi thoi")
"""These deny something only where nothing follows; else what follows is denied."""


@dataclass(frozen=True, slots=True)
class Told:
    """One statement: its ``way``, where its mark is written, what it ranges over, and the numbers of the statements it is taken out of."""

    way: str
    start: int
    end: int
    low: int
    high: int
    rules: tuple[int, ...] = ()


def statements_of(side: Side) -> Sequence[Told]:
    """Statements in order; kept with the side."""
    if statements_of not in side.scan.kept:
        side.scan.kept[statements_of] = tuple(_statements(side))
    kept: Sequence[Told] = side.scan.kept[statements_of]
    return kept


def _cues(side: Side) -> list[tuple[int, int, str]]:
    """Marks of all questions, aims, plain denials and what takes out, in order, none within another; weak ones only where no strong one is."""
    found: list[tuple[int, int, str]] = []
    for pattern, way in ((_OUTSIDE, OUT), (TAKEN, OUT), (_AIM, URGED)):
        for match in pattern.finditer(side.text):
            if not any(start < match.end() and match.start() < end for start, end, _ in found):
                found.append((match.start(), match.end(), way))
    marks = [
        (mark.start, mark.end, _RANK[question, mark.side])
        for question in ("allow", "duty", "pay", "entitled")
        for mark in find_marks(side, question)
        if (question, mark.side) in _RANK
    ]
    ways = list(_WAYS.values())
    for start, end, rank in sorted(marks, key=lambda one: (one[0], -one[1], one[2])):
        way = ways[rank]
        if side.text.folded[start:end] in _THEN and any(
            True for _ in side.scan.between(end, side.scan.clause(start)[1])
        ):
            continue
        if any(start < high and low < end for low, high, _ in found):
            continue
        may_be_noun = way not in (OUT, BARRED, FREE) or side.text.folded[start:end] == "cam"
        if may_be_noun and _NOUN.search(side.text, max(0, start - 20), start):
            continue
        found.append((start, end, way))
    for match in _NOT_AT_ALL.finditer(side.text):
        if not any(low < match.end() and match.start() < high for low, high, _ in found):
            found.append((match.start(), match.end(), NOT))
    return sorted(found)


def _is_weak(side: Side, cue: tuple[int, int, str]) -> bool:
    return side.text.normalised[cue[0] : cue[1]].lower() in _WEAK or cue[2] == NOT


def _statements(side: Side) -> Iterator[Told]:
    cues, at, number = _cues(side), 0, 0
    for low, high in side.scan.sentences:
        own = []
        while at < len(cues) and cues[at][0] < high:
            if cues[at][0] >= low:
                own.append(cues[at])
            at += 1
        if side.text.folded[high : high + 1] == "?":
            continue
        own = [
            cue
            for cue, behind in zip_longest(own, own[1:])
            if not (
                behind
                and behind[2] in (OUT, NOT)
                and _is_weak(side, cue)
                and cue[2] != NOT
                and behind[1] <= side.scan.clause(cue[0])[1]
            )
        ]
        if any(not _is_weak(side, cue) and cue[2] != OUT for cue in own):
            own = [cue for cue in own if not _is_weak(side, cue)]
        first = number
        for told in _of_sentence(side, own, low, high):
            if told.way == OUT:
                near = tuple(range(first, number)) or tuple(range(number))
                told = Told(OUT, told.start, told.end, told.low, told.high, near)
            yield told
            number += 1


def _of_sentence(side: Side, cues: Sequence[tuple[int, int, str]], low: int, high: int) -> Iterator[Told]:
    if not cues:
        yield Told(IS, low, low, low, high)
        return
    after = low
    skip = False
    for number, (start, end, way) in enumerate(cues):
        if skip:
            skip = False
            continue
        following = cues[number + 1] if number + 1 < len(cues) else None
        if way == OUT and following and following[0] - end <= 6 and not TAKEN.match(side.text, start):
            # "không thuộc diện phải gửi máy"
            way, end, skip = TURNED.get(following[2], NOT), following[1], True
            following = cues[number + 2] if number + 2 < len(cues) else None
        until = high
        if following:
            clause, _ = side.scan.clause(following[0])
            until = clause if clause >= end else following[0]
        yield Told(way, start, end, max(low, min(after, start)), until)
        after = until

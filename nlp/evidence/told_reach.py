"""Whither a word of modality reaches: what stands before it, behind it, or both, within its own statement of a sentence.

What it cannot see: irony, and a sentence further back that says "mới là dự thảo".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from models.vocabulary import Modality
from nlp.evidence.phrasebook import Cue
from nlp.evidence.scan import Scan
from nlp.evidence.spelling import NOT
from nlp.evidence.statements import comments_on, parted
from nlp.evidence.told_marks import Mark, made_known, marks_of, told_words


def is_next(scan: Scan, high: int, at: int) -> bool:
    """Whether the sentence around ``at`` follows that which ends at ``high``."""
    low, _ = scan.sentence(at)
    return scan.word_index(high) == scan.word_index(low)


def marks_meant(scan: Scan, cues: Sequence[Cue]) -> tuple[Mark, ...]:
    """The words of modality of a text that mean what they say. Kept for the next who asks with the same cues."""
    known: tuple[Sequence[Cue], tuple[Mark, ...]] | None = scan.kept.get(Mark)
    if known is None or known[0] is not cues:
        of_cues = [_mark(cue) for cue in cues if not _means_otherwise(scan, cue)]
        marks = tuple(one for one in (*of_cues, *marks_of(scan)) if not _negated(scan, one))
        known = scan.kept[Mark] = cues, marks
    return known[1]


_SIDES = {"sentence": "ahead", "anywhere": "both", "backward": "behind"}


def _mark(cue: Cue) -> Mark:
    code, _, reach = cue.label.partition("/")
    return Mark(Modality(code), cue.start, cue.end, _SIDES.get(reach, reach), cue.phrase)


def _means_otherwise(scan: Scan, cue: Cue) -> bool:
    """Whether the words around a cue make something else of it."""
    before, following = scan.before(cue.start, 2), scan.after(cue.end, 1)
    last, next_word = before[-1] if before else None, following[0] if following else None
    match cue.phrase:
        case "có thật":  # "chuyện ấy là có thật"
            return last is not None and last.reads("là", "chuyện")
        case "đang bàn" | "đang tính":  # "cả chợ đang bàn (tán)", "ai đang tính ký"
            rumour = next_word is not None and next_word.reads("tán")
            return rumour or (last is not None and last.reads("nào", "ai", *told_words().lists["crowds"]))
        case "đính chính":  # a paper, or what is right now: "đính chính: 30k thôi"
            return next_word is None or not next_word.reads("tin", "chuyện", "việc", "vụ")
        case "là sai":  # a judgement of what is done: "là sai quy định"
            return next_word is not None and next_word.reads("quy", "luật", "phép", "nguyên")
    if not cue.phrase.startswith("nghe ") and cue.phrase != "tôi nghe":
        return False
    return any(word.reads("đừng", "chớ") for word in before) or _is_said_to_you(scan, cue)


def _is_said_to_you(scan: Scan, cue: Cue) -> bool:
    """ "… nghe bà con", "nghe mấy mệ": a word to those who listen; and "tôi nghe đài đọc" tells where it is made known."""
    if cue.phrase in _HEARD:
        return False
    vocative = cue.phrase != "tôi nghe"
    first = scan.word_index(cue.start) + (1 if vocative else 2)
    words = scan.words
    _, high = scan.clause(cue.start)
    sayings = told_words().lists["sayings"]
    within = range(first, min(first + _SAID_WITHIN, len(words)))
    said = next((at for at in within if words[at].reads(*sayings)), None)
    if said is None or words[said].start >= high:
        return vocative or made_known(scan, first, min(first + 4, len(words)))
    return made_known(scan, first, said)


_SAID_WITHIN = 8
"""Words behind "nghe" within which somebody is said to have said it."""
_HEARD = frozenset(
    ("nghe nói", "nghe đâu", "nghe đồn", "nghe bảo", "nghe đồn là", "nghe người ta nói", "nghe phong thanh", "nghe kể", "nghe kêu", "nghe người ta")
)  # fmt: skip
"""What is heard, not from whom."""


def reaches(scan: Scan, mark: Mark, start: int, end: int, when: bool) -> bool:
    """Whether a word of modality speaks of ``start:end``. ``when``: that is a time, of which an aim behind it is told as well."""
    if mark.reach == "clause":
        low, high = scan.clause(start)
        return low <= mark.start and mark.end <= min(start, high)
    denies = mark.told is Modality.DENIED
    if mark.end <= start:
        if mark.reach == "behind" or (denies and _is_over(scan, mark, start)):
            return False
        return not parted(scan, mark.told, mark.end, start)
    if mark.reach == "ahead" and not (mark.told is Modality.TARGET and (when or _names(scan, end, mark))):
        return False
    if mark.told is Modality.PROPOSAL and _is_other_matter(scan, mark, end):
        return False
    if denies and not _is_of_what_stands_before(scan, mark, end):
        return False
    if mark.reach == "around":
        return True
    between = parted(scan, mark.told, end, mark.start)
    return not between or comments_on(scan, between, mark.start)


def _names(scan: Scan, end: int, mark: Mark) -> bool:
    """ "80% là con số phường hướng tới": the clause of what ends at ``end`` says that it is an aim."""
    _, high = scan.clause(max(0, end - 1))
    return mark.end <= high and any(
        word.reads("là") and end <= word.start for word in scan.before(mark.start, _NAMED_WITHIN)
    )


_NAMED_WITHIN = 8
"""Words before an aim among which the "là" that names it stands."""


_FULL = 3
"""A denial with so many words of its own clause behind it says no more of the next one. Own choice."""


_DENIED_WITHIN = 40
"""Words behind a denial among which the "đâu" that ends it is looked for."""


def _is_over(scan: Scan, mark: Mark, start: int) -> bool:
    """ "không có vụ thu tiền đâu, trên 10tr …": whether what is denied ends before ``start``."""
    _, high = scan.clause(mark.start)
    denied = [word for word in scan.after(mark.end, _DENIED_WITHIN) if word.end <= start]
    if any(word.reads("đâu", "mô") for word in denied[1:]):
        return True
    return high <= start and sum(word.end <= high for word in denied[:_FULL]) == _FULL


_HEARD_OUT = ("dự kiến", "góp ý", "xem xét", "nghiên cứu", "xin ý kiến")


def _is_other_matter(scan: Scan, mark: Mark, end: int) -> bool:
    """ "khởi công tháng 1, dự kiến trước mùa mưa …", "… để dân góp ý": only "đang góp ý" speaks of a clause before its own,
    and what was a proposal once ("trước đây chỉ là đề xuất") is none now."""
    low, _ = scan.clause(mark.start)
    if low <= end:
        return False
    before = scan.before(mark.start, 4, (low, mark.start))
    if any(
        one.reads("trước", "hồi") and two.reads("đây", "kia", "trước", "giờ") for one, two in pairwise(before)
    ):
        return True
    return mark.phrase in _HEARD_OUT and not any(
        word.reads("đang", "còn", "mới", "chờ") for word in before[-2:]
    )


def _is_of_what_stands_before(scan: Scan, mark: Mark, end: int) -> bool:
    """Whether "… là bịa" denies what ends at ``end``: of its own clause, or of those before where its own has nothing else to deny."""
    low, _ = scan.clause(mark.start)
    if low <= end:
        return True
    own = scan.before(mark.start, _FULL + 1, (low, mark.start))
    first = scan.words[scan.word_index(mark.start)]
    if first.reads("là"):  # "thứ ba là lịch cũ" has a subject of its own
        return all(
            word.reads("cái", "đó", "này", "kia", "ấy", "nớ", "toàn", "đều", "vậy", "rứa", "thế")
            for word in own
        )
    return len(own) <= _FULL and not any(
        word.is_number or word.reads("tin", "ai", "chuyện", "vụ") for word in own
    )


def _negated(scan: Scan, mark: Mark) -> bool:
    """ "không phải dự thảo", "chưa có đề xuất": the word itself is denied."""
    first = scan.words[scan.word_index(mark.start)]
    if first.reads(*NOT, "hổng", "hông"):
        return False
    before = scan.before(mark.start, 4, scan.clause(mark.start))
    if any(word.reads(*NOT) for word in before[-2:]):
        return True
    return any(one.reads(*NOT) and two.reads("phải", "có") for one, two in pairwise(before[-3:]))

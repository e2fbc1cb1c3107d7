"""How firmly a slot is told, by its kind: what is denied of a figure is not denied of the way, the place or the people beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from models.vocabulary import Modality, SlotKind
from nlp.evidence.modality import context_modalities, is_denied, is_denied_by_name
from nlp.evidence.outer_duties import is_left_free
from nlp.evidence.phrasebook import Cue
from nlp.evidence.scan import Scan, Word
from nlp.evidence.spelling import NOT

# The first that applies wins: a denial survives hearsay, a draft survives an aim.
_ORDER = (
    Modality.DENIED,
    Modality.PROPOSAL,
    Modality.TARGET,
    Modality.HEARSAY,
    Modality.PROHIBITED,
    Modality.PERMITTED,
)


def modality_at(scan: Scan, cues: Sequence[Cue], start: int, end: int, kind: SlotKind) -> Modality:
    """The modality of a slot of ``kind`` that stands at ``start:end``.

    Of a time, words of aim behind it count as well ("Đến năm 2030, phấn đấu …"), and of the negations only "không phải" right
    before it ("không phải 1/12"): others deny what happens then, as they deny what is done, by whom and for whom.
    """
    when = kind in _TIMES or kind is SlotKind.AGENCY
    found = context_modalities(scan, cues, start, end, when) - _NEVER.get(kind, frozenset())
    if is_denied(scan, start, end) if kind in _COUNTED else kind in _NAMED and is_denied_by_name(scan, start):
        found.add(Modality.DENIED)
    if kind is SlotKind.FEE and is_left_free(scan, end):
        found.add(Modality.PERMITTED)
    if kind is SlotKind.DEADLINE:
        found.discard(Modality.PERMITTED)
        if _is_let(scan, start):
            found.add(Modality.PERMITTED)
    if kind in _WAYS and Modality.PROPOSAL in found and _is_of_the_hearing(scan, start, end):
        found.discard(Modality.PROPOSAL)
    return firmest(found)


def firmest(found: Collection[Modality]) -> Modality:
    """The one of several modalities that wins; ``in_force`` where there is none."""
    return next((modality for modality in _ORDER if modality in found), Modality.IN_FORCE)


_TIMES = frozenset({SlotKind.DATE, SlotKind.DEADLINE})
_NAMED = _TIMES | {SlotKind.SCOPE, SlotKind.AGENCY}
_WAYS = _TIMES | {SlotKind.PROCEDURE}
_COUNTED = frozenset({SlotKind.FEE, SlotKind.AMOUNT, SlotKind.PERCENT, SlotKind.DOCUMENT})
_BAN_OR_LEAVE = frozenset({Modality.PROHIBITED, Modality.PERMITTED})
_NEVER = {
    SlotKind.AMOUNT: _BAN_OR_LEAVE,
    SlotKind.DATE: _BAN_OR_LEAVE,
    SlotKind.DEADLINE: frozenset({Modality.PROHIBITED}),
    SlotKind.SCOPE: _BAN_OR_LEAVE,
    SlotKind.AGENCY: _BAN_OR_LEAVE,
    SlotKind.DOCUMENT: _BAN_OR_LEAVE,
    SlotKind.PROCEDURE: _BAN_OR_LEAVE | {Modality.DENIED},
    SlotKind.SANCTION: _BAN_OR_LEAVE,
}
"""What a slot of a kind is not marked as: "cấm xe trên 2,5 tấn" bans the lorry, not the weight. On the corpus, of 60 slots of these kinds
that stood under a ban or a permission one was marked so, of 29 ways that stood under a denial one."""


def _is_let(scan: Scan, start: int) -> bool:
    """ "được phép chạy tiếp đến hết tháng 10": how long something is allowed, not what may happen in a time ("ngoài giờ cho phép")."""
    words = scan.before(start, 8, scan.clause(start))
    return any(
        one.reads("cho", "được")
        and two.reads("phép", "quyền")
        and not (at and words[at - 1].reads(*NOT, "giờ", "mức", "hạn", "khung"))
        for at, (one, two) in enumerate(pairwise(words))
    )


def _is_of_the_hearing(scan: Scan, start: int, end: int) -> bool:
    """ "góp ý trước 15/12": the time and the way of the hearing itself are no proposal."""
    words = (*scan.before(start, 4, scan.clause(start)), *scan.between(start, end))
    if any(word.reads("cho") for word in words):  # "lấy ý kiến cho nghỉ thứ bảy"
        return False
    return any(
        (two.reads("ý") and one.reads("góp")) or (two.reads("kiến") and one.reads("ý"))
        for one, two in pairwise(words)
    )


_SPARED = (
    "phạt", "cắt", "khóa", "khoá", "trừ", "xử", "truy", "bắt", "tính", "nêu", "nhắc", "buộc", "đuổi", "thổi", "đóng", "mất", "đặt",
    "close",
)  # fmt: skip
"""What is not done to somebody: a sanction that is denied, where "không được đi tàu" is one."""


def sanction_modality(scan: Scan, cues: Sequence[Cue], start: int, end: int) -> Modality:
    """Like ``modality_at``, but only "không" right before a sanction or at its beginning denies it ("không phạt", "chưa ai bị cắt").

    Who does not register *is* fined ("không đăng ký bị phạt"), and "không có phạt" is mostly "if not, a fine".
    """
    found = context_modalities(scan, cues, start, end) - _NEVER[SlotKind.SANCTION]
    before = scan.before(start, 3)
    while before and before[-1].reads("ai", "bị"):
        before = before[:-1]
    denied = bool(before) and before[-1].reads(*NOT)
    if denied and not (len(before) > 1 and before[-2].reads("có", "để", "mà", "nếu")):
        found.add(Modality.DENIED)
    if _is_spared(scan.between(start, end)):
        found.add(Modality.DENIED)
    return firmest(found)


def _is_spared(own: Sequence[Word]) -> bool:
    if not own or not own[0].reads(*NOT):
        return False
    rest = [word for word in own[1:5] if not word.reads("ai", "bị", "hề", "tự", "động", "có")]
    if any(word.reads("thu") and after.reads("hồi") for word, after in pairwise(rest)):
        return True
    return bool(rest) and rest[0].reads(*_SPARED)

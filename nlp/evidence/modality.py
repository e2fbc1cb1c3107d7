"""How firmly a text tells something: in force, a target, a proposal, denied, hearsay …

The words are data: ``nlp/lexicons/modality.yaml``, and ``told.yaml`` for those the slot tagger was not taught. A figure takes the modality
of the words that reach it (``nlp.evidence.told_reach``). What it cannot see: irony, and a sentence before this one that says "mới là dự thảo".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from models.vocabulary import Modality
from nlp import lexicons
from nlp.contracts import Text
from nlp.evidence.phrasebook import Cue, PhraseBook, Runs
from nlp.evidence.scan import Scan, Word, kept
from nlp.evidence.spelling import NOT
from nlp.evidence.told_marks import Mark, comments_of
from nlp.evidence.told_reach import is_next, marks_meant, reaches

REACHES = frozenset({"sentence", "anywhere", "clause", "backward"})


def load_lexicon(name: str) -> dict[str, Any]:
    """A YAML lexicon as plain data."""
    loaded: dict[str, Any] = lexicons.described(name)
    return loaded


@dataclass(frozen=True)
class ModalityWords:
    """The modality lexicon, checked: cue labels are ``code/reach``."""

    cues: PhraseBook
    negators: tuple[str, ...]
    not_before: tuple[str, ...]
    stops: tuple[str, ...]
    distance: int
    time_distance: int
    benefits: tuple[str, ...]


@lru_cache(maxsize=1)
def words() -> ModalityWords:
    """Read and check the lexicon once. Raises ``ValueError`` naming the entry that is wrong."""
    data = load_lexicon("modality.yaml")
    phrases: dict[str, list[str]] = {}
    for entry in data["modality"]:
        if entry["reach"] not in REACHES:
            raise ValueError(f"modality.yaml: reach {entry['reach']!r} is none of {sorted(REACHES)}")
        phrases.setdefault(f"{Modality(entry['code'])}/{entry['reach']}", []).extend(entry["phrases"])
    negation = data["negation"]
    return ModalityWords(
        PhraseBook(phrases, data["accented_only"]),
        tuple(form for form in negation["words"] if " " not in form),
        tuple(negation["not_before"]),
        tuple(negation["stops"]),
        int(negation["distance"]),
        int(negation["time_distance"]),
        tuple(data["obligation_context"]["benefit_verbs"]),
    )


def find_cues(text: Text, runs: Runs | None = None) -> tuple[Cue, ...]:
    """Every word of modality in a text. ``runs``: those of the text, where they are known."""
    return words().cues.find(text, runs)


@kept
def cues_of(scan: Scan) -> tuple[Cue, ...]:
    """``find_cues`` of a text that is scanned."""
    return find_cues(scan.text, scan.runs)


def _asks(scan: Scan, end: int) -> bool:
    """Whether the sentence ends in a question mark or "hả": what is asked is not asserted."""
    if scan.text.folded[end : end + 1] == "?":
        return True
    last = scan.before(end, 1)
    return bool(last) and last[0].written == "hả"


def context_modalities(
    scan: Scan, cues: Sequence[Cue], start: int, end: int, when: bool = False
) -> set[Modality]:
    """All modalities whose words reach ``start:end``. ``when``: that is a time, of which an aim behind it is told as well."""
    return told_by(scan, marks_at(scan, cues, start, end, when), start)


def told_by(scan: Scan, marks: Sequence[Mark], start: int) -> set[Modality]:
    """What ``marks`` say of what stands at ``start``, and its question mark and the sentence behind it."""
    _, high = scan.sentence(start)
    found = {mark.told for mark in marks}
    if _asks(scan, high):
        found.add(Modality.HEARSAY)
    return found | {
        one.told for one in comments_of(scan) if high <= one.start and is_next(scan, high, one.start)
    }


def is_refuted(scan: Scan, marks: Sequence[Mark], end: int) -> bool:
    """Whether the clause of what ends at ``end`` goes on to call it untrue: "ai nói không phải nộp là nói xàm"."""
    _, high = scan.clause(max(0, end - 1))
    denials = [mark for mark in marks if mark.told is Modality.DENIED and end <= mark.start < high]
    return any(not any(word.reads("ai", "tin") for word in scan.between(end, mark.start)) for mark in denials)


def marks_at(scan: Scan, cues: Sequence[Cue], start: int, end: int, when: bool = False) -> list[Mark]:
    """The words of modality that reach ``start:end``."""
    low, high = scan.sentence(start)
    return [
        mark
        for mark in marks_meant(scan, cues)
        if low <= mark.start and mark.end <= high and not (mark.start < end and start < mark.end)
        if reaches(scan, mark, start, end, when)
    ]


def is_denied_by_name(scan: Scan, start: int) -> bool:
    """Whether "không phải" stands close before: "không phải (từ) 1/12", "không phải xã"."""
    before = scan.before(start, words().time_distance, scan.clause(start))
    return any(one.reads(*NOT) and two.reads("phải") for one, two in pairwise(before))


def is_denied(scan: Scan, start: int, end: int) -> bool:
    """Whether a negation in the same clause governs the figure: "không phải nộp 50k", "không thu 50k"."""
    lexicon = words()
    own = scan.between(start, end)
    if own and own[0].reads(*NOT, "khỏi", "miễn"):  # "không nhận hồ sơ giấy và không thu lệ phí"
        return False
    before = scan.before(start, lexicon.distance, scan.clause(start))
    for at in range(len(before) - 1, -1, -1):
        word = before[at]
        if word.reads(*lexicon.stops):
            return False
        if word.reads("được") and not (at and before[at - 1].reads(*lexicon.negators)):
            return False
        if (
            word.reads(*lexicon.negators)
            and not _is_other_word(before, at)
            and _is_negation(before, at, lexicon)
        ):
            return not _is_complete(before[at + 1 :])
    return False


def _is_other_word(before: Sequence[Word], at: int) -> bool:
    """Without marks "dung tên" is no "đừng", "khoi 6" no "khỏi", "so hong" no "hông"."""
    word = before[at]
    if not word.bare or word.folded == word.written != word.written.lower():
        return False
    following = before[at + 1] if at + 1 < len(before) else None
    if word.folded == "dung":
        return True
    if word.folded == "hong":
        return at > 0 and before[at - 1].folded in ("so", "hoa")
    return word.folded == "khoi" and (
        following is None or following.is_number or (at > 0 and before[at - 1].is_number)
    )


def _is_complete(denied: Sequence[Word]) -> bool:
    """ "không mất tiền nhớ mang …": what is denied has its object, and more follows."""
    paid = [at for at, word in enumerate(denied) if word.reads("tiền", "phí", "đồng", "xu", "công")]
    return bool(paid) and len(denied) - paid[-1] > _OBJECT_WITHIN


_OBJECT_WITHIN = 2
"""Words from "tiền" to a figure that is still what is not paid: "không thu tiền công 50k"."""


def _is_negation(before: Sequence[Word], at: int, lexicon: ModalityWords) -> bool:
    following = before[at + 1] if at + 1 < len(before) else None
    if following is not None and following.reads(*lexicon.not_before):
        return False
    if following is not None and following.reads("được"):  # forbids, unless a benefit is taken away
        benefit = before[at + 2] if at + 2 < len(before) else None
        return benefit is not None and benefit.reads(*lexicon.benefits)
    if any(
        word.reads("nào", "nếu", "hễ", "ai") for word in before[max(0, at - 3) : at]
    ):  # "ai chưa có máy …": a condition
        return False
    if before[at].reads("chưa") and following is not None and following.reads(*_NOT_YET):
        return False
    preceding = before[at - 1] if at else None
    return preceding is None or not preceding.reads("có", "hay", "mà")


_NOT_YET = ("có", "khai", "làm", "đăng", "cài", "chuyển", "nộp", "đóng", "đổi", "xử", "đủ", "biết", "rõ")
"""Behind "chưa": who has not done so yet, a condition of what follows."""

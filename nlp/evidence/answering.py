"""Official passages that answer a question."""

from __future__ import annotations

from datetime import datetime

from models.vocabulary import Relation, SlotKind
from nlp.contracts import Evidence, PassageIndex, Text
from nlp.evidence.phrasebook import PhraseBook
from nlp.evidence.reading import read_passage
from nlp.evidence.retrieval import in_force
from nlp.evidence.slots import local_day
from nlp.evidence.wording import MAX_QUOTE, name_of

ANSWERS = 0.45
"""Least score for a passage to be put beside a question. Set by hand on fictional documents."""

FITTING = 1.2
"""What a passage gains that has the kind of statement asked for: a fee, a day, a duty."""

MAX_ANSWERS = 3
_SEARCHED = 8

_ASKED = PhraseBook(
    {
        "fee": ("phí", "lệ phí", "bao nhiêu tiền", "mất tiền", "mất bao nhiêu", "hết bao nhiêu", "tốn bao nhiêu"),
        "deadline": ("mấy ngày", "bao lâu", "bao nhiêu ngày", "bao giờ xong", "hạn đến", "hạn cuối"),
        "date": ("khi nào", "bao giờ", "từ ngày nào", "ngày nào", "lúc nào"),
        "obligation": ("có phải", "có bắt buộc", "bắt buộc không", "có cần", "có được", "được không", "phải không"),
    },
    accented_only=("phí",),
)  # fmt: skip
_KINDS = {
    "fee": {SlotKind.FEE, SlotKind.AMOUNT},
    "deadline": {SlotKind.DEADLINE},
    "date": {SlotKind.DATE, SlotKind.DEADLINE},
    "obligation": {SlotKind.OBLIGATION},
}


def answers(text: Text, index: PassageIndex, posted_at: datetime | None) -> tuple[Evidence, ...]:
    """Passages in force that answer a question, best first, at most ``MAX_ANSWERS``; ``slot`` is None.

    Drafts answer nothing, nor what had ended or not begun on the day of the post.
    """
    day = local_day(posted_at)
    wanted: set[SlotKind] = set()
    for cue in _ASKED.find(text):
        wanted |= _KINDS[cue.label]
    found = []
    for hit in index.search(text, day, _SEARCHED):
        if hit.passage.draft or not in_force(hit.passage, day):
            continue
        reading = read_passage(hit.passage)
        fits = any(one.slot.kind in wanted for kind in wanted for one in reading.statements(kind))
        score = min(1.0, hit.score * (FITTING if fits else 1.0))
        if score >= ANSWERS:
            words = f"đoạn {hit.passage.path} của {name_of(hit.passage)} nói về điều được hỏi"
            quote = hit.passage.text[:MAX_QUOTE]
            found.append(Evidence(hit.passage, quote, Relation.RELATED, None, words, None, round(score, 4)))
    found.sort(key=lambda one: -one.score)
    return tuple(found[:MAX_ANSWERS])

"""Whether a word is denied in its clause: *không bấm*, *đừng chuyển*, *chưa đọc*.

Cannot see: denials that follow (*bấm là dại*), irony, negation across a comma.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nlp.normalise import fold
from nlp.phrases import may_mean
from nlp.words import Word

NEGATORS = frozenset({"không", "ko", "k", "chẳng", "!chả", "đừng", "!chớ", "!cấm", "tránh", "tuyệt"})
_NEVER_AFTER = frozenset({"ung", "su", "ap", "noi", "tac", "xay", "vat", "tin", "tieu", "chuyen"})
"""First syllables that make a bare ``dung`` something else: ứng dụng, sử dụng, áp dụng, nội dung, …"""

_NOT_YET = "chưa"
CONDITIONS = frozenset({"neu", "ai", "ma", "he", "nao", "khi"})
"""Words before a negation that make it a condition: *ai chưa nộp*, *nếu không bấm*."""

_NOT_NEGATING = frozenset({"chi", "nhung", "can"})


class Negation(NamedTuple):
    """How a word is denied: ``not_yet`` tells what has not happened, otherwise it is refused."""

    not_yet: bool


def negation(words: Sequence[Word], first: int) -> Negation | None:
    """The negation in the same clause that governs the word at ``first``, if any.

    Looks back four words for *không, đừng, …* and one for *chưa*. A condition before it
    (*nếu không bấm…*, *ai chưa nộp…*) makes it a threat or a call, not a negation.
    """
    for back in range(1, 5):
        at = first - back
        if at < 0 or words[at + 1].breaks:
            return None
        word = words[at]
        not_yet = _means(word, _NOT_YET) and back == 1
        if not_yet or any(_means(word, negator) for negator in NEGATORS):
            before = words[at - 1].folded if at and not word.breaks else ""
            if word.plain == "dung" and before in _NEVER_AFTER:
                continue
            conditional = before in CONDITIONS or words[at + 1].folded in _NOT_NEGATING
            return None if conditional else Negation(not_yet)
    return None


def _means(word: Word, meant: str) -> bool:
    return word.plain == meant or (word.folded == fold(meant.removeprefix("!")) and may_mean(word, meant))

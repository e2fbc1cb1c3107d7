"""Whether a word is denied in its clause: *không bấm*, *đừng chuyển*, *chưa đọc*.

Cannot see: denials that follow (*bấm là dại*), irony, negation across a comma.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nlp.diacritics import may_mean
from nlp.normalise import fold
from nlp.words import Word

NEGATORS = frozenset({"không", "ko", "k", "chẳng", "!chả", "đừng", "!chớ", "!cấm", "tránh"})
_NEVER_BEFORE = frozenset({"thu"})
"""Second syllables that make a bare ``tranh`` something else: tranh thủ."""

_NEVER_AFTER = frozenset({"ung", "su", "ap", "noi", "tac", "xay", "vat", "tin", "tieu", "chuyen"})
"""First syllables that make a bare ``dung`` something else: ứng dụng, sử dụng, áp dụng, nội dung, …"""

_NOT_YET = "chưa"
CONDITIONS = frozenset({"neu", "ai", "ma", "he", "nao", "khi"})
"""Words before a negation that make it a condition: *ai chưa nộp*, *nếu không bấm*."""

_NEW_CLAUSE = frozenset({"bác", "anh", "chị", "ông", "bà", "cô", "chú", "dì", "cụ", "bạn", "thì"})
"""Between a negation and a step they begin a clause of their own: *đúng không bác đọc mã*, *không nộp được thì nhắn*,
*không được hưởng chị vào đây*."""

_NOT_NEGATING = frozenset({"chi", "nhung", "can"})


_WATCHED = frozenset(fold(word.removeprefix("!")) for word in (*NEGATORS, *_NEW_CLAUSE, _NOT_YET))
"""All other words are passed over at one look."""


class Negation(NamedTuple):
    """How a word is denied: ``not_yet`` tells what has not happened, otherwise it is refused."""

    not_yet: bool


def negation(words: Sequence[Word], first: int) -> Negation | None:
    """The negation in the same clause that governs the word at ``first``, if any.

    Looks back four words for *không, đừng, …* and one for *chưa*. A condition before it
    (*nếu không bấm…*, *ai chưa nộp…*) makes it a threat or a call, not a negation. A word that denies
    (*đừng nói với ai*) is not denied by another before it.
    """
    if _is_one_of(words[first], NEGATORS):
        return None
    for back in range(1, 5):
        at = first - back
        if at < 0 or words[at + 1].breaks:
            return None
        word = words[at]
        if word.folded not in _WATCHED:
            continue
        if _is_one_of(word, _NEW_CLAUSE):
            return None
        not_yet = back == 1 and _is_one_of(word, (_NOT_YET,))
        if not_yet or _is_one_of(word, NEGATORS):
            before = words[at - 1].folded if at and not word.breaks else ""
            after = words[at + 1].folded
            if (word.plain == "dung" and before in _NEVER_AFTER) or (
                word.plain == "tranh" and after in _NEVER_BEFORE
            ):
                continue
            if word.plain == "k" and (
                len(before) == 1 or before[:1].isdigit()
            ):  # 250 k, c k: no word of its own
                continue
            conditional = before in CONDITIONS or after in _NOT_NEGATING
            return None if conditional else Negation(not_yet)
    return None


def _is_one_of(word: Word, meant: Iterable[str]) -> bool:
    return word.folded in _WATCHED and any(_means(word, one) for one in meant)


def _means(word: Word, meant: str) -> bool:
    return word.plain == meant or (word.folded == fold(meant.removeprefix("!")) and may_mean(word, meant))

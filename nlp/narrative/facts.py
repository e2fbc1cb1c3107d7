"""What makes two posts alike two stories: numbers, dates, denials, offices, and that something is asked.

The phrases are those of ``nlp.narrative.phrases``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple, TypeVar

from nlp.contracts import Text
from nlp.lexicons import word_set
from nlp.normalise import fold
from nlp.phrases import Match
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
    """Pieces ``first`` to ``last``, exclusive; of one ``kind`` (see ``Difference``) the same ``key`` is the same fact."""

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

_NEVER_AFTER = frozenset(
    {"ung", "su", "ap", "noi", "tac", "xay", "vat", "tin", "tieu", "chuyen", "tuyen", "day"}
)
"""First syllables that make a bare ``dung`` something else: ứng dụng, sử dụng, áp dụng, nội dung, …"""

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
        if found.key != "head:" or _is_befriending(words, found.first):
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


def _is_befriending(words: Sequence[Word], at: int) -> bool:
    """ "ket ban Zalo": without marks the friend on Zalo is written like a village ("bản")."""
    return words[at].plain == "ban" and at > 0 and words[at - 1].plain == "ket"


def _is_name(text: Text, before: Word, word: Word) -> bool:
    next_to_it = text.folded[before.end : word.start].isspace()
    return next_to_it and text.normalised[word.start].isupper() and not word.plain.isdigit()

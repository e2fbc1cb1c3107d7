"""Phrases of described data, found in a text in one linear pass.

Rules, cues and topics are lists of Vietnamese phrases, and people write them with, without or with
half of their diacritics. A phrase word matches a text word when both fold to the same letters and
the text word carries no diacritic the phrase word lacks:

* ``cài`` is found in ``cài`` and in ``cai``, not in ``cái``;
* in a text that otherwise carries its marks a bare ``cai`` is not ``cài``;
* hỏi and ngã count as one tone, because large parts of the country write them so
  (``text_rules.md``: dialect is never a signal).

The small language of a phrase:

====================  ====================================================================
``công an``           these words, in this order, in one sentence
``(tải|cài đặt|)``    one of these; an empty one makes it optional
``cài … ứng dụng``    up to four other words between, in one sentence
``<link>``            a token of a kind: link, official_link, phone, account, handle, email,
                      app, money, number, laugh
====================  ====================================================================

What it cannot see: words split by a line break, spellings the normaliser did not bring back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from nlp.normalise import fold
from nlp.words import KINDS, Word

GAP_WORDS = 4
"""Most words that may stand where a phrase says ``…``."""

_HOOK_AND_TILDE = {"\u0303": "\u0309"}


class Match(NamedTuple):
    """A phrase found: the ``key`` it was filed under and its first and last word."""

    key: str
    first: int
    last: int


class PhraseError(ValueError):
    """A phrase of the described data cannot be read; the message says what and why, in Vietnamese."""


@dataclass(slots=True)
class _Node:
    """A place in a phrase: which words lead on from here, and what has been found on arrival."""

    edges: dict[str, list[tuple[str, _Node]]] = field(default_factory=dict)
    after_gap: _Node | None = None
    key: str | None = None

    def lead(self, words: Sequence[str], goal: _Node) -> None:
        """Add a path of words from here to ``goal``."""
        node = self
        for place, word in enumerate(words):
            target = goal if place == len(words) - 1 else _Node()
            node.edges.setdefault(word if word.startswith("<") else fold(word), []).append((word, target))
            node = target


@lru_cache(maxsize=65536)
def carries_no_more(written: str, meant: str) -> bool:
    """Whether ``written`` could be ``meant`` with some diacritics left out. Both fold alike.

    >>> carries_no_more("cai", "cài"), carries_no_more("cái", "cài"), carries_no_more("lừa", "lưa")
    (True, False, False)
    """
    if written == meant:
        return True
    here, there = (_letters(word) for word in (written, meant))
    if len(here) != len(there):
        return False
    return all(a[0] == b[0] and a[1] <= b[1] for a, b in zip(here, there, strict=True))


def _letters(word: str) -> list[tuple[str, frozenset[str]]]:
    """Base letters with their marks; a tone is counted wherever in the word it stands."""
    letters: list[tuple[str, set[str]]] = []
    tones: set[str] = set()
    for char in unicodedata.normalize("NFD", word):
        if char == "đ":
            letters.append(("d", {"stroke"}))
        elif not unicodedata.combining(char):
            letters.append((char, set()))
        elif char in "\u0300\u0301\u0303\u0309\u0323":
            tones.add(_HOOK_AND_TILDE.get(char, char))
        elif letters:
            letters[-1][1].add(char)
    letters.append(("tone", tones))
    return [(base, frozenset(marks)) for base, marks in letters]


class PhraseTable:
    """Many phrases, each filed under a key, looked for at once.

    >>> from nlp.normalise import normalise
    >>> from nlp.words import words_of
    >>> table = PhraseTable({"step": ["(cài|tải) … ứng dụng"]})
    >>> [tuple(match) for match in table.find(words_of(normalise("tai ngay ung dung")))]
    [('step', 0, 3)]
    """

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        """Raise ``PhraseError`` when a phrase cannot be read."""
        self._root = _Node()
        for key, entries in phrases.items():
            for entry in entries:
                self._file(key, parse(entry))

    def _file(self, key: str, pieces: Sequence[Sequence[tuple[str, ...]]]) -> None:
        here = [self._root]
        for piece in pieces:
            goal = _Node()
            if piece == [GAP]:
                for node in here:
                    node.after_gap = goal
                here = [goal]
                continue
            for words in piece:
                for node in here if words else ():
                    node.lead(words, goal)
            here = [*here, goal] if () in piece else [goal]
        for node in here:
            node.key = key

    def find(self, words: Sequence[Word]) -> list[Match]:
        """All phrases found, in the order of the text. Bounded work for each word."""
        found: list[Match] = []
        starts = self._root.edges
        for first, word in enumerate(words):
            if word.folded in starts or (word.kind and f"<{word.kind}>" in starts):
                found.extend(self._from(words, first))
        return found

    def _from(self, words: Sequence[Word], first: int) -> list[Match]:
        """Walk all phrases that begin at ``first`` side by side, one word at a time."""
        ends: dict[tuple[str, int], Match] = {}
        todo = list(_steps(self._root, words[first], first))
        while todo:
            node, last = todo.pop()
            if node.key is not None:
                ends[node.key, last] = Match(node.key, first, last)
            at = last + 1
            if node.edges and at < len(words) and words[at].breaks < 2:
                todo.extend(_steps(node, words[at], at))
            if node.after_gap is not None:
                for place in range(at, min(at + GAP_WORDS + 1, len(words))):
                    if words[place].breaks >= 2:
                        break
                    todo.extend(_steps(node.after_gap, words[place], place))
        return sorted(ends.values(), key=lambda match: match.last)


def _steps(node: _Node, word: Word, at: int) -> Iterator[tuple[_Node, int]]:
    for meant, target in node.edges.get(word.folded, ()):
        if word.plain == meant or (not word.bare and carries_no_more(word.plain, meant)):
            yield target, at
    if word.kind:
        for _, target in node.edges.get(f"<{word.kind}>", ()):
            yield target, at


GAP = ("…",)


def parse(phrase: str) -> list[list[tuple[str, ...]]]:
    """The pieces of a phrase in order, each a list of ways to write it; ``GAP`` stands for a gap.

    >>> parse("(tải|cài) … app")
    [[('tải',), ('cài',)], [('…',)], [('app',)]]
    """
    text = unicodedata.normalize("NFC", phrase.strip().lower()).replace("...", "…")
    pieces: list[list[tuple[str, ...]]] = []
    for number, part in enumerate(re.split(r"\(([^()]{0,600})\)", text)):
        if number % 2:
            pieces.append([tuple(way.split()) for way in part.split("|")])
            continue
        if "(" in part or ")" in part:
            raise PhraseError(f"cụm từ «{phrase}»: ngoặc không khớp hoặc lồng nhau")
        pieces.extend([(word,)] for word in part.split())
    _check(phrase, pieces)
    return pieces


def _check(phrase: str, pieces: Sequence[Sequence[tuple[str, ...]]]) -> None:
    leading = takewhile(lambda piece: piece != [GAP], pieces)
    if all(() in piece for piece in leading) or pieces[-1] == [GAP]:
        raise PhraseError(f"cụm từ «{phrase}» rỗng, hoặc bắt đầu hay kết thúc bằng «…»")
    for piece in pieces:
        for word in (word for way in piece for word in way):
            if (word == "…" and len(piece) > 1) or "|" in word:
                raise PhraseError(f"cụm từ «{phrase}»: «{word}» đứng sai chỗ")
            if word.startswith("<") and word.strip("<>") not in KINDS:
                raise PhraseError(f"cụm từ «{phrase}»: không có loại {word}; có {', '.join(sorted(KINDS))}")


NEGATORS = frozenset({"không", "ko", "k", "chẳng", "chả", "đừng", "chớ", "cấm", "tránh", "tuyệt"})
_NOT_YET = "chưa"
_CONDITIONS = frozenset({"neu", "ai", "ma", "he", "nao", "khi"})
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
            conditional = before in _CONDITIONS or words[at + 1].folded in _NOT_NEGATING
            return None if conditional else Negation(not_yet)
    return None


def _means(word: Word, meant: str) -> bool:
    if word.plain == meant:
        return True
    return not word.bare and word.folded == fold(meant) and carries_no_more(word.plain, meant)

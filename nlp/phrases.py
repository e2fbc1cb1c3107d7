"""Phrases of described data, found in a text in one linear pass.

Rules, cues and topics are lists of Vietnamese phrases, and people write them with, without or with
half of their diacritics. A phrase word matches a text word when both fold to the same letters and

* in a text without marks, the text word carries none that the phrase word lacks: ``cài`` is found
  in ``cai``, not in ``cái``;
* in a text written with its marks, both carry the same: there ``cai`` is not ``cài``;
* hỏi and ngã count as one tone, because large parts of the country write them so
  (``text_rules.md``: dialect is never a signal).

The small language of a phrase:

====================  ====================================================================
``công an``           these words, in this order, in one sentence
``(tải|cài đặt|)``    one of these; an empty one makes it optional
``cài … ứng dụng``    up to four other words between, in one sentence
``!giả``              only with its marks, for words whose bare spelling means too much
``<link>``            a token of a kind: link, official_link, phone, account, handle, email,
                      app, money, number, laugh
====================  ====================================================================

What it cannot see: words split by a line break, spellings the normaliser did not bring back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from nlp.diacritics import may_mean
from nlp.normalise import fold, normalise
from nlp.words import KINDS, Word

GAP_WORDS = 4
"""Most words that may stand where a phrase says ``…``."""

LONGEST_ABBREVIATION = 8
"""Longest ASCII wording that is also tried as the normaliser would spell it."""

MAX_KEPT_MOVES = 500_000
"""Most steps a table remembers, about 100 MB at worst; ordinary text needs a tenth."""


class Match(NamedTuple):
    """A phrase found: the ``key`` it was filed under and its first and last word."""

    key: str
    first: int
    last: int


class PhraseError(ValueError):
    """A phrase of the described data cannot be read; the message says what and why, in Vietnamese."""


@dataclass(slots=True, eq=False)
class _Node:
    """A place in a phrase: which words lead on from here, and what has been found on arrival."""

    edges: dict[str, list[tuple[str, _Node]]] = field(default_factory=dict)
    after_gap: _Node | None = None
    key: tuple[int, str] | None = None

    def lead(self, words: Sequence[str], goal: _Node) -> None:
        """Add a path of words from here to ``goal``."""
        node = self
        for place, word in enumerate(words):
            target = goal if place == len(words) - 1 else _Node()
            node.edges.setdefault(_folded(word), []).append((word, target))
            node = target


class _State:
    """Places reached together, with the words each may still skip; moves are worked out once and kept.

    ``words``: the folded forms that lead on from any of the places. ``moves``: where a word of such a form leads. ``others``: where
    every other word leads. ``skips``: other words lead on too, and no phrase ends among them.
    """

    __slots__ = ("keys", "moves", "others", "places", "skips", "takes_kinds", "words")

    def __init__(
        self,
        places: frozenset[tuple[_Node, int]],
        keys: tuple[tuple[int, str], ...],
        words: frozenset[str],
    ) -> None:
        self.places = places
        self.keys = keys
        self.words = words
        in_gap = [node for node, skips in places if skips]
        self.skips = bool(in_gap) and not any(node.key for node in in_gap)
        self.takes_kinds = not _KINDS.isdisjoint(self.words)
        self.moves: dict[tuple[str, str, bool], _State | None] = {}
        self.others: _State | None = _UNKNOWN

    def after(self, word: Word) -> set[tuple[_Node, int]]:
        """The places one word leads to by being read, not skipped."""
        folded, plain, kind = word.folded, word.plain, f"<{word.kind}>" if word.kind else ""
        reached: set[tuple[_Node, int]] = set()
        for node, _ in self.places:
            for meant, target in node.edges.get(folded, ()):
                if plain == meant or may_mean(word, meant):
                    reached.add((target, 0))
            if kind:
                reached.update((target, 0) for _, target in node.edges.get(kind, ()))
        return reached


_KINDS = frozenset(f"<{kind}>" for kind in KINDS)

_UNKNOWN: _State | None = object.__new__(_State)
"""Stands for a move that nobody has worked out yet."""


def _folded(word: str) -> str:
    return word if word.startswith("<") else fold(word.removeprefix("!"))


class PhraseTable:
    """Many phrases, each filed under a key, looked for at once.

    From each word all phrases are followed side by side; which places a word leads to is worked out
    once and remembered, so that reading costs about one look-up for each word and phrase length.

    >>> from nlp.normalise import normalise
    >>> from nlp.words import words_of
    >>> table = PhraseTable({"step": ["(cài|tải) … ứng dụng"]})
    >>> [tuple(match) for match in table.find(words_of(normalise("tai ngay ung dung")))]
    [('step', 0, 3)]
    """

    def __init__(self, *lists: Mapping[str, Sequence[str]]) -> None:
        """One list of phrases by key, or several that are looked for in the same pass.

        Raises:
            PhraseError: a phrase cannot be read.
        """
        self._root = _Node()
        self._lists = len(lists)
        for number, phrases in enumerate(lists):
            for key, entries in phrases.items():
                for entry in entries:
                    pieces = parse(entry)
                    self._file((number, key), pieces)
        self._forget()

    def _file(self, key: tuple[int, str], pieces: Sequence[Sequence[tuple[str, ...]]]) -> None:
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
        """All phrases of the first list found, in the order of the text."""
        return self.find_each(words)[0]

    def find_each(self, words: Sequence[Word]) -> list[list[Match]]:
        """All phrases found, list by list, in the order of the text. Bounded work for each word."""
        found: list[list[Match]] = [[] for _ in range(self._lists)]
        if not words:
            return found
        start, end = self._start, len(words)
        opening, opens_with_kind = start.words, start.takes_kinds
        # Column by column: a phrase may begin at nearly every word, so most are looked at more than once.
        folded, plain, _, _, breaks, kinds, exact = zip(*words, strict=True)
        readings = tuple(zip(plain, kinds, exact, strict=True))
        has_kinds = any(kinds)
        make = tuple.__new__
        for first in range(end):
            if not (folded[first] in opening or (opens_with_kind and kinds[first])):
                continue
            at = first
            state = start.moves.get(readings[first], _UNKNOWN)
            if state is _UNKNOWN:
                state = self._follow(start, words[first])
            while state is not None:
                for number, key in state.keys:
                    found[number].append(make(Match, (key, first, at)))
                at += 1
                if at == end or breaks[at] >= 2:
                    break
                if (
                    state.skips
                    and state.words.isdisjoint(folded[at : at + GAP_WORDS + 1])
                    and not (has_kinds and state.takes_kinds)
                ):
                    break  # nothing that leads on stands as near as it must
                if folded[at] in state.words or (state.takes_kinds and kinds[at]):
                    following = state.moves.get(readings[at], _UNKNOWN)
                    state = self._follow(state, words[at]) if following is _UNKNOWN else following
                else:
                    following = state.others
                    state = self._pass_over(state) if following is _UNKNOWN else following
        return found

    def _follow(self, state: _State, word: Word) -> _State | None:
        """Work out where a word leads that the state may take, and remember it."""
        following = self._reach(state.after(word), state)
        state.moves[word.plain, word.kind, word.exact] = following
        return following

    def _pass_over(self, state: _State) -> _State | None:
        """Where any other word leads: on in a gap, or nowhere."""
        state.others = self._reach(set(), state)
        return state.others

    def _reach(self, reached: set[tuple[_Node, int]], state: _State) -> _State | None:
        """The state of the places reached by a word, and of those in which it is skipped."""
        if self._kept >= MAX_KEPT_MOVES:
            self._forget()
        self._kept += 1
        reached |= {(node, skips - 1) for node, skips in state.places if skips}
        return self._state_of(frozenset(reached | _into_gaps(reached)))

    def _state_of(self, places: frozenset[tuple[_Node, int]]) -> _State | None:
        if not places:
            return None
        known = self._states.get(places)
        if known is None:
            keys = tuple(sorted({node.key for node, skips in places if node.key and not skips}))
            known = self._states[places] = _State(places, keys, self._words_of(places))
        return known

    def _words_of(self, places: frozenset[tuple[_Node, int]]) -> frozenset[str]:
        """The words that lead on from some places, however many may be skipped before: one set for all such states."""
        nodes = frozenset(node for node, _ in places)
        words = self._words.get(nodes)
        if words is None:
            words = self._words[nodes] = frozenset().union(*[node.edges for node in nodes])
        return words

    def _forget(self) -> None:
        """Start again with an empty memory: odd texts must not fill it without end."""
        self._states: dict[frozenset[tuple[_Node, int]], _State] = {}
        self._words: dict[frozenset[_Node], frozenset[str]] = {}
        self._start = _State(frozenset({(self._root, 0)}), (), frozenset(self._root.edges))
        self._kept = 0


def _into_gaps(places: set[tuple[_Node, int]]) -> set[tuple[_Node, int]]:
    return {(node.after_gap, GAP_WORDS) for node, _ in places if node.after_gap is not None}


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
            pieces.append(_ways(part.split("|")))
            continue
        if "(" in part or ")" in part:
            raise PhraseError(f"cụm từ «{phrase}»: ngoặc không khớp hoặc lồng nhau")
        pieces.extend(_ways([word]) for word in part.split())
    _check(phrase, pieces)
    return pieces


def _ways(written: Sequence[str]) -> list[tuple[str, ...]]:
    """The ways with, for abbreviations the normaliser spells out (``csgt``), what it makes of them."""
    ways = [tuple(way.split()) for way in written]
    short = (way for way in written if way.isascii() and 0 < len(way) <= LONGEST_ABBREVIATION)
    spelt = (tuple(normalise(way).normalised.lower().split()) for way in short if way[0] not in "!<")
    return list(dict.fromkeys([*ways, *spelt]))


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

"""The sentences a person may pick as the one to check, and whether what they made of one only shortened it.

A person's pick is put beside official text and published; it must say nothing the post did not say. So words may be left
out and none added, and what turns a statement round (*không*, *nếu*, *chỉ*, *phải*) stays in its clause. Does not see that
leaving out other words changes the meaning: a second person reads the claims where that would matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from nlp.contracts import Span
from nlp.negation import NEGATORS
from nlp.tokenise import sentences

MOST_OFFERED = 60
"""Sentences offered of one post; nobody reads a longer list, and a claim stands near the top."""

TURNS_ROUND = frozenset(word.removeprefix("!") for word in NEGATORS) | {
    "chưa", "nếu", "trừ", "chỉ", "phải", "được",
}  # fmt: skip
"""Words without which a clause says something else. Own choice, beside the negations of ``nlp.negation``."""

_CLAUSE_END = re.compile(r"[.,;:!?…\n–—]+(?:\s|$)")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def offered(text: str) -> list[Span]:
    """The sentences of a masked post in order, cut at line ends too, without those that have no letter.

    >>> text = "Xin chào!\\nTừ 1/12 nộp hồ sơ mất phí 50k. :))"
    >>> [text[span.start:span.end] for span in offered(text)]
    ['Xin chào!', 'Từ 1/12 nộp hồ sơ mất phí 50k.']

    An address is never cut at its dots: half of one would not be known for an address, and stand there unbroken.

    >>> text = "Tải ở vneid-dongmay.example/app hoặc gọi."
    >>> [text[span.start:span.end] for span in offered(text)]
    ['Tải ở vneid-dongmay.example/app hoặc gọi.']
    """
    found: list[Span] = []
    for piece in _whole(text, sentences(text)):
        at = piece.start
        for line in text[piece.start : piece.end].split("\n"):
            start = at + len(line) - len(line.lstrip())
            if any(map(str.isalpha, line)):
                found.append(Span(start, at + len(line.rstrip())))
            at += len(line) + 1
    return found[:MOST_OFFERED]


def _whole(text: str, pieces: Iterable[Span]) -> Iterator[Span]:
    """Pieces that go on without white space after a dot are one."""
    last: Span | None = None
    for piece in pieces:
        if last and last.end == piece.start and text[last.end - 1] == "." and text[piece.start].isalnum():
            last = Span(last.start, piece.end)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def only_shortens(sentence: str, given: str) -> bool:
    """Whether ``given`` is ``sentence`` with words left out, in order, and no clause turned round. Linear in ``sentence``.

    >>> only_shortens("Nghe nói từ 1/12 nộp hồ sơ mất phí 50k", "từ 1/12 mất phí 50k")
    True
    >>> only_shortens("Nộp hồ sơ không mất phí", "Nộp hồ sơ mất phí")
    False
    """
    wanted = _words(given)
    if not wanted:
        return False
    places: dict[str, int] = {}
    for at, word in enumerate(wanted):
        places[word] = places.get(word, 0) | 1 << at
    # Bit n: the first n words of ``given`` are found. Of the clause at hand nothing is kept yet, a word is kept, or a
    # word that turns it round was left out, after which nothing of it may be kept.
    nothing = 1
    for clause in _clauses(sentence):
        kept = left_out = 0
        for word in clause:
            taken = ((nothing | kept) & places.get(word, 0)) << 1
            if word in TURNS_ROUND:
                left_out |= nothing
                nothing, kept = 0, taken
            else:
                kept |= taken
        nothing |= kept | left_out
    return bool(nothing >> len(wanted) & 1)


def _clauses(sentence: str) -> Sequence[list[str]]:
    return [_words(clause) for clause in _CLAUSE_END.split(sentence)]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text).casefold()
    return [word for piece in plain.split() if (word := _EDGES.sub("", piece))]

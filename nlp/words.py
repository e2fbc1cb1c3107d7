"""The words of a text as rules, cues and topics see them: folded, with their kind and what stood before.

Kinds come from the placeholders of masking, from shape (addresses, money, numbers, laughter) and
from indicators where a caller has them. Does not know syllables from words: ``công an`` is two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nlp.contracts import Indicator, Text
from nlp.normalise import fold

MARKED_SHARE = 0.4
"""Share of words with marks from which a text counts as written with them; running Vietnamese has
about three quarters (own count on the corpus)."""

KINDS = frozenset(
    {"link", "official_link", "phone", "account", "handle", "email", "app", "money", "number", "laugh"}
)
"""Kinds a ``<kind>`` in a phrase may name."""

_PLACEHOLDERS = {
    "[sdt]": "phone",
    "[tk]": "account",
    "[@]": "handle",
    "[email]": "email",
    "[ten]": "name",
    "[cccd]": "id",
    "[bien so]": "plate",
}

_LINK = (
    r"|(?P<link>(?:https?|hxxps?)://[^\s]{1,300}|\b[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}"
    r"\.(?:vn|com|net|org|top|info|xyz|cc|online|site|shop|vip|app|io|me|link|click|example|test|apk)\b[^\s,;]{0,300})"
)
_TOKENS = (
    r"(?P<placeholder>\[(?:sdt|tk|@|email|ten|cccd|bien so|url|link)\])"
    r"%s"
    r"|(?P<word>[^\W_]+(?:[.,/-]\d[^\W_]{0,20}){0,3})"
    r"|(?P<laugh>[=:]\){1,20}|=\]{1,20}|:v\b|\^\^|[😂🤣😆😅🤡])"
    r"|(?P<stop>[.!?…\n;])"
    r"|(?P<pause>[,:()\"“”])"
)
_TOKEN_OR_LINK = re.compile(_TOKENS % _LINK)
_TOKEN = re.compile(_TOKENS % "")
_MAY_BE_LINK = re.compile(r"[a-z0-9-]\.[a-z]|://")
_LAUGHED = re.compile(r"k{3,40}|(?:ha){2,20}h?|(?:hi){2,20}|(?:he){2,20}|lol")
_MONEY = re.compile(r"\d{1,12}(?:[.,]\d{1,3}){0,3}(?:k|tr|trieu|d|dong|vnd|cu|nghin|ngan|ty)\d?$")
_MONEY_UNITS = frozenset({"k", "tr", "trieu", "d", "dong", "vnd", "cu", "nghin", "ngan", "ty", "lit", "canh"})


_MOST_KEPT = 50_000
_LONGEST_KEPT = 40
_MOST_DIGITS = 4


class Word(NamedTuple):
    """One token of a text: positions are of the normalised view.

    ``breaks`` tells what stood before it: 0 nothing, 1 a comma or the like, 2 the end of a sentence.
    ``exact``: stands in a text written with its marks, so what is written is what is meant.
    """

    folded: str
    plain: str
    start: int
    end: int
    breaks: int
    kind: str
    exact: bool = False


def words_of(text: Text, indicators: tuple[Indicator, ...] = ()) -> list[Word]:
    """The tokens of a text, with kinds from placeholders, shapes and the given indicators.

    The same list is handed out again while the same text is being read; do not change it.
    """
    global _last  # one slot, replaced whole: safe between threads
    last = _last
    if last is not None and last[0] is text and last[1] == indicators:
        return last[2]
    found = _read(text, indicators)
    _last = (text, indicators, found)
    return found


_last: tuple[Text, tuple[Indicator, ...], list[Word]] | None = None


def _read(text: Text, indicators: tuple[Indicator, ...]) -> list[Word]:
    normalised = text.normalised.lower()
    if len(normalised) != len(text.folded):  # a few capitals grow when lowered
        normalised = text.normalised
    exact = _is_marked(text.original)
    found: list[Word] = []
    breaks = 2
    at = 0
    make = tuple.__new__  # of all that reads a post, most is made here: half the time of calling the class
    for chunk in _CHUNK.split(text.folded) if "[bien so]" in text.folded else text.folded.split(" "):
        tokens, left = _chunks.get(chunk) or _read_chunk(chunk)
        for folded, first, last, before, kind in tokens:
            if before > breaks:
                breaks = before
            if kind == _NUMBER:
                kind = _kind_of_number(folded, found, breaks)
            start, end = at + first, at + last
            found.append(make(Word, (folded, normalised[start:end], start, end, breaks, kind, exact)))
            breaks = 0
        if left > breaks:
            breaks = left
        at += len(chunk) + 1
    return _with_indicators(text, found, indicators)


_Token = tuple[str, int, int, int, str]
"""A token of a chunk: folded, from where to where, what stood before it, and its kind."""

_CHUNK = re.compile(r"(?<!\[bien) (?!so\])")
"""White space between chunks; the one placeholder that holds a space stays whole."""

_NUMBER = "?"
"""In place of a kind: what this is depends on the word before it."""

_chunks: dict[str, tuple[tuple[_Token, ...], int]] = {}
"""Chunks seen before, with their tokens and what their end means for the next word; numbers and handles are not kept."""


def _read_chunk(chunk: str) -> tuple[tuple[_Token, ...], int]:
    """The tokens of what stands between two spaces, and the break after the last; remembered where it is short."""
    tokens: list[_Token] = []
    breaks = 0
    pattern = _TOKEN_OR_LINK if _MAY_BE_LINK.search(chunk) else _TOKEN
    for token in pattern.finditer(chunk):
        group = token.lastgroup
        folded = token.group()
        if group == "word":
            if folded.isalpha() and folded not in _MONEY_UNITS:
                kind = "laugh" if folded[0] in "khl" and _LAUGHED.fullmatch(folded) else ""
            else:
                kind = _NUMBER
        elif group == "stop":
            breaks = 2
            continue
        elif group == "pause":
            breaks = breaks or 1
            continue
        else:
            kind = _kind_of(group or "", folded)
        tokens.append((folded, *token.span(), breaks, kind))
        breaks = 0
    read = tuple(tokens), breaks
    if _may_be_kept(chunk):
        if len(_chunks) >= _MOST_KEPT:
            _chunks.clear()
        _chunks[chunk] = read
    return read


def _is_marked(original: str) -> bool:
    """Counted in the original: the normaliser writes marks of its own where it spells out ``ck``."""
    pieces = original.lower().split()
    known = _marked.get
    told = [known(piece) or _read_marks(piece) for piece in pieces]
    marked = told.count(_WITH_MARKS)
    return marked >= MARKED_SHARE * (marked + told.count(_WITHOUT_MARKS))


_NO_LETTER, _WITHOUT_MARKS, _WITH_MARKS = 1, 2, 3
"""What a piece between white space begins with, and how it is written."""
_marked: dict[str, int] = {}
"""Pieces seen before; numbers and handles are not kept."""


def _read_marks(piece: str) -> int:
    if not piece[0].isalpha():
        return _NO_LETTER
    told = _WITHOUT_MARKS if fold(piece) == piece else _WITH_MARKS
    if _may_be_kept(piece):
        if len(_marked) >= _MOST_KEPT:
            _marked.clear()
        _marked[piece] = told
    return told


def _may_be_kept(piece: str) -> bool:
    return len(piece) <= _LONGEST_KEPT and "@" not in piece and sum(map(str.isdigit, piece)) <= _MOST_DIGITS


def _kind_of(group: str, folded: str) -> str:
    if group == "placeholder":
        return _PLACEHOLDERS.get(folded, "link")
    return _kind_of_address(folded) if group == "link" else "laugh"


def _kind_of_number(folded: str, before: Sequence[Word], breaks: int) -> str:
    """Of a word with digits, or of a unit of money, which makes money of the number before it."""
    if folded[0].isdigit():
        return "money" if _MONEY.match(folded) else "number"
    if folded in _MONEY_UNITS and not breaks and before and before[-1].kind == "number":
        return "money"
    return ""


def _kind_of_address(folded: str) -> str:
    if folded.endswith(".apk"):
        return "app"
    host = folded.partition("://")[2] or folded
    host = host.partition("/")[0].partition("?")[0].rstrip(".")
    return "official_link" if host.endswith(".gov.vn") else "link"


_KIND_OF_INDICATOR = {
    "url": "link",
    "domain": "link",
    "phone": "phone",
    "bank_account": "account",
    "app": "app",
    "zalo": "phone",
    "telegram": "handle",
    "email": "email",
}


def _with_indicators(text: Text, found: list[Word], indicators: tuple[Indicator, ...]) -> list[Word]:
    """Merge the words an indicator covers into one token of its kind."""
    ranges = [(i.span.start, i.span.end, i) for i in indicators if i.span.end > i.span.start]
    if not ranges:
        return found
    ranges.sort(key=lambda one: one[:2])
    merged: list[Word] = []
    at = 0
    last: Indicator | None = None
    for word in found:
        start, end = text.starts[word.start], text.ends[word.end - 1]
        while at < len(ranges) and ranges[at][1] <= start:
            at += 1
        if at == len(ranges) or ranges[at][0] >= end:
            merged.append(word)
            last = None
            continue
        indicator = ranges[at][2]
        kind = _KIND_OF_INDICATOR[indicator.kind]
        if indicator.official:
            kind = f"official_{kind}"
        if indicator is last:
            before = merged.pop()
            word = word._replace(
                folded=before.folded + word.folded,
                plain=before.plain + word.plain,
                start=before.start,
                breaks=before.breaks,
            )
        merged.append(word._replace(kind=kind))
        last = indicator
    return merged

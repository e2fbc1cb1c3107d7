"""Sentences, words and person names by underthesea, with exact offsets; its only import.

The library is loaded on first use (0.4 s, models from its wheel, no network). It is slow beside the
rest (hundreds of posts a second for words, about fifty for names), so it is called for flagged
texts only. Its pieces are strings; here they are found again in the text. Where a piece cannot be
found, because the library rewrote it, the module's own plain splitting is used for the whole text.
It puts its models together while it is first asked, and another thread that asks meanwhile meets them half made; so each of its
functions is first asked by one thread alone.

Its person tagger was trained on newspapers: names in lower case or without diacritics are mostly
not seen, and a place named after a person is sometimes taken for one.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from typing import Any

from nlp.contracts import Span

_OWN_SENTENCE = re.compile(r"[^\s.!?…\n][^.!?…\n]*(?:[.!?…](?!\s|$)[^.!?…\n]*)*[.!?…]*")
_OWN_WORD = re.compile(r"\w+|[^\w\s]")
_PERSON_FIRST = "B-PER"
_PERSON_REST = "I-PER"
_FIRST_WORDS = "Chị Hoa nộp hồ sơ ở xã."
_loading = threading.Lock()
_loaded: set[Callable[[str], Any]] = set()


def _loaded_once(asked: Callable[[str], Any]) -> Callable[[str], Any]:
    """A function of the library whose models are whole."""
    if asked not in _loaded:
        with _loading:
            if asked not in _loaded:
                asked(_FIRST_WORDS)
                _loaded.add(asked)
    return asked


def sentences(text: str) -> list[Span]:
    """The sentences of ``text`` in order, without the white space around them.

    >>> [(span.start, span.end) for span in sentences("Nộp ở đâu? Ở xã.")]
    [(0, 10), (11, 16)]
    """
    from underthesea import sent_tokenize

    return _align(text, _loaded_once(sent_tokenize)(text)) or [
        Span(*match.span()) for match in _OWN_SENTENCE.finditer(text)
    ]


def words(text: str) -> list[str]:
    """The words of ``text``; compounds stay together with their spaces (``căn cước công dân``)."""
    from underthesea import word_tokenize

    found = _loaded_once(word_tokenize)(text)
    return [str(word) for word in found] if found else _OWN_WORD.findall(text)


def person_names(text: str) -> list[Span]:
    """Where the conditional random field sees names of persons."""
    from underthesea import ner

    tagged = _loaded_once(ner)(text) if text.strip() else []
    pieces = _align(text, [row[0] for row in tagged])
    if len(pieces) != len(tagged):
        return []
    found: list[Span] = []
    for span, row in zip(pieces, tagged, strict=True):
        if row[3] == _PERSON_REST and found and not text[found[-1].end : span.start].strip():
            found[-1] = Span(found[-1].start, span.end)
        elif row[3] in {_PERSON_FIRST, _PERSON_REST}:
            found.append(span)
    return found


def current_ward(address: str) -> str | None:
    """The commune of today for "xã A, huyện B, tỉnh C" of before July 2025 (underthesea's table of mergers).

    None when the table does not know it, when it needs no other name, or when it was split among several:
    the library then picks one, which would be a guess.
    """
    from underthesea import convert_address

    found = convert_address(address)
    whole = found.status.value == "success" and found.mapping_type is not None
    if not whole or found.mapping_type.value == "divided" or not found.new.ward:
        return None
    return str(found.new.ward)


def _align(text: str, pieces: Iterable[str]) -> list[Span]:
    """The ranges of ``pieces`` in ``text``, in order; empty when one of them is not found.

    White space inside a piece stands for any white space. What lies between two pieces must be
    white space, so nothing can be skipped over.
    """
    spans: list[Span] = []
    at = 0
    for piece in pieces:
        span = _next(text, at, piece)
        if span is None:
            return []
        spans.append(span)
        at = span.end
    return spans


def _next(text: str, at: int, piece: str) -> Span | None:
    parts = piece.split()
    if not parts:
        return None
    start = text.find(parts[0], at, at + len(parts[0]) + _gap(text, at))
    if start < 0:
        return None
    end = start + len(parts[0])
    for part in parts[1:]:
        end += _gap(text, end)
        if not text.startswith(part, end):
            return None
        end += len(part)
    return Span(start, end)


def _gap(text: str, at: int) -> int:
    end = at
    while end < len(text) and text[end].isspace():
        end += 1
    return end - at

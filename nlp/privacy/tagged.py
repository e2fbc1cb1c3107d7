"""Names that a statistical tagger sees, laid over a text the rules have masked already.

The rules mask every text before it is first written. What is to be queued is read again by a tagger
(``nlp.tokenise.person_names``), which sees names no rule knows but also takes streets, places and words at the start of a
sentence for people. So a range it gives is believed only as far as the lexicons do not know better: titles in front are
left, and known places, figures of history, offices, and what follows a word for a street or a school stay.
"""

from __future__ import annotations

from collections.abc import Iterable

from models.vocabulary import Placeholder
from nlp.contracts import Masked, Replacement, Span
from nlp.lexicons import word_set
from nlp.privacy.given import in_a_place
from nlp.privacy.reading import Reader
from nlp.privacy.words import shipped

__all__ = ["mask_tagged"]

_NOBODY_BEFORE = word_set("là ra đó này kia ấy nào của mà thì")
"""What follows a word at the start of a sentence rather than a name of one syllable."""
_BRACKETS = frozenset("[]")


def mask_tagged(text: str, names: Iterable[Span]) -> Masked:
    """``text`` with ``[TÊN]`` for those of the ranges ``names``, in any order, that can be somebody's name.

    Ranges that touch a placeholder are passed over. Offsets of the result lead back to ``text``.

    >>> mask_tagged("Bà Rịa: Sầm Tịch báo tin", [Span(0, 6), Span(8, 16)]).text
    'Bà Rịa: [TÊN] báo tin'
    """
    words = shipped()
    reader = Reader(text, words.pieces(text), words.lexicon)
    kept = [span for name in sorted(names) for span in _believed(reader, name)]
    parts: list[str] = []
    replaced: list[Replacement] = []
    done = length = 0
    for span in kept:
        if span.start < done:
            continue
        start = length + span.start - done
        parts += (text[done : span.start], Placeholder.NAME)
        length = start + len(Placeholder.NAME)
        replaced.append(Replacement(Placeholder.NAME, span, Span(start, length)))
        done = span.end
    parts.append(text[done:])
    return Masked("".join(parts), tuple(replaced))


def _believed(reader: Reader, name: Span) -> Iterable[Span]:
    """The part of a tagged range that is masked, if any."""
    around = reader.text[max(0, name.start - 1) : name.end + 1]
    if not _BRACKETS.isdisjoint(around):
        return
    inside = [
        index
        for index in range(len(reader.words))
        if name.start <= reader.start(index) and reader.end(index) <= name.end
    ]
    while inside and (_is_title(reader, inside[0]) or not reader.words[inside[0]].text[0].isupper()):
        del inside[0]
    if not inside:
        return
    first, count = inside[0], len(inside)
    if reader.marked and _is_name(reader, first, count):
        yield Span(reader.start(first), reader.end(inside[-1]))


def _is_name(reader: Reader, first: int, count: int) -> bool:
    words = reader.words[first : first + count]
    if not all(word.capitalised and len(word.text) > 1 and not word.brand for word in words):
        return False
    if not all(reader.adjoins(first + step) for step in range(1, count)):
        return False
    if reader.stops_at(first) or reader.is_known(first, count) or reader.is_figure(first, count):
        return False
    if in_a_place(reader, first) or words[0].place_word or words[0].firm:
        return False
    if count == 1:
        return words[0].given is not None and not words[0].order and reader.after(first) not in _NOBODY_BEFORE
    return words[-1].given is not None or words[0].surname is not None


def _is_title(reader: Reader, index: int) -> bool:
    return (reader.words[index].lower,) in reader.lexicon.titles

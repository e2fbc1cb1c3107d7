"""Social text in standard spelling, with a map back to every character as it was written.

Three views: the original, never changed and the only one that is quoted; the normalised one, for
rules and models; the folded one, without diacritics, for loose matching. Follows the handling
rules for social text of the project's domain notes: plain characters, addresses left alone, words
taken apart put together, tone marks in one place, letters for digits, chat spellings. Look-alike
letters are replaced first, so that the result is spelt like any other word. Emoji stay.

What it does not do: restore diacritics (``ban`` has five readings), translate loanwords
(``link``, ``app``), expand official abbreviations in capitals (``UBND``, ``CCCD`` are standard spelling),
or guess between readings when the neighbours do not tell. Bare numbers and units (``80k``, ``1tr5``)
are left to the slot reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum

from models.errors import TooLarge
from nlp.contracts import Text
from nlp.normalise.addresses import find_addresses
from nlp.normalise.alignment import Aligned, Edit
from nlp.normalise.characters import plain, starts_with_a_mark
from nlp.normalise.folding import fold
from nlp.normalise.joining import join_edits, may_be_part_of_a_join
from nlp.normalise.spelling import respell
from nlp.normalise.teencode import WORD, Sentence, may_change, reading

__all__ = ["MAX_CHARACTERS", "as_written", "check_length", "fold", "normalise", "plain_view"]

MAX_CHARACTERS = 50_000
"""A public post is far shorter; a longer text is refused rather than cut (own limit)."""

_MAX_ROUNDS = 6
_MOST_SETTLED = 100_000
_LONGEST_SETTLED = 40
_MOST_DIGITS = 6
_FEWEST_SINGLE = 2
_PLACEHOLDER = re.compile(r"\[(?:TÊN|SĐT|TK|EMAIL|CCCD|BIỂN SỐ|@)\]")
_KEPT = re.compile(rf"{_PLACEHOLDER.pattern}|(?<![\w@])[@#][\w.]{{2,50}}")


def check_length(original: str) -> None:
    """Refuse a text that is no post.

    Raises:
        TooLarge: more than ``MAX_CHARACTERS`` characters.
    """
    if len(original) > MAX_CHARACTERS:
        raise TooLarge(
            f"Bài dài {len(original)} ký tự, quá giới hạn {MAX_CHARACTERS}; hãy gửi từng phần ngắn hơn."
        )


def plain_view(original: str) -> Aligned:
    """Step one alone: plain characters, nothing respelt; for readers of numbers and addresses.

    Raises:
        TooLarge: more than ``MAX_CHARACTERS`` characters.
    """
    check_length(original)
    return plain(Aligned.of(original))


def as_written(original: str) -> Text:
    """The three views with plain characters and nothing respelt: for a text of which no word matters.

    Raises:
        TooLarge: more than ``MAX_CHARACTERS`` characters.
    """
    view = plain_view(original)
    return Text(original, view.text, fold(view.text), view.starts, view.ends)


def normalise(original: str) -> Text:
    """The three views of ``original`` with exact offsets.

    A text already in standard spelling comes back unchanged, and normalising twice changes
    nothing. Time is linear in the length.

    Raises:
        TooLarge: more than ``MAX_CHARACTERS`` characters.

    >>> normalise("Ko hoà, kh0ản ck").normalised
    'Không hòa, khoản ck'
    """
    check_length(original)
    view = Aligned.of(original)
    chunks = _chunks(original)
    if not _settled.issuperset(chunks) or _may_be_spaced(chunks):
        view = _standard(view)
    return Text(original, view.text, fold(view.text), view.starts, view.ends)


def _standard(view: Aligned) -> Aligned:
    view = plain(view)
    for _ in range(_MAX_ROUNDS):
        respelt = _respelt(view)
        if respelt is view or (respelt := plain(respelt)).text == view.text:
            break
        view = respelt
    return view


def _respelt(view: Aligned) -> Aligned:
    """One round of all spelling rules; what one rule uncovers, the next round sees."""
    text = view.text
    chunks = _chunks(text)
    loose = _loose(chunks)
    may_join = _may_be_spaced(chunks) or any(touch is _Touch.JOINED for *_, touch in loose)
    joined = join_edits(text) if may_join else []
    respelt = list(_word_edits(text, loose))
    if not (joined or respelt):
        return view
    kept = _kept(text)
    joined = list(_outside(sorted(joined), kept))
    taken = sorted([*kept, *((edit.start, edit.end) for edit in joined)])
    return view.rewrite(sorted([*_outside(respelt, taken), *joined]))


def _kept(text: str) -> list[tuple[int, int]]:
    """Addresses, handles and the placeholders of masking: nothing inside is respelt."""
    spans = [(address.start, address.end) for address in find_addresses(text)]
    if "[" in text or "@" in text or "#" in text:
        spans += [match.span() for match in _KEPT.finditer(text)]
    return sorted(spans)


def _word_edits(text: str, loose: list[tuple[int, int, _Touch]]) -> Iterator[Edit]:
    sentence = Sentence(text)
    for start, end, _ in loose:
        for word in WORD.finditer(text, start, end):
            written = word.group()
            if written in _settled:
                continue
            spelling = reading(sentence, word) or respell(written)
            if spelling != written:
                yield Edit(*word.span(), spelling)


class _Touch(IntEnum):
    """What may happen to a piece of text without white space, in some surroundings."""

    NOTHING = 0
    RESPELT = 1
    JOINED = 2


_settled: set[str] = set()
"""Pieces seen before that no rule touches wherever they stand.

Most of any text is made of such pieces, so most texts need no second look. Nothing that could be a person's number or
handle is remembered.
"""
_touched: dict[str, _Touch] = {}
"""Pieces seen before that some rule touches."""


def _chunks(text: str) -> list[str]:
    return text.replace("\n", " ").split(" ")


def _may_be_spaced(chunks: list[str]) -> bool:
    """Whether two single characters follow each other, as in a word written letter by letter."""
    lengths = list(map(len, chunks))
    if lengths.count(1) < _FEWEST_SINGLE:
        return False
    return b"\x01\x01" in bytes([length if length < _FEWEST_SINGLE else 2 for length in lengths if length])


def _loose(chunks: list[str]) -> list[tuple[int, int, _Touch]]:
    """The ranges of pieces that some rule may touch."""
    found = []
    at = 0
    for chunk in chunks:
        if chunk not in _settled and (touch := _touch(chunk)):
            found.append((at, at + len(chunk), touch))
        at += len(chunk) + 1
    return found


def _touch(chunk: str) -> _Touch:
    """What may happen to the piece; remembered."""
    known = _touched.get(chunk)
    if known is not None:
        return known
    bare = _PLACEHOLDER.sub(" ", chunk)
    words = WORD.findall(bare)
    touch = _Touch.NOTHING
    if may_be_part_of_a_join(chunk):
        touch = _Touch.JOINED
    elif (
        starts_with_a_mark(chunk)
        or any(respell(word) != word or may_change(word) for word in words)
        or plain(Aligned.of(chunk)).text != chunk
    ):
        touch = _Touch.RESPELT
    if len(chunk) <= _LONGEST_SETTLED and "@" not in bare and sum(map(str.isdigit, chunk)) <= _MOST_DIGITS:
        if len(_settled) + len(_touched) >= _MOST_SETTLED:
            _settled.clear()
            _touched.clear()
        if touch:
            _touched[chunk] = touch
        else:
            _settled.update((chunk, *words))
    return touch


def _outside(edits: Iterable[Edit], spans: list[tuple[int, int]]) -> Iterator[Edit]:
    """The edits, given in order, that touch no span and no edit before them."""
    at = 0
    done = 0
    for edit in edits:
        while at < len(spans) and spans[at][1] <= edit.start:
            at += 1
        if at < len(spans) and spans[at][0] < edit.end:
            continue
        if edit.start < done:
            continue
        done = edit.end
        yield edit

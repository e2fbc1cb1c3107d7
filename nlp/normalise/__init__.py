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

from models.errors import TooLarge
from nlp.contracts import Text
from nlp.normalise.addresses import find_addresses
from nlp.normalise.alignment import Aligned, Edit
from nlp.normalise.characters import plain
from nlp.normalise.folding import fold
from nlp.normalise.joining import join_edits
from nlp.normalise.spelling import respell
from nlp.normalise.teencode import Word, teencode_edits

__all__ = ["MAX_CHARACTERS", "fold", "normalise", "plain_view"]

MAX_CHARACTERS = 50_000
"""A public post is far shorter; a longer text is refused rather than cut (own limit)."""

_MAX_ROUNDS = 6
_WORD = re.compile(r"\w+(?:[@$]\w+)*")
_KEPT = re.compile(r"\[(?:TÊN|SĐT|TK|EMAIL|CCCD|BIỂN SỐ|@)\]|(?<![\w@])[@#][\w.]{2,50}")


def plain_view(original: str) -> Aligned:
    """Step one alone: plain characters, nothing respelt; for readers of numbers and addresses.

    Raises:
        TooLarge: more than ``MAX_CHARACTERS`` characters.
    """
    if len(original) > MAX_CHARACTERS:
        raise TooLarge(
            f"Bài dài {len(original)} ký tự, quá giới hạn {MAX_CHARACTERS}; hãy gửi từng phần ngắn hơn."
        )
    return plain(Aligned.of(original))


def normalise(original: str) -> Text:
    """The three views of ``original`` with exact offsets.

    A text already in standard spelling comes back unchanged, and normalising twice changes
    nothing. Time is linear in the length.

    Raises:
        TooLarge: more than ``MAX_CHARACTERS`` characters.

    >>> normalise("Ko hoà, kh0ản ck").normalised
    'Không hòa, khoản ck'
    """
    view = plain_view(original)
    for _ in range(_MAX_ROUNDS):
        respelt = plain(_respelt(view))
        if respelt.text == view.text:
            break
        view = respelt
    return Text(original, view.text, fold(view.text), view.starts, view.ends)


def _respelt(view: Aligned) -> Aligned:
    """One round of all spelling rules; what one rule uncovers, the next round sees."""
    text = view.text
    kept = _kept(text)
    joined = list(_outside(sorted(join_edits(text)), kept))
    taken = sorted([*kept, *((edit.start, edit.end) for edit in joined)])
    words = [Word(*match.span(), match.group()) for match in _WORD.finditer(text)]
    edits = {edit.start: edit for edit in _outside(_word_edits(text, words), taken)}
    return view.rewrite(sorted([*edits.values(), *joined]))


def _kept(text: str) -> list[tuple[int, int]]:
    """Addresses, handles and the placeholders of masking: nothing inside is respelt."""
    spans = [(address.start, address.end) for address in find_addresses(text)]
    if "[" in text or "@" in text or "#" in text:
        spans += [match.span() for match in _KEPT.finditer(text)]
    return sorted(spans)


def _word_edits(text: str, words: list[Word]) -> Iterator[Edit]:
    respelt = {
        word.start: Edit(word.start, word.end, spelling)
        for word in words
        if (spelling := respell(word.text)) != word.text
    }
    for edit in teencode_edits(text, words):
        respelt.setdefault(edit.start, edit)
    return iter(sorted(respelt.values()))


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

"""A post as the comparison of two posts reads it: pieces that may be matched, and the facts that must be.

A piece is a word in folded form, a number in one form (``nlp.narrative.numbers``), a kind of address or placeholder,
or ``?`` for a sentence that asks. A fact is what makes it another story when it differs: a number, a date, a denial,
a document, an office, or that something is asked and not told. Hashtags, laughter and emoji are no pieces.

Cannot see: sums in slang, denials by irony, offices and laws called by a name that no list has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cached_property

from models.vocabulary import IndicatorKind, SlotKind
from nlp.contracts import Slot, Text
from nlp.evidence.scan import slice_text
from nlp.evidence.slots import extract_slots
from nlp.evidence.verdict.sides import Side, read_side
from nlp.narrative.documents import documents_in
from nlp.narrative.facts import (
    Asking,
    Fact,
    Piece,
    asking,
    number_fact,
    place_names,
    spoken_facts,
)
from nlp.narrative.numbers import digit_word, number_at
from nlp.narrative.phrases import phrases_in
from nlp.normalise import fold
from nlp.normalise.addresses import find_addresses
from nlp.official_names import is_official_host
from nlp.words import Word, words_of

_NOISE = re.compile(r"[^a-z0-9\[\]@]+")
_HASHTAGS = re.compile(r"(?<![a-z0-9&])#\w{1,60}")
_NUMERIC = frozenset({SlotKind.FEE, SlotKind.AMOUNT, SlotKind.PERCENT, SlotKind.DEADLINE})
_GUARDED = {
    **dict.fromkeys(_NUMERIC, "number"),
    SlotKind.DATE: "date",
    SlotKind.DOCUMENT: "document",
    SlotKind.AGENCY: "agency",
}
_STOP = re.compile(r"[.!?…\n;]")
_ADDRESSES = frozenset({"link", "phone", "account", "handle", "email", "app", "name", "id", "plate"})
_CONTACTS = frozenset({"<link>", "<phone>", "<account>", "<handle>", "<email>", "<app>"})
_DENYING = frozenset({"khong", "chua", "dung"})
_SAME_DENIAL = {"chang": "khong", "hong": "khong", "hem": "khong", "ko": "khong"}
MOST_FACTS = 600
"""Facts of one text that are compared; a post has a dozen. A longer list is never merged by the machine."""

MOST_LAID_OVER = 4_000
"""Characters of a text whose words are laid over those of another; near copies that are longer differ early or hardly at all. Own choice."""


class Reading:
    """A text ready to be compared. Made once for each post, whatever it is compared with; read as far as is asked.

    ``slots`` tell when two wordings are one value. By default they are read by rules from the text, not taken from its
    assessment: what a tagger marks is wider than its value ("trước 16 giờ ngày 28/11" is a day), so that equal values
    would excuse another hour.
    """

    def __init__(self, text: Text, slots: Sequence[Slot] | None = None) -> None:
        self.text = text
        self._given = slots

    @cached_property
    def side(self) -> Side:
        """Its content words in their places, of a long text those of its beginning."""
        long = len(self.text.normalised) > MOST_LAID_OVER
        return read_side(slice_text(self.text, 0, MOST_LAID_OVER) if long else self.text)

    @cached_property
    def condensed(self) -> str:
        """Letters and figures of the text, as ``condensed`` makes them."""
        return condensed(self.text)

    @cached_property
    def _parts(self) -> tuple[tuple[Piece, ...], tuple[Fact, ...]]:
        text = self.text
        said = [word for word in words_of(text) if word.kind != "laugh" and not _is_tag(text, word)]
        words = _with_addresses(text, said)
        phrases = phrases_in(words)
        asked = {found.first for found in phrases if found.key == "asks:"}
        pieces, at_word, facts = _pieces(text, words, asked)
        facts += _number_facts(words, pieces)
        facts += spoken_facts(words, phrases, at_word)
        facts += place_names(text, words, phrases, at_word)
        return tuple(pieces), tuple(sorted(facts, key=lambda fact: (fact.first, -fact.last)))

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces in the order of the text."""
        return self._parts[0]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What must be the same in the other text, in the order of this one."""
        return self._parts[1]

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The form of each piece."""
        return tuple(piece.form for piece in self.pieces)

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """First and last piece of each sentence, the last exclusive."""
        ranges, first = [], 0
        for at, piece in enumerate(self.pieces):
            if piece.sentence != self.pieces[first].sentence:
                ranges.append((first, at))
                first = at
        return (*ranges, (first, len(self.pieces))) if self.pieces else ()

    @cached_property
    def slots(self) -> tuple[Fact, ...]:
        """The guarded slots as facts over pieces; the two ends of a range, which stand in the same words, are one."""
        values: dict[tuple[str, int, int], set[str]] = {}
        for slot in extract_slots(self.text, None) if self._given is None else self._given:
            kind = _GUARDED.get(slot.kind)
            span = self.text.from_original(slot.span.start, slot.span.end)
            covered = [
                at for at, one in enumerate(self.pieces) if span.start <= one.start and one.end <= span.end
            ]
            if kind is not None and covered:
                value = fold(slot.text if slot.value is None else str(slot.value))
                values.setdefault((kind, covered[0], covered[-1] + 1), set()).add(
                    f"{value} {slot.unit or ''}"
                )
        return tuple(Fact(kind, " ".join(sorted(said)), *place) for (kind, *place), said in values.items())

    @property
    def syllables(self) -> int:
        """Words of the text, a number counting as one; addresses and the sign of a question are left out."""
        return sum(form[0] not in "?<" for form in self.forms)

    def words(self, first: int, last: int) -> str:
        """The words behind pieces ``first`` to ``last``, exclusive, as written."""
        span = self.text.to_original(self.pieces[first].start, self.pieces[last - 1].end)
        return self.text.original[span.start : span.end]


def condensed(text: Text) -> str:
    """Letters and figures of the folded text with single spaces between; hashtags only where there is nothing else."""
    said = _HASHTAGS.sub(" ", text.folded) if "#" in text.folded else text.folded
    return _NOISE.sub(" ", said).strip() or _NOISE.sub(" ", text.folded).strip()


def _with_addresses(text: Text, words: list[Word]) -> list[Word]:
    """Each address one word, also a disguised one (``abc[.]com``), and the full stop behind it a full stop again."""
    addresses = find_addresses(text.normalised)
    if not addresses:
        return words
    found: list[Word] = []
    at = 0
    for word in words:
        while at < len(addresses) and addresses[at].end <= word.start:
            at += 1
        inside = at < len(addresses) and addresses[at].start < word.end
        if inside and found and found[-1].start == addresses[at].start:
            continue
        if inside:
            address = addresses[at]
            kind = "email" if address.kind is IndicatorKind.EMAIL else "link"
            official = "official_" if is_official_host(address.host) else ""
            word = word._replace(
                folded=address.host,
                plain=address.host,
                start=address.start,
                end=address.end,
                kind=official + kind,
            )
        elif found and found[-1].kind and _STOP.search(text.folded, found[-1].end, word.start):
            word = word._replace(breaks=2)
        found.append(word)
    return found


def _is_tag(text: Text, word: Word) -> bool:
    return word.start > 0 and text.folded[word.start - 1] == "#"


def _pieces(
    text: Text, words: Sequence[Word], asking_at: Set[int]
) -> tuple[list[Piece], dict[int, int], list[Fact]]:
    """Pieces, which piece each word became, and the documents and questions among them.

    ``asking_at``: words at which a phrase begins that asks.
    """
    documents = documents_in(text)
    pieces: list[Piece] = []
    at_word: dict[int, int] = {}
    facts: list[Fact] = []
    at = opened = 0
    sentence = -1
    while at < len(words):
        word = words[at]
        if word.breaks == 2 or sentence < 0:
            asked = not asking_at.isdisjoint(range(opened, at))
            _close(text, words[opened:at], pieces, facts, word, asked)
            sentence, opened = sentence + 1, at
        form, end = _form(words, at), at + 1
        if pieces and _repeats(pieces[-1], word):
            at_word[at] = len(pieces) - 1  # a word said twice says nothing more
            at = end
            continue
        document = documents.get(word.start)
        number = None if document else number_at(words, at)
        if document is not None:
            form, stop, key = document
            while end < len(words) and words[end].start < stop:
                end += 1
            facts.append(Fact("document", key, len(pieces), len(pieces) + 1))
        elif number is not None:
            form, end = number.form, number.end
        for covered in range(at, end):
            at_word[covered] = len(pieces)
        pieces.append(Piece(form, word, word.start, words[end - 1].end, sentence))
        if number is not None and number.unit:
            pieces.append(Piece(number.unit, word, word.start, word.end, sentence))
        at = end
    _close(text, words[opened:], pieces, facts, None, not asking_at.isdisjoint(range(opened, at)))
    return pieces, at_word, facts


def _close(
    text: Text,
    said: Sequence[Word],
    pieces: list[Piece],
    facts: list[Fact],
    following: Word | None,
    phrase: bool,
) -> None:
    """Mark the end of a sentence that asks."""
    if not (said and pieces):
        return
    between = text.folded[said[-1].end : following.start if following else len(text.folded)]
    found, word = asking(said, between, phrase)
    if found:
        last = said[-1]
        pieces.append(Piece("?", last, last.start, last.end, pieces[-1].sentence))
    if found is Asking.YES:
        at = len(pieces) - 1
        while word is not None and pieces[at].start > said[word].start:
            at -= 1
        facts.append(Fact("question", "?", at, at + 1))


def _repeats(before: Piece, word: Word) -> bool:
    """Whether a word is only said twice; a denial said twice is no slip."""
    same = before.word.plain == word.plain and before.form.isalpha() and not word.breaks
    return same and (word.folded not in _DENYING or (word.folded == "dung" and not word.exact))


def _form(words: Sequence[Word], at: int) -> str:
    word = words[at]
    if word.kind.removeprefix("official_") in _ADDRESSES:
        return f"<{word.kind}>"
    return _SAME_DENIAL.get(word.folded, word.folded)


def _number_facts(words: Sequence[Word], pieces: Sequence[Piece]) -> list[Fact]:
    """Numbers with the unit of time they count, and digit words that stand alone."""
    places = {word.start: at for at, word in enumerate(words)}
    facts = []
    for at, piece in enumerate(pieces):
        if piece.form.startswith("#"):
            facts.append(number_fact(pieces, at))
        elif piece.form in _CONTACTS:
            facts.append(Fact("contact", piece.form, at, at + 1))
        elif piece.form != "?" and (figure := digit_word(words, places[piece.word.start])):
            facts.append(number_fact(pieces, at, figure))
    return facts

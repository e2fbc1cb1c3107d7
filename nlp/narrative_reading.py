"""A post as the comparison of two posts reads it: pieces that may be matched, and the facts that must be.

A piece is a word in folded form, a number in one form (``nlp.narrative_numbers``), a kind of address or placeholder,
or ``?`` for a sentence that asks. A fact is what makes it another story when it differs: a number, a date, a denial,
a document, an office, or that something is asked and not told. Hashtags, laughter and emoji are no pieces.

Cannot see: sums in slang, denials by irony, offices and laws called by a name that no list has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from models.vocabulary import SlotKind
from nlp.contracts import Slot, Text
from nlp.narrative_facts import Asking, Fact, asking, number_fact, phrases_in, place_names, spoken_facts
from nlp.narrative_numbers import digit_word, number_at
from nlp.normalise import fold
from nlp.official.loose_numbers import find_loose_numbers
from nlp.official.numbers import find_numbers
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
_ADDRESSES = frozenset({"link", "phone", "account", "handle", "email", "app", "name", "id", "plate"})
_CONTACTS = frozenset({"<link>", "<phone>", "<account>", "<handle>", "<email>", "<app>"})
_DENYING = frozenset({"khong", "chua", "dung"})
_SAME_DENIAL = {"chang": "khong", "hong": "khong", "hem": "khong", "ko": "khong"}
MOST_FACTS = 600
"""Facts of one text that are compared; a post has a dozen. A longer list is never merged by the machine."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece. ``word`` is where it begins among the words of the text; offsets into the normalised view."""

    form: str
    word: Word
    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text ready to be compared. Made once for each post, whatever it is compared with."""

    text: Text
    condensed: str
    pieces: tuple[Piece, ...]
    forms: tuple[str, ...]
    sentences: tuple[tuple[int, int], ...]
    facts: tuple[Fact, ...]
    slots: tuple[Fact, ...]

    @property
    def syllables(self) -> int:
        """Words of the text, a number counting as one; what is only asked or addressed is left out."""
        return sum(form[0] not in "?<" for form in self.forms)

    def words(self, first: int, last: int) -> str:
        """The words behind pieces ``first`` to ``last``, exclusive, as written."""
        span = self.text.to_original(self.pieces[first].start, self.pieces[last - 1].end)
        return self.text.original[span.start : span.end]


def read(text: Text, slots: Sequence[Slot] = ()) -> Reading:
    """Pieces and facts of a text. ``slots`` are those of its assessment: they tell when two wordings are one value."""
    words = [word for word in words_of(text) if word.kind != "laugh" and not _is_tag(text, word)]
    phrases = phrases_in(words)
    pieces, at_word, documents = _pieces(text, words, {found.first for found in phrases if found.key == "asks:"})
    facts = [*documents, *_number_facts(words, pieces)]
    facts += spoken_facts(words, phrases, at_word)
    facts += place_names(text, words, phrases, at_word)
    return Reading(
        text=text,
        condensed=condensed(text),
        pieces=tuple(pieces),
        forms=tuple(piece.form for piece in pieces),
        sentences=_ranges(pieces),
        facts=tuple(sorted(facts, key=lambda fact: (fact.first, fact.last))),
        slots=tuple(_slot_facts(text, slots, pieces)),
    )


def condensed(text: Text, *, tags: bool = False) -> str:
    """Letters and figures of the folded text with single spaces between; hashtags only with ``tags``."""
    return _NOISE.sub(" ", text.folded if tags else _HASHTAGS.sub(" ", text.folded)).strip()


def _is_tag(text: Text, word: Word) -> bool:
    return word.start > 0 and text.folded[word.start - 1] == "#"


def _pieces(
    text: Text, words: Sequence[Word], asking_at: Set[int]
) -> tuple[list[Piece], dict[int, int], list[Fact]]:
    """Pieces, which piece each word became, and the documents and questions among them.

    ``asking_at``: words at which a phrase begins that asks.
    """
    documents = _documents(text)
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
        if pieces and pieces[-1].form == form and not word.breaks and form.isalpha() and form not in _DENYING:
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


def _form(words: Sequence[Word], at: int) -> str:
    word = words[at]
    if word.kind.removeprefix("official_") in _ADDRESSES:
        return f"<{word.kind}>"
    return _SAME_DENIAL.get(word.folded, word.folded)


def _documents(text: Text) -> dict[int, tuple[str, int, str]]:
    """By where it begins: the form of its piece, where it ends, and ``kind number year`` with gaps where unsaid."""
    found: dict[int, tuple[str, int, str]] = {}
    taken: list[tuple[int, int]] = []
    for loose in find_loose_numbers(text.normalised):
        key = f"{loose.kind_code} {loose.number} {loose.year or ''}"
        found[loose.start] = (f"§{loose.number}", loose.end, key)
        taken.append((loose.start, loose.end))
    for number in find_numbers(text.normalised):
        if not any(number.start < end and start < number.end for start, end in taken):
            parts = re.split(r"[/\-]", number.canonical)
            year = next((part for part in parts[1:] if len(part) == 4 and part.isdigit()), "")
            figure = next((str(int(part)) for part in parts if part.isdigit()), parts[0])
            found[number.start] = (f"§{figure}", number.end, f"{number.kind_code} {figure} {year}")
    return found


def _number_facts(words: Sequence[Word], pieces: Sequence[Piece]) -> list[Fact]:
    """Numbers with the unit of time they count, and digit words that stand alone."""
    places = {word.start: at for at, word in enumerate(words)}
    facts = []
    forms = [piece.form for piece in pieces]
    for at, piece in enumerate(pieces):
        before = pieces[at - 1].word if at else piece.word
        day = not before.exact or before.plain != "ngay"
        if piece.form.startswith("#"):
            facts.append(number_fact(forms, at, day))
        elif piece.form in _CONTACTS:
            facts.append(Fact("contact", piece.form, at, at + 1))
        elif piece.form != "?" and (figure := digit_word(words, places[piece.word.start])):
            facts.append(number_fact(forms, at, day, figure))
    return facts


def _ranges(pieces: Sequence[Piece]) -> tuple[tuple[int, int], ...]:
    ranges = []
    first = 0
    for at, piece in enumerate(pieces):
        if piece.sentence != pieces[first].sentence:
            ranges.append((first, at))
            first = at
    return (*ranges, (first, len(pieces))) if pieces else ()


def _slot_facts(text: Text, slots: Sequence[Slot], pieces: Sequence[Piece]) -> list[Fact]:
    """The guarded slots as facts over pieces; the two ends of a range, which stand in the same words, are one."""
    values: dict[tuple[str, int, int], set[str]] = {}
    for slot in slots:
        kind = _GUARDED.get(slot.kind)
        span = text.from_original(slot.span.start, slot.span.end)
        covered = [at for at, one in enumerate(pieces) if span.start <= one.start and one.end <= span.end]
        if kind is not None and covered:
            value = fold(slot.text if slot.value is None else str(slot.value))
            values.setdefault((kind, covered[0], covered[-1] + 1), set()).add(f"{value} {slot.unit or ''}")
    return [Fact(kind, " ".join(sorted(said)), *place) for (kind, *place), said in values.items()]

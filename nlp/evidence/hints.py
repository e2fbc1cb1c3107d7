"""What the words of a text look like before any slot is read: times, quantities, "free of charge".

Wide nets on purpose: the tagger (``nlp.evidence.tagger``) learns which of them are slots, and the readers of
values read the words again. Words are data (``slot_words.yaml``).
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.evidence.time_words import find_times
from nlp.evidence.word_classes import Chunk, ClassedWords, word_classes

MAX_BODY = 7
"""Most words of the name of a body."""


def find_hints(words: ClassedWords) -> list[Chunk]:
    """Times, then quantities outside them, then "free of charge"; those of one kind never overlap."""
    times = find_times(words)
    taken = bytearray(len(words.words))
    for chunk in times:
        taken[chunk.start : chunk.end] = b"\x01" * (chunk.end - chunk.start)
    return [*times, *_quantities(words, taken), *_frees(words)]


def find_bodies(words: ClassedWords, normalised: str) -> list[Chunk]:
    """Names of offices, schools, companies and those who act for them: a word that begins such a name, words that go on
    with it, and words in capitals after it."""
    found: list[Chunk] = []
    bit, last = word_classes().grammar["body"], len(words.words)
    for at in [at for at, own in enumerate(words.classes) if own & bit]:
        if found and at < found[-1].end:
            continue
        end = at + 1
        while (
            end < min(last, at + MAX_BODY)
            and normalised[words.words[end - 1].end : words.words[end].start] == " "
        ):
            if not (words.has(end, "body_of") or normalised[words.words[end].start].isupper()):
                break
            end += 1
        found.append(Chunk(at, end, "body"))
    return found


def _quantities(words: ClassedWords, taken: Sequence[int]) -> list[Chunk]:
    found = []
    bits = word_classes().grammar
    counts = bits["number"] | bits["five"]
    digits = [word.folded[0].isdigit() for word in words.words]
    numbers = [own & counts != 0 for own in words.classes]
    at, last = 0, len(words.words)
    while at < last:
        end = at
        if digits[at]:
            end += not taken[at]
        elif numbers[at] and not taken[at]:
            while end < last and end < at + 4 and numbers[end]:
                end += 1
        if end == at or end >= last or taken[end]:
            at = max(end, at + 1)
            continue
        folded = words.words[end].folded
        if folded == "%":
            found.append(Chunk(at, end + 1, "percent"))
        elif folded[0].isalpha():
            kind = "age" if folded in ("tuoi", "t") else "money" if words.has(end, "money_unit") else "count"
            found.append(Chunk(at, end + 1, kind))
        else:
            at = end
            continue
        at = end + 1
    return found


def _frees(words: ClassedWords) -> list[Chunk]:
    found = []
    bits = word_classes().grammar
    asked = bits["spares"] | bits["negation"]
    for at, own in enumerate(words.classes):
        folded = words.words[at].folded
        if not own & asked and folded not in ("free", "0"):
            continue
        end = _free_end(words, at, folded)
        if end:
            found.append(Chunk(at, end, "free"))
    return found


def _free_end(words: ClassedWords, at: int, folded: str) -> int:
    if folded == "free":
        return at + 1
    if folded == "0":
        return at + 2 if words.has(at + 1, "currency") else 0
    if words.has(at, "spares"):
        return at + 2 if words.has(at + 1, "spared") else 0
    return _unpaid(words, at + 1)


def _unpaid(words: ClassedWords, at: int) -> int:
    """Where "(không) mất tiền", "(khỏi) đóng đồng nào" ends, or 0."""
    first = at
    while at < first + 2 and words.has(at, "between"):
        at += 1
    if not words.has(at, "pays"):
        return 0
    for end in range(at + 1, at + 4):
        if words.has(end, "paid"):
            return end + 1
        if not words.has(end, "more"):
            return 0
    return 0

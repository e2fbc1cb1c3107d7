"""What stands in place of something else in two near copies, beside the facts that ``guard`` knows: another thing, another word.

"Làm lại căn cước phải nộp 70k" and "làm lại hộ chiếu phải nộp 70k" share numbers, dates and denials, and are two claims. A thing is told from
others of its kind by ``nlp.evidence.verdict.alternatives``; any other word that tells something is lost where the other text has it nowhere,
nor a word that may stand for it. Only where both sides lost one at the same place is something exchanged: who passes a text on leaves out and
puts in. Measured on ``retellings.jsonl``: of 140 texts that look like another claim 26 were put together with it, and 2 are now.
"""

from __future__ import annotations

from collections.abc import Iterator

from nlp.evidence.verdict.alternatives import exchanged
from nlp.evidence.verdict.laid_over import laid_over
from nlp.evidence.verdict.sides import Side
from nlp.narrative.alignment import Alignment
from nlp.narrative.guard import Difference
from nlp.narrative.reading import Reading


def exchanges(ours: Reading, theirs: Reading, alignment: Alignment) -> tuple[Difference, ...]:
    """The first thing of one kind, or else the first word, in whose place the other text has another."""
    mine, other = ours.side, theirs.side
    for words in exchanged(mine.scan, other.scan):
        return (Difference("thing", *words),)
    lost, missed = list(_lost(mine, other)), list(_lost(other, mine))
    if not lost or not missed:
        return ()
    for change in alignment.changes():
        if change.gone and change.new:
            here = _range(ours, change.first, change.last)
            there = _range(theirs, change.other_first, change.other_last)
            if any(at in here for at in lost) and any(at in there for at in missed):
                said = ours.words(change.first, change.last)
                return (Difference("words", said, theirs.words(change.other_first, change.other_last)),)
    return ()


def _lost(one: Side, other: Side) -> Iterator[int]:
    """Where words stand that the other text has nowhere."""
    laid = laid_over(one, other)
    return (term.start for term, places in zip(laid.claim.terms, laid.found, strict=True) if not places)


def _range(reading: Reading, first: int, last: int) -> range:
    return range(reading.pieces[first].start, reading.pieces[last - 1].end)

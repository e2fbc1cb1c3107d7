"""How well the slots of marked posts are found, by kind.

A slot is found when a slot of its kind lies over at least one of its characters, one for one. Beside that main
figure: ``strict``, where the shared part is at least half of what either covers; ``value``, where value and unit are
those marked as well; ``modality``, where that is. A free text ("câu chuẩn hóa") is edited by who marks it, so its
value is asked for only where it has a unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.vocabulary import Label, SlotKind
from nlp.contracts import Slot, Span
from nlp.corpus.load import CorpusPost
from nlp.corpus.slot_disputes import SlotDispute
from nlp.measures.matching import ALL, Tally

HALF = 0.5
"""Least shared part, of all that the two spans cover, for a strict match."""


@dataclass
class _Counts:
    told: Tally = field(default_factory=Tally)
    strict: int = 0
    values: int = 0
    valued: int = 0
    modalities: int = 0

    def figures(self) -> dict[str, float]:
        wrong = self.told.wrong + self.told.right - self.strict
        missed = self.told.missed + self.told.right - self.strict
        return {
            "precision": self.told.precision,
            "recall": self.told.recall,
            "f1": self.told.f1,
            "strict_f1": Tally(self.strict, wrong, missed).f1,
            "value_share": self.values / self.valued if self.valued else 0.0,
            "modality_share": self.modalities / self.told.right if self.told.right else 0.0,
            "right": self.told.right,
            "wrong": self.told.wrong,
            "missed": self.told.missed,
        }

    def add(self, other: _Counts) -> None:
        self.told += other.told
        self.strict += other.strict
        self.values += other.values
        self.valued += other.valued
        self.modalities += other.modalities


def slot_figures(pairs: Sequence[tuple[Sequence[Slot], Sequence[Slot]]]) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and strict F1 (0..1) by kind and under ``all``; of the slots found, the share with the
    value and unit marked (among those marked with a unit) and with the modality marked. Plain data, ready for JSON.

    ``pairs``: for each post what a person marked and what was found.
    """
    by_kind = {kind: _Counts() for kind in SlotKind}
    for marked, found in pairs:
        for kind, counts in by_kind.items():
            _count(
                [slot for slot in marked if slot.kind is kind],
                [slot for slot in found if slot.kind is kind],
                counts,
            )
    total = _Counts()
    for counts in by_kind.values():
        total.add(counts)
    return {ALL: total.figures(), **{kind.value: counts.figures() for kind, counts in by_kind.items()}}


def agreement_on_slots(
    posts: Sequence[CorpusPost], disputes: Sequence[SlotDispute]
) -> dict[str, int | float]:
    """Marks of claims that both readings made, that only the ``first`` or the ``second`` made, how many of these were ``kept``, and the
    ``f1`` of one reading measured by the other."""
    marks = {post.id: {(slot.kind, slot.span) for slot in post.slots} for post in posts}
    first, second = sum(len(one.first) for one in disputes), sum(len(one.second) for one in disputes)
    kept = sum(mark in marks[one.id] for one in disputes for mark in (*one.first, *one.second))
    both = sum(len(post.slots) for post in posts if post.label is Label.CLAIM) - kept
    f1 = Tally(right=both, wrong=second, missed=first).f1
    return {"both": both, "first": first, "second": second, "kept": kept, "f1": f1}


def _count(marked: Sequence[Slot], found: Sequence[Slot], counts: _Counts) -> None:
    """Match slots of one kind of one post, those that share most first."""
    shares = sorted(
        (
            (-_shared(one.span, other.span), at, place)
            for at, one in enumerate(marked)
            for place, other in enumerate(found)
            if one.span.overlaps(other.span)
        )
    )
    left, free = set(range(len(marked))), set(range(len(found)))
    for share, at, place in shares:
        if at in left and place in free:
            left.discard(at)
            free.discard(place)
            meant, said = marked[at], found[place]
            counts.told += Tally(right=1)
            counts.strict += -share >= HALF
            counts.modalities += meant.modality is said.modality
            if meant.unit is not None:
                counts.valued += 1
                counts.values += meant.value == said.value and meant.unit == said.unit
    counts.told += Tally(wrong=len(free), missed=len(left))


def _shared(one: Span, other: Span) -> float:
    """Shared characters of all that two overlapping spans cover, 0..1."""
    both = min(one.end, other.end) - max(one.start, other.start)
    return both / (max(one.end, other.end) - min(one.start, other.start))

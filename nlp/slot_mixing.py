"""Marked posts with their slots exchanged for slots of other posts: what the slot tagger learns from beside the posts themselves.

A group of people is told by its words ("người trên 60 tuổi") and by what stands around it. Where a claim's scope, duty or fee is
that of another claim, each of the two has to be told without the other; so a tagger of few posts learns both (mention replacement,
Dai and Adel 2020). What such a text says makes no sense, which nothing here asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.vocabulary import Label, SlotKind
from nlp.contracts import Slot, Span
from nlp.corpus.load import CorpusPost, Style

EXCHANGED = 0.5
"""Share of the slots that are exchanged: the others keep their surroundings."""

_SEED = 20261128


@dataclass(frozen=True, slots=True)
class _Part:
    """A slot taken out of its post: its words, and the slots in it, counted from its beginning."""

    words: str
    within: tuple[Slot, ...]


_Parts = Mapping[tuple[Style, SlotKind], Sequence[_Part]]


def mixed_posts(posts: Sequence[CorpusPost]) -> list[CorpusPost]:
    """Each claim that has slots once more, about half of its slots exchanged for slots of the same kind of claims that are
    written in the same style; in the same order, the same for the same posts. Claims whose slots cross each other are left out.

    Only what is in ``posts`` is exchanged: whoever holds posts out must not give them.
    """
    marked = [post for post in posts if post.label is Label.CLAIM and post.slots]
    parts: defaultdict[tuple[Style, SlotKind], list[_Part]] = defaultdict(list)
    for post in marked:
        for slot in post.slots:
            parts[post.style, slot.kind].append(_part(post, slot))
    drawn = np.random.default_rng(_SEED)
    return [_mixed(post, parts, drawn) for post in marked if _nested(post.slots)]


def _part(post: CorpusPost, slot: Slot) -> _Part:
    low, high = slot.span.start, slot.span.end
    within = [one for one in post.slots if one is not slot and low <= one.span.start and one.span.end <= high]
    return _Part(post.text[low:high], tuple(_moved(one, -low) for one in within))


def _moved(slot: Slot, by: int) -> Slot:
    return replace(slot, span=Span(slot.span.start + by, slot.span.end + by))


def _nested(slots: Sequence[Slot]) -> bool:
    """Whether of two slots that share a character one always lies in the other."""
    reached: list[int] = []
    for slot in sorted(slots, key=_outermost_first):
        while reached and reached[-1] <= slot.span.start:
            reached.pop()
        if reached and slot.span.end > reached[-1]:
            return False
        reached.append(slot.span.end)
    return True


def _outermost_first(slot: Slot) -> tuple[int, int]:
    return slot.span.start, -slot.span.end


def _outermost(slots: Sequence[Slot]) -> Iterator[Slot]:
    end = 0
    for slot in sorted(slots, key=_outermost_first):
        if slot.span.start >= end:
            end = slot.span.end
            yield slot


def _mixed(post: CorpusPost, parts: _Parts, drawn: np.random.Generator) -> CorpusPost:
    text, done = "", 0
    slots: list[Slot] = []
    for slot in _outermost(post.slots):
        text += post.text[done : slot.span.start]
        part = _part(post, slot)
        if drawn.random() < EXCHANGED:
            others = parts[post.style, slot.kind]
            part = others[int(drawn.integers(len(others)))]
        begin = len(text)
        text += part.words
        slots.append(replace(slot, text=part.words, span=Span(begin, len(text))))
        slots += [_moved(one, begin) for one in part.within]
        done = slot.span.end
    return replace(post, text=text + post.text[done:], slots=tuple(slots))

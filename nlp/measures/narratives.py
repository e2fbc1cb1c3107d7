"""How well copies are put together, and that nothing is put together across a changed fact.

Edited copies of posts of the own corpus must be found and attached; copies with one number, date, denial, document or
office changed, plain and edited on top, must never be; nor must posts of a minimal pair, or two posts of one topic. The
posts are those whose label lets the router group them. A text of fewer than ``FEWEST_SYLLABLES`` may only be suggested
and is counted apart. Thresholds were set on these figures, and the guard was written with its mistakes on this corpus
in view: they tell what holds here, and are a little kinder than those of texts nobody has looked at.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from models.vocabulary import Label, Topic
from nlp.corpus.load import CorpusPost, load_posts
from nlp.corpus.retellings import Telling, load_retellings, load_retellings_exam
from nlp.measures.lookalike import shared_data
from nlp.measures.narrative_changes import CHANGES
from nlp.measures.narrative_edits import EDITS, lot_of, syllables
from nlp.measures.normalisation import REFERENCE
from nlp.narrative import FEWEST_SYLLABLES, Likeness, Reading, Verdict, bands, compare, signature
from nlp.normalise import normalise

SAMPLE = 100
"""Posts that are edited and, for each kind, posts that are changed. The whole corpus has some 5,000 that may be."""

PER_POST = 4
"""Other posts of its topic that a post is compared with."""

GROUPED = frozenset({Label.SCAM, Label.CLAIM, Label.QUESTION, Label.GRIEVANCE})
"""Labels the router may group (``pipeline.stored``); an opinion is not grouped at all."""

_DIGITS = 4


@dataclass(frozen=True)
class _Side:
    """One text of a pair, read as the router reads it."""

    text: str
    with_slots: bool

    @cached_property
    def reading(self) -> Reading:
        normalised = normalise(self.text)
        return Reading(normalised, None if self.with_slots else ())

    @cached_property
    def bands(self) -> frozenset[int]:
        return frozenset(bands(signature(self.reading.text)))


def narrative_figures(
    sample: int | None = SAMPLE,
    *,
    posts: Sequence[CorpusPost] | None = None,
    seed: int = 20261123,
    with_slots: bool = True,
) -> dict[str, Any]:
    """Figures as plain data; shares are 0..1, counts are pairs. The same arguments give the same figures.

    ``sample`` None takes every post. ``with_slots`` False compares as if no slot had been found.

    * ``precision``: share of attached pairs that are copies; ``recall``: share of the copies that share a band and are
      attached; ``missed_by_bands``: copies that share none;
    * ``copies``: by kind of edit, ``pairs``, ``recall``, ``suggested`` (share that is only suggested) and ``missed``;
    * ``forbidden``: by kind of change, ``pairs``, ``attached`` (must be 0) and ``suggested``;
    * ``others``: of minimal pairs and of pairs of one topic, the same;
    * ``short``: copies of texts too short to be attached, and the share of them that is suggested. Counted as written;
      one whose chat spellings stand for two words each (``mn``) may be long enough and be attached.
    """
    chosen = [post for post in load_posts() if post.label in GROUPED] if posts is None else list(posts)
    order = lot_of(seed).sample(chosen, len(chosen))
    long = [post for post in order if syllables(post.text) >= FEWEST_SYLLABLES]
    wanted = len(long) if sample is None else sample
    sides: dict[str, _Side] = {}

    def side(text: str) -> _Side:
        return sides.setdefault(text, _Side(text, with_slots))

    copies = {kind: _Tally() for kind in EDITS}
    short = _Tally()
    for post in long[:wanted]:
        for kind, copy in _copies(post, seed):
            copies[kind].add(side(post.text), side(copy))
    for post in [post for post in order if syllables(post.text) < FEWEST_SYLLABLES][:wanted]:
        for _, copy in _copies(post, seed):
            short.add(side(post.text), side(copy))
    forbidden = {kind: _Tally() for kind in CHANGES}
    for kind in CHANGES:
        for text, other in _changed(kind, long, wanted, seed):
            forbidden[kind].add(side(text), side(other))
    others = {"minimal": _Tally(), "topic": _Tally()}
    for text, other in _minimal(order, sample):
        others["minimal"].add(side(text), side(other))
    for text, other in _of_one_topic(long[:wanted], order, seed):
        others["topic"].add(side(text), side(other))
    return _figures(copies, forbidden, others, short)


class _Tally:
    """Pairs of one kind and what became of them."""

    def __init__(self) -> None:
        self.pairs = self.attached = self.found = self.suggested = self.missed = 0

    def add(self, ours: _Side, theirs: _Side) -> None:
        """Compare one pair. A pair that must stay apart counts as attached whether or not a band would find it."""
        likeness: Likeness = compare(ours.reading, theirs.reading)
        shares = not ours.bands.isdisjoint(theirs.bands)
        self.pairs += 1
        self.missed += not shares
        self.attached += likeness.verdict is Verdict.ATTACH
        self.found += likeness.verdict is Verdict.ATTACH and shares
        self.suggested += likeness.verdict is Verdict.SUGGEST

    def of_copies(self) -> dict[str, float]:
        """What of the copies was put together."""
        return {
            "pairs": self.pairs,
            "recall": _share(self.found, self.pairs),
            "suggested": _share(self.suggested, self.pairs),
            "missed": self.missed,
        }

    def of_others(self) -> dict[str, int]:
        """What of pairs that must stay apart was not kept apart."""
        return {"pairs": self.pairs, "attached": self.attached, "suggested": self.suggested}


def respelt_figures(directory: Path | None = None) -> dict[str, Any]:
    """How many chat texts are attached to the same text in standard spelling, written by a person.

    ViLexNorm's development split (see ``nlp.measures.normalisation``), read where it is; nothing was set on it.
    ``available`` is False, and ``note`` says so, where it is not.
    """
    path = (directory or shared_data()) / REFERENCE
    if not path.is_file():
        return {"available": False, "note": f"{REFERENCE} is not in {path.parent.name}: not measured."}
    tally = _Tally()
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            ours, theirs = (_Side(row[name], with_slots=True) for name in ("original", "normalized"))
            if min(ours.reading.syllables, theirs.reading.syllables) >= FEWEST_SYLLABLES:
                tally.add(ours, theirs)
    return {"available": True, "note": ""} | tally.of_copies()


def look_alike_figures() -> dict[str, dict[str, int]]:
    """What becomes of known claims (``nlp.corpus.retellings``, both files) beside ``copies`` of them, and beside ``look_alikes``: texts
    that look like one and say another thing."""
    copies, look_alikes = _Tally(), _Tally()
    for one in (*load_retellings(), *load_retellings_exam()):
        wording = _Side(one.wording, with_slots=True)
        for how, text in one.same:
            if how is Telling.COPY:
                copies.add(_Side(text, with_slots=True), wording)
        for _, text in one.differs:
            look_alikes.add(_Side(text, with_slots=True), wording)
    return {"copies": copies.of_others(), "look_alikes": look_alikes.of_others()}


def _figures(
    copies: dict[str, _Tally], forbidden: dict[str, _Tally], others: dict[str, _Tally], short: _Tally
) -> dict[str, Any]:
    found = sum(tally.found for tally in copies.values())
    pairs = sum(tally.pairs for tally in copies.values())
    wrong = sum(tally.attached for tally in (*forbidden.values(), *others.values()))
    return {
        "pairs": pairs,
        "precision": _share(found, found + wrong),
        "recall": _share(found, pairs),
        "missed_by_bands": sum(tally.missed for tally in copies.values()),
        "forbidden_merges": sum(tally.attached for tally in forbidden.values()),
        "copies": {kind: tally.of_copies() for kind, tally in copies.items()},
        "forbidden": {kind: tally.of_others() for kind, tally in forbidden.items()},
        "others": {kind: tally.of_others() for kind, tally in others.items()},
        "short": {
            "pairs": short.pairs,
            "attached": short.attached,
            "suggested": _share(short.suggested, short.pairs),
        },
    }


def _copies(post: CorpusPost, seed: int) -> Iterator[tuple[str, str]]:
    for kind, edit in EDITS.items():
        copy = edit(post.text, lot_of(seed, post.id, kind))
        if copy is not None:
            yield kind, copy


def _changed(kind: str, posts: Sequence[CorpusPost], wanted: int, seed: int) -> Iterator[tuple[str, str]]:
    """As many posts as wanted that have such a thing, each changed, and changed and then edited."""
    done = 0
    for post in posts:
        lot = lot_of(seed, post.id, kind)
        changed = CHANGES[kind](post.text, lot)
        if changed is None:
            continue
        yield post.text, changed
        edited = EDITS[lot.choice(sorted(EDITS))](changed, lot)
        if edited is not None:
            yield post.text, edited
        done += 1
        if done >= wanted:
            return


def _minimal(posts: Sequence[CorpusPost], sample: int | None) -> Iterator[tuple[str, str]]:
    """The members of minimal pairs, each with each: nearly the same words, another label. Cheap, so five times the sample."""
    pairs: defaultdict[str, list[CorpusPost]] = defaultdict(list)
    for post in posts:
        if post.pair is not None:
            pairs[post.pair].append(post)
    both = [
        (one.text, other.text)
        for members in pairs.values()
        for at, one in enumerate(members)
        for other in members[:at]
    ]
    yield from both if sample is None else both[: 5 * sample]


def _of_one_topic(
    posts: Sequence[CorpusPost], others: Sequence[CorpusPost], seed: int
) -> Iterator[tuple[str, str]]:
    """Posts with some of the same first topic that were written from another situation."""
    topics: defaultdict[Topic, list[CorpusPost]] = defaultdict(list)
    for post in others:
        topics[post.topics[0]].append(post)
    for post in posts:
        same = [one for one in topics[post.topics[0]] if one.situation != post.situation]
        for other in lot_of(seed, post.id).sample(same, min(PER_POST, len(same))):
            yield post.text, other.text


def _share(part: int, whole: int) -> float:
    return round(part / whole, _DIGITS) if whole else 0.0

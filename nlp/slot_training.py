"""Train the slot tagger from the corpus, and from claims that were written to be marked.

Of the corpus only claims teach it: there every slot is marked, while in posts of other labels mostly the figures are.
A structured passive-aggressive learner (Crammer et al. 2006) with averaged weights: each post is read with the price
of each mistake added to its score, so that what is nearly a mistake counts as one. On the corpus its F1 is
.05 to .07 above a conditional random field with the same features, and it needs a tenth of the time. Each time a post is read,
some features are hidden (Srivastava et al. 2014): else those that are seen in every post of a kind leave the others, which a
new post may have instead, without a weight (Sutton et al. 2006).
Deterministic: the order of the posts is drawn from a fixed seed, all sums are of one thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from models.vocabulary import Label, SlotKind
from nlp.contracts import Slot, Text
from nlp.corpus.load import CorpusPost
from nlp.evidence.modality import find_cues
from nlp.evidence.phrasebook import Cue
from nlp.evidence.reading import to_normalised
from nlp.evidence.scan import Scan, scan
from nlp.evidence.slot_features import SIZE, Features, slot_features
from nlp.evidence.tagger import (
    ALLOWED,
    COLUMNS,
    LAYERS,
    PLACES_OF_TAGS,
    TAGS,
    WIDEST,
    SlotTagger,
    Tagged,
    TaggerParts,
    best_paths,
    by_step,
    layered,
)
from nlp.normalise import normalise
from nlp.slot_mixing import mixed_posts

ROUNDS, UNCOUNTED = 8, 4
"""The weights of the first four rounds do not count in the average: .004 of F1 above ten rounds that all count."""
AGGRESSIVENESS = 0.04
"""Largest step of one update (of .02, .03 and .04 with features hidden; the curve is flat)."""
HIDDEN = 0.3
"""Share of the features of a post that are hidden each time it is read: .005 of F1 (.5: .002)."""
MIXED = 0.5
"""A post with exchanged slots moves the weights half as far as one that somebody wrote: .003 of F1, as far: .001."""
WRITTEN_TO_BE_MARKED = 0.5
"""So does a claim of ``nlp.corpus.slot_claims``, which are nearly as many as those of the corpus and more densely marked: of .3 and .5
the better (F1 of one fold .811 and .817, without them .806; ten claims fewer move it as far); all of it, and mixed like the others, gave .809."""
PRICE_FOUND, PRICE_OTHER = 1.0, 1.0
"""Price of a word marked for nothing, or given another tag than its own."""
PRICE_MISSED = (1.4, 1.1)
PRICES_MISSED: dict[SlotKind, tuple[float, float]] = {
    SlotKind.AGENCY: (2.4, 1.5),
    SlotKind.DOCUMENT: (2.75, 1.4),
    SlotKind.OBLIGATION: (1.7, 1.2),
    SlotKind.PROCEDURE: (1.7, 1.2),
    SlotKind.SANCTION: (2.2, 1.4),
    SlotKind.SCOPE: (1.8, 1.2),
}
"""Price of a missed first word of a slot and of a missed further one: more than of a word marked for nothing, and more
where slots are rare, which balances precision and recall of each kind. Claims written to be marked teach the tagger to mark more: at
(1.7, 1.2), and what balanced it without them for agency (4.4, 2.2) and scope (2.75, 1.4), one fold loses .005 of F1, unseen posts .007."""
LEAST_SEEN = 5
"""Posts' words a feature must be seen at to be learned: of 2, 3 and 5 none finds more than another, and 5 halves what a process holds."""

_SEED = 20261126


@dataclass(frozen=True)
class Example:
    """A post as the learner sees it: ``places`` words by templates, 0 where there is none; ``tags`` words by layers;
    ``share``: how far it may move the weights, of ``AGGRESSIVENESS``."""

    places: NDArray[np.int32]
    tags: NDArray[np.int64]
    share: float = 1.0


def train_tagger(posts: Sequence[CorpusPost], slot_claims: Sequence[CorpusPost] = ()) -> SlotTagger:
    """A tagger fitted on the claims among ``posts`` and on ``slot_claims``. All hold invented people only, so they are read
    unmasked: masking would move the marked spans. Without a claim that has a slot, one that finds nothing.
    """
    written = [*examples_of(posts), *slot_claim_examples(slot_claims)]
    return SlotTagger(learn([*written, *mixed_examples(mixed_posts(posts))]))


def examples_of(posts: Sequence[CorpusPost]) -> list[Example | None]:
    """What each post teaches; None for a post that teaches nothing."""
    return [example_of(post) if post.label is Label.CLAIM else None for post in posts]


def mixed_examples(mixed: Sequence[CorpusPost]) -> list[Example]:
    """What each post with exchanged slots teaches."""
    return [replace(example_of(post), share=MIXED) for post in mixed]


def slot_claim_examples(slot_claims: Sequence[CorpusPost]) -> list[Example]:
    """What each claim that was written to be marked teaches."""
    return [replace(example_of(claim), share=WRITTEN_TO_BE_MARKED) for claim in slot_claims]


def learn(examples: Iterable[Example | None]) -> TaggerParts:
    """The parts of a tagger fitted on these."""
    teaching = [one for one in examples if one is not None and one.tags.size]
    if not any(one.tags.any() for one in teaching):
        return no_tagger()
    return _Learner(teaching).learn()


def no_tagger() -> TaggerParts:
    """The parts of a tagger that finds nothing."""
    steps = np.zeros((len(LAYERS), WIDEST, WIDEST), np.float32)
    return TaggerParts(np.zeros(0, np.int32), np.zeros((0, COLUMNS), np.float16), steps)


class RecordedTagger(SlotTagger):
    """Says of known texts what taggers said that had not seen them: for figures of grouped cross-validation."""

    def __init__(self, said: Mapping[str, tuple[Tagged, ...]]) -> None:
        """``said`` by original text."""
        super().__init__(no_tagger())
        self._said = said

    def tag(
        self,
        scans: Sequence[Scan],
        cues: Sequence[Sequence[Cue]],  # noqa: ARG002  (as a tagger reads)
    ) -> list[tuple[Tagged, ...]]:
        """The recorded slots of each text."""
        return [self._said[scanned.text.original] for scanned in scans]


def found_by_others(
    posts: Sequence[CorpusPost], examples: Sequence[Example | None], texts: Sequence[Text]
) -> list[tuple[Tagged, ...]]:
    """What is found in each of ``texts`` by a tagger trained on ``posts``. ``examples``: what each of them teaches, and what
    claims of ``nlp.corpus.slot_claims`` do."""
    tagger = SlotTagger(learn([*examples, *mixed_examples(mixed_posts(posts))]))
    return tagger.tag([scan(text) for text in texts], [find_cues(text) for text in texts])


def example_of(post: CorpusPost) -> Example:
    """Features and marked tags of a post."""
    text = normalise(post.text)
    scanned = scan(text)
    return Example(_padded(slot_features([scanned], [find_cues(text)])), tags_of(text, scanned, post.slots))


def tags_of(text: Text, scanned: Scan, slots: Sequence[Slot]) -> NDArray[np.int64]:
    """The marked slots as tags, words by layers; of two slots of one layer over one word the first keeps it."""
    tags = np.zeros((len(scanned.words), len(LAYERS)), dtype=np.int64)
    for slot in sorted(slots, key=lambda one: (one.span.start, -one.span.end)):
        layer = next(at for at, kinds in enumerate(LAYERS) if slot.kind in kinds)
        start, end = to_normalised(text, slot.span)
        begin = TAGS[layer].index(f"B-{slot.kind.value}")
        step = begin
        for at, word in enumerate(scanned.words):
            if word.start < end and start < word.end and not tags[at, layer]:
                tags[at, layer], step = step, begin + 1
    return tags


def _padded(features: Features) -> NDArray[np.int32]:
    """Templates and bags of a post in one array."""
    count, templates = features.places.shape
    widest = max((len(places) for _, places in features.bags), default=0)
    joined = np.zeros((count, templates + widest), dtype=np.int32)
    joined[:, :templates] = features.places
    for at, places in features.bags:
        row = joined[at, templates:]
        free = int(np.count_nonzero(row))
        fitting = places[: len(row) - free]
        row[free : free + len(fitting)] = fitting
    return joined


@dataclass(frozen=True)
class _Lesson:
    """An example with the rows of the weights it reads, ``used``; ``words``: words by these rows, how often; ``rows``: the same
    turned."""

    used: NDArray[np.int32]
    words: csr_array
    rows: csr_array
    tags: NDArray[np.int64]
    prices: NDArray[np.float32]
    largest_step: float


def _lessons(examples: Sequence[Example]) -> tuple[NDArray[np.int64], list[_Lesson]]:
    """The places that are not rare, in order, and what each example teaches of them."""
    seen = np.bincount(np.concatenate([one.places.ravel() for one in examples]), minlength=SIZE)
    seen[0] = 0
    places = np.flatnonzero(seen >= LEAST_SEEN)
    rows = np.full(SIZE, -1, np.int32)
    rows[places] = np.arange(len(places), dtype=np.int32)
    prices = _prices()
    lessons = []
    for one in examples:
        of_words = rows[one.places]
        known = of_words >= 0
        used, columns = np.unique(of_words[known], return_inverse=True)
        at, _ = np.nonzero(known)
        shape = (len(of_words), len(used))
        counts = csr_array((np.ones(len(at), np.float32), (at, columns)), shape=shape)
        lessons.append(
            _Lesson(
                used,
                counts,
                counts.T.tocsr(),
                one.tags,
                prices[np.arange(len(LAYERS)), one.tags],
                AGGRESSIVENESS * one.share,
            )
        )
    return places, lessons


def _prices() -> NDArray[np.float32]:
    """Layers by tags meant by tags said."""
    prices = np.full((len(LAYERS), WIDEST, WIDEST), PRICE_OTHER, np.float32)
    prices[:, 0, :] = PRICE_FOUND
    for layer, kinds in enumerate(LAYERS):
        for at, kind in enumerate(kinds):
            prices[layer, 2 * at + 1 : 2 * at + 3, 0] = PRICES_MISSED.get(kind, PRICE_MISSED)
    prices[:, np.arange(WIDEST), np.arange(WIDEST)] = 0.0
    return prices


class _Learner:
    """The weights while they are learnt. Each layer is a learner of its own: only the look at the words is shared."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._places, self._lessons = _lessons(examples)
        self._weights = np.zeros((len(self._places), COLUMNS), np.float32)
        self._drift = np.zeros((len(self._places), COLUMNS), np.float32)
        self._steps = np.zeros((len(LAYERS), WIDEST, WIDEST), np.float32)
        self._steps_drift = np.zeros_like(self._steps)
        self._drawn = np.random.default_rng(_SEED)

    def learn(self) -> TaggerParts:
        """Several rounds over all posts; the average of the weights on the way of the later ones."""
        done = 0
        for turn in range(ROUNDS):
            for at in self._drawn.permutation(len(self._lessons)):
                self._update(self._lessons[at], done)
                done += turn >= UNCOUNTED
        weights = ((1 - HIDDEN) * (self._weights - self._drift / done)).astype(np.float16)
        kept = np.flatnonzero(weights.any(axis=1))
        places = self._places[kept].astype(np.int32)
        return TaggerParts(places, weights[kept], self._steps - self._steps_drift / np.float32(done))

    def _update(self, lesson: _Lesson, done: int) -> None:
        shown = (self._drawn.random(len(lesson.used)) >= HIDDEN).astype(np.float32)[:, None]
        weights = self._weights.take(lesson.used, axis=0)
        scores = layered(lesson.words @ np.multiply(weights, shown, out=weights))
        meant = lesson.tags
        said = best_paths(scores + lesson.prices, by_step(self._steps + ALLOWED))
        words, layers = np.nonzero(said != meant)
        if not len(words):
            return
        steps = _step_counts(meant) - _step_counts(said)
        change = np.zeros((len(meant), len(LAYERS), WIDEST), np.float32)
        change[words, layers, meant[words, layers]] = 1
        change[words, layers, said[words, layers]] = -1
        changed = change[:, PLACES_OF_TAGS[0], PLACES_OF_TAGS[1]]
        amounts = (lesson.rows @ changed) * shown
        loss = np.zeros(len(LAYERS))
        np.add.at(loss, layers, lesson.prices[words, layers, said[words, layers]])
        loss -= (scores * change).sum(axis=(0, 2)) + (steps * self._steps).sum(axis=(1, 2))
        squares = amounts * amounts  # whole numbers: the faster way to add them up gives the same
        size = np.bincount(PLACES_OF_TAGS[0], np.ones(len(squares), np.float32) @ squares)
        size += (steps * steps).sum(axis=(1, 2))
        rates = np.clip(loss / np.maximum(size, 1.0), 0.0, lesson.largest_step).astype(np.float32)
        touched = np.flatnonzero(squares @ np.ones(COLUMNS, np.float32))
        amounts = amounts[touched] * rates[PLACES_OF_TAGS[0]]
        steps *= rates[:, None, None]
        rows = lesson.used[touched]
        self._weights[rows] += amounts
        self._steps += steps
        if done:
            self._drift[rows] += np.float32(done) * amounts
            self._steps_drift += np.float32(done) * steps


def _step_counts(tags: NDArray[np.int64]) -> NDArray[np.float32]:
    """How often each step is taken: layers by tags by tags."""
    layers = len(LAYERS)
    cells = (np.arange(layers) * WIDEST + tags[:-1]) * WIDEST + tags[1:]
    counts = np.bincount(cells.ravel(), minlength=layers * WIDEST * WIDEST)
    return counts.reshape(layers, WIDEST, WIDEST).astype(np.float32)

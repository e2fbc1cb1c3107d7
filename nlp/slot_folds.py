"""Where taggers that had not seen a post saw its slots: grouped cross-validation of the tagger.

Apart from the training of the model, since it costs as much again and only figures about quality need it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from itertools import islice

import numpy as np

from nlp.cores import AtOnce, in_pieces
from nlp.corpus.load import CorpusPost
from nlp.evidence.tagger import Tagged
from nlp.slot_training import examples_of, found_by_others, slot_claim_examples
from nlp.training import FOLDS, masked_texts, split

HeldOutSlots = Mapping[str, tuple[Tagged, ...]]
"""By the id of a post: where a tagger trained without it saw slots in the normalised view of its masked text."""


def slots_held_out(
    posts: Sequence[CorpusPost],
    slot_claims: Sequence[CorpusPost],
    pool: Executor | None = None,
    only: Collection[int] = range(FOLDS),
) -> dict[str, tuple[Tagged, ...]]:
    """The held-out slots of the posts of the folds in ``only`` (0 … ``FOLDS`` - 1), the folds of ``nlp.training.train``.

    ``slot_claims``, of no post's situation, teach the tagger of every fold.
    """
    hands = pool or AtOnce()
    labels = np.array([post.label.value for post in posts])
    folds = [
        fold
        for number, fold in enumerate(split(labels, [post.situation for post in posts]))
        if number in only
    ]
    unread = [posts[at] for _, unseen in folds for at in unseen]
    texts, marked = in_pieces(hands, masked_texts, unread), in_pieces(hands, examples_of, posts)
    further = in_pieces(hands, slot_claim_examples, slot_claims)
    examples, more = list(marked), list(further)
    asked = [
        (
            unseen,
            hands.submit(
                found_by_others,
                [posts[at] for at in seen],
                [*(examples[at] for at in seen), *more],
                list(islice(texts, len(unseen))),
            ),
        )
        for seen, unseen in folds
    ]
    return {
        posts[at].id: said
        for unseen, told in asked
        for at, said in zip(unseen.tolist(), told.result(), strict=True)
    }

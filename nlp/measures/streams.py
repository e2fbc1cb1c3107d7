"""Streams of posts for ``sangtin check``, most of them unrelated, that neither gate nor model has seen.

Both are trained on one half of the situations, and the streams are made of the other half. In one the unrelated posts are ordinary
chatter, in the other the corpus's own, which were written to look related.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence

from models.vocabulary import Label
from nlp.corpus.background import load_background
from nlp.corpus.load import CorpusPost
from nlp.detectors.label_model import LabelModel
from nlp.training import train

STREAM = 1_000
"""Posts of a stream, where there are so many."""
UNRELATED = 0.85
"""Share of them that has to do with no watched policy."""


def unseen_streams(posts: Sequence[CorpusPost], seed: int) -> tuple[LabelModel, dict[str, list[str]]]:
    """A model trained on one half of the situations, and texts by stream of the other; ``seed`` draws them."""
    background = load_background()
    trained = train(
        [post for post in posts if _even(post.situation)],
        background=[line for line in background if _even(line.situation)],
    )
    others = [post for post in posts if not _even(post.situation)]
    related = [post.text for post in others if post.label is not Label.OFF_TOPIC]
    luck = random.Random(seed)  # noqa: S311  (draws posts, keeps no secret)
    unrelated = {
        "chatter": [line.text for line in background if not _even(line.situation)],
        "hard": [post.text for post in others if post.label is Label.OFF_TOPIC],
    }
    streams = {}
    for name, those in unrelated.items():
        count = min(round(STREAM * UNRELATED), len(those))
        texts = luck.sample(those, count) + luck.sample(related, round(count * (1 - UNRELATED) / UNRELATED))
        luck.shuffle(texts)
        streams[name] = texts
    return trained.model, streams


def _even(situation: str) -> bool:
    return hashlib.sha256(situation.encode()).digest()[0] % 2 == 0

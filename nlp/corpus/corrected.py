"""Posts whose label people corrected on the desk, in the form training reads. They never leave the office's own database."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from models.vocabulary import Label, Topic
from nlp.corpus.load import CorpusPost, Style

SUBTYPE = "correction"


def corrected(number: int, text: str, label: Label, topic: Topic) -> CorpusPost:
    """One corrected post. It is a situation of its own; nobody marked its slots and indicators.

    Raises:
        ValueError: an opinion is never a training example (SPEC §8).
    """
    if label is Label.OPINION:
        raise ValueError("an opinion is never a training example")
    name = f"{SUBTYPE}-{number}"
    return CorpusPost(
        id=name,
        situation=name,
        pair=None,
        text=text,
        label=label,
        subtype=SUBTYPE,
        topics=(topic,),
        style=Style.PLAIN,
        slots=(),
        indicators=(),
    )


def version_with(version: str, posts: Sequence[CorpusPost]) -> str:
    """The name of a model that learnt from corrections too: how many and which, so that the same ones give the same name.

    >>> version_with("2026.11.3", [corrected(7, "phí 50k", Label.CLAIM, Topic.DICH_VU_CONG)])
    '2026.11.3+1.24fad9ce'
    """
    lines = sorted(f"{post.label.value} {' '.join(post.topics)} {post.text}" for post in posts)
    which = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{version}+{len(posts)}.{which[:8]}"

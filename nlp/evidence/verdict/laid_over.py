"""One text laid over another word for word, in the weights of the learned verdict; over a text without marks it is read without."""

from __future__ import annotations

from functools import lru_cache

from nlp.evidence.spelling import writes_marks
from nlp.evidence.verdict.model import load_weights
from nlp.evidence.verdict.sides import Aligned, Side, align, read_side
from nlp.normalise import fold, normalise


def laid_over(one: Side, other: Side) -> Aligned:
    """Where ``other`` has the words of ``one``, as they are or in others that may stand for them."""
    weights = load_weights()
    bare = not writes_marks(other.text.normalised)
    return align(_bare(one.text.original) if bare else one, other, weights.rarity, weights.unknown)


@lru_cache(maxsize=4096)
def _bare(text: str) -> Side:
    return read_side(normalise(fold(text)))

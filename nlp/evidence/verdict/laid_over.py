"""One text laid over another word for word, in the weights of the learned verdict; over a text without marks it is read without."""

from __future__ import annotations

from functools import lru_cache

from nlp.evidence.spelling import writes_marks
from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.model import load_weights
from nlp.evidence.verdict.sides import Aligned, Side, align, read_side


def laid_over(one: Side, other: Side) -> Aligned:
    """Where ``other`` has the words of ``one``, as they are or in others that may stand for them."""
    weights = load_weights()
    bare = not writes_marks(other.text.normalised)
    return align(_bare(one.text.folded) if bare else one, other, weights.rarity, weights.unknown)


@lru_cache(maxsize=4096)
def _bare(folded: str) -> Side:
    """As long as the text with its marks, so that places in one are places in the other."""
    return read_side(plain_text(folded))

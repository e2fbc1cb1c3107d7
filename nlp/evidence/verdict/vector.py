"""One claim and one passage as named figures."""

from __future__ import annotations

from collections.abc import Mapping

from nlp.evidence.verdict.figures import figure_features, match_quantities
from nlp.evidence.verdict.sides import Side, align
from nlp.evidence.verdict.stances import stance_features
from nlp.evidence.verdict.words import word_features


def describe(claim: Side, passage: Side, rarity: Mapping[str, float], unknown: float) -> dict[str, float]:
    """All figures by name, always the same names in the same order."""
    aligned = align(claim, passage, rarity, unknown)
    matches = match_quantities(aligned)
    return {
        **dict(word_features(aligned)),
        **dict(figure_features(aligned, matches)),
        **dict(stance_features(aligned)),
    }

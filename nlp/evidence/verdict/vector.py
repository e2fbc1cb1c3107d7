"""One claim and one passage read, laid over one another, and described in named figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from nlp.evidence.reading import read_claim
from nlp.evidence.slots import extract_slots, local_day
from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.asked import asked_features
from nlp.evidence.verdict.bodies import Rival, body_features, rivals
from nlp.evidence.verdict.figures import Match, figure_features, match_quantities
from nlp.evidence.verdict.reach import reach_features
from nlp.evidence.verdict.polarity import Meeting, meetings, polarity_features
from nlp.evidence.verdict.rules import SlotVerdict, judge_slots, rule_features
from nlp.evidence.verdict.sides import Aligned, Side, align, read_side
from nlp.evidence.verdict.stances import stance_features
from nlp.evidence.verdict.words import word_features
from nlp.normalise import normalise


@dataclass(frozen=True)
class Pair:
    """A claim laid over a passage: what the rules say of its slots, what became of its quantities, marks and bodies, and all figures."""

    aligned: Aligned
    matches: tuple[Match, ...]
    judged: tuple[SlotVerdict, ...]
    met: tuple[Meeting, ...]
    bodies: tuple[Rival, ...]
    figures: Mapping[str, float]


@lru_cache(maxsize=512)
def _official_side(passage: str) -> Side:
    return read_side(plain_text(passage))


def read_pair(
    passage: str, claim: str, posted_at: datetime | None, rarity: Mapping[str, float], unknown: float
) -> Pair:
    """Read both; ``rarity`` weighs words, ``posted_at`` resolves relative dates. Figures have always the same names."""
    text = normalise(claim)
    aligned = align(read_side(text, local_day(posted_at)), _official_side(passage), rarity, unknown)
    matches = match_quantities(aligned)
    judged = tuple(judge_slots(passage, read_claim(text, extract_slots(text, posted_at))))
    met, bodies = tuple(meetings(aligned)), tuple(rivals(aligned))
    figures = {
        **dict(word_features(aligned)),
        **dict(figure_features(aligned, matches)),
        **dict(stance_features(aligned)),
        **dict(rule_features(judged)),
        **dict(polarity_features(aligned, met)),
        **dict(body_features(aligned, bodies)),
        **dict(reach_features(aligned)),
        **dict(asked_features(aligned)),
    }
    return Pair(aligned, matches, judged, met, bodies, figures)

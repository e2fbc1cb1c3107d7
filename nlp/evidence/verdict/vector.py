"""One claim and one passage read, laid over one another, and described in named figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from nlp.evidence.reading import Statement, official_text, read_claim
from nlp.evidence.slots import extract_slots, local_day
from nlp.evidence.verdict.alternatives import alternative_features
from nlp.evidence.verdict.arithmetic import arithmetic_features
from nlp.evidence.verdict.asked import asked_features, counted_terms
from nlp.evidence.verdict.bodies import Rival, body_features, rivals
from nlp.evidence.verdict.clashes import Clash, clashes
from nlp.evidence.verdict.contrasts import contrary_features, contrast_features
from nlp.evidence.verdict.days import date_features
from nlp.evidence.verdict.doings import doing_features
from nlp.evidence.verdict.figure_features import figure_features
from nlp.evidence.verdict.figures import Match, match_quantities
from nlp.evidence.verdict.laying import way_features
from nlp.evidence.verdict.limit_groups import limit_group_features
from nlp.evidence.verdict.opening import opening_features
from nlp.evidence.verdict.polarity import Meeting, meetings, polarity_features
from nlp.evidence.verdict.reach import reach_features
from nlp.evidence.verdict.reliefs import relief_features
from nlp.evidence.verdict.rules import SlotVerdict, judge_slots, rule_features
from nlp.evidence.verdict.sides import Aligned, Side, align, read_side
from nlp.evidence.verdict.stances import stance_features
from nlp.evidence.verdict.stand_ins import stand_in_features
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
    clashing: tuple[Clash, ...]


@lru_cache(maxsize=512)
def _official_side(passage: str) -> Side:
    return read_side(official_text(passage))


@lru_cache(maxsize=8)
def _claim_side(claim: str, posted_at: datetime | None) -> tuple[Side, tuple[Statement, ...]]:
    """A claim is laid over one passage after another."""
    text = normalise(claim)
    return read_side(text, local_day(posted_at)), read_claim(text, extract_slots(text, posted_at))


def read_pair(
    passage: str, claim: str, posted_at: datetime | None, rarity: Mapping[str, float], unknown: float
) -> Pair:
    """Read both; ``rarity`` weighs words, ``posted_at`` resolves relative dates. Figures have always the same names."""
    said, statements = _claim_side(claim, posted_at)
    aligned = align(said, _official_side(passage), rarity, unknown)
    matches = match_quantities(aligned)
    judged = tuple(judge_slots(passage, statements))
    met, bodies = tuple(meetings(aligned)), tuple(rivals(aligned))
    counted = counted_terms(aligned)
    figures = {
        **dict(word_features(aligned)),
        **dict(figure_features(aligned, matches)),
        **dict(opening_features(aligned)),
        **dict(relief_features(aligned)),
        **dict(arithmetic_features(aligned, matches)),
        **dict(date_features(aligned)),
        **dict(stance_features(aligned)),
        **dict(rule_features(judged)),
        **dict(polarity_features(aligned, met)),
        **dict(body_features(aligned, bodies)),
        **dict(doing_features(aligned)),
        **dict(reach_features(aligned)),
        **dict(asked_features(aligned, counted)),
        **dict(contrast_features(aligned)),
        **dict(way_features(aligned)),
        **dict(limit_group_features(aligned, matches)),
        **dict(alternative_features(aligned, matches)),
        **dict(stand_in_features(aligned, matches, counted)),
    }
    figures.update(contrary_features(figures))
    clashing = tuple(clashes(matches, figures))
    figures["clashes"] = float(len(clashing))
    figures["clashes_sure"] = float(any(one.sure for one in clashing))
    figures["clashes_limit"] = float(
        any(one.sure and one.kind in ("limit", "crossed", "owner") for one in clashing)
    )
    return Pair(aligned, matches, judged, met, bodies, figures, clashing)

"""From the model's probabilities and what the detectors found to one label, or to abstaining.

The combination is a short list of weights, added to the log-probability of one label each
(``thresholds.EVIDENCE``); then the probabilities are made to sum to one again, and the thresholds
decide whether the label stands. The weights only say what the words alone cannot: whether there is
anything to lose by (a lure), whether there is anything to check (a slot), and whether it alleges or
plays. Nothing here makes a
scam of a post that the model takes for opinion: the firewall stands behind it (``nlp.route``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from models.vocabulary import PROTECTED_LABELS, Label
from nlp import thresholds
from nlp.contracts import Reading


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found beside the model's reading."""

    rule_holds: bool
    lure: bool
    lookalike: bool
    slot: bool
    alleges: bool = False
    plays: bool = False


def combine(scores: Mapping[Label, float], facts: Facts) -> dict[Label, float]:
    """Probabilities after the weights of ``thresholds.EVIDENCE``, summing to one."""
    weights = dict.fromkeys(Label, 0.0)
    for holds, name in (
        (facts.rule_holds, "rule_holds"),
        (facts.lookalike, "lookalike"),
        (not facts.lure, "no_lure"),
        (not facts.slot, "no_slot"),
        (facts.alleges, "alleges"),
        (facts.plays, "plays"),
    ):
        if holds:
            label, weight = thresholds.EVIDENCE[name]
            weights[label] += weight
    raised = {label: scores[label] * math.exp(weights[label]) for label in Label}
    total = sum(raised.values())
    return {label: value / total for label, value in raised.items()}


def settle(scores: Mapping[Label, float], scam_threshold: float = thresholds.CERTAIN[Label.SCAM]) -> Reading:
    """Label, abstention and rivals from probabilities.

    Ties go to the label that stands first in ``thresholds.PRECEDENCE``. The machine abstains when its
    label is below its own threshold, or when the label leads to rebuttal and opinion or grievance
    is still a candidate.
    """
    label = max(thresholds.PRECEDENCE, key=lambda one: scores[one])
    least = scam_threshold if label is Label.SCAM else thresholds.CERTAIN[label]
    shielded = _protected_rivals(label, scores)
    if scores[label] >= least and not shielded:
        return Reading(scores, label)
    near = {one for one in Label if one is not label and scores[one] >= thresholds.RIVAL}
    candidates = near & thresholds.PROTECTED_RIVAL.keys()
    for one in candidates:
        shielded |= _protected_rivals(one, scores)
    return Reading(scores, label, abstained=True, rivals=frozenset((near | shielded) - {label}))


def _protected_rivals(label: Label, scores: Mapping[Label, float]) -> set[Label]:
    """Opinion or grievance, whichever is likelier, when the two together are too likely to rebut ``label``."""
    bound = thresholds.PROTECTED_RIVAL.get(label)
    if bound is None or sum(scores[one] for one in PROTECTED_LABELS) < bound:
        return set()
    return {max(sorted(PROTECTED_LABELS), key=lambda one: scores[one])}

"""From the model's probabilities to one label, or to abstaining.

The thresholds decide whether the likeliest label stands. Nothing here makes a scam or a claim of a post that
may be opinion: the bound for each rebutted label is the firewall's, and it stands again in ``nlp.route``.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.vocabulary import PROTECTED_LABELS, Label, Topic
from nlp import thresholds
from nlp.contracts import Reading


def settle(
    scores: Mapping[Label, float],
    scam_threshold: float = thresholds.CERTAIN[Label.SCAM],
    topics: tuple[Topic, ...] = (),
    led: bool = False,
    told: bool = False,
) -> Reading:
    """Label, abstention and rivals from probabilities; topics are handed through.

    ``led``: whether a rule pointed at an irreversible step, which speaks for a scam beside the model. ``told``: whether official text
    says otherwise, which speaks for a claim.

    Ties go to the label that stands first in ``thresholds.PRECEDENCE``. The machine abstains when its
    label is below its own threshold, or when the label leads to rebuttal and opinion or grievance
    is still a candidate.
    """
    scores = {label: scores[label] for label in _LABELS}  # in the order the contract shows them
    label = max(thresholds.PRECEDENCE, key=scores.__getitem__)
    least = scam_threshold if label is Label.SCAM else thresholds.CERTAIN[label]
    bounds = _BOUNDS[led, told]
    shielded = _protected_rivals(label, scores, bounds)
    if scores[label] >= least and not shielded:
        return Reading(scores, label, topics=topics)
    near = {one for one in _LABELS if one is not label and scores[one] >= thresholds.RIVAL}
    candidates = near & bounds.keys()
    for one in candidates:
        shielded |= _protected_rivals(one, scores, bounds)
    return Reading(scores, label, True, frozenset((near | shielded) - {label}), topics)


_LABELS = tuple(Label)
_PROTECTED = tuple(sorted(PROTECTED_LABELS))
_LED, _TOLD = {Label.SCAM: thresholds.LED_RIVAL}, {Label.CLAIM: thresholds.TOLD_RIVAL}
_BOUNDS = {
    (led, told): {**thresholds.PROTECTED_RIVAL, **(_LED if led else {}), **(_TOLD if told else {})}
    for led in (False, True)
    for told in (False, True)
}


def _protected_rivals(
    label: Label, scores: Mapping[Label, float], bounds: Mapping[Label, float]
) -> set[Label]:
    """Opinion or grievance, whichever is likelier, when the two together are too likely to rebut ``label``."""
    bound = bounds.get(label)
    if bound is None or sum([scores[one] for one in _PROTECTED]) < bound:
        return set()
    return {max(_PROTECTED, key=scores.__getitem__)}

"""The few cases that rules settle alone: the same words with another value or duty, the same value and nothing that differs, or nothing in common."""

from __future__ import annotations

from collections.abc import Mapping

from nlp.evidence.verdict.model import Verdict
from nlp.evidence.verdict.vector import Pair

STRANGE = 0.12
"""With less than an eighth of the claim's words anywhere in the passage, it is about something else. Own choice."""

ABOUT = 0.25
"""With less than a quarter, and nothing counted, so too; and the explanation says only that. Own choice."""

TOLD = 0.6
"""With three fifths of the claim's words in the sentence of an equal figure, and nothing that differs, it is borne out: right for
nineteen of twenty such pairs of the evidence corpora."""

PLANNED = 0.4
"""With two fifths of a claim's words in one sentence of a draft, it tells that draft; right for 25 of 26 such pairs that it was tried on."""

NEAR = 0.05
"""A differing figure stands among words of the claim, not merely somewhere in the passage. Own choice."""

HALF = 0.5
"""It has more than half of the words that tell groups apart. Own choice."""

TURNED = 0.3
"""So much better a differing mark ("cấm", "miễn") may fit than an agreeing one before an equal figure settles nothing. Own choice."""

WHOLE = 0.1
"""So little of a claim's weight may be one run of words that the two nearest sentences do not have. Own choice."""

_REACHING = ("claim_widens", "claim_narrows", "also_said", "plan_told_flat", "aim_told_hard")
"""A claim that tells of all, of one way alone, of others too, or a plan as a rule may have a figure right and be wrong in just that."""


def certain(pair: Pair, official: bool) -> Verdict | None:
    """What rules alone settle: the same words with another value or duty, the same value and nothing that differs, or nothing in common.

    Each rule was right for more than nine in ten pairs of the evidence corpora it applies to; what was less sure is a figure for the trees.
    """
    figures = pair.figures
    if not pair.aligned.passage.terms and figures["rules_against"]:  # "Không thu phí." against "Phí 50k"
        return "refuted"
    if official:
        if _differs(figures):
            return "refuted"
        if _agrees(figures):
            return "supported"
        return "not_enough_info" if _other_procedure(figures) else None
    if figures["cover_best"] >= 0.9 and not figures["rules_for"] and _turned(figures):
        return "refuted"
    return "not_enough_info" if _elsewhere(figures) else None


def _differs(figures: Mapping[str, float]) -> bool:
    """The same matter with another value or firmness, and nothing that agrees."""
    best = figures["cover_best"]
    if figures["last_time"]:
        return False
    if figures["clashes_limit"] or _told_too_hard(figures):
        return True
    if figures["rules_for"]:
        return False
    forced = figures["must_claim_only"] or figures["aim_told_forced"]
    if figures["clashes_sure"] or (best >= TOLD and figures["rules_modality"] and forced):
        return True
    if best >= 0.7 and figures["rules_against"] and not _doubted(figures):
        return True
    return bool(best >= 0.85 and figures["soft_told_hard"]) or _turned_whole(figures)


def _told_too_hard(figures: Mapping[str, float]) -> bool:
    """A draft told as in force, or an aim or advice as a duty, in its words."""
    best = figures["cover_best"]
    return bool(figures["plan_told_now"] and best >= PLANNED) or bool(
        figures["aim_told_forced"] and best >= TOLD
    )


def _turned_whole(figures: Mapping[str, float]) -> bool:
    """All that the claim asks stands in one sentence, with the opposite word or another figure."""
    if figures["asked_cover_best"] < 0.85 or figures["asked_loose"]:
        return False
    if figures["opposites_best"] and not figures["figures"] and not figures["except_passage"]:
        return True
    return _other_figure(figures) and figures["rival_fit"] > NEAR and not figures["date_against"]


def _doubted(figures: Mapping[str, float]) -> bool:
    """What speaks for the claim, or leaves it open, though a rule of the item page speaks against it."""
    names = (
        "figures_same",
        "figures_swapped",
        "figures_open",
        "money_none",
        "date_none",
        "taken_out",
    )
    far = figures["rival_fit"] <= NEAR or figures["rival_bind"] <= HALF
    return any(figures[name] for name in names) or bool(figures["figures_rival"] and far)


def _other_figure(figures: Mapping[str, float]) -> bool:
    return bool(figures["figures_rival"]) and not figures["figures_same"]


def _turned(figures: Mapping[str, float]) -> bool:
    """The same words, with another figure or denied on one side."""
    if _other_figure(figures):
        return True
    denied = max(figures["denied_claim_only"], figures["denied_passage_only"])
    return not figures["denied_both"] and denied >= 0.2


def _agrees(figures: Mapping[str, float]) -> bool:
    """The same value in a sentence that has most of the words, or a rule that finds it; nothing differs and no figure is left over."""
    differing = (
        "rules_against",
        "figures_rival",
        "figures_swapped",
        "figures_none",
        "opposites_best",
        "clashes",
        "recurring_against",
    )
    if any(figures[name] for name in (*differing, *_REACHING)):
        return False
    turned = figures["marks_turned"] > TURNED
    if figures["figures_same"] and figures["same_cover"] >= TOLD and not turned:
        return True
    whole = figures["cover_best"] >= 0.7 and figures["two_loose_run_weight"] <= WHOLE
    return bool(figures["rules_for"]) and whole


def _other_procedure(figures: Mapping[str, float]) -> bool:
    """A figure of a procedure that the passage does not name."""
    judged = figures["rules_for"] or figures["rules_against"]
    return bool(
        not judged and figures["procedure_new"] and figures["figures_rival"] and figures["cover"] < 0.4
    )


def _elsewhere(figures: Mapping[str, float]) -> bool:
    """About something else: hardly a common word."""
    if figures["rules_for"] or figures["rules_against"]:
        return False
    return figures["cover"] < STRANGE or (figures["cover"] < ABOUT and not figures["figures"])

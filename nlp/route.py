"""Assessment and circumstances in, queue or nothing out: the routing table of SPEC section 4.

One row of the table is one function below, tried in the order of ``_ROWS``; the first that answers
decides. The firewall comes first: nothing whose label or rival is opinion or grievance is ever put
up for rebuttal, and every route into ``claims`` names the slot the claim stands on.
"""

from __future__ import annotations

from collections.abc import Callable

from models.vocabulary import (
    PROTECTED_LABELS,
    Distortion,
    IndicatorKind,
    Label,
    Queue,
    Relation,
    Severity,
    SlotKind,
    Topic,
)
from nlp import thresholds
from nlp.contracts import Assessment, Circumstances, Evidence, Indicator, Route, Slot
from nlp.registry import STEP_DETECTORS

NOWHERE = Route(queue=None)

LIVE_LURES = frozenset(
    {
        IndicatorKind.URL,
        IndicatorKind.DOMAIN,
        IndicatorKind.PHONE,
        IndicatorKind.APP,
        IndicatorKind.ZALO,
        IndicatorKind.TELEGRAM,
    }
)
"""What a reader could still follow today."""

_STANDS_ON = (
    SlotKind.OBLIGATION,
    SlotKind.FEE,
    SlotKind.SANCTION,
    SlotKind.DEADLINE,
    SlotKind.PERCENT,
    SlotKind.AMOUNT,
    SlotKind.DATE,
    SlotKind.SCOPE,
    SlotKind.PROCEDURE,
    SlotKind.DOCUMENT,
    SlotKind.AGENCY,
)
"""Kinds of slot by how squarely a claim stands on them."""

_BY_DISTORTION = (Distortion.CONTRADICTED, Distortion.OUTDATED, Distortion.MODALITY)


def route(assessment: Assessment, circumstances: Circumstances) -> Route:
    """Where a post goes. Pure: the same input gives the same answer."""
    for row in _ROWS:
        answer = row(assessment, circumstances)
        if answer is not None:
            return answer
    return NOWHERE


def primary_slot(slots: tuple[Slot, ...], evidence: tuple[Evidence, ...] = ()) -> int | None:
    """The index of the slot a claim stands on: a contradicted one first, then by kind and place.

    A denied slot ("không phải nộp phí") is as checkable as an affirmed one.
    """
    contradicted = [e.slot for e in evidence if e.relation is Relation.CONTRADICTS and e.slot is not None]
    candidates = contradicted or range(len(slots))
    return min(candidates, key=lambda at: (_STANDS_ON.index(slots[at].kind), at), default=None)


def live_lure(indicators: tuple[Indicator, ...]) -> bool:
    """Whether a reader could still follow the lure: an unofficial link, number or application."""
    return any(i.kind in LIVE_LURES and not i.official for i in indicators)


def _own_channel_grievance(assessment: Assessment, circumstances: Circumstances) -> Route | None:
    """Grievance on the office's own channel → ``grievances``, low."""
    if assessment.label is Label.GRIEVANCE and circumstances.own_channel and _watched(assessment):
        return Route(Queue.GRIEVANCES, Severity.LOW)
    return None


def _firewall(assessment: Assessment, _: Circumstances) -> Route | None:
    """Opinion or grievance as label or as a candidate → nowhere."""
    if assessment.label in PROTECTED_LABELS or assessment.rivals & PROTECTED_LABELS:
        return NOWHERE
    return None


def _unsure(assessment: Assessment, circumstances: Circumstances) -> Route | None:
    """Abstained between scam or claim and another label → that queue, low, marked unsure."""
    if not assessment.abstained:
        return None
    candidates = assessment.rivals | {assessment.label}
    if Label.SCAM in candidates and _has_lure(assessment):
        return Route(Queue.SCAM, Severity.LOW, unsure=True)
    slot = primary_slot(assessment.slots, assessment.evidence)
    if Label.CLAIM in candidates and slot is not None and _watched(assessment):
        if _supported(assessment) or not _may_queue_unverified(assessment, circumstances):
            return NOWHERE
        return Route(Queue.CLAIMS, Severity.LOW, _distortion(assessment), slot, unsure=True)
    return None


def _scam(assessment: Assessment, _: Circumstances) -> Route | None:
    """Scam with an indicator or an irreversible step → ``scam``, high when the lure is live.

    Below the threshold the assessment abstains, which an earlier row has answered.
    """
    if assessment.label is not Label.SCAM:
        return None
    if not _has_lure(assessment):
        return NOWHERE
    return Route(Queue.SCAM, Severity.HIGH if live_lure(assessment.indicators) else Severity.MEDIUM)


def _not_watched(assessment: Assessment, _: Circumstances) -> Route | None:
    """Outside all topics but ``khac`` → nowhere (scams were before)."""
    return None if _watched(assessment) else NOWHERE


def _claim_without_slot(assessment: Assessment, _: Circumstances) -> Route | None:
    """Nothing checkable → nowhere: a claim item cannot exist without a primary slot."""
    if assessment.label is Label.CLAIM and not assessment.slots:
        return NOWHERE
    return None


def _claim_distorted(assessment: Assessment, _: Circumstances) -> Route | None:
    """Claim contradicted, outdated or told more firmly than the document → ``claims``, high."""
    distortion = _distortion(assessment)
    if assessment.label is not Label.CLAIM or distortion is Distortion.UNVERIFIED:
        return None
    slot = primary_slot(assessment.slots, assessment.evidence)
    return Route(Queue.CLAIMS, Severity.HIGH, distortion, slot)


def _claim_supported(assessment: Assessment, _: Circumstances) -> Route | None:
    """Claim supported by official text in force → nowhere."""
    return NOWHERE if assessment.label is Label.CLAIM and _supported(assessment) else None


def _claim_unverified(assessment: Assessment, circumstances: Circumstances) -> Route | None:
    """Claim without official text → ``claims``, medium, when it spreads or no base was consulted."""
    if assessment.label is not Label.CLAIM or not _may_queue_unverified(assessment, circumstances):
        return None
    slot = primary_slot(assessment.slots)
    return Route(Queue.CLAIMS, Severity.MEDIUM, Distortion.UNVERIFIED, slot)


def _question(assessment: Assessment, circumstances: Circumstances) -> Route | None:
    """Question → ``questions``: low with an official passage, medium and a gap without one."""
    if assessment.label is not Label.QUESTION:
        return None
    if any(evidence.score >= thresholds.ANSWER for evidence in assessment.evidence):
        return Route(Queue.QUESTIONS, Severity.LOW)
    return Route(Queue.QUESTIONS, Severity.MEDIUM, gap=circumstances.official_known)


_ROWS: tuple[Callable[[Assessment, Circumstances], Route | None], ...] = (
    _own_channel_grievance,
    _firewall,
    _unsure,
    _scam,
    _not_watched,
    _claim_without_slot,
    _claim_distorted,
    _claim_supported,
    _claim_unverified,
    _question,
)


def _watched(assessment: Assessment) -> bool:
    return any(topic is not Topic.KHAC for topic in assessment.topics)


def _has_lure(assessment: Assessment) -> bool:
    """An unofficial indicator, or an irreversible step that a detector pointed at."""
    return any(not i.official for i in assessment.indicators) or any(
        finding.detector in STEP_DETECTORS for finding in assessment.findings
    )


def _distortion(assessment: Assessment) -> Distortion:
    """In which way the claim departs from official text; the plainest way first."""
    ways = {
        evidence.distortion or Distortion.CONTRADICTED
        for evidence in assessment.evidence
        if evidence.relation is Relation.CONTRADICTS
    }
    return next((way for way in _BY_DISTORTION if way in ways), Distortion.UNVERIFIED)


def _supported(assessment: Assessment) -> bool:
    """Some official text in force supports it and none contradicts it."""
    relations = {evidence.relation for evidence in assessment.evidence}
    return Relation.SUPPORTS in relations and Relation.CONTRADICTS not in relations


def _may_queue_unverified(assessment: Assessment, circumstances: Circumstances) -> bool:
    if not circumstances.official_known or _distortion(assessment) is not Distortion.UNVERIFIED:
        return True
    return (circumstances.spread or 0) >= thresholds.SPREAD

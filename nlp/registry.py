"""The detectors in use, in the order their findings are listed. A new one is one line here.

``SPEAKS_FOR`` limits a detector to posts that may have a label, so that a reviewer of a question does
not read why it might have been something else.
"""

from __future__ import annotations

from functools import cache

from models.vocabulary import Label
from nlp.contracts import Detector
from nlp.detectors.document_lint import DocumentLint
from nlp.detectors.irreversible_step import IrreversibleStep
from nlp.detectors.link_impersonation import LinkImpersonation
from nlp.detectors.policy_claim import PolicyClaim
from nlp.detectors.scam_rules import ScamRules

SPEAKS_FOR: dict[str, Label] = {
    PolicyClaim.name: Label.CLAIM,
    IrreversibleStep.name: Label.SCAM,
}

STEP_DETECTORS = frozenset({ScamRules.name, IrreversibleStep.name})
"""Detectors whose finding means that the reader is led to an irreversible step."""

NO_LURES = frozenset({PolicyClaim.name, DocumentLint.name})
"""Detectors whose findings tell a reviewer what to look at, and warn of nothing."""


@cache
def detectors() -> tuple[Detector, ...]:
    """One of each, built once per process; they keep no state between texts."""
    return (ScamRules(), LinkImpersonation(), IrreversibleStep(), PolicyClaim(), DocumentLint())

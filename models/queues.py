"""Which queue a label belongs to (SPEC §4)."""

from __future__ import annotations

from models.vocabulary import Label, Queue

QUEUE_OF: dict[Label, Queue] = {
    Label.SCAM: Queue.SCAM,
    Label.CLAIM: Queue.CLAIMS,
    Label.QUESTION: Queue.QUESTIONS,
    Label.GRIEVANCE: Queue.GRIEVANCES,
}
"""The other labels are no work for the desk."""

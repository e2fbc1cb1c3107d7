"""What reaches a reviewer and what should not: the figures of routing and of the firewall."""

from __future__ import annotations

from collections.abc import Sequence

from models.vocabulary import PROTECTED_LABELS, Label, Queue, Topic
from nlp.contracts import Assessment, Route
from nlp.corpus.load import CorpusPost
from nlp.measures.intervals import wilson_upper
from nlp.measures.labels import Labelled

REBUTTAL_QUEUES = frozenset({Queue.CLAIMS, Queue.SCAM})

_QUEUE_OF = {Label.SCAM: Queue.SCAM, Label.CLAIM: Queue.CLAIMS, Label.QUESTION: Queue.QUESTIONS}
Outcome = tuple[Assessment, Route]


def queue_figures(posts: Sequence[CorpusPost], outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Recall of scams, and of claims and questions of a watched topic; precision of the queues; and what leaks.

    ``protected_labels_queued_share``: opinions and grievances put up for rebuttal. ``opinion_queued_share``:
    opinions in any queue. ``awareness_as_scam_share``: warnings and victims' stories labelled as scam.
    """
    routed = [(post, way.queue) for post, (_, way) in zip(posts, outcomes, strict=True)]
    figures: dict[str, float] = {}
    for label, queue in _QUEUE_OF.items():
        wanted = [
            one for post, one in routed if post.label is label and (label is Label.SCAM or _watched(post))
        ]
        figures[f"{label.value}_recall"] = share([one is queue for one in wanted])
        figures[f"{label.value}_precision"] = share(
            [post.label is label for post, one in routed if one is queue]
        )
    figures["protected_labels_queued_share"] = share(
        [queue in REBUTTAL_QUEUES for post, queue in routed if post.label in PROTECTED_LABELS]
    )
    figures["opinion_queued_share"] = share(
        [queue is not None for post, queue in routed if post.label is Label.OPINION]
    )
    figures["awareness_as_scam_share"] = share(
        [
            assessment.label is Label.SCAM
            for post, (assessment, _) in zip(posts, outcomes, strict=True)
            if post.label is Label.SCAM_AWARENESS
        ]
    )
    return figures


def protected_figures(posts: Sequence[Labelled], outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The gate: which share of the protected corpus would be put up for rebuttal, with its upper bound.

    ``queued_upper``: upper end of the 95 % Wilson interval. ``opinions_queued_share``: opinions in any queue at all.
    """
    queued = [way.queue in REBUTTAL_QUEUES for _, way in outcomes]
    return {
        "queued_share": share(queued),
        "queued_upper": wilson_upper(sum(queued), len(queued)),
        "as_claim": float(sum(way.queue is Queue.CLAIMS for _, way in outcomes)),
        "as_scam": float(sum(way.queue is Queue.SCAM for _, way in outcomes)),
        "opinions_queued_share": share(
            [
                way.queue is not None
                for post, (_, way) in zip(posts, outcomes, strict=True)
                if post.label is Label.OPINION
            ]
        ),
    }


def share(holds: Sequence[bool]) -> float:
    """How many hold, 0..1; 0 for none."""
    return sum(holds) / len(holds) if holds else 0.0


def _watched(post: CorpusPost) -> bool:
    return any(topic is not Topic.KHAC for topic in post.topics)

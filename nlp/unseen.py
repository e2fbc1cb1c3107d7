"""What the final model makes of posts it was not trained on: the protected corpus, the exam, and posts of writers who had read none
of the others.

Cross-validation holds situations out, but the same hands wrote on both sides. These posts are by other hands, so they say more of
the world; they do so only as long as nothing is changed because of a single one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from typing import Any

from models.vocabulary import PROTECTED_LABELS, Label, Queue
from nlp.assess import Assessor
from nlp.contracts import Circumstances, Masked, Slot
from nlp.cores import AtOnce, in_pieces
from nlp.corpus.exam import ExamPost
from nlp.corpus.load import CorpusPost
from nlp.detectors.label_model import LabelModel
from nlp.measures.indicators import indicator_figures
from nlp.measures.labels import label_figures, macro_f1
from nlp.measures.matching import ALL
from nlp.measures.queues import REBUTTAL_QUEUES, Outcome, queue_figures, share
from nlp.measures.slots import slot_figures
from nlp.privacy import mask
from nlp.route import route

UNSEEN_BASE = Circumstances(official_known=False)
"""No official base consulted: every claim with a slot on a watched topic is queued."""


def unseen_outcomes(
    posts: Sequence[CorpusPost] | Sequence[ExamPost], model: LabelModel, pool: Executor | None = None
) -> list[Outcome]:
    """Assessment and route of posts that no model was trained on, by the final model."""
    texts = [post.text for post in posts]
    return list(in_pieces(pool or AtOnce(), partial(_unseen_outcomes, Assessor(model)), texts))


def _unseen_outcomes(assessor: Assessor, texts: Sequence[str]) -> list[Outcome]:
    return outcomes_of(assessor, [mask(text).text for text in texts])


def outcomes_of(assessor: Assessor, texts: Sequence[str]) -> list[Outcome]:
    """Assessment and route of masked texts, with no official base consulted."""
    assessments = assessor.assess([(text, UNSEEN_BASE) for text in texts])
    return [(assessment, route(assessment, UNSEEN_BASE)) for assessment in assessments]


def exam_figures(exam: Sequence[ExamPost], model: LabelModel) -> dict[str, float]:
    """Labels and queues on the exam; counts where a share of some dozens would promise too much."""
    outcomes = unseen_outcomes(exam, model)
    routed = [(post.label, way.queue) for post, (_, way) in zip(exam, outcomes, strict=True)]
    protected = [queue in REBUTTAL_QUEUES for label, queue in routed if label in PROTECTED_LABELS]
    found = {"posts": float(len(exam)), "macro_f1": macro_f1(exam, [one.label for one, _ in outcomes])}
    for label, queue in ((Label.SCAM, Queue.SCAM), (Label.CLAIM, Queue.CLAIMS)):
        found[f"{label.value}_recall"] = share([one is queue for meant, one in routed if meant is label])
        found[f"{label.value}_precision"] = share([meant is label for meant, one in routed if one is queue])
    return {**found, "protected": float(len(protected)), "protected_queued": float(sum(protected))}


def unseen_figures(posts: Sequence[CorpusPost], model: LabelModel) -> dict[str, Any]:
    """Labels with intervals, queues, indicators, and the slots of claims as the whole machine tells them; empty for no posts."""
    if not posts:
        return {}
    outcomes = unseen_outcomes(posts, model)
    said = [assessment for assessment, _ in outcomes]
    claims = [(post, one) for post, one in zip(posts, said, strict=True) if post.label is Label.CLAIM]
    return {
        "posts": len(posts),
        "labels": label_figures(posts, [one.label for one in said], [post.situation for post in posts]),
        "queues": queue_figures(posts, outcomes),
        "slots": slot_figures([(p.slots, as_written(one.slots, mask(p.text))) for p, one in claims])[ALL],
        "indicators": indicator_figures(posts)[ALL],
    }


def as_written(slots: Iterable[Slot], masked: Masked) -> tuple[Slot, ...]:
    """Slots found in a masked text, where they stand in the raw one."""
    return tuple(replace(one, span=masked.to_raw(one.span)) for one in slots)

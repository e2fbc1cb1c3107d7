"""What the wider bound for claims that official text says otherwise lets through (``nlp.thresholds.TOLD_RIVAL``).

Held-out posts between the two bounds are assessed beside all invented passages of the evidence corpus and its exam. The passages are of
other provinces than the posts, so nearly every contradiction here is one by chance: the hardest case for the firewall.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.vocabulary import PROTECTED_LABELS, Label, Queue
from nlp import thresholds
from nlp.assess import Assessor
from nlp.contracts import Circumstances, Reading
from nlp.corpus.evidence_load import load_evidence, load_evidence_exam
from nlp.corpus.load import CorpusPost
from nlp.evidence.retrieval import build_index
from nlp.privacy import mask
from nlp.route import route
from nlp.training import Recorded, Trained


def told_figures(posts: Sequence[CorpusPost], trained: Trained) -> dict[str, int]:
    """Counts: posts ``between`` the bounds, and of them the claims and the protected posts that wait as ``claims`` with a base."""
    rows = [
        (post, mask(post.text).text, reading)
        for post, reading, passed in zip(posts, trained.held_out, trained.passed, strict=True)
        if passed and _between(reading)
    ]
    model = trained.model
    reader = Recorded(
        model.version,
        model.stopped,
        {text: reading for _, text, reading in rows},
        {text: True for _, text, _ in rows},
        model.tagger,
    )
    base = build_index((*load_evidence().passages, *load_evidence_exam().passages))
    about = Circumstances(official_known=True)
    assessed = Assessor(reader, base).assess([(text, about) for _, text, _ in rows])
    waiting = [
        post.label
        for (post, _, _), one in zip(rows, assessed, strict=True)
        if route(one, about).queue is Queue.CLAIMS
    ]
    return {
        "between": len(rows),
        "claims": sum(label is Label.CLAIM for label in waiting),
        "protected": sum(label in PROTECTED_LABELS for label in waiting),
    }


def _between(reading: Reading) -> bool:
    """Whether a claim is shielded by the narrow bound and would not be by the wide one."""
    protected = sum(reading.scores[label] for label in PROTECTED_LABELS)
    return (
        reading.label is Label.CLAIM
        and thresholds.PROTECTED_RIVAL[Label.CLAIM] <= protected < thresholds.TOLD_RIVAL
    )

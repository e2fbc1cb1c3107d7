"""What people's readings say of the machine: shares with their intervals, from counts of queued items and of a random sample.

Precision is measured directly. What was missed is known from the sample of unqueued posts alone, so recall is an estimate: the
posts found, over those and the missed share of all unqueued posts; its interval takes that share at the ends of its own and holds
the counted fixed. An item is counted as one post, so recall is a little too low where many posts say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.vocabulary import Label, Queue
from nlp.measures.intervals import wilson

LABEL_OF = {Queue.SCAM: Label.SCAM, Queue.CLAIMS: Label.CLAIM, Queue.QUESTIONS: Label.QUESTION}
"""Queues whose label can be missed: a grievance from elsewhere is never queued, and that is no mistake."""
FEWEST = 20
"""Readings below which a share is not shown. Own choice: at 20 the interval is still some 40 points wide."""


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``trials`` with the ends of the 95 % interval; ``rate`` None where there are too few to say."""

    hits: int
    trials: int
    low: float
    high: float

    @property
    def rate(self) -> float | None:
        """The share itself, where there is enough to show it."""
        return self.hits / self.trials if self.trials >= FEWEST else None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share that was reckoned from a sample, with the ends of its interval; None where the sample says too little."""

    rate: float
    low: float
    high: float


def share(hits: int, trials: int) -> Share:
    """A share with its Wilson interval."""
    return Share(hits, trials, *wilson(hits, trials))


def missed(sample: Mapping[tuple[Label, Label], int], label: Label) -> Share:
    """Of the sampled unqueued posts, those a person calls ``label`` and the machine called something else.

    ``sample``: counts by (the machine's label, the person's). A claim the machine saw as one and did not queue, because
    official text supports it or nobody spreads it, was not missed.
    """
    wrong = sum(
        count for (machine, person), count in sample.items() if person is label and machine is not label
    )
    return share(wrong, sum(sample.values()))


def recall(right: int, missing: Share, unqueued: int) -> Estimate | None:
    """The share of all posts of a kind that were queued: ``right`` were, and ``missing`` of ``unqueued`` were not.

    None where the sample is too small, or there was nothing to find.
    """
    if missing.rate is None or not (right or missing.hits):
        return None

    def at(lost: float) -> float:
        return right / (right + lost * unqueued) if right else 0.0

    return Estimate(at(missing.rate), at(missing.high), at(missing.low))

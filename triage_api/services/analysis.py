"""What analysts see of people's work: agreement, sorting quality, corrections. Figures of the whole office, never per person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from models.queries import agreement, audit, classifiers, examples, method_figures
from models.queries.accounts import Person
from models.queries.reading_quality import ReadingCounts, reading_counts
from models.session import Session
from models.vocabulary import Action, Label, Queue, Verdict
from nlp import thresholds
from nlp.agreement import alpha
from nlp.measures import sampled
from nlp.measures.sampled import Estimate, Share, share
from triage_api.services import moves
from triage_api.services.sight import offices_in_sight

SPAN = timedelta(days=90)
FEWEST_PAIRS = 20
"""Pairs of conclusions below which alpha is not shown. Own choice; below, one item moves it by more than a tenth."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far first and second conclusions agree. ``alpha`` None where there is too little to say."""

    queue: Queue | None
    pairs: int
    same: int
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Sorting:
    """How well one queue is filled: items read and right, opinions among them, and what the sample says was missed."""

    queue: Queue
    precision: Share
    opinions: Share
    missed: Share | None
    recall: Estimate | None


def agreements(session: Session, person: Person) -> list[Agreement]:
    """Agreement over the last ninety days: of everything, then by queue."""
    moves.require(person, Action.TRAIN)
    now = datetime.now(UTC)
    units = agreement.verdict_units(session, offices_in_sight(session, person), now - SPAN, now)
    whole = [pair for pairs in units.values() for pair in pairs]
    return [_agreement(None, whole), *(_agreement(queue, pairs) for queue, pairs in units.items())]


def sortings(session: Session, person: Person) -> list[Sorting]:
    """How well the machine filled each queue in the last ninety days."""
    moves.require(person, Action.TRAIN)
    now = datetime.now(UTC)
    counts = reading_counts(session, offices_in_sight(session, person), now - SPAN, now)
    return sorted_out(counts)


def sorted_out(counts: ReadingCounts) -> list[Sorting]:
    """Counts as shares with their intervals, by queue."""
    sample = {(one.machine_label, one.label): one.count for one in counts.sample}
    return [
        Sorting(
            queue=one.queue,
            precision=share(one.right, one.read),
            opinions=share(one.opinions, one.read),
            missed=sampled.missed(sample, label) if label else None,
            recall=sampled.recall(one.right, sampled.missed(sample, label), counts.unqueued)
            if label
            else None,
        )
        for one in counts.queues
        for label in [sampled.LABEL_OF.get(one.queue)]
    ]


def models_known(session: Session, person: Person) -> dict[str, Any]:
    """The model in use with its figures by label, every version there is, and the corrections kept in sight: all, and newer than it."""
    if not person.may(Action.TRAIN):
        moves.require(person, Action.PROMOTE_MODEL)
    model = method_figures.model_in_use(session)
    offices = offices_in_sight(session, person)
    return {
        "model": model,
        "figures": classifiers.figures_of(session, model.id) if model else [],
        "versions": classifiers.list_versions(session),
        "corrected": examples.count_since(session, offices),
        "newer": examples.count_since(session, offices, model.created_at) if model else 0,
        "thresholds": thresholds,
        "passes": model is not None
        and model.protected_queued_share is not None
        and float(model.protected_queued_share) <= thresholds.MOST_PROTECTED,
    }


def correction_counts(session: Session, person: Person) -> list[tuple[Label, Label, int]]:
    """How often which label was put in the place of which."""
    moves.require(person, Action.TRAIN)
    return examples.count_examples(session, offices_in_sight(session, person))


def exported(session: Session, person: Person) -> Iterator[str]:
    """Every example as a line of JSON; the export is written down in the audit trail."""
    moves.require(person, Action.TRAIN)
    offices = offices_in_sight(session, person)
    lines = [
        json.dumps(
            {
                "id": f"s{one.id}",
                "text": one.text,
                "label": one.label.value,
                "machine_label": one.machine_label.value,
                "topic": one.topic.value,
                "model": one.model,
                "added_on": one.added_at.date().isoformat(),
            },
            ensure_ascii=False,
        )
        + "\n"
        for one in examples.examples_of(session, offices)
    ]
    audit.record(
        session,
        "examples_exported",
        "training_example",
        actor_id=person.id,
        office_id=person.office_id,
        detail=f"count={len(lines)}",
    )
    return iter(lines)


def _agreement(queue: Queue | None, units: Sequence[tuple[Verdict | None, Verdict | None]]) -> Agreement:
    pairs = [pair for pair in units if None not in pair]
    enough = len(pairs) >= FEWEST_PAIRS
    return Agreement(queue, len(pairs), sum(a is b for a, b in pairs), alpha(units) if enough else None)

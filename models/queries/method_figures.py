"""What the method page says of itself: which model, how often it was wrong, what is read. Counts only, no text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.queries.review_requests import outcome_counts
from models.tables.classifier import ClassifierVersion
from models.tables.item import ItemEvent
from models.tables.source import Source
from models.vocabulary import GIVEN_KINDS, EventKind, ReviewOutcome, SourceKind

JUDGED = (EventKind.DECIDED, EventKind.DISMISSED_OPINION, EventKind.DISMISSED_IRRELEVANT)


@dataclass(frozen=True, slots=True)
class Model:
    """The model in use as it was measured before it was put in use. Shares in 0..1, None where not measured."""

    id: int
    version: str
    macro_f1: Decimal | None
    protected_queued_share: Decimal | None
    protected_queued_upper: Decimal | None
    created_at: datetime
    promoted_at: datetime | None
    corpus_sha256: str | None
    parameters_sha256: str | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What people did with what the machine put before them."""

    kept: int
    opinion: int
    irrelevant: int

    @property
    def total(self) -> int:
        """Everything a person has judged."""
        return self.kept + self.opinion + self.irrelevant


def model_in_use(session: Session) -> Model | None:
    """The model in use."""
    version = ClassifierVersion
    row = session.execute(
        select(
            version.id,
            version.version,
            version.macro_f1,
            version.protected_queued_share,
            version.protected_queued_upper,
            version.created_at,
            version.promoted_at,
            version.corpus_sha256,
            version.parameters_sha256,
        ).where(version.in_use)
    ).one_or_none()
    return None if row is None else Model(*row)


def judged(session: Session) -> Judged:
    """Items by the last thing a person concluded of them: an item counts once."""
    last = (
        select(
            ItemEvent.kind,
            func.row_number()
            .over(partition_by=ItemEvent.item_id, order_by=ItemEvent.sequence.desc())
            .label("nth"),
        )
        .where(ItemEvent.kind.in_(JUDGED))
        .subquery()
    )
    rows = session.execute(select(last.c.kind, func.count()).where(last.c.nth == 1).group_by(last.c.kind))
    counts = {EventKind(kind): int(count) for kind, count in rows}
    return Judged(*(counts.get(kind, 0) for kind in JUDGED))


def reviews(session: Session) -> dict[ReviewOutcome, int]:
    """Answered requests for review, by outcome."""
    counts = outcome_counts(session)
    return {outcome: counts.get(outcome, 0) for outcome in ReviewOutcome}


def public_sources(session: Session) -> Sequence[tuple[SourceKind, str]]:
    """Kind and name of every source that is read. What people hand in is no source of anybody else's."""
    rows = session.execute(
        select(Source.kind, Source.name)
        .where(Source.enabled, Source.kind.not_in(GIVEN_KINDS))
        .order_by(Source.kind, Source.name)
    )
    return [(kind, name) for kind, name in rows]

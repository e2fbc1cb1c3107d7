"""Which runs may share a process of the crawler: those of the demonstration with each other, all others with each other.

A run at its last attempt shares with none: what kills one process after the other does so under its own name.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.queries.runs import MAX_ATTEMPTS, waiting_runs
from models.tables.source import Run, Source


def waiting_alike(session: Session, demonstration: bool) -> list[int]:
    """Of the runs that could be claimed now, those that may share a process of the demonstration, or of others; the oldest first."""
    return list(
        session.scalars(
            select(Run.id)
            .join(Source, Source.id == Run.source_id)
            .where(
                Run.id.in_(waiting_runs(session)),
                Run.attempt < MAX_ATTEMPTS - 1,
                Source.demonstration == demonstration,
            )
            .order_by(Run.id)
        )
    )


def company_of(session: Session, run_id: int) -> bool | None:
    """With which runs a waiting one may share a process: those of the demonstration (True), others (False), or none (None)."""
    row = session.execute(
        select(Source.demonstration, Run.attempt)
        .join(Source, Source.id == Run.source_id)
        .where(Run.id == run_id)
    ).one()
    return None if row.attempt >= MAX_ATTEMPTS - 1 else row.demonstration

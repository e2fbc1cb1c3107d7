"""Sources and their health, for administrators: what the page about sources shows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query

from models.queries import source_page
from models.queries.source_health import Health
from models.session import Session
from models.source_health import Cause, SourceState
from models.vocabulary import RunState, SourceKind
from triage_api import source_view, source_words
from triage_api.api.auth import SourcesReader
from triage_api.api.shapes import Shape
from triage_api.dependencies import Db
from triage_api.fields import BIGGEST_ID, IdInPath
from triage_api.routing import Router
from triage_api.services import sources

router = Router(prefix="/api/v1", tags=["sources"])
RUNS = 20
Limit = Annotated[int, Query(ge=1, le=100)]
After = Annotated[int, Query(ge=0, le=BIGGEST_ID)]


class HealthShape(Shape):
    """How a source is. ``sentence`` is for people; ``usual_per_day`` is null until a week is known.

    ``days`` are new posts per day of the last 28, today last; null: nobody looked that day.
    """

    id: int
    name: str
    kind: SourceKind
    office: str
    enabled: bool
    state: SourceState
    cause: Cause | None
    sentence: str
    not_seen_since: datetime | None
    last_success: datetime | None
    next_run: datetime | None
    usual_per_day: float | None
    days: list[int | None]
    unread_pages: int

    @classmethod
    def of(cls, health: Health) -> HealthShape:
        """From what is known of a source."""
        source = health.source
        goes_on = health.crawled and source.enabled and health.host_stopped is None
        return cls(
            id=source.id,
            name=source.name,
            kind=source.kind,
            office=health.office,
            enabled=source.enabled,
            state=health.standing.state,
            cause=health.standing.cause,
            sentence=source_view.sentence(health),
            not_seen_since=health.standing.blind_since,
            last_success=health.last_success,
            next_run=source.next_due_at if goes_on else None,
            usual_per_day=health.usual,
            days=list(health.days[-28:]),
            unread_pages=health.pages_open,
        )


class HealthPage(Shape):
    """One page of sources, by number. ``next`` is the cursor of the following page, or null."""

    sources: list[HealthShape]
    next: int | None


class CauseShape(Shape):
    """Why runs failed and pages could not be read in the last 28 days."""

    code: str
    runs: int
    runs_7_days: int
    pages: int
    pages_7_days: int
    first_at: datetime
    last_at: datetime


class RunShape(Shape):
    """One run: what it read, and why it failed if it did."""

    id: int
    state: RunState
    started_at: datetime | None
    finished_at: datetime | None
    pages: int
    unchanged: int
    posts_new: int
    posts_changed: int
    posts_same: int
    unread: int
    code: str | None
    outcome: str


class SourceDetail(HealthShape):
    """One source with its causes and its last runs. No addresses of pages."""

    url: str | None
    advice: str
    causes: list[CauseShape]
    runs: list[RunShape]


@router.get("/sources")
def list_sources(session: Db, person: SourcesReader, after: After = 0, limit: Limit = 50) -> HealthPage:
    """Sources in sight with their health, by number."""
    found = sorted(sources.all_in_sight(session, person), key=lambda one: one.source.id)
    rest = [one for one in found if one.source.id > after]
    shown = rest[:limit]
    return HealthPage(
        sources=[HealthShape.of(one) for one in shown],
        next=shown[-1].source.id if len(rest) > limit else None,
    )


@router.get("/sources/{source_id}")
def show_source(session: Db, person: SourcesReader, source_id: IdInPath) -> SourceDetail:
    """One source: its health, errors by cause and the last runs."""
    health = sources.in_sight(session, person, source_id)
    return SourceDetail(
        **HealthShape.of(health).model_dump(),
        url=health.source.url,
        advice=source_view.advice(health),
        causes=_causes(session, source_id),
        runs=_runs(session, source_id),
    )


def _causes(session: Session, source_id: int) -> list[CauseShape]:
    return [
        CauseShape(
            code=one.code,
            runs=one.runs,
            runs_7_days=one.runs_week,
            pages=one.pages,
            pages_7_days=one.pages_week,
            first_at=one.first_at,
            last_at=one.last_at,
        )
        for one in source_page.error_causes(session, source_id, datetime.now(UTC))
    ]


def _runs(session: Session, source_id: int) -> list[RunShape]:
    return [
        RunShape(
            id=run.id,
            state=run.state,
            started_at=run.started_at,
            finished_at=run.finished_at,
            pages=run.pages,
            unchanged=run.unchanged,
            posts_new=run.posts_new,
            posts_changed=run.posts_changed,
            posts_same=run.posts_same,
            unread=run.set_aside,
            code=run.error_code,
            outcome=source_words.outcome(run),
        )
        for run in source_page.runs_of(session, source_id, RUNS)
    ]

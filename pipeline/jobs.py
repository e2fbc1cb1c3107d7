"""The jobs: thin names over the stages. Arguments are ids; the state of the work is in rows.

A job may be run twice or killed anywhere: each stage claims rows, works and writes in one transaction.
"""

from __future__ import annotations

import logging
from typing import Any

from procrastinate import App, PsycopgConnector

from models.queries import presence
from models.queries.jobs import nudge
from models.session import connection_string, transaction
from pipeline import halt
from pipeline.delivery import digests, reports, webhooks
from pipeline.stages import assess, collect, desk, evidence, purge, report, route, trail

log = logging.getLogger("sangtin.jobs")

app = App(connector=PsycopgConnector())
"""Opened with a real connection by ``opened``; jobs are put in the queue by ``models.queries.jobs``."""


def opened(**options: Any) -> App:
    """The job application on the installation's database, with the application role."""
    return app.with_connector(PsycopgConnector(conninfo=connection_string(), **options))


@app.task(name="crawl")
def crawl() -> None:
    """Open runs for sources that are due and hand each waiting run to a collector."""
    log.info("crawl: %d runs handed out", collect.hand_out())


@app.task(name="collect")
def collect_run(run_id: int) -> None:
    """Collect a source, and others that wait, in a process of the crawler."""
    log.info("collect: run %d and those beside it ended with code %d", run_id, collect.collect(run_id))


@app.task(name="assess")
def assess_pending() -> None:
    """Assess every post that waits."""
    log.info("assess: %d posts", assess.drain())
    _go_on_later("assess")


@app.task(name="route")
def route_assessed() -> None:
    """Route every assessed post."""
    log.info("route: %d posts", route.drain())
    _go_on_later("route")


@app.task(name="report")
def report_orders() -> None:
    """Order last week's reports and make what was ordered."""
    log.info("report: %d made", report.drain())


@app.task(name="purge")
def purge_due() -> None:
    """Delete what has been kept long enough."""
    log.info("purge: %d texts", purge.drain())
    _go_on_later("purge")


@app.task(name="evidence")
def reopen_changed() -> None:
    """Reopen what rests on official text that has changed or ended."""
    log.info("evidence: %d items reopened", evidence.drain())
    _go_on_later("evidence")


@app.task(name="presence")
def sweep_presence() -> None:
    """Forget who had a page open; asked for by whoever opens one (``models.queries.presence``)."""
    with transaction() as session:
        if presence.sweep(session):
            presence.sweep_later(session)


@app.task(name="deliver")
def deliver() -> None:
    """Send approved reports, summaries and webhooks that are due."""
    log.info(
        "deliver: %d reports, %d letters, %d webhooks", reports.drain(), digests.drain(), webhooks.drain()
    )


@app.task(name="trail")
def look_at_trail() -> None:
    """Walk the audit trail and note an anchor, or say that it does not fit."""
    log.info("trail: %d rows looked at", trail.look().head.count)


@app.task(name="desk")
def watch_desk() -> None:
    """Return leases that ran out, escalate what is overdue, bring priorities up to date."""
    done = desk.watch()
    log.info("desk: %d returned, %d escalated, %d reckoned", done.returned, done.escalated, done.reckoned)


def _go_on_later(task: str) -> None:
    """Work that was halted between two batches is nudged again, for the next worker."""
    if halt.asked.is_set():
        with transaction() as session:
            nudge(session, task)

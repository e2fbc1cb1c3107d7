"""Deleting what has been kept long enough."""

from __future__ import annotations

from datetime import timedelta

from models.queries import examples, form_drafts, intake, jobs, purging, purging_indicators, purging_pages
from models.session import transaction
from models.settings import settings
from pipeline import halt

BATCH = 500


def drain() -> int:
    """Purge in batches until nothing is due; returns how many texts went. Also keeps the months ahead ready."""
    with transaction() as session:
        intake.prepare_months(session)
    with transaction() as session:
        purging.set_ends(session)
    with transaction() as session:
        purging.purge_signatures(session)
        purging_indicators.purge_candidates(session)
        purging_indicators.purge_indicators(session, timedelta(days=settings().indicator_stale_days))
        purging_pages.purge_pages(session)
        purging.purge_sign_ins(session)
        examples.purge_examples(session)
        form_drafts.purge(session)
        jobs.forget_failed(session)
    total = 0
    while not halt.asked.is_set() and (purged := _once()):
        total += purged
    return total


def _once() -> int:
    with transaction() as session:
        return sum(purging.purge_texts(session, BATCH).values())

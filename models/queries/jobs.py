"""Nudges: durable jobs put in the queue inside the caller's own transaction.

State lives in rows; a job only says "look". Two equal nudges that still wait are one
(``queueing_lock``), and jobs with the same ``lock`` run one after the other.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

INSERT = text(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)"
    " VALUES ('default', :task, 0, :lock, :queueing_lock, CAST(:args AS jsonb), :at)"
    " ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING RETURNING id"
)


def nudge(
    session: Session, task: str, lock: str | None = None, at: datetime | None = None, **args: int | str
) -> int | None:
    """Ask a worker to run ``task``. ``args`` carry ids, never text. None when the same nudge waits already."""
    canonical = json.dumps(args, sort_keys=True)
    job_id: int | None = session.scalar(
        INSERT,
        {"task": task, "lock": lock, "queueing_lock": f"{task}:{canonical}", "args": canonical, "at": at},
    )
    return job_id


def waiting_jobs(session: Session) -> dict[str, int]:
    """How many jobs there are in each state that is not over."""
    rows = session.execute(
        text(
            "SELECT status, count(*) AS waiting FROM procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY status"
        )
    )
    return {row.status: row.waiting for row in rows}


def ready_jobs(session: Session) -> int:
    """How many jobs wait that may run now or when the one before them with the same lock has ended."""
    waiting: int = session.scalars(
        text(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"
            " AND (scheduled_at IS NULL OR scheduled_at <= now())"
        )
    ).one()
    return waiting


def take_back_stalled(session: Session, silent_seconds: float) -> int:
    """Put jobs of workers not heard of for so long back in the queue; returns how many there were.

    Where an equal nudge waits already, the stalled job has nothing left to say and is deleted.
    """
    stalled = session.scalars(
        text(
            "SELECT j.id FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id"
            " WHERE j.status = 'doing'"
            " AND (w.id IS NULL OR w.last_heartbeat < now() - :seconds * interval '1 second')"
            " ORDER BY j.id FOR UPDATE OF j SKIP LOCKED"
        ),
        {"seconds": silent_seconds},
    ).all()
    for job_id in stalled:
        try:
            with session.begin_nested():
                session.execute(
                    text("SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)"), {"id": job_id}
                )
        except IntegrityError:
            session.execute(
                text("SELECT procrastinate_finish_job_v1(:id, 'succeeded', true)"), {"id": job_id}
            )
    return len(stalled)


def forget_failed(session: Session) -> int:
    """Delete failed nudges older than a week: the rows they stood for have been nudged again since."""
    return len(
        session.execute(
            text(
                "DELETE FROM procrastinate_jobs j WHERE status IN ('failed', 'cancelled', 'aborted', 'succeeded')"
                " AND NOT EXISTS (SELECT FROM procrastinate_events e WHERE e.job_id = j.id"
                " AND e.at > now() - interval '7 days') RETURNING id"
            )
        ).all()
    )

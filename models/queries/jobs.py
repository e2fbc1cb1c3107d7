"""Nudges: durable jobs put in the queue inside the caller's own transaction.

State lives in rows; a job only says "look". Two equal nudges that still wait are one
(``queueing_lock``), and jobs with the same ``lock`` run one after the other.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import text
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

"""What the robots.txt of a server said, kept from one run to the next. Rules only: comments, where people leave names, are cut off before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.source import Host

KEPT = timedelta(hours=24)
"""How long an answer counts without asking again (RFC 9309, 2.4: no more than 24 hours)."""

FAILED = timedelta(minutes=10)
"""How long a server that could not say is not asked for its robots.txt again. Own choice: a run every few minutes must not knock each time."""

OLDEST_COPY = timedelta(days=30)
"""How old a copy may be to count while robots.txt cannot be read (RFC 9309, 2.3.1.4 and 2.4)."""


@dataclass(frozen=True, slots=True)
class RobotsCopy:
    """The last answer that could be read (``read_at``), or the status that kept it from being read (``read_at`` None)."""

    status: int
    body: bytes = field(repr=False)
    read_at: datetime | None


def fresh_copy(session: Session, authority: str) -> RobotsCopy | None:
    """What is known of a robots.txt and need not be asked for again."""
    row = session.execute(
        select(Host.robots_status, Host.robots_body, Host.robots_read_at).where(
            Host.name == authority, Host.robots_status.is_not(None), Host.robots_until > func.now()
        )
    ).one_or_none()
    return None if row is None else RobotsCopy(row[0] or 0, row[1] or b"", row[2])


def keep_read(session: Session, authority: str, status: int, body: bytes) -> None:
    """Keep an answer that could be read: rules (2xx), or that there are none (4xx)."""
    _keep(
        session,
        authority,
        robots_status=status,
        robots_body=body,
        robots_read_at=func.now(),
        robots_until=func.now() + KEPT,
    )


def keep_failed(session: Session, authority: str, status: int) -> RobotsCopy:
    """Note that a server could not give its robots.txt (5xx, 429); what counts meanwhile: the last copy, if any (``last_copy``)."""
    copy = last_copy(session, authority)
    until = func.now() + FAILED
    if copy is not None:
        session.execute(update(Host).where(Host.name == authority).values(robots_until=until))
        return copy
    _keep(session, authority, robots_status=status, robots_body=None, robots_read_at=None, robots_until=until)
    return RobotsCopy(status, b"", None)


def last_copy(session: Session, authority: str) -> RobotsCopy | None:
    """The last answer that could be read, unless it is older than ``OLDEST_COPY``: it counts while there is no newer one to be had."""
    row = session.execute(
        select(Host.robots_status, Host.robots_body, Host.robots_read_at).where(
            Host.name == authority, Host.robots_read_at > func.now() - OLDEST_COPY
        )
    ).one_or_none()
    return None if row is None else RobotsCopy(row[0] or 0, row[1] or b"", row[2])


def ask_again(session: Session, name: str) -> None:
    """Have the robots.txt of a server, on every port, asked for by the next run: a person says that something changed."""
    session.execute(
        update(Host)
        .where(or_(Host.name == name, Host.name.startswith(f"{name}:", autoescape=True)))
        .values(robots_until=None)
    )


def _keep(session: Session, authority: str, **values: object) -> None:
    session.execute(
        insert(Host)
        .values(name=authority, **values)
        .on_conflict_do_update(index_elements=["name"], set_=values)
    )

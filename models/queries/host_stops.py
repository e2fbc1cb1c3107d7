"""The emergency stop of one server: nobody asks it anything until a person lets it go again."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.errors import BadInput
from models.queries import audit
from models.tables.source import Host

EVERYTHING = "*"
"""The name of the row that stands for every server."""
MAX_REASON = 300


def host_of(url: str) -> str:
    """The server of an address: lower case, internationalised names in their ASCII form; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").encode("idna").decode("ascii")[:255]
    except ValueError:
        return ""


def stopped(session: Session) -> dict[str, str]:
    """Every server that a person stopped, with the reason; ``EVERYTHING`` among them."""
    rows = session.execute(select(Host.name, Host.stopped_reason).where(Host.stopped_at.is_not(None)))
    return {row.name: row.stopped_reason or "" for row in rows}


def stop(session: Session, name: str, reason: str, by: int | None = None) -> None:
    """Ask a server nothing more until ``resume``. A second stop keeps the first time and takes the new reason. Audited.

    Raises:
        BadInput: no reason, or one that is too long.
    """
    if not 0 < len(reason.strip()) <= MAX_REASON:
        raise BadInput("Cần ghi lý do dừng, tối đa 300 ký tự.")
    said = {"stopped_by": by, "stopped_reason": reason.strip()}
    session.execute(
        insert(Host)
        .values(name=name, stopped_at=func.now(), **said)
        .on_conflict_do_update(
            index_elements=["name"],
            set_={**said, "stopped_at": func.coalesce(Host.stopped_at, func.now())},
        )
    )
    audit.record(
        session, "host_stopped", "host", actor_id=by, detail=f"{name}: {reason.strip()}"[:MAX_REASON]
    )


def resume(session: Session, name: str, by: int | None = None) -> bool:
    """Let a server be asked again; whether it was stopped. Audited."""
    freed = update(Host).where(Host.name == name, Host.stopped_at.is_not(None))
    freed = freed.values(stopped_at=None, stopped_by=None, stopped_reason=None)
    let = session.scalar(freed.returning(Host.name))
    if let is not None:
        audit.record(session, "host_resumed", "host", actor_id=by, detail=name)
    return let is not None

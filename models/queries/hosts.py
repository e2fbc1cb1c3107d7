"""Politeness per server for all workers of all machines: whose turn it is, when it may be asked again, what stands still.

One row per server. A run holds its server while it is running and its heart beats; nobody waits for a server in a process: a
run whose server is held, or rests, is not claimed and goes on waiting in its row.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.errors import BadInput
from models.queries import audit
from models.tables.source import Host, Run
from models.vocabulary import RunState

STALE = timedelta(minutes=2)
"""A run without a heartbeat for this long is taken to be dead (the crawler beats every 15 s)."""

EVERYTHING = "*"
"""The name of the row that stands for every server; no server is called so."""

SHORT_REST = timedelta(seconds=5)
"""A run may take a server that rests no longer than this, and waits the rest before its first request."""

LONGEST_REST = timedelta(days=1)
"""A server that asks to be left alone for longer is asked again after a day: a date far in the future is a mistake more often."""

MAX_NAME = 255
MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class Turn:
    """A server taken for a run: ``wait_seconds`` until the first request. Not taken: held by another, resting, or stopped."""

    taken: bool
    wait_seconds: float = 0.0
    stopped: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for one server now. ``run_id``: the run that has its turn; ``rests_until``: asked by nobody before."""

    name: str
    run_id: int | None = None
    rests_until: datetime | None = None
    stopped_at: datetime | None = None
    stopped_reason: str | None = None


def host_of(url: str) -> str:
    """The server of an address as it is named here: lower case, internationalised names in their ASCII form.

    >>> host_of("https://Tỉnh.example:8443/tin")
    'xn--tnh-dlz.example'
    """
    try:
        name = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    if not name.isascii() and len(name) <= MAX_NAME:
        with suppress(UnicodeError):
            name = name.encode("idna").decode("ascii")
    return name[:MAX_NAME]


def authority_of(url: str) -> str:
    """The name under which the robots.txt that counts for an address is kept: the server, with its port unless it is that of HTTPS.

    (RFC 9309, 2.3: each scheme and authority has rules of its own.)

    >>> authority_of("https://a.example/x"), authority_of("http://a.example/x"), authority_of("http://a.example:8000/")
    ('a.example', 'a.example:80', 'a.example:8000')
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return host_of(url)
    return host_of(url) if port == 443 else f"{host_of(url)[: MAX_NAME - 6]}:{port}"


def named(text: str) -> str:
    """The server a person means: a name, or an address on it.

    Raises:
        BadInput: it is neither.
    """
    given = text.strip()
    name = host_of(given if "://" in given else f"https://{given}")
    if not name or not all(
        part.replace("-", "").isalnum() for part in name.replace(":", ".").split(".") if part
    ):
        raise BadInput(f"“{given[:100]}” không phải tên máy chủ. Ví dụ: songlam.example")
    return name


def take(session: Session, run_id: int, name: str) -> Turn:
    """Give a server to a run if it is free; for the run that has it already, it is.

    The row is locked first and the holder looked at in a statement of its own: only that one sees what was committed while
    this one waited for the lock (READ COMMITTED), so there are never two holders.
    """
    session.execute(insert(Host).values(name=name).on_conflict_do_nothing())
    session.execute(select(Host.name).where(Host.name == name).with_for_update())
    stopped = stop_reason(session, name)
    if stopped is not None:
        return Turn(taken=False, stopped=stopped)
    now = func.clock_timestamp()
    taken = session.execute(
        update(Host)
        .where(
            Host.name == name,
            or_(Host.run_id.is_(None), Host.run_id == run_id, ~_alive()),
            or_(Host.next_request_at.is_(None), Host.next_request_at <= now + SHORT_REST),
        )
        .values(run_id=run_id)
        .returning(func.greatest(func.extract("epoch", Host.next_request_at - now), 0))
    ).one_or_none()
    if taken is None:
        return Turn(taken=False)
    return Turn(taken=True, wait_seconds=float(taken[0] or 0.0))


def blocked(session: Session, names: Collection[str]) -> set[str]:
    """Of these servers, those a run would not be given now because another one has it or because it rests. Stopped ones are not among them."""
    return set(
        session.scalars(
            select(Host.name).where(
                Host.name.in_(names),
                Host.stopped_at.is_(None),
                or_(_alive(), Host.next_request_at > func.now() + SHORT_REST),
            )
        )
    )


def not_to_be_asked(session: Session, names: Collection[str]) -> set[str]:
    """Of these servers, those for which no run need be opened now: a person stopped them or everything, or they rest."""
    resting = and_(Host.name.in_(names), Host.next_request_at > func.now() + SHORT_REST)
    silent = set(session.scalars(select(Host.name).where(or_(Host.stopped_at.is_not(None), resting))))
    return set(names) if EVERYTHING in silent else silent & set(names)


def let_go(session: Session, run_id: int) -> None:
    """Free every server of a run."""
    session.execute(update(Host).where(Host.run_id == run_id).values(run_id=None))


def rest(session: Session, name: str, seconds: float) -> None:
    """Leave a server alone for so long, at most ``LONGEST_REST``; a longer rest that was asked for before stays."""
    until = func.clock_timestamp() + min(timedelta(seconds=max(0.0, seconds)), LONGEST_REST)
    session.execute(
        insert(Host)
        .values(name=name, next_request_at=until)
        .on_conflict_do_update(
            index_elements=["name"],
            set_={"next_request_at": func.greatest(Host.next_request_at, until)},
        )
    )


def stop(session: Session, name: str, reason: str, by: int | None = None) -> None:
    """Ask a server nothing more until ``resume``: no run starts, and one that is running ends within seconds. Audited.

    ``EVERYTHING`` as the name stops every server. A second stop keeps the first time and takes the new reason.

    Raises:
        BadInput: no reason, or one that is too long.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= MAX_REASON:
        raise BadInput(f"Cần ghi lý do dừng, tối đa {MAX_REASON} ký tự.")
    session.execute(
        insert(Host)
        .values(name=name, stopped_at=func.now(), stopped_by=by, stopped_reason=reason)
        .on_conflict_do_update(
            index_elements=["name"],
            set_={
                "stopped_at": func.coalesce(Host.stopped_at, func.now()),
                "stopped_by": by,
                "stopped_reason": reason,
            },
        )
    )
    audit.record(session, "host_stopped", "host", actor_id=by, detail=f"{name}: {reason}"[:MAX_REASON])


def resume(session: Session, name: str, by: int | None = None) -> bool:
    """Let a server be asked again; whether it was stopped. Audited."""
    let = session.scalar(
        update(Host)
        .where(Host.name == name, Host.stopped_at.is_not(None))
        .values(stopped_at=None, stopped_by=None, stopped_reason=None)
        .returning(Host.name)
    )
    if let is not None:
        audit.record(session, "host_resumed", "host", actor_id=by, detail=name)
    return let is not None


def stop_reason(session: Session, name: str) -> str | None:
    """Why a server may not be asked, if a person stopped it or everything."""
    return session.scalar(_stops().where(Host.name.in_((name, EVERYTHING))).limit(1))


def stopped(session: Session) -> dict[str, str]:
    """Every server that a person stopped, with the reason; ``EVERYTHING`` among them."""
    rows = session.execute(select(Host.name, Host.stopped_reason).where(Host.stopped_at.is_not(None)))
    return {row.name: row.stopped_reason or "" for row in rows}


def standings(session: Session, names: Sequence[str]) -> dict[str, Standing]:
    """What holds for each of these servers now; ``EVERYTHING`` is told apart from the server's own stop by asking for it too."""
    found = session.execute(select(Host, _alive().label("held")).where(Host.name.in_(names)))
    known = {
        row.Host.name: Standing(
            row.Host.name,
            row.Host.run_id if row.held else None,
            row.Host.next_request_at,
            row.Host.stopped_at,
            row.Host.stopped_reason,
        )
        for row in found
    }
    return {name: known.get(name, Standing(name)) for name in names}


def _stops() -> Select[str | None]:
    return select(Host.stopped_reason).where(Host.stopped_at.is_not(None)).order_by(Host.name.desc())


def _alive() -> ColumnElement[bool]:
    """Whether the run that has this server is at work."""
    return (
        select(Run.id)
        .where(
            Run.id == Host.run_id,
            and_(Run.state == RunState.RUNNING, Run.heartbeat_at >= func.clock_timestamp() - STALE),
        )
        .exists()
    )

"""Pages of a source that could not be read: kept with reason and sealed address, tried again, skipped, or read in the end.

Rows of three stages, none with text of a post. ``PAGE``: one page somebody can do something about, open once per address.
``COUNT``: refusals that are no fault (a page that is no article), counted by cause and day, so that they do not bury the
others. ``RUN``: what ended a whole run, counted likewise; the run itself says it too.

A page that was read in the end, or is settled, is resolved and its address deleted. One that a person skips is resolved and
keeps its address until that expires, so that skipping can be undone and the page does not come back at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.crypto import Purpose, Vault
from models.queries.intake import LOCAL
from models.tables.post import PostKey
from models.tables.retention import RetentionRule
from models.tables.source import SetAside, SetAsideAddress
from models.vocabulary import RetentionClass

PAGE, COUNT, RUN = "crawl", "crawl_count", "crawl_run"
KEPT = timedelta(days=28)
"""How long a resolved page or a day's count is remembered: as far back as the page of a source looks."""
UNEXPECTED = "unexpected_error"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a page could not be read. ``role``: how it is read; None: nothing that could be tried again by itself.

    ``status`` is that of the answer, 0 for none. ``again``: whether trying again may help.
    """

    address: str = field(repr=False)
    status: int
    code: str
    reason: str
    role: str | None = None
    again: bool = True


@dataclass(frozen=True, slots=True)
class Retry:
    """A page somebody asked to try again. ``stands``: something of it is stored under this very address already."""

    address: str = field(repr=False)
    role: str
    stands: bool = False


def keep(
    session: Session,
    vault: Vault,
    office_id: int,
    source_id: int,
    run_id: int,
    faults: Sequence[Fault],
    ended_run: bool = False,
) -> None:
    """Keep what could not be read: pages to try again one by one, the rest counted by cause and day."""
    for fault in faults:
        values = {
            "office_id": office_id,
            "source_id": source_id,
            "run_id": run_id,
            "error_code": fault.code,
            "reason": fault.reason[:500],
        }
        if fault.role is not None and fault.again and not ended_run:
            _keep_page(session, vault, fault, values)
        else:
            _count(session, vault, fault.code, {**values, "stage": RUN if ended_run else COUNT})


def open_keys(session: Session, source_id: int) -> set[bytes]:
    """Fingerprints of the pages of a source that are open: what a run looks its pages up in."""
    return set(session.scalars(select(SetAside.address_key).where(*_open(source_id))))


def resolve(
    session: Session,
    source_id: int,
    key: bytes,
    status: int,
    settled: Fault | None = None,
    same: bool = False,
) -> None:
    """The page of this fingerprint was read (``settled``: will never be); its address is no longer needed.

    ``same``: only found to be as it was. That says nothing of a post of it which could not be stored.
    """
    spared = [SetAside.error_code != UNEXPECTED] if same else []
    said = {"error_code": settled.code, "reason": settled.reason[:500]} if settled else {}
    done = session.scalars(
        update(SetAside)
        .where(*_open(source_id), SetAside.address_key == key, *spared)
        .values(resolved_at=func.now(), last_at=func.now(), status=status, **said)
        .returning(SetAside.id)
    ).all()
    session.execute(delete(SetAsideAddress).where(SetAsideAddress.set_aside_id.in_(done)))


def to_retry(session: Session, vault: Vault, source_id: int, limit: int) -> list[Retry]:
    """The pages that were asked to be tried again and have not been since, the longest asked first."""
    stands = exists().where(PostKey.source_id == source_id, PostKey.address_key == SetAside.address_key)
    rows = session.execute(
        select(SetAside.role, SetAsideAddress.sealed, stands)
        .join(SetAsideAddress, SetAsideAddress.set_aside_id == SetAside.id)
        .where(*_open(source_id), waits(), SetAsideAddress.expires_at > func.now())
        .order_by(SetAside.retry_at, SetAside.id)
        .limit(limit)
    )
    return [Retry(vault.open(sealed, Purpose.ADDRESS), role, there) for role, sealed, there in rows if role]


def ask_again(session: Session, source_id: int, which: Collection[int] | str) -> int:
    """Ask for pages to be tried again, by their ids or all of a cause; returns how many. Without an address none can be."""
    return len(
        session.scalars(
            update(SetAside)
            .where(*_chosen(source_id, which), SetAside.resolved_at.is_(None), _with_address(), ~waits())
            .values(retry_at=func.now())
            .returning(SetAside.id)
        ).all()
    )


def skip(session: Session, source_id: int, which: Collection[int] | str) -> list[int]:
    """Take pages off the list by hand; returns their ids. They stay off it while their address is kept."""
    return list(
        session.scalars(
            update(SetAside)
            .where(*_chosen(source_id, which), SetAside.resolved_at.is_(None))
            .values(resolved_at=func.now(), retry_at=None)
            .returning(SetAside.id)
        )
    )


def take_back(session: Session, source_id: int, ids: Collection[int]) -> int:
    """Undo ``skip`` for those whose address is still kept; returns how many."""
    other = SetAside.__table__.alias()
    again = exists().where(
        other.c.source_id == SetAside.source_id,
        other.c.address_key == SetAside.address_key,
        other.c.resolved_at.is_(None),
    )
    return len(
        session.scalars(
            update(SetAside)
            .where(*_chosen(source_id, ids), SetAside.resolved_at.is_not(None), _with_address(), ~again)
            .values(resolved_at=None)
            .returning(SetAside.id)
        ).all()
    )


def waits() -> ColumnElement[bool]:
    """Asked to be tried again, and not tried since."""
    return and_(SetAside.retry_at.is_not(None), SetAside.retry_at > SetAside.last_at)


def _keep_page(session: Session, vault: Vault, fault: Fault, values: dict[str, object]) -> None:
    """Count one more failure of a page. One that was skipped stays skipped while its address is kept."""
    key = vault.fingerprint(fault.address, Purpose.ADDRESS)
    again = {
        "run_id": values["run_id"],
        "error_code": values["error_code"],
        "reason": values["reason"],
        "role": fault.role,
        "status": fault.status,
        "times": SetAside.times + 1,
        "last_at": func.now(),
    }
    skipped = session.scalars(
        update(SetAside)
        .where(
            SetAside.source_id == values["source_id"],
            SetAside.address_key == key,
            SetAside.resolved_at.is_not(None),
            _with_address(),
        )
        .values(**again)
        .returning(SetAside.id)
    ).all()
    if skipped:
        return
    row_id = session.scalars(
        insert(SetAside)
        .values(**values, stage=PAGE, address_key=key, role=fault.role, status=fault.status)
        .on_conflict_do_update(
            index_elements=["source_id", "address_key"], index_where=_unresolved_address(), set_=again
        )
        .returning(SetAside.id)
    ).one()
    session.execute(
        insert(SetAsideAddress)
        .values(
            set_aside_id=row_id,
            sealed=vault.seal(fault.address, Purpose.ADDRESS),
            expires_at=func.now() + timedelta(hours=_hours(session)),
        )
        .on_conflict_do_nothing()
    )


def _count(session: Session, vault: Vault, code: str, values: dict[str, object]) -> None:
    """One row for a cause of a source and a day. Its key is no address: no address has a space."""
    day = _today(session)
    key = vault.fingerprint(f"{values['stage']} {code} {day}", Purpose.ADDRESS)
    session.execute(
        insert(SetAside)
        .values(**values, address_key=key)
        .on_conflict_do_update(
            index_elements=["source_id", "address_key"],
            index_where=_unresolved_address(),
            set_={"times": SetAside.times + 1, "last_at": func.now(), "run_id": values["run_id"]},
        )
    )


def _today(session: Session) -> date:
    now: datetime = session.scalars(select(func.now())).one()
    return now.astimezone(LOCAL).date()


def _hours(session: Session) -> int:
    """As long as text that is in no queue: a page that could not be read is in none."""
    return session.scalars(
        select(RetentionRule.keep_hours).where(RetentionRule.retention_class == RetentionClass.UNQUEUED_TEXT)
    ).one()


def _unresolved_address() -> ColumnElement[bool]:
    return and_(SetAside.resolved_at.is_(None), SetAside.address_key.is_not(None))


def _open(source_id: int) -> tuple[ColumnElement[bool], ...]:
    return (SetAside.source_id == source_id, SetAside.stage == PAGE, _unresolved_address())


def _chosen(source_id: int, which: Collection[int] | str) -> tuple[ColumnElement[bool], ...]:
    by = SetAside.error_code == which if isinstance(which, str) else SetAside.id.in_(which)
    return (SetAside.source_id == source_id, SetAside.stage == PAGE, SetAside.address_key.is_not(None), by)


def _with_address() -> ColumnElement[bool]:
    return exists().where(
        SetAsideAddress.set_aside_id == SetAside.id, SetAsideAddress.expires_at > func.now()
    )

"""Sources of an office: adding, listing, what a sources file says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.tables.office import Office
from models.tables.source import Run, Source
from models.vocabulary import SourceKind, Topic

ROOT_OFFICE = "goc"
"""Code of the office the first migration creates."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source as an administrator gives it."""

    name: str
    kind: SourceKind
    url: str | None
    every_seconds: int = 1800
    delay_seconds: float = 3.0
    max_pages: int = 50
    topics: tuple[Topic, ...] = ()
    own_channel: bool = False
    demonstration: bool = False


def office_by_code(session: Session, code: str) -> Office:
    """The office with this code.

    Raises:
        NotFound: there is none.
    """
    office = session.scalar(select(Office).where(Office.code == code))
    if office is None:
        raise NotFound(f"Không có cơ quan nào mang mã “{code}”.")
    return office


def save_source(session: Session, office_id: int, record: SourceRecord) -> int:
    """Add a source, or change the one of the same name. Returns its id."""
    values = {
        "kind": record.kind,
        "url": record.url,
        "every_seconds": record.every_seconds,
        "delay_seconds": record.delay_seconds,
        "max_pages": record.max_pages,
        "topics": [topic.value for topic in record.topics],
        "own_channel": record.own_channel,
        "demonstration": record.demonstration,
    }
    return session.scalars(
        insert(Source)
        .values(office_id=office_id, name=record.name, **values)
        .on_conflict_do_update(index_elements=["office_id", "name"], set_=values)
        .returning(Source.id)
    ).one()


def postpone(session: Session, source_id: int, until: datetime) -> None:
    """Leave a source alone until an aware time; one that is due later anyway stays as it is."""
    session.execute(
        update(Source)
        .where(Source.id == source_id)
        .values(next_due_at=func.greatest(Source.next_due_at, until))
        .execution_options(synchronize_session=False)
    )


def source_id_of(session: Session, office_id: int, name: str) -> int | None:
    """The id of an office's source of this name, if it has one."""
    return session.scalar(select(Source.id).where(Source.office_id == office_id, Source.name == name))


def list_sources(session: Session) -> Sequence[Source]:
    """Every source by name."""
    return session.scalars(select(Source).order_by(Source.office_id, Source.name)).all()


def last_runs(session: Session) -> dict[int, Run]:
    """The latest run of each source that ever ran."""
    rows = session.scalars(select(Run).ext(distinct_on(Run.source_id)).order_by(Run.source_id, Run.id.desc()))
    return {row.source_id: row for row in rows}


def sources_named(session: Session, names: Sequence[str]) -> list[Source]:
    """Sources by name, in the order given; a name of two offices means both.

    Raises:
        NotFound: names the first that does not exist.
    """
    found: dict[str, list[Source]] = {}
    for row in session.scalars(select(Source).where(Source.name.in_(names)).order_by(Source.id)):
        found.setdefault(row.name, []).append(row)
    for name in names:
        if name not in found:
            raise NotFound(f"Không có nguồn nào tên “{name}”. Xem danh sách bằng: sangtin sources list")
    return [row for name in names for row in found[name]]

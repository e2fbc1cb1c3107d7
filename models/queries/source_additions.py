"""A source that an administrator has just added: never over another of its name, and taken back right after."""

from __future__ import annotations

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.queries.sources import SourceRecord
from models.tables.post import Post
from models.tables.source import Fetch, Run, SetAside, Source
from models.vocabulary import RunState


def add_source(session: Session, office_id: int, record: SourceRecord) -> int | None:
    """Add a source; its id, or None where the office has one of this name already, which stays as it is."""
    return session.scalar(
        insert(Source)
        .values(
            office_id=office_id,
            name=record.name,
            kind=record.kind,
            url=record.url,
            every_seconds=record.every_seconds,
            delay_seconds=record.delay_seconds,
            max_pages=record.max_pages,
            topics=[topic.value for topic in record.topics],
            own_channel=record.own_channel,
            demonstration=record.demonstration,
        )
        .on_conflict_do_nothing(index_elements=["office_id", "name"])
        .returning(Source.id)
    )


def own_source(session: Session, office_id: int, source_id: int) -> Source | None:
    """A source of this office."""
    return session.scalar(select(Source).where(Source.id == source_id, Source.office_id == office_id))


def take_back(session: Session, source_id: int, reason: str) -> bool:
    """Undo the adding of a source: whether it is gone. With posts, or while it is being read, it is only switched off.

    ``reason`` is shown where it is listed as switched off.
    """
    source = session.scalar(select(Source).where(Source.id == source_id).with_for_update())
    if source is None:
        return True
    in_use = session.scalar(
        select(
            exists().where(Post.source_id == source_id)
            | exists().where(Run.source_id == source_id, Run.state == RunState.RUNNING)
        )
    )
    if not in_use and _removed(session, source_id):
        return True
    source.enabled = False
    source.disabled_reason = reason
    session.flush()
    return False


def _removed(session: Session, source_id: int) -> bool:
    """Delete the source and what its runs have left; False where something else already rests on it."""
    try:
        with session.begin_nested():
            for table in (SetAside, Fetch, Run):
                session.execute(delete(table).where(table.source_id == source_id))
            session.execute(delete(Source).where(Source.id == source_id))
    except IntegrityError:
        return False
    return True

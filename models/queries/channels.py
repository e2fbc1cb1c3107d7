"""Channels registered as the office's own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.reply import Channel


def ensure_channel(session: Session, office_id: int, name: str, url_prefix: str) -> None:
    """Register a channel; the same prefix twice is one channel. A missing last slash is added."""
    session.execute(
        insert(Channel)
        .values(office_id=office_id, name=name, url_prefix=url_prefix.rstrip("/") + "/")
        .on_conflict_do_nothing(index_elements=["office_id", "url_prefix"])
    )


def active_channels(session: Session, office_id: int) -> Sequence[Channel]:
    """The office's channels that replies may be posted on."""
    return [channel for channel in office_channels(session, office_id) if channel.active]


def office_channels(session: Session, office_id: int) -> Sequence[Channel]:
    """Every channel of the office, those in use first."""
    return session.scalars(
        select(Channel)
        .where(Channel.office_id == office_id)
        .order_by(Channel.active.desc(), Channel.name, Channel.id)
    ).all()


def lock_channel(session: Session, office_id: int, channel_id: int) -> Channel | None:
    """One channel of the office, locked; None for another office's."""
    return session.scalar(
        select(Channel).where(Channel.id == channel_id, Channel.office_id == office_id).with_for_update()
    )


def add_channel(session: Session, office_id: int, name: str, url_prefix: str) -> int | None:
    """Register a channel under its canonical address; None when the address is registered already."""
    return session.scalar(
        insert(Channel)
        .values(office_id=office_id, name=name, url_prefix=url_prefix)
        .on_conflict_do_nothing(index_elements=["office_id", "url_prefix"])
        .returning(Channel.id)
    )

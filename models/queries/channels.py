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
    return session.scalars(
        select(Channel).where(Channel.office_id == office_id, Channel.active).order_by(Channel.name)
    ).all()

"""What leaves the house by itself: summaries by e-mail to staff, and signed webhooks. Durable rows, no text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now, coded
from models.tables.account import Account
from models.vocabulary import DeliveryState, DigestFrequency, WebhookEvent


class DigestSetting(Base):
    """When a member of staff wants a summary. No row is none. The mailbox is kept sealed."""

    __tablename__ = "digest_setting"
    __table_args__ = (CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    frequency: Mapped[DigestFrequency] = mapped_column(coded(DigestFrequency, "frequency"))
    hour: Mapped[int]
    sealed_address: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[Now]


class Digest(Base):
    """One summary owed to one person for one period (``2026-11-27`` or ``2026-W48``): sent once, or dead with a reason."""

    __tablename__ = "digest"
    __table_args__ = (
        UniqueConstraint("account_id", "period"),
        CheckConstraint("(state = 'delivered') = (sent_at IS NOT NULL)", name="sent"),
        Index("ix_digest_waiting", "next_try_at", postgresql_where=sql("state = 'waiting'")),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    period: Mapped[str] = mapped_column(String(10))
    state: Mapped[DeliveryState] = mapped_column(
        coded(DeliveryState, "state"), server_default=DeliveryState.WAITING.value
    )
    attempts: Mapped[int] = mapped_column(server_default=sql("0"))
    next_try_at: Mapped[Now]
    created_at: Mapped[Now]
    sent_at: Mapped[datetime | None]
    error_code: Mapped[str | None] = mapped_column(String(80))

    account: Mapped[Account] = relationship()


class Webhook(Base):
    """An https address of another system, told of a closed list of events. Address and secret are sealed."""

    __tablename__ = "webhook"
    __table_args__ = (CheckConstraint("cardinality(events) > 0", name="events"),)

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    host: Mapped[str] = mapped_column(String(253))
    sealed_url: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    events: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[Now]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    rotated_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class WebhookDelivery(Base):
    """One event owed to one webhook. ``subject`` names rows, never words; ``key`` is the delivery id receivers see."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event", "subject"),
        UniqueConstraint("key"),
        CheckConstraint("(state = 'delivered') = (delivered_at IS NOT NULL)", name="delivered"),
        Index("ix_webhook_delivery_waiting", "next_try_at", postgresql_where=sql("state = 'waiting'")),
    )

    id: Mapped[Id]
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    event: Mapped[WebhookEvent] = mapped_column(coded(WebhookEvent, "event"))
    subject: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(40), server_default=sql("(gen_random_uuid())::text"))
    happened_at: Mapped[datetime]
    state: Mapped[DeliveryState] = mapped_column(
        coded(DeliveryState, "state"), server_default=DeliveryState.WAITING.value
    )
    attempts: Mapped[int] = mapped_column(server_default=sql("0"))
    next_try_at: Mapped[Now]
    created_at: Mapped[Now]
    delivered_at: Mapped[datetime | None]
    status: Mapped[int | None]
    error_code: Mapped[str | None] = mapped_column(String(80))

    webhook: Mapped[Webhook] = relationship()

"""The official-information base: documents, their passages and what they cite."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now


class Document(Base):
    """An official document. A number alone is not a key: number + date + issuer + version is.

    ``effective_until`` is the last day it holds. ``sha256`` is of the file as given. ``ocr``: pages of it were read
    from pictures; until a person confirms it, its figures are to be looked at.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("number", "issued", "issuer", "version"),
        CheckConstraint("effective_until IS NULL OR effective_until >= effective_from", name="validity"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256"),
        CheckConstraint("length(number) > 0", name="numbered"),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    number: Mapped[str] = mapped_column(String(80), index=True)
    issued: Mapped[date]
    issuer: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(server_default=sql("1"))
    kind: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(Text)
    draft: Mapped[bool] = mapped_column(server_default=sql("false"))
    ocr: Mapped[bool] = mapped_column(server_default=sql("false"))
    effective_from: Mapped[date | None]
    effective_until: Mapped[date | None]
    sha256: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    filename: Mapped[str] = mapped_column(String(300))
    source_url: Mapped[str | None] = mapped_column(String(2000))
    obtained_at: Mapped[Now]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]

    passages: Mapped[list[DocumentPassage]] = relationship(
        back_populates="document", order_by="DocumentPassage.position"
    )


class DocumentPassage(Base):
    """One passage with its stable path (``II.2``, ``Điều 8 khoản 1 điểm a``)."""

    __tablename__ = "document_passage"
    __table_args__ = (UniqueConstraint("document_id", "path"), UniqueConstraint("document_id", "position"))

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    path: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    ocr: Mapped[bool] = mapped_column(server_default=sql("false"))

    document: Mapped[Document] = relationship(back_populates="passages")


class DocumentCitation(Base):
    """One occurrence of another document's number in a document's text."""

    __tablename__ = "document_citation"
    __table_args__ = (UniqueConstraint("document_id", "position"),)

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(80), index=True)
    name: Mapped[str | None] = mapped_column(String(80))
    issued: Mapped[date | None]
    issuer: Mapped[str | None] = mapped_column(String(200))
    path: Mapped[str | None] = mapped_column(String(200))

"""The official-information base: documents, their passages and what they cite."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now, coded
from models.tables.account import Account
from models.vocabulary import DocumentRelation


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
    adder: Mapped[Account | None] = relationship(foreign_keys=[added_by])
    confirmer: Mapped[Account | None] = relationship(foreign_keys=[confirmed_by])


class DocumentPassage(Base):
    """One passage with its stable path (``II.2``, ``Điều 8 khoản 1 điểm a``).

    ``effective_until`` is set when another document ended this passage alone, and a person confirmed it.
    """

    __tablename__ = "document_passage"
    __table_args__ = (UniqueConstraint("document_id", "path"), UniqueConstraint("document_id", "position"))

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    path: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    effective_until: Mapped[date | None]
    ocr: Mapped[bool] = mapped_column(server_default=sql("false"))

    document: Mapped[Document] = relationship(back_populates="passages")

    @property
    def holds_until(self) -> date | None:
        """The last day the passage holds: its own or its document's, whichever comes first."""
        ends = [end for end in (self.effective_until, self.document.effective_until) if end is not None]
        return min(ends, default=None)


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


class DocumentLink(Base):
    """What a document says it does to another: one edge of the graph, with the words that say so.

    ``number``, ``issued`` and ``issuer`` are the other document's as written here; which document of the base
    that is, is asked when it is read (``queries.document_graph``). ``target_paths`` are the passages meant, none
    for the whole. ``since`` is the first day it holds, where one is named.
    """

    __tablename__ = "document_link"
    __table_args__ = (
        UniqueConstraint("document_id", "position"),
        CheckConstraint("length(sentence) <= 500", name="length"),
    )

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    position: Mapped[int]
    relation: Mapped[DocumentRelation] = mapped_column(coded(DocumentRelation, "relation"))
    number: Mapped[str] = mapped_column(String(80), index=True)
    name: Mapped[str | None] = mapped_column(String(80))
    issued: Mapped[date | None]
    issuer: Mapped[str | None] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(200))
    target_paths: Mapped[list[str]] = mapped_column(ARRAY(String(200)), server_default=sql("'{}'"))
    since: Mapped[date | None]
    sentence: Mapped[str] = mapped_column(Text)

    document: Mapped[Document] = relationship()


class DocumentEnding(Base):
    """A person's word that a document, or one passage of it, ended because another said so.

    ``path`` is empty for the whole document. ``ends_on`` is the last day it holds. ``held_until`` is what was
    known before, so that undoing gives it back. Never deleted; undone by a person, with a reason.
    """

    __tablename__ = "document_ending"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone"),
        Index(
            "uq_document_ending_standing",
            "document_id",
            "path",
            "link_id",
            unique=True,
            postgresql_where=sql("undone_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    path: Mapped[str] = mapped_column(String(200), server_default="")
    link_id: Mapped[int] = mapped_column(ForeignKey("document_link.id"), index=True)
    ends_on: Mapped[date]
    held_until: Mapped[date | None]
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[Now]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str | None] = mapped_column(String(300))

    document: Mapped[Document] = relationship()
    link: Mapped[DocumentLink] = relationship()
    confirmer: Mapped[Account] = relationship(foreign_keys=[confirmed_by])
    undoer: Mapped[Account | None] = relationship(foreign_keys=[undone_by])

"""Taking an official document into the base: read, named, then kept whole or not at all.

The command line and the page both go this way. Reading needs no database and comes first; keeping is one
short transaction of the caller for each file, so a bad file stops no other and leaves nothing behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.errors import DocumentError, IncompleteDocument
from models.queries import audit
from models.queries.official import Added, CitationRecord, DocumentRecord, add_document
from models.queries.setbacks import Setback, apart
from models.session import Session
from nlp.official.document import OfficialDocument, parse_document, require_number, with_identity


@dataclass(frozen=True, slots=True)
class Identity:
    """What a person says of a document whose file does not say it."""

    number: str | None = None
    issued: date | None = None
    issuer: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


NOTHING_SAID = Identity()


def read_document(data: bytes, filename: str) -> OfficialDocument:
    """What a file says.

    Raises:
        DocumentError, TooLarge: with a sentence naming the file and what to do.
    """
    return parse_document(data, filename)


def record_of(document: OfficialDocument, data: bytes, identity: Identity = NOTHING_SAID) -> DocumentRecord:
    """A document as rows, with what a person says of it.

    Raises:
        IncompleteDocument: neither the file nor the person says number, date and issuer, or what they say cannot be.
    """
    name = document.filename
    known = require_number(
        with_identity(
            document,
            number=identity.number,
            issued=identity.issued,
            issuer=identity.issuer,
            effective_from=identity.valid_from,
            effective_until=identity.valid_until,
        ),
        name,
    )
    if known.number is None or known.issued is None or not known.issuer:
        raise IncompleteDocument(
            "Tệp «{file}» chưa cho biết đủ số, ngày ban hành và cơ quan ban hành; hãy ghi thêm rồi nạp lại."
            " Chưa lưu gì.",
            file=name,
        )
    starts, ends = known.effective_from, known.effective_until
    if starts is not None and ends is not None and ends < starts:
        raise IncompleteDocument(
            "Tệp «{file}» có ngày hết hiệu lực đứng trước ngày có hiệu lực; hãy ghi lại hai ngày này. Chưa lưu gì.",
            file=name,
        )
    return DocumentRecord(
        number=known.number,
        issued=known.issued,
        issuer=_fit(known.issuer, 200),
        kind=_fit(known.kind or "Văn bản", 80),
        title=_clean(known.title),
        draft=known.draft,
        effective_from=starts,
        effective_until=ends,
        filename=_fit(name, 300),
        data=data,
        passages=tuple((_fit(passage.path, 200), _clean(passage.text)) for passage in known.passages),
        citations=tuple(
            CitationRecord(
                _fit(found.number, 80),
                _fit(found.name, 80) if found.name else None,
                found.issued,
                _fit(found.issuer, 200) if found.issuer else None,
                _fit(found.path, 200) if found.path else None,
            )
            for found in known.citations
        ),
    )


def keep(session: Session, office_id: int, record: DocumentRecord, added_by: int | None = None) -> Added:
    """Put a document into the base and into the audit trail; the same file twice is one document.

    Raises:
        DocumentError: the database does not take it; nothing of the file was kept.
    """
    try:
        with apart(session):
            added = add_document(session, office_id, record, added_by)
    except Setback as setback:
        raise DocumentError(
            "Tệp «{file}»: nội dung không ghi được vào kho ({kind}). Chưa lưu gì.",
            file=record.filename,
            kind=setback.kind,
        ) from None
    if not added.known:
        audit.record(
            session, "document_added", "document", added.document_id, added_by, office_id, record.number
        )
    return added


def _fit(words: str, length: int) -> str:
    return _clean(words)[:length]


def _clean(words: str) -> str:
    """Without what PostgreSQL cannot hold: zero bytes, and halves of a character."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode()

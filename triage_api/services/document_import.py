"""Taking an official document into the base: read, named, then kept whole or not at all.

The command line and the page both go this way. Reading needs no database and comes first; keeping is one
short transaction of the caller for each file, so a bad file stops no other and leaves nothing behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from models.errors import DocumentError, IncompleteDocument
from models.queries import audit
from models.queries.assessing import reassess_since
from models.queries.official import Added, CitationRecord, DocumentRecord, LinkRecord, add_document
from models.queries.setbacks import Setback, apart
from models.session import Session
from nlp.official import ocr
from nlp.official.document import OfficialDocument, parse_document, require_number, with_identity


@dataclass(frozen=True, slots=True)
class Identity:
    """What a person says of a document whose file does not say it."""

    number: str | None = None
    issued: date | None = None
    issuer: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


Nudge = Callable[[Session, str], object]
PageHeard = Callable[[int, int], None]
NOTHING_SAID = Identity()


def read_document(
    data: bytes, filename: str, most_scanned_pages: int = ocr.MAX_PAGES, on_page: PageHeard | None = None
) -> OfficialDocument:
    """What a file says; scanned pages are read where this machine can. ``on_page`` hears (done, of how many).

    Raises:
        DocumentError, TooLarge: with a sentence naming the file and what to do.
    """
    return parse_document(data, filename, ocr.reader(most_scanned_pages, on_page))


def reads_scans() -> bool:
    """Whether this machine can read pages that are pictures."""
    return ocr.installed()


def identified(document: OfficialDocument, identity: Identity = NOTHING_SAID) -> OfficialDocument:
    """A document with what a person says of it, complete enough to be cited.

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
            "Tệp «{file}» chưa cho biết đủ số, ngày ban hành và cơ quan ban hành; hãy ghi thêm. Chưa lưu gì.",
            file=name,
        )
    starts, ends = known.effective_from, known.effective_until
    if starts is not None and ends is not None and ends < starts:
        raise IncompleteDocument(
            "Tệp «{file}» có ngày hết hiệu lực đứng trước ngày có hiệu lực; hãy ghi lại hai ngày này. Chưa lưu gì.",
            file=name,
        )
    return known


def record_of(document: OfficialDocument, data: bytes) -> DocumentRecord:
    """An ``identified`` document as rows."""
    if document.number is None or document.issued is None or document.issuer is None:
        raise ValueError("the document was not identified")
    return DocumentRecord(
        number=document.number,
        issued=document.issued,
        issuer=_fit(document.issuer, 200),
        kind=_fit(document.kind or "Văn bản", 80),
        title=_clean(document.title),
        draft=document.draft,
        effective_from=document.effective_from,
        effective_until=document.effective_until,
        filename=_fit(document.filename, 300),
        data=data,
        passages=tuple(_addressed(document)),
        citations=tuple(
            CitationRecord(
                _fit(found.number, 80),
                _fit(found.name, 80) if found.name else None,
                found.issued,
                _fit(found.issuer, 200) if found.issuer else None,
                _fit(found.path, 200) if found.path else None,
            )
            for found in document.citations
        ),
        links=tuple(
            LinkRecord(
                found.relation,
                _fit(found.number, 80),
                _fit(found.name, 80) if found.name else None,
                found.issued,
                _fit(found.issuer, 200) if found.issuer else None,
                _fit(found.path, 200),
                tuple(_fit(path, 200) for path in found.target_paths),
                found.since,
                _fit(found.sentence, 500),
            )
            for found in document.links
        ),
        ocr=document.ocr,
        ocr_passages=frozenset(at for at, passage in enumerate(document.passages) if passage.ocr),
    )


def _addressed(document: OfficialDocument) -> Iterator[tuple[str, str]]:
    """The passages with addresses that fit the table; two that come to look alike by that are counted."""
    seen: Counter[str] = Counter()
    for passage in document.passages:
        path = _fit(passage.path, 190)
        seen[path] += 1
        yield (path if seen[path] == 1 else f"{path} ({seen[path]})"), _clean(passage.text)


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


def look_again(session: Session, nudge: Nudge) -> None:
    """After something was added: what rests on an older version is looked at, posts that still have their text are assessed again."""
    nudge(session, "evidence")
    if reassess_since(session, None):
        nudge(session, "assess")


def _fit(words: str, length: int) -> str:
    return _clean(words)[:length]


def _clean(words: str) -> str:
    """Without what PostgreSQL cannot hold: zero bytes, and halves of a character."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode()

"""Adding official documents to the base, from files; what changes is looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.errors import BadInput, DocumentError, TriageError
from models.queries import audit, jobs
from models.queries.assessing import reassess_since
from models.queries.official import Added, CitationRecord, DocumentRecord, LinkRecord, add_document
from models.queries.setbacks import Setback, apart
from models.session import transaction
from nlp.official.document import OfficialDocument, parse_document, require_number, with_identity

SUFFIXES = frozenset({".pdf", ".docx", ".html", ".htm", ".txt", ".md"})
MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Identity:
    """What a person says of a document whose file does not say it."""

    number: str | None = None
    issued: date | None = None
    issuer: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: added, known, or the reason why not."""

    path: Path
    added: Added | None
    number: str | None = None
    passages: int = 0
    error: TriageError | None = None


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those of readable kinds in the folders named, sorted."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(child for child in path.rglob("*") if child.suffix.lower() in SUFFIXES)
        else:
            found.append(path)
    return found


def add_files(
    paths: Sequence[Path], office_id: int, identity: Identity | None = None, added_by: int | None = None
) -> Iterator[FileOutcome]:
    """Add each file in a transaction of its own; a bad file stops no other.

    When something was added, posts that still have their text are assessed against it again.
    """
    anything = False
    for path in paths:
        try:
            record, passages = read_record(path, identity or Identity())
            added = _added(record, office_id, added_by)
        except TriageError as error:
            yield FileOutcome(path, None, error=error)
        else:
            anything = anything or not added.known
            yield FileOutcome(path, added, record.number, passages)
    if anything:
        with transaction() as session:
            jobs.nudge(session, "evidence")
            if reassess_since(session, None):
                jobs.nudge(session, "assess")


def _added(record: DocumentRecord, office_id: int, added_by: int | None) -> Added:
    try:
        with transaction() as session:
            with apart(session):
                added = add_document(session, office_id, record, added_by)
            if not added.known:
                audit.record(
                    session,
                    "document_added",
                    "document",
                    added.document_id,
                    added_by,
                    office_id,
                    record.number,
                )
            return added
    except Setback as setback:
        raise DocumentError(
            f"{record.filename}: nội dung văn bản không ghi được vào kho ({setback.kind}); chưa ghi gì của tệp này."
        ) from None


def read_record(path: Path, identity: Identity) -> tuple[DocumentRecord, int]:
    """A file as rows, and the number of its passages.

    Raises:
        DocumentError: with a sentence naming the file and what to do.
    """
    data = _bytes_of(path)
    document = with_identity(
        parse_document(data, path.name),
        number=identity.number,
        issued=identity.issued,
        issuer=identity.issuer,
        effective_from=identity.valid_from,
        effective_until=identity.valid_until,
    )
    return _record(require_number(document, path.name), path.name, data), len(document.passages)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"{path.name}: tệp lớn hơn {MAX_BYTES // 1_000_000} MB nên không đọc.")
        return path.read_bytes()
    except OSError:
        raise BadInput(f"{path}: không mở được tệp.") from None


def _record(document: OfficialDocument, filename: str, data: bytes) -> DocumentRecord:
    if document.number is None or document.issued is None or not document.issuer:
        raise BadInput(
            f"{filename}: chưa rõ số, ngày ban hành hoặc cơ quan ban hành."
            " Thêm --number, --issued và --issuer rồi nạp lại."
        )
    starts, ends = document.effective_from, document.effective_until
    if starts is not None and ends is not None and ends < starts:
        raise DocumentError(f"{filename}: ngày hết hiệu lực đứng trước ngày có hiệu lực; chưa ghi gì.")
    return DocumentRecord(
        number=document.number,
        issued=document.issued,
        issuer=_fit(document.issuer, 200),
        kind=_fit(document.kind or "Văn bản", 80),
        title=_clean(document.title),
        draft=document.draft,
        effective_from=starts,
        effective_until=ends,
        filename=_fit(filename, 300),
        data=data,
        passages=tuple((_fit(passage.path, 200), _clean(passage.text)) for passage in document.passages),
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
    )


def _fit(words: str, length: int) -> str:
    return _clean(words)[:length]


def _clean(words: str) -> str:
    """Without what PostgreSQL cannot hold: zero bytes, and halves of a character."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode()

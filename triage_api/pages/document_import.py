"""Adding official documents: choose files, read what was recognised in each, say what a file does not say itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath

from fastapi import Request, Response

from models.errors import BadInput, IncompleteDocument, TriageError
from models.queries.accounts import Person
from models.session import transaction
from nlp.official.document import OfficialDocument
from nlp.official.read import SUFFIXES
from triage_api import waiting_files
from triage_api.catalogue import N_, _, said
from triage_api.dependencies import PortsOf, SignedIn
from triage_api.import_view import SHOWN, FileReport, identity_of, refused, waits
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services.document_import import (
    NOTHING_SAID,
    Identity,
    identified,
    keep,
    look_again,
    read_document,
    reads_scans,
    record_of,
)
from triage_api.uploads import ADDRESS, MAX_FILES, MAX_UPLOAD, UploadOf
from triage_api.waiting_files import WaitingFile

router = Router(include_in_schema=False)
MOST_SCANNED_PAGES = 20
"""Of one file: a page takes some seconds, and a person waits for the answer."""
ORDER = ("waiting", "refused", "added", "known")
"""What wants a person's attention stands first."""
LOOK_FIRST = N_(
    "Văn bản đọc bằng OCR, máy có thể đọc sai số và dấu. Hãy đối chiếu với bản gốc rồi nạp. Chưa lưu gì."
)


@router.get(ADDRESS)
def form(request: Request, person: SignedIn) -> Response:
    """The form, and the files that still wait for this person's word."""
    return _page(request, person, [])


@router.post(ADDRESS)
def add(request: Request, ports: PortsOf, person: SignedIn, upload: UploadOf) -> Response:
    """Add the files sent, or one that waited, each in a transaction of its own; answer with the report."""
    key = upload.fields.get("giu", "")
    try:
        if key and upload.fields.get("bo"):
            waiting_files.let_go(key if waiting_files.find(person.id, key) else "")
            reports: list[FileReport] = []
        elif key:
            reports = [_complete(person, key, dict(upload.fields))]
        else:
            reports = [_add(person, name, data) for name, data in _chosen(upload.files)]
    except BadInput as error:
        return _page(request, person, [], said(error), error.status)
    if any(report.state == "added" for report in reports):
        with transaction() as session:
            look_again(session, ports.nudge)
    return _page(request, person, reports)


def _chosen(files: Iterable[tuple[str, str, bytes]]) -> list[tuple[str, bytes]]:
    """The files to read; of a folder only those of kinds that documents have."""
    chosen = [
        (name, data)
        for field, name, data in files
        if field != "thu_muc" or PurePath(name).suffix.lower() in SUFFIXES
    ]
    if not chosen:
        raise BadInput("Hãy chọn ít nhất một tệp PDF, DOCX, HTML, TXT hoặc MD.")
    return chosen


def _add(person: Person, filename: str, data: bytes) -> FileReport:
    try:
        document = read_document(data, filename, MOST_SCANNED_PAGES)
    except TriageError as error:
        return refused(filename, error)
    if document.ocr:
        return _hold(person, document, data, _(LOOK_FIRST))
    return _keep(person, document, data, NOTHING_SAID)


def _complete(person: Person, key: str, fields: dict[str, str]) -> FileReport:
    waiting = waiting_files.find(person.id, key)
    if waiting is None:
        raise BadInput("Tệp này không còn được giữ chờ. Hãy chọn lại tệp.")
    try:
        identity = identity_of(fields)
    except ValueError as error:
        why = _("{field}: trong lịch không có ngày này.").format(field=error)
        return waits(key, waiting, fields, why)
    # The form came filled with the validity that was read: what the person emptied is not to come back.
    document = replace(waiting.document, effective_from=None, effective_until=None)
    report = _keep(person, document, waiting.data, identity, fields)
    if report.key != key:
        waiting_files.let_go(key)
    return report


def _keep(
    person: Person,
    document: OfficialDocument,
    data: bytes,
    identity: Identity,
    fields: dict[str, str] | None = None,
) -> FileReport:
    try:
        known = identified(document, identity)
        with transaction() as session:
            added = keep(session, person.office_id, record_of(known, data), person.id)
    except IncompleteDocument as error:
        return _hold(person, document, data, said(error), fields)
    except TriageError as error:
        return refused(document.filename, error)
    return FileReport(document.filename, known, added, completed=fields is not None)


def _hold(
    person: Person,
    document: OfficialDocument,
    data: bytes,
    why: str,
    fields: dict[str, str] | None = None,
) -> FileReport:
    waiting = WaitingFile(person.id, document, data, why)
    return waits(waiting_files.hold(waiting), waiting, fields)


def _page(
    request: Request, person: Person, reports: list[FileReport], error: str | None = None, status: int = 200
) -> Response:
    reported = {report.key for report in reports}
    states = Counter(report.state for report in reports)
    waiting = [
        waits(key, one) for key, one in waiting_files.waiting_for(person.id).items() if key not in reported
    ]
    context = {
        "person": person,
        "reports": sorted(reports, key=lambda report: ORDER.index(report.state)),
        "waiting": waiting,
        "counts": [(state, count) for state in ORDER if (count := states[state])],
        "error": error,
        "kinds": ",".join(sorted(SUFFIXES)),
        "most_files": MAX_FILES,
        "most_megabytes": MAX_UPLOAD // 1_000_000,
        "shown": SHOWN,
        "scanned_pages": MOST_SCANNED_PAGES if reads_scans() else 0,
    }
    return render(request, "document_import.html", context, status=status)

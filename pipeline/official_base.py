"""Adding official documents to the base from files of this machine; what changes is looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import TriageError
from models.queries import jobs
from models.queries.official import Added
from models.session import transaction
from nlp.official.document import OfficialDocument
from pipeline.document_files import bytes_of
from triage_api.services.document_import import (
    NOTHING_SAID,
    Identity,
    PageHeard,
    identified,
    keep,
    look_again,
    read_document,
    record_of,
)


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: added, known, or the reason why not; ``document`` is what could be read."""

    path: Path
    added: Added | None = None
    number: str | None = None
    document: OfficialDocument | None = None
    error: TriageError | None = None

    @property
    def passages(self) -> int:
        """How many passages were read."""
        return len(self.document.passages) if self.document else 0


def add_files(
    paths: Sequence[Path],
    office_id: int,
    identity: Identity = NOTHING_SAID,
    added_by: int | None = None,
    on_page: PageHeard | None = None,
) -> Iterator[FileOutcome]:
    """Add each file in a transaction of its own; a bad file stops no other. ``on_page`` hears of scanned pages.

    When something was added, posts that still have their text are assessed against it again.
    """
    anything = False
    for path in paths:
        outcome = _add(path, office_id, identity, added_by, on_page)
        anything = anything or (outcome.added is not None and not outcome.added.known)
        yield outcome
    if anything:
        with transaction() as session:
            look_again(session, jobs.nudge)


def _add(
    path: Path, office_id: int, identity: Identity, added_by: int | None, on_page: PageHeard | None
) -> FileOutcome:
    document = None
    try:
        data = bytes_of(path)
        document = read_document(data, path.name, on_page=on_page)
        document = identified(document, identity)
        with transaction() as session:
            added = keep(session, office_id, record_of(document, data), added_by)
    except TriageError as error:
        return FileOutcome(path, document=document, error=error)
    return FileOutcome(path, added, document.number, document)

"""What the import report shows of a file: what was recognised in it, or why it was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.errors import TriageError
from models.queries.official import Added
from nlp.official.document import OfficialDocument
from nlp.official.numbers import parse_date
from triage_api.catalogue import _, said
from triage_api.services.document_import import Identity
from triage_api.waiting_files import WaitingFile

SHOWN = 40
"""Passages and citations of a file that the report lists; a long law has thousands."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. ``key`` names it while it waits for a person's word; ``given`` fills its form.

    ``completed``: a person said who it is, so that not all of it is the machine's reading.
    """

    filename: str
    document: OfficialDocument | None = None
    added: Added | None = None
    why: str = ""
    key: str = ""
    given: dict[str, str] | None = None
    code: str = ""
    completed: bool = False

    @property
    def state(self) -> str:
        """``added``, ``known``, ``waiting`` or ``refused``."""
        if self.added is not None:
            return "known" if self.added.known else "added"
        return "waiting" if self.key else "refused"


def refused(filename: str, error: TriageError) -> FileReport:
    """A file of which nothing was kept."""
    return FileReport(filename, why=said(error), code=error.code)


def waits(key: str, waiting: WaitingFile, given: dict[str, str] | None = None, why: str = "") -> FileReport:
    """A file that waits, its form filled with what was recognised, or with what the person last wrote."""
    document = waiting.document
    recognised = {
        "so": document.number or "" if len(document.numbers) < 2 else "",
        "ngay": _iso(document.issued),
        "co_quan": document.issuer or "",
        "tu_ngay": _iso(document.effective_from),
        "den_ngay": _iso(document.effective_until),
    }
    return FileReport(
        document.filename, document, why=why or waiting.why, key=key, given={**recognised, **(given or {})}
    )


def identity_of(fields: dict[str, str]) -> Identity:
    """What a person wrote into the form.

    Raises:
        ValueError: a date that no calendar has; the message names the field as people see it.
    """
    return Identity(
        number=fields.get("so", "").strip() or None,
        issued=_day(fields.get("ngay", ""), _("Ngày ban hành")),
        issuer=" ".join(fields.get("co_quan", "").split()) or None,
        valid_from=_day(fields.get("tu_ngay", ""), _("Hiệu lực từ ngày")),
        valid_until=_day(fields.get("den_ngay", ""), _("Hiệu lực đến hết ngày")),
    )


def _day(written: str, field: str) -> date | None:
    written = written.strip()
    if not written:
        return None
    try:
        found = date.fromisoformat(written)
    except ValueError:
        found_or_none = parse_date(written)
        if found_or_none is None:
            raise ValueError(field) from None
        found = found_or_none
    if not 1900 <= found.year <= 2100:
        raise ValueError(field)
    return found


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""

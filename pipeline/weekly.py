"""Making a report now and writing it to files, for the command line."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from models.errors import BadInput
from models.queries import reporting
from models.queries.sources import office_by_code
from models.session import transaction
from models.settings import settings
from nlp.places import name_today
from reports.making import make
from reports.period import Occasion, last_full_week, parse_period
from reports.render import DocumentForm, Edition, render_csv, render_docx, render_html
from triage_api.services.reports import letterhead_of, presented

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


def write_weekly(
    week: str | None,
    office_code: str,
    out: Path,
    form: DocumentForm = DocumentForm.STATE,
    reason: str | None = None,
) -> list[Path]:
    """Make and freeze the report of a week or month (the last full week when None); write HTML, Word and CSV.

    Each file appears whole or not at all; an earlier one of the same week is replaced. What is written is
    what was frozen.

    Raises:
        BadInput: an unknown form of period, one that has not begun, or a directory that cannot be written.
        Conflict: the report is approved, would say something else now, and no ``reason`` was given.
        NotFound: no office has this code.
    """
    wanted = last_full_week() if week is None else parse_period(week)
    if isinstance(wanted, Occasion):
        raise BadInput("Báo cáo nhanh lập ở trang vụ việc, không lập từ dòng lệnh.")
    with transaction() as session:
        office = office_by_code(session, office_code)
        content = make(session, office, wanted, name_today=name_today)
        snapshot = reporting.save_snapshot(session, office.id, wanted.code, content, reason)
        session.refresh(snapshot, ["created_at", "content"])
        letterhead, content = letterhead_of(session, snapshot, form), presented(session, snapshot)
    edition = Edition(snapshot.version, snapshot.created_at)
    name = f"bao-cao-{_UNSAFE.sub('-', office_code).strip('-') or 'co-quan'}-{wanted.code}"
    files: dict[str, str | bytes] = {
        f"{name}.html": render_html(content, edition),
        f"{name}.docx": render_docx(content, form, letterhead, snapshot.created_at, settings().report_forms),
        f"{name}.csv": render_csv(content),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        return [_write_whole(out / file, written) for file, written in files.items()]
    except OSError as error:
        raise BadInput(
            f"Không ghi được báo cáo vào thư mục “{out}” ({error.strerror}); báo cáo đã lưu trong cơ sở dữ liệu."
        ) from None


def form_named(name: str) -> DocumentForm:
    """The form of documents a person asked for.

    Raises:
        BadInput: there is no such form.
    """
    try:
        return DocumentForm(name)
    except ValueError:
        known = ", ".join(one.value for one in DocumentForm)
        raise BadInput(
            "Không có thể thức “{form}”. Các thể thức: {known}.", form=name[:40], known=known
        ) from None


def _write_whole(path: Path, written: str | bytes) -> Path:
    """Write beside and rename, so that nobody reads half a file."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(written.encode() if isinstance(written, str) else written)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path

"""Frozen reports as files people take away."""

from __future__ import annotations

from models.queries.offices import office_name
from models.session import Session
from models.settings import settings
from models.tables.office import Office
from models.tables.report import ReportSnapshot
from reports.render import DocumentForm, Letterhead, render_docx
from triage_api.formats import local

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def letterhead_of(session: Session, snapshot: ReportSnapshot, form: DocumentForm) -> Letterhead:
    """The letterhead of a snapshot's office on the day it was frozen."""
    office = session.get_one(Office, snapshot.office_id)
    above = office_name(session, office.parent_id) if office.parent_id else None
    return Letterhead.of(form, office.name, above, local(snapshot.created_at).date())


def word_file(session: Session, snapshot: ReportSnapshot, form: DocumentForm) -> bytes:
    """The Word file of a snapshot with the letterhead of its office.

    Raises:
        BadInput: the office's own file of forms is wrong.
    """
    letterhead = letterhead_of(session, snapshot, form)
    return render_docx(snapshot.content, form, letterhead, snapshot.created_at, settings().report_forms)

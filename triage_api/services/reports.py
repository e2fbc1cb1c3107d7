"""Frozen reports as people read and take them away: with the office's words, who approved, and what was corrected.

What is added here stands beside the frozen content; the content itself is never touched.
"""

from __future__ import annotations

from typing import Any

from models.queries import reporting
from models.queries.accounts import label_of
from models.queries.offices import office_name
from models.session import Session
from models.settings import settings
from models.tables.office import Office
from models.tables.report import ReportSnapshot
from reports.content import Column, Section, Table, say
from reports.render import DocumentForm, Letterhead, render_docx
from reports.versions import MOST, differences
from triage_api.catalogue import _
from triage_api.formats import local

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOTE_NUMBER, CORRECTION_NUMBER = 11, 12
"""After the sections of SPEC §7, which end with 10."""


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
    content = presented(session, snapshot)
    return render_docx(content, form, letterhead, snapshot.created_at, settings().report_forms)


def word_name(snapshot: ReportSnapshot, form: DocumentForm) -> str:
    """The name a Word file is taken away under."""
    return f"bao-cao-{snapshot.week}-ban-{snapshot.version}-{form.value}.docx"


def presented(session: Session, snapshot: ReportSnapshot) -> dict[str, Any]:
    """The frozen content and, beside it, ``approval``, ``superseded`` and the sections added by people."""
    content = {**snapshot.content, "sections": list(snapshot.content["sections"])}
    if snapshot.approved_at is not None and snapshot.approved_by is not None:
        when = local(snapshot.approved_at)
        content["approval"] = {"by": label_of(session, snapshot.approved_by), "at": f"{when:%H:%M %d/%m/%Y}"}
    latest = reporting.find_snapshot(session, snapshot.office_id, snapshot.week)
    if latest is not None and latest.version > snapshot.version:
        content["superseded"] = latest.version
    if snapshot.note:
        content["sections"].append({"number": NOTE_NUMBER, **_note(snapshot.note).to_json()})
    if snapshot.version > 1:
        corrected = _corrections(session, snapshot)
        if corrected is not None:
            content["sections"].append({"number": CORRECTION_NUMBER, **corrected.to_json()})
    return content


def _note(words: str) -> Section:
    return Section(
        "office_note",
        _("Ý kiến của cơ quan"),
        sentences=[say(line) for line in words.split("\n") if line],
        note=_("Phần này do cơ quan viết khi duyệt, không phải do máy lập."),
    )


def _corrections(session: Session, snapshot: ReportSnapshot) -> Section | None:
    before = reporting.find_snapshot(session, snapshot.office_id, snapshot.week, snapshot.version - 1)
    if before is None:
        return None
    found = differences(before.content, snapshot.content)
    table = Table(
        code="corrections_made",
        caption=_("Các chỗ khác bản {number}").format(number=before.version),
        columns=(Column(_("Số liệu"), wide=True), Column(_("Trước")), Column(_("Nay"))),
        rows=[[one.where, one.before, one.after] for one in found[:MOST]],
        note=_("Còn {count} chỗ khác không liệt kê.").format(count=len(found) - MOST)
        if len(found) > MOST
        else None,
    )
    who = label_of(session, snapshot.made_by) if snapshot.made_by else _("máy, theo lịch")
    sentence = _("Lý do: {reason}. Người lập: {who}.").format(
        reason=(snapshot.reason or _("không ghi")).rstrip("."), who=who
    )
    return Section(
        "version_corrections",
        _("Đã sửa so với bản trước"),
        sentences=[say(sentence)],
        tables=[table] if found else [],
    )

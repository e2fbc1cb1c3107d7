"""From when to when official text holds, in words, on the day asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.tables.official import Document, DocumentPassage
from triage_api.catalogue import _
from triage_api.formats import day, today


@dataclass(frozen=True, slots=True)
class Validity:
    """``sign`` and ``icon``: how the stylesheet shows the state; ``state``: in two or three words; ``dates``: from when
    to when, a clause; ``span``: the same in a few figures; ``holds``: in force on the day asked for.
    """

    sign: str
    icon: str
    state: str
    dates: str
    span: str
    holds: bool


def document_validity(document: Document, on: date | None = None) -> Validity:
    """Whether a document holds on a day, today when none is asked for."""
    return _validity(document, document.effective_until, on)


def passage_validity(passage: DocumentPassage, on: date | None = None) -> Validity:
    """Whether a passage holds on a day: it may have ended before its document did."""
    return _validity(passage.document, passage.holds_until, on)


def _validity(document: Document, ends: date | None, on: date | None) -> Validity:
    starts = document.effective_from or document.issued
    dates, span = _dates(document, starts, ends)
    asked = on or today()
    if document.draft:
        return Validity("soon", "docq", _("Dự thảo, chưa áp dụng"), dates, span, False)
    if asked < starts:
        return Validity("soon", "clock", _on(on, _("Chưa có hiệu lực")), dates, span, False)
    if ends is not None and asked > ends:
        return Validity("wait", "old", _on(on, _("Đã hết hiệu lực")), dates, span, False)
    return Validity("mine", "yes", _on(on, _("Đang có hiệu lực")), dates, span, True)


def _on(on: date | None, state: str) -> str:
    if on is None or on == today():
        return state
    return _("Ngày {day}: {state}").format(day=day(on), state=state[0].lower() + state[1:])


def _dates(document: Document, starts: date, ends: date | None) -> tuple[str, str]:
    if document.draft and document.effective_from is None:
        return "", ""
    if ends is not None:
        words = _("từ {starts} đến hết {ends}").format(starts=day(starts), ends=day(ends))
        span = f"{day(starts)} – {day(ends)}"
    else:
        words = _("từ {starts}, chưa có ngày hết").format(starts=day(starts))
        span = _("Từ {starts}").format(starts=day(starts))
    if document.effective_from is None:
        words += _(" (tính từ ngày ban hành vì văn bản không ghi ngày bắt đầu)")
    return words, span

"""From when to when official text holds, in words, on the day asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.tables.official import Document, DocumentPassage
from triage_api.catalogue import _
from triage_api.formats import day, today


@dataclass(frozen=True, slots=True)
class Validity:
    """``sign`` and ``icon``: how the stylesheet shows the state; ``word``: the state in two or three words; ``state``: the
    same, with the day where another than today is asked for; ``dates``: from when
    to when, a clause; ``span``: the same in a few figures; ``holds``: in force on the day asked for.
    """

    sign: str
    icon: str
    word: str
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
        sign, icon, word, holds = "soon", "docq", _("Dự thảo, chưa áp dụng"), False
    elif asked < starts:
        sign, icon, word, holds = "soon", "clock", _("Chưa có hiệu lực"), False
    elif ends is not None and asked > ends:
        sign, icon, word, holds = "wait", "old", _("Đã hết hiệu lực"), False
    else:
        sign, icon, word, holds = "mine", "yes", _("Có hiệu lực") if on else _("Đang có hiệu lực"), True
    state = word if on is None or document.draft else _on(on, word)
    return Validity(sign, icon, word, state, dates, span, holds)


def _on(on: date, word: str) -> str:
    return _("Ngày {day}: {state}").format(day=day(on), state=word[0].lower() + word[1:])


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

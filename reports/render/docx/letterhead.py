"""The head and the foot of an official document: who writes, when, by whose authority, to whom. What only a clerk knows (the number,
the names of those who sign) is left as dots.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.render.docx.forms import DocumentForm, Layout, Line
from reports.render.docx.lengths import evenly, length_of, rule_under
from reports.render.docx.words import LEFT, add_run, keep_whole, paragraph, rule, table

_PLACE = re.compile(r"\b(?P<unit>xã|phường|đặc khu|tỉnh) (?P<name>[^,;]{1,60})$")
HEAD_LEFT, HEAD_RIGHT = 66.0, 99.0
"""Millimetres of the two sides of the head; together the width of the text."""
SPARE = 2.0
"""Millimetres of the left side that a name keeps free: fonts differ a little."""
SIGNATURE_LINES = 4


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Names and places of one office's documents."""

    agency: str
    parent: str = ""
    place: str = "…"
    signed_on: date | None = None
    recipients: Sequence[str] = ("Lãnh đạo cơ quan (b/c)",)

    @classmethod
    def of(
        cls, form: DocumentForm, office: str, parent: str | None = None, signed_on: date | None = None
    ) -> Letterhead:
        """What the names of an office say; whoever signs looks it over.

        A committee of the state reports to a Party committee through the Party body beside it, so that its document in the
        Party's form bears the names of those.

        >>> Letterhead.of(DocumentForm.PARTY, "Ủy ban nhân dân xã Đồng Mây").parent
        'Đảng ủy xã Đồng Mây'
        """
        found = _PLACE.search(office)
        place = found["name"] if found else "…"
        if form is DocumentForm.STATE:
            return cls(office, parent or "", place, signed_on)
        if found and office.startswith("Ủy ban nhân dân "):
            above = "Tỉnh ủy" if found["unit"] == "tỉnh" else f"Đảng ủy {found['unit']}"
            body = "Ban Tuyên giáo và Dân vận" if found["unit"] == "tỉnh" else "Ban Xây dựng Đảng"
            return cls(body, f"{above} {place}", place, signed_on, ("Thường trực cấp ủy (b/c)",))
        return cls(office, parent or "", place, signed_on, ("Thường trực cấp ủy (b/c)",))


def head(document: Any, form: Layout, letterhead: Letterhead) -> None:
    """Agency and number at the left; country or Party, place and day at the right."""
    left, right = _two(document)
    if letterhead.parent:
        paragraph(left, letterhead.parent.upper(), size=form.parent.size, bold=form.parent.bold)
    _line(left, form.agency, _divided(letterhead.agency, form.agency.size), HEAD_LEFT, bold=form.agency.bold)
    if form.star:
        paragraph(left, "*", size=form.agency.size)
    paragraph(left, form.document_number.text, size=form.document_number.size)
    for line in form.nation:
        _line(right, line, [line.text], HEAD_RIGHT, bold=line.bold)
    paragraph(right)
    paragraph(right, _place_and_day(letterhead), size=form.place_and_date.size, italic=True)


def title(document: Any, form: Layout, name: str, summary: Sequence[str]) -> None:
    """The kind of the document and what it is about."""
    paragraph(document)
    paragraph(document, name, size=form.title.size, bold=True)
    for line in summary:
        paragraph(document, line, size=form.summary.size, bold=True)
    _rule(document, form.summary, summary, HEAD_LEFT + HEAD_RIGHT)
    if form.summary.dashes:
        paragraph(document, form.summary.dashes, size=form.summary.size)
    paragraph(document)


def foot(document: Any, form: Layout, letterhead: Letterhead) -> None:
    """To whom at the left, who signs at the right; not alone on a page."""
    paragraph(document).paragraph_format.keep_with_next = True
    left, right = _two(document)
    shape = form.recipients
    made = paragraph(left, align=LEFT)
    add_run(
        made,
        shape.head,
        size=shape.head_size,
        bold=shape.head_italic,
        italic=shape.head_italic,
        underline=shape.head_underline,
    )
    for name in letterhead.recipients:
        paragraph(left, f"- {name}{shape.between}", size=shape.size, align=LEFT)
    paragraph(left, shape.last, size=shape.size, align=LEFT)
    paragraph(right, form.authority.text, size=form.authority.size, bold=True)
    paragraph(right, form.authority.post, size=form.authority.size, bold=True)
    for _ in range(SIGNATURE_LINES):
        paragraph(right)
    paragraph(right, "…………………………", size=form.authority.size, bold=True)


def _two(document: Any) -> tuple[Any, Any]:
    row = table(document, 1, (HEAD_LEFT, HEAD_RIGHT), lines=False).rows[0]
    keep_whole(row)
    left, right = row.cells
    return left, right


def _divided(name: str, size: float) -> Sequence[str]:
    """A name in capitals, a long one in lines as offices write it: the body, then its place, and what is still too long evenly.

    >>> _divided("Ủy ban nhân dân xã Đồng Mây", 13), _divided("UBND xã Đồng Mây", 13)
    (['ỦY BAN NHÂN DÂN', 'XÃ ĐỒNG MÂY'], ['UBND XÃ ĐỒNG MÂY'])
    """
    found = _PLACE.search(name)
    parts = [name]
    if found is not None and found.start() and length_of(name.upper(), size) > HEAD_LEFT - SPARE:
        parts = [name[: found.start()].rstrip(), name[found.start() :]]
    return [line for part in parts for line in evenly(part.upper(), size, HEAD_LEFT - SPARE)]


def _line(cell: Any, shape: Line, lines: Sequence[str], width: float, *, bold: bool) -> None:
    paragraph(cell, "\n".join(lines), size=shape.size, bold=bold)
    _rule(cell, shape, lines, width)


def _rule(holder: Any, shape: Line, lines: Sequence[str], width: float) -> None:
    if shape.rule is None:
        return
    if isinstance(shape.rule, str):
        rule(holder, rule_under(lines, shape.size, whole=shape.rule == "whole"), width)
    else:
        rule(holder, shape.rule, width)


def _place_and_day(letterhead: Letterhead) -> str:
    """Days under 10 and the months 1 and 2 get a 0 before them, so that no figure can be put there (NĐ 30)."""
    return f"{letterhead.place}, {written_day(letterhead.signed_on)}"


def written_day(day: date | None) -> str:
    """A day as official documents write it, or the dots of one a clerk will write.

    >>> written_day(date(2026, 2, 7))
    'ngày 07 tháng 02 năm 2026'
    """
    return f"ngày {day.day:02d} tháng {_month(day.month)} năm {day.year}" if day else "ngày … tháng … năm …"


def _month(number: int) -> str:
    return f"{number:02d}" if number <= 2 else str(number)

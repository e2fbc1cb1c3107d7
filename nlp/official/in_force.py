"""What a document says of its own validity: from which day it holds, and to which.

Only of the whole and of itself: "Quyết định này có hiệu lực …". What another document did ("Luật số … có hiệu lực từ"),
what is said of one article ("Khoản 2 Điều này có hiệu lực từ"), and until when something is to be done ("đợt cao điểm thực
hiện đến hết ngày …") say nothing of the document: taken for its end they would make a rule in force an old one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.official.numbers import find_numbers, first_date

MAX_SUBJECT = 300
"""So much before the verb is looked at for what it speaks of."""

_FROM = re.compile(
    r"có hiệu lực(?:\s{1,3}thi hành)?\s{1,3}"
    r"(?:sau\s{1,3}(?P<days>\d{1,3})\s{1,3}ngày\s{0,3},?\s{0,3}(?:kể\s{1,3})?từ\s{1,3}ngày\s{1,3}(?:ký|ban hành|công bố)"
    r"|(?:kể\s{1,3})?từ\s{1,3}(?P<when>ngày ký|.{4,60}))",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?:có hiệu lực|được áp dụng|áp dụng|được thực hiện|thực hiện)\b[^.;]{0,80}?đến\s{1,3}(?:hết\s{1,3})?(?P<when>ngày\s.{4,40})",
    re.IGNORECASE,
)
_OVER_FROM = re.compile(
    r"hết hiệu lực(?:\s{1,3}thi hành)?\s{1,3}(?:kể\s{1,3})?từ\s{1,3}(?P<when>ngày\s.{4,40})", re.IGNORECASE
)
_SENTENCE = re.compile(r"[;\n]|\.(?=\s)")
_NUMBERING = re.compile(r"\s*(?:Điều\s{1,3}\d{1,3}[a-zđ]?\s{0,2}[.:]?|\d{1,3}\s{0,2}[.):–-]|[a-zđ]\))\s*")
_A_PART = re.compile(r"(?<!\w)(?:Điều|khoản|điểm|Chương|Mục|Phụ lục)\s{1,3}\S", re.IGNORECASE)
_THIS = re.compile(r"(?<!\w)(?<!ngày )(?<!trường hợp )(?<!thời điểm )(?<!hồ sơ )này(?!\w)", re.IGNORECASE)
_CONSOLIDATED = re.compile(r"được sửa đổi, bổ sung")


@dataclass(frozen=True, slots=True)
class Validity:
    """First and last day in force, from the document's own words; None where it does not say."""

    begins: date | None = None
    ends: date | None = None
    warnings: tuple[str, ...] = ()


def read_validity(lines: Sequence[str], issued: date | None) -> Validity:
    """What a document says of its own validity, each from the first line that says it of the document.

    Where none names it ("có hiệu lực kể từ ngày ký"), the first that names no other and no part of it counts for the
    beginning; for the end nothing does.
    """
    begins = ends = None
    warnings = []
    if (match := _beginning(lines)) is not None:
        written, begins = _day(match, issued)
        if written and begins is None:
            warnings.append(f"Ngày có hiệu lực ghi «{written}», trong lịch không có ngày này.")
    if (match := _end(lines)) is not None:
        written, ends = first_date(match["when"])
        if written and ends is None:
            warnings.append(f"Ngày hết hiệu lực ghi «{written}», trong lịch không có ngày này.")
        if ends is not None and match.re is _OVER_FROM:
            ends -= timedelta(days=1)
    return Validity(begins, ends, tuple(warnings))


def _day(match: re.Match[str], issued: date | None) -> tuple[str, date | None]:
    """The beginning as it is written, and the day it is. Counted from the signature it is not written as a day."""
    if match["days"]:
        return "", issued + timedelta(days=int(match["days"])) if issued else None
    return ("", issued) if match["when"].startswith("ngày ký") else first_date(match["when"])


def _beginning(lines: Sequence[str]) -> re.Match[str] | None:
    found = [(match, subject) for line in lines for match, subject in _said(_FROM, line)]
    own = (match for match, subject in found if _is_own(subject))
    other = (
        match
        for match, subject in found
        if not (find_numbers(subject) or _A_PART.search(subject))
        or _CONSOLIDATED.search(match.string, match.start(), match.end() + MAX_SUBJECT)
    )
    return next(own, None) or next(other, None)


def _end(lines: Sequence[str]) -> re.Match[str] | None:
    found = (
        (match, subject)
        for line in lines
        for form in (_UNTIL, _OVER_FROM)
        for match, subject in _said(form, line)
    )
    return next((match for match, subject in found if _is_own(subject)), None)


def _said(form: re.Pattern[str], line: str) -> Iterator[tuple[re.Match[str], str]]:
    """What matches in a line, each with the words of its sentence before it."""
    for match in form.finditer(line):
        before = line[max(0, match.start() - MAX_SUBJECT) : match.start()]
        yield match, _NUMBERING.sub("", _SENTENCE.split(before)[-1], count=1)


def _is_own(subject: str) -> bool:
    """Whether a sentence speaks of this document as a whole: "… này", and no article of it."""
    this = _THIS.search(subject)
    return this is not None and _A_PART.search(subject) is None and not find_numbers(subject)

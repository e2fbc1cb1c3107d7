"""Raw text to clean lines: one Unicode form, no markup, footnotes apart, page breaks joined.

Order matters and is that of the project's tested rules for documents (§1): footnote bodies go first,
because one can stand in the middle of a sentence that a page break split.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_REPLACED: dict[int, str | None] = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_REPLACED[ord("Ð")] = "Đ"  # the Icelandic letter looks the same and is often typed or read instead
_SPACES = re.compile(r"[\u00a0\u2007\u202f\u2009\u3000]")
_SUP = re.compile(r"<sup>\s{0,4}(\d{1,3})\s{0,4}</sup>", re.IGNORECASE)
_HEADING_MARK = re.compile(r"^#{1,6}[ \t]+")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,200})(?<=\S)\*(?![\w*])")
_RULE = re.compile(r"\s*(?:(?:-{3,}+|_{3,}+|\*{3,}+|={3,}+|\*|[oO]0[oO])\s{0,9}){1,3}\s*$")
_NOTE_BODY = re.compile(r"\s*\[\^(\d{1,3})\]:?\s*(.*)$")
_ENDED = re.compile(r"[.:;!?…](?:/\.)?[”\"')\]]*$|/\.$")
_OPEN_END = re.compile(r"(?:,|(?<!\w)(?:của|và|về|tại|các|cho|trong))$")
_NEW_START = re.compile(
    r"(?:[IVXLC]{1,7}\s{0,2}[.\-–]|\d{1,3}[a-zđ]?\s{0,2}[.)](?!\d)|\d{1,2}\s?[-–]\s{1,3}[A-ZĐÀ-Ỹ“]|\d{1,2}(?:\.\d{1,2}){1,3}\.\s|[-–—+•*]\s|[a-zđ]\)|Thực hiện|Căn cứ|Điều\s|Chương\s|Phần\s"
    r"|Mục\s|Nơi nhận|Phụ lục|PHỤ LỤC|\[\^)"
)
_MOTTO_BEGUN = re.compile(
    r"(?:CỘNG|CỘNG H[OÒ][AÀ](?: XÃ(?: HỘI(?: CHỦ(?: NGHĨA(?: VIỆT)?)?)?)?)?|ĐẢNG(?: CỘNG(?: SẢN(?: VIỆT)?)?)?)$"
)
_MOTTO_ENDED = re.compile(
    r"(?:(?:(?:(?:(?:H[OÒ][AÀ] )?XÃ )?HỘI )?CHỦ )?NGHĨA )?(?:(?:CỘNG )?SẢN )?(?:VIỆT )?NAM$"
)
_DATE_BEGUN = re.compile(r"(?:^|[\s,])ngày\s{1,3}\d{1,2}(?:\s{1,3}tháng(?:\s{1,3}\d{1,2}(?:\s{1,3}năm)?)?)?$")
_DATE_ENDED = re.compile(r"(?:tháng\s{1,3})?(?:\d{1,2}\s{1,3})?(?:năm\s{1,3})?\d{4}$")
_HEAD_LINE = re.compile(
    r"(?:VIỆT NAM|Hạnh phúc|(?:^|,\s{0,3})ngày\s{1,3}\d{1,2}\s{1,3}tháng\s{1,3}\d{1,2}\s{1,3}năm\s{1,3}\d{4})$"
)
HEAD = 30
"""Lines of a page that may be its head."""
_CALLS = re.compile(r"\[\^\d{1,3}\]")
TAIL = 200
"""Characters at the end of a line that say whether the sentence ended."""
MAX_HEADING = 1_000


@dataclass(frozen=True, slots=True)
class CleanText:
    """``lines``: paragraphs in order, none empty. ``footnotes``: (mark, text). ``joins``: page breaks closed."""

    lines: tuple[str, ...]
    footnotes: tuple[tuple[str, str], ...]
    joins: int


def clean(text: str, wrapped: bool = False) -> CleanText:
    """Clean a document's text. ``wrapped``: lines end with the page's width (PDF), so paragraphs are rebuilt."""
    lines = [_plain(line) for line in characters(text).split("\n") if not _RULE.match(line)]
    lines = [line for line in lines if not _RULE.match(line)]
    flow, footnotes = _take_footnotes(lines)
    if wrapped:
        flow = _reflow(_head_mended(flow))
    joined, joins = _join(flow)
    return CleanText(tuple(joined), tuple(footnotes), joins)


def characters(text: str) -> str:
    """``text`` in one Unicode form, without invisible characters, every kind of space a space."""
    composed = unicodedata.normalize("NFC", text).translate(_REPLACED)
    composed = _SPACES.sub(" ", composed).replace("\f", "\n").replace("\v", "\n").replace("\u2028", "\n")
    return _SUP.sub(r"[^\1]", composed)


def _plain(line: str) -> str:
    stripped = _HEADING_MARK.sub("", line.strip()).replace("**", "").replace("__", "").strip()
    return _EMPHASIS.sub(r"\1", stripped)


def _take_footnotes(lines: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Bodies stand at the start of a line and run to the next blank line."""
    flow: list[str] = []
    notes: list[tuple[str, list[str]]] = []
    inside = False
    for line in lines:
        body = _NOTE_BODY.match(line)
        if body:
            notes.append((body[1], [body[2].strip()]))
            inside = True
        elif inside and line and not _NEW_START.match(line):
            notes[-1][1].append(line)
        else:
            inside = False
            flow.append(line)
    return flow, [(mark, " ".join(parts).strip()) for mark, parts in notes]


def _head_mended(lines: Sequence[str]) -> list[str]:
    """Motto and date of a narrow column in one line each, as they stand in a head that is wide enough."""
    mended: list[str] = []
    for at, line in enumerate(lines):
        before = mended[-1] if mended else ""
        broken = at < HEAD and (
            (_MOTTO_BEGUN.search(before) and _MOTTO_ENDED.match(line))
            or (_DATE_BEGUN.search(before) and _DATE_ENDED.match(line))
        )
        if broken:
            mended[-1] = f"{before} {line}"
        else:
            mended.append(line)
    return mended


def _reflow(lines: Sequence[str]) -> list[str]:
    """Paragraphs of wrapped lines: a full line is continued by the next unless that starts something."""
    widths = sorted(len(line) for line in lines if line)
    full = 0.8 * widths[int(0.9 * (len(widths) - 1))] if widths else 0
    flow: list[list[str]] = []
    last_width = 0
    for at, line in enumerate(lines):
        before = flow[-1] if flow else [""]
        starts = not line or not before[0] or _NEW_START.match(line) or _is_capitals(line)
        if (
            starts
            or last_width < full
            or _is_capitals(before[0])
            or (at < HEAD and _HEAD_LINE.search(before[-1]))
        ):
            flow.append([line])
        else:
            before.append(line)
        last_width = len(line)
    return [" ".join(parts) for parts in flow]


def _join(lines: Sequence[str]) -> tuple[list[str], int]:
    """Close page breaks inside a sentence. Parts are put together once: a text may be all one sentence."""
    joined: list[list[str]] = []
    joins = 0
    for line in lines:
        if not line:
            continue
        if joined and _continues(joined[-1][-1], line) and not _is_capitals(joined[-1][0]):
            joined[-1].append(line)
            joins += 1
        else:
            joined.append([line])
    return [" ".join(parts) for parts in joined], joins


def _continues(before: str, line: str) -> bool:
    without_calls = _CALLS.sub("", before[-TAIL:]).rstrip()
    if _ENDED.search(without_calls) or _NEW_START.match(line):
        return False
    if line[0].islower():
        return True
    return bool(_OPEN_END.search(without_calls)) and line[0].isupper() and not _is_capitals(line)


def _is_capitals(line: str) -> bool:
    """A heading in capitals: mostly upper-case letters."""
    letters = [character for character in line[:MAX_HEADING] if character.isalpha()]
    return len(letters) >= 4 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)

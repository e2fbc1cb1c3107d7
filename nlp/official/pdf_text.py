"""The text of a PDF: its text layer, page by page; pages that are pictures are read where a reader is handed in."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from models.errors import ScannedDocument, TooLarge, UnsupportedDocument

# Its complaints about a malformed file quote the file, and a log is no place for what may be refused as secret.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

MAX_PAGES = 500
MAX_DRAWING_BYTES = 40_000_000
"""Of the instructions that draw all pages: a real page has some ten thousand, and each costs time to read."""
STAMPED_PAGES, MAX_STAMPS, MAX_STAMP = 2, 50, 500
"""Where a secrecy mark is looked for that was laid over a page, and how much of that is looked at."""
MIN_CHARACTERS_PER_PAGE = 25
"""Fewer letters and digits a page on average are a scan with page numbers or a scanner's name."""


class PageReader(Protocol):
    """Reads pages that are pictures (``nlp.official.ocr``)."""

    def read(self, data: bytes, pages: Sequence[int], name: str, /) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class PdfText:
    """``read_pages``: text of the pages that were read from pictures; ``all_read``: there is no other.

    ``stamps``: words that a program laid over the first pages, which are no part of their text.
    """

    text: str
    warnings: tuple[str, ...]
    read_pages: tuple[str, ...] = ()
    all_read: bool = False
    stamps: tuple[str, ...] = ()


def pdf_text(data: bytes, name: str, most_characters: int, page_reader: PageReader | None) -> PdfText:
    """Text of a PDF.

    Raises:
        TooLarge, UnsupportedDocument, ScannedDocument: each names the file.
        Exception: whatever the reader trips over in a malformed file.
    """
    pages, stamps = _pages(data, name, most_characters)
    scanned = _letters(pages) < MIN_CHARACTERS_PER_PAGE * max(1, len(pages))
    wanted = [at for at, page in enumerate(pages) if scanned or not page.strip()]
    if scanned and page_reader is None:
        from nlp.official.ocr import HOW_TO_INSTALL

        raise ScannedDocument(
            f"Tệp «{name}» là bản chụp, không có lớp chữ. Hãy nạp bản có chữ, hoặc nhờ người quản trị cài phần nhận"
            f" dạng chữ ({HOW_TO_INSTALL}) rồi nạp lại. Chưa lưu gì."
        )
    if not wanted or page_reader is None:
        return PdfText("\n\n".join(pages), _empty_warning(pages), stamps=stamps)
    for at, text in zip(wanted, page_reader.read(data, wanted, name), strict=True):
        pages[at] = without_page_number(text)
    if _letters(pages) < MIN_CHARACTERS_PER_PAGE:
        raise ScannedDocument(f"Tệp «{name}» là bản chụp và không nhận dạng được chữ nào. Chưa lưu gì.")
    read = tuple(pages[at] for at in wanted if pages[at].strip())
    said = f"{len(read)} trang đọc bằng OCR, cần kiểm: đối chiếu số, ngày và con số với bản gốc."
    warnings = (*((said,) if read else ()), *_empty_warning(pages))
    return PdfText("\n\n".join(pages), warnings, read, all_read=scanned, stamps=stamps)


def _pages(data: bytes, name: str, most_characters: int) -> tuple[list[str], tuple[str, ...]]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnsupportedDocument(f"Tệp «{name}» có mật khẩu; hãy bỏ mật khẩu rồi nạp lại. Chưa lưu gì.")
    if len(reader.pages) > MAX_PAGES:
        raise TooLarge(f"Tệp «{name}» có hơn {MAX_PAGES} trang; hãy tách nhỏ rồi nạp lại. Chưa lưu gì.")
    pages: list[str] = []
    characters = drawing = 0
    for page in reader.pages:
        drawing += _drawing_bytes(page)
        if (
            characters > most_characters or drawing > MAX_DRAWING_BYTES
        ):  # some bytes may be drawn on every page
            raise TooLarge(f"Tệp «{name}» bung ra quá lớn; hãy tách nhỏ rồi nạp lại. Chưa lưu gì.")
        pages.append(without_page_number(page.extract_text() or ""))
        characters += len(pages[-1])
    return pages, tuple(stamp for page in reader.pages[:STAMPED_PAGES] for stamp in _stamps(page))


def _stamps(page: Any) -> Iterator[str]:
    """The words of stamps and notes that lie on a page."""
    for annotation in (page.annotations or [])[:MAX_STAMPS]:
        told = annotation.get_object()
        if told.get("/Subtype") in ("/FreeText", "/Stamp"):
            yield str(told.get("/Contents") or "")[:MAX_STAMP]


def _drawing_bytes(page: Any) -> int:
    contents = page.get_contents()
    return len(contents.get_data()) if contents is not None else 0


def _letters(pages: Sequence[str]) -> int:
    return sum(len(re.sub(r"\W", "", page)) for page in pages)


def _empty_warning(pages: Sequence[str]) -> tuple[str, ...]:
    empty = [number for number, page in enumerate(pages, 1) if not page.strip()]
    return (f"{len(empty)} trang không có lớp chữ (trang đầu tiên: {empty[0]}).",) if empty else ()


_PAGE_NUMBER = re.compile(r"\s*[-–]?\s*\d{1,4}\s*[-–]?\s*$")


def without_page_number(page: str) -> str:
    """A page without blank lines at its ends and a bare number above or below them."""
    lines = page.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    if lines and _PAGE_NUMBER.match(lines[0]):
        lines = lines[1:]
    if lines and _PAGE_NUMBER.match(lines[-1]):
        lines = lines[:-1]
    return "\n".join(lines)

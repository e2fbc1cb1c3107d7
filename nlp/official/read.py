"""Bytes of a PDF, DOCX, HTML, TXT or MD file to plain text, within limits.

Nothing is fetched, no entity is expanded, no macro or script is looked at. What it cannot see: scanned
pages (unless a reader of pages is handed in), text inside pictures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TypeVar

from models.errors import CorruptDocument, TooLarge, TriageError, UnsupportedDocument
from nlp.official.decoding import decode, in_unicode, refuse_binary
from nlp.official.pdf_text import PageReader, pdf_text

MAX_BYTES = 20_000_000
MAX_CHARACTERS = 3_000_000
"""Limits of one file (own choice): far above any real document, far below what would harm the machine."""
SUFFIXES = frozenset({".pdf", ".docx", ".html", ".htm", ".txt", ".md"})
"""Ends of the names of files that may hold a document; what a folder has beside them is left alone."""


@dataclass(frozen=True, slots=True)
class RawText:
    """Text as it came out of the file. ``wrapped``: lines end where the page did, not the paragraph.

    ``read_pages`` is the part of it that was read from pictures, ``all_read`` that it is the whole. ``beside`` is what
    stands around the text (running heads, stamps): no words of the document, but its secrecy mark may be among it.
    """

    text: str
    format: str
    wrapped: bool = False
    warnings: tuple[str, ...] = ()
    read_pages: tuple[str, ...] = ()
    all_read: bool = False
    beside: str = ""


def read(data: bytes, filename: str, page_reader: PageReader | None = None) -> RawText:
    """Text of a file, by its content first and its name second. Scanned pages are read by ``page_reader``.

    Raises:
        TooLarge, CorruptDocument, UnsupportedDocument, ScannedDocument: each names the file.
    """
    name = PurePath(filename.replace("\\", "/")).name or "tệp"
    if len(data) > MAX_BYTES:
        raise TooLarge(
            f"Tệp «{name}» lớn hơn {MAX_BYTES // 1_000_000} MB; hãy tách nhỏ rồi nạp lại. Chưa lưu gì."
        )
    if not data.strip(b"\x00 \t\r\n"):
        raise CorruptDocument(f"Tệp «{name}» rỗng. Chưa lưu gì.")
    raw = _reader(data, name)(data, name, page_reader)
    if len(raw.text) > MAX_CHARACTERS:
        raise TooLarge(f"Tệp «{name}» dài quá {MAX_CHARACTERS} ký tự; hãy tách nhỏ rồi nạp lại. Chưa lưu gì.")
    text, warnings = in_unicode(raw.text, name)
    refuse_binary(text, name)
    if not text.strip():
        raise CorruptDocument(f"Tệp «{name}» không có chữ nào. Chưa lưu gì.")
    return replace(raw, text=text, warnings=(*raw.warnings, *warnings))


T = TypeVar("T")
Reader = Callable[[bytes, str, PageReader | None], RawText]


def _reader(data: bytes, name: str) -> Reader:
    suffix = PurePath(name).suffix.lower()
    head = data[:1024].lstrip()
    if head.startswith(b"%PDF"):
        return _read_pdf
    if data.startswith(b"PK\x03\x04"):
        return _read_docx
    if data.startswith(b"\xd0\xcf\x11\xe0") or head.startswith(b"{\\rtf"):
        raise UnsupportedDocument(f"Tệp «{name}» là DOC hoặc RTF cũ; hãy lưu lại thành DOCX. Chưa lưu gì.")
    if suffix in (".pdf", ".docx"):
        raise CorruptDocument(f"Tệp «{name}» hỏng: nội dung không phải {suffix[1:].upper()}. Chưa lưu gì.")
    if suffix in (".html", ".htm", ".xhtml") or re.match(rb"<(?:!doctype\s+html|html)", head, re.IGNORECASE):
        return _read_html
    if suffix in (".txt", ".md", ".markdown", ".text", ""):
        return _read_text
    raise UnsupportedDocument(f"Tệp «{name}»: chỉ nhận PDF, DOCX, HTML, TXT, MD. Chưa lưu gì.")


def _read_text(data: bytes, name: str, _: PageReader | None) -> RawText:
    suffix = PurePath(name).suffix.lower()
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    return RawText(text, "md" if suffix in (".md", ".markdown") else "txt")


def _read_pdf(data: bytes, name: str, page_reader: PageReader | None) -> RawText:
    found = _guarded(name, "PDF", lambda: pdf_text(data, name, MAX_CHARACTERS, page_reader))
    beside = "\n".join(found.stamps)
    return RawText(found.text, "pdf", True, found.warnings, found.read_pages, found.all_read, beside)


def _read_docx(data: bytes, name: str, _: PageReader | None) -> RawText:
    from nlp.official.docx_text import docx_text

    text, beside = _guarded(name, "DOCX", lambda: docx_text(data, name))
    return RawText(text, "docx", beside=beside)


def _read_html(data: bytes, name: str, _: PageReader | None) -> RawText:
    from nlp.official.html_text import html_text

    return RawText(_guarded(name, "HTML", lambda: html_text(decode(data, name))), "html")


def _guarded(name: str, kind: str, action: Callable[[], T]) -> T:
    """Run a reader; whatever it trips over in a malformed file is one typed error."""
    try:
        return action()
    except TriageError:
        raise
    except Exception as error:  # the readers raise dozens of kinds on malformed files
        raise CorruptDocument(f"Tệp «{name}» hỏng, không mở được như {kind}. Chưa lưu gì.") from error

"""Reading the pictures of a scanned PDF with Tesseract: the optional extra ``ocr``.

pypdfium2 (BSD-3-Clause or Apache-2.0) draws a page, the program ``tesseract`` (Apache-2.0) reads it with its Vietnamese
data. Both work in memory, over pipes: nothing of a page is written to a file. What it reads is a reading, not the text:
callers mark it so. Cannot see: handwriting, stamps over words, which of two columns goes on over the page.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.errors import CorruptDocument, TooLarge

PROGRAM, LANGUAGE = "tesseract", "vie"
HOW_TO_INSTALL = "apt install tesseract-ocr tesseract-ocr-vie; .venv/bin/pip install 'pypdfium2>=5,<6'"
DOTS_PER_INCH = 300
"""What Tesseract's documentation asks for; less loses the marks under and over vowels."""
MAX_DOTS = 20_000_000
"""Of one page, A3 at that resolution; a larger page is drawn smaller."""
MAX_PAGES = 100
SECONDS_PER_PAGE = 120


@dataclass(frozen=True, slots=True)
class Ocr:
    """Reads pages of a PDF, so many at most; ``on_page`` hears how many are done, of how many."""

    max_pages: int = MAX_PAGES
    on_page: Callable[[int, int], None] | None = None

    def read(self, data: bytes, pages: Sequence[int], name: str) -> list[str]:
        """The words of the pages (counted from 0), a line of the picture a line.

        Raises:
            TooLarge: more pages than ``max_pages``.
            CorruptDocument: a page cannot be drawn or read.
        """
        if len(pages) > self.max_pages:
            raise TooLarge(
                f"Tệp «{name}» có {len(pages)} trang chụp; mỗi lần chỉ nhận dạng chữ được {self.max_pages} trang,"
                " hãy tách nhỏ rồi nạp lại. Chưa lưu gì."
            )
        read = []
        with _opened(data, name) as document:
            for number in pages:
                read.append(_recognised(_drawn(document, number, name), name))
                if self.on_page is not None:
                    self.on_page(len(read), len(pages))
        return read


def reader(max_pages: int = MAX_PAGES, on_page: Callable[[int, int], None] | None = None) -> Ocr | None:
    """A reader of scanned pages, or None when the extra is not installed on this machine."""
    return Ocr(max_pages, on_page) if installed() else None


@cache
def installed() -> bool:
    """Whether this machine has all three parts: the program, its Vietnamese data, and the drawing of pages."""
    try:
        import pypdfium2  # noqa: F401  (asked for, used later)
    except ImportError:
        return False
    if shutil.which(PROGRAM) is None:
        return False
    done = subprocess.run(
        [PROGRAM, "--list-langs"], capture_output=True, text=True, check=False, timeout=SECONDS_PER_PAGE
    )
    return LANGUAGE in done.stdout.split()


def _opened(data: bytes, name: str) -> Any:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        return PdfDocument(data)
    except PdfiumError as error:
        raise CorruptDocument(f"Tệp «{name}» hỏng, không vẽ được trang. Chưa lưu gì.") from error


def _drawn(document: Any, number: int, name: str) -> bytes:
    """A page as a grey picture in the PGM form, which needs no library to write."""
    from pypdfium2 import PdfiumError

    try:
        page = document[number]
        inches = page.get_width() / 72, page.get_height() / 72
        scale = min(DOTS_PER_INCH, (MAX_DOTS / max(inches[0] * inches[1], 1e-6)) ** 0.5) / 72
        picture = page.render(scale=scale, grayscale=True).to_numpy()
    except (PdfiumError, ValueError, MemoryError) as error:
        raise CorruptDocument(f"Tệp «{name}» hỏng, không vẽ được trang {number + 1}. Chưa lưu gì.") from error
    height, width = picture.shape[:2]
    grey: bytes = picture.tobytes()
    return b"P5 %d %d 255\n" % (width, height) + grey


def _recognised(picture: bytes, name: str) -> str:
    command = [PROGRAM, "stdin", "stdout", "-l", LANGUAGE, "--dpi", str(DOTS_PER_INCH)]
    environment = {
        **os.environ,
        "OMP_THREAD_LIMIT": "1",
    }  # several threads on one page only wait for each other
    try:
        done = subprocess.run(
            command,
            input=picture,
            capture_output=True,
            check=False,
            timeout=SECONDS_PER_PAGE,
            env=environment,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CorruptDocument(f"Tệp «{name}» có trang không nhận dạng được chữ. Chưa lưu gì.") from error
    if done.returncode != 0:
        raise CorruptDocument(f"Tệp «{name}» có trang không nhận dạng được chữ. Chưa lưu gì.")
    return done.stdout.decode("utf-8", "replace").replace("\f", "")

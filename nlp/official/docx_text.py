"""The text of a DOCX, paragraphs and tables in order, footnotes behind.

A run set in a capitals-only font of before Unicode (``.VnTimeH``) is read here, since only its font says that its
letters are capitals; other old fonts are told from the whole text (``legacy``).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from models.errors import TooLarge, UnsupportedDocument
from nlp.official.legacy import Legacy, convert

MAX_UNPACKED_BYTES = 100_000_000
MAX_PACKED_RATIO = 200
MAX_PACKED_FILES = 5_000
"""Limits of what a packed file may hold (own choice): far above any real document."""


def docx_text(data: bytes, name: str) -> str:
    """Text of a DOCX.

    Raises:
        TooLarge, UnsupportedDocument: it would unpack to too much, or is another kind of packed file.
        Exception: whatever the readers trip over in a malformed file.
    """
    _refuse_bomb(data, name)
    return "\n\n".join(_lines(data))


def _refuse_bomb(data: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        entries = packed.infolist()
        names = {entry.filename for entry in entries}
        size = sum(entry.file_size for entry in entries)
    if "word/document.xml" not in names:
        raise UnsupportedDocument(f"Tệp «{name}» là tệp nén nhưng không phải DOCX. Chưa lưu gì.")
    if len(entries) > MAX_PACKED_FILES or size > MAX_UNPACKED_BYTES or size > MAX_PACKED_RATIO * len(data):
        raise TooLarge(f"Tệp «{name}» bung ra quá lớn; không mở. Chưa lưu gì.")


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _lines(data: bytes) -> Iterator[str]:
    import docx

    document = docx.Document(io.BytesIO(data))
    yield from _block_lines(document.element.body)
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            yield from _footnote_lines(relation.target_part.blob)


def _block_lines(body: Any) -> Iterator[str]:
    """Paragraphs and tables in order; a row of data is one line, the columns of a letter head are apart."""
    for block in body.iterchildren():
        if block.tag == f"{_W}p":
            yield from _run_text(block).split("\n")
        elif block.tag == f"{_W}tbl":
            yield from _table_lines(block)


_LETTER_HEAD = re.compile(r"CỘNG H[OÒ][AÀ]|ĐẢNG CỘNG SẢN|Nơi nhận|Độc lập")


def _table_lines(table: Any) -> Iterator[str]:
    rows = [
        [[_run_text(paragraph) for paragraph in cell.iter(f"{_W}p")] for cell in row.iterchildren(f"{_W}tc")]
        for row in table.iterchildren(f"{_W}tr")
    ]
    is_head = any(_LETTER_HEAD.search(line) for row in rows for cell in row for line in cell)
    for row in rows:
        if is_head:
            yield from (line for cell in row for line in cell if line.strip())
        else:
            yield " | ".join(" ".join(cell).strip() for cell in row)


def _run_text(paragraph: Any) -> str:
    parts = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            parts.append(_in_capitals(node) if _capitals_font(node.getparent()) else node.text or "")
        elif node.tag == f"{_W}softHyphen":  # the sign of "ư" in TCVN3
            parts.append("\u00ad")
        elif node.tag == f"{_W}tab":
            parts.append("  ")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif node.tag == f"{_W}footnoteReference":
            parts.append(f"[^{node.get(f'{_W}id')}]")
    return "".join(parts)


def _capitals_font(run: Any) -> bool:
    fonts = run.find(f"{_W}rPr/{_W}rFonts")
    face = (fonts.get(f"{_W}ascii") or "") if fonts is not None else ""
    return face.startswith(".Vn") and face.endswith("H")


def _in_capitals(node: Any) -> str:
    return convert(node.text or "", Legacy.TCVN3).upper()


def _footnote_lines(blob: bytes) -> Iterator[str]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    for note in etree.fromstring(blob, parser).iterchildren(f"{_W}footnote"):
        text = " ".join(_run_text(paragraph) for paragraph in note.iter(f"{_W}p")).strip()
        number = note.get(f"{_W}id") or ""
        if text and number.isdigit():
            yield f"[^{number}] {text}"

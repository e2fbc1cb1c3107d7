"""The text of a DOCX as Word shows it: paragraphs, tables and text boxes in order, list numbers, footnotes behind.

What is struck by a tracked change, moved away or hidden is left out. Running heads are no text of the document, but
its secrecy mark may stand there, so they are handed on to be looked at. A run set in a capitals-only font of before
Unicode (``.VnTimeH``) is read here, since only its font says that its letters are capitals; other old fonts are told
from the whole text (``legacy``).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from models.errors import TooLarge, UnsupportedDocument
from nlp.official.docx_numbering import Numbering, W, numbering_of
from nlp.official.legacy import Legacy, convert
from nlp.official.letter_head import LETTER_HEAD

MAX_UNPACKED_BYTES = 100_000_000
MAX_PACKED_RATIO = 200
MAX_PACKED_FILES = 5_000
"""Limits of what a packed file may hold (own choice): far above any real document."""


def docx_text(data: bytes, name: str) -> tuple[str, str]:
    """Text of a DOCX, and the text of its running heads.

    Raises:
        TooLarge, UnsupportedDocument: it would unpack to too much, or is another kind of packed file.
        Exception: whatever the readers trip over in a malformed file.
    """
    import docx

    _refuse_bomb(data, name)
    part = docx.Document(io.BytesIO(data)).part
    related = {kind: list(_related(part, kind)) for kind in ("numbering", "styles", "header", "footer")}
    reader = _Reader(numbering_of(*(next(iter(related[kind]), None) for kind in ("numbering", "styles"))))
    lines = list(reader.blocks(part.element.body))
    for kind in ("footnote", "endnote"):
        for root in _related(part, f"{kind}s"):
            lines += reader.notes(root, kind)
    running = [root for kind in ("header", "footer") for root in related[kind]]
    beside = dict.fromkeys(line for root in running for line in _Reader().blocks(root))
    return "\n\n".join(lines), "\n".join(beside)


def _refuse_bomb(data: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        entries = packed.infolist()
        names = {entry.filename for entry in entries}
        size = sum(entry.file_size for entry in entries)
    if "word/document.xml" not in names:
        raise UnsupportedDocument(f"Tệp «{name}» là tệp nén nhưng không phải DOCX. Chưa lưu gì.")
    if len(entries) > MAX_PACKED_FILES or size > MAX_UNPACKED_BYTES or size > MAX_PACKED_RATIO * len(data):
        raise TooLarge(f"Tệp «{name}» bung ra quá lớn; không mở. Chưa lưu gì.")


def _related(part: Any, kind: str) -> Iterator[Any]:
    """The roots of the parts of a kind that belong to a document."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    for relation in part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            yield etree.fromstring(relation.target_part.blob, parser)


_ELEMENTS = "{*}*"
"""No comments, no instructions to programs."""
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = frozenset([f"{W}{name}" for name in ("pPr", "rPr", "del", "moveFrom", "tblPr", "sdtPr")])


@dataclass
class _Reader:
    """Reads blocks in the order of the text; list numbers and notes are counted on the way."""

    numbering: Numbering = field(default_factory=Numbering)
    called: dict[tuple[str, str], int] = field(default_factory=dict)

    def blocks(self, body: Any, in_cell: bool = False) -> Iterator[str]:
        """Paragraphs and tables in order, also those in content controls and the like."""
        for block in body.iterchildren(_ELEMENTS):
            if block.tag == f"{W}p":
                yield from self.paragraph(block, in_cell)
            elif block.tag == f"{W}tbl":
                yield from self.table(block)
            elif block.tag not in _LEFT_OUT:
                yield from self.blocks(_chosen(block), in_cell)

    def paragraph(self, paragraph: Any, in_cell: bool = False) -> Iterator[str]:
        """The text boxes anchored in a paragraph, then its own lines."""
        parts: list[str] = []
        boxes: list[Any] = []
        self._collect(paragraph, parts, boxes)
        for box in boxes:
            yield from self.blocks(box)
        text = "".join(parts)
        struck = paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None
        label = "" if struck and not text.strip() else self.numbering.label(paragraph)
        if label and text.strip():
            text = f"{label} {text}"
        elif label and in_cell:
            text = label.rstrip(".)")  # a column that only counts the rows
        yield from text.split("\n")

    def table(self, table: Any) -> Iterator[str]:
        """A row of data is one line, the columns of a letter head are apart."""
        rows = [
            [list(self.blocks(cell, in_cell=True)) for cell in _inside(row, "tc")]
            for row in _inside(table, "tr")
        ]
        is_head = any(LETTER_HEAD.search(line) for row in rows for cell in row for line in cell)
        for row in rows:
            if is_head:
                yield from (line for cell in row for line in cell if line.strip())
            else:
                yield " | ".join(" ".join(cell).strip() for cell in row)

    def notes(self, root: Any, kind: str) -> Iterator[str]:
        """Footnotes or endnotes that are called somewhere, under the number they are called by."""
        for note in root.iterchildren(f"{W}{kind}"):
            number = self.called.get((kind, note.get(f"{W}id") or ""))
            text = " ".join(self.blocks(note)).strip()
            if text and number is not None:
                yield f"[^{number}] {text}"

    def _collect(self, node: Any, parts: list[str], boxes: list[Any]) -> None:
        for child in node.iterchildren(_ELEMENTS):
            tag = child.tag
            if tag in _LEFT_OUT or (tag == f"{W}r" and _hidden(child)):
                continue
            if tag == f"{W}txbxContent":
                boxes.append(child)
            elif tag == f"{W}t":
                parts.append(_in_capitals(child) if _capitals_font(node) else child.text or "")
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                place = tag.removeprefix(W).removesuffix("Reference"), child.get(f"{W}id") or ""
                parts.append(f"[^{self.called.setdefault(place, len(self.called) + 1)}]")
            elif tag in _SIGNS:
                parts.append(_SIGNS[tag])
            else:
                self._collect(_chosen(child), parts, boxes)


_SIGNS = {
    f"{W}softHyphen": "\u00ad",  # the sign of "ư" in TCVN3
    f"{W}noBreakHyphen": "-",
    f"{W}tab": "  ",
    f"{W}ptab": "  ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
}


def _chosen(node: Any) -> Any:
    """Of what is there twice, for new and for old programs, the one for new ones."""
    if node.tag != f"{_COMPATIBILITY}AlternateContent":
        return node
    choice = node.find(f"{_COMPATIBILITY}Choice")
    return choice if choice is not None else node


def _inside(node: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those in content controls, none of a table within."""
    for child in node.iterchildren(_ELEMENTS):
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag not in _LEFT_OUT and child.tag not in (f"{W}tbl", f"{W}p"):
            yield from _inside(child, name)


def _hidden(run: Any) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val") not in ("0", "false", "off")


def _capitals_font(run: Any) -> bool:
    fonts = run.find(f"{W}rPr/{W}rFonts")
    face = (fonts.get(f"{W}ascii") or "") if fonts is not None else ""
    return face.startswith(".Vn") and face.endswith("H")


def _in_capitals(node: Any) -> str:
    return convert(node.text or "", Legacy.TCVN3).upper()

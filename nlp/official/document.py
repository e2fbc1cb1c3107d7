"""An official document from the bytes of a file: the entrance to this package."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from nlp.normalise import fold
from nlp.official.citations import find_citations
from nlp.official.clean import CleanText, clean
from nlp.official.contents import TITLE, OfficialDocument, to_json
from nlp.official.header import Header, read_header
from nlp.official.identity import require_number, to_passages, with_identity
from nlp.official.in_force import read_validity
from nlp.official.pdf_text import PageReader
from nlp.official.read import RawText, read
from nlp.official.relations import find_links
from nlp.official.secrecy import refuse_secret
from nlp.official.structure import PassageText, Structure, build

__all__ = [
    "OfficialDocument",
    "parse_document",
    "require_number",
    "to_json",
    "to_passages",
    "with_identity",
]

_DRAFT_NAME = re.compile(r"(?<![a-z])du[-_ ]?thao(?![a-z])")
SHORT = 12
"""Characters of a line that say too little to know it again."""
_CALL = re.compile(r"\[\^(\d{1,3})\]")


def parse_document(data: bytes, filename: str, page_reader: PageReader | None = None) -> OfficialDocument:
    """Read a PDF, DOCX, HTML, TXT or MD file; scanned pages where a ``page_reader`` is handed in (``ocr.reader()``).

    Raises only kinds of ``TriageError``: ``TooLarge``, ``CorruptDocument``, ``UnsupportedDocument``,
    ``ScannedDocument``, ``SecretDocument``. A document without a number is returned with ``number`` None and a
    warning; ``require_number`` decides whether it can enter the base.
    """
    name = PurePath(filename.replace("\\", "/")).name or "tệp"
    raw = read(data, filename, page_reader)
    refuse_secret(raw.beside.split("\n"), name)
    refuse_secret(raw.text.split("\n"), name)
    text = clean(raw.text, raw.wrapped)
    header = read_header(text.lines)
    tree = build(text.lines[header.lines :])
    validity = read_validity(text.lines, header.issued)
    parts = _parts(text, header, tree)
    return OfficialDocument(
        filename=name,
        format=raw.format,
        number=header.number,
        numbers=header.numbers,
        kind=header.kind,
        issuer=header.issuer,
        issued=header.issued,
        title=_CALL.sub("", header.title or ""),
        effective_from=validity.begins,
        effective_until=validity.ends,
        draft=header.draft or bool(_DRAFT_NAME.search(fold(name))),
        passages=_marked(tree.passages, raw),
        citations=find_citations(parts),
        footnotes=text.footnotes,
        warnings=(
            *raw.warnings,
            *header.warnings,
            *validity.warnings,
            *tree.warnings,
            *_footnote_warnings(text),
        ),
        links=tuple(link for link in find_links(parts, validity.begins) if link.number != header.number),
        ocr=bool(raw.read_pages),
    )


def _marked(passages: tuple[PassageText, ...], raw: RawText) -> tuple[PassageText, ...]:
    """The passages, those that hold a line of a page that was read from a picture marked as such."""
    if not raw.read_pages:
        return passages
    read = (" ".join(line.split()) for page in raw.read_pages for line in page.split("\n"))
    lines = [] if raw.all_read else [line for line in read if len(line) > SHORT]
    return tuple(
        replace(one, ocr=raw.all_read or any(line in " ".join(one.text.split()) for line in lines))
        for one in passages
    )


def _parts(text: CleanText, header: Header, tree: Structure) -> list[tuple[str, str]]:
    """The whole document as (path, text), each character once; the document's own number is no citation."""
    head = [line for at, line in enumerate(text.lines[: header.lines]) if at != header.own_number_line]
    parts = [(TITLE, "\n".join(head))]
    parts += [(passage.path, passage.text) for passage in tree.passages]
    parts += list(tree.rest)
    parts += [(f"chú thích {mark}", note) for mark, note in text.footnotes]
    return parts


def _footnote_warnings(text: CleanText) -> list[str]:
    calls = {mark for line in text.lines for mark in _CALL.findall(line)}
    bodies = {mark for mark, _ in text.footnotes}
    missing = sorted(calls - bodies, key=int)
    return [f"Chú thích {mark} được gọi nhưng không thấy nội dung." for mark in missing]

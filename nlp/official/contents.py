"""An official document as data, and its form in the outside contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.vocabulary import DocumentRelation
from nlp.official.citations import Citation
from nlp.official.structure import PassageText

TITLE = "tiêu đề"
"""Path of what is cited in the head."""


@dataclass(frozen=True, slots=True)
class Link:
    """One edge of the graph: what this document does to the one numbered ``number``, and the words that say so.

    ``target_paths``: passages of the other document; none for the whole, or for an amendment not told more
    closely. ``since``: first day it holds; None when neither the sentence nor the document says. ``path`` as in
    ``Citation``. ``sentence``: at most 500 characters.
    """

    relation: DocumentRelation
    number: str
    name: str | None
    issued: date | None
    issuer: str | None
    path: str
    target_paths: tuple[str, ...]
    since: date | None
    sentence: str


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """What a file says of itself and what it says.

    ``number`` is the document's own; None when the head has none. ``numbers`` are all that stand in its head as
    its own. ``title`` is empty when there is none.
    ``footnotes`` are (mark, text). ``effective_from`` / ``effective_until`` are inclusive. ``ocr``: pages of it were
    read from pictures, so that figures must be looked at.
    """

    filename: str
    format: str
    number: str | None
    numbers: tuple[str, ...]
    kind: str | None
    issuer: str | None
    issued: date | None
    title: str
    effective_from: date | None
    effective_until: date | None
    draft: bool
    passages: tuple[PassageText, ...]
    citations: tuple[Citation, ...]
    footnotes: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    links: tuple[Link, ...] = ()
    ocr: bool = False


def to_json(document: OfficialDocument) -> dict[str, Any]:
    """The form of ``sangtin official parse FILE --json`` (CONTRACT), with what else was read."""
    return {
        "number": document.number,
        "kind": document.kind,
        "issuer": document.issuer,
        "issued": _iso(document.issued),
        "title": document.title or None,
        "effective_from": _iso(document.effective_from),
        "effective_until": _iso(document.effective_until),
        "draft": document.draft,
        "ocr": document.ocr,
        "passages": [{"path": passage.path, "text": passage.text} for passage in document.passages],
        "citations": [
            {
                "number": citation.number,
                "name": citation.name,
                "issued": _iso(citation.issued),
                "issuer": citation.issuer,
                "path": citation.path,
            }
            for citation in document.citations
        ],
        "links": [
            {
                "relation": link.relation.value,
                "number": link.number,
                "name": link.name,
                "issued": _iso(link.issued),
                "issuer": link.issuer,
                "path": link.path,
                "target_paths": list(link.target_paths),
                "since": _iso(link.since),
                "sentence": link.sentence,
            }
            for link in document.links
        ],
        "footnotes": [{"mark": mark, "text": text} for mark, text in document.footnotes],
        "warnings": list(document.warnings),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

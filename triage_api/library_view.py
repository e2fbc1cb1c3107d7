"""What the pages of the library show, prepared as plain data so that templates only lay it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from urllib.parse import urlencode

from models.queries.accounts import Person
from models.queries.document_graph import Edge
from models.queries.endings import Proposal
from models.queries.library import LibraryRow
from models.queries.version_changes import PassageChange
from models.tables.official import Document, DocumentPassage
from models.vocabulary import Action, DocumentRelation
from triage_api.validity import Validity, document_validity

LONGEST_NUMBER = 18
"""Digits of the largest number the database has for a document."""
MOST_COMPARED = 6_000
"""Characters of a passage compared word by word; a longer one is shown whole, before and after."""


@dataclass(frozen=True, slots=True)
class Line:
    """One document of the list."""

    row: LibraryRow
    validity: Validity
    check: bool


@dataclass(frozen=True, slots=True)
class Related:
    """A document at the other end of edges of one kind, each with the words that say so."""

    relation: DocumentRelation
    edges: Sequence[Edge]

    @property
    def first(self) -> Edge:
        """The edge that names the document."""
        return self.edges[0]


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal, and whether this person may confirm it."""

    proposal: Proposal
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a changed passage: ``kept``, ``gone`` or ``new``."""

    text: str
    kind: str


def line(row: LibraryRow, on: date | None) -> Line:
    """A row of the list as it stands on a day."""
    return Line(row, document_validity(row.document, on), needs_check(row.document))


def needs_check(document: Document) -> bool:
    """Whether nobody has compared the document with its source yet."""
    return document.confirmed_at is None


def read_from_picture(row: Document | DocumentPassage) -> bool:
    """Whether a document or passage was read from pictures of pages, so that its figures are to be looked at."""
    return row.ocr


def may_manage(person: Person | None, document: Document) -> bool:
    """Whether a person may confirm things of a document: by role, and of the office that added it."""
    return (
        person is not None and person.may(Action.MANAGE_OFFICIAL) and document.office_id == person.office_id
    )


def offers(proposals: Sequence[Proposal], person: Person | None) -> list[Offer]:
    """Proposals with what the person may do about them."""
    return [Offer(one, may_manage(person, one.target)) for one in proposals]


def cited_documents(edges: Sequence[Edge]) -> list[Related]:
    """Edges to the same document in the same way together, in the order of the relations' weight, then of the text."""
    return _together(edges, lambda edge: edge.link.number)


def citing_documents(edges: Sequence[Edge]) -> list[Related]:
    """Edges from the same document in the same way together."""
    return _together(edges, lambda edge: str(edge.link.document_id))


def word_changes(change: PassageChange) -> list[Piece]:
    """A changed passage word by word; a new or a gone one whole."""
    before, after = change.before or "", change.after or ""
    if not before or not after or max(len(before), len(after)) > MOST_COMPARED:
        whole = (Piece(before, "gone"), Piece(after, "new"))
        return [piece for piece in whole if piece.text]
    old, new = before.split(" "), after.split(" ")
    pieces: list[Piece] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece(" ".join(old[i1:i2]), "kept"))
            continue
        if i2 > i1:
            pieces.append(Piece(" ".join(old[i1:i2]), "gone"))
        if j2 > j1:
            pieces.append(Piece(" ".join(new[j1:j2]), "new"))
    return pieces


def address(path: str, asked: Mapping[str, object], **changed: object) -> str:
    """An address with what was asked for and not changed; empty values are left out."""
    values = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in {**asked, **changed}.items()
        if value not in (None, "", False)
    }
    return f"{path}?{urlencode(values)}" if values else path


def cursor_of(document: Document) -> str:
    """Where a list goes on after this document: ``2026-07-10.12``."""
    return f"{document.issued.isoformat()}.{document.id}"


def parse_cursor(text: str) -> tuple[date, int] | None:
    """The reverse of ``cursor_of``; None for anything else."""
    issued, _dot, number = text.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        return None
    try:
        return date.fromisoformat(issued), int(number)
    except ValueError:
        return None


def _together(edges: Sequence[Edge], key: Callable[[Edge], str]) -> list[Related]:
    order = {relation: place for place, relation in enumerate(DocumentRelation)}
    groups: dict[tuple[DocumentRelation, str], list[Edge]] = {}
    for edge in edges:
        groups.setdefault((edge.link.relation, key(edge)), []).append(edge)
    found = [Related(relation, rows) for (relation, _key), rows in groups.items()]
    return sorted(found, key=lambda related: order[related.relation])

"""A document of the base in the words of the command line: as data, and as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from pipeline.cli.output import show_rows

if TYPE_CHECKING:
    from models.queries.document_graph import Edge
    from models.queries.document_page import DocumentPage
    from models.queries.endings import Proposal
    from models.tables.official import Document


def identity(document: Document) -> dict[str, Any]:
    """What makes a document the one it is."""
    return {
        "number": document.number,
        "issued": document.issued.isoformat(),
        "issuer": document.issuer,
        "kind": document.kind,
    }


def validity(document: Document) -> dict[str, Any]:
    """How long it holds, and whether a person has confirmed it."""
    return {
        "draft": document.draft,
        "effective_from": _iso(document.effective_from),
        "effective_until": _iso(document.effective_until),
        "confirmed": document.confirmed_at is not None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def page_as_data(page: DocumentPage) -> dict[str, Any]:
    """Everything of a document, for programs."""
    document = page.document
    return {
        **identity(document),
        "title": document.title,
        "version": document.version,
        "versions": [one.version for one in page.versions],
        **validity(document),
        "file": document.filename,
        "sha256": document.sha256.hex(),
        "source_url": document.source_url,
        "obtained_at": document.obtained_at.isoformat(),
        "added_by": document.adder.label if document.adder else None,
        "confirmed_by": document.confirmer.label if document.confirmer else None,
        "cites": [_edge(edge, edge.link.number) for edge in page.cites],
        "cited_by": [_edge(edge, edge.link.document.number) for edge in page.cited_by],
        "proposals": [_proposal(one) for one in page.proposals],
        "endings": [
            {
                "id": one.id,
                "path": one.path or None,
                "ends_on": one.ends_on.isoformat(),
                "because_of": one.link.document.number,
                "confirmed_by": one.confirmer.label,
                "undone": one.undone_at is not None,
            }
            for one in page.endings
        ],
        "passages": [
            {"path": one.path, "text": one.text, "effective_until": _iso(one.effective_until)}
            for one in document.passages
        ],
    }


def _edge(edge: Edge, other: str) -> dict[str, Any]:
    return {
        "relation": edge.link.relation.value,
        "number": other,
        "path": edge.link.path,
        "target_paths": list(edge.link.target_paths),
        "in_base": edge.target is not None,
    }


def _proposal(one: Proposal) -> dict[str, Any]:
    return {
        "id": one.link_id,
        "relation": one.relation.value,
        "source": one.source.number,
        "target": one.target.number,
        "paths": list(one.paths),
        "since": _iso(one.since),
        "sentence": one.sentence,
    }


def tell(page: DocumentPage) -> None:
    """Everything of a document, for people."""
    from models.vocabulary import DOCUMENT_RELATED_NAMES, DOCUMENT_RELATION_NAMES

    document = page.document
    typer.echo(f"{document.kind} {document.number}, {document.issued:%d/%m/%Y}, {document.issuer}")
    typer.echo(_life(page))
    _relations(
        "Văn bản này",
        [(DOCUMENT_RELATION_NAMES[e.link.relation], e.link.number, e.link.path) for e in page.cites],
    )
    _relations(
        "Văn bản này",
        [
            (DOCUMENT_RELATED_NAMES[e.link.relation], e.link.document.number, e.link.path)
            for e in page.cited_by
        ],
    )
    for one in page.proposals:
        part = f" ({', '.join(one.paths)})" if one.paths else ""
        day = f" từ {one.since:%d/%m/%Y}" if one.since else ""
        typer.echo(
            f"Đề xuất {one.link_id}: {one.target.number}{part} hết hiệu lực{day} theo {one.source.number}."
            f" Xác nhận bằng: sangtin official confirm {one.target.number} --ends {one.link_id} --by TÊN"
        )
    for ending in page.endings:
        state = "đã bỏ" if ending.undone_at else f"{ending.confirmer.label} xác nhận"
        part = f" {ending.path}" if ending.path else ""
        typer.echo(f"Xác nhận {ending.id}:{part} hết hiệu lực sau {ending.ends_on:%d/%m/%Y} ({state}).")
    show_rows(
        ("Vị trí", "Nội dung", "Đến hết"),
        ((one.path, one.text, one.effective_until) for one in document.passages),
        "Không có đoạn nào.",
    )


def _life(page: DocumentPage) -> str:
    document = page.document
    starts = f"{document.effective_from:%d/%m/%Y}" if document.effective_from else "chưa rõ"
    ends = f"đến hết {document.effective_until:%d/%m/%Y}" if document.effective_until else "chưa có ngày hết"
    held = "Dự thảo, không có hiệu lực" if document.draft else f"Hiệu lực từ {starts}, {ends}"
    who = f"{document.confirmer.label} xác nhận" if document.confirmer else "chưa ai xác nhận"
    return f"{held}. Bản {document.version} trong {len(page.versions)} bản, tệp {document.filename}, {who}."


def _relations(subject: str, rows: Sequence[tuple[str, str, str]]) -> None:
    for name, number, path in dict.fromkeys(rows):
        typer.echo(f"{subject} {name} {number} ({path}).")

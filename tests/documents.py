"""Invented official documents as the import hands them to the base."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.queries.official import DocumentRecord, LinkRecord
from models.vocabulary import DocumentRelation

OLD, NEW = "31/2024/QĐ-UBND", "47/2026/QĐ-UBND"
ISSUER = "Ủy ban nhân dân tỉnh Sông Lam"
DAY_OLD, DAY_NEW = date(2024, 12, 12), date(2026, 7, 20)
LAST_DAY = date(2026, 7, 31)
_files = itertools.count(1)


def link(
    relation: DocumentRelation = DocumentRelation.REPLACES,
    number: str = OLD,
    *paths: str,
    since: date | None = date(2026, 8, 1),
    issued: date | None = DAY_OLD,
    issuer: str | None = "Ủy ban nhân dân tỉnh",
    path: str = "Điều 1",
) -> LinkRecord:
    """An edge to the old decision; without ``paths`` to the whole of it."""
    words = f"Quyết định này nói về Quyết định số {number}."
    return LinkRecord(relation, number, "Quyết định", issued, issuer, path, paths, since, words)


def document(
    number: str = OLD,
    passages: Mapping[str, str] | None = None,
    links: Sequence[LinkRecord] = (),
    **given: Any,
) -> DocumentRecord:
    """A decision with two passages; every one is a file of its own."""
    file = next(_files)
    values: dict[str, Any] = {
        "number": number,
        "issued": DAY_OLD if number == OLD else DAY_NEW,
        "issuer": ISSUER,
        "kind": "Quyết định",
        "title": "Quy định mức thu",
        "draft": False,
        "effective_from": date(2025, 1, 1) if number == OLD else date(2026, 8, 1),
        "effective_until": None,
        "filename": f"qd-{file}.txt",
        "data": f"tệp {file}".encode(),
        "passages": tuple(
            (passages or {"Điều 1": "Mức thu 30.000 đồng.", "Điều 1 khoản 2": "Miễn thu."}).items()
        ),
        "links": tuple(links),
    }
    return DocumentRecord(**(values | given))

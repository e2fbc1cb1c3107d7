"""The appendix: which official documents the report rests on, and on which day each was looked up (report outline, §4).

Made of what sections 4 and 10 print line by line and of nothing else. Documents cited for answers that are only counted are not
named: each new one, or each new day, would say that a count under five is not one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from reports.asking import Asked
from reports.content import ABSENT, Address, Cell, Column, Section, Table, empty, say
from reports.facts import Facts, Used

CODE = "basis"
TITLE = "Phụ lục: văn bản đã dùng"
CLAIMS, COMING = 4, 10
MOST_PATHS = 4
"""Places of one document that are named; the others are found in the sections."""


@dataclass(slots=True)
class _Document:
    """What is said of one document."""

    name: str
    issuer: str
    looked_up: date
    document_id: int | None
    address: str | None
    paths: dict[str, None] = field(default_factory=dict)
    sections: set[int] = field(default_factory=set)


_Use = tuple[int, Used]
"""A section, and a place of a document it rests on; no ``path``: the whole of it."""


def build(facts: Facts) -> Section:
    """One table, in the order the sections name the documents."""
    facts.need(Asked.CLAIMS)
    documents = _documents([*_of_claims(facts), *_of_coming(facts)])
    if not documents:
        return empty(CODE, TITLE, "Các phần trên chưa dẫn văn bản nào.")
    table = Table(
        code=CODE,
        caption="Văn bản chính thức mà các phần trên dẫn",
        columns=(
            Column("Văn bản", wide=True),
            Column("Điều, mục"),
            Column("Dùng ở"),
            Column("Ngày tra cứu"),
            Column("Nơi công bố"),
        ),
        rows=[_row(one) for one in documents],
        keys=[str(one.document_id or "") for one in documents],
        note="Ngày tra cứu: ngày người xem mở văn bản để kết luận; với văn bản chỉ dẫn ở phần “Cần chuẩn bị” là ngày chốt số liệu."
        " “–”: tệp do cơ quan nạp, không có địa chỉ công bố.",
    )
    return Section(CODE, TITLE, sentences=[say("Nhật ký đính chính: xem phần 9.")], tables=[table])


def _of_claims(facts: Facts) -> Iterator[_Use]:
    for line in facts.claims.shown:
        yield from ((CLAIMS, one) for one in line.used)


def _of_coming(facts: Facts) -> Iterator[_Use]:
    found = facts.parts.coming.get()
    on = found.looked_up
    if on is None:
        return
    for begin in found.begin.shown:
        for path in [quote.path for quote in begin.quotes] or [""]:
            yield COMING, Used(begin.document, begin.issuer, path, on, begin.document_id, begin.address)
    for end in found.end.shown:
        yield COMING, Used(end.document, end.issuer, end.path or "", on, end.document_id, end.address)


def _documents(uses: Iterable[_Use]) -> list[_Document]:
    """Each document once; what a person looked up tells the day, else the base as it was."""
    found: dict[tuple[str, str], _Document] = {}
    for section, one in uses:
        kept = found.setdefault(
            (one.document, one.issuer),
            _Document(one.document, one.issuer, one.looked_up, one.document_id, one.address),
        )
        if section == CLAIMS:
            kept.looked_up = max(kept.looked_up, one.looked_up)
        if one.path:
            kept.paths.setdefault(one.path)
        kept.sections.add(section)
    return list(found.values())


def _row(one: _Document) -> list[Cell]:
    paths = list(one.paths)
    told = "; ".join(paths[:MOST_PATHS]) + ("; …" if len(paths) > MOST_PATHS else "")
    return [
        f"{one.name}, {one.issuer}" if one.issuer else one.name,
        told or "cả văn bản",
        ", ".join(f"phần {number}" for number in sorted(one.sections)),
        one.looked_up,
        Address(one.address) if one.address else ABSENT,
    ]

"""An official document as data, and its form in the outside contract."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from models.errors import DocumentWithoutNumber
from nlp.contracts import Passage
from nlp.official.citations import Citation
from nlp.official.numbers import canonical_number
from nlp.official.structure import PassageText


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """What a file says of itself and what it says.

    ``number`` is the document's own; None when the head has none. ``footnotes`` are (mark, text).
    ``guided`` tells that ``number`` was taken over from the document that this one gives guidance on.
    """

    filename: str
    format: str
    number: str | None
    kind: str | None
    issuer: str | None
    issued: date | None
    title: str | None
    effective_from: date | None
    effective_until: date | None
    draft: bool
    passages: tuple[PassageText, ...]
    citations: tuple[Citation, ...]
    footnotes: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    guided: bool = False

    @property
    def name(self) -> str:
        """What stands before the number when the document is cited: "Quyết định", "Hướng dẫn thực hiện Nghị quyết"."""
        kind = self.kind or "Văn bản"
        if not self.guided:
            return kind
        target = next((citation.name for citation in self.citations if citation.number == self.number), None)
        return f"{kind} thực hiện {target}" if target else f"{kind} thực hiện văn bản"


def to_json(document: OfficialDocument) -> dict[str, Any]:
    """The form of ``sangtin official parse FILE --json`` (CONTRACT), with what else was read."""
    return {
        "number": document.number,
        "kind": document.kind,
        "issuer": document.issuer,
        "issued": _iso(document.issued),
        "title": document.title,
        "effective_from": _iso(document.effective_from),
        "effective_until": _iso(document.effective_until),
        "draft": document.draft,
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
        "footnotes": [{"mark": mark, "text": text} for mark, text in document.footnotes],
        "warnings": list(document.warnings),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def with_identity(
    document: OfficialDocument,
    number: str | None = None,
    issued: date | None = None,
    issuer: str | None = None,
) -> OfficialDocument:
    """The document with what a person says of it; what is not given stays.

    Raises ``DocumentWithoutNumber`` when ``number`` is not of any known form.
    """
    canonical = document.number
    if number is not None:
        canonical = canonical_number(number)
        if canonical is None:
            raise DocumentWithoutNumber(
                f"Số «{number}» không đúng dạng nào đã biết (ví dụ 12/2026/QĐ-UBND, 12-HD/BTGDVTU); hãy xem lại."
            )
    return replace(
        document,
        number=canonical,
        issued=issued or document.issued,
        issuer=issuer or document.issuer,
        guided=document.guided if number is None else False,
    )


def require_number(document: OfficialDocument) -> OfficialDocument:
    """A document that can be cited, for the official-information base.

    Many guidance texts are passed around without their head block. A user who adds one expects to find it
    under the document it implements, so a text without a number of its own whose title cites exactly one
    document first ("Tuyên truyền thực hiện Nghị quyết số 04-NQ/TU …") takes over that number and date; it is
    then cited as "Hướng dẫn thực hiện Nghị quyết 04-NQ/TU", so nobody takes its words for the resolution's. The
    issuer stays its own, and a warning says so. A given identity (``with_identity``) always wins.

    Raises ``DocumentWithoutNumber`` naming the file and what to do.
    """
    if document.number is not None:
        return document
    cited = next((citation for citation in document.citations if citation.path == TITLE), None)
    if cited is None:
        raise DocumentWithoutNumber(
            f"Tệp «{document.filename}» không có số văn bản ở phần đầu nên chưa thể dẫn nguồn. "
            "Hãy nạp lại kèm số, ngày ban hành và cơ quan ban hành. Chưa lưu gì."
        )
    issued = document.issued or next(
        (one.issued for one in document.citations if one.number == cited.number and one.issued), None
    )
    warning = f"Văn bản không có số riêng; ghi theo văn bản được hướng dẫn thực hiện là {cited.number}."
    return replace(
        document,
        number=cited.number,
        issued=issued,
        guided=True,
        warnings=(*document.warnings, warning),
    )


TITLE = "tiêu đề"
"""Path of what is cited in the head."""


def to_passages(document: OfficialDocument) -> tuple[Passage, ...]:
    """The passages as the evidence side wants them; keys are ``number#path``.

    A document without a stated first day counts as in force from its date of issue.
    """
    number = document.number or document.filename
    return tuple(
        Passage(
            key=f"{number}#{passage.path}",
            document=number,
            document_name=document.name,
            issuer=document.issuer or "",
            issued=document.issued,
            path=passage.path,
            text=passage.text,
            valid_from=document.effective_from or document.issued,
            valid_until=document.effective_until,
            draft=document.draft,
        )
        for passage in document.passages
    )

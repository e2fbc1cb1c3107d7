"""Who a document is: what a person adds to what its head says, and whether it can be cited at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from models.errors import AmbiguousNumber, DocumentWithoutNumber
from nlp.contracts import Passage
from nlp.official.contents import TITLE, OfficialDocument
from nlp.official.context import contexts
from nlp.official.header import NO_DATE, NO_ISSUER, NO_NUMBER
from nlp.official.numbers import canonical_number


def with_identity(
    document: OfficialDocument,
    number: str | None = None,
    issued: date | None = None,
    issuer: str | None = None,
    effective_from: date | None = None,
    effective_until: date | None = None,
) -> OfficialDocument:
    """The document with what a person says of it; what is not given stays. Warnings that this settles go.

    Raises ``DocumentWithoutNumber`` when ``number`` is not of any known form.
    """
    canonical = document.number
    if number is not None:
        canonical = canonical_number(number)
        if canonical is None:
            raise DocumentWithoutNumber(
                f"Số «{number[:60]}» không đúng dạng nào đã biết (ví dụ 12/2026/QĐ-UBND, 12-HD/BTGDVTU);"
                " hãy xem lại. Chưa lưu gì."
            )
    settled = (
        *(NO_NUMBER if number is not None else ()),
        *(NO_DATE if issued is not None else ()),
        *(NO_ISSUER if issuer is not None else ()),
    )
    return replace(
        document,
        warnings=tuple(warning for warning in document.warnings if not warning.startswith(settled)),
        number=canonical,
        numbers=document.numbers if number is None or canonical is None else (canonical,),
        issued=issued or document.issued,
        issuer=issuer or document.issuer,
        effective_from=effective_from or document.effective_from,
        effective_until=effective_until or document.effective_until,
    )


def require_number(document: OfficialDocument, filename: str | None = None) -> OfficialDocument:
    """A document that can be cited, for the official-information base.

    Many guidance texts are passed around without their head block. Who adds one expects to find it under
    the document it implements: so a text without a number of its own, whose title cites another document,
    takes over the number and date of the first one cited there. Its kind then says so ("Hướng dẫn thực hiện
    Nghị quyết"), nobody takes its words for the resolution's; the issuer stays its own, and a warning is added.
    An identity given by a person (``with_identity``) always wins.

    Raises ``DocumentWithoutNumber`` or ``AmbiguousNumber`` naming the file and what to do.
    """
    if len(document.numbers) > 1:
        raise AmbiguousNumber(
            f"Tệp «{filename or document.filename}» có {len(document.numbers)} số ở phần đầu"
            f" ({', '.join(document.numbers)}); hãy ghi số đúng. Chưa lưu gì."
        )
    if document.number is not None:
        return document
    known = _taken_over(document)
    if known is None:
        raise DocumentWithoutNumber(
            f"Tệp «{filename or document.filename}» không có số văn bản ở phần đầu nên chưa thể dẫn nguồn; hãy ghi"
            " thêm số, ngày ban hành và cơ quan ban hành. Chưa lưu gì."
        )
    return known


def _taken_over(document: OfficialDocument) -> OfficialDocument | None:
    """The document under the first number its title cites; None when it cites none."""
    cited = next((citation for citation in document.citations if citation.path == TITLE), None)
    if cited is None:
        return None
    same = [one for one in document.citations if one.number == cited.number]
    issued = document.issued or next((one.issued for one in same if one.issued), None)
    warning = (
        f"Văn bản không có số riêng; ghi theo văn bản được hướng dẫn thực hiện là {cited.number}."
        " Nếu biết số của chính văn bản, hãy nạp lại kèm số đó."
    )
    return replace(
        document,
        number=cited.number,
        issued=issued,
        kind=f"{document.kind or 'Văn bản'} thực hiện {cited.name or 'văn bản'}",
        warnings=(*document.warnings, warning),
    )


def to_passages(document: OfficialDocument) -> tuple[Passage, ...]:
    """The passages as the evidence side wants them; keys are ``number#path``.

    A document without a number is named as ``require_number`` would, or by its file when that finds nothing.
    One without a stated first day counts as in force from its date of issue.
    """
    known = document if document.number else _taken_over(document) or document
    number = known.number or known.filename
    above = contexts(known.title, [(passage.path, passage.text) for passage in known.passages])
    return tuple(
        Passage(
            key=f"{number}#{passage.path}",
            document=number,
            document_name=known.kind or "Văn bản",
            issuer=known.issuer or "",
            issued=known.issued,
            path=passage.path,
            text=passage.text,
            valid_from=known.effective_from or known.issued,
            valid_until=known.effective_until,
            draft=known.draft,
            context=context,
        )
        for passage, context in zip(known.passages, above, strict=True)
    )

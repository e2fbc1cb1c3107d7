"""``official list``, ``show`` and ``confirm``: what is in the base, how long it holds, and what people confirm of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.library_words import identity, page_as_data, tell, validity
from pipeline.cli.output import AsJson, emit, show_rows

if TYPE_CHECKING:
    from models.session import Session
    from models.tables.official import Document

Number = Annotated[str, typer.Argument(metavar="SỐ", help="Số, ký hiệu.")]
Issued = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="Ngày ban hành, khi nhiều văn bản cùng số."),
]
Issuer = Annotated[str | None, typer.Option(help="Cơ quan ban hành, khi nhiều văn bản cùng số.")]


def register(group: typer.Typer) -> None:
    """Add the commands to the group of official documents."""
    group.command("list")(list_all)
    group.command("show")(show)
    group.command("confirm")(confirm)


def list_all(
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="Chỉ văn bản có hiệu lực vào ngày này."),
    ] = None,
    text: Annotated[str | None, typer.Option(help="Chỉ văn bản có những chữ này.")] = None,
    as_json: AsJson = False,
) -> None:
    """Liệt kê văn bản trong kho, mỗi văn bản một dòng theo bản mới nhất.

    Ví dụ: sangtin official list --on 2026-08-01
    """
    from models.migrate import ensure_migrated
    from models.queries.library import LibraryFilter, count_library, list_library
    from models.session import transaction

    ensure_migrated()
    wanted = LibraryFilter(in_force_on=on.date() if on else None, text=text)
    with transaction() as session:
        found = list_library(session, wanted, limit=count_library(session, wanted) + 1)
        rows = [
            {
                **identity(row.document),
                "title": row.document.title,
                "version": row.document.version,
                **validity(row.document),
                "passages": row.passages,
            }
            for row in found
        ]
    if as_json:
        emit(rows)
        return
    show_rows(
        ("Số", "Ngày", "Cơ quan", "Trích yếu", "Hiệu lực từ", "Đến hết", "Bản", "Xác nhận"),
        (
            (
                row["number"],
                row["issued"],
                row["issuer"],
                f"(dự thảo) {row['title']}" if row["draft"] else row["title"],
                row["effective_from"],
                row["effective_until"],
                row["version"],
                "đã xác nhận" if row["confirmed"] else "chưa",
            )
            for row in rows
        ),
        "Kho chưa có văn bản nào như vậy. Nạp bằng: sangtin official add TỆP",
    )


def show(number: Number, as_json: AsJson = False) -> None:
    """Xem một văn bản: hiệu lực, các bản, quan hệ với văn bản khác, từng đoạn.

    Ví dụ: sangtin official show 12/2026/NQ-HĐND
    """
    from models.errors import NotFound
    from models.migrate import ensure_migrated
    from models.queries.document_page import document_page, documents_numbered
    from models.session import transaction
    from nlp.official.numbers import canonical

    ensure_migrated()
    with transaction() as session:
        found = documents_numbered(session, canonical(number))
        if not found:
            raise NotFound(f"Kho không có văn bản số {number}.")
        for document in found:
            page = document_page(session, document.id)
            if page is not None:
                emit(page_as_data(page)) if as_json else tell(page)


def confirm(
    number: Number,
    by: Annotated[str, typer.Option(help="Tên đăng nhập của người xác nhận (tổng hợp hoặc người duyệt).")],
    issued: Issued = None,
    issuer: Issuer = None,
    ends: Annotated[
        int | None, typer.Option(help="Xác nhận văn bản này hết hiệu lực theo đề xuất mang số đó.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="Hết hiệu lực từ ngày, khi văn bản không nêu."),
    ] = None,
    passage: Annotated[
        list[str] | None, typer.Option(help="Chỉ đoạn ở vị trí này hết hiệu lực; dùng nhiều lần được.")
    ] = None,
    undo: Annotated[int | None, typer.Option(help="Bỏ lần xác nhận hết hiệu lực mang số đó.")] = None,
    reason: Annotated[str, typer.Option(help="Lý do bỏ xác nhận.")] = "",
) -> None:
    """Xác nhận văn bản đúng như bản gốc, hoặc xác nhận nó đã hết hiệu lực theo văn bản khác.

    Ví dụ: sangtin official confirm 12/2026/NQ-HĐND --by duyet1
    """
    from models.errors import BadInput
    from models.migrate import ensure_migrated
    from models.queries.jobs import nudge
    from models.session import transaction
    from triage_api.services import library

    if ends is not None and undo is not None:
        raise BadInput("Chỉ dùng một trong --ends và --undo.")
    ensure_migrated()
    with transaction() as session:
        person = _person(session, by)
        document = _one(session, number, issued.date() if issued else None, issuer)
        if ends is not None:
            first = since.date() if since else None
            added = library.confirm_ending(session, person, nudge, ends, document.id, first, passage or ())
            said = f"đã ghi {len(added)} lần hết hiệu lực" if added else "đã được xác nhận từ trước"
        elif undo is not None:
            library.undo_ending(session, person, nudge, undo, reason)
            said = "đã bỏ xác nhận hết hiệu lực; hiệu lực trở lại như trước"
        else:
            library.confirm_document(session, person, document.id)
            said = "đã xác nhận"
        name = f"{document.kind} số {document.number}"
    typer.echo(f"{name}: {said}.")


def _person(session: Session, username: str) -> Any:
    from models.errors import NotFound
    from models.queries import accounts

    found = accounts.person(session, accounts.account_named(session, username).id)
    if found is None:
        raise NotFound(f"Tài khoản “{username}” đã khóa.")
    return found


def _one(session: Session, number: str, issued: date | None, issuer: str | None) -> Document:
    """The one document meant.

    Raises:
        NotFound, BadInput: none, or several.
    """
    from models.errors import BadInput, NotFound
    from models.queries.document_page import documents_numbered
    from nlp.official.numbers import canonical

    found = documents_numbered(session, canonical(number), issued, issuer)
    if not found:
        raise NotFound(f"Kho không có văn bản số {number} như vậy.")
    if len(found) > 1:
        several = "; ".join(f"{one.issued:%d/%m/%Y}, {one.issuer}" for one in found)
        raise BadInput(f"Kho có {len(found)} văn bản số {number}: {several}. Thêm --issued hoặc --issuer.")
    return found[0]

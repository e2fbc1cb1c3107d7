"""``official``: the official-information base."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import library
from pipeline.cli.output import AsJson, busy, emit, show_rows
from pipeline.cli.usage import Commands

group = Commands("Kho văn bản chính thức.")


def register(application: typer.Typer) -> None:
    """Add the group."""
    library.register(group)
    application.add_typer(group, name="official")


@group.command("add")
def add(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="TỆP", help="Tệp hoặc thư mục: PDF, DOCX, HTML, TXT, MD.", exists=True),
    ],
    number: Annotated[str | None, typer.Option(help="Số, ký hiệu, khi trong tệp không có.")] = None,
    issued: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="Ngày ban hành.")
    ] = None,
    issuer: Annotated[str | None, typer.Option(help="Cơ quan ban hành.")] = None,
    valid_from: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="Hiệu lực từ ngày.")
    ] = None,
    valid_until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="Hiệu lực đến hết ngày.")
    ] = None,
    office: Annotated[str, typer.Option(help="Mã cơ quan.")] = "goc",
    as_json: AsJson = False,
) -> None:
    """Nạp văn bản vào kho. Tệp hỏng được nêu và bỏ qua, các tệp khác vẫn nạp.

    Ví dụ: sangtin official add nghi-quyet.docx
    """
    from rich.console import Console
    from rich.progress import Progress

    from models.errors import IncompleteDocument
    from models.migrate import ensure_migrated
    from models.queries.sources import office_by_code
    from models.session import transaction
    from pipeline.document_files import files_of
    from pipeline.official_base import add_files
    from triage_api.services.document_import import Identity

    ensure_migrated()
    with transaction() as session:
        office_id = office_by_code(session, office).id
    identity = Identity(
        number,
        issued.date() if issued else None,
        issuer,
        valid_from.date() if valid_from else None,
        valid_until.date() if valid_until else None,
    )
    files = files_of(paths)
    outcomes = []
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("Đang nạp văn bản", total=len(files))

        def on_page(done: int, pages: int) -> None:
            progress.update(bar, description=f"Đang đọc bằng OCR, trang {done}/{pages}")

        for outcome in add_files(files, office_id, identity, on_page=on_page):
            outcomes.append(outcome)
            progress.update(bar, advance=1, description="Đang nạp văn bản")
    for outcome in outcomes:
        if as_json:
            emit(
                {
                    "file": str(outcome.path),
                    "number": outcome.number,
                    "passages": outcome.passages,
                    "known": outcome.added.known if outcome.added else None,
                    "ocr": outcome.document.ocr if outcome.document else None,
                    "warnings": list(outcome.document.warnings) if outcome.document else [],
                    "error": {"code": outcome.error.code, "message": outcome.error.message}
                    if outcome.error
                    else None,
                }
            )
        elif outcome.error is not None:
            typer.echo(f"{outcome.error.message} (mã: {outcome.error.code})", err=True)
            if isinstance(outcome.error, IncompleteDocument):
                typer.echo("  Ghi thêm bằng --number, --issued và --issuer.", err=True)
        elif outcome.added is not None:
            state = "đã có trong kho" if outcome.added.known else f"đã nạp, {outcome.passages} đoạn"
            typer.echo(f"{outcome.path.name}: {outcome.number}, {state}.")
            for warning in outcome.document.warnings if outcome.document else ():
                typer.echo(f"  Lưu ý: {warning}", err=True)
    raise typer.Exit(2 if any(outcome.error for outcome in outcomes) else 0)


@group.command("parse")
def parse(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp văn bản.", exists=True, dir_okay=False)],
    as_json: AsJson = False,
) -> None:
    """Đọc cấu trúc một văn bản; không lưu gì, không cần cơ sở dữ liệu.

    Ví dụ: sangtin official parse nghi-quyet.docx --json
    """
    from nlp.official import ocr
    from nlp.official.document import parse_document, to_json
    from pipeline.document_files import bytes_of

    document = parse_document(bytes_of(file), file.name, ocr.reader())
    if as_json:
        emit(to_json(document))
        return
    typer.echo(f"{document.kind or 'Văn bản'} {document.number or '(chưa rõ số)'}: {document.title}")
    show_rows(
        ("Vị trí", "Nội dung"),
        ((item.path, item.text[:100]) for item in document.passages),
        "Không có đoạn nào.",
    )
    for warning in document.warnings:
        typer.echo(f"Lưu ý: {warning}", err=True)


@group.command("search")
def search(
    text: Annotated[str, typer.Argument(metavar="ĐIỀU", help="Điều cần tìm, viết tự nhiên.")],
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="Ưu tiên văn bản có hiệu lực vào ngày."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="Nhiều nhất bao nhiêu đoạn.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Tìm đoạn văn bản nói về một điều.

    Ví dụ: sangtin official search "phấn đấu 100% hộ gia đình"
    """
    from models.migrate import ensure_migrated
    from nlp.normalise import normalise
    from pipeline.language import passage_index

    ensure_migrated()
    with busy("Đang tìm"):
        hits = passage_index().search(normalise(text), on.date() if on else None, limit)
    rows = [
        {
            "number": hit.passage.document,
            "issued": hit.passage.issued.isoformat() if hit.passage.issued else None,
            "path": hit.passage.path,
            "text": hit.passage.text,
            "score": round(hit.score, 3),
        }
        for hit in hits
    ]
    if as_json:
        emit(rows)
        return
    show_rows(
        ("Văn bản", "Vị trí", "Nội dung"),
        ((row["number"], row["path"], row["text"]) for row in rows),
        "Không thấy đoạn nào nói về điều này. Chưa thấy không có nghĩa là không có.",
    )

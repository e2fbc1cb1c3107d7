"""``claims``: the collection of known claims (kho đối chiếu)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.output import AsJson, busy, emit, show_rows
from pipeline.cli.usage import Commands

group = Commands("Kho đối chiếu: những điều đã có kết luận.")


def register(application: typer.Typer) -> None:
    """Add the group."""
    application.add_typer(group, name="claims")


@group.command("import")
def import_claims(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TỆP", help="Tệp JSONL, dạng ngắn hoặc ClaimReview.", exists=True, dir_okay=False
        ),
    ],
    office: Annotated[str, typer.Option(help="Mã cơ quan.")] = "goc",
    as_json: AsJson = False,
) -> None:
    """Nạp kết luận của nơi khác. Kết luận nạp vào chỉ để gợi ý.

    Ví dụ: sangtin claims import ket-luan.jsonl
    """
    from models.migrate import ensure_migrated
    from pipeline.known_claims_file import import_file

    ensure_migrated()
    with busy("Đang nạp kết luận"):
        result = import_file(file, office)
    if as_json:
        problems = [{"code": code, "message": message} for code, message in result.problems]
        emit({"new": result.new, "same": result.same, "problems": problems})
    else:
        typer.echo(f"Đã nạp {result.new} kết luận mới, {result.same} kết luận đã có.")
        for code, message in result.problems:
            typer.echo(f"{message} (mã: {code})", err=True)
    raise typer.Exit(2 if result.problems else 0)


@group.command("list")
def list_all(as_json: AsJson = False) -> None:
    """Liệt kê những điều đã có kết luận, của cơ quan và nạp từ nơi khác.

    Ví dụ: sangtin claims list
    """
    from models.migrate import ensure_migrated
    from models.queries.known_claims import known_rows
    from models.session import transaction
    from models.vocabulary import VERDICT_NAMES

    ensure_migrated()
    with transaction() as session:
        found = known_rows(session)
    rows = [
        {
            "key": row.key,
            "publisher": row.publisher,
            "verdict": row.verdict.value,
            "claim": row.sentence,
            "valid_from": row.valid_from.isoformat() if row.valid_from else None,
            "valid_until": row.valid_until.isoformat() if row.valid_until else None,
            "imported": row.imported,
        }
        for row in found
    ]
    if as_json:
        emit(rows)
        return
    show_rows(
        ("Nơi kết luận", "Kết luận", "Điều được nói", "Đến ngày"),
        ((row.publisher, VERDICT_NAMES[row.verdict], row.sentence, row.valid_until) for row in found),
        "Chưa có kết luận nào. Nạp từ nơi khác bằng: sangtin claims import TỆP",
    )

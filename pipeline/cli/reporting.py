"""``report`` and ``indicators``: what leaves the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.output import AsJson, busy, emit, show_rows
from pipeline.cli.usage import Commands

report_group = Commands("Báo cáo.")
indicator_group = Commands("Dấu hiệu lừa đảo.")


def register(application: typer.Typer) -> None:
    """Add the groups."""
    application.add_typer(report_group, name="report")
    application.add_typer(indicator_group, name="indicators")


@report_group.command("weekly")
def weekly(
    week: Annotated[
        str | None, typer.Option(help="Tuần ISO, ví dụ 2026-W47; bỏ trống là tuần trọn gần nhất.")
    ] = None,
    office: Annotated[str, typer.Option(help="Mã cơ quan.")] = "goc",
    form: Annotated[
        str, typer.Option(help="Thể thức tệp Word: chinhquyen (cơ quan nhà nước) hoặc dang (cơ quan Đảng).")
    ] = "chinhquyen",
    out: Annotated[Path, typer.Option(help="Thư mục ghi báo cáo.")] = Path("var/reports"),
    as_json: AsJson = False,
) -> None:
    """Lập báo cáo tuần và ghi ra tệp.

    Ví dụ: sangtin report weekly --week 2026-W47 --form dang --out var/reports
    """
    from models.migrate import ensure_migrated
    from pipeline.weekly import form_named, write_weekly

    wanted = form_named(form)
    ensure_migrated()
    with busy("Đang lập báo cáo"):
        files = write_weekly(week, office, out, wanted)
    if as_json:
        emit({"files": [str(file) for file in files]})
    else:
        for file in files:
            typer.echo(str(file))


@indicator_group.command("list")
def list_all(as_json: AsJson = False) -> None:
    """Liệt kê dấu hiệu lừa đảo ở dạng đã làm vô hiệu.

    Ví dụ: sangtin indicators list
    """
    from models.migrate import ensure_migrated
    from models.queries.indicators import all_indicators
    from models.session import transaction

    ensure_migrated()
    with transaction() as session:
        rows = [
            {
                "kind": row.kind.value,
                "defanged": row.defanged,
                "lookalike_of": row.lookalike_of,
                "seen": row.seen_count,
                "last_seen_at": row.last_seen_at.isoformat(),
            }
            for row in all_indicators(session)
        ]
    if as_json:
        emit(rows)
        return
    show_rows(
        ("Loại", "Dấu hiệu", "Giả dạng", "Số lần"),
        ((row["kind"], row["defanged"], row["lookalike_of"], row["seen"]) for row in rows),
        "Chưa có dấu hiệu nào.",
    )

"""``report``: the weekly report as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.output import AsJson, busy, emit
from pipeline.cli.usage import Commands

report_group = Commands("Báo cáo.")


def register(application: typer.Typer) -> None:
    """Add the group."""
    application.add_typer(report_group, name="report")


@report_group.command("weekly")
def weekly(
    week: Annotated[
        str | None,
        typer.Option(help="Tuần ISO (2026-W47) hoặc tháng (2026-11); bỏ trống là tuần trọn gần nhất."),
    ] = None,
    office: Annotated[str, typer.Option(help="Mã cơ quan.")] = "goc",
    form: Annotated[
        str, typer.Option(help="Thể thức tệp Word: chinhquyen (cơ quan nhà nước) hoặc dang (cơ quan Đảng).")
    ] = "chinhquyen",
    out: Annotated[Path, typer.Option(help="Thư mục ghi báo cáo.")] = Path("var/reports"),
    reason: Annotated[
        str | None, typer.Option(help="Lý do đính chính, cần khi báo cáo đã duyệt.", show_default=False)
    ] = None,
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
        files = write_weekly(week, office, out, wanted, reason)
    if as_json:
        emit({"files": [str(file) for file in files]})
    else:
        for file in files:
            typer.echo(str(file))

"""``indicators``: scam indicators, listed defanged and exported in full."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.output import AsJson, emit, show_rows
from pipeline.cli.usage import Commands

group = Commands("Dấu hiệu lừa đảo.")


class Form(StrEnum):
    """Formats of the feed."""

    STIX = "stix"
    HOSTS = "hosts"
    CSV = "csv"


def register(application: typer.Typer) -> None:
    """Add the group."""
    application.add_typer(group, name="indicators")


@group.command("list")
def list_all(
    office: Annotated[str, typer.Option(help="Mã cơ quan.")] = "goc",
    as_json: AsJson = False,
) -> None:
    """Liệt kê dấu hiệu lừa đảo ở dạng đã làm vô hiệu, cùng tình trạng và số luồng tin độc lập.

    Ví dụ: sangtin indicators list
    """
    from models.migrate import ensure_migrated
    from models.queries.indicator_feed import indicator_rows
    from models.queries.offices import offices_below
    from models.queries.sources import office_by_code
    from models.session import transaction
    from models.vocabulary import INDICATOR_STATE_NAMES
    from triage_api.services.scam_indicators import stale_after

    ensure_migrated()
    with transaction() as session:
        below = offices_below(session, office_by_code(session, office).id)
        found = indicator_rows(session, below, stale_after())
    if as_json:
        emit(
            [
                {
                    "kind": one.row.kind.value,
                    "defanged": one.row.defanged,
                    "lookalike_of": one.row.lookalike_of,
                    "state": one.state.value,
                    "sightings": one.sightings,
                    "seen": one.row.seen_count,
                    "last_seen_at": one.row.last_seen_at.isoformat(),
                }
                for one in found
            ]
        )
        return
    show_rows(
        ("Loại", "Dấu hiệu", "Giả dạng", "Luồng tin", "Tình trạng"),
        (
            (
                one.row.kind,
                one.row.defanged,
                one.row.lookalike_of,
                one.sightings,
                INDICATOR_STATE_NAMES[one.state],
            )
            for one in found
        ),
        "Chưa có dấu hiệu nào.",
    )


@group.command("export")
def export(
    form: Annotated[
        Form, typer.Option("--format", help="Định dạng: stix, hosts hoặc csv.", show_default=False)
    ] = Form.STIX,
    office: Annotated[str, typer.Option(help="Mã cơ quan.")] = "goc",
    out: Annotated[Path | None, typer.Option(help="Tệp sẽ ghi; bỏ trống là in ra.", dir_okay=False)] = None,
) -> None:
    """Xuất dấu hiệu đã được hai người xác nhận, gồm cả của cơ quan cấp dưới, đầy đủ. Lần xuất được ghi nhật ký.

    Ví dụ: sangtin indicators export --format csv --out dau-hieu.csv
    """
    from models.migrate import ensure_migrated
    from models.queries import audit
    from models.queries.offices import offices_below
    from models.queries.sources import office_by_code
    from models.session import transaction
    from triage_api.feed.formats import written
    from triage_api.services.scam_indicators import leaving

    ensure_migrated()
    with transaction() as session:
        root = office_by_code(session, office)
        rows = leaving(session, list(offices_below(session, root.id)))
        audit.record(
            session,
            "indicators_exported",
            "office",
            root.id,
            None,
            root.id,
            f"{len(rows)} {form.value} (lệnh)",
        )
        made = written(form.value, root.code, root.name, rows)
    if out is None:
        typer.echo(made.text, nl=False)
        return
    out.write_text(made.text, encoding="utf-8", newline="")
    typer.echo(f"Đã ghi {len(rows)} dấu hiệu vào {out}.", err=True)

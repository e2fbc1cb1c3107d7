"""``assess``, ``train``, ``evaluate``, ``models``: the analyst's side."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.errors import BadInput
from models.settings import settings
from pipeline.cli.output import AsJson, busy, emit, show_rows
from pipeline.cli.usage import Commands

if TYPE_CHECKING:
    from models.tables.classifier import ClassifierVersion

group = Commands("Các phiên bản mô hình.")
Version = Annotated[str, typer.Argument(metavar="PHIÊN_BẢN", help="Phiên bản, ví dụ 2026.11.0.")]


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.add_typer(group, name="models")
    application.command("assess")(assess)
    application.command("train")(train)
    application.command("evaluate")(evaluate)


def assess(
    again: Annotated[
        bool, typer.Option("--again", help="Đánh giá lại cả bài đã đánh giá mà còn nội dung.")
    ] = False,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="Chỉ bài thu thập từ ngày này.")
    ] = None,
) -> None:
    """Đánh giá các bài đang chờ rồi chuyển vào hàng việc.

    Ví dụ: sangtin assess --again --since 2026-11-01
    """
    from models.migrate import ensure_migrated
    from models.queries.assessing import reassess_since
    from models.session import transaction
    from pipeline.stages import assess as assessing
    from pipeline.stages import route

    ensure_migrated()
    if again:
        with transaction() as session:
            reassess_since(session, since.date() if since else None)
    with busy("Đang đánh giá"):
        assessed, routed = assessing.drain(), route.drain()
    typer.echo(f"Đã đánh giá {assessed} bài, chuyển hàng {routed} bài.")


def train(
    out: Annotated[Path, typer.Option(help="Thư mục ghi mô hình.")] = Path("var/model"),
    with_corrections: Annotated[
        bool, typer.Option("--corrections", help="Học thêm các bài mà bàn việc đã sửa nhãn.")
    ] = False,
) -> None:
    """Huấn luyện một mô hình từ kho bài mẫu và ghi vào thư mục; chưa đưa vào dùng.

    Ví dụ: sangtin train --corrections --out var/model
    """
    from models.migrate import ensure_migrated
    from models.queries import classifiers
    from models.session import transaction
    from nlp.build import build_default
    from nlp.model_file import read_artefact
    from pipeline.corrected_posts import corrected_posts
    from pipeline.default_model import install

    ensure_migrated()
    corrections = corrected_posts() if with_corrections else []
    if with_corrections and not corrections:
        raise BadInput("Chưa có bài nào được sửa nhãn để học thêm. Không mô hình nào được ghi.")
    with busy("Đang huấn luyện"):
        build_default(out, corrections)
    artefact = read_artefact(out)
    with transaction() as session:
        before = {row.version: row for row in classifiers.list_versions(session)}
        new = install(session, artefact)
    if corrections:
        typer.echo(f"Đã học thêm {len(corrections)} bài được sửa nhãn.")
    typer.echo(f"Mô hình {artefact.version}: " + ("đã thêm, chưa đưa vào dùng." if new else "đã có."))
    in_use = next((row for row in before.values() if row.in_use), None)
    if in_use is not None and in_use.version != artefact.version:
        show_rows(
            ("Trên cùng kho bài mẫu", "Macro-F1", "Ý kiến bị đưa nhầm"),
            (
                (f"{in_use.version} (đang dùng)", *_measured(in_use.macro_f1, in_use.protected_queued_share)),
                (
                    artefact.version,
                    *_measured(
                        artefact.metrics.get("macro_f1"), artefact.metrics.get("protected_queued_share")
                    ),
                ),
            ),
            "",
        )


def evaluate(
    as_json: AsJson = False,
    out: Annotated[Path | None, typer.Option(help="Thư mục ghi quality.json.")] = None,
) -> None:
    """Đo chất lượng trên kho bài mẫu (chia theo tình huống) và kho được bảo vệ.

    Ví dụ: sangtin evaluate --json
    """
    from nlp.build import built_or_trained
    from nlp.evaluation import measure
    from nlp.quality_page import to_markdown
    from pipeline.quality import write_quality

    with busy("Đang đo"):
        figures = measure(built_or_trained(settings().model_dir))
    if out is not None:
        write_quality(figures, out)
    if as_json:
        emit(figures)
    else:
        typer.echo(
            f"# Chất lượng đo được\n\nĐo ngày {datetime.now(UTC):%d/%m/%Y} bằng `make evaluate`.\n\n{to_markdown(figures)}"
        )


@group.command("list")
def list_all(as_json: AsJson = False) -> None:
    """Liệt kê các phiên bản.

    Ví dụ: sangtin models list
    """
    from models.migrate import ensure_migrated
    from models.queries import classifiers
    from models.session import transaction

    ensure_migrated()
    with transaction() as session:
        rows = [_described(row) for row in classifiers.list_versions(session)]
    if as_json:
        emit(rows)
        return
    show_rows(
        ("Phiên bản", "Đang dùng", "Macro-F1", "Ý kiến bị đưa nhầm"),
        (
            (row["version"], "có" if row["in_use"] else "", row["macro_f1"], row["protected_queued_share"])
            for row in rows
        ),
        "Chưa có mô hình nào. Cài bằng: sangtin db upgrade",
    )


@group.command("show")
def show(version: Version, as_json: AsJson = False) -> None:
    """Xem một phiên bản: số đo, dấu vân tay, đang dùng hay không.

    Ví dụ: sangtin models show 2026.11.0
    """
    from models.errors import NotFound
    from models.migrate import ensure_migrated
    from models.queries import classifiers
    from models.session import transaction

    ensure_migrated()
    with transaction() as session:
        found = next((row for row in classifiers.list_versions(session) if row.version == version), None)
        if found is None:
            raise NotFound(f"Không có mô hình phiên bản {version}.")
        described = _described(found)
    if as_json:
        emit(described)
    else:
        show_rows(("Mục", "Giá trị"), described.items(), "")


@group.command("promote")
def promote(version: Version) -> None:
    """Đưa một phiên bản vào dùng, khi nó qua được cổng kho bảo vệ.

    Ví dụ: sangtin models promote 2026.11.1
    """
    from models.migrate import ensure_migrated
    from pipeline.promotion import promote as put_in_use

    ensure_migrated()
    put_in_use(version)
    typer.echo(f"Đang dùng mô hình {version}.")


@group.command("rollback")
def rollback() -> None:
    """Trở về phiên bản dùng trước đó.

    Ví dụ: sangtin models rollback
    """
    from models.migrate import ensure_migrated
    from pipeline.promotion import rollback as go_back

    ensure_migrated()
    typer.echo(f"Đang dùng mô hình {go_back()}.")


def _measured(macro_f1: float | Decimal | None, share: float | Decimal | None) -> tuple[str, str]:
    """Two figures as people compare them: macro-F1 with three decimals, a share in percent."""
    return (
        "" if macro_f1 is None else f"{float(macro_f1):.3f}".replace(".", ","),
        "" if share is None else f"{float(share) * 100:.2f} %".replace(".", ","),
    )


def _described(row: ClassifierVersion) -> dict[str, Any]:
    return {
        "version": row.version,
        "in_use": row.in_use,
        "macro_f1": float(row.macro_f1) if row.macro_f1 is not None else None,
        "protected_queued_share": float(row.protected_queued_share)
        if row.protected_queued_share is not None
        else None,
        "sha256": row.sha256.hex(),
        "created_at": row.created_at.isoformat(),
    }

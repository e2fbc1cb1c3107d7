"""``audit``, ``purge``, ``db``, ``doctor``: keeping the installation healthy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from models.audit_chain import Fault
from pipeline.cli.output import AsJson, busy, emit, show_rows
from pipeline.cli.usage import Commands

audit_group = Commands("Nhật ký kiểm tra.")
db_group = Commands("Cơ sở dữ liệu.")


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.add_typer(audit_group, name="audit")
    application.add_typer(db_group, name="db")
    application.command("purge")(purge)
    application.command("doctor")(doctor)


FAULTS = {
    Fault.CHANGED: "Dòng {row} đã bị sửa.",
    Fault.BROKEN: "Trước dòng {row} có dòng bị bỏ, thêm vào hoặc đổi chỗ.",
    Fault.DISORDER: "Dòng {row} đứng sai thứ tự.",
    Fault.CUT_OFF: "Thiếu dòng ở cuối: dấu mốc ghi {count} dòng, nay còn {left}.",
    Fault.REWRITTEN: "Từ đầu đến dòng {row} đã bị viết lại: không khớp dấu mốc {count} dòng.",
}


@audit_group.command("verify")
def verify(
    anchor: Annotated[
        list[str] | None,
        typer.Option("--anchor", help="Dấu mốc đã ghi ra ngoài, dạng số:mã băm; dùng nhiều lần được."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Kiểm tra nhật ký từ đầu đến cuối, so với các dấu mốc đã ghi, rồi ghi dấu mốc mới.

    Tìm được dòng bị sửa, bỏ, thêm, đổi chỗ; và dòng cuối bị cắt, nếu có dấu mốc ghi sau dòng ấy.
    Không tìm được: việc chưa từng được ghi; nhật ký viết lại từ đầu mà không còn dấu mốc nào ở ngoài.

    Ví dụ: sangtin audit verify --anchor 1284:9f0c…
    """
    from models.audit_chain import Anchor
    from models.migrate import ensure_migrated
    from models.queries import audit
    from models.session import transaction
    from pipeline import anchors

    given = [Anchor.parse(text) for text in anchor or []]
    ensure_migrated()
    known = [*given, *anchors.kept()]
    with transaction() as session, busy("Đang kiểm tra nhật ký"):
        found = audit.verify(session, known)
    if found.finding is None:
        anchors.keep(found.head)
    if as_json:
        emit(
            {
                "ok": found.finding is None,
                "rows": found.head.count,
                "head": str(found.head),
                "anchors": len(known),
                "fault": found.finding.fault.value if found.finding else None,
                "row": found.finding.row_id if found.finding else None,
            }
        )
    elif found.finding is None:
        typer.echo(f"Nhật ký còn nguyên: {found.head.count} dòng, khớp {len(known)} dấu mốc đã ghi.")
        typer.echo(f"Dấu mốc lúc này, nên chép ra giấy hoặc gửi cơ quan cấp trên: {found.head}")
    else:
        one = found.finding
        count = one.anchor.count if one.anchor else 0
        typer.echo(FAULTS[one.fault].format(row=one.row_id, count=count, left=found.head.count), err=True)
    raise typer.Exit(0 if found.finding is None else 1)


def purge() -> None:
    """Xóa ngay những gì đã hết hạn lưu; mỗi lần xóa có biên nhận.

    Ví dụ: sangtin purge
    """
    from models.migrate import ensure_migrated
    from pipeline.stages.purge import drain

    ensure_migrated()
    with busy("Đang xóa nội dung hết hạn"):
        purged = drain()
    typer.echo(f"Đã xóa nội dung của {purged} bài.")


@db_group.command("upgrade")
def upgrade() -> None:
    """Đưa cơ sở dữ liệu lên phiên bản của chương trình và cài mô hình mặc định nếu chưa có bản ấy.

    Ví dụ: sangtin db upgrade
    """
    from models.migrate import ensure_migrated
    from pipeline.default_model import install_default_model, said

    changed = ensure_migrated()
    news = said(install_default_model())
    typer.echo("Đã nâng cấp." if changed or news else "Không có gì phải nâng cấp.")
    if news:
        typer.echo(news)


@db_group.command("backup")
def backup(file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp sẽ ghi.")]) -> None:
    """Sao lưu vào một tệp (định dạng của pg_dump, đã nén).

    Ví dụ: sangtin db backup sao-luu.dump
    """
    from pipeline.backup import dump

    with busy("Đang sao lưu"):
        dump(file)
    typer.echo(f"Đã sao lưu vào {file}.")
    typer.echo(
        "Bản sao lưu không có khóa mở niêm phong: giữ riêng SANGTIN_SECRET_KEY hoặc thư mục secrets.",
        err=True,
    )


@db_group.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp sao lưu.", exists=True, dir_okay=False)],
) -> None:
    """Khôi phục từ một tệp sao lưu vào cơ sở dữ liệu trống, rồi nâng cấp nếu bản sao lưu cũ hơn.

    Ví dụ: sangtin db restore sao-luu.dump
    """
    from pipeline.backup import load

    with busy("Đang khôi phục"):
        load(file)
    typer.echo("Đã khôi phục.")


def doctor(as_json: AsJson = False) -> None:
    """Kiểm tra máy này: thư mục, cơ sở dữ liệu, mô hình, việc nền, nguồn.

    Ví dụ: sangtin doctor
    """
    from pipeline.doctor import examine

    checks = examine()
    if as_json:
        emit([{"check": check.name, "ok": check.ok, "detail": check.detail} for check in checks])
    else:
        show_rows(
            ("Mục", "Kết quả", "Chi tiết"),
            ((check.name, "tốt" if check.ok else "cần xem", check.detail) for check in checks),
            "",
        )
    raise typer.Exit(0 if all(check.ok for check in checks) else 1)

"""``sources list``, ``enable``, ``disable``, ``stop``, ``resume``: how sources stand, and who may be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.output import AsJson, emit, show_rows
from pipeline.cli.usage import Commands

if TYPE_CHECKING:
    from models.queries.hosts import Standing
    from models.tables.source import Run, Source

Reason = Annotated[str, typer.Option("--reason", help="Lý do, hiện cho mọi người thấy.")]
Host = Annotated[
    str | None, typer.Argument(metavar="MÁY_CHỦ", help="Tên máy chủ, hoặc một địa chỉ trên máy chủ đó.")
]
All = Annotated[bool, typer.Option("--all", help="Mọi máy chủ.")]


def register(group: Commands) -> None:
    """Add the commands."""
    for name, command in (
        ("list", list_all),
        ("enable", enable),
        ("disable", disable),
        ("stop", stop),
        ("resume", resume),
    ):
        group.command(name)(command)


def list_all(as_json: AsJson = False) -> None:
    """Liệt kê nguồn, lần thu thập gần nhất, nhịp đọc và lần đọc tới.

    Ví dụ: sangtin sources list
    """
    from models.migrate import ensure_migrated
    from models.queries import hosts, sources
    from models.session import transaction

    ensure_migrated()
    with transaction() as session:
        runs = sources.last_runs(session)
        every = sources.list_sources(session)
        where = {source.id: hosts.host_of(source.url or "") for source in every}
        standing = hosts.standings(session, [*set(where.values()), hosts.EVERYTHING])
        for_all = standing[hosts.EVERYTHING].stopped_reason
        rows = [_row(source, runs.get(source.id), standing[where[source.id]], for_all) for source in every]
    if as_json:
        emit(rows)
        return
    show_rows(
        ("Tên", "Loại", "Địa chỉ", "Lần gần nhất", "Nhịp đọc", "Lần đọc tới", "Lỗi liền", "Lý do"),
        (
            (
                row["name"],
                row["kind"],
                row["url"],
                row["last_run"],
                span(row["pace_seconds"]),
                _next(row),
                row["failures"],
                row["disabled_reason"] or row["stopped_reason"] or row["last_error"],
            )
            for row in rows
        ),
        "Chưa có nguồn nào. Thêm bằng: sangtin sources add",
    )


def enable(names: Annotated[list[str], typer.Argument(metavar="NGUỒN", help="Tên nguồn.")]) -> None:
    """Bật lại nguồn đã tắt: đọc ngay lần tới, bắt đầu đếm lỗi lại từ đầu.

    Ví dụ: sangtin sources enable "Cổng thông tin tỉnh"
    """
    from models.migrate import ensure_migrated
    from models.queries import sources
    from models.session import transaction

    ensure_migrated()
    done = 0
    for source_id in _ids(names):  # one transaction each: the audit trail is held until it ends
        with transaction() as session:
            done += sources.enable(session, source_id)
    typer.echo(f"Đã bật {done} nguồn.")


def disable(
    names: Annotated[list[str], typer.Argument(metavar="NGUỒN", help="Tên nguồn.")], reason: Reason
) -> None:
    """Tắt nguồn: không đọc nữa cho đến khi bật lại; lần đang đọc dừng trong vài giây.

    Ví dụ: sangtin sources disable "Diễn đàn cũ" --reason "Trang đã đóng"
    """
    from models.migrate import ensure_migrated
    from models.queries import sources
    from models.session import transaction

    ensure_migrated()
    done = 0
    for source_id in _ids(names):
        with transaction() as session:
            done += sources.disable(session, source_id, reason)
    typer.echo(f"Đã tắt {done} nguồn.")


def stop(reason: Reason, host: Host = None, everything: All = False) -> None:
    """Dừng khẩn cấp việc đọc một máy chủ; lần đang đọc dừng trong vài giây.

    Ví dụ: sangtin sources stop songlam.example --reason "Chủ trang đề nghị"
    """
    from models.migrate import ensure_migrated
    from models.queries import hosts
    from models.session import transaction

    name = _named(host, everything)
    ensure_migrated()
    with transaction() as session:
        hosts.stop(session, name, reason)
    typer.echo("Đã dừng đọc mọi máy chủ." if everything else f"Đã dừng đọc máy chủ {name}.")


def resume(host: Host = None, everything: All = False) -> None:
    """Cho đọc lại một máy chủ đã dừng. Máy chủ dừng riêng thì cho đọc lại riêng.

    Ví dụ: sangtin sources resume songlam.example
    """
    from models.migrate import ensure_migrated
    from models.queries import hosts
    from models.session import transaction

    name = _named(host, everything)
    ensure_migrated()
    with transaction() as session:
        done = hosts.resume(session, name)
        still = hosts.stopped(session)
    if everything:
        typer.echo("Đã cho đọc lại." if done else "Không có lệnh dừng mọi máy chủ nào.")
    else:
        typer.echo(f"Đã cho đọc lại máy chủ {name}." if done else f"Máy chủ {name} không bị dừng.")
    if still:
        names = ", ".join("mọi máy chủ" if one == hosts.EVERYTHING else one for one in sorted(still))
        typer.echo(f"Vẫn đang dừng: {names}.")


def span(seconds: int) -> str:
    """A length of time as people say it, rounded.

    >>> span(300), span(5400), span(86400)
    ('5 phút', '1,5 giờ', '24 giờ')
    """
    if seconds < 3600:
        return f"{max(1, round(seconds / 60))} phút"
    hours = f"{seconds / 3600:.1f}".removesuffix(".0").replace(".", ",")
    return f"{hours} giờ"


def _row(source: Source, run: Run | None, host: Standing, for_all: str | None) -> dict[str, Any]:
    return {
        "name": source.name,
        "kind": source.kind.value,
        "url": source.url,
        "enabled": source.enabled,
        "last_run": run.state.value if run else None,
        "last_error": run.error_message if run else None,
        "pace_seconds": source.pace_seconds,
        "next_due_at": source.next_due_at.isoformat() if source.enabled else None,
        "failures": source.failures,
        "disabled_at": source.disabled_at.isoformat() if source.disabled_at else None,
        "disabled_reason": source.disabled_reason,
        "host": host.name or None,
        "host_rests_until": host.rests_until.isoformat() if host.rests_until else None,
        "stopped_reason": for_all or host.stopped_reason,
    }


def _next(row: dict[str, Any]) -> str:
    from datetime import datetime

    from triage_api.formats import moment

    if not row["enabled"]:
        return "đã tắt"
    if row["stopped_reason"] is not None:
        return "đang dừng"
    return moment(datetime.fromisoformat(max(filter(None, (row["next_due_at"], row["host_rests_until"])))))


def _ids(names: list[str]) -> list[int]:
    from models.queries import sources
    from models.session import transaction

    with transaction() as session:
        return [source.id for source in sources.sources_named(session, names)]


def _named(host: str | None, everything: bool) -> str:
    from models.errors import BadInput
    from models.queries import hosts

    if (host is None) is not everything:
        raise BadInput("Cần tên một máy chủ, hoặc --all cho mọi máy chủ.")
    return hosts.EVERYTHING if host is None else hosts.named(host)

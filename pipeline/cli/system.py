"""``up``, ``serve``, ``worker``, ``scheduler``: the running product."""

from __future__ import annotations

from typing import Annotated

import typer


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.command("up")(up)
    application.command("serve")(serve)
    application.command("worker")(worker)
    application.command("scheduler")(scheduler)


def up(
    demo: Annotated[
        bool, typer.Option("--demo", help="Nạp và thu thập trang trình diễn trên máy này.")
    ] = False,
) -> None:
    """Chạy tất cả trên một máy: cơ sở dữ liệu, di trú, người làm việc nền, lịch và trang web.

    Ví dụ: sangtin up
    """
    from pipeline.up import run

    raise typer.Exit(run(demo=demo))


def serve() -> None:
    """Chạy riêng trang web. Địa chỉ và cổng lấy từ SANGTIN_HOST, SANGTIN_PORT.

    Ví dụ: SANGTIN_PORT=9000 sangtin serve
    """
    from pipeline import halt
    from pipeline.serve import run

    halt.end_with_parent()
    run()


def worker(
    concurrency: Annotated[int, typer.Option(min=1, max=32, help="Số việc làm cùng lúc.")] = 2,
    until_idle: Annotated[
        bool, typer.Option("--until-idle", help="Dừng khi hết việc; không chờ máy chủ đang nghỉ.")
    ] = False,
) -> None:
    """Chạy riêng một người làm việc nền: thu thập, đánh giá, chuyển hàng việc, báo cáo, xóa theo hạn.

    Ví dụ: sangtin worker --concurrency 4
    """
    from models.migrate import ensure_migrated
    from pipeline import halt
    from pipeline.worker import run

    halt.end_with_parent()
    ensure_migrated()
    run(concurrency=concurrency, until_idle=until_idle)


def scheduler() -> None:
    """Chạy riêng đồng hồ lịch. Hai đồng hồ cùng chạy không làm việc nào hai lần.

    Ví dụ: sangtin scheduler
    """
    from models.migrate import ensure_migrated
    from pipeline import halt
    from pipeline.scheduler import run

    halt.end_with_parent()
    ensure_migrated()
    run()

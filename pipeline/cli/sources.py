"""``sources``, ``crawl``, ``import``: where posts come from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.vocabulary import SourceKind, Topic
from pipeline.cli import source_states
from pipeline.cli.output import AsJson, busy, emit
from pipeline.cli.usage import Commands

if TYPE_CHECKING:
    from models.queries.sources import SourceRecord

group = Commands("Nguồn công khai được theo dõi.")


def register(application: typer.Typer) -> None:
    """Add the commands."""
    source_states.register(group)
    application.add_typer(group, name="sources")
    application.command("crawl")(crawl)
    application.command("import")(import_posts)


@group.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="TÊN", help="Tên nguồn.")],
    kind: Annotated[
        str,
        typer.Argument(
            metavar="LOẠI",
            help="Loại nguồn: feed, sitemap, listing, wordpress, forum, discourse, xenforo, isso,"
            " facebook_page, youtube, zalo_oa. Không ghi loại (chỉ TÊN ĐỊA_CHỈ) thì máy tìm cách đọc.",
        ),
    ],
    url: Annotated[str, typer.Argument(metavar="ĐỊA_CHỈ", help="Địa chỉ công khai.")] = "",
    office: Annotated[str, typer.Option(help="Mã cơ quan.")] = "goc",
    every: Annotated[str, typer.Option(help="Bao lâu thu thập một lần, ví dụ 30m, 2h.")] = "30m",
    topic: Annotated[list[Topic] | None, typer.Option(help="Chủ đề; dùng nhiều lần được.")] = None,
    own_channel: Annotated[bool, typer.Option("--own-channel", help="Kênh của chính cơ quan.")] = False,
) -> None:
    """Thêm một nguồn.

    Ví dụ: sangtin sources add "Cổng thông tin tỉnh" feed https://songlam.example/rss.xml
    """
    from pipeline.looks import best_way
    from pipeline.sources_file import record_of

    if not url:
        with busy("Đang tìm cách đọc trang"):
            way = best_way(kind)
        kind, url = way.kind.value, way.url
        typer.echo(f"Cách đọc: {kind}, {url}. {way.why}")
    record = record_of(
        {
            "name": name,
            "kind": kind,
            "url": url,
            "every": every,
            "topics": [one.value for one in topic or ()],
            "own_channel": own_channel,
        }
    )
    typer.echo(f"Đã lưu {_save([record], office)} nguồn.")


@group.command("test")
def try_out(
    url: Annotated[str, typer.Argument(metavar="ĐỊA_CHỈ", help="Địa chỉ công khai.")],
    kind: Annotated[
        SourceKind | None, typer.Option(help="Loại nguồn; bỏ trống thì máy tìm cách đọc.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Xem thử một nguồn sẽ cho gì; không lưu gì.

    Ví dụ: sangtin sources test songlam.example
    """
    from crawler.platforms import APIS, account_of
    from pipeline import looks

    url = account_of(kind, url).address if kind is not None and kind in APIS else url
    with busy("Đang xem thử nguồn"):
        found = looks.look_at(url, kind)
    if as_json:
        emit(found.as_json())
        return
    looks.show(found)


@group.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(metavar="TỆP", help="Tệp sources.yaml.", exists=True, dir_okay=False)
    ],
    office: Annotated[str, typer.Option(help="Mã cơ quan.")] = "goc",
) -> None:
    """Nạp nguồn từ tệp sources.yaml. Một dòng sai thì không nạp nguồn nào.

    Ví dụ: sangtin sources import sources.yaml
    """
    from pipeline.sources_file import read_sources

    typer.echo(f"Đã lưu {_save(read_sources(file), office)} nguồn.")


def crawl(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NGUỒN", help="Tên nguồn; bỏ trống là tất cả.")
    ] = None,
) -> None:
    """Thu thập ngay, chờ đến khi xong.

    Ví dụ: sangtin crawl "Cổng thông tin tỉnh"
    """
    from models.migrate import ensure_migrated
    from pipeline.crawl_now import crawl_now

    ensure_migrated()
    failed = 0
    for outcome in crawl_now(names or []):
        failed += outcome.failed
        typer.echo(outcome.sentence)
    raise typer.Exit(1 if failed else 0)


def import_posts(
    file: Annotated[
        Path, typer.Argument(metavar="TỆP", help="Tệp JSONL, CSV hoặc XLSX.", exists=True, dir_okay=False)
    ],
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="PHẦN=CỘT",
            help="Cột nào cho text, address, posted_at, thread: tên hoặc số thứ tự cột, “khong” để bỏ."
            " Dùng nhiều lần được.",
        ),
    ] = None,
    look_only: Annotated[
        bool, typer.Option("--preview", help="Xem trước: cột nào được đọc, dòng nào tốt; không lưu gì.")
    ] = False,
    office: Annotated[str, typer.Option(help="Mã cơ quan.")] = "goc",
    as_json: AsJson = False,
) -> None:
    """Nạp bài từ tệp JSONL, CSV hoặc XLSX. Dòng sai được nêu và bỏ qua; cột nói về người đăng không được đọc.

    Ví dụ: sangtin import phan-anh.xlsx --map "text=Nội dung" --preview
    """
    from crawler.tables.columns import chosen
    from crawler.tables.reading import read_path
    from models.migrate import ensure_migrated
    from models.queries import jobs
    from models.queries.sources import office_by_code
    from models.session import transaction
    from pipeline import import_posts as words
    from triage_api.services import post_import

    given = words.said_columns(columns or ())
    with busy("Đang đọc tệp"):
        table = read_path(file)
        fields = chosen(table, given)
    ensure_migrated()
    with transaction() as session:
        office_id = office_by_code(session, office).id
    if not as_json:
        words.show_columns(table, fields)
    done: post_import.Preview | post_import.ImportResult
    if look_only:
        with words.rows_bar("Đang xem trước", table) as heard:
            done = post_import.preview(table, fields, office_id, heard)
    else:
        with words.rows_bar("Đang nạp bài", table) as heard:
            done = post_import.store(table, fields, office_id, jobs.nudge, on_rows=heard)
    words.complain(file.name, done.problems, done.bad)
    if as_json:
        emit(words.as_json(file.name, table, fields, done))
    else:
        words.show_outcome(done)
    raise typer.Exit(2 if done.bad else 0)


def _save(records: Sequence[SourceRecord], office: str) -> int:
    from models.migrate import ensure_migrated
    from models.queries import audit
    from models.queries.sources import office_by_code, save_source
    from models.session import transaction

    ensure_migrated()
    with transaction() as session:
        office_id = office_by_code(session, office).id
        for record in records:
            source_id = save_source(session, office_id, record)
            audit.record(session, "source_saved", "source", source_id, office_id=office_id)
    return len(records)

"""Posts from a file on the command line: which columns, what it would bring, and taking it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress

from crawler.dates import VIETNAM
from crawler.tables.columns import Columns
from crawler.tables.posts import Problem
from crawler.tables.table import FIELDS, Facts, Form, Table
from models.errors import BadInput
from pipeline.cli.output import show_rows
from triage_api.services.post_import import ImportResult, Preview, RowsHeard

FIELD_WORDS = {"text": "nội dung", "address": "địa chỉ", "posted_at": "ngày giờ", "thread": "luồng"}


def said_columns(given: Sequence[str]) -> dict[str, str]:
    """``text=Nội dung`` as field and column.

    Raises:
        BadInput: without an equals sign.
    """
    pairs = [one.partition("=") for one in given]
    for field, sign, _name in pairs:
        if not sign:
            raise BadInput(f"--map cần dạng phần=cột, ví dụ text=“Nội dung”; không phải “{field[:40]}”.")
    return {field.strip(): name.strip() for field, _sign, name in pairs}


def facts_in_words(facts: Facts) -> str:
    """How a file was read, on one line."""
    delimiters = {",": "dấu phẩy", ";": "dấu chấm phẩy", "\t": "dấu tab"}
    words = [facts.form.value]
    words += [facts.encoding] if facts.encoding else []
    words += ["đã chuyển từ phông cũ sang Unicode, hãy xem lại dấu"] if facts.old_font else []
    words += [f"cột ngăn bằng {delimiters[facts.delimiter]}"] if facts.delimiter else []
    words += [f"trang tính “{facts.sheet}”"] if facts.sheet else []
    words += [f"{facts.other_sheets} trang tính sau đó không đọc"] if facts.other_sheets else []
    words += [f"bỏ {facts.before_heading} dòng phía trên dòng tên cột"] if facts.before_heading else []
    words += ["không thấy dòng tên cột"] if facts.without_heading else []
    return ", ".join(words)


def show_columns(table: Table, columns: Columns) -> None:
    """How the file was read, and for each column what is done with it; JSONL under agreed names needs no table."""
    typer.echo(f"Đọc tệp: {facts_in_words(table.facts)}.", err=True)
    if columns == Columns(0, 1, 2, 3) and table.facts.form is Form.JSONL and not table.people:
        return
    used = {index: FIELD_WORDS[field] for field in FIELDS if (index := columns.of(field)) is not None}
    never = "không đọc: về người đăng"
    for index, name in enumerate(table.columns):
        doing = used.get(index) or (never if index in table.people else "không dùng")
        typer.echo(f"  cột {index + 1} “{name}”: {doing}", err=True)


def show_outcome(done: Preview | ImportResult) -> None:
    """What a file would bring, with its first posts, or what became of it."""
    if isinstance(done, ImportResult):
        typer.echo(
            f"Đã nạp {done.new} bài mới, {done.changed} bài sửa, {done.same} bài đã có;"
            f" {done.bad} dòng bị bỏ qua."
        )
        return
    show_rows(
        ("Dòng", "Ngày giờ", "Trang", "Nội dung đã che"),
        (
            (
                one.line,
                one.posted_at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if one.posted_at else None,
                one.host or None,
                one.text[:100].replace("\n", " "),
            )
            for one in done.shown
        ),
        "Không có dòng nào là bài.",
    )
    typer.echo(
        f"{done.good} dòng tốt: {done.new} bài mới, {done.changed} bài sửa, {done.same} bài đã có,"
        f" {done.repeated} dòng lặp lại; {done.bad} dòng sẽ bị bỏ qua. Chưa lưu gì."
    )


def as_json(filename: str, table: Table, columns: Columns, done: Preview | ImportResult) -> dict[str, Any]:
    """The same for programs; texts are masked."""
    answer: dict[str, Any] = {"new": done.new, "changed": done.changed, "same": done.same}
    if isinstance(done, Preview):
        answer |= {
            "stored": False,
            "repeated": done.repeated,
            "first": [
                {
                    "line": one.line,
                    "text": one.text,
                    "host": one.host or None,
                    "posted_at": one.posted_at.isoformat() if one.posted_at else None,
                    "standing": one.standing.value,
                }
                for one in done.shown
            ],
        }
    return answer | {
        "columns": {
            field: table.columns[index] for field in FIELDS if (index := columns.of(field)) is not None
        },
        "never_read": [table.columns[index] for index in sorted(table.people)],
        "skipped": done.bad,
        "errors": named(filename, done.problems),
    }


def named(filename: str, problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems with the sentence that names file, line and reason."""
    return [
        {"line": one.line, "code": one.code, "message": f"{filename}, dòng {one.line}: {one.reason}"}
        for one in problems
    ]


@contextmanager
def rows_bar(what: str, table: Table) -> Iterator[RowsHeard]:
    """A bar on a terminal, nothing elsewhere; without a length where the file is not counted beforehand."""
    console = Console(stderr=True)
    total = len(table.rows) if isinstance(table.rows, Sequence) else None
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task(what, total=total)
        yield lambda done: progress.update(bar, completed=done)


def complain(filename: str, problems: Sequence[Problem], count: int) -> None:
    """Say on standard error what was wrong with which rows."""
    for one in named(filename, problems):
        typer.echo(f"{one['message']} (mã: {one['code']})", err=True)
    if count > len(problems):
        typer.echo(f"và {count - len(problems)} dòng nữa.", err=True)

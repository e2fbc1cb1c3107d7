"""How commands speak: tables for people, JSON for programs, progress on a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON cho chương trình khác đọc.")]


def emit(value: Any) -> None:
    """One JSON value on a line of standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def show_rows(headings: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """A table for people; ``empty`` is the sentence said when there is nothing."""
    rows = list(rows)
    if not rows:
        typer.echo(empty)
        return
    table = Table(*headings, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*("–" if cell is None else str(cell) for cell in row))
    Console(highlight=False, markup=False).print(table)


@contextmanager
def busy(what: str) -> Iterator[None]:
    """A spinner with the time on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as progress:
        progress.add_task(what, total=None)
        yield

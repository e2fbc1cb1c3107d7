"""The tree of commands. Modules of commands import what they need when they run, so help is quick."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli import (
    administration,
    analysis,
    documents,
    indicators,
    known,
    reporting,
    sources,
    stateless,
    system,
    users,
)
from pipeline.cli.usage import Commands

application = Commands("Sàng Tin: máy xếp thứ tự, người quyết định.", name="sangtin")


def _say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"sangtin {version('sangtin')}")
        raise typer.Exit


@application.callback(help="Sàng Tin: máy xếp thứ tự, người quyết định.")
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", help="Xem phiên bản rồi thoát.", is_eager=True, callback=_say_version),
    ] = False,
) -> None:
    """Options that stand before any command."""
    del version  # it was said, and the process left, before a command was looked for


for module in (
    stateless,
    system,
    sources,
    documents,
    known,
    analysis,
    reporting,
    indicators,
    users,
    administration,
):
    module.register(application)

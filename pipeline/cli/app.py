"""The tree of commands. Modules of commands import what they need when they run, so help is quick."""

from __future__ import annotations

import typer

from pipeline.cli import (
    administration,
    analysis,
    documents,
    reporting,
    sources,
    stateless,
    system,
    users,
)

application = typer.Typer(
    name="sangtin",
    help="Sàng Tin: máy xếp thứ tự, người quyết định.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (stateless, system, sources, documents, analysis, reporting, users, administration):
    module.register(application)

"""The tree of commands. Modules of commands import what they need when they run, so help is quick."""

from __future__ import annotations

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

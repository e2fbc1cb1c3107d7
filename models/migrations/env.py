"""Runs revisions on the connection that ``models.migrate`` hands in. Executed by Alembic."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

import models.tables  # noqa: F401 -- fills the metadata
from models.base import Base


def run() -> None:
    """All revisions of one command in one transaction: a failure leaves the database as it was."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(
        connection=connection, target_metadata=Base.metadata, compare_type=True, compare_server_default=False
    )
    with context.begin_transaction():
        context.run_migrations()


run()

"""Alembic's environment and the revisions. Run through ``models.migrate``; there is no ``alembic.ini``."""

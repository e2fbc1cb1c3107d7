"""Asking the database part by part, so that one question that fails costs the reader what hangs on it and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from models.session import Session

log = logging.getLogger("sangtin.reports")

T = TypeVar("T")


class Asked(StrEnum):
    """What sections 0 to 5 are made of, as far as it can be missing by itself."""

    RECEIVED = "received"
    BEFORE = "before"
    WORK = "work"
    VERDICTS = "verdicts"
    GAPS = "gaps"
    CLAIMS = "claims"
    SOURCES = "sources"


class NotGathered(Exception):
    """Something a section is made of is missing, so the section cannot be."""


def attempt(session: Session, name: str, ask: Callable[[], T]) -> T | None:
    """The answer, or None. Behind a savepoint, so that a question that breaks in the database leaves the transaction whole."""
    try:
        with session.begin_nested():
            return ask()
    except Exception as error:
        log.error("part %s of a report failed: %s", name, type(error).__name__)  # noqa: TRY400
        return None

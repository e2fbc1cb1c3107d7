"""What may come in: bounded numbers, and texts without characters that no database or page takes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Form, Path, Query
from pydantic import AfterValidator, AwareDatetime, Field

from models.settings import settings

BIGGEST_ID = 2**63 - 1
"""The largest bigint of the database."""


def clean(text: str) -> str:
    """The text as it may be stored: one kind of line end, no NUL and no half of a surrogate pair."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return kept.encode("utf-8", "ignore").decode("utf-8")


def _zoned(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=ZoneInfo(settings().timezone))


def _sensible(value: datetime) -> datetime:
    if not 2000 <= value.year <= 2100:
        raise ValueError("year out of range")
    return value


Clean = AfterValidator(clean)
Id = Annotated[int, Field(ge=1, le=BIGGEST_ID)]
IdInPath = Annotated[int, Path(ge=1, le=BIGGEST_ID)]
Moment = Annotated[AwareDatetime, AfterValidator(_sensible)]
"""RFC 3339 with a zone, between 2000 and 2100."""
MomentInQuery = Annotated[datetime, AfterValidator(_zoned), AfterValidator(_sensible), Query()]
ShortForm = Annotated[str, Form(max_length=80), Clean]
LineForm = Annotated[str, Form(max_length=500), Clean]
AddressForm = Annotated[str, Form(max_length=2000), Clean]
SecretForm = Annotated[str, Form(max_length=1000), Clean]
"""A password as it is typed."""
TextForm = Annotated[str, Form(max_length=30000), Clean]
"""Longer than what is accepted, so that what is too long is said on the page with the text kept."""
LongForm = Annotated[str, Form(max_length=400_000), Clean]
"""Where even a whole document pasted by mistake comes back on the page instead of being lost."""
ShortQuery = Annotated[str, Query(max_length=80), Clean]
SearchQuery = Annotated[str, Query(max_length=500), Clean]

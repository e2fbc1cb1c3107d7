"""Templates: always escaped, words through the catalogue, times in the office's zone."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from models import vocabulary
from models.settings import settings
from triage_api import security
from triage_api.assets import asset_url

HERE = Path(__file__).parent
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = gettext.translation("messages", HERE / "locale", languages=["vi"], fallback=True)
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(day=day, clock=clock, moment=moment, number=number, percent=percent, left=left)
    environment.globals.update(vocabulary=vocabulary, asset=asset_url, now=lambda: datetime.now(UTC))
    return environment


def render(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> Response:
    """A page. Every form on it carries the session's cross-site token as ``csrf``."""
    token = request.cookies.get(security.COOKIE)
    page = ENVIRONMENT.get_template(template).render(
        {
            "path": request.url.path,
            "csrf": security.csrf_token(token) if token else "",
            "undo_minutes": settings().undo_minutes,
            **context,
        }
    )
    return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})


def local(value: datetime) -> datetime:
    """A moment in the office's zone."""
    return value.astimezone(ZoneInfo(settings().timezone))


def day(value: date | datetime | None) -> str:
    """``20/11/2026``; a dash when unknown."""
    if value is None:
        return "–"
    return f"{local(value) if isinstance(value, datetime) else value:%d/%m/%Y}"


def clock(value: datetime) -> str:
    """``14:20``."""
    return f"{local(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """``14:20 hôm nay``, ``14:20 hôm qua`` or ``14:20 20/11/2026``."""
    if value is None:
        return "–"
    shown, today = local(value), local(datetime.now(UTC)).date()
    days = (today - shown.date()).days
    names = {0: "hôm nay", 1: "hôm qua", -1: "ngày mai"}
    return f"{shown:%H:%M} {names.get(days, f'{shown:%d/%m/%Y}')}"


def number(value: float) -> str:
    """``1.284``: thousands by dots, decimals by a comma.

    >>> number(1284.5)
    '1.284,5'
    """
    text = f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def percent(share: float) -> str:
    """``93,1%`` of a share in 0..1."""
    return f"{share * 100:.1f}".replace(".", ",") + "%"


def left(value: datetime) -> str:
    """``còn 3 giờ``, ``còn 24 phút``, ``quá 25 phút``."""
    seconds = (value - datetime.now(UTC)).total_seconds()
    word, minutes = ("còn", seconds / 60) if seconds >= 0 else ("quá", -seconds / 60)
    if minutes < 90:
        return f"{word} {max(1, round(minutes))} phút"
    if minutes < 36 * 60:
        return f"{word} {round(minutes / 60)} giờ"
    return f"{word} {round(minutes / 60 / 24)} ngày"


ENVIRONMENT = _environment()

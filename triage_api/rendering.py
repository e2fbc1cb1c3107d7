"""Templates: always escaped, words through the catalogue, times in the office's zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from models import vocabulary
from models.settings import settings
from triage_api import formats, security
from triage_api.assets import asset_url
from triage_api.catalogue import translations
from triage_api.harmless import harmless

TEMPLATES = Path(__file__).parent / "templates"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # templates change with the release, so nothing is looked up on the disk for each page
        extensions=["jinja2.ext.i18n"],
    )
    # A text of the catalogue counts as safe markup: only constant texts are looked up in templates. What
    # carries anything from outside (errors, reasons) is looked up in code and arrives as plain text.
    environment.install_gettext_translations(translations(), newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(gettext=_worded, _=_worded)
    environment.filters.update(
        day=formats.day,
        clock=formats.clock,
        moment=formats.moment,
        number=formats.number,
        percent=formats.percent,
        left=formats.left,
        brief=formats.brief,
        harmless=harmless,
    )
    environment.globals.update(vocabulary=vocabulary, asset=asset_url, now=lambda: datetime.now(UTC))
    return environment


@lru_cache(maxsize=8192)
def _plain(message: str) -> Markup:
    return _text(message) % {}


@lru_cache(maxsize=8192)
def _text(message: str) -> Markup:
    return Markup(translations().gettext(message))  # noqa: S704  (of the catalogue, see above)


def _worded(message: str, **values: Any) -> Markup:
    """The text to show, as Jinja's own would give it; but that one asks for the context, which is copied for each text of a
    loop, and takes half of the time of a long list.
    """
    return _text(message) % values if values else _plain(message)


def render(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> Response:
    """A page. Every form on it carries the browser's cross-site token as ``csrf``.

    A visitor without a session who is given such a form gets a cookie that says nothing but "the same browser",
    so that even the sign-in form cannot be sent from elsewhere. A page without one sets none.
    """
    seed = security.form_seed(request)
    fresh = None if seed else security.new_token()
    page = ENVIRONMENT.get_template(template).render(
        {
            "path": request.url.path,
            "csrf": security.csrf_token(seed or fresh or ""),
            "undo_minutes": settings().undo_minutes,
            **context,
        }
    )
    response = HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})
    if fresh is not None and security.csrf_token(fresh) in page:
        security.set_cookie(response, security.FORM_COOKIE, fresh, None)
    return response


ENVIRONMENT = _environment()


def prepare() -> None:
    """Read every template now: a process that says it is ready answers its first visitor as fast as the next."""
    for name in ENVIRONMENT.list_templates():
        ENVIRONMENT.get_template(name)

"""A report as HTML: the sheet alone, for the desk's frame, or a printable file that needs nothing else.

Both are drawn from the content of a snapshot. Everything is escaped by the template engine.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.disclosure import FLOOR
from reports.period import ZONE
from reports.render.cells import address_of, text_of
from reports.render.charts import draw
from reports.render.leads import NOWHERE, Leads, drawn_from, led, summed_in
from reports.render.naming import days, heading, how_counted, is_quick, named, unfinished

HERE = Path(__file__).parent
STYLE = (HERE / "report.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a server must send with ``render_html``: the file's one stylesheet and nothing else may run."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Which version of the report this is and when its figures were frozen (not part of the content)."""

    version: int
    made_at: datetime

    def __str__(self) -> str:
        """``Bản 1, chốt số 23/11/2026 05:00``."""
        return f"Bản {self.version}, chốt số {self.made_at.astimezone(ZONE):%d/%m/%Y %H:%M}"


def article(
    content: dict[str, Any],
    edition: Edition | None = None,
    *,
    inside_page: bool = True,
    leads: Leads = NOWHERE,
) -> Markup:
    """The sheet. Inside a page its title is an ``h2`` under the page's own ``h1``, and ``leads`` finds the lists behind its figures."""
    title_tag = "h2" if inside_page else "h1"
    sheet = _ENVIRONMENT.get_template("article.html").render(
        content=content,
        edition=edition,
        title_tag=title_tag,
        floor=FLOOR,
        quick=is_quick(content),
        inside=inside_page,
        leads=leads,
    )
    return Markup(sheet)  # noqa: S704  (made by a template that escapes)


def render_html(content: dict[str, Any], edition: Edition | None = None) -> str:
    """A whole file: stylesheet inside, no script, no address but of official documents, readable on a phone and on A4."""
    return _ENVIRONMENT.get_template("page.html").render(
        content=content,
        sheet=article(content, edition, inside_page=False),
        style=Markup(STYLE),  # noqa: S704  (our own file)
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        led=led, cell=text_of, address=address_of, drawn=lambda chart: draw(chart).svg()
    )
    environment.filters.update(
        heading=heading, named=named, days=days, unfinished=unfinished, how_counted=how_counted
    )
    environment.globals.update(summed_in=summed_in, drawn_from=drawn_from)
    return environment


_ENVIRONMENT = _environment()

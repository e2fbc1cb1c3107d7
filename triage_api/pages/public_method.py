"""How it is done and how often it was wrong, and the log of corrections. Needs no account and sets no cookie."""

from __future__ import annotations

from fastapi import Request, Response

from models.queries import classifiers, corrections, desk_settings, method_figures
from models.settings import settings
from nlp.measures.intervals import wilson_upper
from triage_api import claim_review, public_rendering
from triage_api.catalogue import _
from triage_api.dependencies import Db
from triage_api.formats import number, percent
from triage_api.model_view import protected_share
from triage_api.public_places import place
from triage_api.routing import Router
from triage_api.source_view import kind_name

router = Router(include_in_schema=False)
ENTRIES = 100
FEW = 5
"""Smaller counts are not told exactly (SPEC §7), and no share is made of fewer than twenty."""
ENOUGH = 20


@router.get("/cach-lam")
def method(request: Request, session: Db) -> Response:
    """Labels, topics, sources, measured errors, and what is never done."""
    configured = settings()
    model = method_figures.model_in_use(session)
    least = desk_settings.least_share(session)
    context = {
        "model": model,
        "figures": classifiers.figures_of(session, model.id) if model else [],
        "protected": protected_share(model) if model else "",
        "judged": method_figures.judged(session),
        "reviews": method_figures.reviews(session),
        "sources": [(kind_name(kind), name) for kind, name in method_figures.public_sources(session)],
        "count": _count,
        "share": _share,
        "days": configured.review_request_days,
        "second_share": percent(least) if least else "",
    }
    return public_rendering.page(request, "method.html", context)


@router.get("/dinh-chinh")
def log(request: Request, session: Db) -> Response:
    """Every published verdict that was taken back or replaced, and every answered request, the newest first."""
    context = {
        "entries": corrections.entries(session, ENTRIES),
        "taken_back": corrections.dismissed(session, ENTRIES),
        "claim_number": claim_review.claim_number,
        "place": place,
    }
    return public_rendering.page(request, "corrections.html", context)


def _count(value: int) -> str:
    return number(value) if value >= FEW or value == 0 else _("dưới 5")


def _share(part: int, whole: int) -> str:
    if whole < ENOUGH or 0 < part < FEW:
        return _("chưa đủ để kết luận")
    return percent(part / whole) if part else _("dưới {upper}").format(upper=percent(wilson_upper(0, whole)))

"""The item page with its forms, for every endpoint that answers with it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi import Request, Response

from models.errors import TriageError
from models.settings import settings
from models.tables.item import Item
from models.vocabulary import LIVE_STATES
from triage_api.catalogue import said
from triage_api.rendering import render
from triage_api.services import corrections, second_review
from triage_api.services.form_drafts import Draft
from triage_api.wording import verdict_hints

SHOWN = 3
"""So many posts of a narrative, narratives like it and notes come with the page, and twice as many events: it stays light for a phone.
A link opens the rest."""
EVERYTHING = 1000
"""More than any of these lists has."""


def show_item(
    request: Request,
    item: Item,
    context: Mapping[str, Any],
    error: TriageError | None = None,
    typed: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Response:
    """The item page; with an error, what was typed stays in the form, or beside it where the form is gone."""
    more = {
        "picked": None,
        "draft_used": None,
        "shown": SHOWN,
        "correcting": False,
        "error": said(error) if error else None,
        "bad_field": error.values.get("field", "") if error else "",
        "unsent": typed if error and not context["may_conclude"] else None,
        "idempotency_key": key or secrets.token_urlsafe(16),
        "right_labels": corrections.LABELS,
        "second_verdicts": second_review.ALWAYS,
        "verdict_hints": verdict_hints(),
        "more_minutes": settings().lease_more_minutes,
        "most_minutes": settings().lease_most_minutes,
        "live": item.state in LIVE_STATES,
        "overdue": item.due_at < datetime.now(UTC),
    }
    return render(request, "item.html", {**more, **context}, status=error.status if error else 200)


def conclusion_typed(draft: Draft) -> dict[str, Any]:
    """A draft of a conclusion as the form takes it."""
    return {
        "verdict": draft.first("ket_luan"),
        "sentence": draft.first("cau"),
        "rationale": draft.first("ly_do"),
        "passages": [int(one) for one in draft.all("can_cu") if one.isascii() and one.isdigit()],
        "no_text": bool(draft.first("khong_co_van_ban")),
        "until": draft.first("den_ngay"),
    }

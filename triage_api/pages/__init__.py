"""The web interface, one module per page. Registered here, in the order of the menu."""

from __future__ import annotations

from fastapi import APIRouter

from triage_api.pages import (
    account,
    check,
    document,
    document_import,
    intake,
    item,
    library,
    notices,
    outbound,
    passage,
    post_import,
    queue,
    replies,
    reports,
    scam_indicators,
    sealed,
    source_actions,
    source_workbench,
    sources,
)

ROUTERS: tuple[APIRouter, ...] = (
    queue.router,
    notices.router,
    item.router,
    sealed.router,
    scam_indicators.router,
    check.router,
    intake.router,
    source_workbench.router,
    post_import.router,
    sources.router,
    source_actions.router,
    document_import.router,
    library.router,
    document.router,
    passage.router,
    replies.router,
    reports.router,
    outbound.router,
    account.router,
)

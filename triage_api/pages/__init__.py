"""The web interface, one module per page. Registered here, in the order of the menu."""

from __future__ import annotations

from fastapi import APIRouter

from triage_api.pages import (
    analysis,
    audit_trail,
    check,
    document,
    document_import,
    gaps,
    intake,
    item,
    library,
    notices,
    passage,
    post_import,
    queue,
    replies,
    reports,
    samples,
    sealed,
    source_actions,
    source_workbench,
    sources,
)
from triage_api.pages.accounts import links, own, programs, second_factor, sign_in, staff

ROUTERS: tuple[APIRouter, ...] = (
    queue.router,
    notices.router,
    item.router,
    sealed.router,
    samples.router,
    gaps.router,
    analysis.router,
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
    sign_in.router,
    own.router,
    second_factor.router,
    programs.router,
    links.router,
    staff.router,
    audit_trail.router,
)

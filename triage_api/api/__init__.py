"""JSON under /api/v1, one module per noun. Registered here."""

from __future__ import annotations

from fastapi import APIRouter

from triage_api.api import claims, health, indicators, items, official, posts, replies, reports, sources

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    items.router,
    replies.router,
    posts.router,
    claims.router,
    official.router,
    reports.router,
    indicators.router,
    sources.router,
)

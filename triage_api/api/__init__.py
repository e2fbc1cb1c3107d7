"""JSON under /api/v1, one module per noun. Registered here."""

from __future__ import annotations

from fastapi import APIRouter

from triage_api.api import health, items, official, posts, replies

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    items.router,
    replies.router,
    posts.router,
    official.router,
)

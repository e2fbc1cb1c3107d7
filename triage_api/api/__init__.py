"""JSON under /api/v1, one module per noun. Registered here."""

from __future__ import annotations

from fastapi import APIRouter

from triage_api.api import health

ROUTERS: tuple[APIRouter, ...] = (health.router,)

"""The web interface, one module per page. Registered here, in the order of the menu."""

from __future__ import annotations

from fastapi import APIRouter

from triage_api.pages import item, queue, replies, signing

ROUTERS: tuple[APIRouter, ...] = (signing.router, queue.router, item.router, replies.router)

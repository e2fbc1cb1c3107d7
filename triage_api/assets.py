"""Own stylesheet and scripts, cached for a year under an address that changes with their content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@cache
def asset_url(name: str) -> str:
    """``/static/ui.css?v=1f2e3d4c``."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]
    return f"/static/{name}?v={digest}"

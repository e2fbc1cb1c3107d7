"""Keeping measured quality where ``make evaluate`` and the documents find it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_quality(figures: Mapping[str, Any], directory: Path) -> Path:
    """Write ``quality.json`` whole or not at all; returns its path."""
    directory.mkdir(parents=True, exist_ok=True)
    target = directory / "quality.json"
    part = target.with_suffix(".part")
    part.write_text(
        json.dumps(figures, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8"
    )
    part.replace(target)
    return target

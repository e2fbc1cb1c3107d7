"""Pictures of pages that are kept in the repository: first screens, few colours, none larger than a README should load."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

TALLEST = 1400
"""Pixels of a picture: the first screens say what it is about, and the repository stays small."""
COLOURS = (96, 48, 24)
"""Of a picture; fewer where it would still be too large."""
MOST_BYTES = 150_000


def picture(page: Page, name: str, directory: Path | None = None) -> None:
    """Keep the first screens of a page, in ``directory`` or the one ``SANGTIN_SCREENSHOTS`` names; else nothing."""
    given = os.environ.get("SANGTIN_SCREENSHOTS")
    if directory is None and not given:
        return
    size = page.viewport_size
    assert size is not None
    page.wait_for_load_state()
    page.evaluate("window.scrollTo(0, 0)")
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": size["width"], "height": height})
    path = (directory or Path(given or "")) / f"{name}-{size['width']}.png"
    page.screenshot(path=path)
    page.set_viewport_size(size)
    shrink(path, path)


def shrink(taken: Path, kept: Path, colours: Sequence[int] = COLOURS) -> None:
    """Write a picture with as many of these colours as its size allows.

    Raises:
        ValueError: with the fewest it is still too large.
    """
    with Image.open(taken) as opened:
        drawn = opened.convert("RGB")
    for count in colours:
        drawn.quantize(count).save(kept, optimize=True)
        if kept.stat().st_size <= MOST_BYTES:
            return
    raise ValueError(f"{kept.name} has {kept.stat().st_size} bytes, more than {MOST_BYTES}")

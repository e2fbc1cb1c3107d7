"""Take the pictures of a whole report for ``docs/images``: ``python scripts/report_pictures.py [DIRECTORY]``.

Fills a database in a temporary home with the busy week of the tests, makes its report, has LibreOffice draw both Word forms, and a
Chromium the page that stands alone. Needs LibreOffice, pdftoppm and a Chromium.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WEEKS = ("2026-W43", "2026-W44", "2026-W45", "2026-W46", "2026-W47")
"""The last is the one that is drawn; the others are its trend."""
OFFICE = "Ủy ban nhân dân xã Đồng Mây"
DOTS = 80
"""To the inch: a page is 661 wide and its text can be read."""
COLOURS = (20,)
TALLEST = {360: 2600, 1280: 1900}


def main(arguments: list[str]) -> int:
    """Write the pictures and say how large they are."""
    directory = Path(arguments[0]) if arguments else ROOT / "docs/images"
    directory.mkdir(parents=True, exist_ok=True)
    sys.path[:0] = [str(ROOT)]
    home = tempfile.mkdtemp(prefix="sangtin-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["SANGTIN_HOME"] = home
    content = _content()
    for old in directory.glob("bao-cao-word-*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as working:
        _word(content, Path(working), directory)
        _page(content, Path(working), directory)
    for picture in sorted(directory.glob("bao-cao-*.png")):
        sys.stdout.write(f"{picture.stat().st_size // 1024:5} KB  {picture.name}\n")
    return 0


def _content() -> dict[str, Any]:
    from models.cluster import cluster
    from models.migrate import ensure_migrated
    from models.queries import reporting
    from models.session import dispose, transaction
    from reports.making import make
    from reports.period import parse_period
    from tests.reports.busy_week import fill_whole
    from tests.reports.factory import local

    ensure_migrated()
    try:
        with transaction() as session:
            town = fill_whole(session)
            content: dict[str, Any] = {}
            for code in WEEKS:
                content = make(session, town, parse_period(code), local(24))
                reporting.save_snapshot(session, town.id, code, content)
            return content
    finally:
        dispose()
        cluster().stop(force=True)


def _word(content: dict[str, Any], working: Path, directory: Path) -> None:
    from reports.render import DocumentForm, Letterhead, render_docx
    from tests.browser.pictures import shrink

    for form in DocumentForm:
        file = working / f"bao-cao-word-{form.value}.docx"
        names = Letterhead.of(form, OFFICE, signed_on=date(2026, 11, 23))
        file.write_bytes(render_docx(content, form, names, datetime(2026, 11, 23, tzinfo=UTC)))
        for command in (
            ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(working), str(file)],
            ["pdftoppm", "-r", str(DOTS), "-png", str(file.with_suffix(".pdf")), str(file.with_suffix(""))],
        ):
            subprocess.run(command, check=True, capture_output=True)
        for page in sorted(working.glob(f"{file.stem}-*.png")):
            shrink(page, directory / page.name, COLOURS)


def _page(content: dict[str, Any], working: Path, directory: Path) -> None:
    from reports.render import Edition, render_html
    from tests.browser.pictures import shrink
    from tests.browser.running import browser

    file = working / "bao-cao.html"
    file.write_text(render_html(content, Edition(1, datetime(2026, 11, 23, 1, tzinfo=UTC))), encoding="utf-8")
    chromium = subprocess.run([ROOT / "scripts/chromium.sh"], capture_output=True, text=True, check=True)
    with browser(chromium.stdout.strip()) as opened:
        for width, height in TALLEST.items():
            page = opened.new_page(viewport={"width": width, "height": height})
            page.goto(file.as_uri())
            picture = working / f"bao-cao-tuan-day-du-{width}.png"
            page.screenshot(path=picture)
            shrink(picture, directory / picture.name, COLOURS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

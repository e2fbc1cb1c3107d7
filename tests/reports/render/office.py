"""Word files as LibreOffice lays them out, where it is installed (Debian: ``libreoffice-writer-nogui poppler-utils``)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def as_pdf(*files: Path) -> list[Path]:
    """The files as PDF beside themselves, in one run of the program with settings of its own; skips the test where it is missing."""
    if not all(map(shutil.which, ("soffice", "pdfinfo"))):
        pytest.skip("LibreOffice and Poppler are needed to see pages")
    folder = files[0].parent
    own = f"-env:UserInstallation=file://{folder}/office"
    subprocess.run(
        ["soffice", own, "--headless", "--convert-to", "pdf", "--outdir", folder, *files],
        check=True,
        capture_output=True,
        timeout=540,
    )
    return [file.with_suffix(".pdf") for file in files]

"""The README tells the truth: its example prints what it says, its pictures and pages exist, its figures are measured."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_prints_what_the_readme_says(tmp_path: Path) -> None:
    block = README.split("<!-- check:start -->")[1].split("<!-- check:end -->")[0]
    lines = [line for line in block.splitlines() if line and not line.startswith("```")]
    commands = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    said = [line for line in lines if not line.startswith("$ ")]
    (tmp_path / "pipeline").symlink_to(ROOT / "pipeline")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, words in (("sangtin", "-m pipeline"), ("python", "")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    done = subprocess.run(
        ["sh", "-euc", "\n".join(commands)],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            "SANGTIN_MODEL_DIR": os.environ.get("SANGTIN_MODEL_DIR", str(ROOT / ".model")),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == said


def test_every_page_and_picture_it_links_exists() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(links) > 5
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert not missing


def test_pictures_are_small() -> None:
    """Those of reports are whole sheets, and not asked here."""
    pictures = {one.name: one.stat().st_size for one in (ROOT / "docs/images").glob("*.png")}
    assert len(pictures) > 20
    assert {
        name: size for name, size in pictures.items() if size > 150_000 and not name.startswith("bao-cao")
    } == {}


def test_its_figures_stand_in_the_measured_page() -> None:
    block = README.split("<!-- quality:start -->")[1].split("<!-- quality:end -->")[0]
    figures = re.findall(r"\d+(?:[.,]\d+)? %|0[.,]\d{3}", block)
    measured = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    assert figures, "the README states no measured figure"
    assert [figure for figure in figures if figure not in measured] == []

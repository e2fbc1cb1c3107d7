"""Files of official documents on this machine: which ones, and what they hold. Needs no database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.errors import BadInput
from nlp.official.read import MAX_BYTES, SUFFIXES


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those of readable kinds in the folders named, sorted."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(child for child in path.rglob("*") if child.suffix.lower() in SUFFIXES)
        else:
            found.append(path)
    return found


def bytes_of(path: Path) -> bytes:
    """What a file holds.

    Raises:
        BadInput: it cannot be opened, or is larger than any document.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"{path.name}: tệp lớn hơn {MAX_BYTES // 1_000_000} MB nên không đọc.")
        return path.read_bytes()
    except OSError:
        raise BadInput(f"{path}: không mở được tệp.") from None

"""Anchors of the audit trail, kept beside the database: a file that only grows, one line for each look."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from models.audit_chain import Anchor
from models.errors import BadInput
from models.secret_files import not_writable
from models.settings import settings

NAME = "audit-anchors.txt"


def kept() -> list[Anchor]:
    """The anchors noted so far.

    Raises:
        BadInput: a line cannot be read.
    """
    path = settings().home / NAME
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_text("ascii", errors="replace").splitlines(), 1):
        try:
            found.append(Anchor.parse(line.partition(" ")[0]))
        except BadInput:
            raise BadInput(
                "Tệp {path}, dòng {line}: không đọc được dấu mốc. Hãy xem lại tệp; nhật ký chưa được kiểm.",
                path=path,
                line=number,
            ) from None
    return found


def keep(anchor: Anchor) -> None:
    """Note an anchor, with the time.

    Raises:
        HomeNotWritable: the file cannot be written.
    """
    path = settings().home / NAME
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="ascii") as file:
            file.write(f"{anchor} {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n")
    except OSError as error:
        raise not_writable(path, error) from None

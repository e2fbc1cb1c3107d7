"""Checking the audit trail by oneself: the hashes are made anew here, and not by the database that is being checked.

Each row's hash is SHA-256 over the hash before it and the row (``audit_hash`` in revision 0007); the first row
follows ``GENESIS``. So a row that was changed, taken out, put in or moved no longer fits the one after it. Rows cut
off at the end leave a chain that fits: only an ``Anchor`` noted elsewhere before can tell. What nothing here can
find: what was never written, and a chain made anew from its beginning when no anchor was kept.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from models.errors import BadInput

GENESIS = hashlib.sha256(b"sangtin").digest()
ANCHOR = re.compile(r"(\d{1,18}):([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the trail as it is stored."""

    id: int
    at: datetime
    office_id: int | None
    actor_id: int | None
    action: str
    subject_kind: str
    subject_id: int | None
    detail: str | None
    previous_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Anchor:
    """How many rows there were, and the hash of the last of them. Written down outside, it holds all of them."""

    count: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.count}:{self.hash.hex()}"

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """From the form it is written down in, ``count:hash``.

        Raises:
            BadInput: it is not of this form.
        """
        found = ANCHOR.fullmatch(text.strip().lower())
        if found is None:
            raise BadInput("Dấu mốc có dạng “số dòng:mã băm”, mã băm gồm 64 ký tự. Hãy xem lại tờ ghi.")
        return cls(int(found[1]), bytes.fromhex(found[2]))


class Fault(StrEnum):
    """What does not fit."""

    CHANGED = "changed"
    """The row is not what its hash was made of."""
    BROKEN = "broken"
    """The row does not follow the one before it: something between was taken out, put in or moved."""
    DISORDER = "disorder"
    """The row is not later than the one before it."""
    CUT_OFF = "cut_off"
    """An anchor counts more rows than there are."""
    REWRITTEN = "rewritten"
    """The row an anchor names has another hash now."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The first fault, and the row it shows at (None: at the end)."""

    fault: Fault
    row_id: int | None
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk over the trail found. ``head``: the anchor to write down now."""

    head: Anchor
    finding: Finding | None


def row_hash(row: Row) -> bytes:
    """The hash a row must have: of the hash before and of the row as PostgreSQL writes it as a JSON array."""
    moment = f"{row.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"
    fields = [
        row.id,
        moment,
        row.office_id,
        row.actor_id,
        row.action,
        row.subject_kind,
        row.subject_id,
        row.detail,
    ]
    return hashlib.sha256(row.previous_hash + json.dumps(fields, ensure_ascii=False).encode()).digest()


def walk(rows: Iterable[Row], anchors: Iterable[Anchor] = ()) -> Verdict:
    """Go over the whole trail in the order of its numbers; the first fault ends the search for faults.

    ``rows`` may be a stream; memory does not grow with it.
    """
    wanted: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        wanted.setdefault(anchor.count, []).append(anchor)
    before, last, count = GENESIS, None, 0
    finding = _unfit(wanted.pop(0, []), before, None)
    for row in rows:
        count += 1
        finding = finding or _fault(row, before, last) or _unfit(wanted.pop(count, []), row.hash, row.id)
        before, last = row.hash, row
    beyond = [anchor for count_, found in wanted.items() if count_ > count for anchor in found]
    if finding is None and beyond:
        finding = Finding(Fault.CUT_OFF, None, min(beyond, key=lambda anchor: anchor.count))
    return Verdict(Anchor(count, before), finding)


def _fault(row: Row, before: bytes, last: Row | None) -> Finding | None:
    if row.previous_hash != before:
        return Finding(Fault.BROKEN, row.id)
    if row.hash != row_hash(row):
        return Finding(Fault.CHANGED, row.id)
    if last is not None and (row.id <= last.id or row.at < last.at):
        return Finding(Fault.DISORDER, row.id)
    return None


def _unfit(anchors: list[Anchor], reached: bytes, row_id: int | None) -> Finding | None:
    wrong = next((anchor for anchor in anchors if anchor.hash != reached), None)
    return None if wrong is None else Finding(Fault.REWRITTEN, row_id, wrong)

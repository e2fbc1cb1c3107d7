"""The feed as lists: a hosts file for resolvers and a CSV no spreadsheet computes."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from io import StringIO

from models.vocabulary import IndicatorKind
from nlp.listable import bare_host, is_own_ground
from nlp.official_names import is_official_host
from triage_api.feed.entry import INNOCENT_MARK, Entry

HOSTS_TYPE = "text/plain; charset=utf-8"
CSV_TYPE = "text/csv; charset=utf-8"
COLUMNS = (
    "kind", "value", "state", "reason", "caution", "lookalike_of", "sightings", "first_seen_at", "last_seen_at",
    "valid_until",
)  # fmt: skip
"""``state`` is ``active`` or ``retracted``; ``reason`` a code of ``RetractionReason``."""
_WEB = (IndicatorKind.URL, IndicatorKind.DOMAIN)


def hosts(entries: Iterable[Entry]) -> str:
    """A hosts file: bare hosts of one owner alone. What was taken back is simply not there.

    A full address is left out, for blocking its host would block what nobody looked at; numbers and accounts
    are never in it.
    """
    names = {
        name
        for one in entries
        if one.retracted_at is None and one.kind in _WEB and (name := bare_host(one.value)) is not None
    }
    kept = sorted(name for name in names if is_own_ground(name) and not is_official_host(name))
    return "".join(["# Sàng Tin\n", *(f"0.0.0.0 {name}\n" for name in kept)])


def table(entries: Iterable[Entry]) -> str:
    """CSV (RFC 4180) with a heading."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in entries:
        writer.writerow(
            (
                one.kind.value,
                inert(one.value),
                "active" if one.retracted_at is None else "retracted",
                one.reason or "",
                INNOCENT_MARK if one.third_party else "",
                inert(one.lookalike_of or ""),
                one.sightings,
                _time(one.first_seen_at),
                _time(one.last_seen_at),
                _time(one.valid_until),
            )
        )
    return out.getvalue()


def inert(value: str) -> str:
    """A cell no spreadsheet takes for a formula. A number with its country code is not one.

    >>> inert("=cmd|' /C calc'!A0"), inert("+84900000001"), inert("vneid.example")
    ("'=cmd|' /C calc'!A0", '+84900000001', 'vneid.example')
    """
    formula = value.startswith(("=", "-", "@", "\t", "\r", "\n")) or (
        value.startswith("+") and not value[1:].isdigit()
    )
    return f"'{value}" if formula else value


def _time(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}Z"

"""The feed in the format somebody asked for, with its media type and file name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from models.queries.indicator_feed import ListedIndicator
from triage_api.feed import lists
from triage_api.feed.entry import entries


class Written(NamedTuple):
    """An export: its text, media type and a file name."""

    text: str
    media_type: str
    filename: str


def written(form: str, office_code: str, office_name: str, rows: Iterable[ListedIndicator]) -> Written:
    """Rows of ``scam_indicators.leaving`` as ``stix``, ``hosts`` or ``csv``."""
    lines = entries(rows)
    if form == "hosts":
        return Written(lists.hosts(lines), lists.HOSTS_TYPE, "dau-hieu.hosts")
    if form == "csv":
        return Written(lists.table(lines), lists.CSV_TYPE, "dau-hieu.csv")
    from triage_api.feed import stix  # loads the whole of STIX, and is rarely asked for

    return Written(stix.bundle(office_code, office_name, lines), stix.MEDIA_TYPE, "dau-hieu.stix.json")

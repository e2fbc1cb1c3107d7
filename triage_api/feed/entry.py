"""One line of the feed, with its value opened: what every format is made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.queries.indicator_feed import ListedIndicator
from models.vocabulary import IndicatorKind, IndicatorState
from nlp.listable import PRIVATE_KINDS
from triage_api.services.scam_indicators import stale_after, value_of

FORMATS = ("stix", "hosts", "csv")
INNOCENT_MARK = "possibly-innocent-third-party"


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator that leaves, or one taken back. ``identity`` never changes for one listing."""

    identity: str
    kind: IndicatorKind
    value: str = field(repr=False)
    lookalike_of: str | None
    sightings: int
    first_seen_at: datetime
    last_seen_at: datetime
    confirmed_at: datetime
    retracted_at: datetime | None
    reason: str | None
    life: timedelta

    @property
    def third_party(self) -> bool:
        """Whether its owner may know nothing of the scam: phone numbers, accounts, Zalo numbers."""
        return self.kind in PRIVATE_KINDS

    @property
    def valid_until(self) -> datetime:
        """When it leaves unless it is seen again."""
        return max(self.last_seen_at, self.confirmed_at) + self.life

    @property
    def changed_at(self) -> datetime:
        """When anything of the line last changed."""
        return self.retracted_at or max(self.last_seen_at, self.confirmed_at)


def entries(rows: Iterable[ListedIndicator]) -> list[Entry]:
    """Lines for rows of ``scam_indicators.leaving``, by number."""
    made = []
    for found in sorted(rows, key=lambda one: one.row.id):
        row = found.row
        if row.confirmed_at is None:  # the database refuses it as well
            continue
        taken_back = found.state is IndicatorState.RETRACTED
        made.append(
            Entry(
                identity=f"{row.office_id}/{row.id}/{row.listing}",
                kind=row.kind,
                value=value_of(row),
                lookalike_of=row.lookalike_of,
                sightings=found.sightings,
                first_seen_at=row.first_seen_at,
                last_seen_at=max(row.first_seen_at, row.last_seen_at),
                confirmed_at=row.confirmed_at,
                retracted_at=row.retracted_at if taken_back else None,
                reason=row.retracted_reason.value if taken_back and row.retracted_reason else None,
                life=stale_after(),
            )
        )
    return made

"""STIX 2.1 (OASIS, 2021): one bundle of the office's identity, its indicators and their TLP markings.

Ids are UUIDv5 of the office and the row, so the same indicator is the same object in every export; one taken back
is ``revoked`` under the id it was sent with. What has no cyber-observable of its own in STIX (phone numbers,
accounts) is told as ``x-…`` or ``user-account`` and marked as possibly an innocent third party's. TLP: amber for those,
green for the rest.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

import stix2

from models.vocabulary import IndicatorKind
from triage_api.catalogue import N_, _
from triage_api.feed.entry import INNOCENT_MARK, Entry

MEDIA_TYPE = "application/stix+json;version=2.1"
NAMESPACE = uuid.UUID("9d3b7a3e-5d0c-5b52-9a59-4c1d1a5f7e10")
_PATTERNS = {
    IndicatorKind.URL: "[url:value = '{value}']",
    IndicatorKind.DOMAIN: "[domain-name:value = '{value}']",
    IndicatorKind.EMAIL: "[email-addr:value = '{value}']",
    IndicatorKind.APP: "[software:name = '{value}']",
    IndicatorKind.PHONE: "[x-phone-number:value = '{value}']",
    IndicatorKind.BANK_ACCOUNT: "[user-account:account_type = 'bank' AND user-account:user_id = '{value}']",
    IndicatorKind.ZALO: "[user-account:account_type = 'zalo' AND user-account:user_id = '{value}']",
    IndicatorKind.TELEGRAM: "[user-account:account_type = 'telegram' AND user-account:account_login = '{value}']",
}
_INNOCENT = N_(
    "Số hoặc tài khoản có thể là của người không liên quan, bị mượn, thuê hoặc chiếm. Không công bố, chỉ để đối chiếu."
)
_LOOKALIKE = N_("Giả dạng {name}.")


def bundle(office_code: str, office_name: str, entries: Iterable[Entry]) -> str:
    """The bundle as JSON text, the same for the same rows."""
    lines = list(entries)
    began = min((one.confirmed_at for one in lines), default=None)
    office = stix2.Identity(
        id=f"identity--{uuid.uuid5(NAMESPACE, office_code)}",
        created=began or "2026-01-01T00:00:00Z",
        modified=began or "2026-01-01T00:00:00Z",
        name=office_name,
        identity_class="organization",
    )
    found = [_indicator(one, office.id) for one in lines]
    marks = [stix2.TLP_AMBER, stix2.TLP_GREEN] if found else []
    parts = [office, *marks, *found]
    known = uuid.uuid5(NAMESPACE, "\n".join(f"{part.id} {part.get('modified', '')}" for part in parts))
    made = stix2.Bundle(id=f"bundle--{known}", objects=parts, allow_custom=True)
    return str(made.serialize())


def pattern_of(kind: IndicatorKind, value: str) -> str:
    """The pattern of one value, its quotes and backslashes escaped.

    >>> pattern_of(IndicatorKind.URL, "vneid.example/a'b")
    "[url:value = 'vneid.example/a\\\\'b']"
    """
    return _PATTERNS[kind].format(value=value.replace("\\", "\\\\").replace("'", "\\'"))


def _indicator(one: Entry, office_id: str) -> Any:
    said = [_(_LOOKALIKE).format(name=one.lookalike_of)] if one.lookalike_of else []
    if one.third_party:
        said.append(_(_INNOCENT))
    more: dict[str, Any] = {"description": " ".join(said)} if said else {}
    if one.third_party:
        more["labels"] = [INNOCENT_MARK]
    if one.retracted_at is not None:
        more["revoked"] = True
    return stix2.Indicator(
        id=f"indicator--{uuid.uuid5(NAMESPACE, one.identity)}",
        created_by_ref=office_id,
        created=one.confirmed_at,
        modified=one.changed_at,
        name=f"{one.kind.value} ({one.sightings})",
        indicator_types=["malicious-activity"],
        pattern=pattern_of(one.kind, one.value),
        pattern_type="stix",
        valid_from=one.confirmed_at,
        valid_until=one.valid_until,
        object_marking_refs=[stix2.TLP_AMBER if one.third_party else stix2.TLP_GREEN],
        **more,
    )

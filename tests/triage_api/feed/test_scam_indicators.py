"""Indicators leave by two people, never what is official, decay, and are taken back aloud."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import stix2
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models.errors import BadInput, Conflict, NotAllowed, NotFound
from models.queries import indicator_feed as feed
from models.queries.offices import ensure_office
from models.session import transaction
from models.tables.audit import AuditEvent
from models.tables.decision import StandingVerdict
from models.tables.indicator import IndicatorConfirmation, ScamIndicator
from models.vocabulary import IndicatorKind, IndicatorState, OfficeLevel, RetractionReason, Role
from tests.database import TestDatabase
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from tests.triage_api.feed.scams import confirm, ids, lure, scam
from triage_api.feed.formats import written
from triage_api.services import regroup, scam_indicators

pytestmark = pytest.mark.database
TRAP = "vneid-capnhat.example"
LURES = (
    lure(IndicatorKind.DOMAIN, TRAP, "vneid.gov.vn"),
    lure(IndicatorKind.URL, "bit.ly/nhan-qua"),
    lure(IndicatorKind.PHONE, "0900000001"),
    lure(IndicatorKind.BANK_ACCOUNT, "0001234567"),
)
VALUES = (TRAP, "bit.ly/nhan-qua", "0900000001", "0001234567")


def exported(desk: Desk, form: str) -> str:
    """What leaves in a format."""
    with transaction() as session:
        rows = scam_indicators.leaving(session, [desk.office_id])
        return written(form, "dongmay", "UBND xã Đồng Mây", rows).text


def stix(desk: Desk) -> dict[str, Any]:
    """Indicators of the bundle by pattern; the bundle is read back by the library."""
    bundle = stix2.parse(exported(desk, "stix"), allow_custom=True)
    return {one.pattern: one for one in bundle.objects if one.type == "indicator"}


def states(desk: Desk) -> dict[str, IndicatorState]:
    """The state of every indicator by value."""
    with transaction() as session:
        rows = feed.indicator_rows(session, [desk.office_id], scam_indicators.stale_after())
        return {scam_indicators.value_of(one.row): one.state for one in rows}


def age(db: TestDatabase, column: str, days: int) -> None:
    """Move a time of every indicator back."""
    with db.owner() as connection:
        connection.execute(f"UPDATE scam_indicator SET {column} = {column} - interval '{days} days'")  # noqa: S608


def test_nothing_leaves_before_two_people_confirmed(desk: Desk) -> None:
    scam(desk, *LURES)
    assert stix(desk) == {}
    confirm(desk, TRAP, people=1)
    confirm(desk, TRAP, people=1)  # the same person again counts once
    assert stix(desk) == {}
    assert states(desk)[TRAP] is IndicatorState.HALF_CONFIRMED
    confirm(desk, TRAP)
    assert list(stix(desk)) == [f"[domain-name:value = '{TRAP}']"]
    assert states(desk)[TRAP] is IndicatorState.CONFIRMED


def test_the_database_itself_wants_two(desk: Desk) -> None:
    scam(desk, *LURES)
    confirm(desk, TRAP, people=1)
    with pytest.raises(IntegrityError, match="an indicator leaves by two people"), transaction() as session:
        session.execute(text("UPDATE scam_indicator SET confirmed_at = now()"))


def test_only_what_two_people_called_a_scam_is_confirmed(desk: Desk) -> None:
    scam(desk, *LURES, called=False)
    with pytest.raises(Conflict):
        confirm(desk, TRAP)


OFFICIAL = [
    (IndicatorKind.DOMAIN, "dichvucong.gov.vn"),
    (IndicatorKind.URL, "songlam.gov.vn/tin"),
    (IndicatorKind.EMAIL, "motcua@songlam.gov.vn"),
    (IndicatorKind.PHONE, "113"),
    (IndicatorKind.PHONE, "18001096"),
    (IndicatorKind.ZALO, "18001096"),
]


@pytest.mark.parametrize(("kind", "value"), OFFICIAL)
def test_what_is_official_is_never_listed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: IndicatorKind, value: str
) -> None:
    scam(desk, lure(kind, value))
    with pytest.raises(BadInput, match="chính thức"):
        confirm(desk, value)
    # The check of the service left out: the database refuses by itself.
    monkeypatch.setattr("nlp.listable.refusal", lambda _kind, _value: None)
    with pytest.raises(IntegrityError, match="an official contact is never listed"):
        confirm(desk, value)


def test_what_became_official_later_leaves_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    scam(desk, *LURES)
    confirm(desk, TRAP, "bit.ly/nhan-qua")
    refused = scam_indicators.listable.refusal
    monkeypatch.setattr(
        "nlp.listable.refusal",
        lambda kind, value: scam_indicators.Refusal.OFFICIAL if value == TRAP else refused(kind, value),
    )
    assert list(stix(desk)) == ["[url:value = 'bit.ly/nhan-qua']"]


def test_an_empty_official_list_protects_everything(desk: Desk) -> None:
    scam(desk, *LURES)
    with pytest.raises(IntegrityError, match="an official contact is never listed"), transaction() as session:
        session.add(
            IndicatorConfirmation(
                indicator_id=ids(desk)[TRAP], account_id=desk.person("duyet01", Role.APPROVER).id
            )
        )


@pytest.mark.parametrize(
    "value", ["bit.ly", "drive.google.com", "blogspot.com", "vietcombank.com.vn", "zalo.me"]
)
def test_a_host_that_many_share_is_not_listed_bare(desk: Desk, value: str) -> None:
    scam(desk, lure(IndicatorKind.DOMAIN, value), lure(IndicatorKind.URL, f"{value}/nhan-qua"))
    with pytest.raises(BadInput, match="dùng chung"):
        confirm(desk, value)
    confirm(desk, f"{value}/nhan-qua")
    assert exported(desk, "hosts") == "# Sàng Tin\n"
    assert list(stix(desk)) == [f"[url:value = '{value}/nhan-qua']"]


def test_the_formats_say_what_each_may(desk: Desk) -> None:
    scam(desk, *LURES)
    confirm(desk, *VALUES)
    assert exported(desk, "hosts") == f"# Sàng Tin\n0.0.0.0 {TRAP}\n"
    rows = {row["value"]: row for row in csv.DictReader(StringIO(exported(desk, "csv")))}
    assert {value: row["caution"] != "" for value, row in rows.items()} == {
        TRAP: False, "bit.ly/nhan-qua": False, "0900000001": True, "0001234567": True,
    }  # fmt: skip
    found = stix(desk)
    phone = found["[x-phone-number:value = '0900000001']"]
    assert phone.labels == ["possibly-innocent-third-party"]
    assert phone.object_marking_refs == [stix2.TLP_AMBER.id]
    domain = found[f"[domain-name:value = '{TRAP}']"]
    assert domain.object_marking_refs == [stix2.TLP_GREEN.id]
    assert domain.valid_until - domain.valid_from >= timedelta(days=90)
    assert domain.created_by_ref.startswith("identity--")
    assert exported(desk, "stix") == exported(desk, "stix")


def test_what_is_not_seen_for_long_leaves(desk: Desk, db: TestDatabase) -> None:
    scam(desk, *LURES)
    confirm(desk, TRAP)
    age(db, "last_seen_at", 89)
    assert states(desk)[TRAP] is IndicatorState.CONFIRMED
    age(db, "last_seen_at", 2)
    assert (states(desk)[TRAP], stix(desk)) == (IndicatorState.STALE, {})
    scam(desk, LURES[0])
    assert states(desk)[TRAP] is IndicatorState.CONFIRMED


def test_one_taken_back_is_announced_until_its_expiry(desk: Desk, db: TestDatabase) -> None:
    scam(desk, *LURES)
    confirm(desk, TRAP)
    (before,) = stix(desk).values()
    approver = desk.person("duyet01", Role.APPROVER)
    with transaction() as session:
        scam_indicators.retract(
            session, approver, ids(desk)[TRAP], RetractionReason.INNOCENT, "chủ trang báo lại"
        )
    (after,) = stix(desk).values()
    assert (after.id, after.revoked, after.created) == (before.id, True, before.created)
    assert after.modified > before.modified
    assert exported(desk, "hosts") == "# Sàng Tin\n"
    (row,) = csv.DictReader(StringIO(exported(desk, "csv")))
    assert (row["state"], row["reason"]) == ("retracted", "innocent")
    assert "chủ trang" not in exported(desk, "csv") + exported(desk, "stix")
    with pytest.raises(Conflict):
        confirm(desk, TRAP)
    age(db, "retracted_at", 91)
    assert stix(desk) == {}
    confirm(desk, TRAP)
    (again,) = stix(desk).values()
    assert again.id != before.id


def test_what_no_verdict_calls_a_scam_any_more_is_taken_back(desk: Desk) -> None:
    item_id = scam(desk, *LURES)
    confirm(desk, TRAP)
    with transaction() as session:
        (standing,) = session.query(StandingVerdict).filter_by(item_id=item_id)
        standing.withdrawn_at, standing.withdrawn_reason = datetime.now(UTC), "chủ trang khiếu nại"
    (row,) = csv.DictReader(StringIO(exported(desk, "csv")))
    assert (row["state"], row["reason"]) == ("retracted", "verdict_withdrawn")


def test_sightings_are_narratives_and_merged_ones_count_once(desk: Desk) -> None:
    first, second = scam(desk, *LURES), scam(desk, LURES[0], called=False)
    with transaction() as session:
        (found,) = feed.indicator_rows(
            session, [desk.office_id], scam_indicators.stale_after(), ids=[ids(desk)[TRAP]]
        )
        assert found.sightings == 2
    with transaction() as session:
        regroup.merge(session, desk.person("th01", Role.COORDINATOR), second, first)
    with transaction() as session:
        assert [one.item_id for one in feed.sightings_of(session, ids(desk)[TRAP])] == [first]
        (found,) = feed.indicator_rows(
            session, [desk.office_id], scam_indicators.stale_after(), ids=[ids(desk)[TRAP]]
        )
        assert found.sightings == 1


def test_another_office_is_not_reached(desk: Desk) -> None:
    scam(desk, *LURES)
    with transaction() as session:
        other = ensure_office(session, "xakhac", "UBND xã Khác", OfficeLevel.COMMUNE, "songlam")
        above = ensure_office(session, "songlam", "x", OfficeLevel.PROVINCE)
    stranger = desk.person("la01", Role.APPROVER, office_id=other)
    parent = desk.person("tinh01", Role.APPROVER, office_id=above)
    for refused, who in ((NotFound, stranger), (NotAllowed, parent)):
        with pytest.raises(refused), transaction() as session:
            scam_indicators.confirm(session, who, ids(desk)[TRAP])


def test_the_pages_show_it_defanged_and_audit_the_full_value(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    scam(desk, *LURES)
    confirm(desk, TRAP)
    desk.person("duyet01", Role.APPROVER)
    client, number = browse("duyet01"), ids(desk)[TRAP]
    page = client.get("/dau-hieu?loai=domain&tinh_trang=confirmed").text
    assert "vneid-capnhat[.]example" in page
    assert "bit[.]ly" not in page
    one = client.get(f"/dau-hieu/{number}").text
    assert TRAP not in page + one
    assert "vneid.gov.vn" in one
    assert TRAP in client.submit(f"/dau-hieu/{number}/xem").text
    assert client.submit(f"/dau-hieu/{number}/rut", ly_do="không có").status_code == 422
    file = client.submit("/dau-hieu/xuat", dang="hosts")
    assert file.headers["content-disposition"] == 'attachment; filename="dau-hieu.hosts"'
    assert client.submit(f"/dau-hieu/{number}/rut", ly_do="mistaken").status_code == 303
    with transaction() as session:
        done = [row.action for row in session.query(AuditEvent).order_by(AuditEvent.id)]
        assert [one for one in done if one.startswith("indicator")][-3:] == [
            "indicators_read",
            "indicators_exported",
            "indicator_retracted",
        ]


def test_a_page_of_the_list_goes_on_where_the_last_ended(
    desk: Desk, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage_api.services.scam_indicators.PAGE", 3)
    scam(desk, *LURES, called=False)
    desk.person("th01", Role.COORDINATOR)
    client = browse("th01")
    first = client.get("/dau-hieu").text
    address = first.partition('<a class="btn" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(address).text
    assert (first.count('class="ind"'), second.count('class="ind"')) == (3, 1)


def test_times_of_a_bundle_hold_when_confirmed_at_is_later_than_seen(desk: Desk) -> None:
    scam(desk, LURES[0])
    confirm(desk, TRAP)
    (one,) = stix(desk).values()
    assert one.valid_from <= datetime.now(UTC) < one.valid_until
    with transaction() as session:
        assert session.query(ScamIndicator).one().listing == 1

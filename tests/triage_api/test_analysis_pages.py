"""The analysts' pages: agreement of independent pairs, sorting quality, corrections; for analysts, never per person."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from models.queries.agreement import verdict_units
from models.queries.audit import first_broken_row
from models.session import transaction
from models.tables.audit import AuditEvent
from models.vocabulary import Label, Queue, Role, Topic, Verdict
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import analysis, corrections, decide, lease

pytestmark = pytest.mark.database
PAGES = ("/phan-tich/dong-thuan", "/phan-tich/mau-sua-nhan", "/phan-tich/mau-sua-nhan.jsonl")


def concluded(desk: Desk, *verdicts: Verdict, queue: Queue = Queue.CLAIMS) -> int:
    """An item with a first, a second and a third conclusion, as many as are given."""
    item_id = desk.item(queue=queue)
    for number, verdict in enumerate(verdicts):
        person = desk.person(f"nguoi{number}")
        with transaction() as session:
            act = decide.second_look if number == 1 else decide.decide
            if number != 1:
                lease.lease(session, person, item_id)
            act(session, person, item_id, conclusion(desk, verdict))
    return item_id


def test_only_the_first_two_conclusions_of_a_round_are_a_pair(desk: Desk) -> None:
    concluded(desk, Verdict.FALSE, Verdict.TRUE, Verdict.TRUE)
    concluded(desk, Verdict.TRUE)
    again = concluded(desk, Verdict.SCAM, Verdict.SCAM, queue=Queue.SCAM)
    approver = desk.person("duyet01", Role.APPROVER)
    with transaction() as session:
        from triage_api.services import office

        office.close_without_reply(session, approver, again, "đã biết")
        decide.reopen(session, approver, again, "xem lại")
        lease.lease(session, approver, again)
        decide.decide(session, approver, again, conclusion(desk, Verdict.SUSPECTED))
    now = datetime.now(UTC)
    with transaction() as session:
        units = verdict_units(session, [desk.office_id], now - timedelta(days=1), now + timedelta(days=1))
    assert sorted(units[Queue.CLAIMS], key=str) == sorted(
        [(Verdict.FALSE, Verdict.TRUE), (Verdict.TRUE, None)], key=str
    )
    assert units[Queue.SCAM] == [(Verdict.SCAM, Verdict.SCAM), (Verdict.SUSPECTED, None)]


def test_alpha_waits_until_there_is_enough(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    concluded(desk, Verdict.FALSE, Verdict.FALSE)
    concluded(desk, Verdict.FALSE, Verdict.TRUE)
    analyst = desk.person("pt01", Role.ANALYST)
    with transaction() as session:
        assert analysis.agreements(session, analyst)[0].alpha is None
        monkeypatch.setattr(analysis, "FEWEST_PAIRS", 2)
        whole = analysis.agreements(session, analyst)[0]
    assert (whole.pairs, whole.same, whole.alpha) == (2, 1, 0)


def test_pages_name_no_reviewer(desk: Desk, browse: Callable[..., Browser]) -> None:
    concluded(desk, Verdict.FALSE, Verdict.TRUE)
    desk.person("pt01", Role.ANALYST)
    client = browse("pt01")
    for address in PAGES:
        page = client.get(address)
        assert page.status_code == 200, address
        assert "NGUOI" not in page.text
        assert "nguoi0" not in page.text
    assert "chưa đủ để kết luận" in client.get(PAGES[0]).text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ANALYST])
def test_they_are_the_analysts_alone(desk: Desk, browse: Callable[..., Browser], role: Role) -> None:
    desk.person("nguoi-nay", role)
    client = browse("nguoi-nay")
    assert [client.get(address).status_code for address in PAGES] == [403, 403, 403]


def test_examples_are_exported_as_lines_and_the_export_is_written_down(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    reviewer, item_id = desk.person("ctv01"), desk.item("bán xe [SĐT]", Queue.SCAM)
    desk.person("pt01", Role.ANALYST)
    with transaction() as session:
        lease.lease(session, reviewer, item_id)
        corrections.correct(session, reviewer, item_id, Label.OFF_TOPIC, Topic.KHAC)
    client = browse("pt01")
    assert "Lừa đảo" in client.get(PAGES[1]).text
    (line,) = client.get(PAGES[2]).text.splitlines()
    told = json.loads(line)
    assert {key: told[key] for key in ("text", "label", "machine_label", "topic")} == {
        "text": "bán xe [SĐT]",
        "label": "off_topic",
        "machine_label": "scam",
        "topic": "khac",
    }
    assert set(told) == {"id", "text", "label", "machine_label", "topic", "model", "added_on"}
    with transaction() as session:
        rows = session.query(AuditEvent).filter_by(action="examples_exported").all()
        assert [row.detail for row in rows] == ["count=1"]
        assert first_broken_row(session) is None

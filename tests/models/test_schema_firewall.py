"""I2 in the schema: what may never become an item cannot be written as one."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from models.tables.item import Item
from models.vocabulary import Distortion, ItemState, Label, PostState, Queue
from tests.models.rows import NOW, Rows

pytestmark = pytest.mark.database


def refused(name: str) -> pytest.RaisesExc[IntegrityError]:
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize("queue", Queue)
def test_every_queue_takes_its_own_label(rows: Rows, queue: Queue) -> None:
    assert rows.item(queue).state is ItemState.OPEN


def test_a_claim_without_a_slot_is_refused(rows: Rows) -> None:
    with refused("claim_has_slot"):
        rows.item(Queue.CLAIMS, primary_slot_id=None)


def test_a_claim_cannot_lose_its_slot_later(rows: Rows) -> None:
    item = rows.item(Queue.CLAIMS)
    item.primary_slot_id = None
    with refused("claim_has_slot"):
        rows.session.flush()


def test_the_slot_of_another_post_is_refused(rows: Rows) -> None:
    other = rows.slot()
    with refused("primary_slot_id"):
        rows.item(Queue.CLAIMS, primary_slot_id=other.id)


@pytest.mark.parametrize("queue", Queue)
@pytest.mark.parametrize("label", [Label.OPINION, Label.OFF_TOPIC, Label.SCAM_AWARENESS])
def test_what_has_no_queue_is_in_none(rows: Rows, queue: Queue, label: Label) -> None:
    with refused("firewall"):
        rows.item(queue, label=label)


@pytest.mark.parametrize("queue", [Queue.SCAM, Queue.CLAIMS, Queue.QUESTIONS])
def test_a_grievance_is_not_put_up_for_rebuttal(rows: Rows, queue: Queue) -> None:
    with refused("firewall"):
        rows.item(queue, label=Label.GRIEVANCE)


def test_an_item_cannot_be_relabelled_into_another_queue(rows: Rows) -> None:
    item = rows.item(Queue.GRIEVANCES)
    item.queue = Queue.QUESTIONS
    with refused("firewall"):
        rows.session.flush()


def test_a_grievance_written_elsewhere_is_no_item(rows: Rows) -> None:
    post = rows.post(state=PostState.ROUTED)
    with refused("firewall"):
        rows.item(Queue.GRIEVANCES, post=post)


def test_calling_a_foreign_channel_ones_own_does_not_help(rows: Rows) -> None:
    post = rows.post(state=PostState.ROUTED)
    with refused("channel of its post"):
        rows.item(Queue.GRIEVANCES, post=post, own_channel=True)


def test_nor_does_saying_so_later(rows: Rows) -> None:
    item = rows.item(Queue.QUESTIONS)
    item.own_channel = True
    with refused("channel of its post"):
        rows.session.flush()


def test_an_item_belongs_to_the_office_of_its_post(rows: Rows) -> None:
    with refused("channel of its post"):
        rows.item(Queue.SCAM, office_id=rows.office().id)


def test_only_a_claim_is_distorted(rows: Rows) -> None:
    with refused("distortion_of_claim"):
        rows.item(Queue.SCAM, distortion=Distortion.OUTDATED)


def test_there_is_one_item_per_narrative(rows: Rows) -> None:
    first = rows.item(Queue.SCAM)
    with refused("narrative_id"):
        rows.item(Queue.SCAM, narrative_id=first.narrative_id)


@pytest.mark.parametrize(
    ("state", "more"),
    [
        (ItemState.ASSIGNED, {}),
        (ItemState.ASSIGNED, {"lease_expires_at": NOW}),
        (ItemState.MERGED, {}),
    ],
)
def test_states_carry_what_they_mean(rows: Rows, state: ItemState, more: dict[str, object]) -> None:
    with refused("lease|merged_into"):
        rows.item(Queue.SCAM, state=state, **more)


def test_an_open_item_is_nobodys(rows: Rows) -> None:
    item = rows.item(Queue.SCAM)
    item.assigned_to, item.lease_expires_at = rows.account().id, NOW
    with refused("lease"):
        rows.session.flush()


@pytest.mark.parametrize("factor", ["harm", "reach", "novelty", "doubt"])
@pytest.mark.parametrize("value", [-0.1, 1.1])
def test_factors_stay_between_nought_and_one(rows: Rows, factor: str, value: float) -> None:
    with refused("factors"):
        rows.item(Queue.SCAM, **{factor: value})


def test_the_application_deletes_no_item(rows: Rows) -> None:
    item = rows.item_without_event(Queue.SCAM)
    with pytest.raises(ProgrammingError, match="permission denied"):
        rows.session.execute(text("DELETE FROM item WHERE id = :id"), {"id": item.id})


def test_nobody_else_has_seen_this_item(rows: Rows) -> None:
    """Two reviewers who read the same version cannot both write it."""
    item = rows.item(Queue.SCAM)
    rows.session.execute(
        text("UPDATE item SET version = version + 1, escalated = true WHERE id = :id"), {"id": item.id}
    )
    item.unsure = True
    with pytest.raises(Exception, match="0 were matched"):
        rows.session.flush()
    assert rows.session.is_active is False or isinstance(item, Item)

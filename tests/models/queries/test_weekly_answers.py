"""How long people waited: the first answer of each item in the span, by queue."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models.queries.weekly_answers import Waited, waited
from models.tables.item import Item
from models.tables.office import Office
from models.tables.reply import ReplyPosting
from models.vocabulary import ItemState, Label, Queue
from reports.period import parse_week
from tests.reports.factory import answer, local, make_item, make_office, make_passage, make_person, make_posts

pytestmark = pytest.mark.database
WEEK = parse_week("2026-W47")


def test_the_middle_of_first_answers_by_queue(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    people = make_person(session, town), make_person(session, town)
    passage = make_passage(session, town)

    def opened(office: Office, queue: Queue, label: Label) -> Item:
        return make_item(session, make_posts(session, office, 1, label, at=local(14)), queue, at=local(16, 8))

    def told(item: Item, day: int, hour: int) -> ReplyPosting:
        return answer(session, item, people, passage, at=local(day, hour), channel=f"Trang {item.id}")

    def told_again(first: ReplyPosting, day: int) -> None:
        session.add(
            ReplyPosting(
                reply_id=first.reply_id, item_id=first.item_id, channel_id=first.channel_id, url=f"{first.url}?hai",
                thread_key=f"{first.id}-hai".encode(), posted_by=first.posted_by, posted_at=local(day, 8),
            )
        )  # fmt: skip

    for hour in (9, 12, 20):
        told(opened(town, Queue.QUESTIONS, Label.QUESTION), 16, hour)
    told_again(told(opened(town, Queue.SCAM, Label.SCAM), 16, 18), 18)
    told_again(told(opened(town, Queue.SCAM, Label.SCAM), 15, 18), 17)
    gone = opened(town, Queue.QUESTIONS, Label.QUESTION)
    told(gone, 17, 8)
    gone.state = ItemState.DISMISSED
    session.flush()
    assert waited(session, [town.id], WEEK.start, WEEK.end) == {
        Queue.QUESTIONS: Waited(3, timedelta(hours=4)),
        Queue.SCAM: Waited(1, timedelta(hours=10)),
    }
    assert waited(session, [town.id + 1], WEEK.start, WEEK.end) == {}

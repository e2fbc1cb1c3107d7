"""What the demonstration promises, post by post, after a real crawl: who meets a reviewer and who never does."""

from __future__ import annotations

import unicodedata

import pytest

from models.session import transaction
from models.tables.item import Item
from models.tables.narrative import NarrativePost
from models.tables.post import Post
from models.vocabulary import Label, Queue
from nlp.privacy import mask
from pipeline.demo.expectations import Expectation, load_expectations
from tests.browser.running import collected_site
from tests.database import TestDatabase

pytestmark = pytest.mark.database


def _squeezed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _queues() -> dict[str, Queue | None]:
    """Masked text of every post to the queue its narrative's item is in."""
    with transaction() as session:
        rows = (
            session.query(Post.text, Item.queue)
            .outerjoin(
                NarrativePost, (NarrativePost.month == Post.month) & (NarrativePost.post_id == Post.id)
            )
            .outerjoin(Item, Item.narrative_id == NarrativePost.narrative_id)
            .all()
        )
    return {_squeezed(text): queue for text, queue in rows if text}


def test_each_post_of_the_demonstration_ends_where_it_should(db: TestDatabase) -> None:
    with collected_site():
        queues = _queues()
    wrong, missing = [], []
    for expected in load_expectations():
        text = _squeezed(mask(expected.text).text)
        if text not in queues:
            missing.append(expected.key)
        elif queues[text] != expected.queue:
            wrong.append(f"{expected.key}: {queues[text]}, wanted {expected.queue} ({expected.note})")
    assert not missing
    assert not wrong, "\n".join(wrong)


def test_no_opinion_or_allegation_is_queued() -> None:
    protected = [one for one in load_expectations() if one.label in (Label.OPINION, Label.GRIEVANCE)]
    assert len(protected) >= 5
    assert all(_never(one) for one in protected)


def _never(expected: Expectation) -> bool:
    return expected.queue is None or (expected.queue is Queue.GRIEVANCES and expected.own_channel)

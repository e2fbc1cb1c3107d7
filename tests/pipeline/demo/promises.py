"""What the demonstration promises, post by post, after a real crawl: who meets a reviewer and who never does.

Looked at before the days of ``tests/browser/test_days.py``, since collecting it once is enough.
"""

from __future__ import annotations

import unicodedata

from models.session import transaction
from models.tables.item import Item
from models.tables.narrative import Narrative, NarrativeLookalike, NarrativePost
from models.tables.post import Post
from models.vocabulary import Label, Queue
from nlp.privacy import mask
from pipeline.demo.expectations import load_expectations

CASES = {
    "scam_lookalike": Queue.SCAM,
    "target_as_duty": Queue.CLAIMS,
    "wrong_fee": Queue.CLAIMS,
    "lookalike_number": Queue.CLAIMS,
    "outdated": Queue.CLAIMS,
    "unverified_spreading": Queue.CLAIMS,
    "question_without_answer": Queue.QUESTIONS,
    "question_with_answer": Queue.QUESTIONS,
    "grievance_own_channel": Queue.GRIEVANCES,
}
NEVER_QUEUED = ("sharp_criticism", "allegation", "satire", "praise", "scam_awareness", "unverified_alone")


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


def keeps_its_promises() -> None:
    """Every case of the demonstration is there to be seen, nothing protected is queued, and five of six
    posts end where a careful person would put them. The machine may miss; it may not accuse.
    """
    queues = _queues()
    _eight_copies_are_one_narrative()
    found = {one.key: queues.get(_squeezed(mask(one.text).text), "missing") for one in load_expectations()}
    by_key = {one.key: one for one in load_expectations()}
    assert [key for key, queue in found.items() if queue == "missing"] == []
    wrong = [
        f"{key}: {queue}, wanted {by_key[key].queue} ({by_key[key].note})"
        for key, queue in found.items()
        if queue != by_key[key].queue
    ]
    assert len(wrong) <= len(found) / 6, "\n".join(wrong)
    protected = [one for one in by_key.values() if one.label in (Label.OPINION, Label.GRIEVANCE)]
    assert [one.key for one in protected if found[one.key] in (Queue.SCAM, Queue.CLAIMS)] == []
    for tag, queue in CASES.items():
        tagged = [one.key for one in by_key.values() if tag in one.tags]
        assert any(found[key] == queue for key in tagged), (tag, [(key, found[key]) for key in tagged])
    for tag in NEVER_QUEUED:
        tagged = [one.key for one in by_key.values() if tag in one.tags]
        assert tagged
        assert [key for key in tagged if found[key] is not None] == []


def _eight_copies_are_one_narrative() -> None:
    """And the one whose number differs stays apart, with the difference recorded."""
    with transaction() as session:
        largest = session.query(Narrative).order_by(Narrative.post_count.desc()).first()
        assert largest is not None
        assert largest.post_count >= 8
        assert largest.thread_count >= 3
        differences = {
            value.casefold()
            for row in session.query(NarrativeLookalike)
            for value in (row.ours, row.theirs)
            if largest.id in (row.narrative_id, row.other_id)
        }
    assert {"50k", "80k"} <= differences

"""Rows and looks for tests of merging and splitting."""

from __future__ import annotations

from models.queries import grouping, items
from models.queries.accounts import Person
from models.session import transaction
from models.tables.assessment import AssessmentSlot, PostAssessment
from models.tables.item import Item
from models.tables.narrative import Narrative, NarrativeLookalike, NarrativePost
from models.tables.post import Post
from models.vocabulary import EventKind, ItemState, Label, RetentionClass
from tests.triage_api.desk import Desk
from triage_api.services import regroup


def event_kinds(item_id: int) -> list[EventKind]:
    with transaction() as session:
        return [event.kind for event in items.history(session, item_id)]


def state_of(item_id: int) -> ItemState:
    with transaction() as session:
        return session.get_one(Item, item_id).state


def members(item_id: int) -> set[int]:
    """The posts of an item's narrative."""
    with transaction() as session:
        narrative = session.get_one(Item, item_id).narrative_id
        rows = session.query(NarrativePost).filter_by(narrative_id=narrative)
        return {row.post_id for row in rows}


def counts(item_id: int) -> tuple[int, int, float]:
    with transaction() as session:
        item = session.get_one(Item, item_id)
        narrative = session.get_one(Narrative, item.narrative_id)
        return narrative.post_count, narrative.thread_count, float(item.reach)


def member(desk: Desk, item_id: int, text: str = "Ra xã nộp hồ sơ mất 50k", **given: object) -> int:
    """One more post in an item's narrative, as the router attaches it; returns its number."""
    other = desk.item(text)
    with transaction() as session:
        item, spare = session.get_one(Item, item_id), session.get_one(Item, other)
        row = session.query(NarrativePost).filter_by(narrative_id=spare.narrative_id).one()
        post = session.get_one(Post, (row.month, row.post_id))
        clone = Post(
            month=post.month,
            office_id=post.office_id,
            source_id=post.source_id,
            kind=post.kind,
            thread_key=f"khác {post.id}".encode(),
            text=text,
            posted_at=post.posted_at,
            state=post.state,
            retention_class=RetentionClass.QUEUED_TEXT,
        )
        session.add(clone)
        session.flush()
        assessment = PostAssessment(
            month=clone.month,
            post_id=clone.id,
            post_version=1,
            office_id=clone.office_id,
            model="2026.11.0",
            label=given.get("label", Label.CLAIM),
            abstained=False,
            scores=[0.0] * 7,
            topics=["dich_vu_cong"],
        )
        session.add(assessment)
        session.flush()
        if given.get("slot", True):
            session.add(
                AssessmentSlot(
                    assessment_id=assessment.id,
                    position=0,
                    kind="fee",
                    text="50k",
                    value="50000",
                    unit="VND",
                    modality="in_force",
                    start=0,
                    end=3,
                )
            )
        session.add(NarrativePost(month=clone.month, post_id=clone.id, narrative_id=item.narrative_id))
        session.flush()
        grouping.count_again(session, item.narrative_id)
        return clone.id


def merge(person: Person, item_id: int, into: int, reason: str = "") -> None:
    with transaction() as session:
        regroup.merge(session, person, item_id, into, reason)


def split(person: Person, item_id: int) -> None:
    with transaction() as session:
        regroup.split(session, person, item_id)


def take_out(person: Person, item_id: int, post_id: int) -> int | None:
    with transaction() as session:
        taken = regroup.take_out(session, person, item_id, post_id)
        return None if taken is None else taken.id


def undo(person: Person, item_id: int) -> None:
    with transaction() as session:
        regroup.undo(session, person, item_id)


def lookalikes(one: int, other: int, *kinds: str) -> None:
    with transaction() as session:
        first, second = sorted(session.get_one(Item, number).narrative_id for number in (one, other))
        for kind in kinds:
            session.add(
                NarrativeLookalike(
                    narrative_id=first,
                    other_id=second,
                    difference=kind,
                    ours="—" if kind == "alike" else "50k",
                    theirs="—" if kind == "alike" else "80k",
                )
            )

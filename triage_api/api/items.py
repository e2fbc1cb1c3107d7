"""Items: listing, leasing, deciding, escalating, reopening, merging and splitting."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from models.errors import BadInput
from models.queries import narratives
from models.queries.queue import QueueFilter, cursor_of, list_queue, parse_cursor
from models.session import Session
from models.tables.decision import Decision
from models.tables.item import Item
from models.vocabulary import LIVE_STATES, ItemState, Queue, Severity, Topic
from triage_api.api.auth import ItemsReader, ItemsWriter
from triage_api.api.item_shapes import (
    DecisionRequest,
    DecisionShape,
    ItemPage,
    ItemShape,
    LeaseRequest,
    MemberPage,
    MemberShape,
    MergeRequest,
    ReasonRequest,
    SplitRequest,
    SplitShape,
)
from triage_api.dependencies import Db
from triage_api.fields import BIGGEST_ID, IdInPath, MomentInQuery, ShortQuery
from triage_api.routing import Router
from triage_api.services import decide, lease, office, regroup
from triage_api.services.decide import Conclusion
from triage_api.services.sight import item_in_sight, offices_in_sight

router = Router(prefix="/api/v1", tags=["items"])
Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/items")
def list_items(
    session: Db,
    person: ItemsReader,
    queue: Queue | None = None,
    state: Annotated[list[ItemState] | None, Query()] = None,
    topic: Topic | None = None,
    severity: Severity | None = None,
    due: MomentInQuery | None = None,
    after: ShortQuery = "",
    limit: Limit = 50,
) -> ItemPage:
    """Items in sight, the most pressing first. ``due`` keeps those due before a moment."""
    cursor = parse_cursor(after)
    if after and cursor is None:
        raise BadInput("Con trỏ trang “after” không đúng; hãy lấy nguyên giá trị “next” của trang trước.")
    wanted = QueueFilter(
        queue=queue,
        states=tuple(state) if state else LIVE_STATES,
        topic=topic,
        severity=severity,
        due_before=due,
    )
    rows = list_queue(session, offices_in_sight(session, person), wanted, limit + 1, cursor)
    shown = rows[:limit]
    return ItemPage(
        items=[ItemShape.of(row.item, person.id) for row in shown],
        next=cursor_of(shown[-1]) if len(rows) > limit else None,
    )


@router.get("/items/{item_id}")
def get_item(session: Db, person: ItemsReader, item_id: IdInPath) -> ItemShape:
    """One item in sight."""
    return ItemShape.of(item_in_sight(session, person, item_id), person.id)


@router.get("/items/{item_id}/posts")
def list_posts(
    session: Db,
    person: ItemsReader,
    item_id: IdInPath,
    after: Annotated[int, Query(ge=0, le=BIGGEST_ID)] = 0,
    limit: Limit = 50,
) -> MemberPage:
    """The posts grouped in an item, by number; ``/split`` takes one of them out."""
    item = item_in_sight(session, person, item_id)
    posts = narratives.posts_after(session, item.narrative_id, after, limit + 1)
    shown = posts[:limit]
    return MemberPage(
        posts=[MemberShape.of(post) for post in shown], next=shown[-1].id if len(posts) > limit else None
    )


@router.post("/items/lease", response_model=ItemShape, responses={204: {"description": "No work left."}})
def lease_next(session: Db, person: ItemsWriter, wanted: LeaseRequest) -> Response | ItemShape:
    """The next item for the caller, leased until a time; never the same item to two people."""
    item = lease.lease_next(session, person, wanted.queue)
    return Response(status_code=204) if item is None else ItemShape.of(item, person.id)


@router.post("/items/{item_id}/release")
def release(session: Db, person: ItemsWriter, item_id: IdInPath, why: ReasonRequest) -> ItemShape:
    """Give an item back; with a reason it counts as skipped."""
    return ItemShape.of(lease.release(session, person, item_id, why.reason.strip() or None), person.id)


@router.post("/items/{item_id}/escalate")
def escalate(session: Db, person: ItemsWriter, item_id: IdInPath, why: ReasonRequest) -> ItemShape:
    """Mark an item as one the office above should know of; a reason is required."""
    return ItemShape.of(office.escalate(session, person, item_id, why.reason), person.id)


@router.post("/items/{item_id}/reopen")
def reopen(session: Db, person: ItemsWriter, item_id: IdInPath, why: ReasonRequest) -> ItemShape:
    """Open an ended item again. Never one dismissed as opinion."""
    return ItemShape.of(decide.reopen(session, person, item_id, why.reason), person.id)


@router.post("/items/{item_id}/merge")
def merge(session: Db, person: ItemsWriter, item_id: IdInPath, wanted: MergeRequest) -> ItemShape:
    """Merge an item into another; its posts join the other's. Undone by ``/split``."""
    return ItemShape.of(regroup.merge(session, person, item_id, wanted.into, wanted.reason), person.id)


@router.post("/items/{item_id}/split")
def split(session: Db, person: ItemsWriter, item_id: IdInPath, wanted: SplitRequest) -> SplitShape:
    """Split a merged item off again, or take one post out of an item. Undone by ``/merge``, or by ``/regroup-undo``."""
    if wanted.post is None:
        item = regroup.split(session, person, item_id, wanted.reason)
        return SplitShape(item=ItemShape.of(item, person.id), split_off=None)
    taken = regroup.take_out(session, person, item_id, wanted.post, wanted.reason)
    item = item_in_sight(session, person, item_id)
    return SplitShape(item=ItemShape.of(item, person.id), split_off=taken.id if taken else None)


@router.post("/items/{item_id}/regroup-undo")
def undo_regrouping(session: Db, person: ItemsWriter, item_id: IdInPath) -> ItemShape:
    """Undo the last merge or split of an item."""
    return ItemShape.of(regroup.undo(session, person, item_id), person.id)


@router.post("/items/{item_id}/decisions", status_code=201)
def decide_item(session: Db, person: ItemsWriter, item_id: IdInPath, given: DecisionRequest) -> DecisionShape:
    """A conclusion; the second one on an item that waits for a second look. The same key twice is one decision."""
    conclusion = Conclusion(
        verdict=given.verdict,
        sentence=given.sentence,
        rationale=given.rationale,
        passage_ids=tuple(given.passages),
        no_official_text=given.no_official_text,
        valid_until=given.valid_until,
        idempotency_key=given.idempotency_key,
    )
    return _shape(session, decide.conclude(session, person, item_id, conclusion))


def _shape(session: Session, decision: Decision) -> DecisionShape:
    item = session.get_one(Item, decision.item_id)
    return DecisionShape(
        id=decision.id, item=item.id, round=decision.round, verdict=decision.verdict, state=item.state
    )

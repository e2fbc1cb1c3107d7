"""Replies: draft, approve, record where it was posted."""

from __future__ import annotations

from models.errors import NotFound
from models.queries import replies
from models.queries.accounts import Person
from models.queries.replies import NewSentence
from models.session import Session
from triage_api.api.auth import ItemsWriter
from triage_api.api.shapes import PostingRequest, ReplyRequest, ReplyShape
from triage_api.dependencies import Db
from triage_api.fields import IdInPath
from triage_api.routing import Router
from triage_api.services import posting, reply
from triage_api.services.reply_basis import what_is_missing
from triage_api.services.sight import offices_in_sight

router = Router(prefix="/api/v1", tags=["replies"])


@router.post("/items/{item_id}/replies", status_code=201)
def draft(session: Db, person: ItemsWriter, item_id: IdInPath, given: ReplyRequest) -> ReplyShape:
    """Write the item's draft; ``submit`` sends it for approval, all or nothing."""
    sentences = [
        NewSentence(sentence.text.strip(), sentence.passage, sentence.own_words)
        for sentence in given.sentences
    ]
    written = reply.save_draft(session, person, item_id, sentences)
    if given.submit:
        written = reply.submit(session, person, item_id)
    return ReplyShape.of(written, what_is_missing(written))


@router.post("/replies/{reply_id}/approve")
def approve(session: Db, person: ItemsWriter, reply_id: IdInPath) -> ReplyShape:
    """Approve a submitted reply; never one's own."""
    return ReplyShape.of(reply.approve(session, person, _item_of(session, person, reply_id), reply_id), [])


@router.post("/replies/{reply_id}/posted")
def posted(session: Db, person: ItemsWriter, reply_id: IdInPath, where: PostingRequest) -> ReplyShape:
    """Record where a person posted it: on a registered channel of the office, once per thread.

    ``posted_at`` is when, if it was not just now: the answer had to be approved and in force then.
    """
    item_id = _item_of(session, person, reply_id)
    return ReplyShape.of(
        posting.record_posting(session, person, item_id, where.url, reply_id, where.posted_at), []
    )


def _item_of(session: Session, person: Person, reply_id: int) -> int:
    item_id = replies.item_of_reply(session, reply_id, offices_in_sight(session, person))
    if item_id is None:
        raise NotFound("Không có câu trả lời này, hoặc nó thuộc cơ quan khác.")
    return item_id

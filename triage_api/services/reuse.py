"""Using an approved answer again for another item of the same known claim, until it expires.

The machine offers what says the same; an approver who wrote no part of it decides that it fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from models.errors import Conflict, NotAllowed
from models.queries import audit, decisions, replies
from models.queries.accounts import Person
from models.queries.replies import NewSentence
from models.session import Session
from models.tables.item import Item
from models.tables.reply import Reply
from models.vocabulary import Action, EventKind, ItemState, ReplyState
from nlp.evidence.known_claims import KnownClaims
from triage_api.formats import today
from triage_api.services import moves
from triage_api.services.known import known_beside
from triage_api.services.reply_basis import check_basis, who_wrote

REPLACEABLE = frozenset({ReplyState.DRAFT, ReplyState.RETURNED})


@dataclass(frozen=True, slots=True)
class Reusable:
    """An approved answer that may be used again, and the item it was written for."""

    reply: Reply
    item_id: int
    sentence: str
    valid_until: date | None


def reusable(session: Session, item: Item, index: KnownClaims) -> Sequence[Reusable]:
    """Approved answers of the same office to the claim this item tells, where both came to the same verdict."""
    verdict = decisions.standing_verdict(session, item.id)
    if verdict is None:
        return ()
    told = verdict.decision.sentence or item.headline
    found = []
    for one in known_beside(session, index, told, today(), item.office_id, item.id):
        fits = one.strong and not one.match.differences and one.row.verdict is verdict.verdict
        if not fits or one.row.item_id is None:
            continue
        answer = replies.answer_to_reuse(session, one.row.item_id, item.office_id, today())
        if answer is not None:
            found.append(Reusable(answer, one.row.item_id, one.row.sentence, one.row.valid_until))
    return found


def reuse(session: Session, person: Person, item_id: int, answer_id: int, index: KnownClaims) -> Reply:
    """Take an approved answer over, word for word and approved, for another item of the same claim.

    Raises:
        NotAllowed: the person may not approve, or wrote the answer.
        Conflict: the item does not wait for a reply, one was sent already, or the answer is not to be had any more.
    """
    moves.require(person, Action.APPROVE)
    item = moves.own_item(session, person, item_id)
    if item.state is not ItemState.AWAITING_REPLY:
        raise Conflict("Vụ việc này không chờ trả lời.")
    written = replies.live_reply(session, item.id)
    if written is not None and written.state not in REPLACEABLE:
        raise Conflict("Vụ việc đã có câu trả lời gửi duyệt hoặc đã duyệt.")
    offered = {one.reply.id: one for one in reusable(session, item, index)}
    if answer_id not in offered:
        raise Conflict("Câu trả lời này không còn dùng lại được: đã hết giá trị, đã thay, hoặc là điều khác.")
    answer = offered[answer_id].reply
    if person.id in who_wrote(session, answer):
        raise NotAllowed("Người soạn không tự duyệt câu trả lời của mình.")
    replies.retire_reply(session, item.id)
    reply = replies.new_reply(session, item, answer.drafted_by)
    reply.reused_from = answer.reused_from or answer.id
    replies.write_sentences(
        session, reply, [NewSentence(one.text, one.passage_id, one.own_words) for one in answer.sentences]
    )
    check_basis(session, reply)
    reply.state, reply.approved_by, reply.approved_at = ReplyState.APPROVED, person.id, datetime.now(UTC)
    note = f"VV-{offered[answer_id].item_id}"
    moves.apply(session, item, EventKind.REPLY_APPROVED, person, note=note)
    session.flush()
    audit.record(session, "reply_reused", "reply", reply.id, person.id, item.office_id)
    return reply
